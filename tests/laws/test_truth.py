"""The laws of truth methods over every method that is registered; and that the laws bite."""

from dataclasses import replace

import numpy as np
import pytest

from ascertain.contracts.truth import Posterior, TruthMethod, Votes
from ascertain.plugins import gather
from ascertain.quality.truth import majority
from ascertain.testing.laws.kinds import LawBroken
from ascertain.testing.laws.truth import (
    TRUTH_LAWS,
    TruthLaw,
    equal_votes_give_equal_answers,
    everybody_is_believed_who_agrees,
    it_is_a_posterior,
    order_and_names_do_not_matter,
)

METHODS = gather([]).truth


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("law", TRUTH_LAWS, ids=lambda law: law.__name__)
def test_law(law: TruthLaw, name: str) -> None:
    for seed in range(12):
        law(METHODS.get(name), seed)


def doubled(votes: Votes) -> Posterior:
    found = majority.infer(votes)
    return replace(found, q=found.q * 2)


def forgets_counts(votes: Votes) -> Posterior:
    found = majority.infer(votes)
    return replace(found, counts=found.counts * 0)


def by_chance(votes: Votes) -> Posterior:
    return replace(majority.infer(votes), iterations=int(np.random.default_rng().integers(2**62)))


def spoils(votes: Votes) -> Posterior:
    votes.label[:] = votes.label[::-1].copy()
    return majority.infer(votes)


def prefers_the_first_class(votes: Votes) -> Posterior:
    found = majority.infer(votes)
    q = found.q + np.eye(votes.n_classes)[0] * 0.1
    return replace(found, q=q / q.sum(axis=1, keepdims=True))


def contradicts(votes: Votes) -> Posterior:
    found = majority.infer(votes)
    q = 1.0 - found.q
    return replace(found, q=q / q.sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("law", "method"),
    [
        (it_is_a_posterior, doubled),
        (it_is_a_posterior, forgets_counts),
        (equal_votes_give_equal_answers, by_chance),
        (equal_votes_give_equal_answers, spoils),
        (order_and_names_do_not_matter, prefers_the_first_class),
        (everybody_is_believed_who_agrees, contradicts),
    ],
)
def test_the_law_bites(law: TruthLaw, method: TruthMethod) -> None:
    with pytest.raises(LawBroken):
        law(method, 3)
