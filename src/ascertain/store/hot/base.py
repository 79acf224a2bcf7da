"""What the serving path asks of a database, the same for both."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

EVENT_COLUMNS = ("id", "workspace_id", "type", "subject", "project", "actor", "at", "payload")


class HotStore(Protocol):
    """Prepared statements of next and submit, on the connection of one session."""

    def add_events(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Inserts unsealed events in one statement; False if there are too many for one."""
        ...
