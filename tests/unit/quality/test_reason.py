"""Decisions in words: every action, every rule, and the ladder."""

from typing import Any

import pytest

from ascertain.core import canonical
from ascertain.quality.policy import Policy, Tally, decide
from ascertain.quality.reason import chance, ladder, sentence
from tests.unit.quality.samples import letters

STANDARD = Policy.standard()
THREE = Policy.standard(overlap=3)


def reason_of(answers: str, policy: Policy) -> dict[str, Any]:
    given = answers.replace("?", "").replace("!", "")
    tally = Tally(len(given), answers.count("?"), answers.count("!"))
    belief = letters(given, "ab", by=policy.by)
    return dict(decide({"topic": belief}, tally, policy).reason)


@pytest.mark.parametrize(
    ("answers", "policy", "words"),
    [
        ("", STANDARD, "Asked: no judgment yet"),
        ("a", STANDARD, "Asked again: 1 ahead, p .736; one more would bring .817"),
        ("ab", STANDARD, "Asked again: level, p .500; one more would bring .634"),
        ("?", STANDARD, "Asked again: 1 “cannot tell”, no answer yet"),
        ("a", Policy.standard(n_min=3), "Asked again: 1 of at least 3 judgments"),
        ("aa", STANDARD, "Accepted: 2 ahead, p .817"),
        ("aaa", STANDARD, "Accepted: 3 ahead, p .857"),
        ("ababa", STANDARD, "To review: sides apart, 3 to 2"),
        ("??", STANDARD, "Exception: “cannot tell” likely, .786"),
        ("!!", STANDARD, "Exception: “bad data” likely, .786"),
        ("a", THREE, "Asked again: 1 of 3 judgments"),
        ("aba", THREE, "Accepted: 2 of 3 agree, p .634"),
        ("a?b", THREE, "To review: 2 answers, 1 “cannot tell”"),
        ("ab", Policy.standard(overlap=2), "To review: sides apart, 1 to 1"),
        ("a?", Policy.standard(overlap=2), "To review: 1 answer, 1 “cannot tell”"),
        ("??a", THREE, "Exception: “cannot tell” likely, .607"),
    ],
)
def test_sentences(answers: str, policy: Policy, words: str) -> None:
    assert sentence(reason_of(answers, policy)) == words


@pytest.mark.parametrize("policy", [STANDARD, THREE, Policy.standard(0.99, n_min=2)])
@pytest.mark.parametrize(
    "answers", ["", "a", "aa", "ab", "aab", "aabb", "aabba", "??", "a?", "?a!"]
)
def test_the_ladder_marks_one_rung_and_the_reason_is_json(answers: str, policy: Policy) -> None:
    reason = reason_of(answers, policy)
    assert canonical.loads(canonical.dumps(reason)) == reason
    assert sum(rung.hit for rung in ladder(reason)) == 1
    assert ladder(canonical.loads(canonical.dumps(reason))) == ladder(reason)


def test_the_ladder_in_words() -> None:
    rungs = ladder(reason_of("aa", STANDARD))
    assert [(rung.rule, rung.value) for rung in rungs if rung.hit] == [
        ("at least 2 ahead and p at least .750: accept", "2 ahead, .817")
    ]
    assert rungs[0] == ("fewer than 1 judgment: ask", "2 judgments", False)
    assert rungs[3] == ("p at least .950: accept", ".817", False)


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0, ".000"),
        (0.5, ".500"),
        (0.98149, ".981"),
        (0.9989, ".999"),
        (0.9996, ">.999"),
        (1, ">.999"),
    ],
)
def test_chances(p: float, words: str) -> None:
    assert chance(p) == words
