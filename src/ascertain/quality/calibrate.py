"""From a posterior to a probability that can be believed: a three-parameter pool of votes and
truth model, with a floor that says how wrong a whole crowd can be."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def pooled(votes: Sequence[int], q: Sequence[float], pool: Pool) -> list[float]:
    """Probability of each class; sums to 1 (where there is but one class, it stays below).

    Args:
        votes: number of votes of each of K ≥ 1 classes.
        q: the truth model's posterior, up to a common factor; all > 0.
        pool: the parameters.

    Cost: O(K).
    """
    k = len(votes)
    alpha = 1.0 / k
    a, b = pool.a, pool.b
    weights = [(count + alpha) ** a * chance**b for count, chance in zip(votes, q, strict=True)]
    keep = (1.0 - pool.e) / sum(weights)
    rest = pool.e / max(k, 2)
    return [weight * keep + rest for weight in weights]
