"""What may be done under a lease beside judging: keep it alive, save a draft, ask a question, give
it back."""

from dataclasses import dataclass

from sqlalchemy import insert, update

from ascertain.core import canonical
from ascertain.core.clock import SECOND, to_datetime
from ascertain.core.errors import Conflict, Forbidden
from ascertain.core.ids import new_id
from ascertain.services import flow
from ascertain.services.comments import read_comment
from ascertain.services.judging import hold
from ascertain.services.support import upsert
from ascertain.store.hot.base import Batch, Held
from ascertain.store.tables.judgments import comments
from ascertain.store.tables.tasks import drafts, leases
from ascertain.store.work import Fact, Work
from ascertain.wire.items import Comment
from ascertain.wire.work import Extended, Flag, LeaseRef, Saved, SaveDraft

DRAFT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRaised(Fact):
    """An annotator asked a question about an item."""

    item: str
    task: str


def save_draft(work: Work, request: SaveDraft) -> Saved:
    """Keeps what was entered so far; it need not be complete. Saving is activity: the lease goes
    on. A draft outlives its lease.

    Raises:
        NotFound: `lease.not-found`. Conflict: `draft.too-large`, `lease.already-submitted`.
    """
    held = hold(work, request.lease, request.token)
    if held.done is not None:
        raise Conflict("lease.already-submitted", "This was submitted; there is nothing to draft.")
    text = canonical.dumps(request.values)
    if len(text) > DRAFT_BYTES:
        raise Conflict("draft.too-large", "A draft has at most 1 MB.")
    keys = {
        "workspace_id": held.lease.workspace_id,
        "task": held.lease.task,
        "annotator": held.lease.annotator,
    }
    upsert(work.session, drafts, keys, {"values": text, "saved_at": work.now})
    _keep_alive(work, held)
    return Saved(saved_at=to_datetime(work.now))


def extend(work: Work, request: LeaseRef) -> Extended:
    """Keeps a lease alive, up to its last moment.

    Raises:
        NotFound: `lease.not-found`. Conflict: `lease.ended` if its place was given back already.
    """
    held = hold(work, request.lease, request.token)
    if held.lease.state != "live":
        raise Conflict(
            "lease.ended", "This lease has ended. What you submit is kept; ask for the next task."
        )
    return Extended(expires_at=to_datetime(_keep_alive(work, held)))


def _keep_alive(work: Work, held: Held) -> int:
    """When the lease now ends."""
    lease = held.lease
    until = min(work.now + work.settings.work.lease_seconds * SECOND, lease.hard_until)
    until = max(until, lease.expires_at)
    if lease.state == "live" and until > lease.expires_at:
        work.session.run(
            update(leases)
            .where(leases.c.workspace_id == lease.workspace_id, leases.c.id == lease.id)
            .values(expires_at=until)
        )
    return until


def release(work: Work, request: LeaseRef) -> None:
    """Gives a task back to the queue; the draft is kept. Releasing twice changes nothing.

    Raises:
        NotFound: `lease.not-found`.
    """
    held = hold(work, request.lease, request.token)
    if held.lease.state != "live":
        return
    held.lease.state = "released"
    task = held.task
    task.live -= 1
    if task.state in {"open", "full"}:
        task.state = "full"
        flow.reopen(task, work.now)
    work.session.hot.put(Batch(tasks=[task], leases=[held.lease]))


def flag(work: Work, request: Flag) -> Comment:
    """Asks a question about the item, to whoever runs the project; the lease stays.

    Raises:
        NotFound: `lease.not-found`. Forbidden: `flag.member` for machines.
    """
    held = hold(work, request.lease, request.token)
    if work.actor.member is None:
        raise Forbidden("flag.member", "Only members ask questions.")
    task, made = held.task, new_id()
    work.session.run(
        insert(comments).values(
            workspace_id=task.workspace_id,
            id=made,
            project=task.project,
            item=task.item,
            task=task.id,
            author=work.actor.member,
            type="flag",
            text=request.text,
            state="open",
            at=work.now,
        )
    )
    work.record(FlagRaised(subject=made, project=task.project, item=task.item, task=task.id))
    return read_comment(work, made)
