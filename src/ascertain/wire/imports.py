"""Imports: a preview before anything is stored, a report of every rejected row, undo."""

from ascertain.wire.base import Json, Moment, Reply, Request


class Mapping(Request):
    """How columns become items. `map` renames content columns; `gold` is {column: field}."""

    key: str | None = None
    map: dict[str, str] = {}
    slices: list[str] = []
    gold: dict[str, str] = {}


class Column(Reply):
    """One column of what was sent: its samples and what it looks like."""

    name: str
    samples: list[str]
    guess: str
    distinct: int | None = None
    empty: int = 0


class Preview(Reply):
    """What an import would do. `rows` are the first items as they would be shown."""

    source: str
    format: str
    encoding: str | None
    columns: list[Column]
    rows: list[dict[str, Json]]
    mapping: Mapping
    problems: list["RejectedRow"]
    files: int
    bytes: int
    upload: str | None = None  # name of the stored upload, to be given to the import


class RejectedRow(Reply):
    """A row that was not taken, and why. `row` counts data rows from 1; null: the whole file."""

    source: str
    row: int | None
    key: str | None
    code: str
    message: str


class Report(Reply):
    """What an import did."""

    read: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    rows: list[RejectedRow]
    message: str | None = None


class Taken(Reply):
    """What the undo of an import did: items deleted (nobody had judged them), withdrawn (they have
    judgments, which stay), restored to their earlier content, and kept because a later import
    changed them again."""

    deleted: int
    withdrawn: int
    restored: int
    kept: int


class Uploaded(Reply):
    """An upload: give its name to a preview or an import, or send more files to it."""

    upload: str
    files: int
    bytes: int


class PreviewStart(Request):
    """What to look at, and under which mapping."""

    upload: str
    mapping: Mapping = Mapping()


class ImportStart(Request):
    """Begin an import of what was uploaded before."""

    upload: str
    mapping: Mapping = Mapping()
    dry_run: bool = False


class Import(Reply):
    """One import. `state`: queued, running, done, failed, cancelled, undoing, undone. `taken` says
    what was taken back of one that was undone, failed or was cancelled."""

    id: str
    state: str
    source: str
    made_at: Moment
    made_by: str
    progress: float
    report: Report | None
    error: str | None = None
    undoable: bool = False
    dry_run: bool = False
    taken: Taken | None = None
