"""Items of an export of ours on their way back in, and how such a file is known. Apart from
`returning`, which reads them and is slow to load."""

from typing import Any

import msgspec

from ascertain.contracts.format import FileRefused, Format, ReadOptions
from ascertain.contracts.source import FilePart
from ascertain.core.errors import Unsupported
from ascertain.core.registry import Registry
from ascertain.formats.importing import READING_FAILED, RejectedRow
from ascertain.sources.files import Files

LABELS = frozenset({"key", "item", "field", "value", "class", "p", "n", "decision", "schema"})
JUDGMENTS = frozenset({"key", "item", "task", "field", "value", "annotator", "role", "outcome"})


class GivenBack(msgspec.Struct, frozen=True):
    """A judgment as it was exported. `values` are in stored form, by field; `at` in microseconds;
    `current` says that no later one stands in its place."""

    id: str
    annotator: str
    role: str
    outcome: str
    at: int
    active_ms: int
    late: bool
    counted: bool
    current: bool
    supersedes: str | None
    values: dict[str, Any]


class Returned(msgspec.Struct, frozen=True):
    """An item of an export: its content, if it was exported with it, its labels by field, in stored
    form, and its judgments in order of time."""

    source: str
    row: int
    key: str
    content_json: str | None
    media_json: str
    sha256: str
    slices: dict[str, str]
    labels: dict[str, dict[str, Any]]
    judgments: list[GivenBack]


class ReturnedChunk(msgspec.Struct, frozen=True):
    """Some items of an export, and the rows that were not taken."""

    items: list[Returned]
    rejected: list[RejectedRow]


def rank(part: FilePart, source: Files, formats: Registry[Format]) -> int | None:
    """In which turn a file is read if it is an export of ours, by the columns of its first row:
    labels, which may bring items, before judgments; None if it is no export."""
    if part.format == "image":
        return None
    try:
        with source.open(part) as stream:
            batch = next(formats.get(part.format).read(stream, part.source, ReadOptions()), None)
    except (FileRefused, Unsupported, *READING_FAILED):
        return None
    if batch is None or not batch.records:
        return None
    columns = batch.records[0].values.keys()
    if columns >= LABELS:
        return 0
    return 1 if columns >= JUDGMENTS else None
