"""What happens next with a task: a pure rule over what is believed of its fields. It sees
probabilities, leads and counts, never a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ascertain.contracts.step import Action, Decision, Requirement
from ascertain.quality.belief import Belief, By
from ascertain.quality.calibrate import SHIPPED, pooled

UNLIKELY = 0.05
"""Below this chance of a change, more judgments are not worth asking for."""
TWO = 2
"""Votes ahead that are enough together with a likely value."""
TYPICAL = 0.7
"""Chance that the next, unknown annotator answers rightly."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When to stop asking.

    Attributes:
        target: probability that a label should have (τ).
        slack: how far below the target two votes ahead are still accepted.
        ahead: votes ahead that are accepted whatever the probability.
        n_max: counted judgments after which a person looks instead.
        n_min: counted judgments before which nothing is settled.
        overlap: exactly this many counted judgments, then majority; None lets the rest decide.
    """

    target: float = 0.95
    slack: float = 0.20
    ahead: int = 3
    n_max: int = 5
    n_min: int = 1
    overlap: int | None = None

    @classmethod
    def standard(
        cls,
        target: float = 0.95,
        *,
        n_min: int = 1,
        n_max: int = 5,
        overlap: int | None = None,
    ) -> "Policy":
        """The product's policy for a promised target.

        The slack is four times the error that the target allows: two of two who agree are
        accepted at .95, where the shipped pool says .76 to .82, and a third is asked at .96 and
        above. It never reaches below one half.
        """
        slack = min(4.0 * (1.0 - target), max(target - 0.5, 0.0))
        return cls(target=target, slack=round(slack, 6), n_min=n_min, n_max=n_max, overlap=overlap)

    @property
    def by(self) -> By:
        """How the value of a label is named: what `believe` takes."""
        return "pool" if self.overlap is None else "majority"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted judgments of a task by outcome. Skips are not counted, nor are reviews."""

    answered: int = 0
    cannot_tell: int = 0
    bad_data: int = 0

    @property
    def n(self) -> int:
        """All of them."""
        return self.answered + self.cannot_tell + self.bad_data

    @property
    def trouble(self) -> int:
        """Those that say that the item cannot be answered."""
        return self.cannot_tell + self.bad_data


def decide(beliefs: Mapping[str, Belief], tally: Tally, policy: Policy) -> Decision:
    """What to do after a judgment (or, with an empty tally, before the first).

    Args:
        beliefs: of the required fields that the label's own values show, by name. The least sure
            of them speaks for the task, and so does the smallest lead. If no field is required, an
            answer is enough.
        tally: counted judgments.
        policy: when to stop.

    Returns:
        A decision whose reason holds every value that was looked at; `sentence` and `ladder` in
        `quality.reason` put it into words.
    """
    values = _values(beliefs, tally, policy)
    rules = (
        _open_rules(values, tally, policy)
        if policy.overlap is None
        else _overlap_rules(values, tally, policy.overlap)
    )
    action, rule = next((action, rule) for action, rule, fires in rules if fires)
    if action == "ask":
        return _ask(rule, values, _wanted(values, tally, policy))
    return _settle(action, rule, values)


def settled_by_review(
    beliefs: Mapping[str, Belief], tally: Tally, policy: Policy, *, changed: bool
) -> Decision:
    """The decision that records a review; `beliefs` are those of `belief.reviewed`."""
    values = _values(beliefs, tally, policy)
    return _settle("accept", "review-changed" if changed else "review-kept", values)


def excepted_by_review(tally: Tally, policy: Policy, *, trouble: str) -> Decision:
    """The decision of a reviewer that no judgment can settle the item: `trouble` is
    "cannot_tell" or "bad_data"."""
    values = _values({}, tally, policy) | {"trouble": trouble}
    return _settle("exception", "review", values)


def returned_by_review(
    beliefs: Mapping[str, Belief], tally: Tally, policy: Policy, *, judgments: int
) -> Decision:
    """The decision that an item goes back for `judgments` new ones."""
    return _ask("returned", _values(beliefs, tally, policy), judgments)


Rule = tuple[Action, str, bool]


def _open_rules(values: Mapping[str, Any], tally: Tally, policy: Policy) -> tuple[Rule, ...]:
    """The rules in order, each with whether it fires; the first that does decides."""
    p, lead, n, answered = values["p"], values["lead"], tally.n, tally.answered > 0
    optional = values["field"] is None
    return (
        ("ask", "min", n < policy.n_min),
        ("exception", "trouble", _hopeless(tally, policy)),
        ("accept", "nothing-required", optional and tally.answered > tally.trouble),
        ("accept", "target", answered and p >= policy.target),
        ("accept", "ahead", answered and lead >= policy.ahead),
        (
            "accept",
            "ahead-and-likely",
            answered and lead >= TWO and p >= policy.target - policy.slack,
        ),
        ("review", "max", n >= policy.n_max),
        ("review", "no-change", values["change"] < UNLIKELY and not _one_settles(values, policy)),
        ("ask", "open", True),
    )


def _one_settles(values: Mapping[str, Any], policy: Policy) -> bool:
    """Whether one more judgment that agrees would be enough: then asking is cheaper than a
    reviewer, however unlikely a change is."""
    lead: int = values["lead"] + 1
    p: float = values["after_one"]
    return (
        lead >= policy.ahead
        or p >= policy.target
        or (lead >= TWO and p >= policy.target - policy.slack)
    )


