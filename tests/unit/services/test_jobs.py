"""The queue of long work: who claims what, what a dead worker leaves, what a lost one may not."""

import threading
from typing import Any

import pytest

from ascertain.core.errors import Conflict
from ascertain.services import jobs
from ascertain.services.jobs import STALE, Claimed, Lost
from tests.fixtures.world import World

SILENT_SECONDS = STALE / 1_000_000 + 1


def put(here: World, kind: str = "freeze", project: str | None = None) -> str:
    made: str = here.do(here.operator, jobs.enqueue, kind, project=project, payload={"a": 1})
    return made


def claim(here: World, worker: str, *, alone: bool = False) -> Claimed | None:
    return here.db.write(lambda s: jobs.claim(s, worker, here.clock.now(), alone=alone))


def advance(here: World, job: Claimed, place: Any, before: Any = None) -> None:
    here.db.write(
        lambda s: jobs.advance(s, job, here.clock.now(), place=place, progress=0.5, before=before)
    )


def test_jobs_are_claimed_once_in_the_order_of_asking(here: World) -> None:
    first, second = put(here), put(here)
    claimed = [claim(here, "one"), claim(here, "two"), claim(here, "three")]
    assert [job.id if job else None for job in claimed] == [first, second, None]
    assert claimed[0] is not None
    assert (claimed[0].payload, claimed[0].place, claimed[0].tries) == ({"a": 1}, None, 1)


def test_many_workers_at_once_never_share_a_job(here: World) -> None:
    wanted = {put(here) for _ in range(12)}
    found: list[str] = []

    def work(name: str) -> None:
        while (job := claim(here, name)) is not None:
            found.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("kinds", [("import", "import"), ("import", "undo"), ("undo", "import")])
def test_imports_of_a_project_take_turns(here: World, kinds: tuple[str, str]) -> None:
    project, other = here.project("one"), here.project("two")
    first = put(here, kinds[0], project)
    second = put(here, kinds[1], project)
    elsewhere = put(here, "import", other)
    one, two = claim(here, "a"), claim(here, "b")
    assert one is not None
    assert two is not None
    assert (one.id, two.id) == (first, elsewhere)
    assert claim(here, "c") is None
    here.do(here.operator, jobs.finish, one, state="done", result={})
    three = claim(here, "c")
    assert three is not None
    assert three.id == second


def test_what_a_dead_worker_leaves_goes_on_from_its_place(here: World) -> None:
    put(here)
    first = claim(here, "one")
    assert first is not None
    advance(here, first, {"chunks": 3})
    assert claim(here, "two") is None
    here.clock.pass_(SILENT_SECONDS)
    second = claim(here, "two")
    assert second is not None
    assert (second.place, second.tries) == ({"chunks": 3}, 1)
    # Whoever was only slow may store nothing any more.
    with pytest.raises(Lost):
        advance(here, first, {"chunks": 4})
    with pytest.raises(Lost):
        here.do(here.operator, jobs.finish, first, state="done")
    advance(here, second, {"chunks": 4})


def test_a_heart_that_beats_keeps_the_job(here: World) -> None:
    put(here)
    job = claim(here, "one")
    assert job is not None
    here.clock.pass_(SILENT_SECONDS)
    here.db.write(lambda s: jobs.beat(s, job, here.clock.now()))
    assert claim(here, "two") is None


def test_alone_on_the_database_every_other_worker_is_dead(here: World) -> None:
    put(here)
    assert claim(here, "one") is not None
    assert claim(here, "one", alone=True) is None
    assert claim(here, "two", alone=True) is not None


def test_tries_count_deaths_at_one_place_only(here: World) -> None:
    put(here)
    tries = []
    for worker in ("a", "b", "c"):
        job = claim(here, worker)
        assert job is not None
        tries.append(job.tries)
        here.clock.pass_(SILENT_SECONDS)
    assert tries == [1, 2, 3]
    job = claim(here, "d")
    assert job is not None
    advance(here, job, {"chunks": 1})
    here.clock.pass_(SILENT_SECONDS)
    job = claim(here, "e")
    assert job is not None
    assert job.tries == 1
    # Stopped in good order, or without a database: that is no death.
    stopped = job
    here.db.write(lambda s: jobs.release(s, stopped, here.clock.now()))
    job = claim(here, "f")
    assert job is not None
    assert (job.tries, job.place) == (1, {"chunks": 1})


def test_a_step_that_was_not_stored_stops_the_next(here: World) -> None:
    put(here)
    job = claim(here, "one")
    assert job is not None
    advance(here, job, {"chunks": 1})
    with pytest.raises(Lost):
        advance(here, job, {"chunks": 3}, before={"chunks": 2})
    advance(here, job, {"chunks": 2}, before={"chunks": 1})


def test_a_cancelled_job_stores_nothing_more(here: World) -> None:
    queued, running = put(here), put(here)
    here.do(here.operator, jobs.cancel, queued)
    job = claim(here, "one")
    assert job is not None
    assert job.id == running
    here.do(here.operator, jobs.cancel, running)
    with pytest.raises(Lost):
        advance(here, job, {"chunks": 1})
    with pytest.raises(Conflict, match="cancelled"):
        here.do(here.operator, jobs.cancel, running)


def test_an_undo_is_not_called_off(here: World) -> None:
    undo = put(here, "undo", here.project())
    with pytest.raises(Conflict, match="undo"):
        here.do(here.operator, jobs.cancel, undo)
