"""Puts a stored decision into words: one sentence, or the ladder of rules with what each saw."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Reason = Mapping[str, Any]

TROUBLES = {"cannot_tell": "cannot tell", "bad_data": "bad data"}


class Rung(NamedTuple):
    """One rule of the policy, the value it saw, and whether it fired."""

    rule: str
    value: str
    hit: bool


def chance(p: float) -> str:
    """A probability as it is written: three places, no leading zero, never 1."""
    if p > 0.999:  # noqa: PLR2004 - what is above cannot be written with three places
        return ">.999"
    return f"{p:.3f}"[1:]


def sentence(reason: Reason) -> str:
    """A stored reason in one sentence: a fixed first word, the evidence, then p."""
    said = _SENTENCES[reason["action"]](reason)
    return said[0].upper() + said[1:]


def ladder(reason: Reason) -> tuple[Rung, ...]:
    """The rules in the order in which the policy asks them; the one that fired is marked. Rules
    below it were not reached; their values are what they would have seen."""
    rule = reason["rule"]
    if rule in _BY_REVIEW:
        return (Rung("a reviewer decides", _BY_REVIEW[rule], hit=True),)
    rungs = _overlap_rungs(reason) if reason["overlap"] is not None else _open_rungs(reason)
    return tuple(Rung(text, value, hit=rule in rules) for rules, text, value in rungs)


_BY_REVIEW = {
    "review-kept": "kept",
    "review-changed": "changed",
    "review": "exception",
    "returned": "returned",
}


def _open_rungs(reason: Reason) -> list[tuple[tuple[str, ...], str, str]]:
    target, likely = reason["target"], reason["target"] - reason["slack"]
    p, lead = chance(reason["p"]), _lead(reason)
    return [
        (("min",), f"fewer than {_count(reason['min'])}: ask", _count(reason["n"])),
        (("trouble",), "the item cannot be answered: exception", _trouble_counts(reason)),
        (("nothing-required",), "no field is required: accept", _count(reason["answered"])),
        (("target",), f"p at least {chance(target)}: accept", p),
        (("ahead",), f"at least {reason['ahead']} ahead: accept", lead),
        (
            ("ahead-and-likely",),
            f"at least 2 ahead and p at least {chance(likely)}: accept",
            f"{lead}, {p}",
        ),
        (("max",), f"{_count(reason['max'])} or more: review", _count(reason["n"])),
        (
            ("no-change",),
            "another answer overtakes within 3 more with chance below .050: review",
            chance(reason["change"]),
        ),
        (("open",), "otherwise: ask", _count(reason["n"])),
    ]


def _overlap_rungs(reason: Reason) -> list[tuple[tuple[str, ...], str, str]]:
    return [
        (
            ("overlap",),
            f"fewer than {_count(reason['overlap'])}: ask",
            _count(reason["n"]),
        ),
        (("trouble",), "most say that it cannot be answered: exception", _trouble_counts(reason)),
        (("nothing-required",), "no field is required: accept", _count(reason["answered"])),
        (("majority",), "one answer has most votes: accept", _apart(reason)),
        (("tie",), "otherwise: review", _apart(reason)),
    ]


def _accepted(reason: Reason) -> str:
    p = f"p {chance(reason['p'])}"
    match reason["rule"]:
        case "review-kept":
            return f"Accepted: kept by review, {p}"
        case "review-changed":
            return f"Accepted: changed by review, {p}"
        case "nothing-required":
            return f"Accepted: {_count(reason['n'])}, no field is required"
        case "majority":
            most = reason["sides"][0] if reason["sides"] else 0
            return f"Accepted: {most} of {reason['n']} agree, {p}"
        case _:
            return f"Accepted: {_lead(reason)}, {p}"


def _asked(reason: Reason) -> str:
    n = reason["n"]
    if reason["rule"] == "returned":
        return "Asked again: returned by review"
    if n == 0:
        return "Asked: no judgment yet"
    if reason["rule"] == "overlap":
        return f"Asked again: {n} of {_count(reason['overlap'])}"
    if reason["rule"] == "min":
        return f"Asked again: {n} of at least {_count(reason['min'])}"
    if not reason["answered"]:
        return f"Asked again: {_trouble_counts(reason)}, no answer yet"
    text = f"Asked again: {_lead(reason)}, p {chance(reason['p'])}"
    if reason["after_one"] > reason["p"]:
        text += f"; one more would bring {chance(reason['after_one'])}"
    return text


def _sent(reason: Reason) -> str:
    evidence = (
        f"sides apart, {_apart(reason)}"
        if len(reason["sides"]) > 1
        else f"{_lead(reason)}, p {chance(reason['p'])}"
    )
    if reason["trouble"] and (len(reason["sides"]) <= 1 or reason["rule"] == "tie"):
        evidence = f"{_count(reason['answered'], 'answer')}, {_trouble_counts(reason)}"
    return f"To review: {evidence}"


def _adjudicated(reason: Reason) -> str:
    return f"To adjudication: sides apart, {_apart(reason)}"


def _excepted(reason: Reason) -> str:
    trouble = TROUBLES[reason["trouble"]]
    if reason["rule"] == "review":
        return f"Exception: “{trouble}” by review"
    return f"Exception: “{trouble}” likely, {chance(reason['trouble_p'])}"


_SENTENCES: Mapping[str, Callable[[Reason], str]] = {
    "accept": _accepted,
    "ask": _asked,
    "review": _sent,
    "adjudicate": _adjudicated,
    "exception": _excepted,
}


def _lead(reason: Reason) -> str:
    lead: int = reason["lead"]
    if lead < 0:
        return f"{-lead} behind"
    return "level" if lead == 0 else f"{lead} ahead"


def _apart(reason: Reason) -> str:
    return " to ".join(str(count) for count in reason["sides"]) or "no answer"


def _trouble_counts(reason: Reason) -> str:
    counts = [f"{reason[code]} “{words}”" for code, words in TROUBLES.items() if reason[code]]
    return ", ".join(counts) or f"0 of {reason['n']}"


def _count(number: int, noun: str = "judgment") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
