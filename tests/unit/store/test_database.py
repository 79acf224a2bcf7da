"""Both databases: durable verbs, group commit, snapshots, what fails and for whom."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from ascertain.core.errors import Unavailable, Unsupported
from ascertain.store.database import Database, Session, open_database
from ascertain.store.database.sqlite import SqliteDatabase
from ascertain.store.migrations import upgrade
from ascertain.store.tables.events import cursors


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    upgrade(opened)
    yield opened
    opened.close()


def add(name: str) -> Any:
    def verb(session: Session) -> str:
        session.run(insert(cursors).values(consumer=name))
        return name

    return verb


def count(session: Session) -> int:
    found: int = session.value(select(func.count()).select_from(cursors))
    return found


def test_a_failing_verb_takes_only_itself_back(db: Database) -> None:
    def broken(session: Session) -> None:
        add("half")(session)
        raise ValueError("no")

    futures: list[Future[Any]] = []
    for n in range(50):
        futures += [db.write_later(add(f"c{n}")), db.write_later(broken)]
    wait(futures)
    assert [future.result() for future in futures[::2]] == [f"c{n}" for n in range(50)]
    assert {type(future.exception()) for future in futures[1::2]} == {ValueError}
    assert db.read(count) == 50


def test_a_query_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        db.read(add("x"))
    db.write(add("y"))
    assert db.read(count) == 1


def test_a_snapshot_does_not_move(db: Database) -> None:
    def look(session: Session) -> tuple[int, int]:
        before = count(session)
        writer = threading.Thread(target=lambda: db.write(add("meanwhile")))
        writer.start()
        writer.join()
        return before, count(session)

    assert db.read(look) == (0, 0)
    assert db.read(count) == 1


def test_after_commit_only_after_commit(db: Database) -> None:
    seen: list[str] = []

    def verb(session: Session, *, fail: bool) -> None:
        session.after_commit(lambda: seen.append("done"))
        if fail:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        db.write(lambda session: verb(session, fail=True))
    assert not seen
    db.write(lambda session: verb(session, fail=False))
    assert seen == ["done"]


def test_no_verb_inside_a_verb(db: Database) -> None:
    with pytest.raises(RuntimeError):
        db.write(lambda _: db.write(add("inner")))
    assert db.write(add("outer")) == "outer"


def test_closed_is_closed(db: Database) -> None:
    db.close()
    db.close()
    with pytest.raises(Unavailable):
        db.write(add("x"))


def test_unknown_scheme() -> None:
    with pytest.raises(Unsupported) as caught:
        open_database("mysql://somewhere/db")
    assert caught.value.code == "database.scheme"


def test_full_disk_stores_nothing_and_recovers(tmp_path: Path) -> None:
    db = SqliteDatabase(tmp_path / "a.db")
    upgrade(db)
    writer = db._session.raw
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages + 20}")

    def much(n: int) -> Any:
        return lambda session: session.run(insert(cursors).values(consumer=f"{n}" + "x" * 50_000))

    futures = [db.write_later(much(n)) for n in range(20)]
    wait(futures)
    errors = [future.exception() for future in futures]
    full = [error for error in errors if error is not None]
    assert full
    assert {type(error) for error in full} == {Unavailable}
    assert {error.code for error in full if isinstance(error, Unavailable)} == {"database.full"}
    assert db.read(count) == errors.count(None)
    writer.execute("PRAGMA max_page_count = 1073741823")
    db.write(add("again"))
    db.close()


def test_what_was_acknowledged_is_in_the_file(tmp_path: Path) -> None:
    """Read by another connection, without a goodbye from the first one."""
    db = SqliteDatabase(tmp_path / "a.db")
    upgrade(db)
    db.write(add("kept"))
    with sqlite3.connect(f"file:{tmp_path / 'a.db'}?mode=ro", uri=True) as other:
        assert other.execute("SELECT consumer FROM cursors").fetchall() == [("kept",)]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def _hang_up(name: str) -> str:
    return (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


@pytest.mark.postgres
def test_a_lost_connection_is_replaced(postgres: Any) -> None:
    name = postgres.create()
    db = open_database(postgres.database_url(name))
    upgrade(db)
    kill = _hang_up(name)

    def dies(session: Session) -> None:
        add("half")(session)
        postgres.run(kill)
        add("other half")(session)

    with pytest.raises(Unavailable):
        db.write(dies)
    assert db.read(count) == 0
    postgres.run(kill)
    assert db.write(add("after")) == "after"
    db.close()
    postgres.drop(name)


@pytest.mark.postgres
def test_an_outage_is_unavailable_and_ends(postgres: Any) -> None:
    name = postgres.create()
    db = open_database(postgres.database_url(name))
    upgrade(db)
    postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            db.write(add("x"))
        assert caught.value.retry_after > 0
    postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert db.write(add("x")) == "x"
    assert db.read(count) == 1
    db.close()
    postgres.drop(name)


@pytest.mark.postgres
def test_a_deadlock_is_tried_again(postgres: Any) -> None:
    name = postgres.create()
    db = open_database(postgres.database_url(name))
    upgrade(db)
    for row in ("a", "b"):
        db.write(add(row))
    both = threading.Barrier(2)
    tries: list[str] = []

    def crossing(first: str, second: str) -> Any:
        def verb(session: Session) -> str:
            tries.append(first)
            raw = session.raw
            raw.execute("SET LOCAL deadlock_timeout = '50ms'")
            raw.execute("UPDATE cursors SET seq = seq + 1 WHERE consumer = %s", (first,))
            if len(tries) <= 2:
                both.wait(5)
            raw.execute("UPDATE cursors SET seq = seq + 1 WHERE consumer = %s", (second,))
            return first

        return verb

    wait([db.write_later(crossing("a", "b")), db.write_later(crossing("b", "a"))])
    found = db.read(lambda s: [row.seq for row in s.rows(select(cursors.c.seq))])
    assert found == [2, 2]
    assert len(tries) >= 3
    db.close()
    postgres.drop(name)
