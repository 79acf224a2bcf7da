"""Workspaces: the tenants of an installation. Made and listed by the operator alone."""

from dataclasses import dataclass, replace

from sqlalchemy import insert, select

from ascertain.core.clock import DAY
from ascertain.core.errors import Conflict
from ascertain.core.ids import new_id
from ascertain.services import access
from ascertain.services.members import TOKEN_DAYS, add_person
from ascertain.services.secrets import Secrets, digest
from ascertain.store.tables.people import tokens, workspaces
from ascertain.store.work import Actor, Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.people import NewWorkspace, Workspace

OWNER_HANDLE = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceMade(Fact):
    """A tenant was made, with its first owner."""

    owner: str


def make_workspace(work: Work, secrets: Secrets, new: NewWorkspace) -> Workspace:
    """A tenant with an owner named “owner”; the reply holds a token of theirs, shown once. Their
    sign-in link is made by `invitations.make_link`.

    Raises:
        Conflict: `workspace.name-taken`.
    """
    taken = select(workspaces.c.id).where(workspaces.c.name == new.name)
    if work.session.value(taken) is not None:
        raise Conflict("workspace.name-taken", f"A workspace “{new.name}” exists; choose another.")
    made = new_id()
    work.session.run(insert(workspaces).values(id=made, name=new.name, made_at=work.now))
    inside = replace(work, actor=operator_of(made))
    owner = add_person(
        inside, handle=OWNER_HANDLE, roles=[access.OWNER], email=None, password_hash=None
    )
    token = secrets.fresh("asc_")
    work.session.run(
        insert(tokens).values(
            hash=digest(token),
            id=new_id(),
            workspace_id=made,
            member=owner,
            name="first",
            scopes="[]",
            made_at=work.now,
            expires_at=work.now + TOKEN_DAYS * DAY,
        )
    )
    inside.record(WorkspaceMade(subject=made, owner=owner))
    return Workspace(id=made, name=new.name, token=token)


def operator_of(workspace: str) -> Actor:
    """The operator, in a workspace."""
    return Actor(workspace, None, None, None, "operator", frozenset(), frozenset(), operator=True)


def list_workspaces(work: Work) -> Listing[Workspace]:
    """All tenants of the installation, oldest first."""
    rows = work.session.rows(select(workspaces).order_by(workspaces.c.made_at, workspaces.c.id))
    return Listing(data=[Workspace(id=row.id, name=row.name) for row in rows])
