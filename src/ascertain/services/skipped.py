"""Items that everybody skipped: they would wait for ever, so a manager is told."""

from collections import defaultdict

from sqlalchemy import select

from ascertain.core import canonical
from ascertain.services import access
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import judgments
from ascertain.store.tables.people import annotators, members
from ascertain.store.tables.projects import projects
from ascertain.store.work import Work


def eligible_annotators(work: Work, project: str) -> set[str]:
    """Annotators who may be given work of the project: active members with the role annotator,
    or, where nobody has it, all whose roles let them work; only those that the project names."""
    named = canonical.loads(
        work.session.value(
            select(projects.c.annotators).where(
                projects.c.workspace_id == work.actor.workspace, projects.c.id == project
            )
        )
    )
    able: set[str] = set()
    annotating: set[str] = set()
    for row in work.session.rows(
        select(annotators.c.id, members.c.id.label("member"), members.c.roles)
        .join(
            members,
            (members.c.workspace_id == annotators.c.workspace_id)
            & (members.c.id == annotators.c.member),
        )
        .where(members.c.workspace_id == work.actor.workspace, members.c.disabled_at.is_(None))
    ):
        roles = set(canonical.loads(row.roles))
        if (named and row.member not in named) or not roles & access.ACTIONS["work.do"]:
            continue
        able.add(row.id)
        if access.ANNOTATOR in roles:
            annotating.add(row.id)
    return annotating or able


def items_skipped_by_all(work: Work, project: str) -> list[str]:
    """Ids of open items that somebody skipped and nobody who may still judge them has not, in
    the order in which they were skipped first."""
    by_item: dict[str, set[str]] = defaultdict(set)
    rows = work.session.rows(
        select(judgments.c.item, judgments.c.annotator)
        .join(
            items,
            (items.c.workspace_id == judgments.c.workspace_id) & (items.c.id == judgments.c.item),
        )
        .where(
            judgments.c.workspace_id == work.actor.workspace,
            judgments.c.project == project,
            judgments.c.outcome == "skipped",
            items.c.state.in_(("waiting", "working")),
        )
        .order_by(judgments.c.id)
    )
    for row in rows:
        by_item[row.item].add(row.annotator)
    if not by_item:
        return []
    eligible = eligible_annotators(work, project)
    found = []
    for item, skippers in by_item.items():
        left = eligible - skippers
        if left and left - _judged(work, item):
            continue
        found.append(item)
    return found


def _judged(work: Work, item: str) -> set[str]:
    return set(
        work.session.sql.scalars(
            select(judgments.c.annotator).where(
                judgments.c.workspace_id == work.actor.workspace, judgments.c.item == item
            )
        ).all()
    )
