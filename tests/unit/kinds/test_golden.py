"""What Python and the front end must agree on: golden/kinds/<name>.json and golden/schema.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from ascertain.core.errors import Invalid
from ascertain.kinds.schema import CompiledField, check_values, compile_schema, parse_schema
from ascertain.plugins import gather

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "golden"
KINDS = gather([]).kinds
SCHEMA = json.loads((GOLDEN / "schema.json").read_text())

Case = dict[str, Any]


def cases(part: str) -> list[Any]:
    """The cases of one part, of every kind."""
    return [
        pytest.param(name, case, id=f"{name}-{case.get('name', place)}")
        for name in KINDS
        for place, case in enumerate(json.loads(_file(name).read_text())[part])
    ]


def field(kind: str, config: Case) -> CompiledField:
    """A field of that kind with those settings."""
    schema = parse_schema({"fields": [{"name": "it", "kind": kind, **config}]}, KINDS)
    return compile_schema(schema, KINDS).fields[0]


def _file(name: str) -> Path:
    return GOLDEN / "kinds" / f"{name}.json"


def test_every_kind_has_golden_facts() -> None:
    assert {path.stem for path in (GOLDEN / "kinds").glob("*.json")} == set(KINDS)
    for name in KINDS:
        facts = json.loads(_file(name).read_text())
        assert (facts["kind"], facts["version"]) == (name, KINDS.get(name).version)


@pytest.mark.parametrize(("kind", "case"), cases("configs"))
def test_configs(kind: str, case: Case) -> None:
    body = {"fields": [{"name": "it", "kind": kind, **case["given"]}]}
    if "stored" in case:
        stored = parse_schema(body, KINDS).canonical()
        wanted = {"name": "it", "kind": kind, "required": True, **case["stored"]}
        assert stored == {"fields": [wanted]}
        assert parse_schema(stored, KINDS).canonical() == stored
        return
    with pytest.raises(Invalid) as caught:
        parse_schema(body, KINDS)
    found = [[one.code, one.pointer.removeprefix("/fields/0")] for one in caught.value.problems]
    assert found == case["problems"]
    assert caught.value.code == found[0][0]


@pytest.mark.parametrize(("kind", "case"), cases("values"))
def test_values(kind: str, case: Case) -> None:
    compiled = field(kind, case["config"])
    value, problems = compiled.check(case["given"])
    assert [[one.code, one.pointer] for one in problems] == case.get("problems", [])
    if value is None:
        return
    assert json.dumps(compiled.plain(value)) == json.dumps(case["stored"])
    assert compiled.class_id(value) == case["class"]
    assert compiled.text(value) == case["text"]
    cell = compiled.row(value)["value"]
    assert cell == case["cell"]
    assert compiled.check(compiled.from_text(str(cell))) == (value, [])


@pytest.mark.parametrize(("kind", "case"), cases("distances"))
def test_distances(kind: str, case: Case) -> None:
    compiled = field(kind, case["config"])
    a, b = compiled.read(case["a"]), compiled.read(case["b"])
    assert compiled.kind.distance(a, b, compiled.config) == pytest.approx(case["distance"])


@pytest.mark.parametrize(("kind", "case"), cases("merges"))
def test_merges(kind: str, case: Case) -> None:
    compiled = field(kind, case["config"])
    values = [compiled.read(value) for value in case["values"]]
    merged = compiled.kind.merge(values, case["weights"], compiled.config)
    assert compiled.plain(merged.value) == case["value"]
    assert merged.confidence == pytest.approx(case["confidence"])


@pytest.mark.parametrize("case", SCHEMA["checks"], ids=lambda case: json.dumps(case["values"]))
def test_checks(case: Case) -> None:
    schema = parse_schema(SCHEMA["bodies"][case["body"]], KINDS)
    if "problems" in case:
        with pytest.raises(Invalid) as caught:
            check_values(schema, KINDS, case["values"])
        found = [[one.code, one.pointer] for one in caught.value.problems]
        assert found == case["problems"]
        return
    checked = check_values(schema, KINDS, case["values"])
    assert list(checked.shown) == case["shown"]
    assert checked.plain() == case["stored"]
