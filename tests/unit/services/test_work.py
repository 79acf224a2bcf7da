"""Next and submit: every row of the interface's table, and what follows from a judgment."""

import pytest
from sqlalchemy import select

from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import judgments, labels
from ascertain.store.tables.tasks import tasks
from tests.fixtures.world import World


def test_three_judgments_settle_an_item(here: World) -> None:
    project = here.project(overlap=3)
    (item,) = here.items(project, 1)
    people = [here.person(f"p{n}") for n in range(3)]
    leases = [here.next(person, project)["leases"][0] for person in people]
    assert {lease["item"]["id"] for lease in leases} == {item}
    assert here.next(here.person("late"), project)["reason"] == "nothing-open"
    for person, lease in zip(people, leases, strict=True):
        done = here.submit(person, lease, "refund")
        assert (done["late"], done["counted"]) == (False, True)
    (label,) = here.rows(select(labels))
    assert (label.value, label.class_id, label.state, label.n) == (
        '"refund"',
        "refund",
        "accepted",
        3,
    )
    assert here.rows(select(items.c.state))[0].state == "resolved"
    assert here.rows(select(tasks.c.state, tasks.c.live, tasks.c.done))[0] == ("closed", 0, 3)


def test_repeats_answer_the_same(here: World) -> None:
    project = here.project(overlap=1)
    here.items(project, 2)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    wanted = {"next": {"project": project}}
    first = here.submit(ada, lease, "refund", **wanted)
    assert here.submit(ada, lease, "refund", **wanted) == first
    with pytest.raises(Conflict) as caught:
        here.submit(ada, lease, "other")
    assert caught.value.code == "lease.already-submitted"
    assert len(here.rows(select(judgments.c.id))) == 1


def test_wrong_and_foreign_tokens(here: World) -> None:
    project = here.project()
    here.items(project, 1)
    ada, bob = here.person("ada"), here.person("bob")
    lease = here.next(ada, project)["leases"][0]
    for actor, token in ((ada, "x" * 43), (bob, lease["token"])):
        with pytest.raises(NotFound) as caught:
            here.submit(actor, lease | {"token": token}, "refund")
        assert caught.value.code == "lease.not-found"


@pytest.mark.parametrize(
    "values", [{}, {"topic": "unheard"}, {"topic": 3}, {"topic": "refund", "more": 1}]
)
def test_bad_values_store_nothing(here: World, values: dict[str, object]) -> None:
    project = here.project()
    here.items(project, 1)
    ada = here.person("ada")
    lease = here.next(ada, project)["leases"][0]
    with pytest.raises(Invalid) as caught:
        here.submit(ada, lease, values=values)
    assert caught.value.code.startswith("value.")
    assert not here.rows(select(judgments.c.id))
    assert here.submit(ada, lease, "refund")["counted"]
