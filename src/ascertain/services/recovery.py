"""Leases that somebody holds already, as they were given: after a reply was lost, or a browser
crashed."""

from sqlalchemy import ColumnElement, select

from ascertain.services.loading import columns, joined, named, rows_of
from ascertain.services.replies import LeaseReply, LeasesReply, lease_reply
from ascertain.services.serving import annotator_of, lease_token, token_hash
from ascertain.services.sides import is_review, show_sides
from ascertain.store.hot.base import LEASE_COLUMNS, Candidate, LeaseRow
from ascertain.store.tables.tasks import drafts, leases, tasks
from ascertain.store.work import Work


def held_work(work: Work, secret: bytes) -> LeasesReply:
    """What the caller holds now, oldest first, with tokens and drafts. Changes nothing."""
    return LeasesReply(live_leases(work, annotator_of(work), secret, leases.c.state == "live"))


def live_leases(
    work: Work, annotator: str, secret: bytes, only: ColumnElement[bool]
) -> list[LeaseReply]:
    """Live leases of an annotator that fulfil a condition, as they were given."""
    query = (
        select(
            *named(leases, "l", LEASE_COLUMNS),
            *columns(),
            drafts.c["values"].label("draft"),
            drafts.c.saved_at.label("draft_at"),
        )
        .select_from(leases)
        .join(
            tasks, (tasks.c.workspace_id == leases.c.workspace_id) & (tasks.c.id == leases.c.task)
        )
    )
    rows = work.session.rows(
        joined(query)
        .outerjoin(
            drafts,
            (drafts.c.workspace_id == leases.c.workspace_id)
            & (drafts.c.task == leases.c.task)
            & (drafts.c.annotator == leases.c.annotator),
        )
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
        task, item, project = rows_of(row)
        found = Candidate(task, item, row.draft, row.draft_at)
        reply = lease_reply(work, lease, found, project, token=token, secret=secret)
        if is_review(work, task):
            show_sides(work, task, reply)
        given.append(reply)
    return given
