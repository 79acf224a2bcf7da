"""Sign-in and what follows from it: sessions of browsers, credentials of every request, own
settings, and the throttle against guessing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, delete, func, literal, select, update

from ascertain.core import canonical
from ascertain.core.clock import DAY, SECOND, Micros
from ascertain.core.errors import Conflict, Forbidden, Invalid, TooMany, Unauthorized
from ascertain.services import access
from ascertain.services.secrets import Secrets, digest
from ascertain.services.support import upsert
from ascertain.store.session import Session
from ascertain.store.tables.people import (
    annotators,
    invitations,
    members,
    sessions,
    signin_attempts,
    tokens,
    users,
    workspaces,
)
from ascertain.store.work import Actor, Fact, Work
from ascertain.wire.people import Me, MeChange

ALL_SCOPES = access.SCOPES


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted(Fact):
    """Somebody signed in, by `way`: link, password or invitation."""

    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded(Fact):
    """Somebody signed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged(Fact):
    """Somebody changed own settings; `what` names them."""

    what: list[str]


@dataclass(frozen=True, slots=True)
class Credential:
    """A session or token that is good at the time it was looked up."""

    actor: Actor
    hash: str
    csrf: str | None  # of a browser session
    expires_at: Micros
    last_used_at: int


@dataclass(frozen=True, slots=True)
class Started:
    """A new session: what the cookie holds, and until when."""

    cookie: str
    expires_at: Micros
    actor: Actor


def _people() -> Any:
    return (
        members.c.user,
        members.c.handle,
        members.c.roles,
        members.c.disabled_at,
        users.c.disabled_at.label("user_disabled_at"),
        users.c.erased_at,
        annotators.c.id.label("annotator"),
    )


def find_session(session: Session, secret: str, now: int) -> Credential:
    """The browser session of a cookie.

    Raises:
        Unauthorized: `session.ended`.
    """
    return _find(session, sessions, secret, now, csrf=sessions.c.csrf)


def find_token(session: Session, secret: str, now: int) -> Credential:
    """The credential of a bearer token.

    Raises:
        Unauthorized: `session.ended`.
    """
    return _find(session, tokens, secret, now)


def _find(session: Session, table: Any, secret: str, now: int, csrf: Any = None) -> Credential:
    hashed = digest(secret)
    columns = [table.c.workspace_id, table.c.member, table.c.scopes, table.c.expires_at]
    columns += [table.c.last_used_at, *_people()] + ([] if csrf is None else [csrf])
    row = session.row(
        select(*columns)
        .join(
            members,
            (members.c.workspace_id == table.c.workspace_id) & (members.c.id == table.c.member),
        )
        .join(users, users.c.id == members.c.user)
        .outerjoin(
            annotators,
            (annotators.c.workspace_id == members.c.workspace_id)
            & (annotators.c.member == members.c.id),
        )
        .where(table.c.hash == hashed)
    )
    if row is None or row.expires_at <= now or not _is_active(row):
        raise Unauthorized("session.ended", "You are signed out. Sign in again.")
    actor = Actor(
        workspace=row.workspace_id,
        member=row.member,
        user=row.user,
        annotator=row.annotator,
        handle=row.handle,
        roles=frozenset(canonical.loads(row.roles)),
        scopes=frozenset(canonical.loads(row.scopes)),
    )
    return Credential(
        actor,
        hashed,
        None if csrf is None else row.csrf,
        Micros(row.expires_at),
        row.last_used_at or 0,
    )


def _is_active(row: Row[Any]) -> bool:
    return row.disabled_at is None and row.user_disabled_at is None and row.erased_at is None


def find_operator(session: Session, workspace: str | None) -> Actor:
    """The operator, acting as the owner of a workspace (by id or name; None: the first).

    Raises:
        Unauthorized: `workspace.unknown`.
    """
    row = session.row(
        select(workspaces.c.id)
        .where(
            literal(workspace is None)
            | (workspaces.c.id == workspace)
            | (workspaces.c.name == workspace)
        )
        .order_by(workspaces.c.made_at, workspaces.c.id)
        .limit(1)
    )
    if row is None and workspace is not None:
        raise Unauthorized("workspace.unknown", f"There is no workspace “{workspace}”.")
    everything = frozenset(ALL_SCOPES)
    if row is None:
        return Actor("", None, None, None, "operator", frozenset(), everything, operator=True)
    owner = session.row(
        select(members.c.id, members.c.user, annotators.c.id.label("annotator"))
        .outerjoin(
            annotators,
            (annotators.c.workspace_id == members.c.workspace_id)
            & (annotators.c.member == members.c.id),
        )
        .where(
            members.c.workspace_id == row.id,
            members.c.disabled_at.is_(None),
            members.c.roles.contains(f'"{access.OWNER}"', autoescape=True),
        )
        .order_by(members.c.made_at, members.c.id)
        .limit(1)
    )
    return Actor(
        workspace=row.id,
        member=None if owner is None else owner.id,
        user=None if owner is None else owner.user,
        annotator=None if owner is None else owner.annotator,
        handle="operator",
        roles=frozenset({access.OWNER}),
        scopes=everything,
        operator=True,
    )


