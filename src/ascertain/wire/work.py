"""The annotator's loop: next, submit, draft, extend, release, skip, flag, undo; and review."""

from typing import Annotated, Literal

from pydantic import Field

from ascertain.wire.base import Json, Moment, Reply, Request
from ascertain.wire.items import Item, JudgmentRow, Label, Why

Outcome = Literal["answered", "cannot_tell", "bad_data", "skipped"]
Seconds = Annotated[float, Field(ge=0, le=86_400)]
Values = dict[str, Json]


class Next(Request):
    """Ask for work. Without `project`, any open project of the workspace."""

    project: str | None = None
    count: Annotated[int, Field(ge=1, le=3)] = 1
    step: str = "label"


class Draft(Reply):
    """What was entered and not yet submitted."""

    values: Values
    saved_at: Moment


class Side(Reply):
    """In review: one judgment of somebody else."""

    annotator: str
    outcome: str
    values: Values
    seconds: float
    reason: str | None = None


class Lease(Reply):
    """The right to judge one task until `expires_at`. `schema` is the id of the schema version and
    `schema_n` its number; `returned` is the reason if a reviewer sent the item back. In review,
    `sides`, `labels` and `why` are there, elsewhere never."""

    id: str
    token: str
    expires_at: Moment
    task: str
    project: str
    step: str
    item: Item
    schema_id: str = Field(alias="schema", serialization_alias="schema")
    schema_n: int
    fields: list[dict[str, Json]]
    guideline_n: int
    draft: Draft | None = None
    returned: str | None = None
    sides: list[Side] | None = None
    labels: list[Label] | None = None
    why: Why | None = None


class Leases(Reply):
    """Work, or the reason why there is none: nothing-open, all-seen, paused, archived, held,
    not-a-member, no-review."""

    leases: list[Lease]
    reason: str | None = None
    detail: str | None = None


class Submit(Request):
    """An answer under a lease. With `next`, the reply brings the next task in the same trip."""

    lease: str
    token: str
    values: Values = {}
    seconds: Seconds = 0
    active_seconds: Seconds | None = None
    outcome: Outcome = "answered"
    reason: str | None = None
    next: Next | None = None


class Submitted(Reply):
    """What became of a submit."""

    judgment: str
    late: bool
    counted: bool
    undo_until: Moment
    leases: list[Lease] | None = None
    reason: str | None = None


class LeaseRef(Request):
    """A lease and its token."""

    lease: str
    token: str


class SaveDraft(LeaseRef):
    """Values as they stand; they need not be complete."""

    values: Values


class Saved(Reply):
    """When the server had it."""

    saved_at: Moment


class Extended(Reply):
    """How long the lease now lasts."""

    expires_at: Moment


class Skip(LeaseRef):
    """Give the task back for good, saying why."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    next: Next | None = None


class Flag(LeaseRef):
    """A question about the item, to whoever runs the project."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Return(LeaseRef):
    """In review: send the item back to be labelled again, with the reason."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    next: Next | None = None


class Undo(Request):
    """Take back one's own judgment; the task is leased to its maker again, with a draft."""

    judgment: str


class Undone(Reply):
    """The superseding judgment and the task, ready to be answered again."""

    judgment: str
    leases: list[Lease]


class Revise(Request):
    """Change one's own earlier answer while the label is not frozen."""

    judgment: str
    values: Values = {}
    outcome: Outcome = "answered"
    seconds: Seconds = 0


class OwnJudgment(JudgmentRow):
    """An own earlier answer, with the item it is about and whether it may be changed."""

    project: str
    item: Item
    fields: list[dict[str, Json]]
    changeable: bool
    labels: list[Label] = []


class OwnProgress(Reply):
    """Own work: today and in all, in this project; and what else is open."""

    today: int
    total: int
    seconds_today: float
    seconds_median: float | None
    open_tasks: int
    flags_answered: int
    returned: int


class OpenWork(Reply):
    """A project that has work for the caller."""

    project: str
    name: str
    title: str | None
    open_tasks: int
    state: str


class LiveLease(Reply):
    """A lease that is live, as a manager sees it."""

    id: str
    task: str
    key: str
    step: str
    annotator: str
    since: Moment
    expires_at: Moment
