"""What a truth method is: votes of annotators in, a posterior over classes out. Plain arrays; a
vote is (task index, annotator index, class index), all from 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Votes:
    """Judgments of one nominal or ordinal field as three equally long index arrays.

    Abstentions are not in it. A pair (task, annotator) occurs once unless the rows are known to
    be independent draws. Tasks without a vote are allowed and get the prior.
    """

    task: NDArray[np.int64]
    annotator: NDArray[np.int64]
    label: NDArray[np.int64]
    n_tasks: int
    n_annotators: int
    n_classes: int


@dataclass(frozen=True, slots=True)
class Posterior:
    """What a method believes.

    Attributes:
        q: (n_tasks, n_classes), rows sum to 1. Not calibrated: see `quality.calibrate`.
        counts: (n_annotators, n_classes, n_classes), expected number of times that the annotator
            answered the last index where the middle index is true.
        confusion: the same as chances; each row of the last axis sums to 1.
        prior: (n_classes,), sums to 1.
        iterations: passes over the votes.
        loglik: natural log-likelihood of the votes; 0 for methods that have none.
    """

    q: NDArray[np.float64]
    counts: NDArray[np.float64]
    confusion: NDArray[np.float64]
    prior: NDArray[np.float64]
    iterations: int
    loglik: float


class TruthMethod(Protocol):
    """Infers what is true from votes. Pure and deterministic: equal votes, equal answer."""

    def __call__(self, votes: Votes) -> Posterior:
        """The posterior of every task."""
        ...
