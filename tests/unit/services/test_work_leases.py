"""Leases: how many, how long, given back, given again; drafts; why there is no work."""

from typing import Any

import pytest
from sqlalchemy import select, update

from ascertain.core.errors import Conflict, Forbidden, NotFound
from ascertain.services import (
    holding,
    members,
    projects,
    recovery,
    skipped,
    upkeep,
    work,
)
from ascertain.services import (
    leases as managing,
)
from ascertain.store.tables.judgments import comments, judgments
from ascertain.store.tables.projects import projects as projects_table
from ascertain.store.tables.tasks import leases, tasks
from ascertain.wire.people import MemberChange
from ascertain.wire.projects import ProjectChange
from ascertain.wire.work import Flag, LeaseRef, SaveDraft, Skip
from tests.fixtures.world import SECRET, World, plain


def ref(lease: Any) -> dict[str, str]:
    return {"lease": lease["id"], "token": lease["token"]}


def expire(here: World, seconds: float = 1000) -> None:
    here.clock.pass_(seconds)
    upkeep.expire_leases(here, here.clock.now())  # type: ignore[arg-type]  # has all it needs


def counters(here: World) -> tuple[Any, ...]:
    (row,) = here.rows(select(tasks.c.state, tasks.c.live, tasks.c.done, tasks.c.want))
    return tuple(row)


def test_three_may_be_held_and_each_is_another(here: World) -> None:
    project = here.project()
    here.items(project, 10)
    ada = here.person("ada")
    first = here.next(ada, project)["leases"]
    more = here.next(ada, project, count=3)["leases"]
    assert len({lease["task"] for lease in first + more}) == 3
    none = here.next(ada, project)
    assert (none["leases"], none["reason"]) == ([], "held")
    here.submit(ada, first[0], "refund")
    assert len(here.next(ada, project, count=3)["leases"]) == 1


def test_what_is_held_can_be_had_again(here: World) -> None:
    project = here.project()
    here.items(project, 3)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    here.do(ada, holding.save_draft, SaveDraft(**ref(lease), values={"topic": "other"}))
    again = plain(here.ask(ada, recovery.held_work, SECRET))["leases"]
    assert [(one["id"], one["token"]) for one in again] == [(lease["id"], lease["token"])]
    assert again[0]["draft"]["values"] == {"topic": "other"}
    assert again[0]["item"] == lease["item"]


def test_late_but_wanted_counts(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 1)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    expire(here)
    assert counters(here) == ("open", 0, 0, 1)
    done = here.submit(ada, lease, "refund")
    assert (done["late"], done["counted"]) == (True, True)
    assert counters(here) == ("closed", 0, 1, 1)


def test_late_and_full_is_kept_and_does_not_count(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    lease = here.next(ada, project)["leases"][0]
    expire(here)
    other = here.next(bob, project)["leases"][0]
    done = here.submit(ada, lease, "refund")
    assert (done["late"], done["counted"]) == (True, False)
    assert here.submit(bob, other, "other")["counted"]
    assert counters(here) == ("closed", 0, 1, 1)
    assert len(here.rows(select(judgments.c.id))) == 2


def test_late_twice_counts_once(here: World) -> None:
    """The same person, an old lease and a new one on the same task."""
    project = here.project(overlap=3)
    here.items(project, 1)
    ada = here.person("ada")
    old = here.next(ada, project)["leases"][0]
    expire(here)
    new = here.next(ada, project)["leases"][0]
    assert new["task"] == old["task"]
    assert here.submit(ada, old, "refund")["counted"]
    assert not here.submit(ada, new, "refund")["counted"]
    assert counters(here) == ("open", 0, 1, 3)


def test_activity_keeps_a_lease_up_to_its_last_moment(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 1)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]

    def keep() -> None:
        here.clock.pass_(800)
        here.do(ada, holding.extend, LeaseRef(**ref(lease)))
        upkeep.expire_leases(here, here.clock.now())  # type: ignore[arg-type]  # as above

    for _ in range(18):
        keep()
    with pytest.raises(Conflict) as caught:
        keep()
    assert caught.value.code == "lease.ended"
    lived = here.settings.work.lease_max_seconds
    (row,) = here.rows(select(leases.c.state, leases.c.made_at, leases.c.expires_at))
    assert row.state == "expired"
    assert row.expires_at - row.made_at == lived * 1_000_000


