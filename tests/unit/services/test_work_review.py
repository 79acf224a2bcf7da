"""Review, undo and revise: a second look at what was judged."""

from typing import Any

import pytest
from sqlalchemy import select, update

from ascertain.core.errors import Conflict
from ascertain.services import amend, flow, ownwork, work
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import decisions, exceptions, judgments, labels
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Actor
from ascertain.wire.work import Return, Revise, Undo
from tests.fixtures.world import SECRET, World, plain

Votes = dict[str, str]


def judge(here: World, project: str, votes: Votes, **more: Any) -> dict[str, Any]:
    """Everybody takes one task, then submits; judgments by handle."""
    taken = {name: here.next(here.actor(name), project)["leases"][0] for name in votes}
    return {
        name: here.submit(here.actor(name), taken[name], topic, **more)
        for name, topic in votes.items()
    }


@pytest.fixture
def tie(here: World) -> tuple[World, str, str, Actor]:
    """Two who disagree; a reviewer who has judged nothing."""
    project = here.project(overlap=2)
    (item,) = here.items(project, 1)
    here.person("ada")
    here.person("bob")
    judge(here, project, {"ada": "refund", "bob": "other"})
    return here, project, item, here.person("rex", "reviewer")


def state_of(here: World, item: str) -> str:
    (row,) = here.rows(select(items.c.state).where(items.c.id == item))
    state: str = row.state
    return state


def label_of(here: World) -> tuple[Any, ...] | None:
    found = here.rows(select(labels.c.class_id, labels.c.state, labels.c.n))
    return tuple(found[0]) if found else None


def test_a_reviewer_sees_all_sides_and_settles(tie: tuple[World, str, str, Actor]) -> None:
    here, project, item, rex = tie
    assert state_of(here, item) == "review"
    lease = here.next(rex, project, step="review")["leases"][0]
    assert {(one["annotator"], one["values"]["topic"]) for one in lease["sides"]} == {
        ("ada", "refund"),
        ("bob", "other"),
    }
    assert lease["labels"][0]["field"] == "topic"
    assert lease["why"]["action"] == "review"
    assert any(rung["hit"] for rung in lease["why"]["ladder"])
    done = here.submit(rex, lease, "other")
    assert done["counted"]
    assert label_of(here) == ("other", "reviewed", 2)
    assert state_of(here, item) == "resolved"
    (row,) = here.rows(select(judgments.c.role).where(judgments.c.annotator == rex.annotator))
    assert row.role == "review"


def test_nobody_reviews_what_they_judged(here: World) -> None:
    project = here.project(overlap=2)
    here.items(project, 1)
    here.person("ada")
    here.person("max", "manager")
    judge(here, project, {"ada": "refund", "max": "other"})
    assert here.next(here.actor("max"), project, step="review")["reason"] == "all-seen"
    assert here.next(here.person("eve", "manager"), project, step="review")["leases"]


def test_sent_back_with_a_reason(tie: tuple[World, str, str, Actor]) -> None:
    here, project, item, rex = tie
    lease = here.next(rex, project, step="review")["leases"][0]
    request = Return(lease=lease["id"], token=lease["token"], reason="Look at the date.")
    plain(here.do(rex, work.send_back, request, SECRET))
    assert state_of(here, item) == "working"
    given = here.next(here.actor("ada"), project)["leases"][0]
    assert given["returned"] == "Look at the date."
    progress = here.ask(here.actor("bob"), ownwork.own_progress, project)
    assert progress.returned == 1
    here.submit(here.actor("ada"), given, "other")
    judge(here, project, {"bob": "other"})
    assert label_of(here) == ("other", "accepted", 2)
    assert state_of(here, item) == "resolved"


