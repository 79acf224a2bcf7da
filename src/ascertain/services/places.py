"""What an address names: ids (or names) in a path, found within the caller's workspace. What is
not there and what belongs to others answer alike."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table, select

from ascertain.core import canonical
from ascertain.core.errors import NotFound
from ascertain.core.ids import is_id
from ascertain.services import access
from ascertain.store.session import Session
from ascertain.store.tables import datasets, events, items, judgments, people, projects, tasks
from ascertain.store.work import Actor

Find = Callable[[Session, Actor, str], str | None]


def find_project(session: Session, actor: Actor, name: str) -> str | None:
    """The id of a project, by id or by name. Annotators see those that are open to them."""
    c = projects.projects.c
    by_id = is_id(name)
    row = session.row(
        select(c.id, c.annotators).where(
            c.workspace_id == actor.workspace, (c.id if by_id else c.name) == name
        )
    )
    if row is None and by_id:  # a project may be named like an id
        row = session.row(
            select(c.id, c.annotators).where(c.workspace_id == actor.workspace, c.name == name)
        )
    if row is None or not sees_project(actor, row.annotators):
        return None
    found: str = row.id
    return found


def sees_project(actor: Actor, annotators: str) -> bool:
    """Whether the actor may know of a project that names these annotators (JSON; none: all)."""
    if actor.operator or not access.is_annotator_only(actor.roles):
        return True
    named = canonical.loads(annotators)
    return not named or actor.member in named


def _by_id(table: Table) -> Find:
    def find(session: Session, actor: Actor, name: str) -> str | None:
        found: str | None = session.value(
            select(table.c.id).where(table.c.workspace_id == actor.workspace, table.c.id == name)
        )
        return found

    return find


FINDERS: Mapping[str, tuple[str, Find]] = MappingProxyType(
    {
        "project": ("project", find_project),
        "item": ("item", _by_id(items.items)),
        "member": ("member", _by_id(people.members)),
        "invitation": ("invitation", _by_id(people.invitations)),
        "token": ("token", _by_id(people.tokens)),
        "lease": ("lease", _by_id(tasks.leases)),
        "flag": ("flag", _by_id(judgments.comments)),
        "job": ("job", _by_id(events.jobs)),
        "dataset": ("dataset", _by_id(datasets.datasets)),
        "dataset_version": ("dataset version", _by_id(datasets.dataset_versions)),
    }
)


def resolve(session: Session, actor: Actor, path: Mapping[str, Any]) -> dict[str, str]:
    """The ids of all that a path names; names of no known noun are left to their verb.

    Raises:
        NotFound: `<noun>.not-found`.
    """
    ids: dict[str, str] = {}
    for name, value in path.items():
        if name not in FINDERS:
            continue
        noun, find = FINDERS[name]
        found = find(session, actor, str(value))
        if found is None:
            raise NotFound(
                f"{noun.replace(' ', '-')}.not-found",
                f"There is no such {noun} in this workspace, or you may not see it.",
            )
        ids[name] = found
    return ids
