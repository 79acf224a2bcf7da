"""What answers add up to, for classes, numbers, texts and sets; and what a review adds."""

from itertools import permutations
from typing import Any

import pytest

from ascertain.quality.belief import REVIEWER, Answer, Belief, believe, reviewed
from ascertain.quality.model import Model
from tests.unit.quality.samples import CHOICE, NUMBER, TEXT, choice, letters


def believed(kind: Any, settings: dict[str, Any], values: list[Any]) -> Belief:
    config = kind.Config.model_validate(settings)
    answers = [Answer(f"w{index}", value) for index, value in enumerate(values)]
    return believe(answers, kind=kind, config=config, model=Model.default(kind.scale(config)))


@pytest.mark.parametrize(
    ("answers", "value", "lead", "sides"),
    [
        ("a", "a", 1, (1,)),
        ("aa", "a", 2, (2,)),
        ("ab", "a", 0, (1, 1)),
        ("ba", "a", 0, (1, 1)),
        ("cbb", "b", 1, (2, 1)),
        ("abcc", "c", 1, (2, 1, 1)),
        ("zz", "z", 2, (2,)),
    ],
)
def test_classes(answers: str, value: str, lead: int, sides: tuple[int, ...]) -> None:
    found = letters(answers)
    assert (found.value, found.lead, found.sides, found.n) == (value, lead, sides, len(answers))
    assert sum(share.p for share in found.spread) == pytest.approx(1.0)
    assert max(share.p for share in found.spread) == pytest.approx(found.p)


@pytest.mark.parametrize("kind", [CHOICE, NUMBER, TEXT])
def test_without_answers_nothing_is_believed(kind: Any) -> None:
    found = believed(kind, {"classes": ["a", "b"]} if kind is CHOICE else {}, [])
    assert (found.value, found.p, found.lead, found.n, found.sides) == (None, 0.0, 0, 0, ())
    assert 0.5 < found.after_one < 0.99


@pytest.mark.parametrize(
    ("tolerance", "values", "value", "lead", "sides"),
    [
        (0, [3, 3, 4], 3, 1, (2, 1)),
        (1, [3, 3, 4], 3, 3, (3,)),
        (0.1, [0.1, 0.2, 0.3], 0.2, 3, (3,)),
        (0.1, [0.1, 0.3], 0.1, 0, (1, 1)),
        (1, [1, 2, 3, 4], 2, 2, (3, 1)),
        (5, [10], 10, 1, (1,)),
    ],
)
def test_numbers_within_tolerance_stand_together(
    tolerance: float, values: list[float], value: float, lead: int, sides: tuple[int, ...]
) -> None:
    found = believed(NUMBER, {"tolerance": tolerance}, values)
    assert found.value == pytest.approx(value)
    assert (found.lead, found.sides, found.n) == (lead, sides, len(values))


def test_sets_of_classes_agree_only_as_a_whole() -> None:
    settings = {"classes": ["a", "b", "c"], "multiple": True}
    found = believed(CHOICE, settings, [["a", "b"], ["a", "b"], ["a"]])
    assert (found.value, found.lead, found.sides) == (["a", "b"], 1, (2, 1))


def test_texts_that_are_the_same_agree() -> None:
    found = believed(TEXT, {}, ["oak", "ash", "oak"])
    assert (found.value, found.lead) == ("oak", 1)


@pytest.mark.parametrize(
    ("kind", "settings", "values"),
    [
        (CHOICE, {"classes": ["a", "b", "c"]}, ["a", "b", "b", "c"]),
        (CHOICE, {"classes": ["a", "b"], "multiple": True}, [["a"], ["b"], ["a", "b"]]),
        (NUMBER, {"tolerance": 1}, [1, 2, 3.5, 4]),
        (TEXT, {}, ["x", "y", "x", "z"]),
    ],
)
def test_the_order_of_answers_does_not_matter(
    kind: Any, settings: dict[str, Any], values: list[Any]
) -> None:
    config = kind.Config.model_validate(settings)
    model = Model.default(kind.scale(config))
    answers = [Answer(f"w{index}", value) for index, value in enumerate(values)]
    found = {
        repr(believe(order, kind=kind, config=config, model=model))
        for order in permutations(answers)
    }
    assert len(found) == 1


@pytest.mark.parametrize("k", [2, 3, 6, 20])
def test_one_judgment_never_makes_a_label_firm(k: int) -> None:
    classes = [chr(97 + index) for index in range(k)]
    perfect = {"w0": {c: {c: 10_000.0} for c in classes}}
    from_one = Model("ds", tuple(classes), (1.0 / k,) * k, confusions=perfect)
    for a, b, e in [(0.98, 0.16, 0.13), (1.0, 1.0, 0.0), (3.0, 3.0, 0.0)]:
        pool = type(from_one.pool)(a, b, e)
        model = Model("ds", from_one.classes, from_one.prior, confusions=perfect, pool=pool)
        assert letters("a", "".join(classes), model=model).p < 0.99


def test_the_majority_names_the_value_where_the_model_would_overrule_it() -> None:
    confusions = {
        "w0": {"a": {"a": 300.0}, "b": {"b": 300.0}},
        "w1": {c: {"a": 30.0, "b": 30.0} for c in "ab"},
        "w2": {c: {"a": 30.0, "b": 30.0} for c in "ab"},
    }
    model = Model("ds", ("a", "b"), (0.5, 0.5), confusions=confusions)
    by_pool = letters("abb", "ab", model=model)
    by_votes = letters("abb", "ab", model=model, by="majority")
    assert (by_pool.value, by_pool.lead) == ("a", -1)
    assert (by_votes.value, by_votes.lead) == ("b", 1)
    assert by_votes.p == pytest.approx(1 - by_pool.p)


def test_after_one_is_what_one_more_brings() -> None:
    assert letters("ab").after_one == pytest.approx(letters("aab").p)
    assert letters("aa").after_one == pytest.approx(letters("aaa").p)
    numbers = believed(NUMBER, {}, [3, 3, 4])
    assert numbers.after_one == pytest.approx(believed(NUMBER, {}, [3, 3, 3, 4]).p)


@pytest.mark.parametrize(
    ("answers", "value"), [("aab", "a"), ("aab", "b"), ("aab", "c"), ("", "a")]
)
def test_a_review_is_right_or_the_votes_are(answers: str, value: str) -> None:
    before = letters(answers)
    model = Model.default(CHOICE.scale(choice("a", "b", "c")))
    after = reviewed(value, before, model=model)
    support = next(s.p for s in before.spread if s.value == value) if answers else 0.0
    assert after.value == value
    assert after.p == pytest.approx(REVIEWER + (1 - REVIEWER) * support)
    assert after.n == before.n
    assert after.basis == "reviewed, uncalibrated, 0 gold"
    assert REVIEWER <= after.p < 1