def _overlap_rules(values: Mapping[str, Any], tally: Tally, overlap: int) -> tuple[Rule, ...]:
    """Exactly `overlap` counted judgments, neither earlier nor more; then the majority."""
    answers_win = tally.answered > tally.trouble
    optional = values["field"] is None
    return (
        ("ask", "overlap", tally.n < overlap),
        ("exception", "trouble", tally.trouble > tally.answered),
        ("accept", "nothing-required", answers_win and optional),
        ("accept", "majority", answers_win and values["lead"] >= 1),
        ("review", "tie", True),
    )


def _hopeless(tally: Tally, policy: Policy) -> bool:
    """Whether an expert would not help either: "cannot tell" and bad data are two ahead of
    answers, or the last judgment is in and they are more."""
    ahead = tally.trouble - tally.answered
    return ahead >= TWO or (ahead >= 1 and tally.n >= policy.n_max)


def _wanted(values: Mapping[str, Any], tally: Tally, policy: Policy) -> int:
    """How many judgments to ask for at once: the least after which the task could be accepted,
    so that asking for them together never asks too many."""
    if policy.overlap is not None:
        return policy.overlap - tally.n
    least = 1 if values["after_one"] >= policy.target else max(1, TWO - max(values["lead"], 0))
    return max(policy.n_min - tally.n, min(least, policy.n_max - tally.n), 1)


def _settle(action: Action, rule: str, values: Mapping[str, Any]) -> Decision:
    wanted = Requirement(1, "reviewer") if action == "review" else None
    return Decision(action, wanted, {"action": action, "rule": rule, **values})


def _ask(rule: str, values: Mapping[str, Any], judgments: int) -> Decision:
    return Decision(
        "ask",
        Requirement(judgments),
        {"action": "ask", "rule": rule, "wanted": judgments, **values},
    )


def _values(beliefs: Mapping[str, Belief], tally: Tally, policy: Policy) -> dict[str, Any]:
    """Everything that the rules look at, as JSON."""
    least = min(beliefs, key=lambda name: (beliefs[name].p, name), default=None)
    believed = beliefs[least] if least is not None else None
    closest = min(beliefs, key=lambda name: (beliefs[name].lead, name), default=None)
    leading = beliefs[closest] if closest is not None else None
    return {
        "field": least,
        "p": round(believed.p, 6) if believed else 0.0,
        "after_one": round(believed.after_one, 6) if believed else 0.0,
        "basis": believed.basis if believed else "",
        "lead": leading.lead if leading else 0,
        "sides": list(leading.sides) if leading else [],
        "change": round(max((_change(one) for one in beliefs.values()), default=1.0), 6),
        "n": tally.n,
        "answered": tally.answered,
        "cannot_tell": tally.cannot_tell,
        "bad_data": tally.bad_data,
        "trouble": _trouble(tally),
        "trouble_p": round(_trouble_p(tally), 6),
        "target": policy.target,
        "slack": round(policy.slack, 6),
        "ahead": policy.ahead,
        "min": policy.n_min,
        "max": policy.n_max,
        "overlap": policy.overlap,
    }


def _trouble(tally: Tally) -> str | None:
    """What is wrong with the item by most who found something wrong; bad data among equals,
    because it names a cause."""
    if not tally.trouble:
        return None
    return "cannot_tell" if tally.cannot_tell > tally.bad_data else "bad_data"


def _trouble_p(tally: Tally) -> float:
    """Probability that the item cannot be answered, from the share of those who said so, with the
    shipped pool: a crowd can be wrong about that, too."""
    return pooled([tally.trouble, tally.answered], [1.0, 1.0], SHIPPED)[0] if tally.n else 0.0


def _change(belief: Belief) -> float:
    """Chance that another answer overtakes within the next three judgments.

    Next annotators are right with chance `TYPICAL` and spread their errors evenly. A rival behind
    by d needs d + 1 votes more than the value gets. Rivals are added up, so it is an upper bound.
    """
    if belief.n == 0:
        return 1.0
    own = max(share.votes for share in belief.spread if share.value == belief.value)
    k = max(len(belief.spread), 2)
    total = 0.0
    for value, p, votes in belief.spread:
        if own - votes > TWO or value == belief.value:
            continue
        if_rival, if_own, if_neither = _chances(own - votes, k)
        p_neither = max(0.0, 1.0 - belief.p - p)
        total += p * if_rival + belief.p * if_own + p_neither * if_neither
    return min(1.0, total)


@lru_cache(maxsize=4096)
def _chances(behind: int, k: int) -> tuple[float, float, float]:
    """Chance that a rival overtakes if it is right, if the value is, if neither is."""
    slip = (1.0 - TYPICAL) / (k - 1)
    return (
        _overtakes(behind, TYPICAL, slip),
        _overtakes(behind, slip, TYPICAL),
        _overtakes(behind, slip, slip),
    )


def _overtakes(behind: int, rival: float, own: float) -> float:
    """Chance that the rival is ahead at some point of the next three votes.

    `rival`, `own`: chance of a vote for the one and the other. Written out for three votes.
    """
    other = max(0.0, 1.0 - rival - own)
    if behind < 0:
        return 1.0
    if behind == 0:
        return rival + other * rival + (other * other + own * rival) * rival
    if behind == 1:
        return rival * rival * (1.0 + 2.0 * other)
    return rival**3 if behind == TWO else 0.0
