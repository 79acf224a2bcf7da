"""Leases that somebody holds already, as they were given: after a reply was lost, or a browser
crashed."""

from typing import Any

from sqlalchemy import ColumnElement, select

from ascertain.services.replies import LeaseReply, LeasesReply, lease_reply
from ascertain.services.serving import annotator_of, lease_token, token_hash
from ascertain.services.sides import is_review, show_sides
from ascertain.store.hot.base import (
    LEASE_COLUMNS,
    TASK_COLUMNS,
    Candidate,
    ItemRow,
    LeaseRow,
    ProjectRow,
    TaskRow,
)
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.projects import projects
from ascertain.store.tables.tasks import drafts, leases, tasks
from ascertain.store.work import Work

_ITEM = ("id", "key", "state", "priority")
_VERSION = ("n", "type", "content", "blob", "thumb", "media")
_PROJECT = (
    "id",
    "name",
    "state",
    "state_reason",
    "target",
    "overlap",
    "annotators",
    "priority",
    "schema_version",
    "flow_version",
    "guideline_version",
    "quality_model",
)


def held_work(work: Work, secret: bytes) -> LeasesReply:
    """What the caller holds now, oldest first, with tokens and drafts. Changes nothing."""
    return LeasesReply(live_leases(work, annotator_of(work), secret, leases.c.state == "live"))


def live_leases(
    work: Work, annotator: str, secret: bytes, only: ColumnElement[bool]
) -> list[LeaseReply]:
    """Live leases of an annotator that fulfil a condition, as they were given."""
    session = work.session
    rows = session.rows(
        _joined()
        .where(
            leases.c.workspace_id == work.actor.workspace,
            leases.c.annotator == annotator,
            leases.c.state == "live",
            only,
        )
        .order_by(leases.c.made_at, leases.c.id)
    )
    given = []
    for row in rows:
        lease = LeaseRow(**{name: getattr(row, f"l_{name}") for name in LEASE_COLUMNS})
        token = lease_token(secret, work.actor.workspace, lease.id)
        if token_hash(token) != lease.token_hash:
            continue  # given under another secret of the installation; it runs out
        task = TaskRow(**{name: getattr(row, f"t_{name}") for name in TASK_COLUMNS})
        item = ItemRow(
            **{name: getattr(row, f"i_{name}") for name in _ITEM},
            **{name: getattr(row, f"v_{name}") for name in _VERSION},
        )
        project = ProjectRow(**{name: getattr(row, f"p_{name}") for name in _PROJECT})
        found = Candidate(task, item, row.draft, row.draft_at)
        reply = lease_reply(work, lease, found, project, token)
        if is_review(work, task):
            show_sides(work, task, reply)
        given.append(reply)
    return given


def _named(table: Any, letter: str, names: tuple[str, ...]) -> list[Any]:
    return [table.c[name].label(f"{letter}_{name}") for name in names]


def _joined() -> Any:
    return (
        select(
            *_named(leases, "l", LEASE_COLUMNS),
            *_named(tasks, "t", TASK_COLUMNS),
            *_named(items, "i", _ITEM),
            *_named(item_versions, "v", _VERSION),
            *_named(projects, "p", _PROJECT),
            drafts.c["values"].label("draft"),
            drafts.c.saved_at.label("draft_at"),
        )
        .join(
            tasks, (tasks.c.workspace_id == leases.c.workspace_id) & (tasks.c.id == leases.c.task)
        )
        .join(items, (items.c.workspace_id == tasks.c.workspace_id) & (items.c.id == tasks.c.item))
        .join(
            item_versions,
            (item_versions.c.workspace_id == tasks.c.workspace_id)
            & (item_versions.c.id == tasks.c.item_version),
        )
        .join(
            projects,
            (projects.c.workspace_id == tasks.c.workspace_id) & (projects.c.id == tasks.c.project),
        )
        .outerjoin(
            drafts,
            (drafts.c.workspace_id == leases.c.workspace_id)
            & (drafts.c.task == leases.c.task)
            & (drafts.c.annotator == leases.c.annotator),
        )
    )
