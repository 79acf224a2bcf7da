"""The laws of steps. Each takes a step and one body of settings that it accepts, and raises
`LawBroken` with what it found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ascertain.contracts.step import (
    Ask,
    Decision,
    Effect,
    Finish,
    Leave,
    Requirement,
    Step,
    TaskView,
)
from ascertain.core import canonical
from ascertain.core.errors import Conflict, Invalid
from ascertain.testing.laws.kinds import LawBroken

Body = Mapping[str, Any]
StepLaw = Callable[[Step[Any], Body], None]

DECISIONS = (
    Decision("accept"),
    Decision("ask", Requirement(2)),
    Decision("review", Requirement(1, "reviewer")),
    Decision("adjudicate", Requirement(1, "reviewer")),
    Decision("exception"),
)


def settings_survive_storage(step: Step[Any], body: Body) -> None:
    """What is dumped is JSON, and reads back as the same settings and the same dump."""
    config = step.parse(body)
    stored = canonical.loads(canonical.dumps(dict(step.dump(config))))
    _require(step.parse(stored) == config, f"{body!r} was stored and came back differently")
    _require(dict(step.dump(step.parse(stored))) == stored, "a second dump differs")


def mistakes_are_named(step: Step[Any], body: Body) -> None:
    """An unknown setting, and a body that is no mapping, are refused with a problem each."""
    for wrong in ({**body, "no_such_setting": 1}, ["no mapping"]):
        try:
            step.parse(wrong)  # type: ignore[arg-type] # the document may hold anything
        except Invalid as error:
            _require(bool(error.problems), f"{wrong!r} is refused without a problem")
        else:
            raise LawBroken(f"the step {step.name} takes {wrong!r}")


def exits_are_declared(step: Step[Any], body: Body) -> None:
    """A step leaves only by its exits; a step without exits finishes, one with them never does."""
    _require(step.bounded <= set(step.exits), "an exit is bounded that does not exist")
    _require(len(set(step.exits)) == len(step.exits), "an exit is named twice")
    for view, effect in _effects(step, body):
        if isinstance(effect, Leave):
            _require(effect.exit in step.exits, f"it leaves by “{effect.exit}” at {view!r}")
        if isinstance(effect, Finish):
            _require(not step.exits, f"it has exits and finishes at {view!r}")


def people_are_asked_on_arrival(step: Step[Any], body: Body) -> None:
    """A step of people asks for at least one when an item arrives; other steps never ask."""
    for view, effect in _effects(step, body):
        if not step.people:
            _require(not isinstance(effect, Ask), f"it asks people at {view!r}")
    arrived = step.look(TaskView("here", visits={"here": 1}), step.parse(body))
    if step.people:
        _require(isinstance(arrived, Ask), "it asks nobody when an item arrives")
    if isinstance(arrived, Ask):
        _require(arrived.requirement.judgments >= 1, "it asks for no judgment")


def looking_changes_nothing(step: Step[Any], body: Body) -> None:
    """The same view gives the same effect, from settings parsed anew."""
    _require(list(_effects(step, body)) == list(_effects(step, body)), "a second look differs")


STEP_LAWS: tuple[StepLaw, ...] = (
    settings_survive_storage,
    mistakes_are_named,
    exits_are_declared,
    people_are_asked_on_arrival,
    looking_changes_nothing,
)


def _effects(step: Step[Any], body: Body) -> Iterator[tuple[TaskView, Effect | None]]:
    """What the step does on arrival, after every decision and every outcome, early and late in an
    item's life; None where it refuses."""
    config = step.parse(body)
    for visit in (1, 2, 1000):
        arrived = TaskView("here", visit, done=visit % 7, visits={"here": visit})
        views = [arrived]
        views += [replace(arrived, decision=decision) for decision in DECISIONS]
        views += [replace(arrived, outcome=name) for name in step.exits]
        for view in views:
            try:
                yield view, step.look(view, config)
            except Conflict:
                yield view, None


def _require(holds: bool, found: str) -> None:  # noqa: FBT001 - a condition
    if not holds:
        raise LawBroken(found)
