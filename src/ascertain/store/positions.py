"""Places in the queue of open tasks.

`tasks.position` orders a queue within a priority. It has two lanes: `again`, for tasks that became
open again (asked once more, given back, returned), before `fresh`, for tasks that nobody has
touched: items in progress are finished first. Within a lane positions grow with time, so that
whoever walks along a lane never has an open task behind them that they have not had.
"""

_FRESH = 1 << 62
_STEPS = 1000  # positions in a microsecond


def again(now: int, n: int = 0) -> int:
    """The position of the n-th task that becomes open again at `now` (microseconds)."""
    return now * _STEPS + n


def fresh(now: int, n: int = 0) -> int:
    """The position of the n-th new task of this moment."""
    return _FRESH + now * _STEPS + n


def is_fresh(position: int) -> bool:
    """Which lane a position is in."""
    return position >= _FRESH


FRESH_LANE = _FRESH
"""The first position of the fresh lane."""
