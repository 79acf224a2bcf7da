"""What the serving path asks of a database, the same for both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, ClassVar, Literal, Protocol

from ascertain.store.memory import Place

EVENT_COLUMNS = ("id", "workspace_id", "type", "subject", "project", "actor", "at", "payload")
TASK_COLUMNS = (
    "workspace_id",
    "id",
    "project",
    "item",
    "item_version",
    "flow_version",
    "step",
    "visit",
    "stream",
    "want",
    "live",
    "done",
    "priority",
    "position",
    "state",
    "requirement",
    "returned",
    "made_at",
)
LEASE_COLUMNS = (
    "workspace_id",
    "id",
    "project",
    "task",
    "annotator",
    "token_hash",
    "made_at",
    "expires_at",
    "hard_until",
    "state",
    "shown",
)
JUDGMENT_COLUMNS = (
    "workspace_id",
    "id",
    "project",
    "item",
    "task",
    "item_version",
    "annotator",
    "lease",
    "role",
    "outcome",
    "reason",
    "schema_version",
    "guideline_version",
    "wall_ms",
    "active_ms",
    "price_micro",
    "late",
    "counted",
    "current",
    "supersedes",
    "shown",
    "request_hash",
    "at",
)
VALUE_COLUMNS = (
    "workspace_id",
    "judgment",
    "field",
    "kind",
    "kind_version",
    "value",
    "class_id",
)
LABEL_COLUMNS = (
    "workspace_id",
    "item",
    "field",
    "project",
    "item_version",
    "value",
    "class_id",
    "p",
    "basis",
    "state",
    "n",
    "model",
    "decision",
    "at",
)
DECISION_COLUMNS = (
    "workspace_id",
    "id",
    "project",
    "task",
    "action",
    "requirement",
    "reason",
    "judgments",
    "model",
    "at",
)
# What of a task, a lease and a label changes after it was made.
TASK_CHANGES = (
    "want",
    "live",
    "done",
    "position",
    "state",
    "requirement",
    "returned",
)
LEASE_CHANGES = ("expires_at", "state")
LABEL_CHANGES = tuple(name for name in LABEL_COLUMNS if name not in LABEL_COLUMNS[:3])

_task_values: Callable[[Any], tuple[Any, ...]] = attrgetter(*TASK_COLUMNS)
_task_changes: Callable[[Any], tuple[Any, ...]] = attrgetter("workspace_id", "id", *TASK_CHANGES)
_lease_values: Callable[[Any], tuple[Any, ...]] = attrgetter(*LEASE_COLUMNS)


@dataclass(slots=True)
class TaskRow:
    """A row of `tasks`; a verb changes it and hands it to `put`. `new`: it is not stored yet."""

    workspace_id: str
    id: str
    project: str
    item: str
    item_version: str
    flow_version: str
    step: str
    visit: int
    stream: str
    want: int
    live: int
    done: int
    priority: int
    position: int
    state: str
    requirement: str | None
    returned: str | None
    made_at: int
    new: bool = False

    def values(self) -> tuple[Any, ...]:
        """In the order of `TASK_COLUMNS`."""
        return _task_values(self)

    def changes(self) -> tuple[Any, ...]:
        """Its key and what may have changed: `TASK_CHANGES`."""
        return _task_changes(self)


@dataclass(slots=True)
class LeaseRow:
    """A row of `leases`."""

    workspace_id: str
    id: str
    project: str
    task: str
    annotator: str
    token_hash: str
    made_at: int
    expires_at: int
    hard_until: int
    state: str
    shown: str | None

    def values(self) -> tuple[Any, ...]:
        """In the order of `LEASE_COLUMNS`."""
        return _lease_values(self)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """What serving needs of a project."""

    id: str
    name: str
    state: str
    state_reason: str | None
    target: float
    overlap: int | None
    annotators: str
    priority: int
    schema_version: str
    flow_version: str
    guideline_version: str
    quality_model: str | None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What serving needs of an item and the version of its content that a task is about."""

    id: str
    key: str
    state: str
    priority: int
    n: int
    type: str
    content: str
    blob: str | None
    thumb: str | None
    media: str | None


@dataclass(frozen=True, slots=True)
class DoneRow:
    """The judgment that was made under a lease."""

    id: str
    request_hash: str | None
    late: int
    counted: int
    at: int
    role: str


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One counted judgment of a task: values by field, as stored text."""

    id: str
    annotator: str
    outcome: str
    schema_version: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """An annotator as they are now: the member (None: a machine) and how many leases are live."""

    member: str | None
    roles: str | None
    disabled_at: int | None
    live: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lease and all that a submit under it must know. The task is locked.

    `top` is the highest priority of open tasks of the project's step where the next one is wanted,
    `siblings` how many tasks the version of the item has had, this one included.
    """

    lease: LeaseRow
    task: TaskRow
    project: ProjectRow
    item: ItemRow
    given: Sequence[GivenRow]
    done: DoneRow | None
    holder: Holder
    top: int | None
    siblings: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An annotator who asks for work, and the projects that may have some: by their priority,
    each with the highest priority of its open tasks (None: none is open)."""

    holder: Holder
    projects: Sequence[tuple[ProjectRow, int | None]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open task that may be given to an annotator, with its item and their draft."""

    task: TaskRow
    item: ItemRow
    draft: str | None
    saved_at: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look for open tasks.

    `place`: how far this annotator has come at this priority. `reviewing` changes what counts as
    seen before. `lock`: pass over tasks that another transaction holds, wait for them, or only
    look.
    """

    workspace: str
    project: str
    step: str
    annotator: str
    priority: int
    place: Place
    limit: int
    reviewing: bool = False
    lock: Literal["pass", "wait", "look"] = "pass"


@dataclass(slots=True)
class Batch:
    """Rows to be written together at the end of a verb, in the order of the tables' columns."""

    judgments: list[tuple[Any, ...]] = field(default_factory=list)
    values: list[tuple[Any, ...]] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    leases: list[LeaseRow] = field(default_factory=list)
    decisions: list[tuple[Any, ...]] = field(default_factory=list)
    labels: list[tuple[Any, ...]] = field(default_factory=list)
    items: list[tuple[str, str, str]] = field(default_factory=list)  # workspace, id, state


class HotStore(Protocol):
    """Prepared statements of next and submit, on the connection of one session.

    Attributes:
        locks: whether other transactions may hold rows that this one wants.
    """

    locks: ClassVar[bool]

    def held(self, workspace: str, lease: str, annotator: str, *, step: str) -> Held | None:
        """A lease of this annotator with all that hangs on it; locks annotator and task. `step`:
        where the next task is wanted."""
        ...

    def desk(
        self, workspace: str, annotator: str, *, project: str | None, step: str
    ) -> Desk | None:
        """Who asks, and where work may be; locks the annotator, so that nobody takes more at once
        than they may hold. `project` is a name or an id; None: all."""
        ...

    def lower_priority(self, workspace: str, project: str, step: str, below: int) -> int | None:
        """The highest priority of open tasks under another one; None if there is none."""
        ...

    def candidates(self, search: Search) -> list[Candidate]:
        """Open tasks of one priority that the annotator has not had, beyond `place`, in order;
        locks them as `search.lock` says."""
        ...

    def put(self, batch: Batch) -> None:
        """Writes a batch: new rows, and the present state of tasks and leases."""
        ...

    def add_events(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Inserts unsealed events in one statement; False if there are too many for one."""
        ...
