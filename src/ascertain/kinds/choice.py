"""Choice: one class, several classes, or one of ordered classes. On the wire a single choice is
its class id, a multiple choice a list of ids in the order of the field."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StrictBool,
    StrictStr,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ascertain.contracts.kind import Cardinality, Cell, ClassInfo, ItemFacts, Merged
from ascertain.contracts.scale import Distance, Nominal, Ordinal, Scale
from ascertain.core import canonical
from ascertain.core.errors import Problem, Unsupported
from ascertain.kinds.classes import MAX_CLASSES, ChoiceClass, check_distinct
from ascertain.kinds.merging import check_weights, lower_median, weighed


class ChoiceValue(RootModel[StrictStr | tuple[StrictStr, ...]], frozen=True):
    """A class id, or the ids of several classes."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The chosen ids, whatever the form."""
        return (self.root,) if isinstance(self.root, str) else self.root


class ChoiceConfig(BaseModel):
    """Settings of a choice.

    `ordered` classes run from lowest to highest. `min` and `max` bound how many are chosen in a
    multiple choice (by default at least one).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: Annotated[tuple[ChoiceClass, ...], Field(max_length=MAX_CLASSES)]
    multiple: StrictBool = False
    ordered: StrictBool = False
    min: Annotated[int, Field(ge=0, strict=True)] | None = None
    max: Annotated[int, Field(ge=1, strict=True)] | None = None

    @field_validator("classes", mode="after")
    @classmethod
    def _distinct(cls, classes: tuple[ChoiceClass, ...]) -> tuple[ChoiceClass, ...]:
        check_distinct(classes)
        return classes

    @model_validator(mode="after")
    def _consistent(self) -> "ChoiceConfig":
        live = sum(not one.retired for one in self.classes)
        if not live:
            raise PydanticCustomError(
                "schema.no-classes",
                "every class is retired; keep at least one that can be chosen",
                {"at": "classes"},
            )
        if self.multiple and self.ordered:
            raise PydanticCustomError(
                "schema.setting",
                "a choice is either multiple or ordered; for both, use one field for each",
                {"at": "ordered"},
            )
        for setting in ("min", "max"):
            bound = getattr(self, setting)
            if bound is not None and not self.multiple:
                raise PydanticCustomError(
                    "schema.setting",
                    "{setting} is how many classes are chosen and needs multiple: true",
                    {"setting": setting, "at": setting},
                )
            if bound is not None and bound > live:
                raise PydanticCustomError(
                    "schema.setting",
                    "{setting} asks for {bound} classes, but only {live} can be chosen",
                    {"setting": setting, "bound": bound, "live": live, "at": setting},
                )
        if self.max is not None and self.least > self.max:
            raise PydanticCustomError(
                "schema.setting", "min is above max; nothing could be answered", {"at": "min"}
            )
        return self

    @field_serializer("classes")
    def _short(self, classes: tuple[ChoiceClass, ...]) -> list[dict[str, Any]]:
        return [one.model_dump(exclude_defaults=True) for one in classes]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Position of each class; made once, because values are checked on the hot path."""
        return {one.id: place for place, one in enumerate(self.classes)}

    @cached_property
    def retired(self) -> frozenset[str]:
        """Ids that are only there for old answers."""
        return frozenset(one.id for one in self.classes if one.retired)

    @property
    def least(self) -> int:
        """How many classes a multiple choice names at least."""
        return 1 if self.min is None else self.min

    def name_of(self, class_id: str) -> str:
        """What people call the class; its id where it is not of this field."""
        place = self.places.get(class_id)
        return class_id if place is None else self.classes[place].name


