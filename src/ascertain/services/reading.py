"""What the child process of an import does: hash what was sent, read it row by row, check known
answers, look at the start of it for a preview. Touches files and no database."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

import msgspec

from ascertain.contracts.format import FileRefused, Format, ReadOptions
from ascertain.contracts.source import FilePart, RefusedPart
from ascertain.core.child import Ask
from ascertain.core.registry import Registry, load
from ascertain.formats.columns import ColumnMap
from ascertain.formats.importing import READING_FAILED, Chunk, ImportRow, RejectedRow, import_rows
from ascertain.formats.preview import Preview, preview
from ascertain.services.returned import Returned, ReturnedChunk, rank
from ascertain.sources.files import Files, Limits

PREVIEW_ROWS = 20
_PIECE_BYTES = 1 << 20
# Kinds and their models are slow to load, and most imports bring no known answers.
_CHECKER = "ascertain.services.answers:checker"
_RETURNING = "ascertain.services.returning:read_export"


class Wanted(msgspec.Struct, frozen=True):
    """What to read and how. `paths` are what was sent; `formats`, `endings` and `kinds` are those
    that are installed; `schema` is the body of the schema that known answers are checked against;
    the first `skip` chunks were stored before."""

    paths: list[str]
    key: str | None
    fields: dict[str, str]
    slices: list[str]
    gold: dict[str, str]
    formats: dict[str, str]
    endings: dict[str, str]
    kinds: dict[str, str]
    schema: Any = None
    skip: int = 0
    cell_bytes: int = 10_000_000
    archive_files: int = 200_000
    archive_bytes: int = 20_000_000_000

    def columns(self) -> ColumnMap:
        """The map as the formats take it."""
        return ColumnMap(self.key, self.fields, self.slices, self.gold)

    def limits(self) -> Limits:
        """Bounds on what is read."""
        return Limits(files=self.archive_files, archive_bytes=self.archive_bytes)

    def options(self) -> ReadOptions:
        """How files are read."""
        return ReadOptions(max_row_bytes=self.cell_bytes)

    def readers(self) -> Registry[Format]:
        """The formats, each loaded when it is needed."""
        return Registry("format", self.formats)

    def checker(self) -> Callable[[Chunk], Chunk] | None:
        """Checks the known answers of a chunk; None where there are none."""
        if not self.gold:
            return None
        made: Callable[[Chunk], Chunk] = load(_CHECKER)(self.schema, self.kinds)
        return made


class Piece(msgspec.Struct, frozen=True):
    """Rows to store, and how much of the bytes has been read, 0 … 1. Of an export of ours,
    `returned` holds the items instead."""

    chunk: Chunk
    progress: float
    returned: list[Returned] = []


class Glance(msgspec.Struct, frozen=True):
    """A preview: what the files hold, and the first rows as they would be stored."""

    files: int
    size: int
    seen: Preview
    rows: list[ImportRow]
    rejected: list[RejectedRow]


class _Watched(Files):
    """Files that say how far they have been read."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._finished = 0
        self._now: tuple[FilePart, BinaryIO] | None = None

    def open(self, part: FilePart) -> BinaryIO:
        """See `Source.open`."""
        if self._now is not None:
            self._finished += self._now[0].size
        stream = super().open(part)
        self._now = (part, stream)
        return stream

    def bytes_read(self) -> int:
        """Bytes of the finished parts and of the present one, as their sizes are declared."""
        if self._now is None:
            return 0
        part, stream = self._now
        place = part.size if stream.closed else min(stream.tell(), part.size)
        return self._finished + place


