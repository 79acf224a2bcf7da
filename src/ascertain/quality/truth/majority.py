"""Majority vote as a truth method: the share of votes, everybody weighs the same."""

import numpy as np
from numpy.typing import NDArray

from ascertain.contracts.truth import Posterior, Votes

SMOOTHING = 0.01
"""Pseudo-count in every cell of a confusion row: no answer is impossible for anybody."""


def shares(votes: Votes) -> NDArray[np.float64]:
    """(n_tasks, n_classes) share of each class among a task's votes; uniform without votes."""
    counts = np.zeros((votes.n_tasks, votes.n_classes))
    np.add.at(counts, (votes.task, votes.label), 1.0)
    total = counts.sum(axis=1, keepdims=True)
    uniform = np.full_like(counts, 1.0 / max(votes.n_classes, 1))
    return np.asarray(np.divide(counts, total, out=uniform, where=total > 0))


def infer(votes: Votes) -> Posterior:
    """The share of votes as posterior, and confusions counted against it.

    Cost: one pass. Ties stay ties; whoever needs one class takes the first.
    """
    q = shares(votes)
    counts = np.zeros((votes.n_annotators, votes.n_classes, votes.n_classes))
    np.add.at(counts.transpose(0, 2, 1), (votes.annotator, votes.label), q[votes.task])
    smooth = counts + SMOOTHING
    prior = q.sum(axis=0) + SMOOTHING
    return Posterior(
        q=q,
        counts=counts,
        confusion=smooth / smooth.sum(axis=2, keepdims=True),
        prior=prior / prior.sum(),
        iterations=1,
        loglik=0.0,
    )
