"""Sealed facts: the log that auditors read, and what each member may follow live."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services import access
from ascertain.store.session import Session
from ascertain.store.tables.events import events
from ascertain.store.work import Actor, Work
from ascertain.wire.base import Listing
from ascertain.wire.jobs import Event

# Fields of a payload that name a person whom the fact concerns.
_CONCERNED = ("author", "member", "owner", "annotator")


def list_events(
    work: Work,
    *,
    limit: int,
    cursor: str | None,
    type_: str | None,
    project: str | None,
) -> Listing[Event]:
    """The facts of the workspace from the first on, in the order of their numbers."""
    query = select(events).where(
        events.c.workspace_id == work.actor.workspace, events.c.seq.is_not(None)
    )
    if type_ is not None:
        query = query.where(events.c.type == type_)
    if project is not None:
        query = query.where(events.c.project == project)
    if cursor is not None:
        (last,) = decode_cursor(cursor, size=1)
        query = query.where(events.c.seq > (last if isinstance(last, int) else 0))
    rows = work.session.rows(query.order_by(events.c.seq).limit(limit + 1))
    page = rows[:limit]
    return Listing(
        data=[to_event(row) for row in page],
        next=encode_cursor(page[-1].seq) if len(rows) > limit else None,
    )


def to_event(row: Any) -> Event:
    """A row as the wire has it."""
    return Event(
        seq=row.seq,
        id=row.id,
        type=row.type,
        subject=row.subject,
        project=row.project,
        actor=row.actor,
        at=to_datetime(row.at),
        payload=canonical.loads(row.payload),
    )


def last_number(session: Session) -> int:
    """The number of the newest sealed fact; 0 before the first."""
    found: int | None = session.value(select(func.max(events.c.seq)))
    return found or 0


def sealed_after(session: Session, seq: int, *, limit: int) -> Sequence[Any]:
    """Rows of all workspaces with a number above `seq`, in order."""
    return session.rows(
        select(events).where(events.c.seq > seq).order_by(events.c.seq).limit(limit)
    )


def missed(session: Session, workspace: str, *, after: int, upto: int, limit: int) -> Sequence[Any]:
    """Rows of one workspace with numbers in (`after`, `upto`], in order."""
    return session.rows(
        select(events)
        .where(events.c.workspace_id == workspace, events.c.seq > after, events.c.seq <= upto)
        .order_by(events.c.seq)
        .limit(limit)
    )


def may_follow(actor: Actor, event: Event) -> bool:
    """Whether a member may be told of a fact: those who may look at items of everything in their
    workspace, others of what they did and what concerns them."""
    if actor.operator or not access.is_annotator_only(actor.roles):
        return True
    own = {actor.member, actor.annotator} - {None}
    payload = event.payload if isinstance(event.payload, dict) else {}
    return bool(own & {event.actor, event.subject, *(payload.get(name) for name in _CONCERNED)})
