"""What a step of a flow is: it looks at a frozen view of one item's task and returns effects. It
performs nothing; one executor turns effects into changes, inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol, TypeVar

Action = Literal["accept", "ask", "review", "adjudicate", "exception"]
Role = Literal["annotator", "reviewer"]
EndState = Literal["resolved", "rejected", "dropped"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who is wanted: how many more judgments, in which role; always by people who have not yet
    judged the item."""

    judgments: int
    role: Role = "annotator"

    def to_json(self) -> dict[str, Any]:
        """As stored in `decisions.requirement`."""
        return {"judgments": self.judgments, "role": self.role, "not": "judged"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was settled after a judgment, with the JSON values that led to it (never prose)."""

    action: Action
    requirement: Requirement | None = None
    reason: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskView:
    """What a step may look at.

    Attributes:
        step, visit: where the item is; the first visit is 1. With the item they are the key.
        done: judgments that count on this task.
        decision: what quality settled after the last judgment; None on arrival.
        outcome: how a person left the step ("accepted", "edited", "returned", "exception"), for
            steps in which one person decides; None until then.
        visits: how often each step has been entered so far, this one included.
    """

    step: str
    visit: int = 1
    done: int = 0
    decision: Decision | None = None
    outcome: str | None = None
    visits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Wants `requirement.judgments` more judgments than are done."""

    requirement: Requirement


@dataclass(frozen=True, slots=True)
class Leave:
    """The item leaves by a named exit; the flow says where to."""

    exit: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The item has come to its end in this state."""

    state: EndState


Effect = Ask | Leave | Finish

C = TypeVar("C")


class Step(Protocol[C]):
    """One sort of step: one file, one word in the registry `ascertain.steps`.

    Attributes:
        name: the word in a flow document.
        people: whether tasks of this step are served to people.
        exits: the names by which an item may leave; empty for a step that ends the flow.
        bounded: those exits that can be taken only finitely often per item, so that a cycle
            through them is allowed.
    """

    name: ClassVar[str]
    people: ClassVar[bool]
    exits: ClassVar[tuple[str, ...]]
    bounded: ClassVar[frozenset[str]]

    def parse(self, body: Mapping[str, Any]) -> C:
        """The checked configuration of one step in a document.

        Raises:
            Invalid: with one `Problem` per mistake, pointers relative to the body.
        """
        ...

    def dump(self, config: C) -> Mapping[str, Any]:
        """The body again, every default spelled out: what is stored."""
        ...

    def look(self, view: TaskView, config: C) -> Effect:
        """What to do now. Pure: the same view gives the same effect."""
        ...
