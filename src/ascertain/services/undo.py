"""The undo of an import, a chunk a transaction: what nobody has touched is deleted, what somebody
judged is withdrawn and stays readable, an updated item gets its earlier content as a new version.
Slices keep their last values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, select, update

from ascertain.core.clock import MINUTE
from ascertain.services import flow, imports
from ascertain.services.contents import Content, Known, Next, next_versions
from ascertain.services.intake import gold_reason
from ascertain.services.jobs import Claimed
from ascertain.store.session import Session
from ascertain.store.tables.events import jobs
from ascertain.store.tables.items import import_files, item_versions, items
from ascertain.store.tables.judgments import comments, gold, judgments
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Work

CHUNK = 200
"""Versions taken back in one transaction: it must not hold the writer for long."""
_SKEW = 10 * MINUTE


@dataclass(slots=True)
class Taken:
    """What was taken back so far."""

    deleted: int = 0
    withdrawn: int = 0
    restored: int = 0
    kept: int = 0


def first_place(session: Session, workspace: str, job: str) -> str:
    """Where the versions that an import brought begin: ids are ordered by time, so that the import
    needs no index of its own on every version that there is."""
    made_at = session.value(
        select(jobs.c.made_at).where(jobs.c.workspace_id == workspace, jobs.c.id == job)
    )
    stamp = f"{max(0, made_at - _SKEW) // 1000:012x}"
    return f"{stamp[:8]}-{stamp[8:]}-"


def take_back(work: Work, project: str, job: str, place: str, taken: Taken) -> str | None:
    """Takes back the versions behind `place`; the next place, None at the end. Adds to `taken`."""
    workspace = work.actor.workspace
    rows = _versions(work, job, place)
    if not rows:
        return None
    # An item that has gone on, and come back to just this content, counts as not changed since.
    current = [row for row in rows if row.n == row.version or row.sha256 == row.present]
    taken.kept += len(rows) - len(current)
    new = [row for row in current if row.n == 1]
    touched = _touched(work, [row.item for row in new])
    free = [row.item for row in new if row.item not in touched]
    held = [row for row in new if row.item in touched and row.state != "withdrawn"]
    if free:
        work.session.run(
            delete(items).where(items.c.workspace_id == workspace, items.c.id.in_(free))
        )
    if held:
        _withdraw(work, project, [row.item for row in held], job)
    older = [row for row in current if row.n > 1]
    if older:
        _restore(work, project, older, job)
    taken.deleted += len(free)
    taken.withdrawn += len(held)
    taken.restored += len(older)
    last: str = rows[-1].id
    return last


def finish(work: Work, undo: Claimed, taken: Taken) -> None:
    """Says on the import what was taken back; its bytes may be imported again."""
    workspace, job = work.actor.workspace, undo.subject
    work.session.run(
        delete(import_files).where(
            import_files.c.workspace_id == workspace, import_files.c.job == job
        )
    )
    imports.mark_taken(work, str(job), taken)
    work.record(
        imports.ImportUndone(
            subject=job,
            project=undo.project,
            deleted=taken.deleted,
            withdrawn=taken.withdrawn,
            restored=taken.restored,
            kept=taken.kept,
        )
    )


def _versions(work: Work, job: str, place: str) -> list[Any]:
    v, now = item_versions.c, item_versions.alias("now")
    return work.session.rows(
        select(
            v.id,
            v.item,
            v.n,
            items.c.version,
            items.c.state,
            items.c.priority,
            v.sha256,
            now.c.sha256.label("present"),
        )
        .join(items, (items.c.workspace_id == v.workspace_id) & (items.c.id == v.item))
        .join(
            now,
            (now.c.workspace_id == v.workspace_id)
            & (now.c.item == v.item)
            & (now.c.n == items.c.version),
        )
        .where(v.workspace_id == work.actor.workspace, v.id > place, v.job == job)
        .order_by(v.id)
        .limit(CHUNK)
    )


def _touched(work: Work, ids: Sequence[str]) -> set[str]:
    """Items that somebody has judged, holds, or has written about."""
    if not ids:
        return set()
    workspace = work.actor.workspace
    held = select(tasks.c.item).where(
        tasks.c.workspace_id == workspace,
        tasks.c.item.in_(ids),
        exists().where(
            leases.c.workspace_id == workspace,
            leases.c.task == tasks.c.id,
            leases.c.state == "live",
        ),
    )
    judged = select(judgments.c.item).where(
        judgments.c.workspace_id == workspace, judgments.c.item.in_(ids)
    )
    discussed = select(comments.c.item).where(
        comments.c.workspace_id == workspace, comments.c.item.in_(ids)
    )
    return set(work.session.sql.scalars(held.union(judged, discussed)))


def _withdraw(work: Work, project: str, ids: Sequence[str], job: str) -> None:
    flow.withdraw_tasks(work, project, ids)
    work.session.run(
        update(items)
        .where(items.c.workspace_id == work.actor.workspace, items.c.id.in_(ids))
        .values(state="withdrawn")
    )
    _retire_gold(work, ids, job)


def _retire_gold(work: Work, ids: Sequence[str], job: str) -> None:
    work.session.run(
        update(gold)
        .where(
            gold.c.workspace_id == work.actor.workspace,
            gold.c.item.in_(ids),
            gold.c.reason == gold_reason(job),
            gold.c.state == "live",
        )
        .values(state="retired")
    )


def _restore(work: Work, project: str, rows: Sequence[Any], job: str) -> None:
    """The content before, as the next version."""
    v = item_versions.c
    before = {
        (row.item, row.n): row
        for row in work.session.rows(
            select(item_versions).where(
                v.workspace_id == work.actor.workspace,
                v.item.in_([row.item for row in rows]),
                v.n.in_({row.n - 1 for row in rows}),
            )
        )
    }
    following = []
    for row in rows:
        old = before[row.item, row.n - 1]
        content = Content(old.type, old.content, old.media, old.sha256, old.blob, old.thumb)
        item = Known(row.item, row.version, row.state, row.priority, row.sha256)
        following.append(Next(item, content, old.source, old.source_row))
    next_versions(work, project, following, None)
    _retire_gold(work, [row.item for row in rows], job)
