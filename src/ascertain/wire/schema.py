"""What is asked: fields, conditions, versions of a schema and of the guideline."""

from ascertain.wire.base import Json, Moment, Reply, Request


class SchemaVersion(Reply):
    """One immutable version. `fields` are flat: name, kind, title, hint, required, shown_when and
    the configuration of the kind (`classes`, `min`, …)."""

    id: str
    n: int
    fields: list[dict[str, Json]]
    made_at: Moment
    made_by: str | None = None
    readonly_reason: str | None = None


class SchemaChange(Request):
    """A next version. `dry_run` only tells what would move and what would be asked again. `map`
    says, per field, where each old class goes: `{field: {old: new | [new, new] | null}}`."""

    fields: list[dict[str, Json]]
    map: dict[str, dict[str, str | list[str] | None]] = {}
    dry_run: bool = False


class ClassMove(Reply):
    """What becomes of one class: same, renamed, merged, split, retired, added."""

    field: str
    old: str | None
    new: list[str]
    what: str
    labels: int


class SchemaPreview(Reply):
    """What a change does before it is saved."""

    moves: list[ClassMove]
    labels_moved: int
    items_reopened: int
    version: SchemaVersion | None = None


class Guideline(Reply):
    """One version of the instructions: markdown as written, and sanitised HTML made from it.
    `changed_since` holds the lines that are new since the version the caller last worked under."""

    n: int
    text: str
    html: str
    made_at: Moment
    last_seen_n: int | None = None
    changed_html: str | None = None


class GuidelineChange(Request):
    """A next version of the instructions, in markdown."""

    text: str


class Template(Reply):
    """A ready made design: a schema, a guideline, and what sort of items it is for."""

    name: str
    title: str
    description: str
    item_type: str
    fields: list[dict[str, Json]]
    guideline: str
