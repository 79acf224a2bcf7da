"""What a member should know: questions of theirs that were answered, items that came back."""

from sqlalchemy import func, select, update

from ascertain.core.clock import to_datetime
from ascertain.services.comments import answers
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import comments, judgments
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work
from ascertain.wire.base import Listing
from ascertain.wire.people import Notification

SHOWN = 100
RECENT = 1000  # own judgments whose items are looked at


def list_notifications(work: Work) -> Listing[Notification]:
    """Newest first, at most 100 of each sort. Answers stay until they are seen and a while after;
    a returned item stays as long as it waits to be judged again."""
    found = [*_answered(work), *_returned(work)]
    return Listing(data=sorted(found, key=lambda one: one.at, reverse=True))


def _answered(work: Work) -> list[Notification]:
    c = comments.c
    rows = work.session.rows(
        select(
            c.id,
            c.project,
            c.item,
            c.seen_at,
            answers.c.text.label("answer"),
            answers.c.at.label("answered_at"),
            items.c.key,
        )
        .join(
            answers,
            (answers.c.workspace_id == c.workspace_id)
            & (answers.c.item == c.item)
            & (answers.c.reply_to == c.id),
        )
        .join(items, (items.c.workspace_id == c.workspace_id) & (items.c.id == c.item))
        .where(
            c.workspace_id == work.actor.workspace,
            c.author == work.actor.member,
            c.type == "flag",
            c.state == "answered",
        )
        .order_by(c.id.desc())
        .limit(SHOWN)
    )
    return [
        Notification(
            id=row.id,
            type="flag.answered",
            text=f"Your question on {row.key} was answered: {row.answer}",
            at=to_datetime(row.answered_at),
            project=row.project,
            item=row.item,
            seen=row.seen_at is not None,
        )
        for row in rows
    ]


def _returned(work: Work) -> list[Notification]:
    if work.actor.annotator is None:
        return []
    mine = (
        select(judgments.c.item, func.max(judgments.c.at).label("at"))
        .where(
            judgments.c.workspace_id == work.actor.workspace,
            judgments.c.id.in_(
                select(judgments.c.id)
                .where(
                    judgments.c.workspace_id == work.actor.workspace,
                    judgments.c.annotator == work.actor.annotator,
                )
                .order_by(judgments.c.id.desc())
                .limit(RECENT)
            ),
        )
        .group_by(judgments.c.item)
        .subquery()
    )
    rows = work.session.rows(
        select(
            tasks.c.id,
            tasks.c.project,
            tasks.c.item,
            tasks.c.returned,
            tasks.c.made_at,
            items.c.key,
        )
        .join(mine, mine.c.item == tasks.c.item)
        .join(items, (items.c.workspace_id == tasks.c.workspace_id) & (items.c.id == tasks.c.item))
        .where(
            tasks.c.workspace_id == work.actor.workspace,
            tasks.c.returned.is_not(None),
            tasks.c.state.in_(("open", "full")),
            tasks.c.made_at > mine.c.at,
        )
        .order_by(tasks.c.made_at.desc())
        .limit(SHOWN)
    )
    return [
        Notification(
            id=row.id,
            type="item.returned",
            text=f"{row.key} came back: {row.returned}",
            at=to_datetime(row.made_at),
            project=row.project,
            item=row.item,
        )
        for row in rows
    ]


def see_notifications(work: Work) -> int:
    """Mark all answers as seen; how many were new."""
    c = comments.c
    return work.session.run(
        update(comments)
        .where(
            c.workspace_id == work.actor.workspace,
            c.author == work.actor.member,
            c.type == "flag",
            c.state == "answered",
            c.seen_at.is_(None),
        )
        .values(seen_at=work.now)
    )
