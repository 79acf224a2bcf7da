"""Projects in a list, each with its counts; priorities of items; a project's design as one
document."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.errors import Invalid
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services import access, filters, flow, guidelines, projects
from ascertain.services.schemas import schema_version
from ascertain.services.support import like, moment
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import gold, judgments, labels
from ascertain.store.tables.projects import flow_versions, schema_versions
from ascertain.store.tables.projects import projects as table
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.projects import Certainty, Changed, PriorityChange, ProjectSummary

SETTLED = ("accepted", "reviewed", "audited", "frozen")
# Upper bounds of the levels guess, leaning, likely, sure; what is above is firm.
LEVELS = (0.50, 0.80, 0.95, 0.99)
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsPrioritised(Fact):
    """Some items go before or after others from now on."""

    items: int
    priority: int


def certainties(work: Work, ids: Sequence[str]) -> dict[str, Certainty]:
    """How sure the labels of these projects are. A label counts once, whatever its field."""
    c = labels.c
    here = (c.workspace_id == work.actor.workspace) & c.project.in_(ids)
    level = case(*[(c.p < bound, n) for n, bound in enumerate(LEVELS)], else_=len(LEVELS))
    rows = work.session.rows(
        select(c.project, c.state, level.label("level"), func.count().label("n"))
        .where(here, c.p.is_not(None))
        .group_by(c.project, c.state, level)
    )
    settled: dict[str, list[int]] = defaultdict(lambda: [0] * (len(LEVELS) + 1))
    still_open: dict[str, list[int]] = defaultdict(lambda: [0] * (len(LEVELS) + 1))
    for row in rows:
        if row.state in SETTLED:
            settled[row.project][row.level] += row.n
        elif row.state == "open":
            still_open[row.project][row.level] += row.n
    labelled = _counts(
        work,
        select(c.project, func.count(c.item.distinct()).label("n"))
        .where(here, c.p.is_not(None))
        .group_by(c.project),
    )
    states = item_states(work, ids)
    golds = _counts(
        work,
        select(gold.c.project, func.count().label("n"))
        .where(
            gold.c.workspace_id == work.actor.workspace,
            gold.c.project.in_(ids),
            gold.c.state == "live",
        )
        .group_by(gold.c.project),
    )
    return {
        project: Certainty(
            settled=settled[project],
            open=still_open[project],
            none=max(0, sum(states[project].values()) - labelled.get(project, 0)),
            exceptions=states[project].get("exception", 0),
            gold_n=golds.get(project, 0),
        )
        for project in ids
    }


def item_states(work: Work, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Items of these projects by state; withdrawn ones are not counted."""
    rows = work.session.rows(
        select(items.c.project, items.c.state, func.count().label("n"))
        .where(
            items.c.workspace_id == work.actor.workspace,
            items.c.project.in_(ids),
            items.c.state != "withdrawn",
        )
        .group_by(items.c.project, items.c.state)
    )
    found: dict[str, dict[str, int]] = {project: {} for project in ids}
    for row in rows:
        found[row.project][row.state] = row.n
    return found


def _counts(work: Work, query: Any) -> dict[str, int]:
    return {row.project: row.n for row in work.session.rows(query)}


def list_projects(
    work: Work, *, limit: int, cursor: str | None, state: str | None, q: str | None, total: bool
) -> Listing[ProjectSummary]:
    """Projects by name. Annotators see those that name them or nobody; no archived ones unless
    asked for by state."""
    query = projects.select_projects(work)
    if access.is_annotator_only(work.actor.roles) and not work.actor.operator:
        query = query.where(
            (table.c.annotators == "[]")
            | table.c.annotators.contains(f'"{work.actor.member}"', autoescape=True)
        )
    if state is not None:
        query = query.where(table.c.state == state)
    if q:
        query = query.where(func.lower(table.c.name).like(like(q.lower()), escape="!"))
    count = (
        work.session.value(select(func.count()).select_from(query.subquery())) if total else None
    )
    if cursor is not None:
        (last,) = decode_cursor(cursor, size=1)
        query = query.where(table.c.name > str(last))
    rows = work.session.rows(query.order_by(table.c.name).limit(limit + 1))
    page = rows[:limit]
    return Listing(
        data=_summaries(work, page),
        next=encode_cursor(page[-1].name) if len(rows) > limit else None,
        total=count,
    )


