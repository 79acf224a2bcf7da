"""Many at once: threads, equal requests, statements of a round trip, a process that is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from ascertain.core.errors import Conflict, NotFound, Unavailable
from ascertain.services import recovery, upkeep, work
from ascertain.store.database import open_database
from ascertain.store.tables.judgments import judgments
from ascertain.store.tables.tasks import leases, tasks
from ascertain.wire.work import Next, Submit
from tests.fixtures.world import SECRET, HandClock, World, faults, plain, queries

MOST_STATEMENTS = {"sqlite": 10, "postgresql": 6}


def test_ten_equal_submits_are_one(here: World) -> None:
    project = here.project(overlap=3)
    here.items(project, 5)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    with ThreadPoolExecutor(10) as pool:
        replies = list(
            pool.map(
                lambda _: here.submit(ada, lease, "refund", next={"project": project}), range(10)
            )
        )
    assert all(reply == replies[0] for reply in replies)
    assert len(here.rows(select(judgments.c.id))) == 1
    assert not faults(here)


def test_ten_different_submits_are_one(here: World) -> None:
    project = here.project(overlap=3)
    here.items(project, 1)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]

    def answer(n: int) -> str:
        try:
            here.submit(ada, lease, ("refund", "other")[n % 2])
        except Conflict as error:
            return error.code
        return ("refund", "other")[n % 2]

    with ThreadPoolExecutor(10) as pool:
        said = Counter(pool.map(answer, range(10)))
    assert said["lease.already-submitted"] == 5
    assert len(said) == 2


def test_ten_equal_nexts_hold_three(here: World) -> None:
    project = here.project(overlap=3)
    here.items(project, 20)
    ada = here.person("ada")
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda _: here.next(ada, project, count=2), range(10)))
    given = [lease["task"] for reply in replies for lease in reply["leases"]]
    assert len(given) == len(set(given)) == here.settings.work.held
    assert not faults(here)


def test_two_people_on_one_lease(here: World) -> None:
    project = here.project(overlap=2)
    here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    lease = here.next(ada, project)["leases"][0]

    def answer(actor: Any) -> str:
        try:
            return str(here.submit(actor, lease, "refund")["counted"])
        except NotFound as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(answer, [ada, bob])) == ["True", "lease.not-found"]


def test_thirty_two_at_once(here: World) -> None:
    """Everybody works until nothing is left; some let a lease run out or submit it twice."""
    project = here.project(overlap=3)
    here.items(project, 60)
    people = [here.person(f"p{n:02d}") for n in range(32)]
    stop = threading.Event()

    def expire() -> None:
        while not stop.wait(0.05):
            here.clock.pass_(30)
            upkeep.expire_leases(here, here.clock.now())  # type: ignore[arg-type]  # has all it needs

    def toil(number: int) -> list[str]:
        actor, made = people[number], []
        reply = here.next(actor, project)
        for n in range(200):
            if not reply["leases"]:
                break
            lease = reply["leases"][0]
            done = here.submit(actor, lease, "refund", next={"project": project})
            if n % 7 == number % 7:
                assert here.submit(actor, lease, "refund")["judgment"] == done["judgment"]
            made.append(lease["task"])
            reply = done
        return made

    timer = threading.Thread(target=expire)
    timer.start()
    try:
        with ThreadPoolExecutor(32) as pool:
            done = list(pool.map(toil, range(32)))
    finally:
        stop.set()
        timer.join()
    assert all(len(made) == len(set(made)) for made in done)
    assert not faults(here)
    t = tasks.c
    over = here.rows(select(t.id).where(t.done > 3))
    assert not over
    left = here.rows(select(func.count().label("n")).where(t.step == "label", t.done < 3))[0].n
    assert left == 0
    assert sum(map(len, done)) >= 180


@pytest.mark.parametrize("judgments_before", [0, 1, 2])
def test_statements_of_a_round_trip(here: World, judgments_before: int) -> None:
    """The first, a middle and the last judgment of an item, each with the next task."""
    project = here.project(overlap=3)
    here.items(project, 8)
    others = [here.person(f"p{n}") for n in range(judgments_before)]
    ada = here.person("ada")
    for actor in [*others, ada]:  # everything that is looked up once is known
        lease = here.next(actor, project)["leases"][0]
        here.submit(actor, lease, "refund", next={"project": project})
    lease = here.ask(ada, _held)[0]
    request = Submit(
        lease=lease.id,
        token=lease.token,
        values={"topic": "refund"},
        next=Next(project=project),
    )
    said: list[str] = []

    def verb(session: Any) -> Any:
        raw = session.raw
        if session.dialect == "sqlite":
            raw.set_trace_callback(said.append)
            try:
                reply = work.submit(here.work(session, ada), request, SECRET)
                session.flush()
            finally:
                raw.set_trace_callback(None)
            return reply
        traced = _Traced(raw, said)
        session.hot._raw = traced
        try:
            reply = work.submit(here.work(session, ada), request, SECRET)
            session.flush()
        finally:
            session.hot._raw = raw
        return reply

    reply = plain(here.db.write(verb))
    assert len(reply["leases"]) == 1
    found = [statement for statement in said if queries(statement)]
    assert 3 <= len(found) <= MOST_STATEMENTS[here.db.dialect], "\n".join(found)


def _held(w: Any) -> Any:
    return recovery.held_work(w, SECRET).leases


class _Traced:
    """A psycopg connection that notes what it is asked."""

    def __init__(self, raw: Any, said: list[str]) -> None:
        self._raw = raw
        self._said = said

    def execute(self, statement: str, *more: Any) -> Any:
        self._said.append(statement)
        return self._raw.execute(statement, *more)


WORKER = """
import sys
from pathlib import Path
from tests.fixtures.world import World, HandClock
from ascertain.store.database import open_database
url, folder, workspace, project, n = sys.argv[1:]
here = World(open_database(url), HandClock(), Path(folder))
here.workspace = workspace
from concurrent.futures import ThreadPoolExecutor
def toil(number):
    actor = here.actor(f"p{number}")
    reply = here.next(actor, project)
    while reply["leases"]:
        reply = here.submit(actor, reply["leases"][0], "refund", next={"project": project})
        sys.stdout.write(reply["judgment"] + "\\n")
        sys.stdout.flush()
