"""Number: one finite number, with optional bounds, step and unit. Numbers without a fraction are
stored as integers, so that 3 and 3.0 are the same bytes in Python and in a browser."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ascertain.contracts.kind import Cardinality, Cell, ItemFacts, Merged
from ascertain.contracts.scale import Interval, Scale
from ascertain.core.errors import Problem, Unsupported
from ascertain.kinds.merging import check_weights, lower_median
from ascertain.kinds.words import plain_line

# Integers up to here are exact in a double, which is all that a browser has.
MAX_EXACT = 2**53 - 1

# How far, in steps, a number may lie beside a step: 0.1 + 0.2 is a multiple of 0.1.
_STEP_SLACK = 1e-9


def _one_form(number: float) -> float:
    """Integers where there is no fraction; refuses what a double cannot hold."""
    if isinstance(number, int):
        if abs(number) <= MAX_EXACT:
            return number
        try:
            double = float(number)
        except OverflowError:
            double = 0.0
        if int(double) != number:
            raise PydanticCustomError(
                "value.out-of-range", "the number has more digits than can be kept exactly"
            )
        return double
    if not isfinite(number):
        raise PydanticCustomError("value.type", "the number is not finite; leave the field out")
    return int(number) if number.is_integer() and abs(number) <= MAX_EXACT else number


Number = Annotated[StrictInt | StrictFloat, AfterValidator(_one_form)]


class NumberValue(RootModel[Number], frozen=True):
    """A finite number. Text and booleans are not numbers."""


class NumberConfig(BaseModel):
    """Settings of a number.

    `step` counts from `min`, or from 0. Numbers at most `tolerance` apart (in the field's unit)
    count as the same answer. `unit` is shown and never computed with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    min: Number | None = None
    max: Number | None = None
    step: Number | None = None
    unit: Annotated[StrictStr, Field(max_length=40)] | None = None
    integer: StrictBool = False
    tolerance: Number = 0

    @field_validator("unit")
    @classmethod
    def _one_line(cls, unit: str | None) -> str | None:
        return None if unit is None else plain_line(unit)

    @model_validator(mode="after")
    def _consistent(self) -> "NumberConfig":
        if self.step is not None and self.step <= 0:
            raise PydanticCustomError("schema.setting", "step must be above 0", {"at": "step"})
        if self.tolerance < 0:
            raise PydanticCustomError(
                "schema.setting", "tolerance cannot be negative", {"at": "tolerance"}
            )
        if self.min is not None and self.max is not None:
            if self.min >= self.max:
                raise PydanticCustomError("schema.setting", "min must be below max", {"at": "min"})
            if not isfinite(self.max - self.min):
                raise PydanticCustomError(
                    "schema.setting", "min and max are too far apart", {"at": "max"}
                )
        return self


class NumberKind:
    """The kind `number`."""

    name: ClassVar[str] = "number"
    version: ClassVar[int] = 1
    cardinality: ClassVar[Cardinality] = "one"
    law_pack: ClassVar[str] = "ascertain.testing.laws.packs:NUMBER"
    Value = NumberValue
    Config = NumberConfig

    def scale(self, config: NumberConfig) -> Scale:
        """An interval between the bounds that there are."""
        return Interval(_double(config.min), _double(config.max), float(config.tolerance))

    def check(self, value: NumberValue, config: NumberConfig, item: ItemFacts) -> Sequence[Problem]:
        """Bounds, whole numbers, steps."""
        del item
        number = value.root
        problems: list[Problem] = []
        if config.integer and not float(number).is_integer():
            problems.append(Problem("value.not-integer", "Give a whole number."))
        if config.min is not None and number < config.min:
            problems.append(Problem("value.out-of-range", f"The least allowed is {config.min}."))
        if config.max is not None and number > config.max:
            problems.append(Problem("value.out-of-range", f"The most allowed is {config.max}."))
        if config.step is not None:
            base = config.min or 0
            steps = (number - base) / config.step
            if isfinite(steps) and abs(steps - round(steps)) > _STEP_SLACK * max(1.0, abs(steps)):
                problems.append(Problem("value.step", f"Go in steps of {config.step} from {base}."))
        return problems

    def normal(self, value: NumberValue, config: NumberConfig) -> NumberValue:
        """The value's model has brought it into form."""
        del config
        return value

    def distance(self, a: NumberValue, b: NumberValue, config: NumberConfig) -> float:
        """Between two bounds the difference over their span. Otherwise x / (x + s), where x is the
        difference and s the tolerance, else the step, else 1: it grows with x and stays below 1.
        """
        if a.root == b.root:
            return 0.0
        apart = abs(float(a.root) - float(b.root))
        if config.min is not None and config.max is not None:
            return min(1.0, apart / (config.max - config.min))
        if not isfinite(apart):
            return 1.0
        return apart / (apart + float(config.tolerance or config.step or 1))

    def merge(
        self, values: Sequence[NumberValue], weights: Sequence[float], config: NumberConfig
    ) -> Merged[NumberValue]:
        """The lower weighted median, which is one of the numbers given.

        `confidence`: share of the weight within `tolerance` of it.
        """
        check_weights(values, weights)
        points = [(value.root, weight) for value, weight in zip(values, weights, strict=True)]
        middle = lower_median(points)
        near = sum(weight for number, weight in points if abs(number - middle) <= config.tolerance)
        return Merged(NumberValue(middle), min(1.0, near / sum(weights)))

    def upgrade(self, raw: Any, version: int) -> Any:
        """There is one version so far."""
        if version > self.version:
            raise Unsupported(
                "kind.newer",
                f"The value was stored by number {version}; this is {self.version}. Upgrade.",
            )
        return raw

    def as_text(self, value: NumberValue, config: NumberConfig) -> str:
        """The number and its unit."""
        return f"{value.root} {config.unit}" if config.unit else str(value.root)

    def as_row(self, value: NumberValue, config: NumberConfig) -> Mapping[str, Cell]:
        """`value`: the number, without unit."""
        del config
        return {"value": value.root}

    def from_text(self, text: str, config: NumberConfig) -> Any:
        """A cell of a table: decimal digits with a point, an exponent, and nothing else."""
        del config
        stripped = text.strip()
        # Python also reads "1_000", "inf" and digits of other scripts; a table means none of them.
        if not stripped or not set(stripped) <= set("0123456789+-.eE"):
            return text
        try:
            return int(stripped)
        except ValueError:
            pass
        try:
            return float(stripped)
        except ValueError:
            return text


def _double(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


NUMBER = NumberKind()
