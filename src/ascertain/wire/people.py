"""Sign-in, members, tokens, invitations."""

from typing import Annotated, Literal

from pydantic import Field

from ascertain.wire.base import Interval, Moment, Reply, Request

Role = Literal[
    "owner", "manager", "scientist", "reviewer", "annotator", "vendor_manager", "auditor"
]


class SignIn(Request):
    """Either a one-time `link` token or `email` and `password`."""

    link: str | None = None
    email: str | None = None
    password: str | None = None


class Me(Reply):
    """Who is signed in. `csrf` goes into the X-CSRF-Token header of every change."""

    member: str
    handle: str
    email: str | None
    roles: list[Role]
    workspace: str
    workspace_name: str
    permissions: list[str]
    csrf: str
    locale: str | None = None
    keys: dict[str, str] = {}
    has_password: bool = False


class MeChange(Request):
    """Own settings. `keys` remaps the keyboard: action to key."""

    email: Annotated[str, Field(max_length=320)] | None = None
    locale: str | None = None
    keys: dict[str, str] | None = None
    password: Annotated[str, Field(min_length=12, max_length=200)] | None = None
    current_password: str | None = None


class Member(Reply):
    """A person in this workspace. E-mail is shown to owners and managers only."""

    id: str
    handle: str
    email: str | None
    roles: list[Role]
    state: Literal["active", "invited", "disabled", "erased"]
    judgments: int = 0
    last_seen_at: Moment | None = None


class NewMembers(Request):
    """Add people (or programs) at once, with tokens; `count` makes NAME-1, NAME-2 and so on."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    role: Role
    count: Annotated[int, Field(ge=1, le=1000)] = 1


class NewMember(Reply):
    """A member just made, with the token that is shown once."""

    id: str
    handle: str
    token: str


class MemberChange(Request):
    """Roles, or the end of a membership; acts at once, live leases are revoked."""

    roles: list[Role] | None = None
    disabled: bool | None = None


class Link(Reply):
    """A one-time link, shown once."""

    url: str
    expires_at: Moment


class NewInvitation(Request):
    """Invite somebody; the link works once, until it expires."""

    role: Role
    email: str | None = None
    handle: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    days: Annotated[int, Field(ge=1, le=30)] = 7
    project: str | None = None


class Invitation(Reply):
    """An invitation; `url` only in the reply that made it."""

    id: str
    role: Role
    email: str | None
    expires_at: Moment
    used_at: Moment | None
    url: str | None = None


class Accept(Request):
    """Accept an invitation."""

    token: str
    handle: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    password: Annotated[str, Field(min_length=12, max_length=200)] | None = None


class InvitationPeek(Request):
    """Look at an invitation before accepting it."""

    token: str


class InvitationView(Reply):
    """What an invitation offers."""

    workspace_name: str
    role: Role
    handle: str | None
    project: str | None


class NewToken(Request):
    """A token for programs. Scopes: read, work, write, admin; default all that the member may."""

    member: str | None = None
    scopes: list[Literal["read", "work", "write", "admin"]] = []
    name: Annotated[str, Field(max_length=120)] | None = None
    days: Annotated[int, Field(ge=1, le=3650)] = 365


class Token(Reply):
    """A token; `token` itself only in the reply that made it."""

    id: str
    name: str | None
    member: str
    scopes: list[str]
    expires_at: Moment
    last_used_at: Moment | None = None
    token: str | None = None


class NewWorkspace(Request):
    """A tenant; the reply holds a token of its owner."""

    name: Annotated[str, Field(min_length=1, max_length=120)]


class Workspace(Reply):
    """A tenant."""

    id: str
    name: str
    token: str | None = None


class AnnotatorRow(Reply):
    """A person's work in one project. `agreement` is with the settled label, their own vote left
    out, with its interval and n."""

    member: str
    handle: str
    state: str
    judgments: int
    today: int
    skipped: int
    cannot_tell: int
    seconds_median: float | None
    agreement: Interval
    live_leases: int
    last_at: Moment | None


class Notification(Reply):
    """Something a member should know: an answered flag, a returned item."""

    id: str
    type: str
    text: str
    at: Moment
    project: str | None = None
    item: str | None = None
    seen: bool = False
