"""Next versions of what items hold: an import that changes content, and the undo of one. What was
judged stays with the version that it was judged on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, update

from ascertain.core.ids import new_id
from ascertain.services import flow
from ascertain.services.flow import Entry
from ascertain.store.bulk import insert_many
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.judgments import exceptions, labels
from ascertain.store.work import Work

MAX_NAMED = 500
"""Ids or keys that one query asks for."""

CONTENT_COLUMNS = ("type", "content", "media", "sha256", "blob", "thumb")


@dataclass(frozen=True, slots=True)
class Known:
    """An item that is there already, with the hash of its present content."""

    id: str
    version: int
    state: str
    priority: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """What an item version holds, as its row stores it."""

    type: str
    content: str
    media: str | None
    sha256: str
    blob: str | None
    thumb: str | None

    def cells(self) -> tuple[str | None, ...]:
        """In the order of `CONTENT_COLUMNS`."""
        return (self.type, self.content, self.media, self.sha256, self.blob, self.thumb)


@dataclass(frozen=True, slots=True)
class Next:
    """An item and the content of its next version."""

    item: Known
    content: Content
    source: str | None
    source_row: int | None


def next_versions(work: Work, project: str, following: Sequence[Next], job: str | None) -> None:
    """Gives items their next content and asks again: tasks of the content before are withdrawn,
    labels end; the judgments stay with what was judged. `job` is the import that brings it."""
    workspace = work.actor.workspace
    ids = [one.item.id for one in following]
    versions = [new_id() for _ in following]
    flow.withdraw_tasks(work, project, ids)
    insert_many(
        work.session,
        item_versions,
        ("id", "item", "n", *CONTENT_COLUMNS, "source", "source_row"),
        [
            (
                version,
                one.item.id,
                one.item.version + 1,
                *one.content.cells(),
                one.source,
                one.source_row,
            )
            for version, one in zip(versions, following, strict=True)
        ],
        shared={"workspace_id": workspace, "job": job, "made_at": work.now},
    )
    work.session.run(
        update(items)
        .where(items.c.workspace_id == workspace, items.c.id == bindparam("of"))
        .values(version=bindparam("n"), state="waiting"),
        [{"of": one.item.id, "n": one.item.version + 1} for one in following],
    )
    for start in range(0, len(ids), MAX_NAMED):
        some = ids[start : start + MAX_NAMED]
        work.session.run(
            delete(labels).where(labels.c.workspace_id == workspace, labels.c.item.in_(some))
        )
        work.session.run(
            update(exceptions)
            .where(
                exceptions.c.workspace_id == workspace,
                exceptions.c.item.in_(some),
                exceptions.c.outcome.is_(None),
            )
            .values(state="closed", outcome="content-changed")
        )
    flow.enter_items(
        work,
        project,
        [
            Entry(one.item.id, version, one.item.priority)
            for version, one in zip(versions, following, strict=True)
        ],
    )
