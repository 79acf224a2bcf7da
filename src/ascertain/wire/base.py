"""Ground of all wire models: requests refuse unknown names, replies may grow."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Name = Annotated[str, Field(min_length=1, max_length=120)]
Json = Any


class Request(BaseModel):
    """What a caller sends: a misspelt name is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reply(BaseModel):
    """What the product answers. Names are only ever added."""

    model_config = ConfigDict(frozen=True)


class Listing(Reply, Generic[T]):
    """One page of a list; `next` is the cursor of the page after it. `total` only when asked."""

    data: list[T]
    next: str | None = None
    total: int | None = None


class FieldProblem(Reply):
    """One thing wrong, with a JSON pointer into the body."""

    pointer: str
    code: str
    message: str


class ProblemDetails(Reply):
    """RFC 9457 problem details, `application/problem+json`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] = []


class Interval(Reply):
    """An estimate with its 95 % interval and the number it stands on."""

    estimate: float | None
    low: float | None
    high: float | None
    n: int


class Count(Reply):
    """A name and how many."""

    name: str
    n: int


class Done(Reply):
    """Something was done, and there is nothing else to say."""

    done: bool = True


Moment = datetime
