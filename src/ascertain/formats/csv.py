"""CSV and TSV in. Every cell stays text; a row that cannot be read is rejected alone, and memory is
bounded by one row, whatever the file holds."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, ClassVar

from ascertain.contracts.format import (
    Batch,
    FileRefused,
    Found,
    ReadOptions,
    Record,
    Rejected,
)
from ascertain.formats import guard, names
from ascertain.formats.text import MARK, find_encoding

QUOTE = '"'
DELIMITERS = (",", ";", "\t", "|")
_SNIFF_CHARACTERS = 65_536
_SNIFF_ROWS = 50

# The module's own limit is process-wide and far below a long document; rows are bounded here, by
# `ReadOptions.max_row_bytes`, before it sees them.
csv.field_size_limit(2**31 - 1)


class _RowTooLong(Exception):
    """The record that is being read passed the limit."""


class _Lines:
    """The physical lines of a text, fed to `csv.reader`, with a bound on the record they make up.

    The consumer sets `length` to 0 after each record. `line` is the last line's number, from 1.
    """

    def __init__(self, text: io.TextIOBase, limit: int) -> None:
        self._readline = text.readline
        self._limit = limit
        self.length = 0
        self.line = 0
        self._last = ""
        self._odd = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._readline(self._limit)
        if not line:
            raise StopIteration
        self.line += 1
        if self.length:
            self._odd ^= bool(self._last.count(QUOTE) & 1)
        else:
            self._odd = False
        self._last = line
        self.length += len(line)
        if self.length >= self._limit:
            raise _RowTooLong
        return line

    def skip_record(self) -> bool:
        """Passes over the rest of a record that is too long; False if the file ends in it with a
        quote still open. A quote is open while an odd number of them has gone by."""
        odd = self._odd ^ bool(self._last.count(QUOTE) & 1)
        line = self._last
        while odd or not line.endswith(("\n", "\r")):
            line = self._readline(self._limit)
            if not line:
                self.length = 0
                return not odd
            self.line += line.endswith(("\n", "\r"))
            odd ^= bool(line.count(QUOTE) & 1)
        self.length = 0
        return True


class Delimited:
    """Tables of text cells with a header line; the delimiter is `,` `;` tab or `|`."""

    seekable: ClassVar[bool] = True
    name: ClassVar[str] = "csv"
    endings: ClassVar[tuple[str, ...]] = (".csv", ".csv.gz")
    fixed_delimiter: ClassVar[str | None] = None

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """Encoding, delimiter and column names; leaves the stream at the start."""
        del name
        encoding = find_encoding(stream, options.encoding)
        text = _text(stream, encoding)
        delimiter, lines = self._open(text, options)
        try:
            header = _header(csv.reader(lines, delimiter=delimiter, strict=True), options)
        finally:
            text.detach()
            stream.seek(0)
        return Found(encoding=encoding, delimiter=delimiter, columns=header)

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The rows below the header. Rejected with a code: `too-few-cells`, `too-many-cells`,
        `row-too-large`, `quote-open` (all behind it is then unread), `quote-malformed`."""
        del name
        encoding = find_encoding(stream, options.encoding)
        text = _text(stream, encoding)
        try:
            delimiter, lines = self._open(text, options)
            yield from _rows(lines, delimiter, options)
        finally:
            # Whoever stops half-way may have closed the stream already.
            if not stream.closed:
                text.detach()

    def _open(self, text: io.TextIOWrapper, options: ReadOptions) -> tuple[str, _Lines]:
        delimiter = options.delimiter or self.fixed_delimiter
        start = text.read(_SNIFF_CHARACTERS)
        text.seek(0)
        first = start.split("\n", 1)[0].strip("\r").strip(QUOTE)
        said = len(first) == len("sep=;") and first.lower().startswith("sep=")
        if said:
            text.readline()
            delimiter = delimiter or first[-1]
            start = start.split("\n", 1)[1] if "\n" in start else ""
        if not start:
            raise FileRefused("empty", "The file is empty.")
        lines = _Lines(text, options.max_row_bytes)
        lines.line += said
        return delimiter or sniff_delimiter(start), lines


class TabDelimited(Delimited):
    """The same, with tabs."""

    name: ClassVar[str] = "tsv"
    endings: ClassVar[tuple[str, ...]] = (".tsv", ".tsv.gz", ".tab")
    fixed_delimiter: ClassVar[str | None] = "\t"


