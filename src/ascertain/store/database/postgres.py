"""PostgreSQL: a pool of connections, READ COMMITTED with row locks, lock order task → label →
event. Conflicts are retried; a lost connection is `Unavailable`, and the next verb reconnects."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from psycopg import errors as pg
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ascertain.core.errors import Unavailable
from ascertain.store.database.pool import SessionPool
from ascertain.store.hot.postgres import PostgresHot
from ascertain.store.memory import Memory
from ascertain.store.session import Dialect, Session

T = TypeVar("T")

POOL = 32
TRIES = 8
_RETRIED = (pg.SerializationFailure, pg.DeadlockDetected)
# Two verbs came to the same place at once: the second one, run again, sees what the first one did.
_BOOKED = frozenset(
    {
        "uq_leases_live",
        "uq_judgments_counted",
        "uq_judgments_workspace_id_lease",
        "uq_tasks_workspace_id_item_version_step_visit_stream",
    }
)
_AWAY = (
    psycopg.InterfaceError,
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.TooManyConnections,
    pg.ConnectionException,
    pg.ConnectionFailure,
    pg.SqlclientUnableToEstablishSqlconnection,
    pg.DiskFull,
    pg.LockNotAvailable,
    pg.IdleInTransactionSessionTimeout,
)


class PostgresDatabase:
    """Records in PostgreSQL; several server processes may share it."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str, *, pool: int = POOL, schema: str | None = None) -> None:
        self.memory = Memory()
        self._url = url
        self._schema = schema
        self._engine = create_engine(
            "postgresql+psycopg://",
            poolclass=NullPool,
            creator=self._connect,
            isolation_level="AUTOCOMMIT",
        )
        self._pool = SessionPool(self._open, _close_session, size=pool)
        self._threads = ThreadPoolExecutor(pool, thread_name_prefix="postgres-writer")
        self._inside = threading.local()
        self._pool.give(self._pool.take())

    def write(self, verb: Callable[[Session], T]) -> T:
        """See `Database.write`."""
        for attempt in range(TRIES):
            try:
                answer, then = self._transact("BEGIN", verb)
            except _Again as again:
                if attempt == TRIES - 1:
                    raise Unavailable(
                        "database.busy",
                        "Too many others change the same records; nothing was stored. Try again.",
                    ) from again.__cause__
                time.sleep(random.uniform(0.5, 1.5) * 0.002 * 2**attempt)  # noqa: S311 -- jitter
            else:
                return answer if then is None else self._continue(then, answer)
        raise AssertionError("unreachable")

    def _continue(self, then: Callable[[Session, Any], T], answer: T) -> T:
        """What follows a verb that is stored already, whatever becomes of this."""
        try:
            return self.write(lambda session: then(session, answer))
        except Unavailable:
            return answer

    def write_later(self, verb: Callable[[Session], T]) -> Future[T]:
        """See `Database.write_later`."""
        try:
            return self._threads.submit(self.write, verb)
        except RuntimeError as error:
            raise Unavailable("database.closed", "The server is shutting down.") from error

    def read(self, query: Callable[[Session], T]) -> T:
        """See `Database.read`."""
        return self._transact("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", query)[0]

    def close(self) -> None:
        """See `Database.close`."""
        self._threads.shutdown(wait=True)
        self._pool.close()

    def _transact(self, begin: str, verb: Callable[[Session], T]) -> tuple[T, Any]:
        """The verb's answer, and what it wants to be continued with."""
        if getattr(self._inside, "on", False):
            raise RuntimeError("a verb cannot open a transaction: it is in one already")
        session = self._begin(begin)
        broken = True
        self._inside.on = True
        try:
            answer = verb(session)
            session.flush()
            session.raw.execute("COMMIT")
            broken = False
        except BaseException as error:
            cause = _driver_error(error)
            if not session.raw.closed:
                broken = not _rolled_back(session)
            if cause is None:
                raise
            if isinstance(cause, _RETRIED) or _is_booked(cause):
                raise _Again from error
            if broken or session.raw.closed or isinstance(cause, _AWAY):
                raise _unavailable(cause) from error
            raise
        finally:
            self._inside.on = False
            after, then = session.take_after(), session.take_continuation()
            session.forget()
            self._pool.give(session, broken=broken)
        for action in after:
            action()
        return answer, then

    def _begin(self, begin: str) -> Session:
        """A session in a new transaction; a connection found dead is replaced once."""
        for fresh in (False, True):
            session = self._pool.take(fresh=fresh)
            try:
                session.raw.execute(begin)
            except psycopg.Error as error:
                self._pool.give(session, broken=True)
                self._pool.drop_idle()
                if fresh:
                    raise _unavailable(error) from error
            else:
                return session
        raise AssertionError("unreachable")

    def _connect(self) -> psycopg.Connection[Any]:
        options = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=10min"
        if self._schema is not None:
            options += f" -c search_path={self._schema}"
        return psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=3,
            prepare_threshold=2,
            options=options,
            application_name="ascertain",
        )

    def _open(self) -> Session:
        try:
            sql = self._engine.connect()
        except (psycopg.Error, DBAPIError) as error:
            raise _unavailable(_driver_error(error) or error) from error
        raw: Any = sql.connection.dbapi_connection
        return Session("postgresql", sql, raw, PostgresHot(raw), self.memory)


class _Again(Exception):
    """The transaction lost against another one and may be tried again."""


def _rolled_back(session: Session) -> bool:
    try:
        session.raw.execute("ROLLBACK")
    except psycopg.Error:
        return False
    return True


def _close_session(session: Session) -> None:
    session.sql.invalidate()
    session.sql.close()
    session.raw.close()


def _is_booked(error: psycopg.Error) -> bool:
    return isinstance(error, pg.UniqueViolation) and error.diag.constraint_name in _BOOKED


def _driver_error(error: BaseException) -> psycopg.Error | None:
    if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error):
        return error.orig
    return error if isinstance(error, psycopg.Error) else None


def _unavailable(error: BaseException) -> Unavailable:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return Unavailable(
        "database.away", f"The database is away ({reason}); nothing was stored. Try again."
    )
