"""Tries the laws on examples that hypothesis draws. The only part of the laws that needs it."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascertain.contracts.kind import ItemFacts
from ascertain.core.errors import Unsupported
from ascertain.core.registry import load
from ascertain.testing.laws.kinds import KIND_LAWS, AnyKind, KindLaw, KindPack, LawBroken

MOST_VALUES = 6

# Eighths add up exactly, so that a tie stays a tie.
_WEIGHTS = st.integers(1, 80).map(lambda eighths: eighths / 8)


def pack_of(kind: AnyKind) -> KindPack:
    """The pack that a kind names in `law_pack`.

    Raises:
        LawBroken: if it names none: a kind without examples cannot be trusted.
    """
    target = getattr(kind, "law_pack", None)
    if not isinstance(target, str):
        raise LawBroken(f"the kind {kind.name} names no law_pack (“module:attribute”)")
    pack: KindPack = load(target)
    return pack


def run_law(law: KindLaw, pack: KindPack, *, examples: int = 100) -> None:
    """Tries one law on so many drawn examples.

    Raises:
        LawBroken: with the smallest counter-example that was found.
    """

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        config = data.draw(pack.configs, label="config")
        drawn = st.tuples(pack.examples(config), _WEIGHTS)
        pairs = data.draw(st.lists(drawn, min_size=1, max_size=MOST_VALUES), label="values")
        law(pack.kind, config, [value for value, _ in pairs], [weight for _, weight in pairs])

    tried()


def run_laws(pack: KindPack, *, examples: int = 100) -> None:
    """Tries every law, and reads what older versions of the kind stored."""
    for law in KIND_LAWS:
        run_law(law, pack, examples=examples)
    read_stored(pack)


def read_stored(pack: KindPack) -> None:
    """What older versions stored is read, is allowed, and does not change when read again.

    Raises:
        LawBroken: also if a version older than the present one has no example.
    """
    kind = pack.kind
    untried = set(range(1, kind.version)) - {version for _, _, version in pack.stored}
    if untried:
        raise LawBroken(f"the pack of {kind.name} has nothing stored by version {min(untried)}")
    for config, raw, version in pack.stored:
        _read_one(kind, config, raw, version)


def _read_one(kind: AnyKind, config: Any, raw: Any, version: int) -> None:
    try:
        present = kind.upgrade(raw, version)
    except Unsupported as error:
        raise LawBroken(f"{raw!r} of version {version} is not read: {error}") from error
    value = kind.Value.model_validate(present)
    problems = kind.check(value, config, ItemFacts())
    if problems:
        raise LawBroken(f"{raw!r} of version {version} is refused: {list(problems)}")
    if kind.upgrade(present, kind.version) != present:
        raise LawBroken(f"{present!r} changes when it is read again")
