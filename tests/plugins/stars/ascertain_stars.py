"""A kind that is not in the package: so many stars out of a top number, with or without a doubt.
Version 1 stored the bare number; version 2 stores an object."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from ascertain.contracts.kind import Cell, ItemFacts, Merged
from ascertain.contracts.scale import Interval, Scale
from ascertain.core.errors import Problem, Unsupported


class StarsValue(BaseModel):
    """The answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stars: Annotated[int, Field(ge=0, strict=True)]
    sure: bool = True


class StarsConfig(BaseModel):
    """The settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    top: Annotated[int, Field(ge=1, le=10, strict=True)] = 5


class Stars:
    """The kind `stars`."""

    name: ClassVar[str] = "stars"
    version: ClassVar[int] = 2
    cardinality: ClassVar[Literal["one", "many"]] = "one"
    law_pack: ClassVar[str] = "ascertain_stars_laws:STARS"
    Value = StarsValue
    Config = StarsConfig

    def scale(self, config: StarsConfig) -> Scale:
        return Interval(0, config.top)

    def check(self, value: StarsValue, config: StarsConfig, item: ItemFacts) -> Sequence[Problem]:
        del item
        if value.stars > config.top:
            return [Problem("value.too-many-stars", f"At most {config.top}.", "/stars")]
        return ()

    def normal(self, value: StarsValue, config: StarsConfig) -> StarsValue:
        del config
        return value

    def distance(self, a: StarsValue, b: StarsValue, config: StarsConfig) -> float:
        return abs(a.stars - b.stars) / config.top

    def merge(
        self, values: Sequence[StarsValue], weights: Sequence[float], config: StarsConfig
    ) -> Merged[StarsValue]:
        del config
        if not values or len(values) != len(weights) or not all(one > 0 for one in weights):
            raise ValueError("give values, and a weight above 0 for each")
        votes: dict[int, float] = {}
        for value, weight in zip(values, weights, strict=True):
            votes[value.stars] = votes.get(value.stars, 0) + weight
        best = max(votes, key=lambda stars: (votes[stars], -stars))
        sure = all(value.sure for value in values if value.stars == best)
        return Merged(StarsValue(stars=best, sure=sure), min(1.0, votes[best] / sum(weights)))

    def upgrade(self, raw: Any, version: int) -> Any:
        if version > self.version:
            raise Unsupported("kind.newer", f"Stored by stars {version}; this is {self.version}.")
        return {"stars": raw, "sure": True} if version == 1 else raw

    def as_text(self, value: StarsValue, config: StarsConfig) -> str:
        return "★" * value.stars + "☆" * (config.top - value.stars)

    def as_row(self, value: StarsValue, config: StarsConfig) -> Mapping[str, Cell]:
        del config
        return {"value": f"{value.stars}{'' if value.sure else '?'}", "sure": value.sure}

    def from_text(self, text: str, config: StarsConfig) -> Any:
        del config
        digits = text.removesuffix("?")
        return {"stars": int(digits), "sure": digits == text} if digits.isdecimal() else text


STARS = Stars()