def test_exceptions_come_to_review_and_are_dropped(here: World) -> None:
    project = here.project(overlap=2)
    (item,) = here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    for person in (ada, bob):
        here.submit(person, here.next(person, project)["leases"][0], outcome="bad_data")
    assert state_of(here, item) == "exception"
    (raised,) = here.rows(select(exceptions.c.type, exceptions.c.state))
    assert tuple(raised) == ("bad_data", "open")
    rex = here.person("rex", "reviewer")
    here.submit(rex, here.next(rex, project, step="review")["leases"][0], outcome="bad_data")
    assert state_of(here, item) == "dropped"
    assert here.rows(select(exceptions.c.state))[0].state == "closed"


def test_undo_gives_the_task_back_with_a_draft(here: World) -> None:
    project = here.project(overlap=2)
    (item,) = here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    done = judge(here, project, {"ada": "refund", "bob": "refund"})
    assert label_of(here) == ("refund", "accepted", 2)
    undone = plain(here.do(bob, amend.undo, Undo(judgment=done["bob"]["judgment"]), SECRET))
    assert label_of(here) == ("refund", "open", 1)
    assert state_of(here, item) == "working"
    (lease,) = undone["leases"]
    assert lease["draft"]["values"] == {"topic": "refund"}
    assert here.next(here.person("eve"), project)["reason"] == "nothing-open"
    here.submit(bob, lease, "other")
    assert state_of(here, item) == "review"
    with pytest.raises(Conflict) as caught:
        here.do(bob, amend.undo, Undo(judgment=done["bob"]["judgment"]), SECRET)
    assert caught.value.code == "judgment.superseded"
    again = here.rows(select(tasks.c.done, tasks.c.live).where(tasks.c.step == "label"))
    assert tuple(again[0]) == (2, 0)
    assert ada.annotator


def test_undo_withdraws_the_review_that_it_led_to(tie: tuple[World, str, str, Actor]) -> None:
    here, project, item, rex = tie
    held = here.next(rex, project, step="review")["leases"][0]
    bob = here.actor("bob")
    (mine,) = here.rows(select(judgments.c.id).where(judgments.c.annotator == bob.annotator))
    lease = plain(here.do(bob, amend.undo, Undo(judgment=mine.id), SECRET))["leases"][0]
    here.submit(bob, lease, "refund")
    assert label_of(here) == ("refund", "accepted", 2)
    assert state_of(here, item) == "resolved"
    done = here.submit(rex, held, "other")
    assert not done["counted"]
    assert label_of(here) == ("refund", "accepted", 2)


def test_undo_after_review_is_refused(tie: tuple[World, str, str, Actor]) -> None:
    here, project, _, rex = tie
    here.submit(rex, here.next(rex, project, step="review")["leases"][0], "other")
    bob = here.actor("bob")
    (mine,) = here.rows(select(judgments.c.id).where(judgments.c.annotator == bob.annotator))
    with pytest.raises(Conflict) as caught:
        here.do(bob, amend.undo, Undo(judgment=mine.id), SECRET)
    assert caught.value.code == "judgment.reviewed"


def test_undo_of_a_review(tie: tuple[World, str, str, Actor]) -> None:
    here, project, item, rex = tie
    lease = here.next(rex, project, step="review")["leases"][0]
    done = here.submit(rex, lease, "other")
    undone = plain(here.do(rex, amend.undo, Undo(judgment=done["judgment"]), SECRET))
    assert state_of(here, item) == "review"
    assert undone["leases"][0]["sides"]
    here.submit(rex, undone["leases"][0], "refund")
    assert label_of(here) == ("refund", "reviewed", 2)


def test_undo_never_holds_more_than_allowed(here: World) -> None:
    project = here.project()
    here.items(project, 9)
    ada = here.person("ada")
    done = here.submit(ada, here.next(ada, project)["leases"][0], "refund")
    here.next(ada, project, count=3)
    plain(here.do(ada, amend.undo, Undo(judgment=done["judgment"]), SECRET))
    assert len(here.rows(select(leases.c.id).where(leases.c.state == "live"))) == 3