def _summaries(work: Work, rows: Sequence[Any]) -> list[ProjectSummary]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    workspace = work.actor.workspace
    sure = certainties(work, ids)
    states = item_states(work, ids)
    open_tasks = _counts(
        work,
        select(tasks.c.project, func.count().label("n"))
        .where(
            tasks.c.workspace_id == workspace,
            tasks.c.project.in_(ids),
            tasks.c.state == "open",
            tasks.c.step == "label",
        )
        .group_by(tasks.c.project),
    )
    judged = {
        row.project: row
        for row in work.session.rows(
            select(
                judgments.c.project, func.count().label("n"), func.max(judgments.c.at).label("last")
            )
            .where(
                judgments.c.workspace_id == workspace,
                judgments.c.project.in_(ids),
                judgments.c.current == 1,
                judgments.c.outcome != "skipped",
            )
            .group_by(judgments.c.project)
        )
    }
    return [
        ProjectSummary(
            **projects.facts(work, row),
            items=sum(states[row.id].values()),
            done=states[row.id].get("resolved", 0) + states[row.id].get("dropped", 0),
            open_tasks=open_tasks.get(row.id, 0),
            in_review=states[row.id].get("review", 0),
            judgments=judged[row.id].n if row.id in judged else 0,
            certainty=sure[row.id],
            last_judgment_at=moment(judged[row.id].last) if row.id in judged else None,
            title=title,
        )
        for row, title in zip(rows, _titles(work, rows), strict=True)
    ]


def _titles(work: Work, rows: Sequence[Any]) -> list[str | None]:
    """What each project asks first, in its own words."""
    versions = {
        row.id: canonical.loads(row.body)["fields"]
        for row in work.session.rows(
            select(schema_versions.c.id, schema_versions.c.body).where(
                schema_versions.c.workspace_id == work.actor.workspace,
                schema_versions.c.id.in_([row.schema_version for row in rows]),
            )
        )
    }
    return [versions[row.schema_version][0].get("title") for row in rows]


def read_config(work: Work, project: str) -> dict[str, Any]:
    """Schema, guideline, flow and settings: what the same project can be made from elsewhere."""
    row = projects.row_of(work, project)
    document = work.session.value(
        select(flow_versions.c.body).where(
            flow_versions.c.workspace_id == work.actor.workspace,
            flow_versions.c.id == row.flow_version,
        )
    )
    config: dict[str, Any] = {
        "name": row.name,
        "fields": schema_version(work, row.schema_version).fields,
        "guideline": guidelines.read_guideline(work, project).text,
        "flow": canonical.loads(document),
        "schema_n": row.schema_n,
        "guideline_n": row.guideline_n,
        "exported_at": to_datetime(work.now).isoformat(),
    }
    if row.overlap is not None:
        config["overlap"] = row.overlap
    else:
        config["target"] = row.target
    return config


def set_priority(work: Work, project: str, change: PriorityChange) -> Changed:
    """Give items a priority, and the tasks that wait for them.

    Raises:
        Invalid: `priority.which` unless exactly one of `keys` and `where` is given, `filter.*`.
    """
    if (change.keys is None) == (change.where is None):
        raise Invalid("priority.which", "Give either “keys” or “where”.")
    workspace = work.actor.workspace
    query = select(items.c.id).where(items.c.workspace_id == workspace, items.c.project == project)
    if change.keys is not None:
        found: list[str] = []
        for start in range(0, len(change.keys), BATCH):
            found += work.session.sql.scalars(
                query.where(items.c.key.in_(change.keys[start : start + BATCH]))
            ).all()
    else:
        narrowed = filters.apply(work, project, query, change.where or {})
        found = list(work.session.sql.scalars(narrowed).all())
    changed = flow.set_priority(work, project, found, change.priority)
    if changed:
        work.record(
            ItemsPrioritised(
                subject=project, project=project, items=changed, priority=change.priority
            )
        )
    return Changed(changed=changed)
