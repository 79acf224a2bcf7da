"""What leaves a project as tables: one row an item and field for labels (items without one have a
row, too), one row a judgment and field for judgments. Pages by key on one snapshot: memory stays
flat, whatever the size."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ascertain.contracts.format import Column
from ascertain.contracts.scale import Interval
from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.errors import Invalid
from ascertain.quality import reason as reasons
from ascertain.services import design, filters, flow, manifests
from ascertain.services.design import SchemaAt
from ascertain.services.manifests import Frozen, Labelled
from ascertain.services.rows import MS
from ascertain.store.tables.items import item_versions, items, slices
from ascertain.store.tables.judgments import decisions, judgment_values, judgments, labels
from ascertain.store.tables.people import annotators, members
from ascertain.store.tables.projects import guideline_versions, schema_versions
from ascertain.store.work import Work

PAGE = 500
"""Items looked up by one query."""
IMPORTED = "imported:"
"""Before the handle, in `annotators.machine_version` of somebody who judged in another home."""

SLICE = "slice."
CONTENT = "content."
LABEL_COLUMNS = (
    Column("key"),
    Column("item"),
    Column("field"),
    Column("value"),
    Column("class"),
    Column("p", "number"),
    Column("n", "integer"),
    Column("decision"),
    Column("reason"),
    Column("model"),
    Column("gold_n", "integer"),
    Column("schema", "integer"),
)
JUDGMENT_COLUMNS = (
    Column("key"),
    Column("item"),
    Column("task"),
    Column("field"),
    Column("value"),
    Column("annotator"),
    Column("role"),
    Column("outcome"),
    Column("at"),
    Column("seconds", "number"),
    Column("lease"),
    Column("late", "boolean"),
    Column("counted", "boolean"),
    Column("supersedes"),
    Column("schema", "integer"),
    Column("guideline", "integer"),
    Column("judgment"),
)
_OWN = frozenset(column.name for column in LABEL_COLUMNS) | {"judgments"}
_PART = re.compile(
    r'\s*([\w.<>-]+?)\s*(>=|<=|=)\s*("[^"]*"|.*?)\s*(?:\s+and\s+|&|\Z)', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written: its columns, and its rows as they are asked for."""

    columns: Sequence[Column]
    rows: Iterator[Mapping[str, Any]]


def parse_where(text: str | None) -> dict[str, str]:
    """`state=resolved and p>=0.9 and slice.lang=en` as the filters of the item grid.

    Raises:
        Invalid: `export.where`.
    """
    found: dict[str, str] = {}
    rest = (text or "").strip()
    while rest:
        part = _PART.match(rest)
        if part is None or part.end() == 0 or not part[3]:
            raise Invalid(
                "export.where",
                f"“{rest[:60]}” is no condition. Write NAME=VALUE and …, such as "
                "state=resolved and p>=0.9 and slice.lang=en.",
            )
        name, sign, value = part[1], part[2], part[3].strip('"')
        if sign != "=":
            if name != "p":
                raise Invalid("export.where", f"Only p is compared with {sign}, not “{name}”.")
            name = "p_min" if sign == ">=" else "p_max"
        found[name] = value
        rest = rest[part.end() :]
    return found


def labels_table(
    work: Work,
    project: str,
    *,
    where: Mapping[str, str],
    frozen: Frozen | None,
    with_judgments: bool,
    with_content: bool,
) -> Table:
    """The labels of a project, or of a frozen version of it.

    Raises:
        Invalid: `filter.*`; `export.where` with a frozen version, which is exported whole.
    """
    if frozen is not None and where:
        raise Invalid("export.where", "A frozen version is exported whole; leave “where” out.")
    schema = _schema(work, project, frozen)
    cells = Cells(schema)
    found = live_items(work, project, where) if frozen is None else manifests.read(work, frozen)
    names = _slice_names(work, project) if frozen is None else frozen.slices
    content = _content_columns(work, project) if with_content else {}
    columns = [
        *cells.typed(LABEL_COLUMNS),
        *(Column(f"{SLICE}{name}") for name in names),
        *content.values(),
        *([Column("judgments", "json")] if with_judgments else []),
    ]
    return Table(
        columns,
        _label_rows(
            work,
            schema,
            cells,
            found,
            content={name: column.name for name, column in content.items()},
            until=None if frozen is None else frozen.made_at,
            with_judgments=with_judgments,
        ),
    )


def judgments_table(
    work: Work, project: str, *, where: Mapping[str, str], frozen: Frozen | None
) -> Table:
    """Every judgment of the items of a project, in order of item and time; of a frozen version
    those that were there when it was made.

    Raises:
        Invalid: as for `labels_table`.
    """
    if frozen is not None and where:
        raise Invalid("export.where", "A frozen version is exported whole; leave “where” out.")
    schema = _schema(work, project, frozen)
    cells = Cells(schema)
    found = live_items(work, project, where) if frozen is None else manifests.read(work, frozen)

    def rows() -> Iterator[Mapping[str, Any]]:
        for page in _pages(found):
            keys = {one.item: one.key for one in page}
            until = None if frozen is None else frozen.made_at
            judged = _judgments(work, cells, list(keys), until)
            for one in page:
                for row in judged[one.item]:
                    yield {"key": one.key, "item": one.item, **row}

    return Table(cells.typed(JUDGMENT_COLUMNS), rows())


