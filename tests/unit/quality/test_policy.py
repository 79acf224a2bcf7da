"""The policy: a table of cases, and every small case of the overlap rule."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement

import pytest

from ascertain.quality.belief import reviewed
from ascertain.quality.model import Model
from ascertain.quality.policy import (
    Policy,
    Tally,
    decide,
    excepted_by_review,
    returned_by_review,
    settled_by_review,
)
from ascertain.quality.reason import sentence
from tests.unit.quality.samples import CHOICE, choice, letters

STANDARD = Policy.standard()


def after(answers: str, policy: Policy, *, classes: str = "abc") -> tuple[str, str, int]:
    """Action, rule and wanted judgments; "?" is a "cannot tell", "!" bad data."""
    given = answers.replace("?", "").replace("!", "")
    tally = Tally(len(given), answers.count("?"), answers.count("!"))
    belief = letters(given, classes, by=policy.by)
    decision = decide({"topic": belief}, tally, policy)
    wanted = decision.requirement.judgments if decision.requirement else 0
    return decision.action, decision.reason["rule"], wanted


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("", ("ask", "min", 2)),
        ("a", ("ask", "open", 1)),
        ("aa", ("accept", "ahead-and-likely", 0)),
        ("ab", ("ask", "open", 2)),
        ("aba", ("ask", "open", 1)),
        ("abaa", ("ask", "open", 1)),
        ("abaaa", ("accept", "ahead", 0)),
        ("aaa", ("accept", "ahead", 0)),
        ("abab", ("ask", "open", 1)),
        ("ababa", ("review", "max", 1)),
        ("abc", ("ask", "open", 2)),
        ("abcab", ("review", "max", 1)),
        ("?", ("ask", "open", 2)),
        ("??", ("exception", "trouble", 0)),
        ("!?", ("exception", "trouble", 0)),
        ("a?", ("ask", "open", 1)),
        ("a??", ("ask", "open", 1)),
        ("a???", ("exception", "trouble", 0)),
        ("a?a", ("accept", "ahead-and-likely", 0)),
        ("a?!b?", ("exception", "trouble", 0)),
    ],
)
def test_the_standard_policy(answers: str, expected: tuple[str, str, int]) -> None:
    assert after(answers, STANDARD) == expected


@pytest.mark.parametrize("k", range(2, 101))
def test_two_of_two_are_enough_at_95_and_not_above(k: int) -> None:
    classes = "".join(chr(0x4E00 + index) for index in range(k))
    two = classes[0] * 2
    assert after(two, Policy.standard(0.95), classes=classes)[0] == "accept"
    assert after(two, Policy.standard(0.97), classes=classes)[0] == "ask"
    assert after(two + two[0], Policy.standard(0.999), classes=classes)[0] == "accept"


def hands(n: int) -> Iterator[str]:
    """Every answer sheet of n judgments, up to order: classes, "cannot tell", bad data."""
    for hand in combinations_with_replacement("abc?!", n):
        yield "".join(hand)


@pytest.mark.parametrize("overlap", [1, 2, 3, 4, 5])
def test_overlap_is_exact(overlap: int) -> None:
    policy = Policy.standard(overlap=overlap)
    for n in range(overlap):
        for hand in hands(n):
            assert after(hand, policy) == ("ask", "overlap", overlap - n), hand
    for n in (overlap, overlap + 1):
        for hand in hands(n):
            votes = Counter(letter for letter in hand if letter in "abc")
            trouble = n - votes.total()
            most = [letter for letter in votes if votes[letter] == max(votes.values())]
            if trouble > votes.total():
                expected = ("exception", "trouble", 0)
            elif trouble < votes.total() and len(most) == 1:
                expected = ("accept", "majority", 0)
            else:
                expected = ("review", "tie", 1)
            assert after(hand, policy) == expected, hand


@pytest.mark.parametrize("n_min", [1, 2, 3, 4])
def test_nothing_is_settled_before_the_minimum(n_min: int) -> None:
    policy = Policy.standard(0.5, n_min=n_min, n_max=5)
    for n in range(6):
        for hand in hands(n):
            action, rule, wanted = after(hand, policy)
            if n < n_min:
                assert (action, rule) == ("ask", "min"), hand
                assert wanted >= n_min - n
            if action == "ask":
                assert n + wanted <= policy.n_max
            if n >= policy.n_max:
                assert action != "ask", hand


def test_the_least_sure_field_speaks_for_the_task() -> None:
    beliefs = {"sure": letters("aaa"), "split": letters("aba")}
    decision = decide(beliefs, Tally(3), STANDARD)
    assert decision.action == "ask"
    assert decision.reason["field"] == "split"
    assert decision.reason["p"] == pytest.approx(letters("aba").p, abs=1e-6)
    assert decision.reason["lead"] == 1


def test_a_required_field_that_nobody_answered_keeps_the_task_open() -> None:
    decision = decide({"topic": letters("aaa"), "detail": letters("")}, Tally(3), STANDARD)
    assert (decision.action, decision.reason["field"]) == ("ask", "detail")


@pytest.mark.parametrize("policy", [STANDARD, Policy.standard(overlap=1)])
def test_without_required_fields_an_answer_is_enough(policy: Policy) -> None:
    assert decide({}, Tally(), policy).action == "ask"
    accepted = decide({}, Tally(1), policy)
    assert (accepted.action, accepted.reason["rule"]) == ("accept", "nothing-required")


def test_a_reviewer_is_sent_what_more_votes_would_not_change() -> None:
    # Good people, two to one: another answer is unlikely, and one more vote would not be enough.
    confusions = {f"w{i}": {c: {c: 500.0} for c in "abc"} for i in range(4)} | {
        "w1": {c: dict.fromkeys("abc", 100.0) for c in "abc"}
    }
    pool = type(Model.default(CHOICE.scale(choice("a", "b"))).pool)(1.0, 0.6, 0.01)
    model = Model("ds", ("a", "b", "c"), (1 / 3,) * 3, confusions=confusions, pool=pool)
    policy = Policy(target=0.9999, slack=0.0, ahead=4, n_max=9)
    decision = decide({"topic": letters("aba", model=model)}, Tally(3), policy)
    assert decision.reason["change"] < 0.05
    assert (decision.action, decision.reason["rule"]) == ("review", "no-change")


@pytest.mark.parametrize("classes", ["abcdef", "abcdefghij"])
def test_one_more_vote_is_cheaper_than_a_reviewer_where_it_settles(classes: str) -> None:
    belief = letters("aaba", classes)
    decision = decide({"topic": belief}, Tally(4), STANDARD)
    assert decision.reason["change"] < 0.05
    assert (decision.action, decision.reason["rule"]) == ("ask", "open")


def test_what_a_reviewer_did_is_a_decision() -> None:
    before = letters("ab")
    model = Model.default(CHOICE.scale(choice("a", "b", "c")))
    beliefs = {"topic": reviewed("b", before, model=model)}
    kept = settled_by_review(beliefs, Tally(2), STANDARD, changed=False)
    assert (kept.action, kept.reason["rule"]) == ("accept", "review-kept")
    assert sentence(kept.reason).startswith("Accepted: kept by review, p .9")
    returned = returned_by_review({"topic": before}, Tally(2), STANDARD, judgments=2)
    assert returned.requirement is not None
    assert (returned.action, returned.requirement.judgments) == ("ask", 2)
    excepted = excepted_by_review(Tally(2), STANDARD, trouble="bad_data")
    assert sentence(excepted.reason) == "Exception: “bad data” by review"


@pytest.mark.parametrize("target", [0.5, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_the_slack_shrinks_with_the_error_that_is_allowed(target: float) -> None:
    policy = Policy.standard(target)
    assert policy.target - policy.slack >= 0.5 - 1e-9
    assert policy.slack <= 4 * (1 - target) + 1e-9