def sniff_delimiter(start: str) -> str:
    """The delimiter under which most of the first rows have as many cells as the header, and then
    the one that gives most cells; a comma where nothing divides."""
    best = (0.0, 1, ",")
    for delimiter in DELIMITERS:
        widths = []
        try:
            for row in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter):
                if row:
                    widths.append(len(row))
                if len(widths) > _SNIFF_ROWS:
                    break
        except csv.Error:
            pass
        if len(widths) > 2 and len(start) >= _SNIFF_CHARACTERS:  # noqa: PLR2004 - the last is cut
            widths.pop()
        if not widths or widths[0] == 1:
            continue
        agreeing = widths.count(widths[0]) / len(widths)
        # A header that only one delimiter divides is enough; ragged rows are then rejected alone.
        if (round(agreeing, 1), widths[0]) > best[:2]:
            best = (round(agreeing, 1), widths[0], delimiter)
    return best[2]


def _text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding, errors=MARK, newline="")


def _header(reader: Iterator[list[str]], options: ReadOptions) -> list[str]:
    try:
        for cells in reader:
            if cells:
                return names.usable([guard.unguard(cell) for cell in cells], options)
    except (csv.Error, _RowTooLong):
        raise FileRefused(
            "header-unreadable",
            "The first line, which names the columns, cannot be read: a quote in it is never "
            "closed, or it is too long.",
        ) from None
    raise FileRefused("empty", "The file holds blank lines only.")


def _rows(lines: _Lines, delimiter: str, options: ReadOptions) -> Iterator[Batch]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    columns = _header(reader, options)
    width = len(columns)
    clean = _cleaner(columns, options)
    records: list[Record] = []
    rejected: list[Rejected] = []
    row = size = 0
    lines.length = 0
    reading = True
    while reading:
        reading = False
        started = lines.line + 1
        try:
            for cells in reader:
                size += lines.length
                lines.length = 0
                if len(cells) == width:
                    row += 1
                    values = dict(zip(columns, clean(cells) if clean else cells, strict=True))
                    records.append(Record(row, values))
                elif cells:
                    row += 1
                    rejected.append(_ragged(row, lines.line, len(cells), width))
                if len(records) + len(rejected) >= options.batch_rows or (
                    size >= options.batch_bytes
                ):
                    yield Batch(records, rejected)
                    records, rejected, size = [], [], 0
                started = lines.line + 1
        except _RowTooLong:
            row += 1
            reading = lines.skip_record()
            rejected.append(_too_long(row, started, lines.line, options, closed=reading))
        except csv.Error as error:
            row += 1
            at_end = "unexpected end" in str(error)
            rejected.append(_damaged(row, started, lines.line, at_end=at_end))
            reading = not at_end
            lines.length = 0
    if records or rejected:
        yield Batch(records, rejected)
    if row == 0:
        raise FileRefused("no-rows", "The file has a line of column names and no row below it.")


def _cleaner(columns: list[str], options: ReadOptions) -> Callable[[list[str]], list[str]] | None:
    escaped = options.escaped
    if escaped is None:
        escaped = guard.OWN_COLUMNS.issubset(columns)
    if not escaped:
        return None
    return lambda cells: [guard.unguard(cell) for cell in cells]


def _ragged(row: int, line: int, count: int, width: int) -> Rejected:
    many = count > width
    return Rejected(
        row,
        "too-many-cells" if many else "too-few-cells",
        f"Line {line} has {count} cells where the header has {width}; "
        + ("put cells that hold the delimiter in quotes." if many else "fill in the missing ones."),
    )


def _too_long(row: int, first: int, last: int, options: ReadOptions, *, closed: bool) -> Rejected:
    if not closed:
        return _damaged(row, first, last, at_end=True)
    return Rejected(
        row,
        "row-too-large",
        f"The row at line {first} is longer than {options.max_row_bytes:,} characters.",
    )


def _damaged(row: int, first: int, last: int, *, at_end: bool) -> Rejected:
    if at_end:
        return Rejected(
            row,
            "quote-open",
            f"A quote opened in the row at line {first} is never closed, so nothing from there to "
            f"the end (line {last}) was read. Close it and import the file again.",
        )
    lines = f"Line {first} was" if first == last else f"Lines {first} to {last} were"
    return Rejected(
        row,
        "quote-malformed",
        f"{lines} not read: text follows a closing quote in line {last}. Double the quotes that "
        "belong to the text, and look for one that is never closed.",
    )


FORMAT = Delimited()
TSV = TabDelimited()
