"""From files to rows: what is stored, what is rejected, in which chunks."""

import gzip
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from ascertain.contracts.format import Batch, FileRefused, Found, ReadOptions, Record
from ascertain.core import canonical
from ascertain.core.registry import Registry
from ascertain.formats import ENDINGS, FORMATS
from ascertain.formats.columns import ColumnMap
from ascertain.formats.importing import CHUNK_BYTES, ImportRow, RejectedRow, import_rows
from ascertain.sources.files import Files

Import = Callable[..., tuple[list[ImportRow], list[RejectedRow]]]


def write(path: Path, text: str) -> Path:
    path.write_text(text, newline="")
    return path


def test_a_row_becomes_content_slices_and_known_answers(
    tmp_path: Path, import_paths: Import
) -> None:
    path = write(tmp_path / "a.csv", "id,Body,lang,topic,extra\n01,Hello,en,billing,x\n2,Bye,,,\n")
    wanted = ColumnMap(key="id", slices=["lang"], gold={"topic": "t"}, fields={"extra": "note"})
    rows, rejected = import_paths([path], wanted)
    assert rejected == []
    first, second = rows
    assert (first.source, first.row, first.key, first.key_made) == ("a.csv", 1, "01", False)
    assert first.content_json == '{"note":"x","text":"Hello"}'
    assert first.media_json == '{"type":"text"}'
    assert (first.slices, first.gold) == ({"lang": "en"}, {"t": "billing"})
    assert (second.slices, second.gold) == ({}, {})
    assert first.sha256 == canonical.digest({"text": "Hello", "note": "x"})


@pytest.mark.parametrize(
    ("values", "media"),
    [
        ({"a": 1, "b": 2}, "record"),
        ({"text": ["not", "text"], "b": 1}, "record"),
        ({"text": "x", "b": 1}, "text"),
        ({"only": "x"}, "text"),
        ({"only": 3}, "record"),
    ],
)
def test_the_type_of_an_item(
    tmp_path: Path, import_paths: Import, values: dict[str, Any], media: str
) -> None:
    rows, _ = import_paths([write(tmp_path / "a.jsonl", json.dumps(values))])
    assert json.loads(rows[0].media_json) == {"type": media}


def test_content_is_canonical_text(tmp_path: Path, import_paths: Import) -> None:
    line = '{"z": {"b": 1.50, "a": "\\u00e9"}, "a": 123456789012345678901234567890}'
    rows, _ = import_paths([write(tmp_path / "a.jsonl", line)])
    assert rows[0].content_json == canonical.dumps(json.loads(line))


@pytest.mark.parametrize(
    ("line", "key", "code"),
    [
        ('{"id":"k","text":"a\\u0000b"}', "k", "nul"),
        ('{"id":"k","text":"x","s":"\\u0000"}', "k", "nul"),
        ('{"id":"k","text":"x","g":{"\\u0000":1}}', "k", "nul"),
        ('{"id":"k\\u0000","text":"x"}', "k\ufffd", "nul"),
        ('{"id":"k","text":""}', "k", "no-content"),
        ('{"id":"k","text":null}', "k", "no-content"),
        ('{"id":"k"}', "k", "no-content"),
        ('{"text":"x"}', None, "key-missing"),
        ('{"id":"first","text":"x"}', "first", "duplicate-key"),
    ],
)
def test_a_row_that_cannot_be_stored(
    tmp_path: Path, import_paths: Import, line: str, key: str | None, code: str
) -> None:
    good = '{"id":"first","text":"\\\\u0000 is written out","s":"1","g":"2"}\n'
    path = write(tmp_path / "a.jsonl", good + line + "\n")
    wanted = ColumnMap(key="id", slices=["s"], gold={"g": "g"})
    rows, rejected = import_paths([path], wanted)
    assert [row.row for row in rows] == [1]
    assert [(bad.source, bad.row, bad.key, bad.code) for bad in rejected] == [
        ("a.jsonl", 2, key, code)
    ]


