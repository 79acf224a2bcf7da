"""Step `end`: the item is through, in a named state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

from ascertain.contracts.step import Effect, EndState, Finish, TaskView
from ascertain.core.errors import Problem
from ascertain.steps.body import mapping, refuse

STATES: tuple[EndState, ...] = get_args(EndState)


@dataclass(frozen=True, slots=True)
class EndConfig:
    """`state`: what becomes of the item."""

    state: EndState = "resolved"


class EndStep:
    """Finishes at once."""

    name: ClassVar[str] = "end"
    people: ClassVar[bool] = False
    exits: ClassVar[tuple[str, ...]] = ()
    bounded: ClassVar[frozenset[str]] = frozenset()

    def parse(self, body: Mapping[str, Any]) -> EndConfig:
        """`state: resolved | rejected | dropped`, resolved if it is left out.

        Raises:
            Invalid: `flow.invalid`.
        """
        given, problems = mapping(body, ("state",))
        state = given.get("state", "resolved")
        if state not in STATES:
            problems.append(
                Problem("flow.bad-value", f"state is one of {', '.join(STATES)}.", "/state")
            )
        refuse(problems)
        return EndConfig(state)

    def dump(self, config: EndConfig) -> Mapping[str, Any]:
        """The body with its default spelled out."""
        return {"state": config.state}

    def look(self, view: TaskView, config: EndConfig) -> Effect:
        """The end, whatever the view."""
        del view
        return Finish(config.state)


STEP = EndStep()
