"""JSON Lines in: one object a line, blank lines passed over, each bad line rejected alone."""

import io
from collections.abc import Callable, Iterator
from typing import AnyStr, BinaryIO, ClassVar

from ascertain.contracts.format import Batch, FileRefused, Found, ReadOptions, Record, Rejected
from ascertain.formats.text import MARK, find_encoding
from ascertain.formats.values import Unreadable, parse

_UTF8 = frozenset({"utf-8", "utf-8-sig", "ascii", "utf_8", "utf8"})
_UTF8_MARK = b"\xef\xbb\xbf"


class JsonLines:
    """Rows that name their own columns; nested values are kept."""

    name: ClassVar[str] = "jsonl"
    endings: ClassVar[tuple[str, ...]] = (".jsonl", ".jsonl.gz", ".ndjson")
    seekable: ClassVar[bool] = True

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """The encoding."""
        del name
        return Found(encoding=find_encoding(stream, options.encoding, legacy=False))

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The lines. Rejected with a code: `row-too-large`, `not-an-object`, and those of
        `values.parse`."""
        del name
        encoding = find_encoding(stream, options.encoding, legacy=False)
        yield from rows_of(_lines(stream, encoding, options.max_row_bytes), options)


def rows_of(
    lines: Iterator[tuple[int, bytes | None]], options: ReadOptions, *, unit: str = "Line"
) -> Iterator[Batch]:
    """Rows out of numbered JSON texts; None stands for one that was too long.

    Raises:
        FileRefused: `no-rows` where there is none at all.
    """
    records: list[Record] = []
    rejected: list[Rejected] = []
    row = size = 0
    for number, line in lines:
        row += 1
        if line is None:
            rejected.append(
                Rejected(
                    row,
                    "row-too-large",
                    f"{unit} {number} is longer than {options.max_row_bytes:,} bytes.",
                )
            )
        else:
            size += len(line)
            try:
                value = parse(line)
            except Unreadable as error:
                rejected.append(Rejected(row, error.code, f"{unit} {number}: {error.message}"))
            else:
                if isinstance(value, dict) and len(value) <= options.max_columns:
                    records.append(Record(row, value))
                else:
                    rejected.append(_not_a_row(row, f"{unit} {number}", value, options))
        if len(records) + len(rejected) >= options.batch_rows or size >= options.batch_bytes:
            yield Batch(records, rejected)
            records, rejected, size = [], [], 0
    if records or rejected:
        yield Batch(records, rejected)
    if row == 0:
        raise FileRefused("no-rows", "The file holds no row.")


def _not_a_row(row: int, place: str, value: object, options: ReadOptions) -> Rejected:
    if isinstance(value, dict):
        return Rejected(
            row,
            "too-many-columns",
            f"{place} has {len(value):,} names; at most {options.max_columns:,} are read.",
        )
    return Rejected(
        row,
        "not-an-object",
        f'{place} is no object; write each row as {{"text": "…"}}.',
    )


def _lines(stream: BinaryIO, encoding: str, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines in UTF-8 without blank ones; None for one beyond the limit."""
    if encoding in _UTF8:
        if stream.read(len(_UTF8_MARK)) != _UTF8_MARK:
            stream.seek(0)
        yield from _bounded(stream.readline, limit, b"\n")
        return
    text = io.TextIOWrapper(stream, encoding, errors=MARK)
    try:
        for number, line in _bounded(text.readline, limit, "\n"):
            # Marks of damage become bytes that are no UTF-8, which the parser names.
            yield number, None if line is None else line.encode("utf-8", errors="surrogatepass")
    finally:
        # Whoever stops half-way may have closed the stream already.
        if not stream.closed:
            text.detach()


def _bounded(
    readline: Callable[[int], AnyStr], limit: int, end: AnyStr
) -> Iterator[tuple[int, AnyStr | None]]:
    number = 0
    while line := readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith(end):
            while line and not line.endswith(end):
                line = readline(limit + 1)
            yield number, None
        elif not line.isspace():
            yield number, line


FORMAT = JsonLines()
