"""Whole simulated tables: repeatable, complete, and hard for the reasons that were asked for."""

from collections import Counter

import numpy as np
import pytest

from ascertain.simulation.crowd import make_crowd
from ascertain.simulation.tables import Simulated, simulate


def accuracy(tables: Simulated) -> float:
    truth = dict(zip(tables.truth["task"], tables.truth["label"], strict=True))
    pairs = zip(tables.judgments["task"], tables.judgments["label"], strict=True)
    right = [truth[str(task)] == label for task, label in pairs]
    return sum(right) / len(right)


def test_the_seed_decides_everything() -> None:
    assert simulate(50, 8, 3, 1) == simulate(50, 8, 3, 1)
    assert simulate(50, 8, 3, 1).judgments != simulate(50, 8, 3, 2).judgments


@pytest.mark.parametrize(("people", "per_task", "expected"), [(8, 5, 5), (3, 5, 3), (5, 5, 5)])
def test_every_task_is_judged_by_so_many_different_people(
    people: int, per_task: int, expected: int
) -> None:
    tables = simulate(40, people, 4, 0, per_task=per_task)
    pairs = set(zip(tables.judgments["task"], tables.judgments["annotator"], strict=True))
    assert len(pairs) == len(tables.judgments["task"]) == 40 * expected
    assert set(Counter(task for task, _ in pairs).values()) == {expected}
    assert {len(column) for column in tables.judgments.values()} == {40 * expected}
    assert tables.judgments["time"] == sorted(tables.judgments["time"], key=float)
    assert len(tables.truth["task"]) == 40


def test_difficulty_and_spammers_cost_accuracy() -> None:
    rng = np.random.default_rng(0)
    spammed = make_crowd(rng, 20, random=0.5)
    easy = accuracy(simulate(500, 20, 4, 0, difficulty=0.05))
    assert easy > accuracy(simulate(500, 20, 4, 0, difficulty=0.5)) + 0.1
    assert easy > accuracy(simulate(500, 20, 4, 0, difficulty=0.05, crowd=spammed)) + 0.1


def test_colluders_agree_with_each_other_even_when_wrong() -> None:
    crowd = make_crowd(np.random.default_rng(3), 10, colluders=0.5)
    tables = simulate(300, 10, 4, 0, per_task=10, crowd=crowd)
    clique = {worker.name for worker in crowd if worker.habit == "colluder"}
    given: dict[str, Counter[str]] = {}
    rows = zip(*(tables.judgments[name] for name in ("task", "annotator", "label")), strict=True)
    for task, annotator, label in rows:
        if annotator in clique:
            given.setdefault(str(task), Counter())[str(label)] += 1
    shares = [max(votes.values()) / votes.total() for votes in given.values()]
    assert sum(shares) / len(shares) > 0.95


@pytest.mark.parametrize(
    ("tasks", "people", "classes"), [(0, 5, 3), (5, 0, 3), (5, 5, 1), (-1, 5, 2)]
)
def test_nonsense_is_refused(tasks: int, people: int, classes: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        simulate(tasks, people, classes, 0)
