"""Items as the grid and their own page show them: pages of rows, one item in full, and what a
manager does with an item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from ascertain.core.errors import Conflict, Invalid
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services import comments, filters, flow, rows, skipped
from ascertain.services.walks import SORTS, Place, walk
from ascertain.store.tables.items import items
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.items import ItemDetail, ItemRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReopened(Fact):
    """A manager asked an item again; labels and judgments so far stay on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReferred(Fact):
    """A manager sent an item to review."""


def list_items(
    work: Work,
    project: str,
    *,
    limit: int,
    cursor: str | None,
    sort: str,
    where: Mapping[str, str],
    total: bool,
) -> Listing[ItemRow]:
    """A page of items, filtered and sorted. Cost: some ms a page, whichever page, unless a text is
    searched for (then a pass over the contents).

    Raises:
        Invalid: `sort.unknown`, `filter.unknown`, `filter.value`, `page.cursor`.
    """
    if sort not in SORTS:
        raise Invalid("sort.unknown", f"Items are sorted by {', '.join(SORTS)}; not by “{sort}”.")
    narrow = filters.read(work, project, where)
    place = None
    if cursor is not None:
        said, *rest = decode_cursor(cursor, size=4)
        if said != sort:
            raise Invalid("page.cursor", "The cursor is of another sort order; leave it out.")
        place = Place.parse(rest)
    found, after = walk(work, project, narrow, sort=sort, place=place, limit=limit)
    count = None
    if total:
        query = select(func.count()).select_from(items)
        count = work.session.value(narrow.on_items(_in_project(work, project, query)))
    return Listing(
        data=rows.item_rows(work, found),
        next=None if after is None else encode_cursor(sort, *after.parts()),
        total=count,
    )


def _in_project(work: Work, project: str, query: Select[Any]) -> Select[Any]:
    return query.where(items.c.workspace_id == work.actor.workspace, items.c.project == project)


def list_skipped(work: Work, project: str) -> Listing[ItemRow]:
    """Items that everybody who could judge them has skipped, at most 500."""
    found = skipped.items_skipped_by_all(work, project)[:500]
    return Listing(data=rows.item_rows(work, found))


def read_item(work: Work, item: str) -> ItemDetail:
    """Everything about one item: its content, judgments by handle, decisions in words, comments."""
    (row,) = rows.item_rows(work, [item])
    return ItemDetail(
        **dict(row),
        item=rows.read_content(work, item),
        history=rows.history(work, item),
        decisions=rows.decisions(work, item),
        comments=comments.of_item(work, item),
    )


def reopen_item(work: Work, item: str, *, reason: str) -> ItemDetail:
    """Ask an item again, on a new visit of the first step.

    Raises:
        Conflict: `item.withdrawn`.
    """
    project = _at_hand(work, item)
    flow.reopen_items(work, project, [item], reason=reason)
    work.record(ItemReopened(subject=item, project=project))
    return read_item(work, item)


def refer_item(work: Work, item: str, *, reason: str) -> ItemDetail:
    """Send an item to review, with a note that says why.

    Raises:
        Conflict: `item.withdrawn`, `item.in-review`.
    """
    project = _at_hand(work, item)
    state = work.session.value(
        select(items.c.state).where(
            items.c.workspace_id == work.actor.workspace, items.c.id == item
        )
    )
    if state == "review":
        raise Conflict("item.in-review", "The item waits for a reviewer already.")
    flow.reopen_items(work, project, [item], reason=reason, step="review")
    comments.add_note(work, item, text=reason)
    work.record(ItemReferred(subject=item, project=project))
    return read_item(work, item)


def _at_hand(work: Work, item: str) -> str:
    row = work.session.row(
        select(items.c.project, items.c.state).where(
            items.c.workspace_id == work.actor.workspace, items.c.id == item
        )
    )
    if row is None or row.state == "withdrawn":
        raise Conflict("item.withdrawn", "The item was taken back with its import.")
    found: str = row.project
    return found
