"""Fields as they stand on the wire, as far as simulated people must understand them: which are
shown, which classes there are, what a near miss looks like."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

TYPOS = "etaoinshr"


def shown(field: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether the field's conditions hold for the answers given so far."""
    for name, wanted in (field.get("shown_when") or {}).items():
        allowed = wanted if isinstance(wanted, list) else [wanted]
        given = values.get(name)
        chosen = given if isinstance(given, list) else [given]
        if not any(one in allowed for one in chosen):
            return False
    return True


def class_ids(field: Mapping[str, Any]) -> list[str]:
    """Ids of the classes that may be chosen, in their order."""
    return [
        one if isinstance(one, str) else one["id"]
        for one in field["classes"]
        if isinstance(one, str) or not one.get("retired")
    ]


def number_near(
    rng: np.random.Generator, right: Any, field: Mapping[str, Any], *, skill: float
) -> float:
    """A number around the right one: exact with chance `skill`, else off by a normal error whose
    deviation is a tenth of the range (of the number itself where there are no bounds)."""
    low, high = field.get("min"), field.get("max")
    middle = low if low is not None else 0.0
    centre = float(right) if isinstance(right, int | float) else float(middle)
    if rng.random() < skill and isinstance(right, int | float):
        return right
    span = max(abs(centre), 1.0) if low is None or high is None else high - low
    value = centre + rng.normal(0.0, span / 10)
    step = field.get("step") or (1 if field.get("integer") else None)
    if step:
        base = low or 0
        value = base + round((value - base) / step) * step
    if low is not None:
        value = max(value, low)
    if high is not None:
        value = min(value, high)
    value = round(float(value), 6)
    return int(value) if field.get("integer") or value.is_integer() else value


def text_near(rng: np.random.Generator, right: Any, *, skill: float) -> str:
    """The right text with chance `skill`, else with one letter wrong."""
    text = right if isinstance(right, str) and right else "?"
    if rng.random() < skill:
        return text
    at = int(rng.integers(len(text)))
    letters: Sequence[str] = [letter for letter in TYPOS if letter != text[at]]
    return text[:at] + letters[int(rng.integers(len(letters)))] + text[at + 1 :]