def read_rows(request: Any, ask: Ask) -> Iterator[Piece]:
    """All rows of what was sent, in chunks that are the same each time.

    Asks `{"digest": …}` first, and goes on only if the answer is true; then `{"stem": …}` for each
    table, whether keys made from its name are taken.
    """
    wanted = msgspec.convert(request, Wanted)
    check = wanted.checker()
    with _Watched(wanted.limits()) as source:
        parts = list(source.parts(wanted.paths, endings=wanted.endings))
        if not ask({"digest": digest(parts, wanted.limits())}):
            return
        total = sum(part.size for part in parts if isinstance(part, FilePart)) or 1
        exports, others = _apart(parts, wanted)
        chunks = import_rows(
            others,
            wanted.columns(),
            source=source,
            formats=wanted.readers(),
            options=wanted.options(),
            stem_taken=lambda stem: bool(ask({"stem": stem})),
        )
        pieces = chain(
            ((chunk, []) for chunk in chunks),
            ((Chunk([], one.rejected), one.items) for one in _returning(exports, source, wanted)),
        )
        for number, (chunk, returned) in enumerate(pieces):
            if number >= wanted.skip:
                yield Piece(
                    chunk if check is None else check(chunk),
                    min(1.0, source.bytes_read() / total),
                    returned,
                )


def _apart(
    parts: Sequence[FilePart | RefusedPart], wanted: Wanted
) -> tuple[list[FilePart], list[FilePart | RefusedPart]]:
    """Exports of ours, and all other files. Whoever says what columns mean has the last word."""
    if wanted.key or wanted.fields or wanted.slices or wanted.gold:
        return [], list(parts)
    formats = wanted.readers()
    ranked: list[tuple[int, FilePart]] = []
    others: list[FilePart | RefusedPart] = []
    with Files(wanted.limits()) as source:
        for part in parts:
            turn = rank(part, source, formats) if isinstance(part, FilePart) else None
            if turn is None or isinstance(part, RefusedPart):
                others.append(part)
            else:
                ranked.append((turn, part))
    return [part for _, part in sorted(ranked, key=lambda one: one[0])], others


def _returning(
    exports: Sequence[FilePart], source: Files, wanted: Wanted
) -> Iterator[ReturnedChunk]:
    for part in exports:
        yield from load(_RETURNING)(
            part,
            source,
            wanted.readers(),
            wanted.options(),
            schema=wanted.schema,
            kinds=wanted.kinds,
        )


def look(request: Any, ask: Ask) -> Iterator[Glance]:
    """A preview: columns with samples, and the first rows under the map that is wanted."""
    del ask
    wanted = msgspec.convert(request, Wanted)
    check = wanted.checker()
    with Files(wanted.limits()) as source:
        parts = list(source.parts(wanted.paths, endings=wanted.endings))
        seen = preview(
            parts,
            source=source,
            formats=wanted.readers(),
            options=wanted.options(),
            n=PREVIEW_ROWS,
        )
        chunks = import_rows(
            parts,
            wanted.columns(),
            source=source,
            formats=wanted.readers(),
            options=wanted.options(),
        )
        first = next(chunks, Chunk([], []))
        checked = first if check is None else check(first)
    yield Glance(
        files=len(parts),
        size=sum(part.size for part in parts if isinstance(part, FilePart)),
        seen=seen,
        rows=[msgspec.structs.replace(row, image=None) for row in checked.rows[:PREVIEW_ROWS]],
        rejected=checked.rejected[:PREVIEW_ROWS],
    )


def digest(parts: Sequence[FilePart | RefusedPart], limits: Limits) -> str:
    """SHA-256, in hex, of the bytes of all files, whatever they are called and in whatever order
    they come. Reads every file once; one that cannot be read counts with its reason."""
    with Files(limits) as source:
        hashes = sorted(_digest_of(part, source) for part in parts)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _digest_of(part: FilePart | RefusedPart, source: Files) -> str:
    if isinstance(part, RefusedPart):
        return part.code
    state = hashlib.sha256()
    try:
        with source.open(part) as stream:
            while piece := stream.read(_PIECE_BYTES):
                state.update(piece)
    except FileRefused as error:
        return error.code
    except READING_FAILED as error:
        return type(error).__name__
    return state.hexdigest()
