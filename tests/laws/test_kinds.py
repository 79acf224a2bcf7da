"""The laws of kinds over every kind that is registered, one from another package among them; and
that the laws bite."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st

from ascertain.contracts.kind import ItemFacts, Merged
from ascertain.contracts.scale import Distance, Interval, Nominal, Scale
from ascertain.core.errors import Problem
from ascertain.kinds.number import NumberConfig, NumberKind, NumberValue
from ascertain.kinds.text import Text
from ascertain.plugins import gather
from ascertain.testing.laws import KIND_LAWS, KindLaw, KindPack, LawBroken
from ascertain.testing.laws.running import pack_of, read_stored, run_law
from tests.plugins.stars_at_hand import HERE, STARS

sys.path.append(str(HERE))
KINDS = gather([STARS]).kinds


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("law", KIND_LAWS, ids=lambda law: law.__name__)
def test_law(law: KindLaw, name: str) -> None:
    run_law(law, pack_of(KINDS.get(name)), examples=30)


@pytest.mark.parametrize("name", KINDS)
def test_what_older_versions_stored_is_read(name: str) -> None:
    read_stored(pack_of(KINDS.get(name)))


def test_the_stranger_is_among_them() -> None:
    assert "stars" in KINDS
    assert pack_of(KINDS.get("stars")).stored


class _Wrong(NumberKind):
    """A number whose parts a test replaces by wrong ones."""


class _Lopsided(_Wrong):
    def distance(self, a: NumberValue, b: NumberValue, config: NumberConfig) -> float:
        del config
        return 0.0 if a == b else 0.2 if a.root < b.root else 0.3


class _Endless(_Wrong):
    def distance(self, a: NumberValue, b: NumberValue, config: NumberConfig) -> float:
        del config
        return abs(float(a.root) - float(b.root))


class _FirstWins(_Wrong):
    def merge(
        self, values: Sequence[NumberValue], weights: Sequence[float], config: NumberConfig
    ) -> Merged[NumberValue]:
        super().merge(values, weights, config)
        return Merged(values[0], 1.0)


class _LightWins(_Wrong):
    def merge(
        self, values: Sequence[NumberValue], weights: Sequence[float], config: NumberConfig
    ) -> Merged[NumberValue]:
        super().merge(values, weights, config)
        pairs = sorted(zip(weights, [float(one.root) for one in values], strict=True))
        return Merged(NumberValue(pairs[0][1]), 1 / len(set(values)))


class _Mean(_Wrong):
    """Its mean of whole numbers is not whole."""

    def merge(
        self, values: Sequence[NumberValue], weights: Sequence[float], config: NumberConfig
    ) -> Merged[NumberValue]:
        super().merge(values, weights, config)
        return Merged(NumberValue(sum(one.root for one in values) / len(values)), 1.0)


class _Trusting(_Wrong):
    def merge(
        self, values: Sequence[NumberValue], weights: Sequence[float], config: NumberConfig
    ) -> Merged[NumberValue]:
        del weights, config
        return Merged(values[0] if values else NumberValue(0), 1.0)


class _Doubling(_Wrong):
    def normal(self, value: NumberValue, config: NumberConfig) -> NumberValue:
        del config
        return NumberValue(value.root * 2)


class _Strict(_Wrong):
    def check(self, value: NumberValue, config: NumberConfig, item: ItemFacts) -> Sequence[Problem]:
        del value, config, item
        return [Problem("value.no", "Never.")]


class _Repeating(_Wrong):
    def scale(self, config: NumberConfig) -> Scale:
        del config
        return Nominal(("a", "a"))


class _Roomless(_Wrong):
    def scale(self, config: NumberConfig) -> Scale:
        del config
        return Interval(1, 1)


class _Tolerant(_Wrong):
    def scale(self, config: NumberConfig) -> Scale:
        del config
        return Distance(tolerance=2)


class _Prophet(_Wrong):
    def upgrade(self, raw: Any, version: int) -> Any:
        del version
        return raw


class _Forgetful(_Wrong):
    def upgrade(self, raw: Any, version: int) -> Any:
        super().upgrade(raw, version)
        return raw + 1


class _Shy(_Wrong):
    def merge(
        self, values: Sequence[NumberValue], weights: Sequence[float], config: NumberConfig
    ) -> Merged[NumberValue]:
        return replace(super().merge(values, weights, config), confidence=0.5)


class _Mumbling(_Wrong):
    def as_row(self, value: NumberValue, config: NumberConfig) -> dict[str, Any]:
        del config
        return {"value": round(value.root)}


class _Loose(_Wrong):
    class Config(NumberConfig, extra="ignore"):
        """Takes whatever it is given."""


LAW_BY_NAME = {law.__name__: law for law in KIND_LAWS}
CONFIGS = st.builds(NumberConfig, min=st.just(-50), max=st.just(50))
WRONG = [
    ("config_survives_json", _Loose),
    ("examples_are_allowed", _Strict),
    ("scale_is_known", _Repeating),
    ("scale_is_known", _Roomless),
    ("scale_is_known", _Tolerant),
    ("normal_form_is_stable", _Doubling),
    ("distance_is_a_distance", _Lopsided),
    ("distance_is_a_distance", _Endless),
    ("merge_of_one_is_itself", _Shy),
    ("merge_is_an_answer", _Strict),
    ("merge_ignores_order", _FirstWins),
    ("merge_follows_weight", _LightWins),
    ("merge_refuses_nonsense", _Trusting),
    ("upgrade_ends", _Prophet),
    ("upgrade_ends", _Forgetful),
    ("views_are_total", _Mumbling),
]


def _values(config: NumberConfig) -> st.SearchStrategy[NumberValue]:
    del config
    return st.integers(-100, 100).map(lambda halves: NumberValue(halves / 2))


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=lambda one: getattr(one, "__name__", one))
def test_the_law_bites(name: str, wrong: type[NumberKind]) -> None:
    kind = wrong()
    configs = CONFIGS
    if wrong is _Loose:
        configs = st.builds(_Loose.Config)  # the config law needs the kind's own
    with pytest.raises(LawBroken):
        run_law(LAW_BY_NAME[name], KindPack(kind, configs, _values))


def test_a_mean_is_not_always_an_answer() -> None:
    whole = st.builds(NumberConfig, integer=st.just(True))
    pack = KindPack(_Mean(), whole, lambda _: st.integers(-9, 9).map(NumberValue))
    with pytest.raises(LawBroken, match=r"value\.not-integer"):
        run_law(LAW_BY_NAME["merge_is_an_answer"], pack)


def test_every_law_is_shown_to_bite() -> None:
    shown = {name for name, _ in WRONG}
    assert set(LAW_BY_NAME) - shown == {"values_survive_json"}


def test_a_value_that_changes_in_json_is_caught() -> None:
    class Shortening(Text):
        def normal(self, value: Any, config: Any) -> Any:
            del config
            # Unchecked, the model holds what its own JSON form does not give back.
            return value.model_copy(update={"root": value.root + "\r"})

    pack = KindPack(Shortening(), st.builds(Text.Config), lambda _: st.just(Text.Value("a")))
    with pytest.raises(LawBroken, match="came back"):
        run_law(LAW_BY_NAME["values_survive_json"], pack)


def test_a_version_without_an_example_is_caught() -> None:
    class Third(NumberKind):
        version = 3

    pack = KindPack(Third(), CONFIGS, _values, stored=[(NumberConfig(), 3, 1)])
    with pytest.raises(LawBroken, match="version 2"):
        read_stored(pack)


def test_a_kind_without_examples_is_caught() -> None:
    class Bare(NumberKind):
        law_pack = None  # type: ignore[assignment]  # what the test is about

    with pytest.raises(LawBroken, match="law_pack"):
        pack_of(Bare())