def _schema(work: Work, project: str, frozen: Frozen | None) -> SchemaAt:
    version = (
        flow.project_row(work, project).schema_version if frozen is None else frozen.schema_version
    )
    return design.schema_of(work.session, work.plugins, work.actor.workspace, version)


class Cells:
    """Stored answers as cells of one column, which has one type."""

    def __init__(self, schema: SchemaAt) -> None:
        self._fields = schema.compiled.by_name
        fields = schema.compiled.fields
        self.numeric = bool(fields) and all(isinstance(one.scale, Interval) for one in fields)

    def typed(self, columns: Iterable[Column]) -> list[Column]:
        """`value` is a number where all fields are numbers, else a text."""
        return [
            Column("value", "number") if self.numeric and column.name == "value" else column
            for column in columns
        ]

    def of(self, name: str, value: Any) -> Any:
        """The cell of an answer. What the schema does not know, because it was given under another
        one, is told as it was stored."""
        if value is None:
            return None
        field = self._fields.get(name)
        try:
            cell = None if field is None else field.row(field.read(value))["value"]
        except Invalid:
            cell = None
        if cell is None:
            cell = value
        return cell if self.numeric or isinstance(cell, str) else canonical.dumps(cell)


def _label_rows(
    work: Work,
    schema: SchemaAt,
    cells: Cells,
    found: Iterator[Labelled],
    *,
    content: Mapping[str, str],
    until: int | None,
    with_judgments: bool,
) -> Iterator[Mapping[str, Any]]:
    names = [field.name for field in schema.compiled.schema.fields]
    for page in _pages(found):
        ids = [one.item for one in page]
        bodies = _contents(work, page) if content else {}
        judged = _judgments(work, cells, ids, until) if with_judgments else {}
        for one in page:
            more: dict[str, Any] = {f"{SLICE}{name}": v for name, v in one.slices.items()}
            body = bodies.get(one.item, {})
            more.update((column, body.get(name)) for name, column in content.items())
            for name in names:
                label = one.labels.get(name, {})
                row = {
                    "key": one.key,
                    "item": one.item,
                    "field": name,
                    "value": cells.of(name, label.get("value")),
                    "class": label.get("class"),
                    "p": label.get("p"),
                    "n": label.get("n", 0),
                    "decision": label.get("decision"),
                    "reason": label.get("reason"),
                    "model": label.get("model"),
                    "gold_n": label.get("gold_n", 0),
                    "schema": schema.n,
                    **more,
                }
                if with_judgments:
                    row["judgments"] = [
                        {column: cell for column, cell in given.items() if cell is not None}
                        for given in judged[one.item]
                        if given["field"] in {name, None}
                    ]
                yield row


def _pages(found: Iterator[Labelled]) -> Iterator[list[Labelled]]:
    page: list[Labelled] = []
    for one in found:
        page.append(one)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def live_items(work: Work, project: str, where: Mapping[str, str]) -> Iterator[Labelled]:
    """The items of a project by key, with their present labels. Those withdrawn are left out."""
    workspace = work.actor.workspace
    query = (
        select(items.c.id, items.c.key, item_versions.c.sha256, item_versions.c.type)
        .join(
            item_versions,
            (item_versions.c.workspace_id == items.c.workspace_id)
            & (item_versions.c.item == items.c.id)
            & (item_versions.c.n == items.c.version),
        )
        .where(items.c.workspace_id == workspace, items.c.project == project)
        .order_by(items.c.key)
        .limit(PAGE)
    )
    query = filters.apply(work, project, query, where)
    last: str | None = None
    while True:
        page = work.session.rows(query if last is None else query.where(items.c.key > last))
        if not page:
            return
        last = page[-1].key
        ids = [row.id for row in page]
        labelled = labels_of(work, ids)
        sliced = _slices_of(work, ids)
        for row in page:
            yield Labelled(row.key, row.id, row.sha256, row.type, labelled[row.id], sliced[row.id])