def test_rejected_rows_come_in_order(tmp_path: Path, import_paths: Import) -> None:
    path = write(tmp_path / "a.csv", "id,text\n1,x\n,x\n3\n1,y\n5,6,7\n")
    _, rejected = import_paths([path], ColumnMap(key="id"))
    assert [bad.row for bad in rejected] == [2, 3, 4, 5]


def test_a_file_refused_whole_is_one_row_and_the_others_go_on(
    tmp_path: Path, import_paths: Import
) -> None:
    paths = [
        write(tmp_path / "a.csv", "x,y\n1,2\n"),
        write(tmp_path / "empty.csv", ""),
        write(tmp_path / "c.csv", "id,text\n1,z\n"),
    ]
    rows, rejected = import_paths([*paths, tmp_path / "gone.csv"], ColumnMap(key="id"))
    assert [row.source for row in rows] == ["c.csv"]
    assert [(bad.source, bad.row, bad.code) for bad in rejected] == [
        ("a.csv", None, "column-missing"),
        ("empty.csv", None, "empty"),
        ("gone.csv", None, "unreadable"),
    ]


def test_without_a_key_rows_never_merge(tmp_path: Path, import_paths: Import) -> None:
    (tmp_path / "sub").mkdir()
    paths = [
        write(tmp_path / "a.csv", "id,text\n1,x\n1,x\n"),
        write(tmp_path / "sub" / "a.csv", "id,text\n1,x\n"),
    ]
    rows, _ = import_paths(paths)
    assert [row.key for row in rows] == ["a-1", "a-2", "a~2-1"]
    assert all(row.key_made for row in rows)
    rows, _ = import_paths(paths[:1], stem_taken=lambda stem: stem == "a")
    assert [row.key for row in rows] == ["a~2-1", "a~2-2"]


def test_a_truncated_gzip_says_how_far_it_was_read(tmp_path: Path, import_paths: Import) -> None:
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 5000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packed[:-20])
    rows, rejected = import_paths([path])
    assert rows == []
    assert [(bad.row, bad.code) for bad in rejected] == [(None, "unreadable")]
    path.write_bytes(packed)
    assert len(import_paths([path])[0]) == 5000


class Stopping:
    """A format whose reader gives one row and then fails."""

    name = "csv"
    endings = (".csv",)
    seekable = True

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        raise NotImplementedError

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        del stream, options
        yield Batch([Record(1, {"text": "x"})])
        if name == "a.csv":
            raise OSError(5, "Input/output error")
        raise FileRefused("broken", "It is broken.")


STOPPING = Stopping()


def test_a_file_that_vanishes_half_way_keeps_what_was_read(tmp_path: Path) -> None:
    paths = [str(write(tmp_path / name, "x")) for name in ("a.csv", "b.csv")]
    with Files() as source:
        (chunk,) = import_rows(
            source.parts(paths, endings=ENDINGS),
            ColumnMap(),
            source=source,
            formats=Registry("format", {"csv": f"{__name__}:STOPPING"}),
        )
    assert [row.source for row in chunk.rows] == ["a.csv", "b.csv"]
    rest = "Nothing behind row 1 was read."
    assert [(bad.row, bad.code, bad.message) for bad in chunk.rejected] == [
        (None, "unreadable", f"The file could not be read: Input/output error. {rest}"),
        (None, "broken", f"It is broken. {rest}"),
    ]


def test_chunks_are_bounded_in_bytes_and_can_be_sent_between_processes(tmp_path: Path) -> None:
    # Control characters grow sixfold when they are written as JSON.
    line = json.dumps({"text": "\x01" * 400_000}) + "\n"
    path = write(tmp_path / "a.jsonl", line * 12)
    with Files() as source:
        chunks = list(
            import_rows(
                source.parts([str(path)], endings=ENDINGS),
                ColumnMap(),
                source=source,
                formats=Registry("format", FORMATS),
            )
        )
    sizes = [sum(len(row.content_json) for row in chunk.rows) for chunk in chunks]
    assert sum(len(chunk.rows) for chunk in chunks) == 12
    assert max(sizes) <= CHUNK_BYTES
    assert pickle.loads(pickle.dumps(chunks)) == chunks  # noqa: S301 - our own bytes
