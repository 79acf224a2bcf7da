"""Excel workbooks in."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pytest

from ascertain.contracts.format import ReadOptions
from ascertain.formats import xlsx

Read = Callable[..., tuple[list[tuple[int, dict[str, Any]]], list[tuple[int | None, str]]]]


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # not a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_first_sheet_is_a_table(read_bytes: Read) -> None:
    rows, codes = read_bytes(
        "xlsx",
        workbook([["id", "text", None], ["01", "x", 2], [], [7, "=1", 1.5], ["b", True, None]]),
    )
    assert codes == []
    assert rows == [
        (1, {"id": "01", "text": "x", "column_3": 2}),
        (2, {"id": 7, "text": "=1", "column_3": 1.5}),
        (3, {"id": "b", "text": True, "column_3": ""}),
    ]


def test_dates_are_iso_texts(read_bytes: Read) -> None:
    rows, _ = read_bytes(
        "xlsx",
        workbook(
            [
                ["day"],
                [
                    dt.datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - sheets know no zone
                ],
            ]
        ),
    )
    assert rows == [(1, {"day": "2026-01-02T03:04:05"})]


def test_our_own_export_is_unguarded(read_bytes: Read) -> None:
    head = ["key", "item", "field", "value"]
    rows, _ = read_bytes("xlsx", workbook([head, ["'=1", "i", "f", "v"]]))
    assert rows[0][1]["key"] == "=1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (workbook([]), "empty"),
        (workbook([["a", "b"]]), "no-rows"),
    ],
)
def test_workbooks_that_are_refused(read_bytes: Read, data: bytes, code: str) -> None:
    assert read_bytes("xlsx", data) == ([], [(None, code)])


def test_a_bomb_is_refused_unread(read_bytes: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_BYTES", 500)
    assert read_bytes("xlsx", workbook([["a"], [1]])) == ([], [(None, "too-large")])


def test_inspecting_names_the_columns() -> None:
    stream = io.BytesIO(workbook([["a", "b"], [1, 2]]))
    assert list(xlsx.FORMAT.inspect(stream, "x", ReadOptions()).columns) == ["a", "b"]
