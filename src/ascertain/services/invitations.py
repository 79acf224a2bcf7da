"""Invitations and one-time sign-in links: each is used once, ends by itself, and only its hash is
stored."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from ascertain.core import canonical
from ascertain.core.clock import DAY, to_datetime
from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.core.ids import new_id
from ascertain.services.members import add_person, allow_roles, present
from ascertain.services.places import find_project
from ascertain.services.secrets import Secrets, digest
from ascertain.services.sessions import free_email
from ascertain.services.support import moment
from ascertain.store.session import Session
from ascertain.store.tables.people import invitations, members, workspaces
from ascertain.store.tables.projects import projects
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.people import Accept, Invitation, InvitationView, Link, NewInvitation

LINK_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(Fact):
    """An invitation or a sign-in link (`link`) was made."""

    role: str
    link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Fact):
    """An invitation was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Fact):
    """Somebody joined by an invitation; `member` is who they became."""

    member: str


def free_handle(work: Work, wanted: str | None) -> str:
    """The wanted name, or the next free `a-017` style pseudonym."""
    if wanted is not None:
        return wanted.strip()
    n = work.session.value(
        select(func.count()).where(members.c.workspace_id == work.actor.workspace)
    )
    taken = set(
        work.session.sql.scalars(
            select(members.c.handle).where(
                members.c.workspace_id == work.actor.workspace, members.c.handle.startswith("a-")
            )
        )
    )
    while (handle := f"a-{n + 1:03d}") in taken:
        n += 1
    return handle


def make_link(work: Work, secrets: Secrets, member: str, *, base_url: str) -> Link:
    """A one-time link that signs the member in; links made before it end.

    Raises:
        Forbidden: `member.owner`: a manager cannot sign in as an owner.
    """
    found = present(work, member)
    allow_roles(work, list(found.roles))
    if found.state == "disabled":
        raise Conflict("member.disabled", "This member is disabled; enable them first.")
    work.session.run(
        delete(invitations).where(
            invitations.c.workspace_id == work.actor.workspace,
            invitations.c.member == member,
            invitations.c.used_at.is_(None),
        )
    )
    secret = secrets.fresh()
    expires_at = work.now + LINK_DAYS * DAY
    _store_invitation(
        work, secret, member=member, role=found.roles[0], handle=found.handle, expires_at=expires_at
    )
    work.record(MemberInvited(subject=member, role=found.roles[0], link=True))
    return Link(url=f"{base_url}/signin#{secret}", expires_at=to_datetime(expires_at))


def _store_invitation(work: Work, secret: str, *, expires_at: int, **values: Any) -> str:
    made = new_id()
    work.session.run(
        insert(invitations).values(
            hash=digest(secret),
            id=made,
            workspace_id=work.actor.workspace,
            scopes="[]",
            made_by=work.actor.member,
            made_at=work.now,
            expires_at=expires_at,
            **values,
        )
    )
    return made


def invite(work: Work, secrets: Secrets, new: NewInvitation, *, base_url: str) -> Invitation:
    """An invitation; its link is shown once, works once, and ends."""
    allow_roles(work, [new.role])
    project = None
    if new.project is not None:
        project = find_project(work.session, work.actor, new.project)
        if project is None:
            raise Invalid("invitation.project", f"There is no project “{new.project}” here.")
    secret = secrets.fresh()
    expires_at = work.now + new.days * DAY
    email = free_email(work.session, new.email, None)
    made = _store_invitation(
        work,
        secret,
        role=new.role,
        email=email,
        handle=None if new.handle is None else new.handle.strip(),
        project=project,
        expires_at=expires_at,
    )
    work.record(MemberInvited(subject=made, role=new.role, link=False))
    return Invitation(
        id=made,
        role=new.role,
        email=email,
        expires_at=to_datetime(expires_at),
        used_at=None,
        url=f"{base_url}/join#{secret}",
    )


