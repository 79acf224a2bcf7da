"""The laws of steps over every step that is registered; and that the laws bite."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from ascertain.contracts.step import Ask, Effect, Finish, Leave, Requirement, TaskView
from ascertain.plugins import gather
from ascertain.steps.end import EndStep
from ascertain.steps.review import ReviewConfig, ReviewStep
from ascertain.testing.laws.kinds import LawBroken
from ascertain.testing.laws.steps import (
    STEP_LAWS,
    StepLaw,
    exits_are_declared,
    looking_changes_nothing,
    mistakes_are_named,
    people_are_asked_on_arrival,
    settings_survive_storage,
)

STEPS = gather([]).steps

BODIES: dict[str, list[dict[str, Any]]] = {
    "label": [{}, {"judgments": {"overlap": 3}}, {"judgments": {"min": 2, "max": 9}}],
    "review": [{}, {"returns": 0}],
    "end": [{}, {"state": "dropped"}],
}


def test_every_step_is_tried() -> None:
    assert set(STEPS) == set(BODIES)


@pytest.mark.parametrize(
    ("name", "body"), [(name, body) for name, bodies in BODIES.items() for body in bodies]
)
@pytest.mark.parametrize("law", STEP_LAWS, ids=lambda law: law.__name__)
def test_law(law: StepLaw, name: str, body: dict[str, Any]) -> None:
    law(STEPS.get(name), body)


class _Forgetful(ReviewStep):
    def dump(self, config: ReviewConfig) -> Mapping[str, Any]:
        return dict(super().dump(replace(config, returns=1)))


class _Careless(ReviewStep):
    def parse(self, body: Mapping[str, Any]) -> ReviewConfig:
        del body
        return ReviewConfig()


class _Sideways(ReviewStep):
    def look(self, view: TaskView, config: ReviewConfig) -> Effect:
        return Leave("sideways") if view.outcome else super().look(view, config)


class _Boundless(ReviewStep):
    bounded: ClassVar[frozenset[str]] = frozenset({"nowhere"})


class _Hasty(ReviewStep):
    def look(self, view: TaskView, config: ReviewConfig) -> Effect:
        del view, config
        return Finish("resolved")


class _Shy(ReviewStep):
    def look(self, view: TaskView, config: ReviewConfig) -> Effect:
        return Leave("accepted") if view.outcome is None else super().look(view, config)


class _Machine(EndStep):
    def look(self, view: TaskView, config: Any) -> Effect:
        del view, config
        return Ask(Requirement(1))


class _Fickle(ReviewStep):
    looks = 0

    def look(self, view: TaskView, config: ReviewConfig) -> Effect:
        del view, config
        self.looks += 1
        return Ask(Requirement(self.looks))


@pytest.mark.parametrize(
    ("law", "step"),
    [
        (settings_survive_storage, _Forgetful()),
        (mistakes_are_named, _Careless()),
        (exits_are_declared, _Sideways()),
        (exits_are_declared, _Boundless()),
        (exits_are_declared, _Hasty()),
        (people_are_asked_on_arrival, _Shy()),
        (people_are_asked_on_arrival, _Machine()),
        (looking_changes_nothing, _Fickle()),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_the_law_bites(law: StepLaw, step: Any) -> None:
    with pytest.raises(LawBroken):
        law(step, {})
