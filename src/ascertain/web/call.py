"""One request on its way to a verb: who calls, and the transaction that the verb runs in."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pydantic_core
from sqlalchemy import delete, select, update

from ascertain.core.clock import DAY
from ascertain.core.errors import Changed, Invalid
from ascertain.services.context import Context
from ascertain.services.secrets import Secrets
from ascertain.services.support import insert_new
from ascertain.store.session import Session
from ascertain.store.tables.events import idempotency
from ascertain.store.work import Actor, Work
from ascertain.web.auth import Identity

T = TypeVar("T")
KEPT = DAY


class Replay(Exception):
    """The request was answered before: this is the answer, byte for byte."""

    def __init__(self, status: int, reply: str) -> None:
        super().__init__(status)
        self.status = status
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Call:
    """What a route knows of its caller.

    `key` is the `Idempotency-Key`, `if_match` the `If-Match` header, `body` holds the hash of the
    body once it is known.
    """

    context: Context
    identity: Identity | None
    action: str
    status: int
    key: str | None
    if_match: str | None
    place: str
    body: list[str] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """Who calls. Public routes have nobody."""
        if self.identity is None:
            raise TypeError(f"{self.action} is public and has no actor")
        return self.identity.actor

    def read(self, query: Callable[[Work], T]) -> T:
        """Run a query in a snapshot."""
        return self.context.db.read(lambda session: query(self.context.work(session, self.actor)))

    def write(self, verb: Callable[[Work], T]) -> T:
        """Run a verb in one transaction, once per idempotency key."""
        return self.make(lambda work, _: verb(work))

    def make(self, verb: Callable[[Work, Secrets], T]) -> T:
        """The same for a verb that makes secrets, which are never stored: a repeat of the request
        derives them again from the key of the installation.

        Raises:
            Replay: the request was answered before.
            Invalid: `idempotency.other-request` if the key was used for another one.
        """
        return self.context.db.write(lambda session: self._once(session, verb))

    def unchanged(self, etag: str) -> None:
        """Refuse if the caller has seen another state than the present one.

        Raises:
            Changed: `project.changed` or the like.
        """
        if self.if_match is None or self.if_match.strip() == "*":
            return
        seen = {tag.strip().removeprefix("W/").strip('"') for tag in self.if_match.split(",")}
        if etag.strip('"') not in seen:
            raise Changed(
                "etag.changed",
                "Somebody else changed this meanwhile. Load it again, then repeat your change.",
            )

    def _once(self, session: Session, verb: Callable[[Work, Secrets], T]) -> T:
        work = self.context.work(session, self.actor)
        if self.key is None:
            return verb(work, Secrets(None))
        who = self.actor.member or "operator"
        request = hashlib.sha256("\n".join([self.place, *self.body]).encode()).hexdigest()
        seed = hmac.digest(
            self.context.secret,
            f"idempotency\n{self.actor.workspace}\n{who}\n{self.key}".encode(),
            "sha256",
        )
        mine = (
            (idempotency.c.workspace_id == self.actor.workspace)
            & (idempotency.c.actor == who)
            & (idempotency.c.key == self.key)
        )
        fresh = insert_new(
            session,
            idempotency,
            workspace_id=self.actor.workspace,
            actor=who,
            key=self.key,
            request_hash=request,
            status=0,
            reply="null",
            at=work.now,
        )
        if not fresh:
            row = session.row(
                select(idempotency.c.request_hash, idempotency.c.status, idempotency.c.reply).where(
                    mine
                )
            )
            if row is not None and row.request_hash != request:
                raise Invalid(
                    "idempotency.other-request",
                    "This Idempotency-Key was used for another request; make a new one.",
                )
            if row is not None:
                raise Replay(row.status, Secrets(seed).unmask(row.reply))
        secrets = Secrets(seed)
        result = verb(work, secrets)
        reply = secrets.mask(pydantic_core.to_json(result, by_alias=True).decode())
        session.run(update(idempotency).where(mine).values(status=self.status, reply=reply))
        session.run(delete(idempotency).where(idempotency.c.at < work.now - KEPT))
        return result
