"""Long work, kept in a table: put there by a verb, claimed by a worker with a heartbeat, gone on
with from its checkpoint by the next worker if the first one dies.

The checkpoint is stored in the transaction of the work that it speaks of, by `advance`, which also
refuses a worker that has lost the job or whose job was cancelled.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, or_, select, text, update

from ascertain.core import canonical
from ascertain.core.clock import SECOND, to_datetime
from ascertain.core.errors import Conflict, NotFound
from ascertain.core.ids import new_id
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services.support import moment
from ascertain.store.session import Session
from ascertain.store.tables.events import jobs
from ascertain.store.work import Actor, Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.jobs import Job

STALE = 30 * SECOND
"""A running job whose worker has been silent for so long is claimed by another."""
TRIES = 3
"""How often a job may die at one place before it has failed."""
EXCLUSIVE = ("import", "undo")
"""Of these kinds one job a project runs at a time: they agree on which items are there."""
LIVE = ("queued", "running")

# Any number that nothing else locks: claims take turns, so that EXCLUSIVE holds between servers.
_CLAIMING = 0x61736B6A


class Lost(Exception):
    """The job was cancelled, or is with another worker: whoever works on it must stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQueued(Fact):
    """Long work was asked for."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFinished(Fact):
    """Long work came to its end, well or not."""

    kind: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCancelled(Fact):
    """Long work was called off."""

    kind: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in the hands of a worker. `place` is where an earlier worker left off, None at the
    start; `tries` counts the workers that took it up at this place, this one included."""

    workspace: str
    id: str
    kind: str
    subject: str | None
    project: str | None
    made_by: str | None
    payload: Any
    place: Any
    tries: int
    worker: str

    def actor(self) -> Actor:
        """In whose name the work is done."""
        return Actor(
            workspace=self.workspace,
            member=self.made_by,
            user=None,
            annotator=None,
            handle="",
            roles=frozenset(),
            scopes=frozenset(),
            operator=self.made_by is None,
        )


def enqueue(
    work: Work,
    kind: str,
    *,
    project: str | None,
    subject: str | None = None,
    payload: Any = None,
) -> str:
    """Puts a job into the queue; its id."""
    made = new_id()
    work.session.run(
        insert(jobs).values(
            workspace_id=work.actor.workspace,
            id=made,
            kind=kind,
            subject=subject,
            project=project,
            made_by=work.actor.member,
            state="queued",
            progress=0.0,
            payload=canonical.dumps(payload),
            made_at=work.now,
        )
    )
    work.record(JobQueued(subject=made, project=project, kind=kind))
    return made


