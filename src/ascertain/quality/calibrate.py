"""From a posterior to a probability that can be believed: a three-parameter pool of votes and
truth model, with a floor that says how wrong a whole crowd can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

MOST_FROM_ONE = 0.989
"""A single judgment never makes a label firm (.99 and up)."""


@dataclass(frozen=True, slots=True)
class Pool:
    """`p ∝ votes^a · q^b`, then mixed with the uniform: `(1 - e) · p + e / K`.

    `votes` is the smoothed share of votes (one pseudo-vote spread over the classes), `q` the truth
    model's posterior. No label is surer than `1 - e (K - 1) / K`.
    """

    a: float
    b: float
    e: float


SHIPPED = Pool(a=0.98, b=0.16, e=0.13)
"""Learned on public crowds with known truth, each left out in turn; holds without any gold."""


def basis(n_gold: int) -> str:
    """On what a probability stands, in the words that are shown beside it."""
    return f"calibrated on {n_gold:,} gold" if n_gold else "uncalibrated, 0 gold"


def pooled(votes: Sequence[float], log_q: Sequence[float], pool: Pool) -> list[float]:
    """Probability of each class; sums to 1 (where there is but one class, it stays below).

    Args:
        votes: number of votes of each of K ≥ 1 classes.
        log_q: logarithm of the truth model's posterior, up to a common constant.
        pool: the parameters.

    Cost: O(K). A lone class is mixed as one of two, so that it never becomes certain.
    """
    k = len(votes)
    alpha = 1.0 / k
    total = sum(votes) + 1.0
    a, b, e = pool.a, pool.b, pool.e
    scores = [
        a * log((count + alpha) / total) + b * q for count, q in zip(votes, log_q, strict=True)
    ]
    top = max(scores)
    weights = [exp(score - top) for score in scores]
    whole = sum(weights)
    keep = (1.0 - e) / whole
    rest = e / max(k, 2)
    return [weight * keep + rest for weight in weights]