class Choice:
    """The kind `choice`."""

    name: ClassVar[str] = "choice"
    version: ClassVar[int] = 1
    cardinality: ClassVar[Cardinality] = "one"
    law_pack: ClassVar[str] = "ascertain.testing.laws.packs:CHOICE"
    Value = ChoiceValue
    Config = ChoiceConfig

    def scale(self, config: ChoiceConfig) -> Scale:
        """Classes, ordered classes, or distances between sets of them."""
        if config.multiple:
            return Distance()
        ids = tuple(one.id for one in config.classes)
        return Ordinal(ids) if config.ordered else Nominal(ids)

    def check(self, value: ChoiceValue, config: ChoiceConfig, item: ItemFacts) -> Sequence[Problem]:
        """Form, known and living classes, no repeats, number chosen. O(classes chosen)."""
        del item
        root = value.root
        if isinstance(root, str):
            if config.multiple:
                return [Problem("value.type", f"Give a list of class ids, such as [“{root}”].")]
            problem = _class_problem(root, config, "")
            return () if problem is None else (problem,)
        if not config.multiple:
            return [Problem("value.type", "Give one class id, not a list; the field takes one.")]
        problems = [
            problem
            for place, class_id in enumerate(root)
            if (problem := _class_problem(class_id, config, f"/{place}")) is not None
        ]
        if len(set(root)) < len(root):
            problems.append(Problem("value.repeated", "A class is named twice; name it once."))
        if len(root) < config.least:
            problems.append(Problem("value.too-few", f"Choose at least {config.least}."))
        if config.max is not None and len(root) > config.max:
            problems.append(Problem("value.too-many", f"Choose at most {config.max}."))
        return problems

    def normal(self, value: ChoiceValue, config: ChoiceConfig) -> ChoiceValue:
        """Several classes stand in the order of the field (unknown ones last, by id)."""
        if isinstance(value.root, str):
            return value
        return ChoiceValue(tuple(sorted(value.root, key=lambda one: _order(one, config))))

    def distance(self, a: ChoiceValue, b: ChoiceValue, config: ChoiceConfig) -> float:
        """Single: 0 or 1. Ordered: steps between, over all steps. Multiple: Jaccard distance."""
        if config.multiple:
            left, right = set(a.ids), set(b.ids)
            union = len(left | right)
            return 1.0 - len(left & right) / union if union else 0.0
        if a.root == b.root:
            return 0.0
        if not config.ordered:
            return 1.0
        here, there = config.places.get(a.ids[0]), config.places.get(b.ids[0])
        if here is None or there is None:
            return 1.0
        return abs(here - there) / (len(config.classes) - 1)

    def merge(
        self, values: Sequence[ChoiceValue], weights: Sequence[float], config: ChoiceConfig
    ) -> Merged[ChoiceValue]:
        """Single: plurality. Ordered: lower weighted median. Multiple: weighted majority for each
        class, filled up to `min` or cut to `max` by weight. Ties go to the earlier class.

        `confidence`: share of the weight on that class; multiple: mean over the classes that
        anybody named of the share that agrees with what was settled about it.
        """
        check_weights(values, weights)
        if config.multiple:
            return _merge_sets(values, weights, config)
        votes = weighed([value.ids[0] for value in values], weights)
        total = sum(weights)
        if config.ordered:
            places = {_order(one, config)[0]: one for one in votes}
            winner = places[
                int(lower_median([(place, votes[one]) for place, one in places.items()]))
            ]
        else:
            winner = min(votes, key=lambda one: (-votes[one], _order(one, config)))
        return Merged(ChoiceValue(winner), min(1.0, votes[winner] / total))

    def upgrade(self, raw: Any, version: int) -> Any:
        """There is one version so far."""
        if version > self.version:
            raise Unsupported(
                "kind.newer",
                f"The value was stored by choice {version}; this is {self.version}. Upgrade.",
            )
        return raw

    def classes(self, config: ChoiceConfig) -> Sequence[ClassInfo]:
        """All classes, retired ones too."""
        return [ClassInfo(one.id, one.name, one.retired) for one in config.classes]

    def as_label(self, value: ChoiceValue, config: ChoiceConfig) -> tuple[str, ...]:
        """The chosen ids in the order of the field."""
        if isinstance(value.root, str):
            return (value.root,)
        return self.normal(value, config).ids

    def relabel(self, raw: Any, moves: Mapping[str, str], config: ChoiceConfig) -> Any:
        """Replaces ids; a single answer becomes a list of one where the field is multiple now."""
        ids = [raw] if isinstance(raw, str) else raw
        if not isinstance(ids, list | tuple) or not all(isinstance(one, str) for one in ids):
            return raw
        moved = list(dict.fromkeys(moves.get(one, one) for one in ids))
        moved.sort(key=lambda one: _order(one, config))
        if not config.multiple and len(moved) == 1:
            return moved[0]
        return moved

    def inherit(
        self, config: ChoiceConfig, older: ChoiceConfig, gone: Sequence[str]
    ) -> ChoiceConfig:
        """Keeps `gone` classes, retired and without their key, behind the class that they stood
        behind, so that the order of ordered classes stays what it was.
        """
        kept = set(gone) - set(config.places)
        if not kept:
            return config
        following: dict[str, list[ChoiceClass]] = {}
        behind = ""
        for one in older.classes:
            if one.id in kept:
                retired = one.model_copy(update={"retired": True, "hotkey": None})
                following.setdefault(behind, []).append(retired)
            elif one.id in config.places:
                behind = one.id
        classes = following.get("", [])
        for one in config.classes:
            classes += [one, *following.get(one.id, [])]
        return ChoiceConfig(
            classes=tuple(classes),
            multiple=config.multiple,
            ordered=config.ordered,
            min=config.min,
            max=config.max,
        )

    def as_text(self, value: ChoiceValue, config: ChoiceConfig) -> str:
        """Names of the chosen classes, with commas."""
        return ", ".join(config.name_of(one) for one in self.as_label(value, config))

    def as_row(self, value: ChoiceValue, config: ChoiceConfig) -> Mapping[str, Cell]:
        """`value`: the id, or a JSON list of ids; `class`: the id of a single choice."""
        if config.multiple:
            return {"value": canonical.dumps(list(self.as_label(value, config))), "class": None}
        return {"value": value.ids[0], "class": value.ids[0]}

    def from_text(self, text: str, config: ChoiceConfig) -> Any:
        """A cell of a table; a multiple choice is a JSON list, or the one id that stands there."""
        if not config.multiple:
            return text
        if text.lstrip().startswith("[") and text not in config.places:
            try:
                return canonical.loads(text)
            except ValueError:
                return text
        return [text] if text else []


