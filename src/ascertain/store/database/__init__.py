"""The database: verbs are written in transactions that are durable when they return, queries read
from a snapshot. `open_database` picks SQLite or PostgreSQL by the URL."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ascertain.core.errors import Unsupported
from ascertain.core.registry import load
from ascertain.store.memory import Memory
from ascertain.store.session import Dialect, Session

__all__ = ["Database", "Dialect", "Session", "open_database"]

T = TypeVar("T")


class Database(Protocol):
    """One installation's records. Safe to use from any thread.

    Attributes:
        dialect: which database this is.
        memory: what this process remembers of it.
    """

    dialect: Dialect
    memory: Memory

    def write(self, verb: Callable[[Session], T]) -> T:
        """Runs a verb in one transaction; returns when it is durable.

        The verb may run more than once (after a serialization failure): it must have no effects
        outside its session; `Session.after_commit` is for those.

        Raises:
            Unavailable: the database is away, full or too busy; nothing was stored.
            Exception: whatever the verb raised; its changes alone are rolled back.
        """
        ...

    def write_later(self, verb: Callable[[Session], T]) -> Future[T]:
        """The same without waiting, for asynchronous callers."""
        ...

    def read(self, query: Callable[[Session], T]) -> T:
        """Runs a query on a snapshot that writers do not disturb; what it writes is refused.

        Raises:
            Unavailable: the database is away.
        """
        ...

    def close(self) -> None:
        """Finishes what was queued and lets go of every connection. May be called twice."""
        ...


def open_database(url: str, **options: Any) -> Database:
    """Opens `sqlite:///path` (or a plain path) or `postgresql://…`.

    Raises:
        Unsupported: `database.scheme` for any other URL, `database.driver` if the PostgreSQL
            driver is not installed.
        Unavailable: `database.away` if it cannot be reached.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return _sqlite(Path(url), options)
    if scheme == "sqlite":
        return _sqlite(Path(rest.removeprefix("/")), options)
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        try:
            kind = load("ascertain.store.database.postgres:PostgresDatabase")
        except ImportError as error:
            raise Unsupported(
                "database.driver",
                "PostgreSQL needs its driver: pip install 'ascertain[postgres]'.",
            ) from error
        database: Database = kind(f"postgresql://{rest}", **options)
        return database
    raise Unsupported(
        "database.scheme",
        f"No database is known by “{scheme}://”; use sqlite:///path or postgresql://….",
    )


def _sqlite(path: Path, options: dict[str, Any]) -> Database:
    database: Database = load("ascertain.store.database.sqlite:SqliteDatabase")(path, **options)
    return database
