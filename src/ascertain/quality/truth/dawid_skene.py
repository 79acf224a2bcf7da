"""Dawid and Skene's model (Applied Statistics 28, 1979) by expectation-maximisation: every
annotator has a confusion matrix, every task one true class."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped] # scipy ships no types

from ascertain.contracts.truth import Posterior, Votes
from ascertain.quality.truth.majority import SMOOTHING, shares

TOLERANCE = 1e-5
MAX_ITERATIONS = 100


def infer(
    votes: Votes, *, tolerance: float = TOLERANCE, max_iterations: int = MAX_ITERATIONS
) -> Posterior:
    """Starts from the share of votes and repeats: confusions and prior from the posterior (their
    eq. 2.3, 2.4, with `SMOOTHING` added to each cell), posterior from both (eq. 2.5), until no
    entry of the posterior moves by `tolerance`.

    Both halves are one sparse product with the 0/1 matrix whose row is the task and whose column
    is (annotator, answer). Cost per iteration: n_votes · n_classes; memory: n_annotators ·
    n_classes² + n_tasks · n_classes doubles. No chance is involved.
    """
    n_tasks, n_annotators, k = votes.n_tasks, votes.n_annotators, votes.n_classes
    q = shares(votes)
    answered = sparse.csr_matrix(
        (np.ones(len(votes.task)), (votes.task, votes.annotator * k + votes.label)),
        shape=(n_tasks, n_annotators * k),
    )
    by_annotator = answered.T.tocsr()
    counts, confusion, prior = _maximise(by_annotator, q, n_annotators, k)
    loglik = 0.0
    iterations = 0
    while iterations < max_iterations:
        iterations += 1
        scores = answered @ np.log(confusion).transpose(0, 2, 1).reshape(n_annotators * k, k)
        scores += np.log(prior)
        top = scores.max(axis=1, keepdims=True, initial=-np.inf)
        weights = np.exp(scores - top)
        total = weights.sum(axis=1, keepdims=True)
        loglik = float((np.log(total) + top).sum())
        moved = weights / total
        change = float(np.abs(moved - q).max(initial=0.0))
        q = moved
        counts, confusion, prior = _maximise(by_annotator, q, n_annotators, k)
        if change < tolerance:
            break
    return Posterior(q, counts, confusion, prior, iterations, loglik)


def _maximise(
    by_annotator: sparse.csr_matrix, q: NDArray[np.float64], n_annotators: int, k: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Expected counts (annotator, true, answered), their smoothed chances, and the prior."""
    counts = (by_annotator @ q).reshape(n_annotators, k, k).transpose(0, 2, 1)
    smooth = counts + SMOOTHING
    prior = q.sum(axis=0) + SMOOTHING
    return counts, smooth / smooth.sum(axis=2, keepdims=True), prior / prior.sum()
