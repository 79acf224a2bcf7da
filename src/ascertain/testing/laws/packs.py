"""Examples of the built-in kinds for the laws. Needs the package hypothesis."""

from typing import Any

from hypothesis import strategies as st

from ascertain.contracts.kind import ItemFacts
from ascertain.kinds.choice import CHOICE as CHOICE_KIND
from ascertain.kinds.choice import ChoiceConfig, ChoiceValue
from ascertain.kinds.number import NUMBER as NUMBER_KIND
from ascertain.kinds.number import NumberConfig, NumberValue
from ascertain.kinds.text import TEXT as TEXT_KIND
from ascertain.kinds.text import TextConfig, TextValue
from ascertain.testing.laws.kinds import KindPack

# What a database can hold and a schema may be called: no control characters, no half surrogates.
_LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
_WORDS = st.text(_LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def _choice_configs(draw: st.DrawFn) -> ChoiceConfig:
    ids = draw(st.lists(_WORDS, min_size=2, max_size=6, unique=True))
    retired = draw(st.sets(st.sampled_from(ids), max_size=len(ids) - 1))
    classes = [{"id": one, "name": draw(_WORDS), "retired": one in retired} for one in ids]
    form = draw(st.sampled_from(["single", "ordered", "multiple"]))
    settings: dict[str, Any] = {"classes": classes, form: True}
    settings.pop("single", None)
    if form == "multiple":
        live = len(ids) - len(retired)
        least = draw(st.none() | st.integers(0, live))
        most = draw(st.none() | st.integers(max(1, least or 0), live))
        settings |= {"min": least, "max": most}
    return ChoiceConfig(**settings)


def _choice_values(config: ChoiceConfig) -> st.SearchStrategy[ChoiceValue]:
    live = [one.id for one in config.classes if not one.retired]
    if not config.multiple:
        return st.sampled_from(live).map(ChoiceValue)
    most = len(live) if config.max is None else config.max
    some = st.lists(st.sampled_from(live), min_size=config.least, max_size=most, unique=True)
    return some.map(lambda ids: ChoiceValue(tuple(ids)))


_HALVES = st.integers(-40, 40).map(lambda halves: halves / 2)


@st.composite
def _number_configs(draw: st.DrawFn) -> NumberConfig:
    low = draw(st.none() | _HALVES)
    span = draw(st.integers(1, 50))
    high = draw(st.none() | st.just((low or 0) + span))
    return NumberConfig(
        min=low,
        max=high,
        step=draw(st.sampled_from([None, None, 0.1, 0.5, 2])),
        unit=draw(st.none() | _WORDS),
        integer=draw(st.booleans()),
        tolerance=draw(st.sampled_from([0, 0.25, 3])),
    )


def _number_values(config: NumberConfig) -> st.SearchStrategy[NumberValue]:
    base = config.min if config.min is not None else 0
    steps = st.integers(-60, 60).map(lambda place: base + place * (config.step or 1))
    if config.step is None and not config.integer:
        free = st.floats(config.min, config.max, allow_nan=False, allow_infinity=False)
        steps = steps | free
    corners = st.sampled_from([one for one in (config.min, config.max, base, 0) if one is not None])
    return (
        (steps | corners)
        .map(NumberValue)
        .filter(lambda value: not NUMBER_KIND.check(value, config, ItemFacts()))
    )


_TEXT_CONFIGS = st.builds(
    TextConfig,
    max_length=st.integers(1, 60),
    multiline=st.booleans(),
    tolerance=st.sampled_from([0.0, 0.1, 0.5]),
)


def _text_values(config: TextConfig) -> st.SearchStrategy[TextValue]:
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
    few = st.text("ab \n", max_size=config.max_length)
    written = few | st.text(letters, max_size=config.max_length)
    return written.map(TextValue).filter(
        lambda value: not TEXT_KIND.check(value, config, ItemFacts())
    )


CHOICE = KindPack(CHOICE_KIND, _choice_configs(), _choice_values)
NUMBER = KindPack(NUMBER_KIND, _number_configs(), _number_values)
TEXT = KindPack(TEXT_KIND, _TEXT_CONFIGS, _text_values)
