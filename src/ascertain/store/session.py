"""A session: one connection inside one transaction, seen through SQLAlchemy Core for ordinary
statements (`sql`, `rows` …) and through the driver for the serving path (`raw`, `hot`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Executable, Row, insert

from ascertain.store.hot import HotStore
from ascertain.store.memory import Memory
from ascertain.store.tables.events import events

Dialect = Literal["sqlite", "postgresql"]
Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Session:
    """What a verb or a query may do with the database.

    The transaction belongs to `Database.write` or `Database.read`: nothing here commits. A session
    is used by one thread at a time and is not kept after the verb has returned.

    Attributes:
        dialect: which database this is.
        sql: the SQLAlchemy connection; never commit or roll back on it.
        raw: the driver's own connection (`sqlite3` or `psycopg`), in the same transaction.
        hot: the prepared statements of the serving path.
        memory: what the process remembers of this database.
    """

    __slots__ = ("_after", "_events", "_then", "dialect", "hot", "memory", "raw", "sql")

    def __init__(
        self, dialect: Dialect, sql: Connection, raw: Any, hot: HotStore, memory: Memory
    ) -> None:
        self.dialect = dialect
        self.sql = sql
        self.raw = raw
        self.hot = hot
        self.memory = memory
        self._events: list[Mapping[str, Any]] = []
        self._after: list[Callable[[], None]] = []
        self._then: Callable[[Session, Any], Any] | None = None

    def rows(self, stmt: Executable, params: Params | None = None) -> list[Row[Any]]:
        """All rows of a statement."""
        return list(self.sql.execute(stmt, params).all())

    def row(self, stmt: Executable, params: Params | None = None) -> Row[Any] | None:
        """The first row, or None."""
        return self.sql.execute(stmt, params).first()

    def value(self, stmt: Executable, params: Params | None = None) -> Any:
        """The first column of the first row, or None."""
        return self.sql.execute(stmt, params).scalar()

    def run(self, stmt: Executable, params: Params | None = None) -> int:
        """Executes a statement; how many rows it touched. A list of `params` makes it many."""
        return self.sql.execute(stmt, params).rowcount

    def add_event(self, row: Mapping[str, Any]) -> None:
        """Holds an event back until the verb has returned: all of one verb are one statement."""
        self._events.append(row)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Calls `action` once the transaction is durable; never if it is rolled back.

        It runs on the thread of the writer: it must be short and must not fail.
        """
        self._after.append(action)

    def continue_with(self, verb: "Callable[[Session, Any], Any]") -> None:
        """Where others lock rows (`hot.locks`): once this verb is committed and its locks are
        gone, runs another one in a transaction of its own, which is given the first one's answer
        and whose answer then counts. It may wait for locks without anybody waiting for it."""
        self._then = verb

    def take_continuation(self) -> "Callable[[Session, Any], Any] | None":
        """What was asked for by `continue_with`; the session forgets it."""
        taken, self._then = self._then, None
        return taken

    def flush(self) -> None:
        """Writes the events that were held back."""
        if self._events:
            rows, self._events = self._events, []
            if not self.hot.add_events(rows):
                self.sql.execute(insert(events), rows)

    def take_after(self) -> list[Callable[[], None]]:
        """The actions due after the commit; the session forgets them."""
        taken, self._after = self._after, []
        return taken

    def forget(self) -> None:
        """Drops what a rolled back verb left behind."""
        self._events.clear()
        self._after.clear()
        self._then = None
