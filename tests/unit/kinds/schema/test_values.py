"""Values beyond the golden facts: stored form, missing kinds, cells and words, speed."""

import time
from typing import Any

import pytest

from ascertain.contracts.scale import Nominal
from ascertain.core.errors import Invalid, Unsupported
from ascertain.core.registry import Registry
from ascertain.kinds import BUILT_IN
from ascertain.kinds.schema import CompiledSchema, compile_schema, parse_schema
from ascertain.kinds.schema.fields import AnyKind

KINDS: Registry[AnyKind] = Registry("kind", BUILT_IN)


def compiled(*fields: dict[str, Any]) -> CompiledSchema:
    """A schema of these fields."""
    return compile_schema(parse_schema({"fields": list(fields)}, KINDS), KINDS)


TOPIC = {"name": "topic", "kind": "choice", "classes": ["billing", "refund"]}
TAGS = {"name": "tags", "kind": "choice", "classes": ["a", "b"], "multiple": True}


def test_what_is_stored_of_a_judgment() -> None:
    answer, tags = compiled(TOPIC, TAGS).check({"tags": ["b", "a"], "topic": "refund"}).answers
    assert (answer.field, answer.kind, answer.kind_version) == ("topic", "choice", 1)
    assert (answer.value, answer.text, answer.class_id) == ("refund", '"refund"', "refund")
    assert (tags.value, tags.text, tags.class_id) == (["a", "b"], '["a","b"]', None)


def test_the_message_says_how_many_more_problems_there_are() -> None:
    with pytest.raises(Invalid) as caught:
        compiled(TOPIC, TAGS).check({})
    assert str(caught.value) == "Answer “topic”. (1 more)"


def test_a_title_is_used_in_messages() -> None:
    with pytest.raises(Invalid, match="Answer “What is it about”"):
        compiled({**TOPIC, "title": "What is it about"}).check({})


def test_a_condition_on_a_field_with_a_faulty_answer_adds_nothing() -> None:
    why = {"name": "why", "kind": "text", "shown_when": {"topic": "refund"}}
    deeper = {"name": "deeper", "kind": "text", "shown_when": {"why": "x"}}
    with pytest.raises(Invalid) as caught:
        compiled(TOPIC, why, deeper).check({"topic": "x", "deeper": "y"})
    assert [one.pointer for one in caught.value.problems] == ["/values/topic"]


def test_a_hidden_field_hides_what_depends_on_it() -> None:
    why = {"name": "why", "kind": "text", "shown_when": {"topic": "refund"}}
    deeper = {"name": "deeper", "kind": "text", "shown_when": {"why": "x"}}
    schema = compiled(TOPIC, why, deeper)
    assert schema.check({"topic": "billing"}).shown == ("topic",)
    assert schema.check({"topic": "refund", "why": "x", "deeper": "y"}).shown[-1] == "deeper"


def test_pointers_escape_what_json_pointers_escape() -> None:
    with pytest.raises(Invalid) as caught:
        compiled(TOPIC).check({"topic": "refund", "a/b~c": 1})
    assert caught.value.problems[0].pointer == "/values/a~1b~0c"


def test_nothing_is_judged_under_a_schema_with_a_missing_kind() -> None:
    body = {"fields": [TOPIC, {"name": "s", "kind": "stars"}]}
    schema = compile_schema(parse_schema(body, KINDS, missing="keep"), KINDS)
    assert [field.name for field in schema.fields] == ["topic"]
    with pytest.raises(Unsupported, match="stars") as caught:
        schema.check({"topic": "refund"})
    assert caught.value.code == "schema.read-only"


def test_scales_and_cells_are_at_hand() -> None:
    field = compiled(TOPIC).fields[0]
    assert field.scale == Nominal(("billing", "refund"))
    value = field.read("refund")
    assert field.row(value) == {"value": "refund", "class": "refund"}
    assert field.text(value) == "refund"
    assert field.from_text("refund") == "refund"


def test_reading_what_is_damaged() -> None:
    field = compiled(TOPIC).fields[0]
    with pytest.raises(Invalid, match="no such value"):
        field.read({"not": "a choice"})
    with pytest.raises(Unsupported, match="Upgrade"):
        field.read("refund", version=2)


def test_one_choice_is_checked_in_microseconds() -> None:
    schema = compiled(TOPIC)
    values = {"topic": "refund"}
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(200):
            schema.check(values)
        best = min(best, (time.perf_counter() - start) / 200)
    assert best < 30e-6
