"""Flags (questions of annotators) and their answers, and notes on items."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from ascertain.core.clock import to_datetime
from ascertain.core.errors import Conflict, Invalid
from ascertain.core.ids import new_id
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services.support import moment
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import comments
from ascertain.store.tables.people import members
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.items import Comment

MAX_LENGTH = 4000
OWN_SHOWN = 100

answers = comments.alias("answers")
answerers = members.alias("answerers")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagAnswered(Fact):
    """A question got its answer."""

    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAdded(Fact):
    """Somebody wrote a note on an item."""

    item: str


def _select(work: Work) -> Any:
    c = comments.c
    return (
        select(
            comments,
            items.c.key,
            members.c.handle,
            answers.c.text.label("answer"),
            answers.c.at.label("answered_at"),
            answerers.c.handle.label("answered_by"),
        )
        .join(items, (items.c.workspace_id == c.workspace_id) & (items.c.id == c.item))
        .join(members, (members.c.workspace_id == c.workspace_id) & (members.c.id == c.author))
        .outerjoin(
            answers,
            (answers.c.workspace_id == c.workspace_id)
            & (answers.c.item == c.item)
            & (answers.c.reply_to == c.id),
        )
        .outerjoin(
            answerers,
            (answerers.c.workspace_id == answers.c.workspace_id)
            & (answerers.c.id == answers.c.author),
        )
        .where(c.workspace_id == work.actor.workspace, c.type != "answer")
    )


def _wire(row: Any) -> Comment:
    return Comment(
        id=row.id,
        item=row.item,
        key=row.key,
        author=row.handle,
        text=row.text,
        state=row.state,
        at=to_datetime(row.at),
        reply_to=row.reply_to,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=moment(row.answered_at),
    )


def of_item(work: Work, item: str) -> list[Comment]:
    """Flags and notes of an item, oldest first, each flag with its answer."""
    query = _select(work).where(comments.c.item == item)
    return [_wire(row) for row in work.session.rows(query.order_by(comments.c.id))]


def list_flags(
    work: Work, project: str, *, state: str | None, limit: int, cursor: str | None
) -> Listing[Comment]:
    """Questions of a project, newest first; `state` is open or answered."""
    query = _select(work).where(comments.c.project == project, comments.c.type == "flag")
    if state is not None:
        query = query.where(comments.c.state == state)
    if cursor is not None:
        (last,) = decode_cursor(cursor, size=1)
        query = query.where(comments.c.id < str(last))
    found = work.session.rows(query.order_by(comments.c.id.desc()).limit(limit + 1))
    page = found[:limit]
    return Listing(
        data=[_wire(row) for row in page],
        next=encode_cursor(page[-1].id) if len(found) > limit else None,
    )


def own_flags(work: Work, project: str | None) -> Listing[Comment]:
    """The caller's own latest questions, with their answers, newest first."""
    query = _select(work).where(comments.c.type == "flag", comments.c.author == work.actor.member)
    if project is not None:
        query = query.where(comments.c.project == project)
    found = work.session.rows(query.order_by(comments.c.id.desc()).limit(OWN_SHOWN))
    return Listing(data=[_wire(row) for row in found])


def read_comment(work: Work, comment: str) -> Comment:
    """One comment that exists."""
    return _wire(work.session.row(_select(work).where(comments.c.id == comment)))


def answer_flag(work: Work, flag: str, *, text: str) -> Comment:
    """Answer a question; whoever asked is told.

    Raises:
        Invalid: `flag.empty`. Conflict: `flag.answered`, `flag.not-a-question`, `flag.operator`.
    """
    said = _words(text)
    c = comments.c
    here = (c.workspace_id == work.actor.workspace) & (c.id == flag)
    row = work.session.row(select(comments).where(here))
    if row is None or row.type != "flag":
        raise Conflict("flag.not-a-question", "Only a question can be answered.")
    changed = work.session.run(
        update(comments).where(here, c.state == "open").values(state="answered", seen_at=None)
    )
    if changed != 1:
        raise Conflict("flag.answered", "The question has its answer already.")
    _add(
        work,
        project=row.project,
        item=row.item,
        task=row.task,
        kind="answer",
        text=said,
        reply_to=flag,
    )
    work.record(FlagAnswered(subject=flag, project=row.project, author=row.author))
    return _wire(work.session.row(_select(work).where(c.id == flag)))


def add_note(work: Work, item: str, *, text: str) -> None:
    """Write a note on an item."""
    project = work.session.value(
        select(items.c.project).where(
            items.c.workspace_id == work.actor.workspace, items.c.id == item
        )
    )
    made = _add(work, project=project, item=item, task=None, kind="note", text=_words(text))
    work.record(CommentAdded(subject=made, project=project, item=item))


def _words(text: str) -> str:
    said = text.strip()
    if not 1 <= len(said) <= MAX_LENGTH:
        raise Invalid("comment.length", f"Write between 1 and {MAX_LENGTH:,} characters.")
    return said


def _add(work: Work, *, kind: str, reply_to: str | None = None, **values: Any) -> str:
    if work.actor.member is None:
        raise Conflict("comment.nobody", "The workspace has no owner in whose name to write.")
    made = new_id()
    work.session.run(
        insert(comments).values(
            workspace_id=work.actor.workspace,
            id=made,
            author=work.actor.member,
            type=kind,
            state="open" if kind == "flag" else "said",
            reply_to=reply_to,
            at=work.now,
            **values,
        )
    )
    return made
