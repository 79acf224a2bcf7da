"""Ways to make one answer of several, shared by kinds: weighted medoid, weighted median, and the
check of weights that all of them begin with."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import fsum, isfinite
from typing import TypeVar

T = TypeVar("T")


def check_weights(values: Sequence[object], weights: Sequence[float]) -> None:
    """Refuses what `Kind.merge` refuses.

    Raises:
        ValueError: no values, another number of weights, or a weight that is not finite and > 0.
    """
    if not values:
        raise ValueError("nothing to merge: give at least one value")
    if len(values) != len(weights):
        raise ValueError(f"{len(values)} values have {len(weights)} weights; give one for each")
    if not all(isfinite(weight) and weight > 0 for weight in weights):
        raise ValueError("every weight must be a finite number above 0")


def weighed(keys: Sequence[T], weights: Sequence[float]) -> dict[T, float]:
    """Total weight of each distinct key. The order of the input does not change the sums."""
    parts: dict[T, list[float]] = {}
    for key, weight in zip(keys, weights, strict=True):
        parts.setdefault(key, []).append(weight)
    return {key: fsum(part) for key, part in parts.items()}


def lower_median(points: Sequence[tuple[float, float]]) -> float:
    """The weighted median of (place, weight) points: the smallest place with at least half of the
    weight at or below it. Always one of the places. O(n log n).
    """
    ordered = sorted(points)
    reached = list(accumulate(weight for _, weight in ordered))
    half = reached[-1] / 2
    return next(
        place for (place, _), sum_so_far in zip(ordered, reached, strict=True) if sum_so_far >= half
    )


def medoid(
    weights: dict[T, float], distance: Callable[[T, T], float], *, candidates: int
) -> tuple[T, list[float]]:
    """The key with the least weighted distance to all others, and its distance to each key.

    Ties go to the heavier key, then to the earlier one in `weights`. Only the `candidates`
    heaviest keys may win, so that n keys cost at most `candidates · n` distances.
    """
    keys = list(weights)
    ranked = sorted(range(len(keys)), key=lambda place: (-weights[keys[place]], place))
    best: tuple[float, list[float]] | None = None
    winner = ranked[0]
    known: dict[tuple[int, int], float] = {}
    for place in ranked[:candidates]:
        row: list[float] = []
        for other in range(len(keys)):
            pair = (place, other) if place < other else (other, place)
            if pair not in known:
                known[pair] = 0.0 if place == other else distance(keys[pair[0]], keys[pair[1]])
            row.append(known[pair])
        cost = fsum(weight * far for weight, far in zip(weights.values(), row, strict=True))
        if best is None or cost < best[0]:
            best, winner = (cost, row), place
    if best is None:
        raise ValueError("nothing to merge: give at least one value")
    return keys[winner], best[1]
