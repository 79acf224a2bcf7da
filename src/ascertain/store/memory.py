"""What one process may remember of its database: rows that never change, and hints at where each
annotator is in the queue. Nothing here is believed: a hint that is wrong costs time, no truth."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")

KEPT_ROWS = 2_000
KEPT_PLACES = 200_000


class Recent(Generic[K, V]):
    """A bounded mapping that forgets what was used longest ago. Safe to use from any thread."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """What is remembered, or None."""
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Remembers."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forgets one."""
        with self._lock:
            self._kept.pop(key, None)


@dataclass(frozen=True, slots=True)
class Place:
    """How far an annotator has walked through the open tasks of one priority.

    Attributes:
        again: last position in the lane of tasks that became open again.
        fresh: last position in the lane of tasks that nobody has touched.
    """

    again: int = 0
    fresh: int = 0


PlaceKey = tuple[str, str, str, int]  # annotator, project, step, priority


class Memory:
    """One per `Database`; shared by its sessions.

    Attributes:
        places: how far each annotator has come, by annotator, project, step and priority.
        emptied: when (annotator, project, step) was last searched from the start in vain.
        last_project: where an annotator worked last.
    """

    def __init__(self) -> None:
        self.places: Recent[PlaceKey, Place] = Recent(KEPT_PLACES)
        self.emptied: Recent[tuple[str, str, str], int] = Recent(KEPT_PLACES)
        self.last_project: Recent[str, str] = Recent(KEPT_PLACES)
        self._rows: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` made for this key; only for what never changes under its key. Without a
        lock: two threads may make the same, and either is right."""
        found: T | None = self._rows.get(key)
        if found is None:
            found = make()
            if len(self._rows) >= KEPT_ROWS:
                self._rows = {}
            self._rows[key] = found
        return found
