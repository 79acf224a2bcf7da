"""Parquet and Arrow files in, batch by batch. Numbers, booleans, lists and structs become JSON
values; dates and decimals texts; what JSON has not is a rejected row."""

import datetime as dt
import decimal
import math
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types
from pyarrow import ipc

from ascertain.contracts.format import Batch, FileRefused, Found, ReadOptions, Record, Rejected
from ascertain.formats import names


class _NotJson(Exception):
    """A value that has no form in JSON; says which sort."""


class ParquetFormat:
    """Apache Parquet."""

    name: ClassVar[str] = "parquet"
    endings: ClassVar[tuple[str, ...]] = (".parquet",)
    seekable: ClassVar[bool] = True

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """The columns, from the footer."""
        del name
        with _refusing("Parquet"):
            header = pq.ParquetFile(stream).schema_arrow.names
        stream.seek(0)
        return Found(columns=names.usable(header, options))

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The rows. Rejected: `not-json`."""
        del name
        with _refusing("Parquet"):
            file = pq.ParquetFile(stream)
            columns = names.usable(file.schema_arrow.names, options)
            yield from _rows(file.iter_batches(batch_size=options.batch_rows), columns)


class ArrowFormat:
    """Arrow IPC, as a file (Feather) or as a stream."""

    name: ClassVar[str] = "arrow"
    endings: ClassVar[tuple[str, ...]] = (".arrow", ".feather")
    seekable: ClassVar[bool] = True

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """The columns, from the schema."""
        del name
        with _refusing("Arrow"):
            header = _open_arrow(stream)[0].names
        stream.seek(0)
        return Found(columns=names.usable(header, options))

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The rows. Rejected: `not-json`."""
        del name
        with _refusing("Arrow"):
            schema, batches = _open_arrow(stream)
            columns = names.usable(schema.names, options)
            sliced = (
                batch.slice(start, options.batch_rows)
                for batch in batches
                for start in range(0, batch.num_rows, options.batch_rows)
            )
            yield from _rows(sliced, columns)


def _open_arrow(stream: BinaryIO) -> tuple[Any, Iterator[Any]]:
    magic = stream.read(6)
    stream.seek(0)
    if magic == b"ARROW1":
        file = ipc.open_file(stream)
        return file.schema, (file.get_batch(n) for n in range(file.num_record_batches))
    reader = ipc.open_stream(stream)
    return reader.schema, iter(reader)


class _refusing:  # noqa: N801 - a context manager, read as a verb
    """Turns what Arrow raises on damaged files into a refusal."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, pa.ArrowException | OSError):
            reason = str(error).split("\n", 1)[0].rstrip(".")
            raise FileRefused(
                "unreadable", f"The file cannot be read as {self._what}: {reason}."
            ) from None


def _rows(batches: Iterator[Any], columns: list[str]) -> Iterator[Batch]:
    row = 0
    for batch in batches:
        records: list[Record] = []
        rejected: list[Rejected] = []
        cells = [_column(array) for array in batch.columns]
        for values in zip(*cells, strict=True):
            row += 1
            try:
                found = {name: _json(v) for name, v in zip(columns, values, strict=True)}
                records.append(Record(row, found))
            except _NotJson as error:
                rejected.append(Rejected(row, "not-json", f"The row holds {error}."))
        yield Batch(records, rejected)
    if row == 0:
        raise FileRefused("no-rows", "The table has no rows.")


def _column(array: Any) -> list[Any]:
    """Python values; times as text, since nanoseconds fit no `datetime`."""
    if pa.types.is_temporal(array.type) and not pa.types.is_duration(array.type):
        array = array.cast(pa.string())
    values: list[Any] = array.to_pylist()
    return values


def _json(value: Any) -> Any:  # noqa: PLR0911 - one line for each sort of value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        # Tables of numbers write "no value" as NaN.
        if math.isnan(value):
            return None
        if math.isinf(value):
            raise _NotJson("an infinite number")
        return value
    if isinstance(value, list | tuple):
        return [_json(inner) for inner in value]
    if isinstance(value, dict):
        return {str(name): _json(inner) for name, inner in value.items()}
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time | dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    raise _NotJson(f"a value of type {type(value).__name__}, which JSON has not")


PARQUET = ParquetFormat()
ARROW = ArrowFormat()
