"""Small SQL that several nouns need, the same on both databases."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from ascertain.core.clock import to_datetime
from ascertain.store.session import Session
from ascertain.wire.base import Moment


def insert_new(session: Session, table: Table, **values: Any) -> bool:
    """Insert a row unless its key is taken; whether it was inserted.

    On PostgreSQL it waits for a transaction that is inserting the same key.
    """
    # What is returned tells; the count of rows of an insert is not known on PostgreSQL.
    key = next(iter(table.primary_key))
    make = sqlite.insert if session.dialect == "sqlite" else postgresql.insert
    statement = make(table).values(**values).on_conflict_do_nothing().returning(key)
    return session.row(statement) is not None


def upsert(session: Session, table: Table, keys: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row or give the present one these values."""
    if session.dialect == "sqlite":
        lite = sqlite.insert(table).values(**keys, **values)
        session.run(lite.on_conflict_do_update(index_elements=list(keys), set_=values))
    else:
        grown = postgresql.insert(table).values(**keys, **values)
        session.run(grown.on_conflict_do_update(index_elements=list(keys), set_=values))


def moment(micros: int | None) -> Moment | None:
    """A stored time as the wire says it; None stays None."""
    return None if micros is None else to_datetime(micros)


def like(text: str) -> str:
    """A LIKE pattern that finds the text anywhere, with `!` as the escape."""
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"
