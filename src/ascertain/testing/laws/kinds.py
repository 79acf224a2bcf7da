"""The laws of annotation kinds. Each takes a kind, one of its configs, allowed values under it and
as many weights, and raises `LawBroken` with the counter-example."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from ascertain.contracts.kind import Classified, ItemFacts, Kind, ShowsRow, ShowsText
from ascertain.contracts.scale import Distance, Interval, Nominal, Ordinal
from ascertain.core import canonical
from ascertain.core.errors import Unsupported

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

AnyKind = Kind[Any, Any]
Values = Sequence[Any]
Weights = Sequence[float]
KindLaw = Callable[[AnyKind, Any, Values, Weights], None]

# Room for rounding in sums of weights.
_SLACK = 1e-9


class LawBroken(AssertionError):
    """A plug-in does not do what everything that uses it relies on."""


@dataclass(frozen=True, slots=True)
class KindPack:
    """What the laws need to know to try a kind.

    `configs` draws allowed settings, `examples(config)` allowed values under them, as models.
    `stored` are (config, raw value, version) of every older version of the kind. A kind names its
    pack in an attribute `law_pack`, written "module:attribute".
    """

    kind: AnyKind
    configs: "SearchStrategy[Any]"
    examples: "Callable[[Any], SearchStrategy[Any]]"
    stored: Sequence[tuple[Any, Any, int]] = ()


def config_survives_json(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Settings are stored as JSON and read again; unknown settings are refused."""
    del values, weights
    stored = canonical.dumps(config.model_dump(mode="json", exclude_none=True))
    again = kind.Config.model_validate(canonical.loads(stored))
    _require(again == config, f"{config!r} was stored and came back as {again!r}")
    try:
        kind.Config.model_validate({**canonical.loads(stored), "no_such_setting": 1})
    except ValidationError:
        return
    raise LawBroken(f"the kind {kind.name} takes a setting that it does not have (extra='forbid')")


