"""Migrations: the same schema as the tables say, forwards only, newer ones refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text, update

from ascertain.core.errors import Unsupported
from ascertain.store import migrations
from ascertain.store.database import Database, Session, open_database
from ascertain.store.tables import metadata
from ascertain.store.tables.events import settings
from tests.conftest import BOTH


@pytest.fixture(params=BOTH)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        opened = open_database(str(tmp_path / "empty.db"))
        yield opened
        opened.close()
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    opened = open_database(server.database_url(name))
    yield opened
    opened.close()
    server.drop(name)


def test_migrated_is_as_the_tables_say(db: Database) -> None:
    migrations.upgrade(db)

    def differences(session: Session) -> list[object]:
        context = MigrationContext.configure(session.sql, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert not db.read(differences)


def test_constraints_are_there(db: Database) -> None:
    """What comparing does not look at: checks, and the conditions of partial indexes."""
    migrations.upgrade(db)

    def look(session: Session) -> tuple[set[str], int]:
        inspector = inspect(session.sql)
        checks = {
            str(check["name"])
            for table in metadata.tables
            for check in inspector.get_check_constraints(table)
        }
        if session.dialect == "sqlite":
            query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        else:
            query = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        indexes = session.sql.scalars(text(query))
        return checks, sum(" WHERE " in index for index in indexes)

    checks, partial = db.read(look)
    assert {"ck_tasks_places", "ck_tasks_state", "ck_annotators_one_of"} <= checks
    assert partial == sum(
        index.dialect_options["sqlite"]["where"] is not None
        for table in metadata.tables.values()
        for index in table.indexes
    )


def test_twice_is_once(db: Database) -> None:
    assert migrations.current(db) is None
    assert migrations.pending(db)
    assert migrations.upgrade(db)
    assert migrations.upgrade(db) == []
    assert not migrations.pending(db)
    assert migrations.current(db) == migrations.head()


def test_a_newer_database_is_refused(db: Database) -> None:
    migrations.upgrade(db)

    def age(session: Session) -> None:
        session.run(text("UPDATE alembic_version SET version_num = '9999'"))
        session.run(
            update(settings).where(settings.c.name == migrations.PROGRAM).values(value='"7.8.9"')
        )

    db.write(age)
    for attempt in (migrations.upgrade, migrations.pending):
        with pytest.raises(Unsupported) as caught:
            attempt(db)
        assert caught.value.code == "database.newer"
        assert "ascertain>=7.8.9" in caught.value.message
    kept = db.read(lambda s: s.value(select(settings.c.value)))
    assert kept is not None
