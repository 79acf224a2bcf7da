"""SQLite: one writer thread with group commit, readers apart.

Verbs queue up; the writer runs what is there in one durable transaction, each verb in a savepoint
of its own, and answers all of them after the commit. One disk flush then pays for many verbs.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ascertain.core.errors import Unavailable
from ascertain.store.database.pool import SessionPool
from ascertain.store.hot.sqlite import SqliteHot
from ascertain.store.memory import Memory
from ascertain.store.session import Dialect, Session

T = TypeVar("T")

# A batch ends at whichever comes first: it bounds how long the first verb waits for its commit.
BATCH_SECONDS = 0.02
BATCH_VERBS = 128
# After a batch of so many, the next one waits a moment for those who are on their way.
CROWD = 4
GATHER_SECONDS = 0.003
READERS = 8

# Verbs that fail like this leave nothing to save: the disk is full, or broken, or not ours.
_FATAL = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_NOMEM,
    }
)


@dataclass(slots=True)
class _Entry:
    verb: Callable[[Session], Any]
    future: Future[Any]


@dataclass(slots=True)
class _Done:
    entry: _Entry
    answer: Any
    after: list[Callable[[], None]]


class SqliteDatabase:
    """Records in one SQLite file. One process owns it (see the home's lock)."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, *, readers: int = READERS) -> None:
        self.path = path
        self.memory = Memory()
        self._engine = create_engine(
            "sqlite://", poolclass=NullPool, creator=self._connect, isolation_level="AUTOCOMMIT"
        )
        try:
            self._session = self._open(write=True)
        except sqlite3.Error as error:
            raise _unavailable(error) from error
        self._readers = SessionPool(lambda: self._open(write=False), _close_session, size=readers)
        self._queue: deque[_Entry] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="sqlite-writer", daemon=True)
        self._thread.start()

    def write(self, verb: Callable[[Session], T]) -> T:
        """See `Database.write`."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a verb cannot call Database.write: it is in a transaction already")
        return self.write_later(verb).result()

    def write_later(self, verb: Callable[[Session], T]) -> Future[T]:
        """See `Database.write_later`."""
        future: Future[T] = Future()
        with self._wake:
            if self._closing:
                raise Unavailable("database.closed", "The server is shutting down.")
            self._queue.append(_Entry(verb, future))
            self._wake.notify()
        return future

    def read(self, query: Callable[[Session], T]) -> T:
        """See `Database.read`."""
        session = self._readers.take()
        broken = False
        try:
            session.raw.execute("BEGIN")
            return query(session)
        except (sqlite3.Error, DBAPIError) as error:
            cause = _driver_error(error)
            if cause is not None and _is_fatal(cause) and not _is_refused(cause):
                broken = True
                raise _unavailable(cause) from error
            raise
        finally:
            session.forget()
            if session.raw.in_transaction:
                session.raw.execute("ROLLBACK")
            self._readers.give(session, broken=broken)

    def close(self) -> None:
        """See `Database.close`."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        self._readers.close()
        if self._session.raw is not None:
            _close_session(self._session)
            self._session.raw = None

    # The writer's thread from here on.

    def _work(self) -> None:
        crowd = False
        while True:
            with self._wake:
                while not self._queue and not self._closing:
                    self._wake.wait()
                if not self._queue:
                    return
            if crowd:
                self._gather()
            crowd = self._batch() >= CROWD

    def _gather(self) -> None:
        """Lets those who come together arrive together: while the threads that hand verbs in are
        at it, the writer would only fight them for the interpreter, and commit more often."""
        deadline = time.monotonic() + GATHER_SECONDS
        waiting = -1
        while len(self._queue) > waiting and time.monotonic() < deadline:
            waiting = len(self._queue)
            time.sleep(GATHER_SECONDS / 8)

    def _batch(self) -> int:
        """Runs what is queued in one transaction, commits once, then answers; how many verbs."""
        session, raw = self._session, self._session.raw
        taken: list[_Entry] = []
        done: list[_Done] = []
        try:
            raw.execute("BEGIN IMMEDIATE")
            deadline = time.monotonic() + BATCH_SECONDS
            while self._queue and len(taken) < BATCH_VERBS and time.monotonic() < deadline:
                entry = self._queue.popleft()
                if entry.future.set_running_or_notify_cancel():
                    taken.append(entry)
                    self._run(entry, done)
            raw.execute("COMMIT")
        except sqlite3.Error as error:
            session.forget()
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            if not taken:  # it could not even begin: nobody is left waiting for ever
                taken = list(self._queue)
                self._queue.clear()
            self._lose(taken, error)
            return 0
        for finished in done:
            try:
                for action in finished.after:
                    action()
            except Exception as error:  # noqa: BLE001 -- it is stored; who asked is told
                finished.entry.future.set_exception(error)
            else:
                finished.entry.future.set_result(finished.answer)
        return len(taken)

    def _run(self, entry: _Entry, done: list[_Done]) -> None:
        """One verb in its savepoint. What it raises is its own; a fatal error is the batch's."""
        session, raw = self._session, self._session.raw
        raw.execute("SAVEPOINT verb")
        try:
            answer = entry.verb(session)
            session.flush()
            raw.execute("RELEASE verb")
        except BaseException as error:
            session.forget()
            cause = _driver_error(error)
            if cause is not None and (_is_fatal(cause) or not raw.in_transaction):
                raise cause from error
            raw.execute("ROLLBACK TO verb")
            raw.execute("RELEASE verb")
            entry.future.set_exception(error)
        else:
            done.append(_Done(entry, answer, session.take_after()))

    @staticmethod
    def _lose(entries: list[_Entry], error: sqlite3.Error) -> None:
        """Tells everybody in a batch that failed as a whole."""
        for entry in entries:
            if not entry.future.done():
                entry.future.set_exception(_unavailable(error))

    def _connect(self) -> sqlite3.Connection:
        raw = sqlite3.connect(
            self.path,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
            timeout=5,
        )
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA temp_store = MEMORY")
        return raw

    def _open(self, *, write: bool) -> Session:
        sql = self._engine.connect()
        raw: Any = sql.connection.dbapi_connection
        if write:
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA cache_size = -65536")
            raw.execute("PRAGMA wal_autocheckpoint = 4000")
            raw.execute("PRAGMA journal_size_limit = 67108864")
        else:
            raw.execute("PRAGMA query_only = ON")
            raw.execute("PRAGMA cache_size = -8192")
        return Session("sqlite", sql, raw, SqliteHot(raw), self.memory)


def _close_session(session: Session) -> None:
    raw = session.raw
    session.sql.invalidate()
    session.sql.close()
    raw.close()


def _driver_error(error: BaseException) -> sqlite3.Error | None:
    if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error):
        return error.orig
    return error if isinstance(error, sqlite3.Error) else None


def _is_fatal(error: sqlite3.Error) -> bool:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return (code & 0xFF) in _FATAL


def _is_refused(error: sqlite3.Error) -> bool:
    """A query that tried to write: a mistake of ours, not of the disk."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return (code & 0xFF) == sqlite3.SQLITE_READONLY


def _unavailable(error: sqlite3.Error) -> Unavailable:
    code: int = getattr(error, "sqlite_errorcode", 0)
    if (code & 0xFF) == sqlite3.SQLITE_FULL:
        return Unavailable(
            "database.full", "The disk is full; nothing was stored. Free space, then try again."
        )
    return Unavailable(
        "database.away", f"The database cannot be written ({error}); nothing was stored."
    )
