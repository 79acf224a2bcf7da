"""Parquet out, streamed row group by row group, with a schema that the columns fix beforehand: a
column that is null for a million rows still has its type."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pyarrow as pa  # type: ignore[import-untyped]  # ships no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # ships no types

from ascertain.contracts.format import Column
from ascertain.core import canonical

_GROUP_ROWS = 20_000
_GROUP_CHARACTERS = 32_000_000
_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "json": pa.string(),
}


class ParquetWriter:
    """Zstandard, strings in UTF-8; `json` columns are canonical text."""

    name: ClassVar[str] = "parquet"
    endings: ClassVar[tuple[str, ...]] = (".parquet",)
    media_type: ClassVar[str] = "application/vnd.apache.parquet"

    def encode(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]
    ) -> Iterator[bytes]:
        """The file, a row group a piece: 20,000 rows, or fewer where they are long."""
        schema = pa.schema([pa.field(column.name, _TYPES[column.type]) for column in columns])
        sink = io.BytesIO()
        drained = _Drained(sink)
        with pq.ParquetWriter(drained, schema, compression="zstd") as writer:
            cells: list[list[Any]] = [[] for _ in columns]
            pending = [
                (column.name, column.type, cell)
                for column, cell in zip(columns, cells, strict=True)
            ]
            count = size = 0
            for row in rows:
                for name, kind, cell in pending:
                    value = _cell(row.get(name), kind)
                    if isinstance(value, str):
                        size += len(value)
                    cell.append(value)
                count += 1
                if count >= _GROUP_ROWS or size >= _GROUP_CHARACTERS:
                    writer.write_batch(pa.record_batch(cells, schema=schema))
                    for cell in cells:
                        cell.clear()
                    count = size = 0
                    yield drained.drain()
            if count:
                writer.write_batch(pa.record_batch(cells, schema=schema))
        yield drained.drain()


def _cell(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "json":
        return canonical.dumps(value)
    if kind == "text" and not isinstance(value, str):
        return canonical.dumps(value)
    return float(value) if kind == "number" else value


class _Drained:
    """A sink whose bytes are taken away as they come, while its position goes on."""

    closed = False

    def __init__(self, buffer: io.BytesIO) -> None:
        self._buffer = buffer
        self._position = 0

    def write(self, data: bytes) -> int:
        count = self._buffer.write(data)
        self._position += count
        return count

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """The bytes are still to be drained."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def drain(self) -> bytes:
        data = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return data


PARQUET = ParquetWriter()