def examples_are_allowed(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """The values that the other laws are tried on are allowed."""
    del weights
    for value in values:
        problems = kind.check(value, config, ItemFacts())
        _require(not problems, f"the example {value!r} is refused: {list(problems)}")


def scale_is_known(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """The scale is one of the four, and stays the same."""
    del values, weights
    scale = kind.scale(config)
    _require(scale == kind.scale(config), "the scale changes from call to call")
    match scale:
        case Nominal(classes) | Ordinal(classes):
            _require(bool(classes), "the scale has no classes")
            _require(len(set(classes)) == len(classes), f"a class is listed twice: {classes}")
            named = isinstance(kind, Classified)
            _require(named, "a scale of classes needs the view as_label (contract Classified)")
        case Interval(low, high, tolerance):
            _require(low is None or high is None or low < high, f"no room in {low} … {high}")
            _require(isfinite(tolerance) and tolerance >= 0, f"tolerance is {tolerance}")
        case Distance(tolerance):
            _require(0 <= tolerance <= 1, f"tolerance is {tolerance}, not a distance of 0 … 1")
        case _:
            raise LawBroken(f"{scale!r} is none of the four scales")


def values_survive_json(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Wire form, stored form and Python value are one; equal values are equal bytes."""
    del weights
    for value in values:
        text = _stored(kind.normal(value, config))
        again = kind.Value.model_validate(canonical.loads(text))
        _require(again == kind.normal(value, config), f"{value!r} came back as {again!r}")
        _require(_stored(again) == text, f"{text} is stored differently the second time")


def normal_form_is_stable(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Bringing a value into normal form changes its form, once, and not its meaning."""
    del weights
    for value in values:
        once = kind.normal(value, config)
        _require(kind.normal(once, config) == once, f"{value!r} changes twice")
        _require(kind.distance(value, once, config) == 0, f"{value!r} changes its meaning")
        _require(not kind.check(once, config, ItemFacts()), f"{once!r} is not allowed any more")


def distance_is_a_distance(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Distances are 0 … 1, the same both ways, and 0 from a value to itself."""
    del weights
    for a in values:
        itself = kind.distance(a, a, config)
        _require(itself == 0, f"{a!r} is {itself} away from itself")
        for b in values:
            apart = kind.distance(a, b, config)
            _require(0 <= apart <= 1, f"{a!r} and {b!r} are {apart} apart, not 0 … 1")
            back = kind.distance(b, a, config)
            _require(apart == back, f"{a!r} to {b!r} is {apart}, back it is {back}")


def merge_of_one_is_itself(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """One value, and several that are the same, merge to that value with all confidence."""
    for value, weight in zip(values, weights, strict=True):
        value = kind.normal(value, config)  # noqa: PLW2901 - merged values are in normal form
        for times in (1, 3):
            merged = kind.merge([value] * times, [weight] * times, config)
            _require(
                merged.value == value, f"{value!r} given {times} times merges to {merged.value!r}"
            )
            _require(merged.confidence == 1, f"{value!r} alone has {merged.confidence}")


def merge_is_an_answer(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """What is merged is allowed and in normal form; its confidence is a share."""
    merged = kind.merge(values, weights, config)
    problems = kind.check(merged.value, config, ItemFacts())
    _require(not problems, f"{values!r} merge to {merged.value!r}: {list(problems)}")
    _require(kind.normal(merged.value, config) == merged.value, f"{merged.value!r} has no order")
    _require(0 <= merged.confidence <= 1, f"confidence is {merged.confidence}")


def merge_ignores_order(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Who answered first does not matter."""
    there = kind.merge(values, weights, config)
    back = kind.merge(list(reversed(values)), list(reversed(weights)), config)
    _require(there.value == back.value, f"{there.value!r} forwards, {back.value!r} backwards")
    _require(abs(there.confidence - back.confidence) < _SLACK, "the confidence depends on order")


def merge_follows_weight(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """More weight for a value never takes the merged one further away from it."""
    before = kind.merge(values, weights, config).value
    for place, value in enumerate(values):
        heavier = [weight * (2 if at == place else 1) for at, weight in enumerate(weights)]
        after = kind.merge(values, heavier, config).value
        near, far = (kind.distance(value, one, config) for one in (before, after))
        _require(
            far <= near + _SLACK,
            f"with more weight for {value!r} the merged value goes from {before!r} to {after!r}",
        )


def merge_refuses_nonsense(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Nothing to merge, weights that are too few, zero, negative or not a number: ValueError."""
    del weights
    one = list(values[:1])
    nonsense: list[tuple[Values, Weights]] = [
        ([], []),
        (one, []),
        (one, [0.0]),
        (one, [-1.0]),
        (one, [float("nan")]),
    ]
    for some, bad in nonsense:
        try:
            kind.merge(some, bad, config)
        except ValueError:
            continue
        raise LawBroken(f"merge takes {len(some)} values with the weights {list(bad)}")


def upgrade_ends(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """A value of the present version stays as it is; one of a newer version is refused."""
    del weights
    for value in values:
        raw = canonical.loads(_stored(kind.normal(value, config)))
        again = kind.upgrade(raw, kind.version)
        _require(again == raw, f"{raw!r} of the present version becomes {again!r}")
        try:
            kind.upgrade(raw, kind.version + 1)
        except Unsupported:
            continue
        raise LawBroken(f"{raw!r} of version {kind.version + 1} is read as if it were known")


def views_are_total(kind: AnyKind, config: Any, values: Values, weights: Weights) -> None:
    """Every view that the kind offers works for every value, and a cell reads back."""
    del weights
    for value in values:
        value = kind.normal(value, config)  # noqa: PLW2901 - views are asked for stored values
        if isinstance(kind, ShowsText):
            _require(isinstance(kind.as_text(value, config), str), "as_text is not a text")
        if isinstance(kind, ShowsRow):
            row = kind.as_row(value, config)
            known = all(isinstance(cell, str | int | float | bool | None) for cell in row.values())
            _require(known and "value" in row, f"{row!r} is not a row of cells with a value")
            read = kind.Value.model_validate(kind.from_text(str(row["value"]), config))
            _require(read == value, f"{value!r} reads back from its cell as {read!r}")
        if isinstance(kind, Classified):
            _labels_are_classes(kind, kind, config, value)


def _labels_are_classes(
    kind: AnyKind, classified: Classified[Any, Any], config: Any, value: Any
) -> None:
    known = [one.id for one in classified.classes(config)]
    named = classified.as_label(value, config)
    _require(set(named) <= set(known), f"{value!r} names {named}, which the field does not have")
    raw = canonical.loads(_stored(value))
    _require(classified.relabel(raw, {}, config) == raw, f"{raw!r} changes when nothing moves")
    _require(classified.inherit(config, config, ()) == config, "inheriting nothing changes")
    scale = kind.scale(config)
    if isinstance(scale, Nominal | Ordinal):
        _require(list(scale.classes) == known, f"{scale!r} has other classes than {known}")
        _require(len(named) == 1, f"{value!r} names {len(named)} classes on a scale of one")


def _stored(value: BaseModel) -> str:
    return canonical.dumps(value.model_dump(mode="json"))


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads like assert
    if not holds:
        raise LawBroken(otherwise)


KIND_LAWS: tuple[KindLaw, ...] = (
    config_survives_json,
    examples_are_allowed,
    scale_is_known,
    values_survive_json,
    normal_form_is_stable,
    distance_is_a_distance,
    merge_of_one_is_itself,
    merge_is_an_answer,
    merge_ignores_order,
    merge_follows_weight,
    merge_refuses_nonsense,
    upgrade_ends,
    views_are_total,
)