def touch(session: Session, table: str, hashed: str, actor: Actor, now: int) -> None:
    """Note that a credential was used. Called at most once a minute for each."""
    of = sessions if table == "sessions" else tokens
    session.run(update(of).where(of.c.hash == hashed).values(last_used_at=now))
    session.run(
        update(members)
        .where(members.c.workspace_id == actor.workspace, members.c.id == actor.member)
        .values(last_seen_at=now)
    )


@dataclass(frozen=True, slots=True)
class Bucket:
    """A token bucket: `size` attempts at once, then one every `refill_seconds`."""

    key: str
    size: int
    refill_seconds: float


def throttle_buckets(address: str, email: str | None) -> list[Bucket]:
    """What a sign-in draws on: the address, and for a password the account (from this address,
    and from everywhere, more generously, so that a stranger cannot lock its owner out)."""
    buckets = [Bucket(digest(f"address\n{address}"), 60, 5)]
    if email is not None:
        name = email.casefold()
        buckets.append(Bucket(digest(f"pair\n{address}\n{name}"), 10, 60))
        buckets.append(Bucket(digest(f"account\n{name}"), 200, 10))
    return buckets


def draw(session: Session, buckets: Sequence[Bucket], now: Micros) -> None:
    """Take one attempt from each bucket.

    Raises:
        TooMany: `signin.throttled`, with the seconds until the next attempt.
    """
    session.run(delete(signin_attempts).where(signin_attempts.c.at < now - DAY))
    for bucket in buckets:
        row = session.row(select(signin_attempts).where(signin_attempts.c.key == bucket.key))
        left = float(bucket.size)
        if row is not None:
            gained = max(0, now - row.at) / SECOND / bucket.refill_seconds
            left = min(float(bucket.size), row.tokens + gained)
        if left < 1:
            wait = int((1 - left) * bucket.refill_seconds) + 1
            raise TooMany(
                "signin.throttled",
                f"Too many attempts to sign in. Try again in {wait} seconds.",
                retry_after=wait,
            )
        upsert(session, signin_attempts, {"key": bucket.key}, {"tokens": left - 1, "at": now})


def refund(session: Session, buckets: Sequence[Bucket]) -> None:
    """Give the attempts back: the sign-in was good."""
    keys = [bucket.key for bucket in buckets]
    session.run(delete(signin_attempts).where(signin_attempts.c.key.in_(keys)))


def find_password(session: Session, email: str) -> tuple[str | None, str | None]:
    """The user and the stored password of an e-mail address; None, None if there is none."""
    row = session.row(
        select(users.c.id, users.c.password_hash).where(
            users.c.email == email.strip().lower(),
            users.c.disabled_at.is_(None),
            users.c.erased_at.is_(None),
        )
    )
    return (None, None) if row is None else (row.id, row.password_hash)


def member_of_user(session: Session, user: str) -> tuple[str, str] | None:
    """Workspace and member that a user signs in to: where they were last."""
    row = session.row(
        select(members.c.workspace_id, members.c.id)
        .where(members.c.user == user, members.c.disabled_at.is_(None))
        .order_by(func.coalesce(members.c.last_seen_at, 0).desc(), members.c.made_at)
        .limit(1)
    )
    return None if row is None else (row.workspace_id, row.id)


def use_link(session: Session, secret: str, now: int) -> tuple[str, str]:
    """Use up a one-time sign-in link; workspace and member that it is for.

    Raises:
        Unauthorized: `link.used`.
    """
    hashed = digest(secret)
    used = session.run(
        update(invitations)
        .where(
            invitations.c.hash == hashed,
            invitations.c.member.is_not(None),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > now,
        )
        .values(used_at=now)
    )
    row = session.row(
        select(invitations.c.workspace_id, invitations.c.member).where(invitations.c.hash == hashed)
    )
    if used != 1 or row is None:
        raise Unauthorized(
            "link.used",
            "This link was used before, has ended or is not complete. Ask for a new one: an owner "
            "or manager makes it under Members, the operator with “ascertain signin”.",
        )
    return row.workspace_id, row.member


