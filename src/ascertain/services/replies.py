"""What the annotator's loop answers, in the form of `wire.work`, encoded without a detour: these
replies are most of what the server sends."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from ascertain.core.clock import to_datetime
from ascertain.services import design, media
from ascertain.services.quality import read_basis
from ascertain.store.hot.base import Candidate, ItemRow, LeaseRow, ProjectRow
from ascertain.store.work import Work

_encoder = msgspec.json.Encoder()


class ItemReply(msgspec.Struct):
    """See `wire.items.Item`."""

    id: str
    key: str
    version: int
    type: str
    content: msgspec.Raw
    image: media.Picture | None


class DraftReply(msgspec.Struct):
    """See `wire.work.Draft`."""

    values: msgspec.Raw
    saved_at: datetime


class SideReply(msgspec.Struct):
    """See `wire.work.Side`."""

    annotator: str
    outcome: str
    values: Mapping[str, Any]
    seconds: float
    reason: str | None = None


class LabelReply(msgspec.Struct):
    """See `wire.items.Label`."""

    field: str
    value: Any
    p: float | None
    state: str
    n: int
    spread: Mapping[str, float] | None
    gold_n: int
    basis: str


class LeaseReply(msgspec.Struct, kw_only=True):
    """See `wire.work.Lease`."""

    id: str
    token: str
    expires_at: datetime
    task: str
    project: str
    step: str
    item: ItemReply
    schema: str
    schema_n: int
    fields: msgspec.Raw
    guideline_n: int
    draft: DraftReply | None = None
    returned: str | None = None
    sides: Sequence[SideReply] | None = None
    labels: Sequence[LabelReply] | None = None
    why: Any = None


class LeasesReply(msgspec.Struct):
    """See `wire.work.Leases`."""

    leases: list[LeaseReply]
    reason: str | None = None
    detail: str | None = None


class SubmittedReply(msgspec.Struct):
    """See `wire.work.Submitted`."""

    judgment: str
    late: bool
    counted: bool
    undo_until: datetime
    leases: list[LeaseReply] | None = None
    reason: str | None = None


def encode(reply: msgspec.Struct) -> bytes:
    """JSON of a reply."""
    return _encoder.encode(reply)


def lease_reply(
    work: Work,
    lease: LeaseRow,
    found: Candidate,
    project: ProjectRow,
    *,
    token: str,
    secret: bytes,
) -> LeaseReply:
    """A lease as its holder gets it: under the schema and guideline that it was given with."""
    workspace = work.actor.workspace
    schema = design.schema_of(work.session, work.plugins, workspace, project.schema_version)
    draft = None
    if found.draft is not None and found.saved_at is not None:
        draft = DraftReply(msgspec.Raw(found.draft.encode()), to_datetime(found.saved_at))
    return LeaseReply(
        id=lease.id,
        token=token,
        expires_at=to_datetime(lease.expires_at),
        task=lease.task,
        project=project.id,
        step=found.task.step,
        item=item_reply(found.item, media.Held(secret, work.actor, lease.id)),
        schema=schema.id,
        schema_n=schema.n,
        fields=msgspec.Raw(schema.fields),
        guideline_n=design.guideline_number(work.session, workspace, project.guideline_version),
        draft=draft,
        returned=found.task.returned,
    )


def item_reply(item: ItemRow, grant: media.Grant) -> ItemReply:
    """An item as whoever judges it sees it; its picture opens under the grant."""
    return ItemReply(
        item.id,
        item.key,
        item.n,
        item.type,
        msgspec.Raw(item.content.encode()),
        media.picture(item.blob, item.thumb, item.media, grant),
    )


def label_reply(row: Any) -> LabelReply:
    """A row of `labels`."""
    basis = read_basis(row.basis)
    return LabelReply(
        row.field,
        None if row.value is None else msgspec.Raw(row.value.encode()),
        row.p,
        row.state,
        row.n,
        basis.spread,
        basis.gold_n,
        basis.basis,
    )
