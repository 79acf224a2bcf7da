"""Whatever annotators do, in whatever order: no place is booked twice, no overlap exceeded, no
counter wrong, nothing offered twice to anybody, and nothing open hidden from somebody who could
do it."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ascertain.core.errors import Conflict, NotFound
from ascertain.services import amend, holding, projects, upkeep, work
from ascertain.store.tables.judgments import judgments
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Actor
from ascertain.wire.projects import ProjectChange
from ascertain.wire.work import LeaseRef, Revise, Skip, Undo
from tests.fixtures.postgres import Postgres
from tests.fixtures.world import SECRET, World, faults, world

PEOPLE = 4
CLASSES = ("billing", "refund", "other")
REFUSALS = (Conflict, NotFound)

step = st.tuples(
    st.sampled_from(
        ["next"] * 6
        + ["submit"] * 8
        + ["stale", "release", "skip", "expire", "undo", "undo", "revise", "overlap", "review"]
    ),
    st.integers(0, PEOPLE - 1),
    st.integers(0, 999),
)


class Play:
    """Some people at work, by a script."""

    def __init__(self, here: World) -> None:
        self.here = here
        self.project = here.project(overlap=2)
        here.items(self.project, 2)
        self.people = [here.person(f"p{n}") for n in range(PEOPLE - 1)]
        self.people.append(here.person("rex", "reviewer"))
        self.held: dict[str, list[Any]] = {actor.handle: [] for actor in self.people}
        self.old: dict[str, list[Any]] = {actor.handle: [] for actor in self.people}
        self.made: dict[str, list[str]] = {actor.handle: [] for actor in self.people}

    def do(self, what: str, who: int, n: int) -> None:
        actor = self.people[who]
        try:
            getattr(self, what)(actor, n)
        except REFUSALS:
            return

    def take(self, actor: Actor, n: int, step_: str) -> None:
        given = self.here.next(actor, self.project, count=1 + n % 3, step=step_)
        mine = self.held[actor.handle]
        assert not {one["task"] for one in given["leases"]} & {
            one["task"] for one in mine if one["live"]
        }
        mine += [one | {"live": True} for one in given["leases"]]
        if given["reason"] == "all-seen":
            assert not self.hidden(actor, step_)

    def next(self, actor: Actor, n: int) -> None:
        self.take(actor, n, "label")

    def review(self, actor: Actor, n: int) -> None:
        del actor
        self.take(self.people[-1], n, "review")

    def lease(self, actor: Actor, n: int) -> Any:
        mine = self.held[actor.handle]
        if not mine:
            raise NotFound("test.none", "nothing is held")
        lease = mine.pop(n % len(mine))
        self.old[actor.handle].append(lease)
        return lease

    def submit(self, actor: Actor, n: int) -> None:
        done = self.here.submit(actor, self.lease(actor, n), CLASSES[n % 3])
        self.made[actor.handle].append(done["judgment"])

    def stale(self, actor: Actor, n: int) -> None:
        """A lease that has ended, whichever way."""
        old = self.old[actor.handle]
        if old:
            done = self.here.submit(actor, old[n % len(old)], CLASSES[n % 3])
            self.made[actor.handle].append(done["judgment"])

    def release(self, actor: Actor, n: int) -> None:
        lease = self.lease(actor, n)
        self.here.do(actor, holding.release, LeaseRef(lease=lease["id"], token=lease["token"]))

    def skip(self, actor: Actor, n: int) -> None:
        lease = self.lease(actor, n)
        request = Skip(lease=lease["id"], token=lease["token"], reason="dark")
        self.here.do(actor, work.skip, request, SECRET)

    def expire(self, actor: Actor, n: int) -> None:
        del actor
        self.here.clock.pass_(n * 2)
        upkeep.expire_leases(self.here, self.here.clock.now())  # type: ignore[arg-type]
        self.note_ended()

    def undo(self, actor: Actor, n: int) -> None:
        made = self.made[actor.handle]
        if made:
            reply = self.here.do(actor, amend.undo, Undo(judgment=made[n % len(made)]), SECRET)
            self.held[actor.handle] += [
                {"id": one.id, "token": one.token, "task": one.task, "live": True}
                for one in reply.leases
            ]

    def revise(self, actor: Actor, n: int) -> None:
        made = self.made[actor.handle]
        if made:
            change = Revise(judgment=made[n % len(made)], values={"topic": CLASSES[n % 3]})
            made.append(self.here.do(actor, amend.revise, change).judgment)

    def overlap(self, actor: Actor, n: int) -> None:
        del actor
        change = ProjectChange(overlap=1 + n % 3)
        self.here.do(self.here.operator, projects.change_project, self.project, change)
        for row in upkeep.project_revisions(self.here):  # type: ignore[arg-type]
            upkeep.adjust_wants(self.here, row)  # type: ignore[arg-type]

    def note_ended(self) -> None:
        live = {
            row.id for row in self.here.rows(select(leases.c.id).where(leases.c.state == "live"))
        }
        for mine in self.held.values():
            for one in mine:
                one["live"] = one["id"] in live

    def hidden(self, actor: Actor, step_: str) -> list[str]:
        """Open tasks that this person has not had: by brute force."""
        j = judgments.c
        had = {
            (row.task, row.item_version, row.role)
            for row in self.here.rows(
                select(j.task, j.item_version, j.role).where(
                    j.annotator == actor.annotator, j.current == 1, j.outcome != "undone"
                )
            )
        }
        mine = {
            row.task
            for row in self.here.rows(
                select(leases.c.task).where(
                    leases.c.annotator == actor.annotator, leases.c.state == "live"
                )
            )
        }
        t = tasks.c
        found = []
        for row in self.here.rows(
            select(t.id, t.item_version, t.returned).where(t.state == "open", t.step == step_)
        ):
            seen = {
                (task, role)
                for task, version, role in had
                if version == row.item_version
                and (
                    task == row.id
                    or (role == "label" and (step_ == "review" or row.returned is None))
                    or (role != "label" and step_ == "label")
                )
            }
            if not seen and row.id not in mine:
                found.append(row.id)
        return found

    def check(self) -> None:
        assert not faults(self.here)
        live: dict[str, int] = {}
        for row in self.here.rows(select(leases.c.annotator).where(leases.c.state == "live")):
            live[row.annotator] = live.get(row.annotator, 0) + 1
        assert max(live.values(), default=0) <= self.here.settings.work.held


def play(url: str, script: list[tuple[str, int, int]], folder: Path) -> None:
    with world(url, folder) as here:
        game = Play(here)
        for what, who, n in script:
            game.do(what, who, n)
            game.note_ended()
            game.check()


@given(st.lists(step, min_size=20, max_size=80))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_on_sqlite(script: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play(f"sqlite:///{folder}/a.db", script, Path(folder))


@pytest.mark.postgres
@given(script=st.lists(step, min_size=20, max_size=80))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_on_postgres(postgres: Postgres, script: list[tuple[str, int, int]]) -> None:
    name = postgres.create()
    try:
        with tempfile.TemporaryDirectory() as folder:
            play(postgres.database_url(name), script, Path(folder))
    finally:
        postgres.drop(name)
