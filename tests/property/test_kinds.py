"""Kinds and schemas against slow, obvious twins, and over whatever JSON somebody may send."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from ascertain.core import canonical
from ascertain.core.errors import Invalid
from ascertain.kinds.editing import comparable, edits, text_distance
from ascertain.kinds.merging import lower_median
from ascertain.kinds.schema import apply_map, compile_schema, map_schema, parse_schema
from ascertain.plugins import gather

T = TypeVar("T")
KINDS = gather([]).kinds
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["a", "b", "choice", "number", "text", "red", "#abc"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
SOME_IDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3)
SETTINGS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "b", "c"]) | JSON,
        "kind": st.sampled_from(["choice", "number", "text"]) | JSON,
    },
    optional={
        "classes": SOME_IDS | JSON,
        "multiple": st.booleans() | JSON,
        "min": st.integers(-3, 3) | JSON,
        "max": st.integers(-3, 3) | JSON,
        "step": st.floats(0.1, 3) | JSON,
        "max_length": st.integers(1, 9) | JSON,
        "shown_when": st.dictionaries(st.sampled_from(["a", "b"]), SOME_IDS | JSON) | JSON,
        "title": st.text(max_size=3) | JSON,
    },
)
IDS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)


def outcome(call: Callable[[], T]) -> T | Invalid:
    """What a call gives, or the error that it refuses with."""
    try:
        return call()
    except Invalid as error:
        return error


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_edits_are_those_of_the_textbook(a: str, b: str) -> None:
    @cache
    def slow(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        change = slow(i - 1, j - 1) + (a[i - 1] != b[j - 1])
        return min(change, slow(i - 1, j) + 1, slow(i, j - 1) + 1)

    assert edits(a, b) == slow(len(a), len(b))


@given(st.lists(st.sampled_from("xy"), min_size=60, max_size=140), st.data())
def test_edits_past_one_machine_word(a: Sequence[str], data: st.DataObject) -> None:
    b = list(a)
    changes = data.draw(st.integers(0, 5))
    for _ in range(changes):
        del b[data.draw(st.integers(0, len(b) - 1))]
    assert edits(a, b) == changes


@given(st.text(max_size=30), st.text(max_size=30))
def test_text_distance_is_a_distance(a: str, b: str) -> None:
    here, there = comparable(a), comparable(b)
    assert comparable(here) == here
    apart = text_distance(here, there)
    assert 0 <= apart <= 1
    assert (apart == 0) == (here == there)
    assert apart == text_distance(there, here)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1))
def test_the_median_is_the_place_with_the_least_weighted_distance(
    points: list[tuple[int, int]],
) -> None:
    def cost(place: int) -> int:
        return sum(weight * abs(other - place) for other, weight in points)

    middle = lower_median(points)
    assert cost(int(middle)) == min(cost(place) for place, _ in points)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["fields", "x"]), JSON | st.lists(SETTINGS, max_size=3)))
def test_whatever_is_sent_as_a_schema_is_refused_or_stored(body: dict[str, Any]) -> None:
    schema = outcome(lambda: parse_schema(body, KINDS))
    if isinstance(schema, Invalid):
        assert schema.problems
        assert all(one.code.startswith("schema.") for one in schema.problems)
        return
    stored = canonical.dumps(schema.canonical())
    again = parse_schema(canonical.loads(stored), KINDS)
    assert canonical.dumps(again.canonical()) == stored


SCHEMA = compile_schema(
    parse_schema(
        {
            "fields": [
                {"name": "a", "kind": "choice", "classes": ["a", "b"], "required": False},
                {"name": "b", "kind": "choice", "classes": ["a", "b"], "multiple": True},
                {"name": "c", "kind": "number", "min": 0, "shown_when": {"a": "a"}},
                {"name": "d", "kind": "text", "required": False, "shown_when": {"b": "b"}},
            ]
        },
        KINDS,
    ),
    KINDS,
)
VALUES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]),
    JSON | st.lists(st.sampled_from(["a", "b", "c"]), max_size=3),
)


@settings(max_examples=300)
@given(VALUES)
def test_whatever_is_sent_as_values_is_refused_or_stored(values: dict[str, Any]) -> None:
    checked = outcome(lambda: SCHEMA.check(values))
    if isinstance(checked, Invalid):
        assert checked.problems
        assert all(one.code.startswith("value.") for one in checked.problems)
        assert all(one.pointer.startswith("/values/") for one in checked.problems)
        return
    assert {answer.field for answer in checked.answers} <= set(checked.shown)
    plain = canonical.loads(canonical.dumps(checked.plain()))
    assert SCHEMA.check(plain) == checked


@given(IDS, IDS, st.data())
def test_a_map_leaves_only_answers_that_fit(old: str, new: str, data: st.DataObject) -> None:
    multiple = data.draw(st.booleans())
    before, after = (
        compile_schema(
            parse_schema(
                {"fields": [{"name": "f", "kind": "choice", "classes": ids, "multiple": multiple}]},
                KINDS,
            ),
            KINDS,
        )
        for ids in (old, new)
    )
    gone = [one for one in old if one not in new]
    targets = st.sampled_from(new) | st.lists(st.sampled_from(new), min_size=2, unique=True)
    said = {
        one: data.draw(targets if len(new) > 1 else st.sampled_from(new))
        for one in gone
        if data.draw(st.booleans())
    }
    schema_map = map_schema(before, after, {"f": said})
    one = st.sampled_from(old)
    value = data.draw(st.lists(one, min_size=1, unique=True) if multiple else one)
    applied = apply_map(schema_map, after, {"f": value})
    assert ("f" in applied.values) != ("f" in applied.reopened)
    if "f" in applied.values:
        after.check(applied.values)
    splits = {name for name, to in said.items() if isinstance(to, list)}
    named = set(value if multiple else [value])
    if named & splits:
        assert applied.reopened == {"f": "split"}
