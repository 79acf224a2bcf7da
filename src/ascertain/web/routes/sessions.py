"""Sign-in, sign-out, and who is signed in."""

from typing import Annotated

from fastapi import Depends, Request, Response

from ascertain.core.errors import Invalid, Unauthorized
from ascertain.services import sessions
from ascertain.services.context import Context
from ascertain.services.secrets import Secrets
from ascertain.store.session import Session
from ascertain.store.work import Actor, Work
from ascertain.web.auth import Doors
from ascertain.web.guard import Caller, action, router
from ascertain.wire.base import Done
from ascertain.wire.people import Me, MeChange, SignIn

routes = router("sessions")


def _doors(request: Request) -> Doors:
    doors: Doors = request.app.state.doors
    return doors


AtDoors = Annotated[Doors, Depends(_doors)]


@routes.post("/sessions", **action("session.make"))
def sign_in(call: Caller, doors: AtDoors, request: Request, response: Response, body: SignIn) -> Me:
    """Sign in with a one-time link, or with e-mail address and password. Sets the cookie."""
    context = call.context
    doors.is_secure(request)
    given = (body.link is not None, body.email is not None, body.password is not None)
    if given not in {(True, False, False), (False, True, True)}:
        raise Invalid("signin.body", "Send either “link”, or “email” and “password”.")
    address = request.client.host if request.client else ""
    buckets = sessions.throttle_buckets(address, body.email)
    now = context.clock.now()
    context.db.write(lambda session: sessions.draw(session, buckets, now))
    if body.link is not None:
        link = body.link

        def by_link(session: Session) -> tuple[sessions.Started, Me]:
            workspace, member = sessions.use_link(session, link, context.clock.now())
            return _start(context, session, workspace, member, "link")

        started, me = context.db.write(by_link)
    else:
        user = _check_password(context, doors, body.email or "", body.password or "")

        def by_password(session: Session) -> tuple[sessions.Started, Me]:
            found = sessions.member_of_user(session, user)
            if found is None:
                raise _wrong()
            sessions.refund(session, buckets)
            return _start(context, session, *found, "password")

        started, me = context.db.write(by_password)
    doors.set_cookie(request, response, started)
    return me


def _check_password(context: Context, doors: Doors, email: str, password: str) -> str:
    user, stored = context.db.read(lambda session: sessions.find_password(session, email))
    if not doors.passwords.matches(password, stored) or user is None:
        raise _wrong()
    return user


def _wrong() -> Unauthorized:
    return Unauthorized(
        "signin.wrong",
        "E-mail address or password is wrong. Who has no password yet signs in with a link, which "
        "an owner or manager makes.",
    )


def _start(
    context: Context, session: Session, workspace: str, member: str, way: str
) -> tuple[sessions.Started, Me]:
    nobody = Actor(workspace, member, None, None, "", frozenset(), frozenset())
    started = sessions.start_session(
        context.work(session, nobody), Secrets(None), member=member, way=way
    )
    found = sessions.find_session(session, started.cookie, context.clock.now())
    return started, sessions.me(context.work(session, found.actor), found.csrf or "")


@routes.delete("/sessions/current", **action("session.end"))
def sign_out(call: Caller, doors: AtDoors, request: Request, response: Response) -> Done:
    """End this session. A token is ended under /tokens."""
    identity = call.identity
    if identity is None or identity.way != "session":
        raise Invalid("session.token", "This is a token; revoke it with DELETE /tokens/{id}.")
    call.write(lambda work: sessions.end_session(work, identity.hash))
    doors.clear_cookie(request, response)
    return Done()


@routes.get("/me", **action("me.read"))
def read_me(call: Caller) -> Me:
    """Who is signed in, what they may do, and the CSRF value of this session."""
    csrf = (call.identity and call.identity.csrf) or ""
    return call.read(lambda work: sessions.me(work, csrf))


@routes.patch("/me", **action("me.change"))
def change_me(call: Caller, doors: AtDoors, body: MeChange) -> Me:
    """Change own settings. A present password must be given to set another."""
    identity = call.identity
    password_hash = None
    if body.password is not None:
        stored = call.read(sessions.own_password)
        if stored is not None and not doors.passwords.matches(body.current_password or "", stored):
            raise Invalid("user.password", "“current_password” is not your present password.")
        password_hash = doors.passwords.hash(body.password)
    keep = identity.hash if identity is not None else ""
    csrf = (identity and identity.csrf) or ""

    def change(work: Work) -> Me:
        sessions.change_me(work, body, password_hash=password_hash, keep=keep)
        return sessions.me(work, csrf)

    return call.write(change)
