"""Simulated annotators at work: drives workers of `simulation` through clients, as people would,
so that the demo and the benches use the real API."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from time import sleep
from typing import Any, Protocol

from ascertain.simulation.crowd import Worker

Truths = Mapping[str, Mapping[str, Any]]
Wait = Callable[[float], None]


class WorkClient(Protocol):
    """The annotator's loop, signed in as one annotator: `ascertain.client.work.WorkLoop`, or
    anything that speaks like it. Leases and replies are the plain JSON of the API."""

    def next(
        self, project: str | None = None, *, count: int = 1, step: str = "label"
    ) -> Mapping[str, Any]:
        """`{leases: […], reason?}`."""
        ...

    def submit(
        self,
        lease: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        seconds: float = 0,
        outcome: str = "answered",
        then: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """`{judgment, late, counted, leases?, reason?}`; `then` is the body of `next`."""
        ...


@dataclass(frozen=True, slots=True)
class Worked:
    """What one annotator did.

    Attributes:
        name: of the worker.
        judgments: accepted submits.
        counted: those that counted on their task.
        seconds: of simulated work.
        stopped: why: the server's reason for an empty queue, "limit", or "stop".
    """

    name: str
    judgments: int
    counted: int
    seconds: float
    stopped: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the simulated people are put to.

    Attributes:
        project: name or id.
        truths: right values by field, per item key; what is missing is guessed at.
        difficulty: 0 … 1 per item key; 0 where it is missing.
        limit: most judgments per person.
        pace: real seconds slept per simulated second; 0 works as fast as the server answers.
    """

    project: str
    truths: Truths
    difficulty: Mapping[str, float] = field(default_factory=dict)
    limit: int | None = None
    pace: float = 0.0


def work(
    worker: Worker,
    client: WorkClient,
    assignment: Assignment,
    *,
    stop: Event | None = None,
    wait: Wait = sleep,
) -> Worked:
    """Lets one worker judge until the queue is empty, the limit is reached or `stop` is set.

    Every submit asks for the next task in the same round trip. Errors of the client are not
    caught: in a simulation they are findings.
    """
    start = Worked(worker.name, 0, 0, 0.0, "limit")
    return _go_on(worker, client, assignment, start, turn=None, stop=stop or Event(), wait=wait)


def work_together(
    people: Sequence[tuple[Worker, WorkClient]],
    assignment: Assignment,
    *,
    threads: int = 8,
    stop: Event | None = None,
    wait: Wait = sleep,
) -> tuple[Worked, ...]:
    """Lets several work at once, each through a client of their own, at most `threads` at a time.

    What a person answers to an item does not depend on the order of work; who gets which item
    does: `take_turns` repeats that, too. An error of one stops the others after their present
    judgment and is raised.
    """
    halt = stop or Event()

    def one(pair: tuple[Worker, WorkClient]) -> Worked:
        try:
            return work(pair[0], pair[1], assignment, stop=halt, wait=wait)
        except BaseException:
            halt.set()
            raise

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return tuple(pool.map(one, people))


def take_turns(
    people: Sequence[tuple[Worker, WorkClient]],
    assignment: Assignment,
    *,
    turn: int = 10,
    stop: Event | None = None,
    wait: Wait = sleep,
) -> tuple[Worked, ...]:
    """Lets several work in one thread, `turn` judgments each, round and round, until nobody gets
    any more: the same crowd on the same server state gives the same judgments."""
    halt = stop or Event()
    total = {worker.name: Worked(worker.name, 0, 0, 0.0, "limit") for worker, _ in people}
    active = list(people)
    while active:
        again: list[tuple[Worker, WorkClient]] = []
        for worker, client in active:
            before = total[worker.name]
            after = _go_on(worker, client, assignment, before, turn=turn, stop=halt, wait=wait)
            total[worker.name] = after
            if after.judgments > before.judgments:
                again.append((worker, client))
        active = again
    return tuple(total[worker.name] for worker, _ in people)


def _go_on(
    worker: Worker,
    client: WorkClient,
    assignment: Assignment,
    before: Worked,
    *,
    turn: int | None,
    stop: Event,
    wait: Wait,
) -> Worked:
    """Adds up to `turn` judgments to what was done before."""
    ends = [before.judgments + turn] if turn is not None else []
    ends += [assignment.limit] if assignment.limit is not None else []
    until = min(ends, default=None)
    judgments, counted, seconds = before.judgments, before.counted, before.seconds
    if until is not None and judgments >= until:
        return before
    then = {"project": assignment.project, "count": 1}
    reply = client.next(assignment.project, count=1)
    stopped = "limit"
    while True:
        leases = reply.get("leases") or ()
        if not leases:
            stopped = str(reply.get("reason") or "empty")
            break
        lease = leases[0]
        key = lease["item"]["key"]
        answer = worker.answer(
            assignment.truths.get(key, {}),
            lease["fields"],
            item=key,
            difficulty=assignment.difficulty.get(key, 0.0),
            done=judgments,
        )
        if assignment.pace:
            wait(answer.seconds * assignment.pace)
        last = stop.is_set() or (until is not None and judgments + 1 >= until)
        reply = client.submit(
            lease,
            answer.values,
            seconds=round(answer.seconds, 3),
            outcome=answer.outcome,
            then=None if last else then,
        )
        judgments += 1
        counted += bool(reply["counted"])
        seconds += answer.seconds
        if last:
            stopped = "stop" if stop.is_set() else "limit"
            break
    return Worked(worker.name, judgments, counted, seconds, stopped)