with ThreadPoolExecutor(int(n)) as pool:
    list(pool.map(toil, range(int(n))))
"""


def test_killed_in_the_middle(here: World, database_url: str, tmp_path: Path) -> None:
    """Every judgment that was acknowledged is there, and nothing stays stuck."""
    project = here.project(overlap=3)
    here.items(project, 400)
    for n in range(6):
        here.person(f"p{n}")
    workspace = here.workspace
    here.db.close()
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url, str(tmp_path), workspace, project, "6"],
        stdout=subprocess.PIPE,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        text=True,
    ) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(40)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in process.stdout if len(line) == 37]
    again = World(open_database(database_url), HandClock(), tmp_path)
    again.workspace = workspace
    try:
        _wait_for(again)
        stored = {row.id for row in again.rows(select(judgments.c.id))}
        assert set(acknowledged) <= stored
        assert len(acknowledged) >= 40
        assert not faults(again)
        again.clock.pass_(10 * 86_400)
        while upkeep.expire_leases(again, again.clock.now()):  # type: ignore[arg-type]
            pass
        assert not again.rows(select(leases.c.id).where(leases.c.state == "live"))
        assert not faults(again)
        actor = again.actor("p0")
        lease = again.next(actor, project)["leases"][0]
        assert again.submit(actor, lease, "refund")["counted"]
    finally:
        again.db.close()


def _wait_for(here: World) -> None:
    """Until the server of the killed process has noticed."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            here.rows(select(tasks.c.id).limit(1))
        except Unavailable:
            time.sleep(0.1)
        else:
            return
