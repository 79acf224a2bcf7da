"""Intervals for a share that was counted: how accurate labels are, given how many were right."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its interval; all three are 0 … 1."""

    estimate: float
    low: float
    high: float


def wilson(right: int, n: int, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval (JASA 22, 1927) of a share, for a simple random sample.

    Without observations everything is possible: 0 … 1, and the estimate is the middle.

    Raises:
        ValueError: unless 0 ≤ right ≤ n and 0 < confidence < 1.
    """
    if not 0 <= right <= n:
        raise ValueError(f"right must lie between 0 and n = {n}; it is {right}.")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1; it is {confidence}.")
    if n == 0:
        return Interval(0.5, 0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = right / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z / scale * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == n else min(1.0, middle + half)
    return Interval(share, low, high)
