"""Tokens for programs: made, listed, revoked. Hashed, scoped, expiring, shown once (S15)."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from ascertain.core import canonical
from ascertain.core.clock import DAY, to_datetime
from ascertain.core.errors import Conflict, Forbidden, NotFound
from ascertain.core.ids import new_id
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services import access
from ascertain.services.members import allow_roles, present
from ascertain.services.secrets import Secrets, digest
from ascertain.services.support import moment
from ascertain.store.tables.people import members, tokens
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.people import NewToken, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMade(Fact):
    """A token was made for `member`."""

    member: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Fact):
    """A token was revoked."""


def _sees_all(work: Work) -> bool:
    return access.may(work.actor, "member.change")


def make_token(work: Work, secrets: Secrets, new: NewToken) -> Token:
    """A token for the caller, or by a manager for another member (named by id or handle).

    Raises:
        Forbidden: `token.other`, `token.scope`, `member.owner`. NotFound: `member.not-found`.
    """
    member = work.actor.member
    if new.member is not None:
        member = _find_member(work, new.member)
    if member is None:
        raise Conflict("token.nobody", "Name the member that the token is for.")
    if member != work.actor.member:
        if not _sees_all(work):
            raise Forbidden("token.other", "Only owners and managers make tokens for others.")
        allow_roles(work, list(present(work, member).roles))
    scopes = sorted(set(new.scopes), key=access.SCOPES.index)
    mine = work.actor.scopes
    if mine and "admin" not in mine and (not scopes or not set(scopes) <= mine):
        raise Forbidden("token.scope", "A token cannot make one that may do more than itself.")
    token, made = secrets.fresh("asc_"), new_id()
    expires_at = work.now + new.days * DAY
    work.session.run(
        insert(tokens).values(
            hash=digest(token),
            id=made,
            workspace_id=work.actor.workspace,
            member=member,
            name=new.name,
            scopes=canonical.dumps(scopes),
            made_at=work.now,
            expires_at=expires_at,
        )
    )
    work.record(TokenMade(subject=made, member=member, scopes=list(scopes)))
    return Token(
        id=made,
        name=new.name,
        member=member,
        scopes=list(scopes),
        expires_at=to_datetime(expires_at),
        token=token,
    )


def _find_member(work: Work, name: str) -> str:
    found: str | None = work.session.value(
        select(members.c.id).where(
            members.c.workspace_id == work.actor.workspace,
            (members.c.id == name) | (members.c.handle == name),
        )
    )
    if found is None:
        raise NotFound("member.not-found", f"There is no member “{name}” in this workspace.")
    return found


def list_tokens(work: Work, *, limit: int, cursor: str | None) -> Listing[Token]:
    """Tokens, newest first: one's own, or all of the workspace for owners and managers."""
    query = select(tokens).where(tokens.c.workspace_id == work.actor.workspace)
    if not _sees_all(work):
        query = query.where(tokens.c.member == work.actor.member)
    if cursor is not None:
        (last,) = decode_cursor(cursor, size=1)
        query = query.where(tokens.c.id < str(last))
    rows = work.session.rows(query.order_by(tokens.c.id.desc()).limit(limit + 1))
    page = rows[:limit]
    return Listing(
        data=[
            Token(
                id=row.id,
                name=row.name,
                member=row.member,
                scopes=canonical.loads(row.scopes),
                expires_at=to_datetime(row.expires_at),
                last_used_at=moment(row.last_used_at),
            )
            for row in page
        ],
        next=encode_cursor(page[-1].id) if len(rows) > limit else None,
    )


def revoke_token(work: Work, token: str) -> None:
    """End a token, at once.

    Raises:
        NotFound: `token.not-found`, also for another member's token that one may not see.
    """
    here = (tokens.c.workspace_id == work.actor.workspace) & (tokens.c.id == token)
    if not _sees_all(work):
        here &= tokens.c.member == work.actor.member
    if work.session.run(delete(tokens).where(here)) != 1:
        raise NotFound("token.not-found", "There is no such token, or it is not yours.")
    work.record(TokenRevoked(subject=token))
