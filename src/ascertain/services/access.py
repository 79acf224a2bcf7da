"""Who may do what: one table, role by action. Every route names its action; nothing else decides.

An action is `noun.verb`. A token's scopes narrow what its member may: `read` covers what changes
nothing, `work` the annotator's loop, `write` everything else but people, `admin` everything.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ascertain.core.errors import Forbidden
from ascertain.store.work import Actor

OWNER: Final = "owner"
MANAGER: Final = "manager"
SCIENTIST: Final = "scientist"
REVIEWER: Final = "reviewer"
ANNOTATOR: Final = "annotator"
VENDOR: Final = "vendor_manager"
AUDITOR: Final = "auditor"
ROLES: Final = (OWNER, MANAGER, SCIENTIST, REVIEWER, ANNOTATOR, VENDOR, AUDITOR)

_EVERYBODY = frozenset(ROLES)
_MANAGE = frozenset({OWNER, MANAGER})
_DESIGN = _MANAGE | {SCIENTIST}
_JUDGE = _DESIGN | {REVIEWER}
_LOOK = _JUDGE | {AUDITOR}
_OPERATOR: frozenset[str] = frozenset()  # nobody by role

# action: (roles, scope). Read it downwards: nouns in the order of the product's rooms.
_TABLE: dict[str, tuple[frozenset[str], str]] = {
    "me.read": (_EVERYBODY, "read"),
    "me.change": (_EVERYBODY, "write"),
    "session.end": (_EVERYBODY, "read"),
    "notification.read": (_EVERYBODY, "read"),
    "notification.change": (_EVERYBODY, "work"),
    "event.follow": (_EVERYBODY, "read"),
    "event.read": (frozenset({OWNER, AUDITOR}), "read"),
    "event.verify": (_OPERATOR, "admin"),
    "work.read": (_JUDGE | {ANNOTATOR}, "work"),
    "work.do": (_JUDGE | {ANNOTATOR}, "work"),
    "work.review": (_JUDGE, "work"),
    "media.read": (_EVERYBODY, "read"),
    "project.read": (_EVERYBODY, "read"),
    "project.inspect": (_LOOK, "read"),
    "project.make": (_DESIGN, "write"),
    "project.change": (_DESIGN, "write"),
    "project.delete": (_MANAGE, "write"),
    "template.read": (_DESIGN, "read"),
    "schema.read": (_LOOK, "read"),
    "schema.change": (_DESIGN, "write"),
    "guideline.read": (_EVERYBODY, "read"),
    "guideline.change": (_DESIGN, "write"),
    "item.read": (_LOOK, "read"),
    "item.change": (_JUDGE, "write"),
    "flag.read": (_LOOK, "read"),
    "flag.answer": (_JUDGE, "write"),
    "lease.read": (_LOOK, "read"),
    "lease.free": (_MANAGE, "write"),
    "import.read": (_DESIGN | {AUDITOR}, "read"),
    "import.make": (_DESIGN, "write"),
    "dataset.read": (_DESIGN | {AUDITOR}, "read"),
    "dataset.make": (_DESIGN, "write"),
    "export.read": (_DESIGN, "read"),
    "export.make": (_DESIGN, "write"),
    "job.read": (_DESIGN | {AUDITOR}, "read"),
    "job.change": (_DESIGN, "write"),
    "member.read": (_DESIGN | {AUDITOR}, "read"),
    "member.make": (_MANAGE, "admin"),
    "member.change": (_MANAGE, "admin"),
    "member.erase": (frozenset({OWNER}), "admin"),
    "invitation.read": (_MANAGE, "admin"),
    "invitation.make": (_MANAGE, "admin"),
    "invitation.change": (_MANAGE, "admin"),
    "token.read": (_DESIGN, "admin"),
    "token.make": (_DESIGN, "admin"),
    "token.change": (_DESIGN, "admin"),
    "workspace.read": (_OPERATOR, "admin"),
    "workspace.make": (_OPERATOR, "admin"),
    "metrics.read": (_OPERATOR, "admin"),
}

ACTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {action: roles for action, (roles, _) in _TABLE.items()}
)
_SCOPE: Mapping[str, str] = MappingProxyType(
    {action: scope for action, (_, scope) in _TABLE.items()}
)
SCOPES: Final = ("read", "work", "write", "admin")

# Routes that anybody may call: they let people in, or say that the process lives.
PUBLIC: Final = frozenset({"session.make", "invitation.open", "health.read", "ui.read"})


def may(actor: Actor, action: str) -> bool:
    """Whether the actor may do this, by roles and by the scopes of the token."""
    if actor.operator:
        return True
    if not actor.roles & ACTIONS[action]:
        return False
    # Without scopes a credential may all that the roles allow.
    return not actor.scopes or _SCOPE[action] in actor.scopes or "admin" in actor.scopes


def require(actor: Actor, action: str) -> None:
    """Refuse unless the actor may.

    Raises:
        Forbidden: `access.role` or `access.scope`, saying which roles or scope would do.
    """
    if may(actor, action):
        return
    if actor.roles & ACTIONS[action]:
        raise Forbidden(
            "access.scope",
            f"This token lacks the scope “{_SCOPE[action]}”. Use one that has it.",
        )
    roles = ", ".join(role for role in ROLES if role in ACTIONS[action]) or "the operator"
    raise Forbidden(
        "access.role",
        f"Your role does not allow “{action}”. It is for: {roles}. Ask an owner or a manager.",
    )


def permissions(actor: Actor) -> list[str]:
    """All that the actor may do, sorted: what a page shows its controls by."""
    return sorted(action for action in _TABLE if may(actor, action))


def is_annotator_only(roles: Iterable[str]) -> bool:
    """Whether these roles see only their own work (no item grid, no other person's facts)."""
    return not set(roles) & _LOOK


def sees_email(actor: Actor) -> bool:
    """E-mail addresses are for owners and managers."""
    return actor.operator or bool(actor.roles & _MANAGE)