def _order(class_id: str, config: ChoiceConfig) -> tuple[int, str]:
    place = config.places.get(class_id)
    return (len(config.classes) if place is None else place, class_id)


def _class_problem(class_id: str, config: ChoiceConfig, pointer: str) -> Problem | None:
    if class_id not in config.places:
        return Problem("value.unknown-class", f"The field has no class “{class_id}”.", pointer)
    if class_id in config.retired:
        return Problem(
            "value.retired-class", f"The class “{class_id}” is retired; choose another.", pointer
        )
    return None


def _merge_sets(
    values: Sequence[ChoiceValue], weights: Sequence[float], config: ChoiceConfig
) -> Merged[ChoiceValue]:
    total = sum(weights)
    named = [
        (one, weight)
        for value, weight in zip(values, weights, strict=True)
        for one in set(value.ids)
    ]
    votes = weighed([one for one, _ in named], [weight for _, weight in named])
    ranked = sorted(votes, key=lambda one: (-votes[one], _order(one, config)))
    size = max(sum(votes[one] > total / 2 for one in ranked), config.least)
    chosen = ranked[: size if config.max is None else min(size, config.max)]
    behind = [votes[one] if one in chosen else total - votes[one] for one in ranked]
    confidence = sum(behind) / (total * len(behind)) if behind else 1.0
    settled = sorted(chosen, key=lambda one: _order(one, config))
    return Merged(ChoiceValue(tuple(settled)), min(1.0, max(0.0, confidence)))


CHOICE = Choice()
