"""Datasets: frozen versions, what differs between two, exports."""

from ascertain.wire.base import Count, Json, Moment, Name, Reply, Request


class Freeze(Request):
    """Freeze the settled labels of a project as the next version of a named dataset."""

    name: Name


class DatasetVersion(Reply):
    """One immutable version; `sha256` is of its manifest (canonical JSONL)."""

    id: str
    dataset: str
    name: str
    project: str
    n: int
    sha256: str
    items: int
    labelled: int
    judgments: int
    classes: dict[str, list[Count]]
    model: str | None
    schema_n: int
    gold_n: int
    made_at: Moment
    made_by: str
    bytes: int


class Dataset(Reply):
    """A named line of versions, newest first."""

    id: str
    name: str
    project: str
    versions: list[DatasetVersion]


class DiffRow(Reply):
    """One item that differs between two versions."""

    key: str
    field: str | None
    what: str  # added, removed, changed, content
    before: Json
    after: Json


class Diff(Reply):
    """What differs between two versions. `rows` are the first 1,000 differences."""

    a: str
    b: str
    added: int
    removed: int
    changed: int
    content: int
    same: int
    rows: list[DiffRow]


class ExportFormat(Reply):
    """A format that exports can be written in."""

    name: str
    ending: str
    title: str
    tables: bool
