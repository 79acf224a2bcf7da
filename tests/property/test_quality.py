"""Laws of belief and decision for any answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascertain.core import canonical
from ascertain.core.registry import load
from ascertain.quality.belief import Answer, Belief, believe
from ascertain.quality.calibrate import Pool
from ascertain.quality.interval import wilson
from ascertain.quality.model import Model
from ascertain.quality.policy import Policy, Tally, decide
from ascertain.quality.reason import ladder, sentence

CHOICE: Any = load("ascertain.kinds.choice:CHOICE")
NUMBER: Any = load("ascertain.kinds.number:NUMBER")

classes = st.integers(2, 8).map(lambda k: [f"c{index}" for index in range(k)])
votes = st.tuples(classes, st.lists(st.integers(0, 7), max_size=12)).map(
    lambda pair: (pair[0], [pair[0][index % len(pair[0])] for index in pair[1]])
)
policies = st.builds(
    lambda target, least, more, overlap: Policy.standard(
        target, n_min=least, n_max=least + more, overlap=overlap
    ),
    st.floats(0.5, 0.9999),
    st.integers(1, 4),
    st.integers(0, 5),
    st.none() | st.integers(1, 6),
)
pools = st.builds(Pool, st.floats(0.5, 2), st.floats(0, 1), st.floats(0, 0.5))


def belief_of(names: list[str], answers: list[str], pool: Pool | None = None) -> Belief:
    config = CHOICE.Config.model_validate({"classes": names})
    model = Model.default(CHOICE.scale(config), **({"pool": pool} if pool else {}))
    given_by = [Answer(f"w{index:02d}", value) for index, value in enumerate(answers)]
    return believe(given_by, kind=CHOICE, config=config, model=model)


@given(votes, pools)
def test_a_belief_is_a_distribution(case: tuple[list[str], list[str]], pool: Pool) -> None:
    found = belief_of(*case, pool)
    assert sum(share.p for share in found.spread) == pytest.approx(1.0)
    assert 0 <= found.p < 1
    assert sum(found.sides) == found.n == len(case[1])
    if found.n == 1:
        assert found.p < 0.99


@given(votes, st.randoms(use_true_random=False))
def test_order_does_not_matter(case: tuple[list[str], list[str]], chance: Any) -> None:
    names, answers = case
    config = CHOICE.Config.model_validate({"classes": names})
    model = Model.default(CHOICE.scale(config))
    rows = [Answer(f"w{index}", value) for index, value in enumerate(answers)]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert believe(rows, kind=CHOICE, config=config, model=model) == believe(
        mixed, kind=CHOICE, config=config, model=model
    )


@given(votes)
def test_a_vote_for_the_value_adds_to_its_lead_and_chance(
    case: tuple[list[str], list[str]],
) -> None:
    names, answers = case
    before = belief_of(names, answers)
    if before.n:
        after = belief_of(names, [*answers, before.value])
        assert after.value == before.value
        assert after.lead == before.lead + 1
        assert after.p > before.p or before.n == 0


@given(votes, st.integers(0, 4), st.integers(0, 4), policies)
def test_every_decision_holds_what_the_policy_promises(
    case: tuple[list[str], list[str]], cannot_tell: int, bad_data: int, policy: Policy
) -> None:
    belief = belief_of(*case)
    tally = Tally(len(case[1]), cannot_tell, bad_data)
    decision = decide({"topic": belief}, tally, policy)
    least = policy.overlap or policy.n_min
    most = policy.overlap or policy.n_max
    assert (decision.action == "ask") >= (tally.n < least)
    assert (decision.action != "ask") >= (tally.n >= most)
    if decision.action == "ask":
        assert decision.requirement is not None
        assert 1 <= decision.requirement.judgments <= most - tally.n
    if decision.action == "accept" and policy.overlap is None:
        assert belief.lead >= 2 or belief.p >= policy.target - 1e-6
    reason = canonical.loads(canonical.dumps(decision.reason))
    assert decide({"topic": belief}, tally, policy).reason == reason
    assert sum(rung.hit for rung in ladder(reason)) == 1
    assert sentence(reason)[0].isupper()


@given(votes, policies)
def test_a_lower_target_never_asks_where_a_higher_one_accepts(
    case: tuple[list[str], list[str]], policy: Policy
) -> None:
    belief, tally = belief_of(*case), Tally(len(case[1]))
    lower = Policy.standard(
        0.5 + (policy.target - 0.5) / 2,
        n_min=policy.n_min,
        n_max=policy.n_max,
        overlap=policy.overlap,
    )
    if decide({"topic": belief}, tally, policy).action == "accept":
        assert decide({"topic": belief}, tally, lower).action == "accept"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(0, 5))
def test_numbers_form_groups_no_wider_than_twice_the_tolerance(
    values: list[int], tolerance: int
) -> None:
    config = NUMBER.Config.model_validate({"tolerance": tolerance})
    model = Model.default(NUMBER.scale(config))
    rows = [Answer(f"w{index}", value) for index, value in enumerate(values)]
    found = believe(rows, kind=NUMBER, config=config, model=model)
    assert sum(found.sides) == found.n == len(values)
    near = [value for value in values if abs(value - found.value) <= 2 * tolerance]
    assert len(near) >= found.sides[0]
    assert found == believe(rows[::-1], kind=NUMBER, config=config, model=model)


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.5, 0.999))
def test_an_interval_holds_its_estimate(a: int, b: int, confidence: float) -> None:
    found = wilson(min(a, b), max(a, b), confidence=confidence)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    wider = wilson(min(a, b), max(a, b), confidence=(1 + confidence) / 2)
    assert wider.low <= found.low + 1e-12
    assert wider.high >= found.high - 1e-12
