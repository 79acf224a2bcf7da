"""Laws of files: what is written is read back, and nothing that a file holds raises."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascertain.contracts.format import Column, FileRefused, Format, ReadOptions, Writer
from ascertain.core import canonical
from ascertain.core.registry import Registry
from ascertain.formats import FORMATS, WRITERS
from ascertain.formats.guard import guard, unguard
from ascertain.formats.values import Unreadable, parse

READERS: Registry[Format] = Registry("format", FORMATS)
OUT: Registry[Writer] = Registry("writer", WRITERS)

# A busy machine is no failure.
CALM = settings(deadline=None)
# Any text that a database holds: no NUL, no half of a surrogate pair.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
risky = st.text("'=+-@\t\r\n\",;|x ", max_size=6) | texts
floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | floats | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=8
)


def written(name: str, rows: list[dict[str, Any]], columns: list[Column]) -> bytes:
    return b"".join(OUT.get(name).encode(rows, columns))


def read(name: str, data: bytes, **options: Any) -> list[dict[str, Any]]:
    batches = list(READERS.get(name).read(io.BytesIO(data), "x", ReadOptions(**options)))
    assert [bad for batch in batches for bad in batch.rejected] == []
    return [record.values for batch in batches for record in batch.records]


@CALM
@given(risky)
def test_guarding_can_be_undone(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r\n")


@pytest.mark.parametrize("name", ["csv", "tsv"])
@CALM
@given(rows=st.lists(st.fixed_dictionaries({"a": risky, "b": risky, "c": values}), min_size=1))
def test_delimited_text_comes_back(name: str, rows: list[dict[str, Any]]) -> None:
    columns = [Column("a"), Column("b"), Column("c", "json")]
    found = read(name, written(name, rows, columns), escaped=True, delimiter=None)
    assert [(row["a"], row["b"]) for row in found] == [(row["a"], row["b"]) for row in rows]
    for row, back in zip(rows, found, strict=True):
        assert back["c"] == ("" if row["c"] is None else canonical.dumps(row["c"]))


@CALM
@given(rows=st.lists(st.fixed_dictionaries({"a": texts, "c": values}), min_size=1))
def test_json_lines_come_back(rows: list[dict[str, Any]]) -> None:
    data = written("jsonl", rows, [Column("a"), Column("c", "json")])
    assert read("jsonl", data) == rows


@CALM
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "a": st.none() | texts,
                "i": st.none() | st.integers(-(2**63), 2**63 - 1),
                "f": st.none() | floats,
                "b": st.none() | st.booleans(),
            }
        ),
        min_size=1,
    )
)
def test_parquet_comes_back(rows: list[dict[str, Any]]) -> None:
    columns = [Column("a"), Column("i", "integer"), Column("f", "number"), Column("b", "boolean")]
    assert read("parquet", written("parquet", rows, columns)) == rows


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl", "json"])
@CALM
@given(
    data=st.binary()
    | st.text('"\n\r,;\t|ab{}[]:1\\ud80é').map(lambda text: text.encode("utf-8", "replace"))
    | st.text('"\n,;aé').map(lambda text: text.encode("utf-16"))
)
def test_no_bytes_make_a_reader_fail(name: str, data: bytes) -> None:
    """Rows are read or rejected, each once and in its place, or the file is refused."""
    seen: list[int] = []
    refused: FileRefused | None = None
    options = ReadOptions(max_row_bytes=40, batch_rows=3)
    try:
        for batch in READERS.get(name).read(io.BytesIO(data), "x", options):
            assert len(batch.records) + len(batch.rejected) <= 3
            rows = [record.row for record in batch.records]
            rows += [bad.row for bad in batch.rejected if bad.row is not None]
            seen += sorted(rows)
    except FileRefused as error:
        refused = error
    assert refused is None or (refused.code and refused.message.endswith((".", "?")))
    assert seen == list(range(1, len(seen) + 1))


def has_repeated_name(text: str) -> bool:
    """A slow twin: reads the text as pairs with the standard library."""
    repeated = False

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        repeated |= len({name for name, _ in pairs}) != len(pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=look)
    return repeated


names = st.sampled_from(['"a"', '"b"', '":"', '"\\u003a"', '"\\u0061"', '"a:"'])
leaves = st.sampled_from(["1", '":"', '"\\u003a"', '"a"', "null", '"\\":"'])
objects = st.recursive(
    leaves,
    lambda inner: st.lists(
        st.tuples(names, st.sampled_from([":", " :", ": "]), inner), max_size=3
    ).map(lambda pairs: "{" + ",".join("".join(pair) for pair in pairs) + "}"),
    max_leaves=6,
)


@CALM
@given(objects)
def test_repeated_names_are_found_just_as_by_the_slow_reader(text: str) -> None:
    try:
        parse(text.encode())
        found = False
    except Unreadable as error:
        assert error.code == "json-repeated-name"  # noqa: PT017 - the code is the claim
        found = True
    assert found == has_repeated_name(text)
