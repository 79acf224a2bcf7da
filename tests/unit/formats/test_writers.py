"""All writers: what they write, that they stream, and that others can read it."""

import csv
import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types
import pytest

from ascertain.contracts.format import Column, Writer
from ascertain.core.errors import Invalid
from ascertain.core.registry import Registry
from ascertain.formats import WRITERS

COLUMNS = [
    Column("key"),
    Column("n", "integer"),
    Column("p", "number"),
    Column("counted", "boolean"),
    Column("value", "json"),
]
ROWS: list[dict[str, Any]] = [
    {"key": "01", "n": -5, "p": 0.25, "counted": True, "value": ["b", {"z": 1, "a": None}]},
    {"key": "=1+1", "n": None, "p": 1, "counted": False, "value": "-x", "extra": 1},
    {"key": 'a,"b"\r\nc', "value": None},
]


@pytest.fixture(scope="module")
def writers() -> Registry[Writer]:
    return Registry("writer", WRITERS)


def written(writers: Registry[Writer], name: str, rows: list[dict[str, Any]]) -> bytes:
    return b"".join(writers.get(name).encode(rows, COLUMNS))


def test_every_writer_says_what_it_is(writers: Registry[Writer]) -> None:
    for name in writers:
        writer = writers.get(name)
        assert writer.name == name
        assert f".{name}" in writer.endings


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t"), ("csv.gz", ",")])
def test_delimited(writers: Registry[Writer], name: str, delimiter: str) -> None:
    data = written(writers, name, ROWS)
    data = gzip.decompress(data) if name.endswith("gz") else data
    assert list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter)) == [
        ["key", "n", "p", "counted", "value"],
        ["01", "-5", "0.25", "true", '["b",{"a":null,"z":1}]'],
        ["'=1+1", "", "1", "false", '"-x"'],
        ['a,"b"\r\nc', "", "", "", ""],
    ]


@pytest.mark.parametrize("name", ["jsonl", "jsonl.gz"])
def test_lines(writers: Registry[Writer], name: str) -> None:
    data = written(writers, name, ROWS)
    data = gzip.decompress(data) if name.endswith("gz") else data
    first, second, third = map(json.loads, data.decode().splitlines())
    assert list(first) == ["key", "n", "p", "counted", "value"]
    assert first["value"] == ["b", {"z": 1, "a": None}]
    assert second["key"] == "=1+1"
    assert third == {"key": 'a,"b"\r\nc', "n": None, "p": None, "counted": None, "value": None}


def test_parquet_has_its_schema_even_where_all_is_null(
    writers: Registry[Writer], tmp_path: Path
) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(written(writers, "parquet", [{}] * 25_000 + ROWS))
    file = pq.ParquetFile(path)
    assert [str(field.type) for field in file.schema_arrow] == [
        "string", "int64", "double", "bool", "string",
    ]  # fmt: skip
    assert file.num_row_groups == 2
    frame = pd.read_parquet(path)
    assert frame["key"].tolist()[-3:] == ["01", "=1+1", 'a,"b"\r\nc']
    assert frame["value"][25_000] == '["b",{"a":null,"z":1}]'
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select count(*), count(key), min(n), max(p) from '{path}'"
        ).fetchone()
    assert found == (25_003, 3, -5, 1.0)


@pytest.mark.parametrize("name", list(WRITERS))
def test_no_row_is_a_file_too(writers: Registry[Writer], name: str) -> None:
    data = written(writers, name, [])
    assert (gzip.decompress(data) if name.endswith("gz") else data) != b"" or "jsonl" in name
    if name == "parquet":
        assert pq.read_table(io.BytesIO(data)).num_rows == 0


@pytest.mark.parametrize("name", ["csv", "jsonl"])
@pytest.mark.parametrize("column", ["p", "value"])
def test_what_json_has_not_is_refused(writers: Registry[Writer], name: str, column: str) -> None:
    with pytest.raises(Invalid):
        written(writers, name, [{column: float("nan")}])


@pytest.mark.parametrize("name", list(WRITERS))
def test_writing_streams_in_constant_memory(writers: Registry[Writer], name: str) -> None:
    taken = 0

    def rows() -> Iterator[Mapping[str, Any]]:
        nonlocal taken
        for n in range(60_000):
            taken = n
            yield {"key": f"{n * 7919 % 60_000:06}-{'abcdefghij' * 5}", "n": n}

    tracemalloc.start()
    pieces = iter(writers.get(name).encode(rows(), COLUMNS))
    first = next(pieces)
    assert first
    assert taken < 59_999
    for _ in pieces:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken == 59_999
    assert peak < 12_000_000
