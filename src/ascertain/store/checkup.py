"""What `ascertain doctor` asks of the records: are they whole, is anything stuck."""

import time
from collections.abc import Iterator

from sqlalchemy import func, select, text

from ascertain.core.clock import HOUR, MINUTE, SECOND
from ascertain.store.session import Session
from ascertain.store.tables.events import events, jobs
from ascertain.store.tables.tasks import leases, tasks

Found = tuple[str, str, str, str]

UNSEALED_ALLOWED = 10_000


def checkup(session: Session) -> list[Found]:
    """Findings as (ok | warn | bad, what, what was found, what to do). Reads only.

    Cost: one pass over the file on SQLite (`quick_check`), index look-ups else.
    """
    now = time.time_ns() // 1000
    return [*_integrity(session), *_places(session), *_leases(session, now), *_jobs(session, now)]


def _integrity(session: Session) -> Iterator[Found]:
    if session.dialect != "sqlite":
        return
    said = session.value(text("PRAGMA quick_check"))
    if said != "ok":
        yield ("bad", "integrity", str(said)[:200], "Restore the last backup into a new home.")
    else:
        yield ("ok", "integrity", "the file is whole", "")


def _places(session: Session) -> Iterator[Found]:
    """A task's places must be those of its leases: nothing is booked twice, nothing is stuck."""
    live = (
        select(leases.c.workspace_id, leases.c.task, func.count().label("n"))
        .where(leases.c.state == "live")
        .group_by(leases.c.workspace_id, leases.c.task)
        .subquery()
    )
    joined = tasks.outerjoin(
        live, (tasks.c.workspace_id == live.c.workspace_id) & (tasks.c.id == live.c.task)
    )
    wrong = session.value(
        select(func.count()).select_from(joined).where(tasks.c.live != func.coalesce(live.c.n, 0))
    )
    if wrong:
        yield ("bad", "places", f"{wrong} tasks count leases that are not there", "Report this.")
    else:
        yield ("ok", "places", "every task's leases are counted", "")


def _leases(session: Session, now: int) -> Iterator[Found]:
    stuck = session.value(
        select(func.count())
        .select_from(leases)
        .where(leases.c.state == "live", leases.c.expires_at < now - HOUR)
    )
    if stuck:
        yield ("warn", "leases", f"{stuck} ended over an hour ago", "A running server frees them.")


def _jobs(session: Session, now: int) -> Iterator[Found]:
    silent = session.value(
        select(func.count())
        .select_from(jobs)
        .where(jobs.c.state == "running", jobs.c.heartbeat_at < now - 5 * MINUTE)
    )
    if silent:
        yield (
            "warn",
            "jobs",
            f"{silent} say nothing for 5 minutes",
            "A running server resumes them.",
        )
    unsealed = session.value(select(func.count()).where(events.c.seq.is_(None)))
    oldest = session.value(select(func.min(events.c.at)).where(events.c.seq.is_(None)))
    if unsealed > UNSEALED_ALLOWED or (oldest is not None and oldest < now - 60 * SECOND):
        yield ("warn", "events", f"{unsealed} are not sealed", "A running server seals them.")
    else:
        yield ("ok", "events", "sealed", "")