def test_revise_moves_the_label(here: World) -> None:
    project = here.project(overlap=3)
    (item,) = here.items(project, 1)
    for name in ("ada", "bob", "eve"):
        here.person(name)
    done = judge(here, project, {"ada": "refund", "bob": "refund", "eve": "other"})
    assert label_of(here) == ("refund", "accepted", 3)
    change = Revise(judgment=done["ada"]["judgment"], values={"topic": "other"})
    revised = plain(here.do(here.actor("ada"), amend.revise, change))
    assert revised["counted"]
    assert label_of(here) == ("other", "accepted", 3)
    assert state_of(here, item) == "resolved"
    rows = here.rows(
        select(judgments.c.id, judgments.c.supersedes, judgments.c.counted, judgments.c.current)
        .where(judgments.c.annotator == here.actor("ada").annotator)
        .order_by(judgments.c.id)
    )
    assert [tuple(row) for row in rows] == [
        (done["ada"]["judgment"], None, 0, 0),
        (revised["judgment"], done["ada"]["judgment"], 1, 1),
    ]


def test_revise_into_a_tie_goes_to_review(here: World) -> None:
    project = here.project(overlap=2)
    (item,) = here.items(project, 1)
    here.person("ada")
    here.person("bob")
    done = judge(here, project, {"ada": "refund", "bob": "refund"})
    change = Revise(judgment=done["ada"]["judgment"], values={"topic": "other"})
    here.do(here.actor("ada"), amend.revise, change)
    assert state_of(here, item) == "review"
    change = Revise(judgment=done["bob"]["judgment"], values={"topic": "other"})
    here.do(here.actor("bob"), amend.revise, change)
    assert label_of(here) == ("other", "accepted", 2)
    assert state_of(here, item) == "resolved"
    assert not here.rows(select(tasks.c.id).where(tasks.c.state == "open"))


def test_frozen_labels_stay(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 1)
    here.person("ada")
    done = judge(here, project, {"ada": "refund"})
    here.db.write(lambda s: s.run(update(labels).values(state="frozen")))
    ada, mine = here.actor("ada"), done["ada"]["judgment"]
    with pytest.raises(Conflict) as caught:
        here.do(ada, amend.undo, Undo(judgment=mine), SECRET)
    assert caught.value.code == "label.frozen"
    with pytest.raises(Conflict):
        here.do(ada, amend.revise, Revise(judgment=mine, values={"topic": "other"}))
    history = here.ask(ada, ownwork.history, project=project, limit=10, cursor=None, secret=SECRET)
    assert [(one.id, one.changeable) for one in history.data] == [(mine, False)]


def test_decided_stops_when_sure_and_asks_when_not(here: World) -> None:
    project = here.project(target=0.95)
    sure, unsure = here.items(project, 2)
    people = [here.person(f"p{n}") for n in range(6)]
    said = {sure: iter(["refund"] * 6), unsure: iter(["refund", "other", "billing"] * 2)}
    counted: dict[str, int] = {sure: 0, unsure: 0}
    for person in people:
        for lease in here.next(person, project, count=2)["leases"]:
            item = lease["item"]["id"]
            counted[item] += here.submit(person, lease, next(said[item]))["counted"]
    assert counted[sure] < counted[unsure] <= 5
    assert state_of(here, sure) == "resolved"
    assert state_of(here, unsure) == "review"
    actions = [row.action for row in here.rows(select(decisions.c.action).order_by(decisions.c.id))]
    assert {"ask", "accept", "review"} == set(actions)


def test_reopened_items_are_judged_anew(here: World) -> None:
    project = here.project(overlap=1)
    (item,) = here.items(project, 1)
    ada = here.person("ada")
    judge(here, project, {"ada": "refund"})
    here.do(here.operator, flow.reopen_items, project, [item], reason="The guideline changed.")
    assert label_of(here) == ("refund", "open", 1)
    lease = here.next(ada, project)["leases"][0]
    assert lease["returned"] == "The guideline changed."
    here.submit(ada, lease, "other")
    assert label_of(here) == ("other", "accepted", 1)
