"""Schemas as owners write them: the stored form, every refusal with its pointer, missing kinds."""

from typing import Any

import pytest

from ascertain.core.errors import Invalid
from ascertain.core.registry import Registry
from ascertain.kinds import BUILT_IN
from ascertain.kinds.schema import parse_schema
from ascertain.kinds.schema.fields import AnyKind

KINDS: Registry[AnyKind] = Registry("kind", BUILT_IN)
TOPIC = {"name": "topic", "kind": "choice", "classes": ["billing", "refund"]}
NUMBER = {"name": "amount", "kind": "number", "min": 0, "max": 5}
TEXT = {"name": "why", "kind": "text"}


def refused(body: Any) -> list[tuple[str, str]]:
    """Codes and pointers of what is wrong with a body."""
    with pytest.raises(Invalid) as caught:
        parse_schema(body, KINDS)
    assert caught.value.code == caught.value.problems[0].code
    assert all(one.message.endswith((".", "?")) for one in caught.value.problems)
    return [(one.code, one.pointer) for one in caught.value.problems]


def test_a_field_is_stored_flat_with_its_defaults() -> None:
    body = {
        "fields": [
            TOPIC,
            {**TEXT, "title": " Why? ", "hint": "a\r\nb", "shown_when": {"topic": "refund"}},
            {
                **NUMBER,
                "required": False,
                "shown_when": {"topic": ["refund", "refund"], "why": "x"},
            },
        ]
    }
    stored = parse_schema(body, KINDS).canonical()
    assert stored["fields"][0]["classes"][0] == {"id": "billing", "name": "billing"}
    assert stored["fields"][1] == {
        "name": "why",
        "kind": "text",
        "required": True,
        "title": "Why?",
        "hint": "a\nb",
        "shown_when": {"topic": ["refund"]},
        "max_length": 10_000,
        "multiline": False,
        "tolerance": 0.1,
    }
    assert stored["fields"][2]["shown_when"] == {"topic": ["refund"], "why": ["x"]}
    assert parse_schema(stored, KINDS).canonical() == stored
    assert parse_schema(stored, KINDS) == parse_schema(body, KINDS)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (None, [("schema.no-fields", "")]),
        ([], [("schema.no-fields", "")]),
        ({}, [("schema.no-fields", "")]),
        ({"fields": {}}, [("schema.no-fields", "")]),
        ({"fields": []}, [("schema.no-fields", "/fields")]),
        ({"fields": [TOPIC], "flow": 1}, [("schema.unknown-setting", "/flow")]),
        ({"fields": [TOPIC, TOPIC]}, [("schema.field-duplicate", "/fields/1/name")]),
        ({"fields": ["topic"]}, [("schema.field", "/fields/0")]),
        ({"fields": [{"kind": "text"}]}, [("schema.missing-setting", "/fields/0/name")]),
        ({"fields": [{"name": "a"}]}, [("schema.missing-setting", "/fields/0/kind")]),
        ({"fields": [{**TEXT, "required": 1}]}, [("schema.setting", "/fields/0/required")]),
        ({"fields": [{**TEXT, "title": "a\x1b"}]}, [("schema.text", "/fields/0/title")]),
        ({"fields": [{**TEXT, "shown_when": 1}]}, [("schema.setting", "/fields/0/shown_when")]),
        ({"fields": [{**TEXT, "kind": "txt"}]}, [("schema.unknown-kind", "/fields/0/kind")]),
        ({"fields": [{**TEXT, "kind": 3}]}, [("schema.setting", "/fields/0/kind")]),
        (
            {"fields": [{**TEXT, "name": name} for name in ("A", "", "1a", "a-b", "a" * 41, "é")]},
            [("schema.field-name", f"/fields/{place}/name") for place in range(6)],
        ),
        (
            {"fields": [{**TEXT, "name": f"f{place}"} for place in range(51)]},
            [("schema.too-many-fields", "/fields")],
        ),
    ],
)
def test_refused(body: Any, wanted: list[tuple[str, str]]) -> None:
    assert refused(body) == wanted


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"why": "x"}, "schema.condition-self"),
        ({"later": "x"}, "schema.condition-later"),
        ({"nothing": "x"}, "schema.condition-field"),
        ({"topic": "refunds"}, "schema.condition-value"),
        ({"topic": []}, "schema.condition-value"),
        ({"topic": 3}, "schema.condition-value"),
        ({"amount": 9}, "schema.condition-value"),
        ({"amount": "3"}, "schema.condition-value"),
    ],
)
def test_conditions_that_cannot_hold(condition: dict[str, Any], code: str) -> None:
    later = {"name": "later", "kind": "text"}
    body = {"fields": [TOPIC, NUMBER, {**TEXT, "shown_when": condition}, later]}
    assert refused(body) == [(code, f"/fields/2/shown_when/{next(iter(condition))}")]


def test_hints_name_the_nearest() -> None:
    body = {"fields": [{**TEXT, "max_lenght": 3}, {**TEXT, "name": "b", "kind": "nubmer"}]}
    with pytest.raises(Invalid) as caught:
        parse_schema(body, KINDS)
    first, second = caught.value.problems
    assert "“max_length”" in first.message
    assert "“number”" in second.message


def test_all_problems_come_at_once() -> None:
    body = {"fields": [{**TOPIC, "classes": ["a", "a"]}, {**NUMBER, "min": 9}, {**TEXT, "x": 1}]}
    assert len(refused(body)) == 3


def test_fifty_fields_are_allowed() -> None:
    fields = [{**TEXT, "name": f"f{place}"} for place in range(50)]
    assert len(parse_schema({"fields": fields}, KINDS).fields) == 50


def test_a_kind_that_is_gone_is_kept_raw() -> None:
    stars = {"name": "s", "kind": "stars", "required": True, "top": 7, "hint": "so many"}
    topic = {**TOPIC, "shown_when": {"s": [1]}}
    schema = parse_schema({"fields": [stars, topic]}, KINDS, missing="keep")
    assert schema.read_only is not None
    assert "“stars”" in schema.read_only
    assert schema.canonical()["fields"][0] == stars
    assert schema.canonical()["fields"][1]["shown_when"] == {"s": [1]}
    assert refused({"fields": [stars]}) == [("schema.unknown-kind", "/fields/0/kind")]


def test_a_schema_that_is_whole_is_not_read_only() -> None:
    schema = parse_schema({"fields": [TOPIC]}, KINDS, missing="keep")
    assert schema.read_only is None
    assert schema.field("topic") is not None
    assert schema.field("other") is None
