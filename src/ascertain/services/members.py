"""Members of a workspace: adding, roles, the end of a membership, erasure."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from ascertain.core import canonical
from ascertain.core.clock import DAY
from ascertain.core.errors import Conflict, Forbidden, Invalid
from ascertain.core.ids import new_id
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services import access, leases
from ascertain.services.secrets import Secrets, digest
from ascertain.services.sessions import end_sessions_of, free_email
from ascertain.services.support import moment
from ascertain.store.tables.events import idempotency
from ascertain.store.tables.judgments import judgments
from ascertain.store.tables.people import (
    annotators,
    invitations,
    members,
    sessions,
    tokens,
    users,
)
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.people import (
    Member,
    MemberChange,
    NewMember,
    NewMembers,
)

TOKEN_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(Fact):
    """Somebody became a member."""

    roles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged(Fact):
    """Roles of a member, or whether they may sign in, were changed."""

    roles: list[str]
    disabled: bool
    leases_revoked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberErased(Fact):
    """The personal data of a member were erased; their judgments stay, under a bare number."""


def add_person(
    work: Work,
    *,
    handle: str,
    roles: list[str],
    email: str | None,
    password_hash: str | None,
    user: str | None = None,
) -> str:
    """A membership, and its user unless there is one already; the member's id.

    Raises:
        Conflict: `member.handle-taken`, `member.already`, `user.email-taken`.
    """
    session, workspace = work.session, work.actor.workspace
    taken = select(members.c.id).where(
        members.c.workspace_id == workspace, members.c.handle == handle
    )
    if session.value(taken) is not None:
        raise Conflict(
            "member.handle-taken", f"Somebody here is called “{handle}” already; choose another."
        )
    member = new_id()
    if user is None:
        user = new_id()
        session.run(
            insert(users).values(
                id=user,
                email=free_email(session, email, None),
                password_hash=password_hash,
                made_at=work.now,
            )
        )
    elif session.value(
        select(members.c.id).where(members.c.workspace_id == workspace, members.c.user == user)
    ):
        raise Conflict("member.already", "You are a member of this workspace already: sign in.")
    session.run(
        insert(members).values(
            workspace_id=workspace,
            id=member,
            user=user,
            roles=canonical.dumps(roles),
            handle=handle,
            made_at=work.now,
        )
    )
    session.run(insert(annotators).values(workspace_id=workspace, id=new_id(), member=member))
    work.record(MemberAdded(subject=member, roles=roles))
    return member


def add_members(work: Work, secrets: Secrets, new: NewMembers) -> list[NewMember]:
    """People or programs at once, each with a token of their own that is shown once."""
    allow_roles(work, [new.role])
    name = new.name.strip()
    if not name:
        raise Invalid("member.name", "A name holds more than spaces.")
    handles = [name] if new.count == 1 else [f"{name}-{n}" for n in range(1, new.count + 1)]
    made = []
    for handle in handles:
        member = add_person(work, handle=handle, roles=[new.role], email=None, password_hash=None)
        token = secrets.fresh("asc_")
        work.session.run(
            insert(tokens).values(
                hash=digest(token),
                id=new_id(),
                workspace_id=work.actor.workspace,
                member=member,
                name=handle,
                scopes="[]",
                made_at=work.now,
                expires_at=work.now + TOKEN_DAYS * DAY,
            )
        )
        made.append(NewMember(id=member, handle=handle, token=token))
    return made


def allow_roles(work: Work, roles: list[Any]) -> None:
    """Only owners give or take the owner's role.

    Raises:
        Forbidden: `member.owner`.
    """
    if access.OWNER in roles and not (work.actor.operator or access.OWNER in work.actor.roles):
        raise Forbidden("member.owner", "Only an owner decides who is an owner.")


def list_members(work: Work, *, limit: int, cursor: str | None) -> Listing[Member]:
    """Members by handle; the e-mail address for owners and managers only (S24)."""
    handle = ""
    if cursor is not None:
        (handle,) = decode_cursor(cursor, size=1)
    rows = work.session.rows(
        _select(work)
        .where(members.c.handle > str(handle))
        .order_by(members.c.handle)
        .limit(limit + 1)
    )
    page = rows[:limit]
    return Listing(
        data=[_member(work, row) for row in page],
        next=encode_cursor(page[-1].handle) if len(rows) > limit else None,
    )


def read_member(work: Work, member: str) -> Member:
    """One member."""
    row = work.session.row(_select(work).where(members.c.id == member))
    return _member(work, row)


def _select(work: Work) -> Any:
    done = (
        select(func.count())
        .select_from(judgments)
        .where(
            judgments.c.workspace_id == members.c.workspace_id,
            judgments.c.annotator == annotators.c.id,
            judgments.c.current == 1,
        )
        .scalar_subquery()
    )
    return (
        select(
            members.c.id,
            members.c.handle,
            members.c.roles,
            members.c.disabled_at,
            members.c.last_seen_at,
            users.c.email,
            users.c.password_hash,
            users.c.erased_at,
            done.label("judgments"),
        )
        .join(users, users.c.id == members.c.user)
        .outerjoin(
            annotators,
            (annotators.c.workspace_id == members.c.workspace_id)
            & (annotators.c.member == members.c.id),
        )
        .where(members.c.workspace_id == work.actor.workspace)
    )


def _member(work: Work, row: Any) -> Member:
    if row.erased_at is not None:
        state = "erased"
    elif row.disabled_at is not None:
        state = "disabled"
    elif row.last_seen_at is None:
        state = "invited"
    else:
        state = "active"
    return Member(
        id=row.id,
        handle=row.handle,
        email=row.email if access.sees_email(work.actor) else None,
        roles=canonical.loads(row.roles),
        state=state,
        judgments=row.judgments,
        last_seen_at=moment(row.last_seen_at),
    )


def change_member(work: Work, member: str, change: MemberChange) -> Member:
    """Other roles, or disable and enable. Acts at once: live leases are revoked (S16), and a
    disabled member's sessions end (S14); tokens stop working while they are disabled.

    Raises:
        Forbidden: `member.owner`. Conflict: `member.last-owner`, `member.erased`.
    """
    before = present(work, member)
    roles = (
        before.roles if change.roles is None else sorted(set(change.roles), key=access.ROLES.index)
    )
    if not roles:
        raise Invalid(
            "member.roles", "A member has at least one role; disable who should have none."
        )
    disabled = (before.state == "disabled") if change.disabled is None else change.disabled
    allow_roles(work, [*before.roles, *roles])
    _keep_an_owner(work, member, stays=access.OWNER in roles and not disabled)
    values: dict[str, Any] = {"roles": canonical.dumps(roles)}
    values["disabled_at"] = work.now if disabled else None
    work.session.run(update(members).where(_is(work, member)).values(**values))
    revoked = 0
    if disabled or set(roles) != set(before.roles):
        revoked = leases.revoke_of_member(work, member)
    if disabled:
        end_sessions_of(work.session, work.actor.workspace, member)
    work.record(
        MemberChanged(subject=member, roles=list(roles), disabled=disabled, leases_revoked=revoked)
    )
    return read_member(work, member)


def _is(work: Work, member: str) -> Any:
    return (members.c.workspace_id == work.actor.workspace) & (members.c.id == member)


def present(work: Work, member: str) -> Member:
    """A member who is not erased.

    Raises:
        Conflict: `member.erased`.
    """
    found = read_member(work, member)
    if found.state == "erased":
        raise Conflict("member.erased", "This member was erased; invite the person anew.")
    return found


def _keep_an_owner(work: Work, member: str, *, stays: bool) -> None:
    if stays:
        return
    others = work.session.value(
        select(func.count())
        .select_from(members)
        .where(
            members.c.workspace_id == work.actor.workspace,
            members.c.id != member,
            members.c.disabled_at.is_(None),
            members.c.roles.contains(f'"{access.OWNER}"', autoescape=True),
        )
    )
    if not others:
        raise Conflict(
            "member.last-owner", "A workspace keeps one owner. Make somebody else an owner first."
        )


def erase_member(work: Work, member: str) -> Member:
    """Erase the personal data of a member (records, rule 8): the user's row is emptied, they can
    never sign in again, the handle becomes a bare number; judgments stay as they are.

    Raises:
        Conflict: `member.last-owner`, `member.erased`, `member.elsewhere`.
    """
    present(work, member)
    _keep_an_owner(work, member, stays=False)
    session, workspace = work.session, work.actor.workspace
    user = session.value(select(members.c.user).where(_is(work, member)))
    others = session.value(
        select(func.count()).select_from(members).where(members.c.user == user, ~_is(work, member))
    )
    leases.revoke_of_member(work, member)
    for table in (sessions, tokens):
        session.run(
            delete(table).where(table.c.workspace_id == workspace, table.c.member == member)
        )
    session.run(
        delete(invitations).where(
            invitations.c.workspace_id == workspace, invitations.c.member == member
        )
    )
    session.run(  # replies that are kept for a day name the person
        delete(idempotency).where(
            idempotency.c.workspace_id == workspace,
            idempotency.c.reply.contains(member, autoescape=True),
        )
    )
    session.run(
        update(members)
        .where(_is(work, member))
        .values(handle=f"erased-{member[-12:]}", disabled_at=work.now, last_seen_at=None)
    )
    if not others:  # the person is a member nowhere else
        session.run(
            update(users)
            .where(users.c.id == user)
            .values(
                email=None,
                password_hash=None,
                locale=None,
                keys="{}",
                disabled_at=work.now,
                erased_at=work.now,
            )
        )
    work.record(MemberErased(subject=member))
    return read_member(work, member)
