"""JSON Lines out, streamed: every column on every line, in the order of the columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import msgspec

from ascertain.contracts.format import Column
from ascertain.core import canonical
from ascertain.formats.csv_out import gzipped

_PIECE_BYTES = 262_144
_encode = msgspec.json.Encoder().encode_into


class LinesWriter:
    """One object a line, UTF-8; None is null, nested values stay nested."""

    name: ClassVar[str] = "jsonl"
    endings: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson")
    media_type: ClassVar[str] = "application/x-ndjson"

    def encode(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]
    ) -> Iterator[bytes]:
        """The file, in pieces of some 256 KB.

        Raises:
            Invalid: for NaN and infinities, which JSON does not have.
        """
        names = [column.name for column in columns]
        numeric = [column.name for column in columns if column.type in {"number", "json"}]
        out = bytearray()
        for row in rows:
            for name in numeric:
                canonical.check_storable(row.get(name))
            _encode({name: row.get(name) for name in names}, out, -1)
            out += b"\n"
            if len(out) >= _PIECE_BYTES:
                yield bytes(out)
                out.clear()
        if out:
            yield bytes(out)


class PackedLinesWriter(LinesWriter):
    """The same in gzip."""

    name: ClassVar[str] = "jsonl.gz"
    endings: ClassVar[tuple[str, ...]] = (".jsonl.gz",)
    media_type: ClassVar[str] = "application/gzip"

    def encode(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]
    ) -> Iterator[bytes]:
        """The file; equal rows give equal bytes."""
        yield from gzipped(super().encode(rows, columns))


JSONL = LinesWriter()
JSONL_GZ = PackedLinesWriter()
