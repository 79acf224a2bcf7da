"""The doors: cookie sessions of browsers, bearer tokens of programs, the operator's token; CSRF
and origin checks; a small cache that any change empties."""

import hmac
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request, Response

from ascertain.core.clock import MINUTE, SECOND, Clock
from ascertain.core.errors import Forbidden, Unauthorized
from ascertain.services import sessions
from ascertain.services.context import Context
from ascertain.services.passwords import Passwords
from ascertain.services.secrets import digest
from ascertain.services.sessions import Credential, Started
from ascertain.store.session import Session
from ascertain.store.work import Actor

SECURE_COOKIE = "__Host-session"
PLAIN_COOKIE = "session"
CSRF_HEADER = "x-csrf-token"
WORKSPACE_HEADER = "x-ascertain-workspace"
CACHE_SIZE = 20_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls and with what: `way` is session, token or operator."""

    actor: Actor
    way: str
    hash: str = ""
    csrf: str | None = None
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential as it came, not yet looked up. `epoch` is the state of the cache then."""

    way: str
    secret: str
    epoch: int


class Doors:
    """Looks credentials up, and remembers them until anything changes.

    The cache is exact where one process does all writing (SQLite); `seconds` bounds its age, and
    is 0 where other processes may change members, so that role changes act at once everywhere.
    """

    def __init__(self, context: Context) -> None:
        self.passwords = Passwords()
        self._clock: Clock = context.clock
        self._operator = context.operator_token
        self._public_url = context.settings.server.public_url
        self._max_age = 5 * SECOND if context.db.dialect == "sqlite" else 0
        self._cache: dict[str, tuple[Identity, int]] = {}
        self._used: dict[str, int] = {}
        self.epoch = 0

    def forget(self) -> None:
        """Something was changed: look everybody up again."""
        self.epoch += 1
        self._cache.clear()

    def find(self, request: Request) -> Identity | Presented | None:
        """The caller if remembered, else what they presented; None if nothing."""
        presented = self.present(request)
        if presented is None or presented.way == "operator":
            return presented
        known = self._cache.get(digest(presented.secret))
        if known is None or known[0].way != presented.way:
            return presented
        identity, read_at = known
        now = self._clock.now()
        if now - read_at > self._max_age or now >= identity.expires_at:
            return presented
        return identity

    def identify(self, session: Session, found: Identity | Presented | None, now: int) -> Identity:
        """Who it is.

        Raises:
            Unauthorized: `session.missing`, `session.ended` or `token.wrong`.
        """
        if isinstance(found, Identity):
            return found
        if found is None:
            raise Unauthorized(
                "session.missing",
                "Sign in, or send a token in the header “Authorization: Bearer …”.",
            )
        if found.way == "operator":
            return Identity(sessions.find_operator(session, found.secret or None), "operator")
        look = sessions.find_session if found.way == "session" else sessions.find_token
        credential: Credential = look(session, found.secret, now)
        identity = Identity(
            credential.actor, found.way, credential.hash, credential.csrf, credential.expires_at
        )
        self._used.setdefault(credential.hash, credential.last_used_at)
        if found.epoch == self.epoch and self._max_age:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            self._cache[credential.hash] = (identity, now)
        return identity

    def seen(self, identity: Identity, context: Context) -> None:
        """Note the use of a credential, at most once a minute, without waiting for it."""
        if identity.way == "operator":
            return
        now = self._clock.now()
        if now - self._used.get(identity.hash, 0) < MINUTE:
            return
        if len(self._used) >= CACHE_SIZE:
            self._used.clear()
        self._used[identity.hash] = now
        table = "sessions" if identity.way == "session" else "tokens"
        context.db.write_later(
            lambda session: sessions.touch(session, table, identity.hash, identity.actor, now)
        )

    def check_origin(self, request: Request, identity: Identity | None) -> None:
        """Refuse changes that another site makes in a browser's name.

        Raises:
            Forbidden: `csrf.origin`, `csrf.missing` or `csrf.wrong`.
        """
        if identity is not None and identity.way != "session":
            return  # a browser never sends a bearer token by itself
        origin = request.headers.get("origin")
        if origin is not None:
            hosts = {request.headers.get("host", "").lower(), urlsplit(self._public_url).netloc}
            if urlsplit(origin).netloc.lower() not in hosts - {""}:
                raise Forbidden("csrf.origin", "Changes are accepted from this site's pages only.")
        if identity is None or identity.csrf is None:
            return
        given = request.headers.get(CSRF_HEADER)
        if given is None:
            raise Forbidden("csrf.missing", "Send the header X-CSRF-Token, from GET /api/v1/me.")
        if not hmac.compare_digest(given.encode(), identity.csrf.encode()):
            raise Forbidden("csrf.wrong", "The X-CSRF-Token is old; load GET /api/v1/me again.")

    def set_cookie(self, request: Request, response: Response, started: Started) -> None:
        """Give the browser its session.

        Raises:
            Forbidden: `signin.insecure` over plain http from another machine.
        """
        secure = self.is_secure(request)
        response.set_cookie(
            SECURE_COOKIE if secure else PLAIN_COOKIE,
            started.cookie,
            max_age=max(0, (started.expires_at - self._clock.now()) // SECOND),
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )

    def clear_cookie(self, request: Request, response: Response) -> None:
        """Take the session's cookie back."""
        secure = self.is_secure(request)
        response.delete_cookie(
            SECURE_COOKIE if secure else PLAIN_COOKIE,
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )

    def is_secure(self, request: Request) -> bool:
        """Whether the browser speaks https to us; False on http from this machine.

        Raises:
            Forbidden: `signin.insecure` for http from elsewhere.
        """
        if request.url.scheme == "https" or self._public_url.startswith("https://"):
            return True
        if _is_loopback(request.url.hostname or ""):
            return False
        raise Forbidden(
            "signin.insecure",
            "Over plain http one can sign in on this machine only. Put https in front of the "
            "server and set server.public_url, or open it as http://127.0.0.1.",
        )

    def present(self, request: Request) -> Presented | None:
        """What the caller presented.

        Raises:
            Unauthorized: `token.wrong` if it cannot be a credential.
        """
        header = request.headers.get("authorization")
        if header is not None:
            scheme, _, secret = header.partition(" ")
            secret = secret.strip()
            if scheme.lower() != "bearer" or not secret:
                raise Unauthorized("token.wrong", "Send “Authorization: Bearer TOKEN”.")
            if self._operator is not None and hmac.compare_digest(
                secret.encode(), self._operator.encode()
            ):
                return Presented("operator", request.headers.get(WORKSPACE_HEADER, ""), self.epoch)
            return Presented("token", secret, self.epoch)
        cookie = request.cookies.get(SECURE_COOKIE)
        if cookie is None and _is_loopback(request.url.hostname or ""):
            cookie = request.cookies.get(PLAIN_COOKIE)
        return None if not cookie else Presented("session", cookie, self.epoch)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
