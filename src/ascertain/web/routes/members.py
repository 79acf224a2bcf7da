"""Members, invitations, tokens: who belongs to the workspace, and what lets them in."""

from fastapi import Request, Response

from ascertain.core.errors import Unauthorized
from ascertain.services import invitations, members, sessions, tokens
from ascertain.services.secrets import Secrets
from ascertain.store.session import Session
from ascertain.store.work import Actor
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.web.routes.sessions import AtDoors
from ascertain.wire.base import Done, Listing
from ascertain.wire.people import (
    Accept,
    Invitation,
    InvitationPeek,
    InvitationView,
    Link,
    Me,
    Member,
    MemberChange,
    NewInvitation,
    NewMember,
    NewMembers,
    NewToken,
    Token,
)

routes = router("people")


def base_url(request: Request, public_url: str) -> str:
    """Where pages of this server are, for links."""
    return public_url.rstrip("/") or str(request.base_url).rstrip("/")


@routes.get("/members", **action("member.read"))
def list_members(call: Caller, limit: Limit = 100, cursor: Cursor = None) -> Listing[Member]:
    """Members by handle. E-mail addresses are for owners and managers."""
    return call.read(lambda work: members.list_members(work, limit=limit, cursor=cursor))


@routes.post("/members", **action("member.make", makes=True))
def add_members(call: Caller, body: NewMembers) -> list[NewMember]:
    """Add people or programs at once; each token is shown only here."""
    return call.make(lambda work, secrets: members.add_members(work, secrets, body))


@routes.get("/members/{member}", **action("member.read"))
def read_member(call: Caller, member: str) -> Member:
    """One member."""
    return call.read(lambda work: members.read_member(work, member))


@routes.patch("/members/{member}", **action("member.change"))
def change_member(call: Caller, member: str, body: MemberChange) -> Member:
    """Other roles, disable, enable. Acts at once; live leases are revoked."""
    return call.write(lambda work: members.change_member(work, member, body))


@routes.post("/members/{member}/link", **action("member.change", makes=True))
def make_link(call: Caller, request: Request, member: str) -> Link:
    """A one-time link that signs the member in; earlier ones end."""
    url = base_url(request, call.context.settings.server.public_url)
    return call.make(
        lambda work, secrets: invitations.make_link(work, secrets, member, base_url=url)
    )


@routes.post("/members/{member}/erase", **action("member.erase"))
def erase_member(call: Caller, member: str) -> Member:
    """Erase the personal data of a member for good; judgments stay under a bare number."""
    return call.write(lambda work: members.erase_member(work, member))


@routes.get("/invitations", **action("invitation.read"))
def list_invitations(call: Caller) -> Listing[Invitation]:
    """Invitations, newest first."""
    return call.read(invitations.list_invitations)


@routes.post("/invitations", **action("invitation.make", makes=True))
def invite(call: Caller, request: Request, body: NewInvitation) -> Invitation:
    """Invite somebody; the link is shown only here."""
    url = base_url(request, call.context.settings.server.public_url)
    return call.make(lambda work, secrets: invitations.invite(work, secrets, body, base_url=url))


@routes.delete("/invitations/{invitation}", **action("invitation.change"))
def revoke_invitation(call: Caller, invitation: str) -> Done:
    """Take an invitation back."""
    call.write(lambda work: invitations.revoke_invitation(work, invitation))
    return Done()


@routes.post("/invitations/peek", **action("invitation.open"))
def peek(call: Caller, body: InvitationPeek) -> InvitationView:
    """What an invitation offers. Uses nothing up."""
    context = call.context
    return context.db.read(
        lambda session: invitations.peek(session, body.token, context.clock.now())
    )


@routes.post("/invitations/accept", **action("invitation.open"))
def accept(call: Caller, doors: AtDoors, request: Request, response: Response, body: Accept) -> Me:
    """Join the workspace and be signed in. Whoever has an account elsewhere on this server gives
    its address and password."""
    context = call.context
    doors.is_secure(request)
    buckets = sessions.throttle_buckets(request.client.host if request.client else "", body.email)
    now = context.clock.now()
    context.db.read(lambda session: invitations.find_open(session, body.token, now))
    context.db.write(lambda session: sessions.draw(session, buckets, now))
    user, stored, password_hash = None, None, None
    if body.email is not None:
        email = body.email
        user, stored = context.db.read(lambda session: sessions.find_password(session, email))
    if user is not None and not doors.passwords.matches(body.password or "", stored):
        raise Unauthorized(
            "signin.wrong", "This address is in use here: give its password, or another address."
        )
    if user is None and body.password is not None:
        password_hash = doors.passwords.hash(body.password)

    def join(session: Session) -> tuple[sessions.Started, Me]:
        row = invitations.find_open(session, body.token, context.clock.now())
        nobody = Actor(row.workspace_id, None, None, None, "", frozenset(), frozenset())
        work = context.work(session, nobody)
        member = invitations.accept(work, body, row, user=user, password_hash=password_hash)
        started = sessions.start_session(work, Secrets(None), member=member, way="invitation")
        found = sessions.find_session(session, started.cookie, context.clock.now())
        return started, sessions.me(context.work(session, found.actor), found.csrf or "")

    started, me = context.db.write(join)
    doors.set_cookie(request, response, started)
    return me


@routes.get("/tokens", **action("token.read"))
def list_tokens(call: Caller, limit: Limit = 100, cursor: Cursor = None) -> Listing[Token]:
    """Own tokens, newest first; owners and managers see all."""
    return call.read(lambda work: tokens.list_tokens(work, limit=limit, cursor=cursor))


@routes.post("/tokens", **action("token.make", makes=True))
def make_token(call: Caller, body: NewToken) -> Token:
    """A token for programs; it is shown only here."""
    return call.make(lambda work, secrets: tokens.make_token(work, secrets, body))


@routes.delete("/tokens/{token}", **action("token.change"))
def revoke_token(call: Caller, token: str) -> Done:
    """End a token, at once."""
    call.write(lambda work: tokens.revoke_token(work, token))
    return Done()
