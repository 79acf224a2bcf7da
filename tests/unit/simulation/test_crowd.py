"""Simulated people: repeatable, as skilled as they say, and each with their habit."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ascertain.core.errors import Unsupported
from ascertain.simulation.chances import answer_chances, choose, confusion
from ascertain.simulation.crowd import Worker, lure_of, make_crowd

TOPIC: dict[str, Any] = {"name": "topic", "kind": "choice", "classes": ["a", {"id": "b"}, "c"]}
COUNT: dict[str, Any] = {"name": "count", "kind": "number", "min": 0, "max": 20, "integer": True}
NAME: dict[str, Any] = {"name": "name", "kind": "text"}
TAGS: dict[str, Any] = {
    "name": "tags",
    "kind": "choice",
    "multiple": True,
    "classes": ["x", "y", "z"],
}
TRUTH: dict[str, Any] = {"topic": "a", "count": 7, "name": "Ash", "tags": ["y"]}
FIELDS = [TOPIC, COUNT, NAME, TAGS]


def share_right(
    worker: Worker, field: str = "topic", *, difficulty: float = 0.0, done: int = 0, n: int = 400
) -> float:
    answers = [
        worker.answer(TRUTH, FIELDS, item=f"i{index}", difficulty=difficulty, done=done)
        for index in range(n)
    ]
    right = [bool(answer.values.get(field) == TRUTH[field]) for answer in answers]
    return sum(right) / n


def test_an_answer_depends_on_person_and_item_alone() -> None:
    worker = Worker("w", seed=3, cannot_tell=0.2)
    forwards = [worker.answer(TRUTH, FIELDS, item=f"i{k}", difficulty=0.4) for k in range(30)]
    backwards = [
        worker.answer(TRUTH, FIELDS, item=f"i{k}", difficulty=0.4) for k in reversed(range(30))
    ]
    assert forwards == backwards[::-1]
    assert forwards != [
        Worker("w", seed=4, cannot_tell=0.2).answer(TRUTH, FIELDS, item=f"i{k}", difficulty=0.4)
        for k in range(30)
    ]


@pytest.mark.parametrize("field", ["topic", "count", "name"])
@pytest.mark.parametrize("skill", [0.7, 0.95])
def test_skill_is_the_share_of_right_answers_on_easy_items(field: str, skill: float) -> None:
    assert share_right(Worker("w", seed=1, skill=skill), field) == pytest.approx(skill, abs=0.09)


@pytest.mark.parametrize("field", ["topic", "count", "name", "tags"])
def test_hard_items_and_tired_people_err_more(field: str) -> None:
    worker = Worker("w", seed=1, skill=0.95, tires_after=100)
    fresh = share_right(worker, field)
    assert share_right(worker, field, difficulty=0.8) < fresh - 0.1
    assert share_right(worker, field, done=400) < fresh - 0.1


def test_people_err_together_on_a_hard_item() -> None:
    people = [Worker(f"w{k}", seed=k, skill=0.9) for k in range(200)]
    given = Counter(
        worker.answer({"topic": "a"}, [TOPIC], item="hard", difficulty=0.8).values["topic"]
        for worker in people
    )
    lure = "abc"[lure_of("hard", "topic", 0, 3)]
    other = ({"b", "c"} - {lure}).pop()
    assert given[lure] > 2 * given[other]


def test_spammers_know_nothing() -> None:
    assert share_right(Worker("w", seed=1, habit="random")) == pytest.approx(1 / 3, abs=0.08)
    constant = Worker("w", seed=1, habit="constant")
    given = {constant.answer(TRUTH, [TOPIC], item=str(k)).values["topic"] for k in range(50)}
    assert len(given) == 1


def test_colluders_copy_their_leader() -> None:
    leader = Worker("l", seed=1, skill=0.6)
    copier = Worker("c", seed=2, habit="colluder", skill=0.99, leader=leader)
    same = sum(
        leader.answer(TRUTH, [TOPIC], item=str(k)).values
        == copier.answer(TRUTH, [TOPIC], item=str(k)).values
        for k in range(300)
    )
    assert same > 285


def test_cannot_tell_comes_with_difficulty() -> None:
    worker = Worker("w", seed=1, cannot_tell=0.5)

    def share(difficulty: float) -> float:
        outcomes = [
            worker.answer(TRUTH, FIELDS, item=str(k), difficulty=difficulty) for k in range(400)
        ]
        assert all(not one.values for one in outcomes if one.outcome == "cannot_tell")
        return sum(one.outcome == "cannot_tell" for one in outcomes) / 400

    assert share(0.0) == 0
    assert share(1.0) == pytest.approx(0.5, abs=0.08)


def test_seconds_are_log_normal_around_the_median() -> None:
    worker = Worker("w", seed=1, median_s=8.0, spread=0.5)
    logs = np.log([worker.answer(TRUTH, [TOPIC], item=str(k)).seconds for k in range(800)])
    assert np.exp(np.median(logs)) == pytest.approx(8.0, rel=0.1)
    assert logs.std() == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("value", ["a", ["a", "x"]])
def test_hidden_fields_are_left_out(value: Any) -> None:
    name = "tags" if isinstance(value, list) else "topic"
    asks = {
        "name": name,
        "kind": "choice",
        "classes": ["a", "x", "b"],
        "multiple": isinstance(value, list),
    }
    shown = NAME | {"shown_when": {name: ["a"]}}
    hidden = COUNT | {"shown_when": {name: ["b"]}}
    perfect = Worker("w", seed=5, skill=1.0)
    answers = [
        perfect.answer({name: value} | TRUTH | {name: value}, [asks, shown, hidden], item=str(k))
        for k in range(10)
    ]
    kept = [answer.values for answer in answers if answer.values[name] == value]
    assert kept
    assert all(set(values) == {name, "name"} for values in kept)


def test_numbers_keep_to_their_bounds_and_steps() -> None:
    field = {"name": "n", "kind": "number", "min": 1, "max": 3, "step": 0.5}
    given = [
        Worker(f"w{k}", seed=k, skill=0.0).answer({"n": 1}, [field], item="i").values["n"]
        for k in range(300)
    ]
    assert {1, 1.5} <= set(given) <= {1, 1.5, 2, 2.5, 3}


def test_a_foreign_kind_is_refused_by_name() -> None:
    with pytest.raises(Unsupported, match="boxes"):
        Worker("w", seed=1).answer({}, [{"name": "b", "kind": "boxes"}], item="i")


def test_a_crowd_has_the_shares_that_were_asked_for() -> None:
    crowd = make_crowd(np.random.default_rng(1), 20, random=0.1, constant=0.2, colluders=0.3)
    assert Counter(worker.habit for worker in crowd) == {
        "honest": 8,
        "random": 2,
        "constant": 4,
        "colluder": 6,
    }
    leaders = {worker.leader.name for worker in crowd if worker.leader}
    assert len(leaders) == 1
    assert len({worker.name for worker in crowd}) == len(crowd) == 20
    assert (
        make_crowd(np.random.default_rng(1), 20, random=0.1, constant=0.2, colluders=0.3) == crowd
    )


@pytest.mark.parametrize("k", [1, 2, 5])
def test_confusions_are_chances(k: int) -> None:
    matrix = confusion(np.random.default_rng(0), k, 0.8)
    np.testing.assert_allclose(matrix.sum(axis=1), 1.0)
    assert matrix.min() >= 0


def test_answers_follow_their_chances() -> None:
    rng = np.random.default_rng(0)
    chances = np.tile([0.2, 0.5, 0.3], (30_000, 1))
    found = np.bincount(choose(chances, rng.random(30_000)), minlength=3) / 30_000
    np.testing.assert_allclose(found, [0.2, 0.5, 0.3], atol=0.01)


@pytest.mark.parametrize(
    ("difficulty", "check"),
    [
        (0.0, lambda row: row[0] == pytest.approx(0.9)),
        (1.0, lambda row: row[0] == pytest.approx(1 / 3)),
    ],
)
def test_difficulty_leads_to_a_guess(difficulty: float, check: Callable[[Any], bool]) -> None:
    row = answer_chances(
        np.array([[0.9, 0.1, 0.0]]),
        np.array([0]),
        np.array([2]),
        np.array([difficulty]),
        np.zeros(1),
    )[0]
    assert check(row)
    assert row.sum() == pytest.approx(1.0)
