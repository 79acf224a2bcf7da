"""What a file format offers: reading rows out of a stream and writing rows into one. Pure: streams
of bytes in, plain values out, in batches, so that memory stays flat."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar, Literal, Protocol

import msgspec


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image as found, not yet checked. `name` carries the ending that it was declared with."""

    name: str
    data: bytes


class Record(msgspec.Struct, frozen=True, gc=False):
    """One data row. `row` counts data rows from 1; values are JSON values by column name."""

    row: int
    values: dict[str, Any]
    image: ImagePart | None = None


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """A row (or with `row` None a whole file) that was not read, and why.

    `code` is stable and kebab-case; `message` says what is wrong and what to do.
    """

    row: int | None
    code: str
    message: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some consecutive rows of one file: those read and those rejected."""

    records: Sequence[Record] = ()
    rejected: Sequence[Rejected] = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read; None means: find out.

    `escaped` says whether the file is a spreadsheet-safe export whose guarding apostrophes are to
    be taken off; None: only if its columns are those of an export of ours.
    """

    encoding: str | None = None
    delimiter: str | None = None
    escaped: bool | None = None
    max_row_bytes: int = 10_000_000
    max_columns: int = 4096
    batch_rows: int = 1000
    batch_bytes: int = 4_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found out about a file before reading it. `columns` is empty where rows name their
    own."""

    encoding: str | None = None
    delimiter: str | None = None
    columns: Sequence[str] = ()


class FileRefused(Exception):
    """The file as a whole, or all that follows, cannot be read; becomes one rejected row."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Format(Protocol):
    """A format that can be read.

    `endings` are lower case with the dot. `seekable` says that `read` needs a stream that can
    seek; the caller then buffers. A reader yields every row exactly once, as a record or as
    rejected, and raises `FileRefused` where nothing more can be read.
    """

    name: ClassVar[str]
    endings: ClassVar[tuple[str, ...]]
    seekable: ClassVar[bool]

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """Encoding, delimiter and columns from the start of the stream."""
        ...

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The rows, in batches of bounded size. `name` is the file's own name."""
        ...


ColumnType = Literal["text", "integer", "number", "boolean", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is written. `json` holds any JSON value, as canonical text where
    the format has no nested values. Every column may hold None."""

    name: str
    type: ColumnType = "text"


class Writer(Protocol):
    """A format that can be written: rows in, bytes out, in constant memory."""

    name: ClassVar[str]
    endings: ClassVar[tuple[str, ...]]
    media_type: ClassVar[str]

    def encode(
        self, rows: Iterable[Mapping[str, Any]], columns: Sequence[Column]
    ) -> Iterator[bytes]:
        """The file, piece by piece. A name that a row lacks is None; one that is not among the
        columns is left out."""
        ...
