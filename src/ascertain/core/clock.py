"""Time: aware UTC for people, integer microseconds for records. The only module that reads the
clock; everything else is given `now`."""

import time
from datetime import UTC, datetime
from typing import NewType, Protocol

Micros = NewType("Micros", int)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Gives the present moment; tests and simulations bring their own."""

    def now(self) -> Micros:
        """Microseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's clock, never running backwards within a process.

    A wall clock that is set back would give leases and events times before those already
    stored; this one stands still until the wall clock has caught up.
    """

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> Micros:
        """Microseconds since the epoch, at least as late as the last answer."""
        self._last = max(self._last, time.time_ns() // 1000)
        return Micros(self._last)


def to_datetime(micros: int) -> datetime:
    """An aware UTC datetime of a stored time."""
    return datetime.fromtimestamp(micros // SECOND, UTC).replace(microsecond=micros % SECOND)


def from_datetime(moment: datetime) -> Micros:
    """Stored form of an aware datetime; a naive one is refused."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone cannot be stored; attach one")
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return Micros((delta.days * 86400 + delta.seconds) * SECOND + delta.microseconds)