def test_release_gives_the_place_back_and_keeps_the_draft(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    lease = here.next(ada, project)["leases"][0]
    here.do(ada, holding.save_draft, SaveDraft(**ref(lease), values={"topic": "other"}))
    for _ in range(2):
        here.do(ada, holding.release, LeaseRef(**ref(lease)))
    assert counters(here) == ("open", 0, 0, 1)
    assert here.next(bob, project)["leases"][0]["draft"] is None
    expire(here)
    assert here.next(ada, project)["leases"][0]["draft"]["values"] == {"topic": "other"}


def test_skipped_by_everybody_is_seen(here: World) -> None:
    project = here.project(overlap=2)
    (item,) = here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    for person in (ada, bob):
        lease = here.next(person, project)["leases"][0]
        assert not here.ask(here.operator, skipped.items_skipped_by_all, project)
        done = plain(here.do(person, work.skip, Skip(**ref(lease), reason="too dark"), SECRET))
        again = plain(here.do(person, work.skip, Skip(**ref(lease), reason="too dark"), SECRET))
        assert (done["counted"], done["judgment"]) == (False, again["judgment"])
        assert here.next(person, project)["reason"] == "all-seen"
    assert here.ask(here.operator, skipped.items_skipped_by_all, project) == [item]
    assert counters(here) == ("open", 0, 0, 2)


def test_pause_stops_next_and_keeps_work(here: World) -> None:
    project = here.project()
    here.items(project, 2)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    here.do(here.operator, projects.pause_project, project, reason="lunch")
    none = here.next(ada, project)
    assert (none["leases"], none["reason"], none["detail"]) == ([], "paused", "lunch")
    done = here.submit(ada, lease, "refund", next={"project": project})
    assert (done["counted"], done["leases"], done["reason"]) == (True, [], "paused")


def test_reasons(here: World) -> None:
    project = here.project()
    ada = here.person("ada")
    assert here.next(ada, project)["reason"] == "nothing-open"
    assert here.next(ada)["reason"] == "nothing-open"
    with pytest.raises(NotFound):
        here.next(ada, "unheard")
    here.items(project, 1)
    here.submit(ada, here.next(ada, "tickets")["leases"][0], "refund")
    assert here.next(ada, project)["reason"] == "all-seen"
    bob = here.person("bob")
    change = ProjectChange(annotators=[ada.member])
    here.do(here.operator, projects.change_project, project, change)
    assert here.next(bob, project)["reason"] == "not-a-member"
    eve = here.person("eve", "reviewer")
    assert here.next(eve, project, step="review")["reason"] in {"no-review", "not-a-member"}
    here.do(here.operator, projects.archive_project, project, reason=None)
    assert here.next(ada, project)["reason"] == "archived"


def test_a_changed_role_acts_at_once(here: World) -> None:
    project = here.project()
    here.items(project, 2)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    assert ada.member is not None
    here.do(here.operator, members.change_member, ada.member, MemberChange(roles=["auditor"]))
    with pytest.raises((NotFound, Forbidden)):
        here.submit(ada, lease, "refund")
    with pytest.raises(Forbidden):
        here.next(ada, project)
    assert {row.state for row in here.rows(select(leases.c.state))} == {"revoked"}


def test_a_manager_frees_a_stuck_lease(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    lease = here.next(ada, project)["leases"][0]
    (live,) = here.ask(here.operator, managing.list_leases, project).data
    assert (live.id, live.annotator) == (lease["id"], "ada")
    here.do(here.operator, managing.free_lease, lease["id"])
    assert here.next(bob, project)["leases"]


def test_flags_reach_those_who_run_the_project(here: World) -> None:
    project = here.project()
    here.items(project, 1)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    said = here.do(ada, holding.flag, Flag(**ref(lease), text="Which of the two?"))
    assert (said.text, said.state) == ("Which of the two?", "open")
    (row,) = here.rows(select(comments))
    assert (row.type, row.author, row.task) == ("flag", ada.member, lease["task"])
    assert here.submit(ada, lease, "refund")["counted"]


def test_priority_then_progress_then_position(here: World) -> None:
    project = here.project(overlap=1)
    low = here.items(project, 2)
    high = here.items(project, 1, start=5, priority=7)
    people = [here.person(f"p{n}") for n in range(4)]
    first = here.next(people[0], project)["leases"][0]
    assert first["item"]["id"] == high[0]
    second = here.next(people[1], project)["leases"][0]
    assert second["item"]["id"] == low[0]
    here.do(people[1], holding.release, LeaseRef(**ref(second)))
    assert here.next(people[2], project)["leases"][0]["item"]["id"] == low[0]
    assert here.next(people[3], project)["leases"][0]["item"]["id"] == low[1]


def test_several_projects_without_switching(here: World) -> None:
    one, two = here.project("one"), here.project("two")
    here.items(one, 4)
    here.items(two, 4)
    ada = here.person("ada")
    here.next(ada, two)
    assert here.next(ada)["leases"][0]["project"] == two
    here.db.write(
        lambda s: s.run(update(projects_table).where(projects_table.c.id == one).values(priority=5))
    )
    assert here.next(ada)["leases"][0]["project"] == one


@pytest.mark.parametrize(("before", "after", "judgments_made"), [(2, 3, 3), (3, 2, 2), (3, 1, 2)])
def test_another_overlap_midway(here: World, before: int, after: int, judgments_made: int) -> None:
    """Two have judged when the overlap changes."""
    project = here.project(overlap=before)
    here.items(project, 1)
    people = [here.person(f"p{n}") for n in range(4)]
    given = [here.next(person, project)["leases"][0] for person in people[:2]]
    done = [here.submit(people[0], given[0], "refund")]
    if before > 2:
        done.append(here.submit(people[1], given[1], "refund"))
    change = ProjectChange(overlap=after)
    here.do(here.operator, projects.change_project, project, change)
    follow(here, project)
    if before == 2:
        done.append(here.submit(people[1], given[1], "refund"))
    for person in people[2:]:
        leases_now = here.next(person, project)["leases"]
        done += [here.submit(person, lease, "refund") for lease in leases_now]
    assert sum(one["counted"] for one in done) == judgments_made
    state, live, count, _ = counters(here)
    assert (state, live, count) == ("closed", 0, judgments_made)


def follow(here: World, project: str) -> None:
    for row in upkeep.project_revisions(here):  # type: ignore[arg-type]  # has all it needs
        if row.id == project:
            while upkeep.adjust_wants(here, row):  # type: ignore[arg-type]  # as above
                pass
