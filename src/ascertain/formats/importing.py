"""From files to rows ready for the store: mapped, canonical, hashed, in chunks of bounded size.
Pure apart from the source that is read; runs in a process of its own."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from ascertain.contracts.format import (
    FileRefused,
    Format,
    ReadOptions,
    Record,
)
from ascertain.contracts.source import FilePart, RefusedPart, Source
from ascertain.core import canonical
from ascertain.core.errors import Invalid, Unsupported
from ascertain.core.registry import Registry
from ascertain.formats.columns import TEXT, ColumnMap, Shape, check_columns, shape_of, text_column
from ascertain.formats.keys import MAX_KEY, Keys
from ascertain.formats.prepared import PreparedImage
from ascertain.formats.text import describe_damage

CHUNK_ROWS = 1000
CHUNK_BYTES = 8_000_000

READING_FAILED = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)
_MEDIA_TEXT = '{"type":"text"}'
_MEDIA_RECORD = '{"type":"record"}'
_MANY_SHAPES = 1000
_BACKSLASH = ord("\\")
_encode = msgspec.json.Encoder(order="sorted").encode
# Heavy, and not needed for tables.
_library: Registry[Callable[[bytes, str], PreparedImage]] = Registry(
    "library", {"prepare": "ascertain.formats.pixels:prepare_image"}
)


class ImportRow(msgspec.Struct, frozen=True, gc=False):
    """A row to store. `content_json` and `media_json` are canonical; `sha256` is of the content and
    the image, so that equal ones mean nothing has changed; slices are texts; `gold` is JSON values
    as found, by field. `key_made`: no column named the key, so it may not merge with another item's
    (the importer gives the item another key where it is taken)."""

    source: str
    row: int
    key: str
    key_made: bool
    content_json: str
    media_json: str
    sha256: str
    slices: dict[str, str]
    gold: dict[str, Any]
    image: PreparedImage | None = None


class RejectedRow(msgspec.Struct, frozen=True, gc=False):
    """A line of the import report; `row` None: the file as a whole, or all behind what was read."""

    source: str
    row: int | None
    key: str | None
    code: str
    message: str


class Chunk(msgspec.Struct, frozen=True):
    """At most 1,000 rows, and 8 MB unless a single row is larger."""

    rows: list[ImportRow]
    rejected: list[RejectedRow]


def import_rows(
    parts: Iterable[FilePart | RefusedPart],
    wanted: ColumnMap,
    *,
    source: Source,
    formats: Registry[Format],
    options: ReadOptions | None = None,
    stem_taken: Callable[[str], bool] | None = None,
) -> Iterator[Chunk]:
    """All rows of the parts, in order, each as a row to store or as rejected with its reason.

    Nothing is raised for what a file holds: a file that cannot be read becomes one rejected row and
    the others go on. Memory: one chunk, and about 130 bytes a key where keys are given.

    `stem_taken` is asked once a file whether keys made from its name (`<stem>-<row>`) are in use
    already; another stem is then taken.
    """
    reader = _Reader(wanted, source, formats, options or ReadOptions(), Keys(stem_taken))
    rows: list[ImportRow] = []
    rejected: list[RejectedRow] = []
    size = 0
    for part in parts:
        for more, refused in reader.read(part):
            weight = sum(map(_weight, more)) + 200 * len(refused)
            count = len(rows) + len(rejected) + len(more) + len(refused)
            if (rows or rejected) and (size + weight > CHUNK_BYTES or count > CHUNK_ROWS):
                yield Chunk(rows, rejected)
                rows, rejected, size = [], [], 0
            rejected += refused
            if weight > CHUNK_BYTES:
                yield from _split(more)
                continue
            rows += more
            size += weight
    if rows or rejected:
        yield Chunk(rows, rejected)


def _split(rows: list[ImportRow]) -> Iterator[Chunk]:
    """Rows that grew when they were encoded, in chunks that keep the bound."""
    start = size = 0
    for end, row in enumerate(rows):
        size += _weight(row)
        if size > CHUNK_BYTES and end > start:
            yield Chunk(rows[start:end], [])
            start, size = end, _weight(row)
    yield Chunk(rows[start:], [])


def _weight(row: ImportRow) -> int:
    image = row.image
    content = len(row.content_json)
    return content if image is None else content + len(image.content) + len(image.thumb)


class _Reader:
    """The state of one import: which keys were seen, and how rows of each shape are mapped."""

    def __init__(
        self,
        wanted: ColumnMap,
        source: Source,
        formats: Registry[Format],
        options: ReadOptions,
        keys: Keys,
    ) -> None:
        self.wanted = wanted
        self.source = source
        self.formats = formats
        self.options = options
        self.keys = keys

    def read(
        self, part: FilePart | RefusedPart
    ) -> Iterator[tuple[list[ImportRow], list[RejectedRow]]]:
        if isinstance(part, RefusedPart):
            yield [], [RejectedRow(part.source, None, None, part.code, part.message)]
            return
        last = 0
        try:
            for rows, rejected in self._batches(part):
                last = max([last, *(row.row for row in rows[-1:]), *(r.row or 0 for r in rejected)])
                yield rows, rejected
        except (FileRefused, Unsupported) as error:
            yield [], [_stopped(part, last, error.code, error.message)]
        except READING_FAILED as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            message = f"The file could not be read: {reason.rstrip('.')}."
            yield [], [_stopped(part, last, "unreadable", message)]

    def _batches(self, part: FilePart) -> Iterator[tuple[list[ImportRow], list[RejectedRow]]]:
        reader = self.formats.get(part.format)
        name = part.source
        self.keys.begin(name)
        text: str | None = None
        first = True
        shapes: dict[tuple[str, ...], Shape] = {}
        with self.source.open(part) as stream:
            for batch in reader.read(stream, name, self.options):
                if first and batch.records and batch.records[0].image is None:
                    columns = list(dict.fromkeys(n for r in batch.records for n in r.values))
                    check_columns(columns, self.wanted)
                    text = text_column(columns, self.wanted)
                    first = False
                rows: list[ImportRow] = []
                rejected = [
                    RejectedRow(name, bad.row, bad.key, bad.code, bad.message)
                    for bad in batch.rejected
                ]
                for record in batch.records:
                    names = tuple(record.values)
                    shape = shapes.get(names)
                    if shape is None:
                        if len(shapes) >= _MANY_SHAPES:
                            shapes.clear()
                        shape = shapes[names] = shape_of(names, self.wanted, text)
                    made = self._row(name, record, shape)
                    if isinstance(made, ImportRow):
                        rows.append(made)
                    else:
                        rejected.append(made)
                rejected.sort(key=lambda bad: bad.row or 0)
                yield rows, rejected

    def _row(self, source: str, record: Record, shape: Shape) -> ImportRow | RejectedRow:
        values = record.values
        try:
            if record.image is not None:
                return self._image_row(source, record)
            content = (
                values if shape.whole else {target: values[name] for name, target in shape.content}
            )
            encoded = _encode(content)
            # A backslash is found much faster than the escape, and is rare.
            if _BACKSLASH in encoded and b"\\u0000" in encoded:
                canonical.check_storable(content)
            _check_shown(content)
            if self.wanted.key is None:
                key = self.keys.made(record.row)
            else:
                key = self.keys.given(values.get(self.wanted.key), record.row)
            text = content.get(TEXT)
            return ImportRow(
                source,
                record.row,
                key,
                self.wanted.key is None,
                encoded.decode(),
                _MEDIA_TEXT if isinstance(text, str) else _MEDIA_RECORD,
                hashlib.sha256(encoded).hexdigest(),
                _slices(values, shape) if shape.slices else {},
                _gold(values, shape) if shape.gold else {},
            )
        except UnicodeEncodeError:
            code, message = _damage(values)
        except Invalid as error:
            code, message = _REPORTED.get(error.code, error.code), error.message
        # A bad image is a file refused whole.
        row = record.row if record.image is None else None
        return RejectedRow(source, row, self._key_to_report(values), code, message)

    def _key_to_report(self, values: dict[str, Any]) -> str | None:
        """The key as found, if it is one that a report can hold."""
        value = values.get(self.wanted.key or "")
        if not isinstance(value, str | int) or len(str(value)) > MAX_KEY:
            return None
        return str(value).encode(errors="replace").decode().replace("\x00", "\ufffd") or None

    def _image_row(self, source: str, record: Record) -> ImportRow:
        part = record.image
        assert part is not None  # noqa: S101 - the caller has looked
        image = _library.get("prepare")(part.data, part.name)
        media = {
            "type": "image",
            "media_type": image.media_type,
            "width": image.width,
            "height": image.height,
            "bytes": len(image.content),
        }
        return ImportRow(
            source,
            record.row,
            self.keys.of_image(source),
            True,
            "{}",
            canonical.dumps(media),
            hashlib.sha256(f"{{}}\n{image.sha256}".encode()).hexdigest(),
            {},
            {},
            image,
        )


def _stopped(part: FilePart, last: int, code: str, message: str) -> RejectedRow:
    if last:
        message += f" Nothing behind row {last:,} was read."
    return RejectedRow(part.source, None, None, code, message)


_REPORTED = {"text.nul": "nul", "text.surrogate": "surrogate", "number.not-finite": "json-number"}


def _check_shown(content: dict[str, Any]) -> None:
    for value in content.values():
        if value not in ("", None):
            return
    raise Invalid("no-content", "Every cell that would be shown is empty.")


def _slices(values: dict[str, Any], shape: Shape) -> dict[str, str]:
    """Slice values as texts; empty ones are left out."""
    found = {}
    for name in shape.slices:
        value = values[name]
        if value is None or value == "":
            continue
        text = value if isinstance(value, str) else canonical.dumps(value)
        if "\x00" in text or not text.isascii():
            canonical.check_text(text)
        found[name] = text
    return found


def _gold(values: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """Known answers as found; empty cells are none."""
    found = {}
    for name, field in shape.gold:
        value = values[name]
        if value is None or value == "":
            continue
        canonical.check_storable(value)
        found[field] = value
    return found


def _damage(values: dict[str, Any]) -> tuple[str, str]:
    """Which cell holds what is no text."""
    for name, value in values.items():
        if isinstance(value, str) and (damage := describe_damage(value, "in the file's encoding")):
            return "encoding", f"Column “{name}”: {damage}. Say which encoding the file has."
    return "surrogate", "A text holds half of a surrogate pair; it is damaged."
