"""Simulated annotators at work on a small counter that speaks like the API."""

from collections import Counter
from collections.abc import Mapping
from threading import Barrier, Event, Lock
from typing import Any

import numpy as np
import pytest

from ascertain.client.work import WorkLoop
from ascertain.simulation.crowd import Worker, make_crowd
from ascertain.testing.annotators import (
    Assignment,
    WorkClient,
    take_turns,
    work,
    work_together,
)

FIELDS = [{"name": "topic", "kind": "choice", "classes": ["a", "b", "c"]}]
Submits = list[tuple[str, str, dict[str, Any], float, str]]


class Counterpart:
    """Tasks that each want some judgments by different people, kept in memory."""

    def __init__(self, items: int, overlap: int) -> None:
        self.want = {f"i{index}": overlap for index in range(items)}
        self.given: dict[str, set[str]] = {key: set() for key in self.want}
        self.submits: Submits = []
        self.trips = 0
        self.lock = Lock()

    def client(self, name: str) -> "Desk":
        return Desk(self, name)


class Desk:
    """The counterpart as one annotator sees it."""

    def __init__(self, counter: Counterpart, name: str) -> None:
        self.counter, self.name = counter, name

    def next(
        self, project: str | None = None, *, count: int = 1, step: str = "label"
    ) -> dict[str, Any]:
        assert (project, count, step) == ("leaves", 1, "label")
        with self.counter.lock:
            self.counter.trips += 1
            return self._lease()

    def submit(
        self,
        lease: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        seconds: float = 0,
        outcome: str = "answered",
        then: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        with self.counter.lock:
            self.counter.trips += 1
            entry = (self.name, lease["item"]["key"], dict(values), seconds, outcome)
            self.counter.submits.append(entry)
            reply = self._lease() if then == {"project": "leaves", "count": 1} else {}
            return {"judgment": str(len(self.counter.submits)), "counted": True} | reply

    def _lease(self) -> dict[str, Any]:
        for key, want in self.counter.want.items():
            taken = self.counter.given[key]
            if len(taken) < want and self.name not in taken:
                taken.add(self.name)
                lease = {"id": key, "token": "t", "item": {"key": key}, "fields": FIELDS}
                return {"leases": [lease]}
        return {"leases": [], "reason": "nothing-open"}


def assignment(items: int, **settings: Any) -> Assignment:
    truths = {f"i{index}": {"topic": "abc"[index % 3]} for index in range(items)}
    return Assignment("leaves", truths, **settings)


def people(counter: Counterpart, size: int) -> list[tuple[Worker, WorkClient]]:
    crowd = make_crowd(np.random.default_rng(5), size)
    return [(worker, counter.client(worker.name)) for worker in crowd]


def test_one_worker_empties_the_queue_with_one_trip_a_judgment() -> None:
    counter = Counterpart(items=12, overlap=1)
    done = work(Worker("w", seed=1), counter.client("w"), assignment(12))
    assert (done.judgments, done.counted, done.stopped) == (12, 12, "nothing-open")
    assert counter.trips == 13
    assert done.seconds == pytest.approx(sum(entry[3] for entry in counter.submits), abs=0.01)


def test_the_limit_takes_no_lease_that_is_not_used() -> None:
    counter = Counterpart(items=12, overlap=1)
    done = work(Worker("w", seed=1), counter.client("w"), assignment(12, limit=5))
    assert (done.judgments, done.stopped) == (5, "limit")
    assert sum(map(len, counter.given.values())) == 5
    assert work(Worker("w", seed=1), counter.client("w"), assignment(12, limit=0)).judgments == 0


def test_many_at_once_leave_nothing_open() -> None:
    counter = Counterpart(items=60, overlap=3)
    done = work_together(people(counter, 6), assignment(60), threads=6)
    assert sum(one.judgments for one in done) == len(counter.submits) == 180
    assert set(Counter(entry[1] for entry in counter.submits).values()) == {3}


def test_answers_do_not_depend_on_threads() -> None:
    alone, together = Counterpart(30, 6), Counterpart(30, 6)
    take_turns(people(alone, 6), assignment(30))
    work_together(people(together, 6), assignment(30), threads=6)
    assert sorted(map(repr, alone.submits)) == sorted(map(repr, together.submits))


def test_turns_repeat_who_got_what() -> None:
    runs = [Counterpart(40, 2), Counterpart(40, 2)]
    for counter in runs:
        done = take_turns(people(counter, 5), assignment(40), turn=4)
        assert {one.stopped for one in done} == {"nothing-open"}
        assert max(one.judgments for one in done) - min(one.judgments for one in done) <= 4
    assert runs[0].submits == runs[1].submits


def test_turns_keep_to_the_limit() -> None:
    counter = Counterpart(40, 5)
    done = take_turns(people(counter, 5), assignment(40, limit=7), turn=3)
    assert [one.judgments for one in done] == [7] * 5


def test_the_pace_sleeps_what_a_person_would() -> None:
    slept: list[float] = []
    done = work(
        Worker("w", seed=1),
        Counterpart(5, 1).client("w"),
        assignment(5, pace=0.5),
        wait=slept.append,
    )
    assert sum(slept) == pytest.approx(done.seconds / 2)


def test_stop_ends_after_the_present_judgment() -> None:
    counter = Counterpart(100, 1)
    stop = Event()
    done = work(
        Worker("w", seed=1),
        counter.client("w"),
        assignment(100, pace=1.0),
        stop=stop,
        wait=lambda _: stop.set() if len(counter.submits) == 3 else None,
    )
    assert (done.judgments, done.stopped) == (4, "stop")


def test_an_error_of_one_stops_the_others_and_is_raised() -> None:
    counter = Counterpart(100_000, 1)
    both = Barrier(2)

    class Broken(Desk):
        def next(self, *_: Any, **__: Any) -> dict[str, Any]:
            both.wait()
            raise ConnectionError("the server is away")

    class Steady(Desk):
        def next(self, *args: Any, **settings: Any) -> dict[str, Any]:
            both.wait()
            return super().next(*args, **settings)

    pair: list[tuple[Worker, WorkClient]] = [
        (Worker("broken", seed=1), Broken(counter, "broken")),
        (Worker("steady", seed=2), Steady(counter, "steady")),
    ]
    with pytest.raises(ConnectionError):
        work_together(pair, assignment(3), threads=2)
    assert len(counter.submits) < 100_000


def test_the_real_client_fits() -> None:
    def accepts(client: WorkClient) -> WorkClient:
        return client

    assert accepts(WorkLoop.__new__(WorkLoop))
