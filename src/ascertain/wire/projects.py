"""Projects: making, settings, and the true numbers of their home."""

from typing import Annotated, Literal

from pydantic import Field

from ascertain.wire.base import Count, Json, Moment, Name, Reply, Request
from ascertain.wire.schema import SchemaVersion

State = Literal["open", "paused", "archived"]
Stage = Literal[
    "idea", "poc", "algorithm", "training-data", "validation", "production", "enhancement"
]
Target = Annotated[float, Field(gt=0.5, lt=1)]
Overlap = Annotated[int, Field(ge=1, le=99)]


class NewProject(Request):
    """Either `template` or `fields`. `overlap` N means exactly N judgments an item; without it
    `target` (default .95) decides item by item when to stop."""

    name: Name
    template: str | None = None
    fields: list[dict[str, Json]] | None = None
    guideline: str | None = None
    overlap: Overlap | None = None
    target: Target | None = None


class ProjectChange(Request):
    """What may change on a project; what is left out stays."""

    name: Name | None = None
    priority: Annotated[int, Field(ge=-100, le=100)] | None = None
    overlap: Overlap | None = None
    target: Target | None = None
    stage: Stage | None = None
    blocked_reason: str | None = None
    annotators: list[str] | None = None  # member ids; an empty list means everybody


class Project(Reply):
    """A project as its list and head show it. `etag` goes into `If-Match`."""

    id: str
    name: str
    state: State
    state_reason: str | None = None
    stage: Stage
    stage_since: Moment
    blocked_reason: str | None = None
    priority: int
    overlap: int | None
    target: float
    schema_n: int
    guideline_n: int
    item_type: str | None = None
    annotators: list[str] = []
    etag: str
    created_at: Moment


class ProjectSummary(Project):
    """A project with the counts that a list of projects shows."""

    items: int
    done: int
    open_tasks: int
    in_review: int
    judgments: int
    certainty: "Certainty"
    last_judgment_at: Moment | None = None
    title: str | None = None


class Certainty(Reply):
    """How sure the labels are: five levels (guess, leaning, likely, sure, firm; under .50, .80,
    .95, .99, and up), settled and open apart, and items without any label. `gold_n` is what the
    probabilities are calibrated on; 0 means that they are not."""

    settled: list[int]
    open: list[int]
    none: int
    exceptions: int = 0
    gold_n: int = 0


class Day(Reply):
    """One day (UTC) of work."""

    day: str
    judgments: int
    settled: int
    seconds: float


class Progress(Reply):
    """The true numbers of a project's home, each computed when asked."""

    items: int
    by_state: list[Count]
    tasks: list[Count]
    judgments: int
    judgments_per_settled: float | None
    seconds_median: float | None
    certainty: Certainty
    days: list[Day]
    live_leases: int
    annotators_today: int
    skipped_by_all: int
    in_review: int
    open_flags: int
    remaining_judgments: int | None
    agreement: float | None
    agreement_n: int
    classes: list[Count]


class ProjectDetail(Project):
    """A project with its present schema."""

    schema_version: SchemaVersion
    flow: Json


class StateChange(Request):
    """A reason, shown to whoever is affected."""

    reason: str | None = None


class PriorityChange(Request):
    """Which items go first: by key, or all that a filter matches."""

    keys: list[str] | None = None
    where: dict[str, str] | None = None
    priority: Annotated[int, Field(ge=-100, le=100)]


class Changed(Reply):
    """How many rows a bulk verb changed."""

    changed: int