def labels_of(work: Work, ids: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """Labels by item and field, as tables and manifests hold them."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    d = decisions.c
    rows = work.session.rows(
        select(labels, d.action, d.reason)
        .outerjoin(
            decisions,
            (d.workspace_id == labels.c.workspace_id) & (d.id == labels.c.decision),
        )
        .where(labels.c.workspace_id == work.actor.workspace, labels.c.item.in_(ids))
    )
    for row in rows:
        basis = canonical.loads(row.basis)
        found[row.item][row.field] = {
            "value": None if row.value is None else canonical.loads(row.value),
            "class": row.class_id,
            "p": row.p,
            "n": row.n,
            "state": row.state,
            "decision": row.action or basis.get("decision"),
            "reason": reasons.sentence(canonical.loads(row.reason))
            if row.reason is not None
            else basis.get("reason"),
            "model": row.model,
            "gold_n": basis.get("gold_n", 0),
        }
    return found


def _slices_of(work: Work, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in work.session.rows(
        select(slices.c.item, slices.c.name, slices.c.value)
        .where(slices.c.workspace_id == work.actor.workspace, slices.c.item.in_(ids))
        .order_by(slices.c.name)
    ):
        found[row.item][row.name] = row.value
    return found


def _slice_names(work: Work, project: str) -> list[str]:
    """Names of the project's slices, by jumps along the index: there are few, on many items."""
    names: list[str] = []
    c = slices.c
    query = select(func.min(c.name)).where(
        c.workspace_id == work.actor.workspace, c.project == project
    )
    name = work.session.value(query)
    while name is not None:
        names.append(name)
        name = work.session.value(query.where(c.name > name))
    return names


def _content_columns(work: Work, project: str) -> dict[str, Column]:
    """Names in the content of items, each with its column: `text` where every value is one. Reads
    all content once; a name that a label column has gets `content.` before it."""
    found: dict[str, bool] = {}
    query = (
        select(items.c.key, item_versions.c.content)
        .join(
            item_versions,
            (item_versions.c.workspace_id == items.c.workspace_id)
            & (item_versions.c.item == items.c.id)
            & (item_versions.c.n == items.c.version),
        )
        .where(items.c.workspace_id == work.actor.workspace, items.c.project == project)
        .order_by(items.c.key)
        .limit(PAGE)
    )
    last: str | None = None
    while page := work.session.rows(query if last is None else query.where(items.c.key > last)):
        last = page[-1].key
        for row in page:
            for name, value in canonical.loads(row.content).items():
                found[name] = found.get(name, True) and (value is None or isinstance(value, str))
    return {
        name: Column(
            f"{CONTENT}{name}" if name in _OWN or name.startswith((SLICE, CONTENT)) else name,
            "text" if plain else "json",
        )
        for name, plain in found.items()
    }


def _contents(work: Work, page: Sequence[Labelled]) -> dict[str, dict[str, Any]]:
    """The content of just the versions that were labelled, by item."""
    wanted = {one.item: one.sha256 for one in page}
    return {
        row.item: canonical.loads(row.content)
        for row in work.session.rows(
            select(item_versions.c.item, item_versions.c.sha256, item_versions.c.content)
            .where(
                item_versions.c.workspace_id == work.actor.workspace,
                item_versions.c.item.in_(list(wanted)),
            )
            .order_by(item_versions.c.n)
        )
        if wanted[row.item] == row.sha256
    }


def _judgments(
    work: Work, cells: Cells, ids: Sequence[str], until: int | None
) -> dict[str, list[dict[str, Any]]]:
    """Rows of judgments by item, in order of time; one without values has one row."""
    workspace = work.actor.workspace
    j = judgments.c
    query = (
        select(
            judgments,
            members.c.handle,
            annotators.c.machine_version,
            schema_versions.c.n.label("schema_n"),
            guideline_versions.c.n.label("guideline_n"),
        )
        .join(
            annotators,
            (annotators.c.workspace_id == j.workspace_id) & (annotators.c.id == j.annotator),
        )
        .outerjoin(
            members,
            (members.c.workspace_id == j.workspace_id) & (members.c.id == annotators.c.member),
        )
        .join(
            schema_versions,
            (schema_versions.c.workspace_id == j.workspace_id)
            & (schema_versions.c.id == j.schema_version),
        )
        .join(
            guideline_versions,
            (guideline_versions.c.workspace_id == j.workspace_id)
            & (guideline_versions.c.id == j.guideline_version),
        )
        .where(j.workspace_id == workspace, j.item.in_(ids))
        .order_by(j.at, j.id)
    )
    if until is not None:
        query = query.where(j.at <= until)
    rows = work.session.rows(query)
    values = _values(work, [row.id for row in rows])
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        facts = {
            "task": row.task,
            "annotator": row.handle or str(row.machine_version).removeprefix(IMPORTED),
            "role": row.role,
            "outcome": row.outcome,
            "at": to_datetime(row.at).isoformat().replace("+00:00", "Z"),
            "seconds": row.active_ms / MS,
            "lease": row.lease,
            "late": bool(row.late),
            "counted": bool(row.counted),
            "supersedes": row.supersedes,
            "schema": row.schema_n,
            "guideline": row.guideline_n,
            "judgment": row.id,
        }
        answers = values.get(row.id)
        if not answers:
            found[row.item].append({"field": None, "value": None, **facts})
            continue
        for field, value in answers:
            found[row.item].append({"field": field, "value": cells.of(field, value), **facts})
    return found


def _values(work: Work, ids: Sequence[str]) -> dict[str, list[tuple[str, Any]]]:
    found: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    v = judgment_values.c
    for start in range(0, len(ids), PAGE):
        for row in work.session.rows(
            select(v.judgment, v.field, v.value)
            .where(
                v.workspace_id == work.actor.workspace,
                v.judgment.in_(ids[start : start + PAGE]),
            )
            .order_by(v.field)
        ):
            found[row.judgment].append((row.field, canonical.loads(row.value)))
    return found
