"""The flow document: what is refused and where, and that what is stored reads back."""

from copy import deepcopy
from typing import Any

import pytest

from ascertain.core import canonical
from ascertain.core.errors import Invalid
from ascertain.core.registry import Registry
from ascertain.steps import BUILT_IN, Steps
from ascertain.steps.flow import document, parse, read_yaml, standard_flow

STEPS: Steps = Registry("step", BUILT_IN)

LEAVES = """
flow: leaves
steps:
  label:
    label: {judgments: {max: 7}}
    next:
      - {when: accepted, to: end}
      - {else: check}
  check: {review: {returns: 0}, next: end}
  end: {end: {}}
"""


@pytest.mark.parametrize("overlap", [None, 1, 3])
def test_the_standard_flow_is_stored_as_it_is_written(overlap: int | None) -> None:
    written = standard_flow(overlap)
    flow = parse(written, STEPS)
    assert document(flow, STEPS) == written
    assert parse(canonical.loads(canonical.dumps(written)), STEPS) == flow
    assert flow.nodes["label"].config.overlap == overlap


def test_a_document_gets_its_defaults() -> None:
    flow = parse(read_yaml(LEAVES), STEPS)
    stored = document(flow, STEPS)
    assert stored["start"] == "label"
    assert stored["steps"]["label"]["label"] == {
        "judgments": {"until": "decided", "min": 1, "max": 7}
    }
    assert stored["steps"]["check"] == {"review": {"returns": 0}, "next": [{"else": "end"}]}
    assert parse(canonical.loads(canonical.dumps(stored)), STEPS) == flow


def changed(path: str, value: Any) -> dict[str, Any]:
    """The standard flow with one place changed; None takes it away."""
    flow = deepcopy(standard_flow())
    *way, last = path.split("/")
    place: Any = flow
    for part in way:
        place = place[int(part) if part.isdigit() else part]
    key: Any = int(last) if last.isdigit() else last
    if value is None:
        del place[key]
    else:
        place[key] = value
    return flow


JUDGMENTS = "steps/label/label/judgments"
NEXT = "steps/label/next"


@pytest.mark.parametrize(
    ("flow", "code", "pointer"),
    [
        ([], "flow.not-a-mapping", ""),
        ({}, "flow.no-steps", "/steps"),
        ({"steps": {}}, "flow.no-steps", "/steps"),
        ({"steps": {1: {"end": {}}}}, "flow.bad-name", "/steps"),
        (changed("colour", "red"), "flow.unknown-setting", "/colour"),
        (changed("start", "lable"), "flow.unknown-target", "/start"),
        (changed("start", []), "flow.unknown-target", "/start"),
        (changed("flow", 3), "flow.bad-name", "/flow"),
        (changed("steps/label", "label"), "flow.not-a-mapping", "/steps/label"),
        (changed("steps/label/review", {}), "flow.one-step", "/steps/label"),
        (changed("steps/end/end", None), "flow.one-step", "/steps/end"),
        (changed("steps/a~b", {"fly": {}}), "flow.unknown-step", "/steps/a~0b/fly"),
        (changed("steps/label/label", []), "flow.not-a-mapping", "/steps/label/label"),
        (changed(JUDGMENTS, 3), "flow.not-a-mapping", f"/{JUDGMENTS}"),
        (changed(JUDGMENTS, {"overlap": 0}), "flow.bad-value", f"/{JUDGMENTS}/overlap"),
        (changed(JUDGMENTS, {"overlap": True}), "flow.bad-value", f"/{JUDGMENTS}/overlap"),
        (
            changed(JUDGMENTS, {"overlap": 2, "max": 5}),
            "flow.unknown-setting",
            f"/{JUDGMENTS}/max",
        ),
        (changed(JUDGMENTS, {"until": "done"}), "flow.bad-value", f"/{JUDGMENTS}/until"),
        (changed(JUDGMENTS, {"min": 2.5}), "flow.bad-value", f"/{JUDGMENTS}/min"),
        (changed(JUDGMENTS, {"min": 4, "max": 3}), "flow.never-decided", f"/{JUDGMENTS}/max"),
        (changed("steps/review/review", {"return": 1}), "flow.unknown-setting", None),
        (changed("steps/review/review", {"returns": -1}), "flow.bad-value", None),
        (changed("steps/end/end", {"state": "done"}), "flow.bad-value", "/steps/end/end/state"),
        (changed("steps/end/next", "label"), "flow.after-end", "/steps/end/next"),
        (changed("steps/label/next", None), "flow.no-next", "/steps/label/next"),
        (changed(NEXT, []), "flow.no-next", "/steps/label/next"),
        (changed(f"{NEXT}/2", None), "flow.no-else", "/steps/label/next"),
        (changed(f"{NEXT}/0", {"when": "accepted"}), "flow.bad-branch", f"/{NEXT}/0"),
        (changed(f"{NEXT}/0", {"when": "p > .9", "to": "end"}), "flow.unknown-exit", f"/{NEXT}/0"),
        (changed(f"{NEXT}/0", {"when": "returned", "to": "end"}), "flow.unknown-exit", None),
        (changed(f"{NEXT}/0", {"else": "review"}), "flow.dead-branch", f"/{NEXT}/1"),
        (changed(f"{NEXT}/1", {"when": "accepted", "to": "end"}), "flow.dead-branch", None),
        (changed(f"{NEXT}/1/to", "reveiw"), "flow.unknown-target", f"/{NEXT}/1"),
        (changed("steps/spare", {"end": {}}), "flow.unreachable", "/steps/spare"),
        (changed(f"{NEXT}/2", {"else": "label"}), "flow.endless", "/steps/label/next"),
        (changed("steps/review/next/2", {"else": "label"}), "flow.endless", None),
    ],
)
def test_mistakes_are_refused_where_they_stand(flow: Any, code: str, pointer: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        parse(flow, STEPS)
    assert code in {problem.code for problem in refused.value.problems}
    if pointer is not None:
        assert pointer in {problem.pointer for problem in refused.value.problems}
    assert all(problem.message for problem in refused.value.problems)


def test_every_mistake_is_named_at_once() -> None:
    flow = changed(f"{NEXT}/0/when", "acepted")
    flow["steps"]["end"]["end"]["state"] = "done"
    flow["steps"]["review"]["review"]["returns"] = "many"
    with pytest.raises(Invalid) as refused:
        parse(flow, STEPS)
    assert {problem.code for problem in refused.value.problems} == {
        "flow.unknown-exit",
        "flow.bad-value",
    }
    assert len(refused.value.problems) == 3


def test_what_is_not_yaml_says_where() -> None:
    with pytest.raises(Invalid, match="line 1"):
        read_yaml("steps: {a: [")


def test_a_branch_is_chosen_by_name_or_else() -> None:
    label = parse(standard_flow(), STEPS).nodes["label"]
    assert {name: label.target(name) for name in ("accepted", "exception", "adjudicate")} == {
        "accepted": "end",
        "exception": "review",
        "adjudicate": "review",
    }
