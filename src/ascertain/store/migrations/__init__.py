"""Migrations: forwards only, the same steps on both databases, one transaction each run."""

import secrets
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, update

import ascertain
from ascertain.core import canonical
from ascertain.core.errors import Unsupported
from ascertain.store.database import Database, Session
from ascertain.store.tables.events import settings
from ascertain.store.work import SALT

__all__ = ["PROGRAM", "current", "head", "pending", "upgrade"]

# The row of `settings` that names the newest program that has opened the database.
PROGRAM = "program.version"


def scripts() -> ScriptDirectory:
    """The steps that this program knows."""
    return ScriptDirectory(str(Path(__file__).parent))


def head() -> str:
    """The revision that this program works with."""
    revision = scripts().get_current_head()
    if revision is None:
        raise RuntimeError("this installation has no migrations; install it again")
    return revision


def current(database: Database) -> str | None:
    """The revision of the database; None if it is empty."""
    return database.read(_revision)


def pending(database: Database) -> bool:
    """Whether `upgrade` would change anything.

    Raises:
        Unsupported: `database.newer`.
    """
    return database.read(_check) != head()


def upgrade(database: Database, *, to: str = "head") -> list[str]:
    """Brings the database to this program's schema; the revisions that were run, oldest first.

    `to` names an older revision: a backup is laid into the schema that it was taken from.

    One transaction: all of it or nothing. Safe to call from several processes at once.

    Raises:
        Unsupported: `database.newer`, naming the version to install, if a newer program has
            changed the database.
    """
    return database.write(lambda session: _upgrade(session, to))


def _context(session: Session, **options: Any) -> MigrationContext:
    return MigrationContext.configure(
        session.sql, opts={"transactional_ddl": False, "transaction_per_migration": False} | options
    )


def _revision(session: Session) -> str | None:
    return _context(session).get_current_revision()


def _check(session: Session) -> str | None:
    revision = _revision(session)
    known = {script.revision for script in scripts().walk_revisions()}
    if revision is not None and revision not in known:
        found = session.value(select(settings.c.value).where(settings.c.name == PROGRAM))
        version = canonical.loads(found) if found else "a newer version"
        raise Unsupported(
            "database.newer",
            f"This database was made by ascertain {version}; this is {ascertain.__version__}. "
            f"Install ascertain {version} or newer: pip install 'ascertain>={version}'.",
        )
    return revision


def _upgrade(session: Session, to: str) -> list[str]:
    if session.dialect == "postgresql":
        # Two servers starting together: the second waits, and finds nothing to do.
        session.raw.execute("SELECT pg_advisory_xact_lock(7310593858020254331)")
    _check(session)
    directory = scripts()
    ran: list[str] = []

    def steps(revision: Any, _context: MigrationContext) -> Any:
        found = directory._upgrade_revs(to, revision)  # noqa: SLF001 -- alembic's own command does
        ran.extend(name for step in found for name in step.to_revisions)
        return found

    context = _context(session, fn=steps)
    with Operations.context(context):
        context.run_migrations()
    _remember(session)
    return ran


def _remember(session: Session) -> None:
    """Notes the program's version, so that an older one can name it."""
    names = {
        row.name: row.value
        for row in session.rows(
            select(settings.c.name, settings.c.value).where(settings.c.name.in_([PROGRAM, SALT]))
        )
    }
    if SALT not in names:
        session.run(
            insert(settings).values(name=SALT, value=canonical.dumps(secrets.token_hex(16)))
        )
    version = canonical.dumps(ascertain.__version__)
    if PROGRAM not in names:
        session.run(insert(settings).values(name=PROGRAM, value=version))
    elif names[PROGRAM] != version:
        session.run(update(settings).where(settings.c.name == PROGRAM).values(value=version))
