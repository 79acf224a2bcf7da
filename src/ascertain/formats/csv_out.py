"""CSV and TSV out, streamed, with cells that a spreadsheet would run made harmless (`guard`)."""

import csv
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from ascertain.contracts.format import Column
from ascertain.core import canonical
from ascertain.formats.guard import guard

_PIECE_CHARACTERS = 262_144


class DelimitedWriter:
    """RFC 4180: CRLF, quotes doubled. None is an empty cell; numbers stay numbers, so that `-5` is
    no formula; booleans are `true` and `false`; `json` columns are canonical text."""

    name: ClassVar[str] = "csv"
    endings: ClassVar[tuple[str, ...]] = (".csv",)
    media_type: ClassVar[str] = "text/csv; charset=utf-8"
    delimiter: ClassVar[str] = ","

    def encode(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]
    ) -> Iterator[bytes]:
        """The file, in pieces of some 256 KB."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n")
        writer.writerow([guard(column.name) for column in columns])
        cells = [(column.name, _CELLS[column.type]) for column in columns]
        for row in rows:
            writer.writerow(
                [
                    "" if (value := row.get(name)) is None else to_cell(value)
                    for name, to_cell in cells
                ]
            )
            if out.tell() >= _PIECE_CHARACTERS:
                yield out.getvalue().encode()
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode()


class TabWriter(DelimitedWriter):
    """The same, with tabs."""

    name: ClassVar[str] = "tsv"
    endings: ClassVar[tuple[str, ...]] = (".tsv",)
    media_type: ClassVar[str] = "text/tab-separated-values; charset=utf-8"
    delimiter: ClassVar[str] = "\t"


class PackedWriter(DelimitedWriter):
    """CSV in gzip."""

    name: ClassVar[str] = "csv.gz"
    endings: ClassVar[tuple[str, ...]] = (".csv.gz",)
    media_type: ClassVar[str] = "application/gzip"

    def encode(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]
    ) -> Iterator[bytes]:
        """The file; equal rows give equal bytes, since no time is written."""
        yield from gzipped(super().encode(rows, columns))


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces as one gzip stream, without name or time."""
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _text(value: Any) -> str:
    return guard(value if isinstance(value, str) else canonical.dumps(value))


def _plain(value: Any) -> str:
    return canonical.dumps(value)


def _json(value: Any) -> str:
    return guard(canonical.dumps(value))


_CELLS: Mapping[str, Callable[[Any], str]] = {
    "text": _text,
    "integer": _plain,
    "number": _plain,
    "boolean": _plain,
    "json": _json,
}

CSV = DelimitedWriter()
TSV = TabWriter()
CSV_GZ = PackedWriter()
