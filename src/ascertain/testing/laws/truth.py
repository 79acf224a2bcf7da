"""The laws of truth methods. Each takes a method and a seed from which it draws votes, and raises
`LawBroken` with what it found."""

from collections.abc import Callable

import numpy as np

from ascertain.contracts.truth import Posterior, TruthMethod, Votes
from ascertain.testing.laws.kinds import LawBroken

TruthLaw = Callable[[TruthMethod, int], None]

_NEAR = 1e-6
_JUDGED = 0.6


def it_is_a_posterior(method: TruthMethod, seed: int) -> None:
    """Shapes fit, chances lie between 0 and 1 and sum to 1, counts count every vote once."""
    votes = draw(seed)
    found = method(votes)
    k = votes.n_classes
    _require(found.q.shape == (votes.n_tasks, k), "q has another shape")
    _require(found.counts.shape == (votes.n_annotators, k, k), "counts have another shape")
    _require(found.confusion.shape == found.counts.shape, "confusion has another shape")
    for name, chances in (("q", found.q), ("confusion", found.confusion), ("prior", found.prior)):
        _require(bool((chances >= 0).all()), f"{name} is negative somewhere")
        _require(bool(np.allclose(chances.sum(axis=-1), 1.0)), f"{name} does not sum to 1")
    by_annotator = np.bincount(votes.annotator, minlength=votes.n_annotators)
    _require(
        bool(np.allclose(found.counts.sum(axis=(1, 2)), by_annotator)), "counts miss some votes"
    )


def equal_votes_give_equal_answers(method: TruthMethod, seed: int) -> None:
    """No hidden chance, and the votes that were passed are left as they were."""
    votes = draw(seed)
    first = method(votes)
    _require(_same(first, method(draw(seed))), "a second run differs")
    for name in ("task", "annotator", "label"):
        same = np.array_equal(getattr(votes, name), getattr(draw(seed), name))
        _require(same, f"it changed the votes' {name}")


def order_and_names_do_not_matter(method: TruthMethod, seed: int) -> None:
    """Shuffled rows with tasks, annotators and classes renumbered give the same, renumbered."""
    votes = draw(seed)
    rng = np.random.default_rng(seed + 1)
    tasks = rng.permutation(votes.n_tasks)
    people = rng.permutation(votes.n_annotators)
    classes = rng.permutation(votes.n_classes)
    rows = rng.permutation(len(votes.task))
    renamed = Votes(
        tasks[votes.task][rows],
        people[votes.annotator][rows],
        classes[votes.label][rows],
        votes.n_tasks,
        votes.n_annotators,
        votes.n_classes,
    )
    here, there = method(votes), method(renamed)
    _require(
        bool(np.allclose(there.q[tasks][:, classes], here.q, atol=_NEAR)),
        "order or names change what is believed",
    )


def everybody_is_believed_who_agrees(method: TruthMethod, seed: int) -> None:
    """Where all agree on every task, their answer is the likeliest."""
    votes = draw(seed)
    rng = np.random.default_rng(seed)
    truth = rng.integers(votes.n_classes, size=votes.n_tasks)
    agreed = Votes(
        votes.task,
        votes.annotator,
        truth[votes.task],
        votes.n_tasks,
        votes.n_annotators,
        votes.n_classes,
    )
    judged = np.unique(votes.task)
    likeliest = method(agreed).q[judged].argmax(axis=1)
    _require(bool((likeliest == truth[judged]).all()), "it contradicts what all agree on")


TRUTH_LAWS: tuple[TruthLaw, ...] = (
    it_is_a_posterior,
    equal_votes_give_equal_answers,
    order_and_names_do_not_matter,
    everybody_is_believed_who_agrees,
)


def draw(seed: int) -> Votes:
    """Votes of a small mixed crowd; some tasks have none, some annotators guess."""
    rng = np.random.default_rng(seed)
    tasks, people, classes = (
        int(rng.integers(low, high)) for low, high in ((5, 60), (2, 9), (2, 6))
    )
    pairs = np.argwhere(rng.random((tasks, people)) < _JUDGED)
    truth = rng.integers(classes, size=tasks)
    skill = rng.uniform(1.0 / classes, 1.0, size=people)
    right = rng.random(len(pairs)) < skill[pairs[:, 1]]
    label = np.where(right, truth[pairs[:, 0]], rng.integers(classes, size=len(pairs)))
    return Votes(pairs[:, 0], pairs[:, 1], label, tasks, people, classes)


def _same(a: Posterior, b: Posterior) -> bool:
    return (
        np.array_equal(a.q, b.q)
        and np.array_equal(a.confusion, b.confusion)
        and np.array_equal(a.prior, b.prior)
        and a.iterations == b.iterations
    )


def _require(holds: bool, found: str) -> None:  # noqa: FBT001 - a condition
    if not holds:
        raise LawBroken(found)
