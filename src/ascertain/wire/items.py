"""Items, their judgments, and why their labels are what they are."""

from typing import Literal

from ascertain.wire.base import Json, Moment, Reply, Request


class Image(Reply):
    """Where an image is shown from, and its size in pixels."""

    url: str
    thumb_url: str
    width: int
    height: int
    media_type: str


class Item(Reply):
    """One thing to label. `content` is what was imported; `image` is there for images."""

    id: str
    key: str
    version: int
    type: Literal["image", "text", "record"]
    content: dict[str, Json]
    image: Image | None = None


class Label(Reply):
    """The present answer of one field. `basis` says how `p` was found."""

    field: str
    value: Json
    p: float | None
    state: str
    n: int
    spread: dict[str, float] | None = None
    gold_n: int = 0
    basis: str = "uncalibrated, 0 gold"


class ItemRow(Reply):
    """A row of the grid. `tally` is one entry a judgment, in order of arrival: agrees with the
    label or not; `why` is the last decision as a sentence."""

    id: str
    key: str
    version: int
    type: str
    state: str
    priority: int
    text: str | None
    thumb_url: str | None
    labels: list[Label]
    tally: list[bool]
    judgments: int
    seconds: float | None
    decision: str | None
    why: str | None
    slices: dict[str, str]


class JudgmentRow(Reply):
    """One judgment as managers and reviewers see it; the annotator by handle only."""

    id: str
    annotator: str
    role: str
    outcome: str
    reason: str | None = None
    values: dict[str, Json]
    seconds: float
    at: Moment
    late: bool
    counted: bool
    supersedes: str | None
    schema_n: int
    guideline_n: int


class Rung(Reply):
    """One rule of the policy, the value that it saw, and whether it fired."""

    rule: str
    value: str
    hit: bool


class Why(Reply):
    """A decision: what was settled, as a sentence and as the ladder of rules."""

    action: str
    sentence: str
    ladder: list[Rung]
    values: dict[str, Json]
    at: Moment


class Comment(Reply):
    """A question (flag), an answer, or a note on an item."""

    id: str
    item: str
    key: str
    author: str
    text: str
    state: str
    at: Moment
    reply_to: str | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: Moment | None = None


class ItemDetail(ItemRow):
    """Everything about one item."""

    item: Item
    history: list[JudgmentRow]
    decisions: list[Why]
    comments: list[Comment]


class FlagAnswer(Request):
    """What the person who asked will read."""

    text: str


class Reopen(Request):
    """Why an item is asked again or sent to review."""

    reason: str
