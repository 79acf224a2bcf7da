"""Leases as managers see them: who holds what, freeing one that is stuck, revoking all of a person
whose role has changed."""

from dataclasses import dataclass

from sqlalchemy import select

from ascertain.core.clock import to_datetime
from ascertain.core.errors import Conflict
from ascertain.services import flow
from ascertain.store.tables.items import items
from ascertain.store.tables.people import annotators, members
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.work import LiveLease

SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseFreed(Fact):
    """A manager took a lease back; its draft is kept."""

    task: str
    annotator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRevoked(Fact):
    """A lease ended because its holder's role was changed or taken."""

    task: str
    annotator: str


def list_leases(work: Work, project: str) -> Listing[LiveLease]:
    """Live leases of a project, oldest first: at most 500, the oldest being the stuck ones."""
    rows = work.session.rows(
        select(
            leases.c.id,
            leases.c.task,
            leases.c.made_at,
            leases.c.expires_at,
            tasks.c.step,
            items.c.key,
            members.c.handle,
        )
        .join(
            tasks, (tasks.c.workspace_id == leases.c.workspace_id) & (tasks.c.id == leases.c.task)
        )
        .join(items, (items.c.workspace_id == tasks.c.workspace_id) & (items.c.id == tasks.c.item))
        .join(
            annotators,
            (annotators.c.workspace_id == leases.c.workspace_id)
            & (annotators.c.id == leases.c.annotator),
        )
        .join(
            members,
            (members.c.workspace_id == annotators.c.workspace_id)
            & (members.c.id == annotators.c.member),
        )
        .where(
            leases.c.workspace_id == work.actor.workspace,
            leases.c.project == project,
            leases.c.state == "live",
        )
        .order_by(leases.c.made_at, leases.c.id)
        .limit(SHOWN)
    )
    return Listing(
        data=[
            LiveLease(
                id=row.id,
                task=row.task,
                key=row.key,
                step=row.step,
                annotator=row.handle,
                since=to_datetime(row.made_at),
                expires_at=to_datetime(row.expires_at),
            )
            for row in rows
        ]
    )


def free_lease(work: Work, lease: str) -> None:
    """Give the task of a live lease back to the queue; the draft stays.

    Raises:
        Conflict: `lease.ended`.
    """
    row = work.session.row(
        select(leases).where(leases.c.workspace_id == work.actor.workspace, leases.c.id == lease)
    )
    if row is None or not flow.end_lease(work, row, "freed"):
        raise Conflict("lease.ended", "This lease is not live any more; nothing is held by it.")
    work.record(
        LeaseFreed(subject=lease, project=row.project, task=row.task, annotator=row.annotator)
    )


def revoke_of_member(work: Work, member: str) -> int:
    """End all live leases of a member; how many there were."""
    rows = work.session.rows(
        select(leases)
        .join(
            annotators,
            (annotators.c.workspace_id == leases.c.workspace_id)
            & (annotators.c.id == leases.c.annotator),
        )
        .where(
            leases.c.workspace_id == work.actor.workspace,
            annotators.c.member == member,
            leases.c.state == "live",
        )
        .order_by(leases.c.task)
    )
    ended = [row for row in rows if flow.end_lease(work, row, "revoked")]
    for row in ended:
        work.record(
            LeaseRevoked(
                subject=row.id, project=row.project, task=row.task, annotator=row.annotator
            )
        )
    return len(ended)
