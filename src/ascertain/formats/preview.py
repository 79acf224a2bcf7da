"""A look at what would be imported: columns with samples and what they seem to be. Nothing is
stored, and only the start of some files is read."""

from collections.abc import Iterable

import msgspec

from ascertain.contracts.format import FileRefused, Format, Found, ReadOptions, Record
from ascertain.contracts.source import FilePart, RefusedPart, Source
from ascertain.core.errors import Unsupported
from ascertain.core.registry import Registry
from ascertain.formats.columns import ColumnMap, text_column
from ascertain.formats.importing import READING_FAILED, RejectedRow

_TABLES = 20
_IMAGES = 12
_REFUSED = 50
_SAMPLE_LENGTH = 200
_KEY_NAMES = frozenset({"id", "key", "uuid", "guid", "uid", "item", "item_id", "doc_id", "index"})
_GOLD_NAMES = frozenset(
    {"label", "labels", "class", "category", "target", "gold", "truth", "answer", "y", "intent"}
)
_IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif")
_FEW = 20
_SHORT = 60


class PreviewColumn(msgspec.Struct, frozen=True):
    """A column. `role` is a guess: text, key, slice, gold, image or other; `samples` are texts, cut
    at 200 characters, one for each previewed row (None where the row lacks it)."""

    name: str
    role: str
    samples: list[str | None]


class PreviewTable(msgspec.Struct, frozen=True):
    """A file of rows. `rows` is exact where `exact`, else an estimate from the size, or None."""

    source: str
    format: str
    encoding: str | None
    delimiter: str | None
    columns: list[PreviewColumn]
    rows: int | None
    exact: bool


class Preview(msgspec.Struct, frozen=True):
    """What would be imported. Of many files the first are looked at; the counts are of all.
    `image_names` names some of the `images`; `rejected` holds refused files and the bad rows met so
    far, at most 50."""

    tables: list[PreviewTable]
    table_count: int
    images: int
    image_names: list[str]
    rejected: list[RejectedRow]


def preview(
    parts: Iterable[FilePart | RefusedPart],
    *,
    source: Source,
    formats: Registry[Format],
    options: ReadOptions | None = None,
    n: int = 20,
) -> Preview:
    """Looks at the first batch of the first 20 tables and shows `n` rows of each."""
    tables: list[PreviewTable] = []
    rejected: list[RejectedRow] = []
    names: list[str] = []
    count = images = 0
    for part in parts:
        if isinstance(part, RefusedPart):
            rejected.append(RejectedRow(part.source, None, None, part.code, part.message))
        elif part.format == "image":
            images += 1
            if len(names) < _IMAGES:
                names.append(part.source)
        else:
            count += 1
            if count <= _TABLES:
                look = _look(
                    part, source, formats, options or ReadOptions(), n=n, rejected=rejected
                )
                tables += [] if look is None else [look]
    return Preview(tables, count, images, names, rejected[:_REFUSED])


def _look(
    part: FilePart,
    source: Source,
    formats: Registry[Format],
    options: ReadOptions,
    *,
    n: int,
    rejected: list[RejectedRow],
) -> PreviewTable | None:
    records: list[Record] = []
    found = Found()
    rows: int | None = None
    exact = False
    try:
        reader = formats.get(part.format)
        with source.open(part) as stream:
            found = reader.inspect(stream, part.source, options)
            batches = reader.read(stream, part.source, options)
            batch = next(batches, None)
            if batch is not None:
                records = list(batch.records)
                rows = len(batch.records) + len(batch.rejected)
                place = 0 if stream.closed else stream.tell()
                exact = next(batches, None) is None
                if not exact:
                    size = part.size
                    rows = round(rows * size / place) if found.encoding and place < size else None
                rejected += [
                    RejectedRow(part.source, bad.row, bad.key, bad.code, bad.message)
                    for bad in batch.rejected
                ]
    except (FileRefused, Unsupported) as error:
        rejected.append(RejectedRow(part.source, None, None, error.code, error.message))
    except READING_FAILED as error:
        message = f"The file could not be read: {str(error).rstrip('.')}."
        rejected.append(RejectedRow(part.source, None, None, "unreadable", message))
    columns = list(
        dict.fromkeys([*found.columns, *(name for record in records for name in record.values)])
    )
    if not columns:
        return None
    return PreviewTable(
        source=part.source,
        format=part.format,
        encoding=found.encoding,
        delimiter=found.delimiter,
        columns=_columns(columns, records, n),
        rows=rows,
        exact=exact,
    )


def _columns(names: list[str], records: list[Record], n: int) -> list[PreviewColumn]:
    cells = {name: [_shown(record.values.get(name)) for record in records] for name in names}
    roles = {name: _role(name, values) for name, values in cells.items()}
    text = text_column(names, ColumnMap())
    if text is None:
        longest = max(names, key=lambda name: _mean_length(cells[name]))
        text = longest if _mean_length(cells[longest]) >= _SHORT // 2 else None
    if text is not None:
        roles[text] = "text"
    return [PreviewColumn(name, roles[name], cells[name][:n]) for name in names]


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    whole = text.encode(errors="replace").decode()
    return whole if len(whole) <= _SAMPLE_LENGTH else f"{whole[:_SAMPLE_LENGTH]}…"


def _mean_length(values: list[str | None]) -> float:
    return sum(len(value or "") for value in values) / max(len(values), 1)


def _role(name: str, values: list[str | None]) -> str:
    filled = [value for value in values if value]
    if not filled:
        return "other"
    distinct = len(set(filled))
    lower = name.lower()
    if all(value.lower().endswith(_IMAGE_ENDINGS) for value in filled):
        return "image"
    few = distinct <= _FEW and max(map(len, filled)) <= _SHORT
    if lower in _GOLD_NAMES and few:
        return "gold"
    if (lower in _KEY_NAMES or lower.endswith(("_id", "-id"))) and distinct == len(values):
        return "key"
    if few and 2 * distinct <= len(filled):
        return "slice"
    return "other"
