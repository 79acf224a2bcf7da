"""Refreshes: when a model is fitted, what it knows, and which labels it moves."""

from typing import Any

import pytest
from sqlalchemy import select, update

from ascertain.core import canonical
from ascertain.services import refresh
from ascertain.store.tables.judgments import labels, quality_models
from ascertain.store.tables.projects import projects
from tests.fixtures.world import World

GOOD, BAD, ITEMS = 3, 2, 24
CLASSES = ("billing", "refund", "other")


@pytest.fixture
def judged(here: World) -> tuple[World, str]:
    """Three who are right and two who always say the same, on some items."""
    project = here.project(overlap=GOOD + BAD)
    here.items(project, ITEMS)
    people = [here.person(f"p{n}") for n in range(GOOD + BAD)]
    for number, person in enumerate(people):
        reply = here.next(person, project)
        while reply["leases"]:
            lease = reply["leases"][0]
            truth = CLASSES[int(lease["item"]["key"][-6:]) % 3]
            said = truth if number < GOOD else "other"
            reply = here.submit(person, lease, said, next={"project": project})
    return here, project


def due(here: World, least: int) -> list[tuple[str, str]]:
    return here.db.read(lambda session: refresh.due(session, least=least))


def run(here: World, project: str) -> int:
    moved = 0
    for piece in refresh.compute(here.db, here.plugins, here.workspace, project):
        if piece.parameters is not None:
            here.do(here.operator, refresh.store_model, project, piece)
        moved += here.do(here.operator, refresh.move_labels, piece.model, piece.moved)
    return moved


def by_item(here: World) -> dict[str, Any]:
    return {row.item: row for row in here.rows(select(labels))}


def test_due_after_enough_new_judgments(judged: tuple[World, str]) -> None:
    here, project = judged
    assert due(here, 120) == [(here.workspace, project)]
    assert due(here, 121) == []
    run(here, project)
    assert due(here, 1) == []


def test_a_model_knows_who_is_good(judged: tuple[World, str]) -> None:
    here, project = judged
    run(here, project)
    (row,) = here.rows(select(quality_models))
    assert (row.field, row.n_judgments) == ("*", 120)
    known = canonical.loads(bytes(row.parameters))["fields"]["topic"]["confusions"]
    good, bad = here.actor("p0").annotator, here.actor("p4").annotator
    assert "billing" in known[good]
    assert "billing" not in known[bad]
    (now,) = here.rows(select(projects.c.quality_model))
    assert now.quality_model == row.id


def test_only_labels_that_moved_are_rewritten(judged: tuple[World, str]) -> None:
    here, project = judged
    before = by_item(here)
    moved = run(here, project)
    after = by_item(here)
    changed = {item for item in after if after[item] != before[item]}
    assert 0 < len(changed) == moved
    for item, row in after.items():
        if item in changed:
            assert abs(row.p - before[item].p) >= refresh.MOVED
            assert row.model is not None
    assert run(here, project) == 0
    assert by_item(here) == after


def test_labels_decided_or_frozen_meanwhile_stay(judged: tuple[World, str]) -> None:
    here, project = judged
    pieces = list(refresh.compute(here.db, here.plugins, here.workspace, project))
    moved = [one for piece in pieces for one in piece.moved]
    here.db.write(
        lambda s: s.run(update(labels).where(labels.c.item == moved[0].item).values(state="frozen"))
    )
    here.db.write(
        lambda s: s.run(
            update(labels).where(labels.c.item == moved[1].item).values(decision="another")
        )
    )
    before = by_item(here)
    assert here.do(here.operator, refresh.move_labels, "m", moved) == len(moved) - 2
    after = by_item(here)
    for one in moved[:2]:
        assert after[one.item] == before[one.item]
