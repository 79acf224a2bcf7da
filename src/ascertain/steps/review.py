"""Step `review`: one person who has not judged the item sees all sides and decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ascertain.contracts.step import Ask, Effect, Leave, Requirement, TaskView
from ascertain.core.errors import Conflict
from ascertain.steps.body import mapping, refuse, whole

MOST = 100
RETURNS = 3


@dataclass(frozen=True, slots=True)
class ReviewConfig:
    """`returns`: how often an item may be sent back before a reviewer has to settle it."""

    returns: int = RETURNS


class ReviewStep:
    """Asks for one reviewer and leaves by what they did."""

    name: ClassVar[str] = "review"
    people: ClassVar[bool] = True
    exits: ClassVar[tuple[str, ...]] = ("accepted", "edited", "returned", "exception")
    bounded: ClassVar[frozenset[str]] = frozenset({"returned"})

    def parse(self, body: Mapping[str, Any]) -> ReviewConfig:
        """`returns: N`, optional.

        Raises:
            Invalid: `flow.invalid`.
        """
        given, problems = mapping(body, ("returns",))
        returns, wrong = whole(given, "returns", RETURNS, least=0, most=MOST)
        refuse([*problems, *wrong])
        return ReviewConfig(returns)

    def dump(self, config: ReviewConfig) -> Mapping[str, Any]:
        """The body with its defaults spelled out."""
        return {"returns": config.returns}

    def look(self, view: TaskView, config: ReviewConfig) -> Effect:
        """Asks on arrival; after that leaves by the reviewer's outcome.

        Raises:
            Conflict: `review.no-more-returns` when the item has been sent back often enough,
                `review.unknown-outcome` for a word that is no exit.
        """
        if view.outcome is None:
            return Ask(Requirement(1, "reviewer"))
        if view.outcome not in self.exits:
            raise Conflict(
                "review.unknown-outcome",
                f"A review cannot end as “{view.outcome}”, only as {', '.join(self.exits)}.",
            )
        if view.outcome == "returned" and view.visit > config.returns:
            raise Conflict(
                "review.no-more-returns",
                f"The item was already returned {config.returns} times; accept it, change it, "
                "or say that it cannot be answered.",
            )
        return Leave(view.outcome)


STEP = ReviewStep()