def claim(session: Session, worker: str, now: int, *, alone: bool) -> Claimed | None:
    """The oldest job that waits, or whose worker is dead; None if there is none.

    With `alone` this process is the only one on the database: then every job that runs under
    another worker's name is a dead one's. A job that died too often is failed by whoever claims it
    (`tries` > `TRIES`).
    """
    if session.dialect == "postgresql":
        session.run(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CLAIMING})
    rows = session.rows(
        select(jobs)
        .where(or_(jobs.c.state == "queued", _dead(worker, now, alone=alone)))
        .order_by(jobs.c.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    for row in rows:
        if row.kind in EXCLUSIVE and _is_busy(session, row):
            continue
        at: Any = canonical.loads(row.checkpoint) if row.checkpoint else {"place": None, "tries": 0}
        tries = at["tries"] + 1
        session.run(
            update(jobs)
            .where(jobs.c.workspace_id == row.workspace_id, jobs.c.id == row.id)
            .values(
                state="running",
                worker=worker,
                heartbeat_at=now,
                checkpoint=_checkpoint(at["place"], tries=tries),
            )
        )
        return Claimed(
            workspace=row.workspace_id,
            id=row.id,
            kind=row.kind,
            subject=row.subject,
            project=row.project,
            made_by=row.made_by,
            payload=canonical.loads(row.payload),
            place=at["place"],
            tries=tries,
            worker=worker,
        )
    return None


def _is_busy(session: Session, row: Any) -> bool:
    """Whether another job of the project that excludes this one runs, or came before it."""
    c = jobs.c
    other = (
        select(c.id)
        .where(
            c.workspace_id == row.workspace_id,
            c.project == row.project,
            c.kind.in_(EXCLUSIVE),
            c.id != row.id,
            (c.state == "running") | ((c.state == "queued") & (c.id < row.id)),
        )
        .limit(1)
    )
    return session.row(other) is not None


def _mine(job: Claimed) -> Any:
    c = jobs.c
    return (
        (c.workspace_id == job.workspace)
        & (c.id == job.id)
        & (c.state == "running")
        & (c.worker == job.worker)
    )


def beat(session: Session, job: Claimed, now: int) -> None:
    """Says that the worker lives.

    Raises:
        Lost: the job is not this worker's any more.
    """
    if session.run(update(jobs).where(_mine(job)).values(heartbeat_at=now)) != 1:
        raise Lost(job.id)


def advance(
    session: Session,
    job: Claimed,
    now: int,
    *,
    place: Any,
    progress: float,
    before: Any = None,
) -> None:
    """Stores where a restart goes on, in the transaction of the work that led there. `before` is
    the place that must have been stored last, for who does not wait for each step.

    Raises:
        Lost: the job is not this worker's any more, or the step before was not stored; the
            transaction must not go through.
    """
    mine = _mine(job)
    if before is not None:
        mine &= jobs.c.checkpoint == _checkpoint(before)
    done = session.run(
        update(jobs)
        .where(mine)
        .values(
            checkpoint=_checkpoint(place),
            progress=min(1.0, max(0.0, progress)),
            heartbeat_at=now,
        )
    )
    if done != 1:
        raise Lost(job.id)


def _checkpoint(place: Any, *, tries: int = 0) -> str:
    return canonical.dumps({"place": place, "tries": tries})


def finish(
    work: Work, job: Claimed, *, state: str, result: Any = None, error: str | None = None
) -> None:
    """Ends a job as done or failed.

    Raises:
        Lost: the job is not this worker's any more.
    """
    values: dict[str, Any] = {"state": state, "error": error, "finished_at": work.now}
    if result is not None:
        values["result"] = canonical.dumps(result)
    if state == "done":
        values["progress"] = 1.0
    if work.session.run(update(jobs).where(_mine(job)).values(**values)) != 1:
        raise Lost(job.id)
    work.record(JobFinished(subject=job.id, project=job.project, kind=job.kind, state=state))


def cancel(work: Work, job: str) -> Job:
    """Calls a job off. What it had stored is taken back by whoever knows its kind.

    Raises:
        Conflict: `job.ended`; `job.undo`, for half an undo would leave half an import.
    """
    if row_of(work, job).kind == "undo":
        raise Conflict("job.undo", "An undo is not called off; wait for it, then import again.")
    done = work.session.run(
        update(jobs)
        .where(
            jobs.c.workspace_id == work.actor.workspace,
            jobs.c.id == job,
            jobs.c.state.in_(LIVE),
        )
        .values(state="cancelled", finished_at=work.now)
    )
    row = row_of(work, job)
    if done != 1:
        raise Conflict("job.ended", f"This job is {row.state}; there is nothing to cancel.")
    work.record(JobCancelled(subject=job, project=row.project, kind=row.kind))
    return to_wire(row)


def is_any_waiting(session: Session, worker: str, now: int, *, alone: bool) -> bool:
    """Whether there may be something to claim: a look that costs no write."""
    waiting = or_(jobs.c.state == "queued", _dead(worker, now, alone=alone))
    return session.row(select(jobs.c.id).where(waiting).limit(1)) is not None


def _dead(worker: str, now: int, *, alone: bool) -> Any:
    """Running under the name of a worker that is not there any more."""
    others = (jobs.c.state == "running") & (jobs.c.worker != worker)
    return others if alone else others & (jobs.c.heartbeat_at < now - STALE)


def release(session: Session, job: Claimed, now: int, *, tried: bool = False) -> None:
    """Puts a job back into the queue: the worker stops, or the database was away. That is not
    counted as a try unless `tried` says so."""
    row = session.row(select(jobs.c.checkpoint).where(_mine(job)).with_for_update())
    if row is None:
        return
    at: Any = canonical.loads(row.checkpoint)
    session.run(
        update(jobs)
        .where(_mine(job))
        .values(
            state="queued",
            worker=None,
            heartbeat_at=now,
            checkpoint=_checkpoint(at["place"], tries=max(0, at["tries"] - (not tried))),
        )
    )


def row_of(work: Work, job: str) -> Any:
    """The row of a job.

    Raises:
        NotFound: `job.not-found`.
    """
    row = work.session.row(
        select(jobs).where(jobs.c.workspace_id == work.actor.workspace, jobs.c.id == job)
    )
    if row is None:
        raise NotFound("job.not-found", "There is no such job in this workspace.")
    return row


def read_job(work: Work, job: str) -> Job:
    """One job."""
    return to_wire(row_of(work, job))


def list_jobs(
    work: Work, *, project: str | None, state: str | None, limit: int, cursor: str | None
) -> Listing[Job]:
    """Jobs of the workspace, newest first."""
    query = select(jobs).where(jobs.c.workspace_id == work.actor.workspace)
    if project is not None:
        query = query.where(jobs.c.project == project)
    if state is not None:
        query = query.where(jobs.c.state == state)
    rows, following = page(work, query, limit=limit, cursor=cursor)
    return Listing(data=[to_wire(row) for row in rows], next=following)


def page(work: Work, query: Any, *, limit: int, cursor: str | None) -> tuple[list[Any], str | None]:
    """One page of jobs, newest first, and the cursor of the next."""
    if cursor is not None:
        (last,) = decode_cursor(cursor, size=1)
        query = query.where(jobs.c.id < str(last))
    rows = work.session.rows(query.order_by(jobs.c.id.desc()).limit(limit + 1))
    following = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return rows[:limit], following


def to_wire(row: Any) -> Job:
    """A job as people see it."""
    return Job(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        project=row.project,
        state=row.state,
        progress=row.progress,
        message=row.message,
        result=None if row.result is None else canonical.loads(row.result),
        error=row.error,
        made_at=to_datetime(row.made_at),
        finished_at=moment(row.finished_at),
    )
