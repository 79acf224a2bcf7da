"""The serving path on PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ascertain.store.hot.base import EVENT_COLUMNS

if TYPE_CHECKING:
    import psycopg

_MANY = 16


class PostgresHot:
    """See `HotStore`."""

    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self._raw = raw

    def add_events(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """See `HotStore.add_events`."""
        if len(rows) > _MANY:
            return False
        places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(rows))
        self._raw.execute(
            f"INSERT INTO events ({', '.join(EVENT_COLUMNS)}) VALUES {places}",  # noqa: S608
            [row[name] for row in rows for name in EVENT_COLUMNS],
        )
        return True