def list_invitations(work: Work) -> Listing[Invitation]:
    """Invitations of the workspace, newest first; sign-in links are not among them."""
    rows = work.session.rows(
        select(invitations)
        .where(invitations.c.workspace_id == work.actor.workspace, invitations.c.member.is_(None))
        .order_by(invitations.c.made_at.desc())
        .limit(500)
    )
    return Listing(
        data=[
            Invitation(
                id=row.id,
                role=row.role,
                email=row.email,
                expires_at=to_datetime(row.expires_at),
                used_at=moment(row.used_at),
            )
            for row in rows
        ]
    )


def revoke_invitation(work: Work, invitation: str) -> None:
    """Take an invitation back; its link opens nothing any more."""
    work.session.run(
        delete(invitations).where(
            invitations.c.workspace_id == work.actor.workspace, invitations.c.id == invitation
        )
    )
    work.record(InvitationRevoked(subject=invitation))


def _name_in_project(work: Work, project: str, member: str) -> None:
    """Let a new member into a project that names who may work in it."""
    c = projects.c
    here = (c.workspace_id == work.actor.workspace) & (c.id == project)
    named = work.session.value(select(c.annotators).where(here))
    if named is None or not (present_ids := canonical.loads(named)):
        return
    work.session.run(
        update(projects)
        .where(here)
        .values(annotators=canonical.dumps([*present_ids, member]), revision=c.revision + 1)
    )


def find_open(session: Session, secret: str, now: int) -> Any:
    """The row of an invitation that can still be accepted.

    Raises:
        NotFound: `invitation.used`: unknown, used, taken back or ended; all answer alike.
    """
    row = session.row(
        select(invitations, workspaces.c.name.label("workspace_name"))
        .join(workspaces, workspaces.c.id == invitations.c.workspace_id)
        .where(
            invitations.c.hash == digest(secret),
            invitations.c.member.is_(None),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > now,
        )
    )
    if row is None:
        raise NotFound(
            "invitation.used",
            "This invitation was used before, has ended or is not complete. Ask whoever sent it "
            "for a new one.",
        )
    return row


def peek(session: Session, secret: str, now: int) -> InvitationView:
    """What an invitation offers, to whoever holds it."""
    row = find_open(session, secret, now)
    project = None
    if row.project is not None:
        project = session.value(
            select(projects.c.name).where(
                projects.c.workspace_id == row.workspace_id, projects.c.id == row.project
            )
        )
    return InvitationView(
        workspace_name=row.workspace_name, role=row.role, handle=row.handle, project=project
    )


def accept(
    work: Work, accepted: Accept, row: Any, *, user: str | None, password_hash: str | None
) -> str:
    """Join: a member with the role of the invitation; the member's id.

    `row` is of the invitation, from `find_open`, in the workspace of `work`; `user` somebody with
    an account who proved it, None makes a new one with `password_hash`.

    Raises:
        NotFound: `invitation.used` if it was used meanwhile. Conflict: `member.handle-taken`,
        `member.already`.
    """
    session = work.session
    used = session.run(
        update(invitations)
        .where(invitations.c.hash == row.hash, invitations.c.used_at.is_(None))
        .values(used_at=work.now)
    )
    if used != 1:
        raise NotFound("invitation.used", "This invitation was used meanwhile. Ask for a new one.")
    handle = free_handle(work, accepted.handle or row.handle)
    if user is None:
        email = accepted.email if accepted.email is not None else row.email
        member = add_person(
            work, handle=handle, roles=[row.role], email=email, password_hash=password_hash
        )
    else:
        member = add_person(
            work, handle=handle, roles=[row.role], email=None, password_hash=None, user=user
        )
    if row.project is not None:
        _name_in_project(work, row.project, member)
    work = replace(work, actor=replace(work.actor, member=member))
    work.record(InvitationAccepted(subject=row.id, member=member))
    return member
