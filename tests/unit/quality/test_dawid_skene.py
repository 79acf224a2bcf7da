"""Dawid-Skene against its slow twin, on planted crowds, and where it must not depend on names."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ascertain.contracts.truth import Posterior, TruthMethod, Votes
from ascertain.core.registry import Registry
from ascertain.quality.truth import BUILT_IN, dawid_skene, majority
from tests.unit.quality.samples import planted

METHODS: Registry[TruthMethod] = Registry("truth", BUILT_IN)
Array = np.ndarray[Any, np.dtype[Any]]


def slow_twin(votes: Votes, iterations: int) -> tuple[Array, Array, Array, float]:
    """The same iterations, vote by vote, as the paper writes them: q, confusion, prior, loglik."""
    k = votes.n_classes
    triples = list(zip(votes.task, votes.annotator, votes.label, strict=True))
    q = np.full((votes.n_tasks, k), 1.0 / k)
    for task in range(votes.n_tasks):
        given = [label for t, _, label in triples if t == task]
        if given:
            q[task] = [given.count(c) / len(given) for c in range(k)]

    def maximise() -> tuple[Array, Array]:
        counts = np.full((votes.n_annotators, k, k), 0.01)
        for task, annotator, label in triples:
            for true in range(k):
                counts[annotator, true, label] += q[task, true]
        prior = np.array([sum(q[:, true]) + 0.01 for true in range(k)])
        return counts / counts.sum(axis=2, keepdims=True), prior / prior.sum()

    confusion, prior = maximise()
    loglik = 0.0
    for _ in range(iterations):
        loglik = 0.0
        for task in range(votes.n_tasks):
            joint = [
                prior[true]
                * math.prod(confusion[a, true, label] for t, a, label in triples if t == task)
                for true in range(k)
            ]
            loglik += math.log(sum(joint))
            q[task] = np.array(joint) / sum(joint)
        confusion, prior = maximise()
    return q, confusion, prior, loglik


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("classes", [2, 4])
def test_equals_the_slow_twin(seed: int, classes: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.array([(t, a) for t in range(12) for a in range(5) if rng.random() < 0.6])
    votes = Votes(pairs[:, 0], pairs[:, 1], rng.integers(classes, size=len(pairs)), 12, 5, classes)
    for iterations in (1, 2, 7):
        fast = dawid_skene.infer(votes, tolerance=0.0, max_iterations=iterations)
        q, confusion, prior, loglik = slow_twin(votes, iterations)
        np.testing.assert_allclose(fast.q, q, atol=1e-9)
        np.testing.assert_allclose(fast.confusion, confusion, atol=1e-9)
        np.testing.assert_allclose(fast.prior, prior, atol=1e-9)
        assert fast.loglik == pytest.approx(loglik)
        assert fast.iterations == iterations


@pytest.mark.parametrize("seed", range(4))
def test_beats_the_majority_where_most_people_guess(seed: int) -> None:
    votes, truth = planted(seed)
    by_share = (majority.infer(votes).q.argmax(axis=1) == truth).mean()
    by_model = (dawid_skene.infer(votes).q.argmax(axis=1) == truth).mean()
    assert by_model > 0.97
    assert by_model > by_share + 0.02


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_is_a_posterior(method: str) -> None:
    votes, _ = planted(5)
    found = METHODS.get(method)(votes)
    np.testing.assert_allclose(found.q.sum(axis=1), 1.0)
    np.testing.assert_allclose(found.confusion.sum(axis=2), 1.0)
    np.testing.assert_allclose(found.counts.sum(), len(votes.task))
    assert found.prior.sum() == pytest.approx(1.0)
    assert found.q.min() >= 0


@pytest.mark.parametrize("method", sorted(METHODS))
def test_neither_order_nor_names_matter(method: str) -> None:
    votes, _ = planted(7, tasks=60)
    rng = np.random.default_rng(1)
    tasks, people, classes = (rng.permutation(n) for n in (60, 10, 3))
    rows = rng.permutation(len(votes.task))
    renamed = Votes(
        tasks[votes.task][rows],
        people[votes.annotator][rows],
        classes[votes.label][rows],
        60,
        10,
        3,
    )
    here, there = METHODS.get(method)(votes), METHODS.get(method)(renamed)
    np.testing.assert_allclose(there.q[tasks][:, classes], here.q, atol=1e-9)
    np.testing.assert_allclose(there.prior[classes], here.prior, atol=1e-9)


def test_the_likelihood_never_falls() -> None:
    votes, _ = planted(3, tasks=80)
    path = [dawid_skene.infer(votes, tolerance=0.0, max_iterations=n).loglik for n in range(1, 15)]
    assert all(later >= earlier - 0.05 for earlier, later in pairwise(path))
    assert path[-1] > path[0]


def test_a_task_without_votes_gets_the_prior() -> None:
    votes = Votes(np.array([0, 0]), np.array([0, 1]), np.array([1, 1]), 2, 2, 2)
    found: Posterior = dawid_skene.infer(votes)
    assert found.q[1] == pytest.approx(found.prior, abs=0.02)


def test_no_votes_at_all() -> None:
    nothing = np.zeros(0, np.int64)
    assert dawid_skene.infer(Votes(nothing, nothing, nothing, 0, 0, 2)).q.shape == (0, 2)
