"""The executor's core: the journeys of an item through the standard flow, and a foreign step."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any, ClassVar

import pytest

from ascertain.contracts.step import (
    Ask,
    Decision,
    Effect,
    Leave,
    Requirement,
    TaskView,
)
from ascertain.core.errors import Conflict, Invalid
from ascertain.core.registry import Registry
from ascertain.steps import BUILT_IN, Steps
from ascertain.steps.executor import (
    Change,
    CloseTask,
    OpenTask,
    SetItemState,
    WidenTask,
    advance,
    begin,
)
from ascertain.steps.flow import Flow, parse, standard_flow

STEPS: Steps = Registry("step", BUILT_IN)
FLOW = parse(standard_flow(), STEPS)
ONE_REVIEWER = Requirement(1, "reviewer")


def asked(judgments: int) -> Decision:
    return Decision("ask", Requirement(judgments))


@pytest.mark.parametrize(
    ("overlap", "first", "wanted"), [(None, None, 1), (None, asked(2), 2), (3, None, 3)]
)
def test_an_item_enters(overlap: int | None, first: Decision | None, wanted: int) -> None:
    flow = parse(standard_flow(overlap), STEPS)
    assert begin(flow, STEPS, first=first) == [OpenTask("label", 1, Requirement(wanted))]


@pytest.mark.parametrize(
    ("view", "happened", "changes"),
    [
        (TaskView("label", done=2), asked(1), [WidenTask(3, Requirement(1))]),
        (
            TaskView("label", done=2),
            Decision("accept"),
            [CloseTask("accepted", "end"), SetItemState("resolved")],
        ),
        (
            TaskView("label", done=5),
            Decision("review", ONE_REVIEWER),
            [CloseTask("review", "review"), OpenTask("review", 1, ONE_REVIEWER)],
        ),
        (
            TaskView("label", done=2),
            Decision("exception"),
            [CloseTask("exception", "review"), OpenTask("review", 1, ONE_REVIEWER)],
        ),
        (
            TaskView("label", done=2),
            Decision("adjudicate"),
            [CloseTask("adjudicate", "review"), OpenTask("review", 1, ONE_REVIEWER)],
        ),
        (
            TaskView("review", visits={"label": 1, "review": 1}),
            "accepted",
            [CloseTask("accepted", "end"), SetItemState("resolved")],
        ),
        (
            TaskView("review", visits={"label": 1, "review": 1}),
            "edited",
            [CloseTask("edited", "end"), SetItemState("resolved")],
        ),
        (
            TaskView("review", visits={"label": 1, "review": 1}),
            "exception",
            [CloseTask("exception", "dropped"), SetItemState("dropped")],
        ),
        (
            TaskView("review", visits={"label": 1, "review": 1}),
            "returned",
            [CloseTask("returned", "label"), OpenTask("label", 2, Requirement(1))],
        ),
        (
            TaskView("label", visit=2, visits={"label": 2, "review": 1}),
            Decision("review"),
            [CloseTask("review", "review"), OpenTask("review", 2, ONE_REVIEWER)],
        ),
    ],
)
def test_what_happens_next(view: TaskView, happened: Decision | str, changes: list[Change]) -> None:
    assert advance(FLOW, view, happened, STEPS) == changes
    assert advance(FLOW, view, happened, STEPS) == changes


def test_the_first_decision_also_opens_a_returned_item() -> None:
    view = TaskView("review", visits={"label": 1, "review": 1})
    changes = advance(FLOW, view, "returned", STEPS, first=asked(2))
    assert changes[-1] == OpenTask("label", 2, Requirement(2))


def test_an_item_is_not_returned_for_ever() -> None:
    last = TaskView("review", visit=3, visits={"label": 3, "review": 3})
    assert advance(FLOW, last, "returned", STEPS)[-1] == OpenTask("label", 4, Requirement(1))
    spent = TaskView("review", visit=4, visits={"label": 4, "review": 4})
    with pytest.raises(Conflict) as refused:
        advance(FLOW, spent, "returned", STEPS)
    assert refused.value.code == "review.no-more-returns"
    assert advance(FLOW, spent, "accepted", STEPS)[-1] == SetItemState("resolved")


@pytest.mark.parametrize(
    ("view", "happened", "code"),
    [
        (TaskView("gone"), Decision("accept"), "flow.unknown-step"),
        (TaskView("review"), "flown", "review.unknown-outcome"),
    ],
)
def test_what_cannot_happen_is_refused(view: TaskView, happened: Decision | str, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        advance(FLOW, view, happened, STEPS)
    assert refused.value.code == code


def test_a_decision_to_ask_says_how_many() -> None:
    with pytest.raises(Invalid):
        advance(FLOW, TaskView("label"), Decision("ask"), STEPS)


class Gate:
    """A foreign step without people: passes an item on by its settings."""

    name: ClassVar[str] = "gate"
    people: ClassVar[bool] = False
    exits: ClassVar[tuple[str, ...]] = ("open", "shut")
    bounded: ClassVar[frozenset[str]] = frozenset({"shut"})

    def parse(self, body: Mapping[str, Any]) -> str:
        return str(body["exit"])

    def dump(self, config: str) -> Mapping[str, Any]:
        return {"exit": config}

    def look(self, view: TaskView, config: str) -> Effect:
        return Ask(Requirement(1)) if view.step == "ask" else Leave(config)


def with_gate(exit_name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Flow, Steps]:
    module = ModuleType("gate_plugin")
    module.STEP = Gate()  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "gate_plugin", module)
    steps: Steps = Registry("step", {**BUILT_IN, "gate": "gate_plugin:STEP"})
    document = {
        "steps": {
            "gate": {
                "gate": {"exit": exit_name},
                "next": [{"when": "shut", "to": "gate"}, {"else": "label"}],
            },
            "label": {"label": {}, "next": "end"},
            "end": {"end": {}},
        }
    }
    return parse(document, steps), steps


def test_a_foreign_step_passes_an_item_on(monkeypatch: pytest.MonkeyPatch) -> None:
    flow, steps = with_gate("open", monkeypatch)
    assert begin(flow, steps) == [OpenTask("label", 1, Requirement(1))]


def test_a_foreign_step_that_never_lets_go_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    flow, steps = with_gate("shut", monkeypatch)
    with pytest.raises(Conflict) as refused:
        begin(flow, steps)
    assert refused.value.code == "flow.endless"
