"""From one schema version to the next: every sort of change, what moves, what is asked again."""

from typing import Any

import pytest

from ascertain.core import canonical
from ascertain.core.errors import Invalid
from ascertain.core.registry import Registry
from ascertain.kinds import BUILT_IN
from ascertain.kinds.schema import (
    CompiledSchema,
    SchemaMap,
    apply_map,
    compile_schema,
    map_schema,
    next_version,
    parse_schema,
    preview_map,
)
from ascertain.kinds.schema.fields import AnyKind

KINDS: Registry[AnyKind] = Registry("kind", BUILT_IN)


def topics(*classes: Any, **settings: Any) -> CompiledSchema:
    """A schema of one choice."""
    return schema({"name": "topic", "kind": "choice", "classes": list(classes), **settings})


def schema(*fields: dict[str, Any]) -> CompiledSchema:
    """A schema of these fields."""
    return compile_schema(parse_schema({"fields": list(fields)}, KINDS), KINDS)


def retired(name: str) -> dict[str, Any]:
    """A class that cannot be chosen any more."""
    return {"id": name, "retired": True}


@pytest.mark.parametrize(
    ("old", "new", "said", "wanted"),
    [
        (["a", "b"], ["a", "b"], {}, []),
        (["a", "b"], ["b", "a"], {}, []),
        (["a"], ["a", "b"], {}, [("b", "added", ("b",), "stays")]),
        (["a"], [{"id": "a", "name": "A"}], {}, [("a", "renamed", ("a",), "stays")]),
        (["a", "b"], ["a"], {}, [("b", "retired", (), "stays")]),
        (["a", "b"], ["a", retired("b")], {}, [("b", "retired", (), "stays")]),
        (["a", "b"], ["a"], {"b": None}, [("b", "retired", (), "stays")]),
        (["a", retired("b")], ["a", retired("b")], {}, []),
        (["a", retired("b")], ["a"], {}, []),
        (["a", retired("b")], ["a", "b"], {}, []),
        (
            ["a", "b"],
            ["c", "b"],
            {"a": "c"},
            [("a", "renamed", ("c",), "moves"), ("c", "added", ("c",), "stays")],
        ),
        (["a", "b"], ["b"], {"a": "b"}, [("a", "merged", ("b",), "moves")]),
        (
            ["a", "b"],
            ["c"],
            {"a": "c", "b": "c"},
            [
                ("a", "merged", ("c",), "moves"),
                ("b", "merged", ("c",), "moves"),
                ("c", "added", ("c",), "stays"),
            ],
        ),
        (
            ["a", "b"],
            ["a1", "a2", "b"],
            {"a": ["a1", "a2"]},
            [
                ("a", "split", ("a1", "a2"), "reopens"),
                ("a1", "added", ("a1",), "stays"),
                ("a2", "added", ("a2",), "stays"),
            ],
        ),
        (
            ["a"],
            ["a", "z"],
            {"a": ["a", "z"]},
            [("a", "split", ("a", "z"), "reopens"), ("z", "added", ("z",), "stays")],
        ),
    ],
)
def test_what_becomes_of_classes(
    old: list[Any], new: list[Any], said: dict[str, Any], wanted: list[Any]
) -> None:
    found = map_schema(topics(*old), topics(*new), {"topic": said})
    (field,) = found.fields
    assert (field.old, field.new, field.change) == ("topic", "topic", "same")
    assert [(one.id, one.change, one.to, one.effect) for one in field.classes] == wanted
    assert SchemaMap.parse(canonical.loads(canonical.dumps(found.canonical()))) == found


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"topics": {}}, "schema.map-field", "/map/topics"),
        ({"topic": []}, "schema.map-form", "/map/topic"),
        ({"topic": {"x": "b"}}, "schema.map-class", "/map/topic/x"),
        ({"topic": {"a": "x"}}, "schema.map-target", "/map/topic/a"),
        ({"topic": {"a": "gone"}}, "schema.map-target", "/map/topic/a"),
        ({"topic": {"a": ["b"]}}, "schema.map-split", "/map/topic/a"),
        ({"topic": {"a": []}}, "schema.map-split", "/map/topic/a"),
        ({"topic": {"a": 3}}, "schema.map-form", "/map/topic/a"),
        ({"topic": {"b": "c"}}, "schema.map-live", "/map/topic/b"),
    ],
)
def test_a_map_that_cannot_be(said: dict[str, Any], code: str, pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        map_schema(topics("a", "b"), topics("b", "c", retired("gone")), said)
    assert [(one.code, one.pointer) for one in caught.value.problems] == [(code, pointer)]


NUMBER = {"name": "n", "kind": "number"}
TEXT = {"name": "t", "kind": "text"}


def test_fields_come_go_and_change_their_name_or_kind() -> None:
    old = schema(NUMBER, TEXT, {**TEXT, "name": "gone"}, {**TEXT, "name": "kept"})
    new = schema({**NUMBER, "name": "m"}, {**NUMBER, "name": "t"}, {**TEXT, "name": "kept"}, NUMBER)
    found = map_schema(old, new, renamed={"n": "m"})
    assert [(one.old, one.new, one.change) for one in found.fields] == [
        ("n", "m", "renamed"),
        ("t", "t", "kind_changed"),
        ("gone", None, "removed"),
        ("kept", "kept", "same"),
        (None, "n", "added"),
    ]
    applied = apply_map(found, new, {"n": 3, "t": "x", "gone": "y", "kept": "z"})
    assert applied.values == {"m": 3, "kept": "z"}
    assert applied.moved == ("m",)
    assert applied.reopened == {"t": "kind_changed"}
    assert applied.dropped == ("gone",)
    assert applied.lacking == ("t", "n")


@pytest.mark.parametrize("renamed", [{"x": "n"}, {"n": "x"}, {"n": "t", "t": "t"}])
def test_a_renaming_that_cannot_be(renamed: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        map_schema(schema(NUMBER, TEXT), schema(NUMBER, TEXT), renamed=renamed)
    assert {one.code for one in caught.value.problems} == {"schema.map-field"}


@pytest.mark.parametrize(
    ("value", "wanted", "why"),
    [
        ("same", "same", None),
        ("old", "fresh", None),
        ("twin", "same", None),
        ("gone", "gone", None),
        ("wide", None, "split"),
        ("never", None, "value.unknown-class"),
        ({"no": "choice"}, None, "value.type"),
    ],
)
def test_single_answers_move(value: Any, wanted: str | None, why: str | None) -> None:
    old = topics("same", "old", "twin", "gone", "wide")
    body = {
        "fields": [
            {"name": "topic", "kind": "choice", "classes": ["same", "fresh", "wide", "narrow"]}
        ]
    }
    said = {"topic": {"old": "fresh", "twin": "same", "wide": ["wide", "narrow"]}}
    following, found = next_version(old, body, KINDS, said)
    new = compile_schema(following, KINDS)
    applied = apply_map(found, new, {"topic": value})
    assert applied.values == ({} if wanted is None else {"topic": wanted})
    assert applied.moved == (("topic",) if wanted not in (None, value) else ())
    assert applied.reopened == ({} if why is None else {"topic": why})
    assert applied.lacking == (("topic",) if why else ())


def test_multiple_answers_move_class_by_class() -> None:
    old = topics("a", "b", "c", "d", multiple=True)
    new = topics("z", "b", "d1", "d2", retired("c"), multiple=True)
    found = map_schema(old, new, {"topic": {"a": "z", "d": ["d1", "d2"]}})
    assert apply_map(found, new, {"topic": ["a", "b"]}).values == {"topic": ["z", "b"]}
    assert apply_map(found, new, {"topic": ["b", "c"]}).values == {"topic": ["b", "c"]}
    assert apply_map(found, new, {"topic": ["b", "d"]}).reopened == {"topic": "split"}


def test_one_becomes_several_and_several_become_one_where_that_is_clear() -> None:
    single, multiple = topics("a", "b"), topics("a", "b", multiple=True)
    widen, narrow = map_schema(single, multiple), map_schema(multiple, single)
    assert apply_map(widen, multiple, {"topic": "b"}).values == {"topic": ["b"]}
    assert apply_map(narrow, single, {"topic": ["b"]}).values == {"topic": "b"}
    assert apply_map(narrow, single, {"topic": ["a", "b"]}).reopened == {"topic": "value.type"}


def test_narrower_settings_reopen_what_no_longer_fits() -> None:
    new = schema({**NUMBER, "max": 5})
    found = map_schema(schema(NUMBER), new)
    assert apply_map(found, new, {"n": 5}).reopened == {}
    assert apply_map(found, new, {"n": 6}).reopened == {"n": "value.out-of-range"}


def test_an_answer_that_is_no_longer_asked_for_is_dropped() -> None:
    topic = {"name": "topic", "kind": "choice", "classes": ["a", "b"]}
    old = schema(topic, TEXT)
    new = schema(topic, {**TEXT, "shown_when": {"topic": "b"}})
    applied = apply_map(map_schema(old, new), new, {"topic": "a", "t": "x"})
    assert (applied.values, applied.dropped, applied.lacking) == ({"topic": "a"}, ("t",), ())


def test_classes_left_out_of_the_next_version_stay_readable() -> None:
    body = {"fields": [{"name": "topic", "kind": "choice", "classes": ["a", "c"]}]}
    old = topics("a", {"id": "b", "name": "Bee"}, "moved")
    following, found = next_version(old, body, KINDS, {"topic": {"moved": "c"}})
    classes = following.canonical()["fields"][0]["classes"]
    assert classes == [
        {"id": "a", "name": "a"},
        {"id": "b", "name": "Bee", "retired": True},
        {"id": "c", "name": "c"},
    ]
    again, unchanged = next_version(compile_schema(following, KINDS), body, KINDS)
    assert again == following
    assert unchanged.fields[0].classes == ()
    assert [one.change for one in found.fields[0].classes] == ["retired", "renamed", "added"]


def test_adding_a_class_changes_nothing_that_exists() -> None:
    new = topics("a", "b", "c")
    found = map_schema(topics("a", "b"), new)
    for value in ("a", "b"):
        applied = apply_map(found, new, {"topic": value})
        assert (applied.values, applied.moved, applied.lacking) == ({"topic": value}, (), ())
    preview = preview_map(found, {("topic", "a"): 10, ("topic", "b"): 5})
    assert (preview.stays, preview.moves, preview.reopens, preview.drops) == (15, 0, 0, 0)


def test_a_preview_counts_labels_by_what_happens_to_them() -> None:
    old = schema(
        {"name": "topic", "kind": "choice", "classes": ["a", "b", "c", "d"]},
        NUMBER,
        TEXT,
    )
    new = schema(
        {"name": "topic", "kind": "choice", "classes": ["b", "c1", "c2"]},
        {"name": "n", "kind": "text"},
    )
    found = map_schema(old, new, {"topic": {"a": "b", "c": ["c1", "c2"]}})
    counts = {
        ("topic", "a"): 1,
        ("topic", "b"): 2,
        ("topic", "c"): 4,
        ("topic", "d"): 8,
        ("n", None): 16,
        ("t", None): 32,
    }
    preview = preview_map(found, counts)
    assert (preview.stays, preview.moves, preview.reopens, preview.drops) == (10, 1, 20, 32)
    assert [
        (one.field, one.class_id, one.change, one.effect, one.labels) for one in preview.lines
    ] == [
        ("n", None, "kind_changed", "reopens", 16),
        ("t", None, "removed", "drops", 32),
        ("topic", "a", "merged", "moves", 1),
        ("topic", "b", "same", "stays", 2),
        ("topic", "c", "split", "reopens", 4),
        ("topic", "d", "retired", "stays", 8),
    ]
