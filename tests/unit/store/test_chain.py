"""The event chain: sealed in order by one sealer, and any change to it found at its number."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from ascertain.core.clock import Micros
from ascertain.core.ids import new_id
from ascertain.store import chain
from ascertain.store.session import Session
from ascertain.store.tables.events import cursors, events
from tests.fixtures.world import World, world


@pytest.fixture
def sealed(database_url: str, tmp_path: Path) -> Iterator[World]:
    """Some facts, in two sealed batches."""
    with world(database_url, tmp_path) as here:
        project = here.project(overlap=1)
        here.items(project, 6)
        ada = here.person("ada")
        for _ in range(6):
            here.submit(ada, here.next(ada, project)["leases"][0], "refund")
        while seal(here, "one", limit=5):
            pass
        yield here


def seal(here: World, holder: str, limit: int = 100) -> int:
    return here.db.write(
        lambda session: chain.seal(session, holder=holder, now=here.clock.now(), limit=limit)
    )


def broken(here: World) -> int | None:
    return list(chain.verify_chain(here.db))[-1].broken


def test_all_are_numbered_without_gaps(sealed: World) -> None:
    numbers = [row.seq for row in sealed.rows(select(events.c.seq).order_by(events.c.seq))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 8
    assert broken(sealed) is None


@pytest.mark.parametrize("n", [1, 4, 7])
@pytest.mark.parametrize("column", ["payload", "type", "at", "actor", "digest", "previous"])
def test_a_changed_event_is_named(sealed: World, n: int, column: str) -> None:
    value = 5 if column == "at" else "{}"
    sealed.db.write(
        lambda s: s.run(update(events).where(events.c.seq == n).values({column: value}))
    )
    assert broken(sealed) == n


def test_a_missing_event_is_named(sealed: World) -> None:
    sealed.db.write(lambda s: s.run(delete(events).where(events.c.seq == 3)))
    assert broken(sealed) == 3


def test_a_missing_end_is_named(sealed: World) -> None:
    last = max(row.seq for row in sealed.rows(select(events.c.seq)))
    sealed.db.write(lambda s: s.run(delete(events).where(events.c.seq == last)))
    assert broken(sealed) == last


def test_one_sealer_at_a_time(sealed: World) -> None:
    sealed.person("bob")
    assert seal(sealed, "two") == 0
    assert seal(sealed, "one") > 0
    sealed.person("eve")
    sealed.clock.pass_(chain.HELD_SECONDS + 1)
    assert seal(sealed, "two") > 0
    assert broken(sealed) is None


def test_consumers_read_on(sealed: World) -> None:
    def read(limit: int) -> list[int]:
        def verb(session: Session) -> list[int]:
            rows = chain.read_on(session, "webhooks", limit=limit)
            if rows:
                chain.moved(session, "webhooks", rows[-1].seq)
            return [row.seq for row in rows]

        return sealed.db.write(verb)

    assert read(3) == [1, 2, 3]
    assert read(2) == [4, 5]
    assert read(1000)[0] == 6
    assert read(1000) == []


def test_a_clock_set_back_breaks_nothing(sealed: World) -> None:
    sealed.clock.at = Micros(sealed.clock.at - 10**12)
    sealed.person(new_id())
    assert seal(sealed, "one") > 0
    assert broken(sealed) is None
    held = sealed.rows(select(cursors.c.holder).where(cursors.c.consumer == chain.SEALER))
    assert held[0].holder == "one"
