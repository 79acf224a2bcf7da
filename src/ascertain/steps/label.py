"""Step `label`: people give judgments until quality settles the task."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ascertain.contracts.step import Ask, Effect, Leave, Requirement, TaskView
from ascertain.core.errors import Invalid, Problem
from ascertain.steps.body import mapping, refuse, whole

MOST = 1000

EXIT_OF = {
    "accept": "accepted",
    "review": "review",
    "adjudicate": "adjudicate",
    "exception": "exception",
}


@dataclass(frozen=True, slots=True)
class LabelConfig:
    """How many judgments: exactly `overlap`, or from `least` to `most` until decided."""

    overlap: int | None = None
    least: int = 1
    most: int = 5


class LabelStep:
    """Asks for as many judgments as quality's decision wants, and leaves by its outcome."""

    name: ClassVar[str] = "label"
    people: ClassVar[bool] = True
    exits: ClassVar[tuple[str, ...]] = tuple(EXIT_OF.values())
    bounded: ClassVar[frozenset[str]] = frozenset()

    def parse(self, body: Mapping[str, Any]) -> LabelConfig:
        """`judgments: {overlap: N}` or `judgments: {until: decided, min: 1, max: 5}`, all of it
        optional.

        Raises:
            Invalid: `flow.invalid`.
        """
        outer, problems = mapping(body, ("judgments",))
        refuse(problems)
        inner = outer.get("judgments", {})
        if isinstance(inner, Mapping) and "overlap" in inner:
            exact, problems = mapping(inner, ("overlap",), "/judgments")
            overlap, wrong = whole(exact, "overlap", 3, least=1, most=MOST, pointer="/judgments")
            refuse([*problems, *wrong])
            return LabelConfig(overlap=overlap)
        ranged, problems = mapping(inner, ("until", "min", "max"), "/judgments")
        if ranged.get("until", "decided") != "decided":
            problems.append(
                Problem(
                    "flow.bad-value",
                    "until is “decided”; for a fixed number write {overlap: N} instead.",
                    "/judgments/until",
                )
            )
        least, wrong_least = whole(ranged, "min", 1, least=1, most=MOST, pointer="/judgments")
        most, wrong_most = whole(
            ranged, "max", max(5, least), least=1, most=MOST, pointer="/judgments"
        )
        problems += wrong_least + wrong_most
        if most < least:
            problems.append(
                Problem(
                    "flow.never-decided",
                    f"max {most} is below min {least}, so no task could ever be decided; "
                    f"raise max or lower min.",
                    "/judgments/max",
                )
            )
        refuse(problems)
        return LabelConfig(least=least, most=most)

    def dump(self, config: LabelConfig) -> Mapping[str, Any]:
        """The body with its defaults spelled out."""
        if config.overlap is not None:
            return {"judgments": {"overlap": config.overlap}}
        return {"judgments": {"until": "decided", "min": config.least, "max": config.most}}

    def look(self, view: TaskView, config: LabelConfig) -> Effect:
        """On arrival asks for the first judgments, then follows the decision."""
        decision = view.decision
        if decision is None:
            return Ask(Requirement(config.overlap or config.least))
        if decision.action == "ask":
            if decision.requirement is None:
                raise Invalid("decision.no-requirement", "A decision to ask says for how many.")
            return Ask(decision.requirement)
        return Leave(EXIT_OF[decision.action])


STEP = LabelStep()
