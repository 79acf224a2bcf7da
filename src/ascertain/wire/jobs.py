"""Long work as people see it, and the sealed facts."""

from ascertain.wire.base import Json, Moment, Reply


class Job(Reply):
    """Long work. `state`: queued, running, done, failed, cancelled. `progress` 0..1."""

    id: str
    kind: str
    subject: str | None
    project: str | None
    state: str
    progress: float
    message: str | None
    result: Json = None
    error: str | None = None
    made_at: Moment
    finished_at: Moment | None = None


class Event(Reply):
    """A sealed fact."""

    seq: int
    id: str
    type: str
    subject: str | None
    project: str | None
    actor: str | None
    at: Moment
    payload: Json


class ChainCheck(Reply):
    """Whether the chain of facts is whole: `bad` is the first number that does not fit."""

    sealed: int
    bad: int | None = None
    why: str | None = None


class Ready(Reply):
    """Whether the parts that a request needs are there."""

    ready: bool
    database: str
    jobs: str
    version: str