def start_session(work: Work, secrets: Secrets, *, member: str, way: str) -> Started:
    """A browser session for a member.

    Raises:
        Unauthorized: `session.ended` if the member may not sign in any more.
    """
    cookie = secrets.fresh()
    expires_at = Micros(work.now + work.settings.server.session_days * DAY)
    work.session.run(
        sessions.insert().values(
            hash=digest(cookie),
            workspace_id=work.actor.workspace,
            member=member,
            scopes="[]",
            csrf=secrets.fresh(),
            made_at=work.now,
            expires_at=expires_at,
            last_used_at=work.now,
        )
    )
    work.session.run(delete(sessions).where(sessions.c.expires_at < work.now - DAY))
    found = find_session(work.session, cookie, work.now)
    work = replace(work, actor=found.actor)
    work.record(SessionStarted(subject=member, way=way))
    return Started(cookie, expires_at, found.actor)


def end_session(work: Work, hashed: str) -> None:
    """Sign out: this session ends, others of the same person go on."""
    work.session.run(delete(sessions).where(sessions.c.hash == hashed))
    work.record(SessionEnded(subject=work.actor.member))


def end_sessions_of(session: Session, workspace: str, member: str, keep: str = "") -> None:
    """End all browser sessions of a member, save one."""
    session.run(
        delete(sessions).where(
            sessions.c.workspace_id == workspace,
            sessions.c.member == member,
            sessions.c.hash != keep,
        )
    )


def me(work: Work, csrf: str) -> Me:
    """Who is signed in."""
    actor = work.actor
    name = work.session.value(select(workspaces.c.name).where(workspaces.c.id == actor.workspace))
    user = work.session.row(select(users).where(users.c.id == actor.user))
    return Me(
        member=actor.member or "",
        handle=actor.handle,
        email=None if user is None else user.email,
        roles=[role for role in access.ROLES if role in actor.roles],
        workspace=actor.workspace,
        workspace_name=name or "",
        permissions=access.permissions(actor),
        csrf=csrf,
        locale=None if user is None else user.locale,
        keys={} if user is None else canonical.loads(user.keys),
        has_password=user is not None and user.password_hash is not None,
    )


def change_me(work: Work, change: MeChange, *, password_hash: str | None, keep: str) -> None:
    """Change own settings. A new password ends all other sessions.

    `password_hash` is of the new password, hashed outside the transaction; `keep` is the hash of
    the session that goes on.

    Raises:
        Forbidden: the operator has no settings of their own.
        Conflict: `user.email-taken`.
    """
    actor = work.actor
    if actor.user is None or actor.member is None:
        raise Forbidden("access.operator", "The operator has no settings of their own.")
    values: dict[str, Any] = {}
    for name in change.model_fields_set & {"locale", "keys"}:
        value = getattr(change, name)
        values[name] = canonical.dumps(value or {}) if name == "keys" else value
    if "email" in change.model_fields_set:
        values["email"] = free_email(work.session, change.email, actor.user)
    if password_hash is not None:
        values["password_hash"] = password_hash
        end_sessions_of(work.session, actor.workspace, actor.member, keep)
    if values:
        work.session.run(update(users).where(users.c.id == actor.user).values(**values))
        work.record(UserChanged(subject=actor.member, what=sorted(values)))


def own_password(work: Work) -> str | None:
    """The stored password of the caller, if there is one."""
    stored: str | None = work.session.value(
        select(users.c.password_hash).where(users.c.id == work.actor.user)
    )
    return stored


def free_email(session: Session, email: str | None, user: str | None) -> str | None:
    """An address in its stored form, if nobody else has it.

    Raises:
        Invalid: `user.email`. Conflict: `user.email-taken`.
    """
    if email is None or not email.strip():
        return None
    address = email.strip().lower()
    name, at, host = address.rpartition("@")
    if not (name and at and "." in host) or any(c.isspace() for c in address):
        raise Invalid("user.email", f"“{email}” is not an e-mail address; it takes name@host.")
    owner = session.value(select(users.c.id).where(users.c.email == address))
    if owner is not None and owner != user:
        raise Conflict(
            "user.email-taken", "This address cannot be used here. Sign in with it, or use another."
        )
    return address
