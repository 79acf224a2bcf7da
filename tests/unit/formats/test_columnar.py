"""Parquet and Arrow tables: what their values become, and what is refused."""

import datetime as dt
import decimal
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types
import pytest
from pyarrow import ipc

from ascertain.contracts.format import ReadOptions
from ascertain.formats.columnar import ARROW, PARQUET

Read = Callable[..., tuple[list[tuple[int, dict[str, Any]]], list[tuple[int | None, str]]]]


def parquet(table: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def arrow_file(table: Any) -> bytes:
    out = io.BytesIO()
    with ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def arrow_stream(table: Any) -> bytes:
    out = io.BytesIO()
    with ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


WAYS = [("parquet", parquet), ("arrow", arrow_file), ("arrow", arrow_stream)]


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_values_become_json(read_bytes: Read, name: str, write: Callable[[Any], bytes]) -> None:
    table = pa.table(
        {
            "t": ["01", None],
            "i": [1, 2],
            "f": [1.5, float("nan")],
            "b": [True, False],
            "l": [[1, 2], []],
            "s": [{"x": 1}, {"x": None}],
            "d": [decimal.Decimal("1.10"), None],
            "day": [dt.date(2026, 1, 2), None],
            "at": pa.array([1_000_000_001, None], pa.timestamp("ns")),
        }
    )
    rows, codes = read_bytes(name, write(table))
    assert codes == []
    assert rows[0] == (
        1,
        {
            "t": "01",
            "i": 1,
            "f": 1.5,
            "b": True,
            "l": [1, 2],
            "s": {"x": 1},
            "d": "1.10",
            "day": "2026-01-02",
            "at": "1970-01-01 00:00:01.000000001",
        },
    )
    assert rows[1][1]["f"] is None
    assert rows[1][1]["s"] == {"x": None}


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_many_rows_and_odd_names(
    read_bytes: Read, name: str, write: Callable[[Any], bytes]
) -> None:
    table = pa.Table.from_arrays([pa.array(range(2500))] * 3, names=["a", "", "a"])
    rows, codes = read_bytes(name, write(table))
    assert codes == []
    assert [row for row, _ in rows] == list(range(1, 2501))
    assert rows[2499][1] == {"a": 2499, "column_2": 2499, "a_2": 2499}


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_what_json_has_not_is_rejected_row_by_row(
    read_bytes: Read, name: str, write: Callable[[Any], bytes]
) -> None:
    table = pa.table({"f": [1.0, float("inf"), 2.0], "b": [None, None, b"bytes"]})
    rows, codes = read_bytes(name, write(table))
    assert [row for row, _ in rows] == [1]
    assert codes == [(2, "not-json"), (3, "not-json")]


@pytest.mark.parametrize("name", ["parquet", "arrow"])
@pytest.mark.parametrize(
    "data", [b"", b"PAR1", b"PAR1 and more PAR1", b"ARROW1\0\0", b"a,b\n1,2\n"]
)
def test_damaged_files_are_refused(read_bytes: Read, name: str, data: bytes) -> None:
    assert read_bytes(name, data) == ([], [(None, "unreadable")])


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_a_table_without_rows(read_bytes: Read, name: str, write: Callable[[Any], bytes]) -> None:
    empty = pa.table({"a": pa.array([], pa.string())})
    assert read_bytes(name, write(empty)) == ([], [(None, "no-rows")])


def test_inspecting_names_the_columns() -> None:
    table = pa.table({"a": [1], "b": [2]})
    assert list(PARQUET.inspect(io.BytesIO(parquet(table)), "x", ReadOptions()).columns) == [
        "a",
        "b",
    ]
    stream = io.BytesIO(arrow_file(table))
    assert list(ARROW.inspect(stream, "x", ReadOptions()).columns) == ["a", "b"]
    assert stream.tell() == 0
