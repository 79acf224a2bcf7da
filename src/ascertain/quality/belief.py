"""What is believed of one field of one task: value, probability, lead. One task at a time, from
its answers and one model row, without any array library."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from operator import add
from typing import Any, Literal, NamedTuple

from ascertain.contracts.kind import Kind
from ascertain.contracts.scale import Distance, Interval, Nominal, Ordinal
from ascertain.core import canonical
from ascertain.quality.calibrate import MOST_FROM_ONE, Pool, pooled
from ascertain.quality.model import Model

REVIEWER = 0.9
"""Chance that a reviewer, who sees all sides, knows the answer; assumed, not measured."""

LEAST_CHANCE = 1e-12

By = Literal["pool", "majority"]


class Answer(NamedTuple):
    """One counted answer to the field: who, and the value in its wire form.

    Only judgments with role "label" and outcome "answered" whose field was shown; reviews were
    made in sight of others and are settled by `reviewed`.
    """

    annotator: str
    value: Any


class Share(NamedTuple):
    """One possible answer: its probability and how many gave it."""

    value: Any
    p: float
    votes: int


@dataclass(frozen=True, slots=True)
class Belief:
    """What the answers to one field add up to.

    Attributes:
        value: the answer that is most likely right, in wire form; None without answers.
        p: probability that it is right; 0 without answers.
        after_one: p if one more typical annotator agreed.
        lead: votes for the value minus votes for the strongest other one; negative where the
            model overrules the votes.
        n: answers.
        sides: votes per given answer, most first.
        spread: every class (in the schema's order), or every distinct answer (likeliest first).
        basis: how p was found.
    """

    value: Any
    p: float
    after_one: float
    lead: int
    n: int
    sides: tuple[int, ...]
    spread: tuple[Share, ...]
    basis: str


def believe(
    answers: Sequence[Answer], *, kind: Kind[Any, Any], config: Any, model: Model, by: By = "pool"
) -> Belief:
    """The belief that these answers support. The order of answers does not matter.

    Classes: votes and everybody's confusions are pooled (`calibrate.pooled`). Numbers and answers
    that can only be compared: those within the scale's tolerance stand together, the largest group
    is merged by its kind, and the probability is its smoothed share, with one more class for the
    answer that nobody gave.

    Args:
        answers: one per annotator.
        kind: of the field; `kind.scale(config)` decides the way.
        config: the field's settings.
        model: the field's row.
        by: "majority" names the value with most votes even where the model prefers another.

    Cost: O(n · K) for classes, O(n²) distances else.
    """
    scale = kind.scale(config)
    if isinstance(scale, Nominal | Ordinal):
        return _of_classes(answers, scale.classes, model, by)
    return _of_groups(answers, _groups(answers, scale, kind, config), model)


def _of_classes(answers: Sequence[Answer], listed: tuple[str, ...], model: Model, by: By) -> Belief:
    given = sorted((answer.annotator, answer.value) for answer in answers)
    counts = dict.fromkeys(listed, 0)
    for _, value in given:
        counts[value] = counts.get(value, 0) + 1
    # A class that the schema no longer lists keeps its votes.
    classes = listed if len(counts) == len(listed) else (*listed, *sorted(set(counts) - {*listed}))
    votes = [counts[name] for name in classes]
    scores = model.log_prior(classes)
    for annotator, value in given:
        scores = list(map(add, scores, model.log_answer(annotator, value, classes)))
    q = _chances(scores)
    p = pooled(votes, q, model.pool)
    n = len(given)
    first, second = (votes, p) if by == "majority" else (p, votes)
    top = -max(zip(first, second, range(0, -len(votes), -1), strict=True))[2]
    slip = model.slip(len(classes))
    q_then = [chance * (model.skill if at == top else slip) for at, chance in enumerate(q)]
    others = [*votes[:top], *votes[top + 1 :]]
    votes_then = [*votes[:top], votes[top] + 1, *votes[top + 1 :]]
    return Belief(
        value=classes[top] if n else None,
        p=_capped(p[top], n),
        after_one=_capped(pooled(votes_then, q_then, model.pool)[top], n + 1),
        lead=votes[top] - max(others, default=0),
        n=n,
        sides=_sides(votes),
        spread=tuple(map(Share._make, zip(classes, p, votes, strict=True))),
        basis=model.basis,
    )


def _of_groups(answers: Sequence[Answer], groups: list[tuple[Any, int]], model: Model) -> Belief:
    n = len(answers)
    votes = [size for _, size in groups]
    p = _open_shares(votes, model.pool)
    if not groups:
        then = _open_shares([1], model.pool)[0]
        return Belief(None, 0.0, _capped(then, 1), 0, 0, (), (), model.basis)
    then = _open_shares([votes[0] + 1, *votes[1:]], model.pool)[0]
    return Belief(
        value=groups[0][0],
        p=_capped(p[0], n),
        after_one=_capped(then, n + 1),
        lead=votes[0] - max(votes[1:], default=0),
        n=n,
        sides=tuple(votes),
        spread=tuple(
            Share(value, share, size) for (value, size), share in zip(groups, p, strict=False)
        ),
        basis=model.basis,
    )


def _open_shares(votes: list[int], pool: Pool) -> list[float]:
    """Pooled shares of groups, with a last class for what nobody answered; no model speaks."""
    counts = [*votes, 0]
    return pooled(counts, [1.0] * len(counts), pool)


def _groups(
    answers: Sequence[Answer], scale: Interval | Distance, kind: Kind[Any, Any], config: Any
) -> list[tuple[Any, int]]:
    """Merged value and size of each group of like answers, largest first.

    The answer with most answers within tolerance (then the nearest, then the first in canonical
    order) gathers them into a group, and so on with the rest: no group is wider than twice the
    tolerance, and the order of answers does not matter.
    """
    ordered = sorted(answers, key=lambda answer: canonical.dumps(answer.value))
    values = [kind.Value.model_validate(answer.value) for answer in ordered]
    if isinstance(scale, Interval):
        # Sums such as .1 + .2 lie a rounding error beside the number that was meant.
        reach = scale.tolerance * (1.0 + 1e-9)
        apart = [[abs(a.value - b.value) for b in ordered] for a in ordered]
    else:
        reach = scale.tolerance
        apart = [[kind.distance(a, b, config) for b in values] for a in values]
    left = list(range(len(values)))
    groups: list[tuple[Any, int]] = []
    while left:
        near = {
            centre: [other for other in left if apart[centre][other] <= reach] for centre in left
        }
        best = min(
            left,
            key=lambda centre: (
                -len(near[centre]),
                sum(apart[centre][other] for other in near[centre]),
                centre,
            ),
        )
        members = near[best]
        merged = kind.merge([values[index] for index in members], [1.0] * len(members), config)
        groups.append((merged.value.model_dump(mode="json"), len(members)))
        left = [index for index in left if index not in members]
    return groups


def reviewed(value: Any, before: Belief, *, model: Model) -> Belief:
    """The belief in a field that a reviewer has settled.

    The reviewer is right with chance `REVIEWER`; otherwise the votes are as right as they were:
    `p = r + (1 - r) · p_votes(value)`, which is `r` for a value that nobody had given. A review
    is not added to the votes, because it was made in sight of them. With at most one judgment
    below it, p stays below .99.
    """
    support = next((share for share in before.spread if share.value == value), None)
    p_votes = support.p if support and before.n else 0.0
    p = REVIEWER + (1.0 - REVIEWER) * p_votes
    votes = support.votes if support else 0
    others = [share.votes for share in before.spread if share.value != value]
    return Belief(
        value=value,
        p=_capped(p, max(before.n, 1)),
        after_one=_capped(p, max(before.n, 1)),
        lead=votes - max(others, default=0),
        n=before.n,
        sides=before.sides,
        spread=before.spread,
        basis=f"reviewed, {model.basis}",
    )


def _chances(scores: list[float]) -> list[float]:
    """Posterior from its logarithms, relative to the largest; none below one in 10^12."""
    top = max(scores)
    return [max(exp(score - top), LEAST_CHANCE) for score in scores]


def _capped(p: float, n: int) -> float:
    """One judgment alone never makes a label firm; none makes no label."""
    if n == 0:
        return 0.0
    return min(p, MOST_FROM_ONE) if n == 1 else p


def _sides(votes: Sequence[int]) -> tuple[int, ...]:
    """Votes per given answer, most first."""
    return tuple(sorted(filter(None, votes), reverse=True))
