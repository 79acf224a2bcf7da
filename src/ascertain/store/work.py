"""The unit of work: what every verb is given. One verb = one function = one transaction = facts."""

import dataclasses
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import select

from ascertain.core import canonical
from ascertain.core.clock import Micros
from ascertain.core.ids import new_id
from ascertain.core.settings import Settings
from ascertain.store.blobs import Blobs
from ascertain.store.session import Session
from ascertain.store.tables.events import settings as settings_table

if TYPE_CHECKING:
    from ascertain.plugins import Plugins

__all__ = ["Actor", "Fact", "Work", "event_type", "private"]

# The row of `settings` that salts the digests of personal data; made by the first migration.
SALT = "events.salt"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it.

    Attributes:
        workspace: the tenant; nothing is seen or changed outside it.
        member, user, annotator: the person's ids; None for the operator and for machines.
        handle: the name that others see.
        roles: the member's roles now.
        scopes: what the session or token allows; empty: everything that the roles allow.
        operator: somebody at the machine itself, by the command line.
    """

    workspace: str
    member: str | None
    user: str | None
    annotator: str | None
    handle: str
    roles: frozenset[str]
    scopes: frozenset[str]
    operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened: subclass it beside its verb, named in the past tense.

    `subject` is the id of what it is about, `project` the project, if it has one. The other
    fields are the payload: ids, numbers and words of ours. A field made by `private` is stored as
    a salted digest.
    """

    subject: str | None = None
    project: str | None = None


def private(**more: Any) -> Any:
    """A field of a fact that holds personal data: only a salted digest of it is recorded."""
    return dataclasses.field(metadata={"private": True}, **more)


_WORDS = re.compile(r"[A-Z][a-z0-9]*")


def event_type(fact: type[Fact]) -> str:
    """`JudgmentSubmitted` → `judgment.submitted`, `QualityModelFitted` → `quality-model.fitted`."""
    *noun, participle = _WORDS.findall(fact.__name__)
    return f"{'-'.join(noun)}.{participle}".lower()


class _Shape(NamedTuple):
    """How facts of one class are written: type, plain fields, fields that are digested."""

    type: str
    open: tuple[str, ...]
    private: tuple[str, ...]


@cache
def _shape(fact: Any) -> _Shape:
    """Of a subclass of `Fact`; looked at once."""
    fields = [one for one in dataclasses.fields(fact) if one.name not in {"subject", "project"}]
    hidden = tuple(one.name for one in fields if one.metadata.get("private"))
    shown = tuple(one.name for one in fields if one.name not in hidden)
    return _Shape(event_type(fact), shown, hidden)


@dataclass(frozen=True, slots=True)
class Work:
    """What a verb works with. It never commits, reads no clock, and knows nothing of HTTP.

    Attributes:
        session: the database, inside the transaction of this verb.
        actor: who asks.
        now: the present moment.
        plugins: kinds, formats, steps … that are installed.
        blobs: where files are.
        settings: those of this installation.
    """

    session: Session
    actor: Actor
    now: Micros
    plugins: "Plugins"
    blobs: Blobs
    settings: Settings

    def record(self, fact: Fact) -> None:
        """Records a fact as an event of this transaction; the sealer numbers it later."""
        kind = _shape(cast("Any", type(fact)))
        payload = {name: getattr(fact, name) for name in kind.open}
        for name in kind.private:
            value = getattr(fact, name)
            payload[name] = None if value is None else self._digest(value)
        self.session.add_event(
            {
                "id": new_id(),
                "workspace_id": self.actor.workspace,
                "type": kind.type,
                "subject": fact.subject,
                "project": fact.project,
                "actor": "operator" if self.actor.operator else self.actor.member,
                "at": self.now,
                "payload": canonical.encode(payload),
            }
        )

    def _digest(self, value: Any) -> str:
        query = select(settings_table.c.value).where(settings_table.c.name == SALT)
        salt = canonical.loads(self.session.value(query))
        return hmac.new(
            bytes.fromhex(salt), canonical.dumps(value).encode(), hashlib.sha256
        ).hexdigest()
