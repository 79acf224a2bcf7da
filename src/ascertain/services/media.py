"""Pictures: the addresses under which they are shown, and who may open them (S18).

People who may read items open a picture by the version of the item that it belongs to. Annotators
open it under a live lease of theirs, or as part of an own earlier judgment: the address is signed
for that lease (or judgment), that annotator and that file, and means nothing to anybody else.
"""

import hmac
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol
from urllib.parse import urlencode

from sqlalchemy import select

from ascertain.core import canonical
from ascertain.core.errors import NotFound
from ascertain.services import access
from ascertain.store.tables.items import item_versions
from ascertain.store.tables.judgments import judgments
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Actor, Work
from ascertain.wire.items import Image

PREFIX: Final = "/media"
# What a browser is let draw; anything else is only ever a download.
DRAWN: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


class Grant(Protocol):
    """What an address of a picture rests on."""

    def url(self, sha: str) -> str:
        """The address of a file under this grant."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """For whoever may read items: by the item version."""

    item_version: str

    def url(self, sha: str) -> str:
        """See `Grant.url`."""
        return f"{PREFIX}/{sha}?{urlencode({'v': self.item_version})}"


@dataclass(frozen=True, slots=True)
class Held:
    """For an annotator: by a live lease, or by an own judgment (`of`)."""

    secret: bytes
    actor: Actor
    id: str
    of: Literal["lease", "judgment"] = "lease"

    def url(self, sha: str) -> str:
        """See `Grant.url`."""
        signature = sign(self.secret, self.actor, self.of, self.id, sha)
        return f"{PREFIX}/{sha}?{urlencode({self.of: self.id, 's': signature})}"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as the wire has it, not yet a model: the serving path encodes it by other means."""

    url: str
    thumb_url: str
    width: int
    height: int
    media_type: str


def picture(blob: str | None, thumb: str | None, media: str | None, grant: Grant) -> Picture | None:
    """The picture of an item version (columns `blob`, `thumb`, `media`); None if it has none."""
    if blob is None:
        return None
    facts = canonical.loads(media) if media else {}
    return Picture(
        url=grant.url(blob),
        thumb_url=grant.url(thumb or blob),
        width=facts.get("width", 0),
        height=facts.get("height", 0),
        media_type=facts.get("media_type", "application/octet-stream"),
    )


def image(blob: str | None, thumb: str | None, media: str | None, grant: Grant) -> Image | None:
    """The same as a reply model."""
    found = picture(blob, thumb, media, grant)
    if found is None:
        return None
    return Image(
        url=found.url,
        thumb_url=found.thumb_url,
        width=found.width,
        height=found.height,
        media_type=found.media_type,
    )


def sign(secret: bytes, actor: Actor, of: str, subject: str, sha: str) -> str:
    """The signature of an address: by the installation, for one annotator, lease and file."""
    said = "\n".join(("media", actor.workspace, actor.annotator or "", of, subject, sha))
    return hmac.new(secret, said.encode(), "sha256").hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be shown: as `media_type`, or only saved if that is None."""

    sha: str
    media_type: str | None


def open_media(work: Work, secret: bytes, sha: str, query: dict[str, str]) -> Opened:
    """Whether the caller may open this file now, and what it is.

    Raises:
        NotFound: `media.not-found`: no such file, not theirs, or their lease has ended.
    """
    row = None
    if "v" in query and access.may(work.actor, "item.read"):
        row = _version(work, query["v"])
    elif "lease" in query and _signed(work, secret, "lease", query, sha):
        row = _leased(work, query["lease"])
    elif "judgment" in query and _signed(work, secret, "judgment", query, sha):
        row = _judged(work, query["judgment"])
    if row is None or row.erased_at is not None or sha not in {row.blob, row.thumb}:
        raise NotFound(
            "media.not-found",
            "There is no such picture, or the lease under which you could see it has ended.",
        )
    facts = canonical.loads(row.media) if row.media else {}
    media_type = (
        facts.get("media_type") if sha == row.blob else facts.get("thumb_type", "image/webp")
    )
    return Opened(sha, media_type if media_type in DRAWN else None)


def _signed(work: Work, secret: bytes, of: str, query: dict[str, str], sha: str) -> bool:
    wanted = sign(secret, work.actor, of, query[of], sha)
    return work.actor.annotator is not None and hmac.compare_digest(
        wanted.encode(), query.get("s", "").encode()
    )


def _version(work: Work, version: str) -> Any:
    c = item_versions.c
    return work.session.row(
        select(c.blob, c.thumb, c.media, c.erased_at).where(
            c.workspace_id == work.actor.workspace, c.id == version
        )
    )


def _leased(work: Work, lease: str) -> Any:
    c = item_versions.c
    return work.session.row(
        select(c.blob, c.thumb, c.media, c.erased_at)
        .join(tasks, (tasks.c.workspace_id == c.workspace_id) & (tasks.c.item_version == c.id))
        .join(
            leases, (leases.c.workspace_id == tasks.c.workspace_id) & (leases.c.task == tasks.c.id)
        )
        .where(
            leases.c.workspace_id == work.actor.workspace,
            leases.c.id == lease,
            leases.c.annotator == work.actor.annotator,
            leases.c.state == "live",
            leases.c.hard_until > work.now,
        )
    )


def _judged(work: Work, judgment: str) -> Any:
    c = item_versions.c
    return work.session.row(
        select(c.blob, c.thumb, c.media, c.erased_at)
        .join(
            judgments,
            (judgments.c.workspace_id == c.workspace_id) & (judgments.c.item_version == c.id),
        )
        .where(
            judgments.c.workspace_id == work.actor.workspace,
            judgments.c.id == judgment,
            judgments.c.annotator == work.actor.annotator,
            judgments.c.current == 1,
        )
    )
