"""Excel workbooks in: the first sheet, its first row the names. Cells are values as they are
stored; dates are ISO texts, whole numbers are integers, formulas their last result."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

import python_calamine as calamine

from ascertain.contracts.format import Batch, FileRefused, Found, ReadOptions, Record
from ascertain.formats import guard, names

MAX_BYTES = 256_000_000
"""Unpacked; a workbook is held in memory."""


class Workbook:
    """.xlsx; empty rows are passed over."""

    name: ClassVar[str] = "xlsx"
    endings: ClassVar[tuple[str, ...]] = (".xlsx",)
    seekable: ClassVar[bool] = True

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """The columns of the first sheet."""
        del name
        columns = next(_table(stream, options))
        stream.seek(0)
        return Found(columns=columns)

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The rows of the first sheet."""
        del name
        table = _table(stream, options)
        columns = next(table)
        escaped = options.escaped
        if escaped is None:
            escaped = guard.OWN_COLUMNS.issubset(columns)
        records: list[Record] = []
        row = 0
        for cells in table:
            if all(cell == "" for cell in cells):
                continue
            row += 1
            values = {
                name: guard.unguard(cell) if escaped and isinstance(cell, str) else cell
                for name, cell in zip(columns, map(_value, cells), strict=True)
            }
            records.append(Record(row, values))
            if len(records) >= options.batch_rows:
                yield Batch(records)
                records = []
        if records:
            yield Batch(records)
        if row == 0:
            raise FileRefused("no-rows", "The first sheet has names of columns and no row below.")


def _table(stream: BinaryIO, options: ReadOptions) -> Iterator[list[Any]]:
    """The names, then the rows."""
    try:
        with zipfile.ZipFile(stream) as archive:
            size = sum(info.file_size for info in archive.infolist())
        if size > MAX_BYTES:
            raise FileRefused(
                "too-large", f"A workbook may have {MAX_BYTES:,} bytes unpacked; write CSV."
            )
        stream.seek(0)
        workbook = calamine.CalamineWorkbook.from_filelike(stream)
        rows = iter(workbook.get_sheet_by_index(0).to_python(skip_empty_area=False))
    except (zipfile.BadZipFile, calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise FileRefused("unreadable", f"The workbook cannot be read: {error}.") from None
    for header in rows:
        if any(cell != "" for cell in header):
            yield names.usable([str(_value(cell)) for cell in header], options)
            yield from rows
            return
    raise FileRefused("empty", "The first sheet is empty.")


def _value(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, dt.date | dt.time | dt.datetime):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    return cell


FORMAT = Workbook()
