"""The event log: sealing (numbers and hashes, in batches), checking the chain, reading on.

Verbs insert events unsealed. One sealer at a time gives each the next number and
`digest = sha256(previous digest + canonical event)`; whoever changes, drops or adds a sealed event
breaks the chain at that number.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from ascertain.core import canonical
from ascertain.core.clock import SECOND, Micros
from ascertain.store.database import Database, Session
from ascertain.store.tables.events import cursors, events

SEALER = "sealer"
HELD_SECONDS = 10
BATCH = 500
CHECKED_AT_ONCE = 5_000
GENESIS = "0" * 64
"""What stands before the first event."""

_FIELDS = ("id", "workspace_id", "type", "subject", "project", "actor", "at", "payload")


def seal(session: Session, *, holder: str, now: Micros, limit: int = BATCH) -> int:
    """Numbers up to `limit` events, oldest first, if `holder` may; how many.

    The sealer is elected by a lease on its cursor, so that several processes may try.
    """
    c = cursors.c
    if not elect(session, SEALER, holder=holder, now=now):
        return 0
    row = _cursor(session, SEALER)
    found = session.rows(
        select(*(events.c[name] for name in _FIELDS))
        .where(events.c.seq.is_(None))
        .order_by(events.c.id)
        .limit(limit)
    )
    seq, previous = row.seq, row.digest or GENESIS
    sealed = []
    for event in found:
        seq += 1
        body = {name: getattr(event, name) for name in _FIELDS}
        digest = event_digest(previous, body, seq)
        sealed.append({"b_id": event.id, "b_seq": seq, "b_digest": digest, "b_previous": previous})
        previous = digest
    if sealed:
        session.run(_SEAL, sealed)
    session.run(
        update(cursors)
        .where(c.consumer == SEALER)
        .values(seq=seq, digest=previous if seq else None)
    )
    return len(sealed)


def elect(
    session: Session, office: str, *, holder: str, now: Micros, seconds: int = HELD_SECONDS
) -> bool:
    """Whether `holder` may act in an office, alone, for the next `seconds`: if they do already, or
    nobody does, or whoever did has been silent for so long."""
    row = _cursor(session, office)
    if row.holder not in (None, holder) and (row.held_until or 0) > now:
        return False
    session.run(
        update(cursors)
        .where(cursors.c.consumer == office)
        .values(holder=holder, held_until=now + seconds * SECOND)
    )
    return True


_SEAL = (
    update(events)
    .where(events.c.id == bindparam("b_id"))
    .values(seq=bindparam("b_seq"), digest=bindparam("b_digest"), previous=bindparam("b_previous"))
)


def event_digest(previous: str, event: Mapping[str, Any], seq: int) -> str:
    """The digest of an event that follows the one with digest `previous`."""
    said = canonical.dumps({**{name: event[name] for name in _FIELDS}, "seq": seq})
    return hashlib.sha256(previous.encode() + said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the chain was checked: it holds up to `through`; `broken` is the first number that
    does not fit, and `reason` says how."""

    through: int
    broken: int | None = None
    reason: str | None = None


def verify_chain(database: Database) -> Iterator[Checked]:
    """Checks every sealed event from the first one on; one `Checked` for each few thousand, and a
    last one with `broken` if the chain does not hold. Cost: some 5 µs an event."""
    through, previous = 0, GENESIS
    while True:
        rows = database.read(lambda session, after=through: _sealed(session, after))  # type: ignore[misc]
        for row in rows:
            wanted = through + 1
            if row.seq != wanted:
                yield Checked(through, wanted, "the event with this number is missing")
                return
            body = {name: getattr(row, name) for name in _FIELDS}
            if row.previous != previous or row.digest != event_digest(previous, body, row.seq):
                yield Checked(through, row.seq, "its hash does not fit: it was changed")
                return
            through, previous = row.seq, row.digest
        if len(rows) < CHECKED_AT_ONCE:
            break
        yield Checked(through)
    last = database.read(lambda session: _peek(session, SEALER))
    if last is not None and last.seq > through:
        yield Checked(through, through + 1, "the last events are missing")
    elif last is not None and last.seq == through and (last.digest or GENESIS) != previous:
        yield Checked(through, through, "its hash is not the one that the sealer left")
    else:
        yield Checked(through)


def _sealed(session: Session, after: int) -> list[Any]:
    return session.rows(
        select(events).where(events.c.seq > after).order_by(events.c.seq).limit(CHECKED_AT_ONCE)
    )


def read_on(session: Session, consumer: str, *, limit: int) -> Sequence[Any]:
    """The next sealed events for a consumer, in order. Call `moved` in the same transaction as the
    work: each event then comes at least once, and twice only after a crash."""
    row = _cursor(session, consumer)
    return session.rows(
        select(events).where(events.c.seq > row.seq).order_by(events.c.seq).limit(limit)
    )


def moved(session: Session, consumer: str, seq: int) -> None:
    """Notes that a consumer is done with all up to this number."""
    session.run(update(cursors).where(cursors.c.consumer == consumer).values(seq=seq))


def _cursor(session: Session, consumer: str) -> Any:
    """The row of a consumer, locked, made when it is first asked for."""
    c = cursors.c
    query = select(cursors).where(c.consumer == consumer).with_for_update()
    row = session.row(query)
    if row is None:
        session.run(insert(cursors).values(consumer=consumer, seq=0))
        row = session.row(query)
    return row


def _peek(session: Session, consumer: str) -> Any:
    return session.row(select(cursors).where(cursors.c.consumer == consumer))
