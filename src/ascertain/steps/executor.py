"""The core of the one executor: from a flow, a view and what just happened to the changes that
the caller makes in its transaction. Pure, so replaying an item's history gives the same state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ascertain.contracts.step import (
    Ask,
    Decision,
    EndState,
    Finish,
    Leave,
    Requirement,
    TaskView,
)
from ascertain.core.errors import Conflict
from ascertain.steps import Steps
from ascertain.steps.flow import Flow

MOST_VISITS = 1000


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Make the task (item, step, visit), wanting as many judgments as the requirement says."""

    step: str
    visit: int
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class WidenTask:
    """The present task wants `want` judgments in all: those that are done and those asked for."""

    want: int
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class CloseTask:
    """The present task wants no more; the item left by `exit` for the step `to`."""

    exit: str
    to: str


@dataclass(frozen=True, slots=True)
class SetItemState:
    """The item has come to an end."""

    state: EndState


Change = OpenTask | WidenTask | CloseTask | SetItemState


def begin(flow: Flow, steps: Steps, *, first: Decision | None = None) -> list[Change]:
    """The changes for an item that enters the flow.

    Args:
        flow: of the item.
        steps: the installed sorts of steps.
        first: what quality wants before the first judgment (`decide` of an empty tally); without
            it the step asks for its own minimum.
    """
    return _enter(flow, steps, flow.start, {}, first)


def advance(
    flow: Flow,
    view: TaskView,
    happened: Decision | str,
    steps: Steps,
    *,
    first: Decision | None = None,
) -> list[Change]:
    """The changes after a judgment.

    Args:
        flow: of the item.
        view: where it is; `done` counts the judgment that just came in.
        happened: quality's decision, or how a person left a step that they alone decide
            ("accepted", "edited", "returned", "exception").
        steps: the installed sorts of steps.
        first: as for `begin`, if the item comes to a step that asks quality.

    Raises:
        Conflict: `flow.unknown-step` if the view's step is not in the flow, and what the step
            raises.
    """
    node = flow.nodes.get(view.step)
    if node is None:
        raise Conflict("flow.unknown-step", f"The flow has no step “{view.step}”; migrate it.")
    seen = (
        replace(view, outcome=happened)
        if isinstance(happened, str)
        else replace(view, decision=happened)
    )
    match steps.get(node.step).look(seen, node.config):
        case Ask(requirement):
            return [WidenTask(view.done + requirement.judgments, requirement)]
        case Leave(exit_name):
            to = node.target(exit_name)
            visits = {view.step: view.visit} | dict(view.visits)
            return [CloseTask(exit_name, to), *_enter(flow, steps, to, visits, first)]
        case Finish(state):
            return [SetItemState(state)]


def _enter(
    flow: Flow, steps: Steps, name: str, visits: Mapping[str, int], first: Decision | None
) -> list[Change]:
    """Goes on until a step wants people or the item ends. A saved flow has no cycle of exits that
    can be taken for ever; a step of a plug-in that breaks its word is stopped."""
    now = dict(visits)
    while True:
        now[name] = now.get(name, 0) + 1
        if now[name] > MOST_VISITS:
            raise Conflict("flow.endless", f"An item came to step “{name}” {MOST_VISITS} times.")
        node = flow.nodes[name]
        wanted = first if first is not None and first.action == "ask" else None
        view = TaskView(name, now[name], decision=wanted, visits=now)
        match steps.get(node.step).look(view, node.config):
            case Ask(requirement):
                return [OpenTask(name, now[name], requirement)]
            case Finish(state):
                return [SetItemState(state)]
            case Leave(exit_name):
                name = node.target(exit_name)
