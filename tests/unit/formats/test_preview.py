"""What a preview says of files before anything is stored."""

import json
from pathlib import Path

import msgspec
import pytest

from ascertain.contracts.format import Format
from ascertain.core.registry import Registry
from ascertain.formats import ENDINGS
from ascertain.formats.preview import Preview, preview
from ascertain.sources.files import Files


def look(formats: Registry[Format], *paths: Path, n: int = 20) -> Preview:
    with Files() as source:
        parts = source.parts([str(path) for path in paths], endings=ENDINGS)
        return preview(parts, source=source, formats=formats, n=n)


def test_columns_and_what_they_seem_to_be(tmp_path: Path, formats: Registry[Format]) -> None:
    path = tmp_path / "a.csv"
    lines = [
        f"{n};Message {n};{'en' if n % 2 else 'de'};billing;{n}.png;{n * 7}" for n in range(50)
    ]
    path.write_bytes("\n".join(["id;body;lang;label;picture;älter", *lines]).encode("cp1252"))
    (table,) = look(formats, path, n=3).tables
    assert [(column.name, column.role) for column in table.columns] == [
        ("id", "key"),
        ("body", "text"),
        ("lang", "slice"),
        ("label", "gold"),
        ("picture", "image"),
        ("älter", "other"),
    ]
    assert table.columns[0].samples == ["0", "1", "2"]
    assert (table.encoding, table.delimiter) == ("cp1252", ";")
    assert (table.rows, table.exact) == (50, True)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_rows_are_estimated(tmp_path: Path, formats: Registry[Format], ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    row = {"csv": "1,some text of the usual length that goes on\n"}.get(
        ending, json.dumps({"a": 1, "b": "some text of the usual length that goes on"}) + "\n"
    )
    path.write_text(("a,b\n" if ending == "csv" else "") + row * 20_000)
    (table,) = look(formats, path).tables
    assert not table.exact
    assert table.rows == pytest.approx(20_000, rel=0.25)


def test_images_and_refused_files_are_counted(tmp_path: Path, formats: Registry[Format]) -> None:
    for n in range(30):
        (tmp_path / f"{n:02}.png").write_bytes(b"x")
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.csv").write_text("")
    (tmp_path / "c.csv").write_text("a,b\n1\n\x00,\x01\n")
    found = look(formats, tmp_path)
    assert (found.images, found.image_names[:2], found.table_count) == (30, ["00.png", "01.png"], 2)
    assert [(bad.source, bad.row, bad.code) for bad in found.rejected] == [
        ("a.txt", None, "unsupported"),
        ("b.csv", None, "empty"),
        ("c.csv", 1, "too-few-cells"),
    ]
    assert json.loads(msgspec.json.encode(found))["images"] == 30


def test_long_samples_are_cut(tmp_path: Path, formats: Registry[Format]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "x" * 1000, "n": {"a": [1]}}))
    (table,) = look(formats, path).tables
    assert table.columns[0].samples == ["x" * 200 + "…"]
    assert table.columns[1].samples == ['{"a":[1]}']
