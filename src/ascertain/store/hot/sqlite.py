"""The serving path on SQLite."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from ascertain.store.hot.base import EVENT_COLUMNS

_MANY = 16


class SqliteHot:
    """See `HotStore`."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def add_events(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """See `HotStore.add_events`."""
        if len(rows) > _MANY:
            return False
        places = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
        self._raw.execute(
            f"INSERT INTO events ({', '.join(EVENT_COLUMNS)}) VALUES {places}",  # noqa: S608
            [row[name] for row in rows for name in EVENT_COLUMNS],
        )
        return True
