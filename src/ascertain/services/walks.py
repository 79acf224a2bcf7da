"""Walks over the items of a project in a sort order, from a place on: each page costs what it
shows and not what lies before it.

Sorted by key, the walk follows an index of `items`. Sorted by a fact of the labels it follows an
index of `labels`; an item with several labels stands where the least sure (for `p`), the most
judged or the latest of them does. Items without a label are a stretch of their own, by state and
key: last, or first where the fewest judgments come first.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import exists, func, or_, select, tuple_

from ascertain.core.errors import Invalid
from ascertain.services.filters import LABEL_STATES, STATES, Narrow
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import labels
from ascertain.store.work import Work

# sort: (column of labels or None for the key, falling, whether an item counts by its smallest)
_ORDERS: Final[Mapping[str, tuple[Any, bool, bool]]] = MappingProxyType(
    {
        "key": (None, False, True),
        "-key": (None, True, True),
        "p": (labels.c.p, False, True),
        "-p": (labels.c.p, True, True),
        "judgments": (labels.c.n, False, False),
        "-judgments": (labels.c.n, True, False),
        "updated": (labels.c.at, False, False),
        "-updated": (labels.c.at, True, False),
    }
)
SORTS: Final = tuple(_ORDERS)
LABELLED: Final = "labelled"

other = labels.alias("other")


@dataclass(frozen=True, slots=True)
class Place:
    """The last item seen: the stretch of the walk, its value there, and what breaks ties."""

    stretch: str
    value: Any
    tie: str

    @classmethod
    def parse(cls, parts: list[Any]) -> "Place":
        """From the parts of a cursor.

        Raises:
            Invalid: `page.cursor`.
        """
        stretch, value, tie = parts
        good = isinstance(stretch, str) and isinstance(value, str | int | float)
        if not good or not isinstance(tie, str) or stretch not in {LABELLED, *STATES}:
            raise Invalid("page.cursor", "The cursor is not one that this list gave; leave it out.")
        return cls(stretch, value, tie)

    def parts(self) -> tuple[str, Any, str]:
        """What a cursor holds."""
        return self.stretch, self.value, self.tie


def walk(
    work: Work, project: str, narrow: Narrow, *, sort: str, place: Place | None, limit: int
) -> tuple[list[str], Place | None]:
    """Ids of the next items, at most `limit`, and the place to go on from (None at the end)."""
    if narrow.few == ():
        return [], None
    if narrow.few is not None:
        steps = _few(work, narrow, sort)
    elif _ORDERS[sort][0] is None:
        return _by_key(work, project, narrow, sort=sort, place=place, limit=limit)
    else:
        return _by_label(work, project, narrow, sort=sort, place=place, limit=limit)
    found = list(_after(steps, place, sort))[: limit + 1]
    return _cut(found, limit)


Step = tuple[Place, str]  # a place and the item that stands there


def _cut(found: list[Step], limit: int) -> tuple[list[str], Place | None]:
    more = len(found) > limit
    page = found[:limit]
    return [item for _, item in page], page[-1][0] if more and page else None


def _merged(parts: Iterable[list[Step]], *, falling: bool) -> list[Step]:
    return list(heapq.merge(*parts, key=lambda step: (step[0].value, step[0].tie), reverse=falling))


def _by_key(
    work: Work, project: str, narrow: Narrow, *, sort: str, place: Place | None, limit: int
) -> tuple[list[str], Place | None]:
    falling = _ORDERS[sort][1]
    c = items.c
    query = select(c.id, c.key).where(
        c.workspace_id == work.actor.workspace,
        c.project == project,
        *narrow.conditions,
        *narrow.p_conditions(),
    )
    if place is not None:
        query = query.where(c.key < place.tie if falling else c.key > place.tie)
    query = query.order_by(c.key.desc() if falling else c.key).limit(limit + 1)
    # Where nearly all states are wanted the index by key serves, else one walk for each state.
    if len(narrow.states) >= len(STATES) - 1:
        queries = (
            [query.where(c.state != "withdrawn")] if "withdrawn" not in narrow.states else [query]
        )
    else:
        queries = [query.where(c.state == state) for state in narrow.states]
    parts = [
        [(Place(LABELLED, 0, row.key), row.id) for row in work.session.rows(one)] for one in queries
    ]
    return _cut(_merged(parts, falling=falling), limit)


def _stretches(sort: str) -> list[str]:
    without = [state for state in STATES if state != "resolved"] + ["resolved"]
    return [*without, LABELLED] if sort == "judgments" else [LABELLED, *without]


def _by_label(
    work: Work, project: str, narrow: Narrow, *, sort: str, place: Place | None, limit: int
) -> tuple[list[str], Place | None]:
    found: list[Step] = []
    stretches = _stretches(sort)
    start = 0 if place is None else stretches.index(place.stretch)
    bounded = narrow.p_min is not None or narrow.p_max is not None
    for stretch in stretches[start:]:
        here = place if place is not None and place.stretch == stretch else None
        want = limit + 1 - len(found)
        if stretch == LABELLED:
            found += _labelled(work, project, narrow, sort=sort, place=here, limit=want)
        elif stretch in narrow.states and not bounded:
            found += _unlabelled(work, project, narrow, state=stretch, place=here, limit=want)
        if len(found) > limit:
            break
    return _cut(found, limit)


def _labelled(
    work: Work, project: str, narrow: Narrow, *, sort: str, place: Place | None, limit: int
) -> list[Step]:
    column, falling, smallest = _ORDERS[sort]
    c, o = labels.c, other.c
    theirs = o[column.name]
    before = theirs < column if smallest else theirs > column
    first_of_item = ~exists().where(
        o.workspace_id == c.workspace_id,
        o.item == c.item,
        or_(before, (theirs == column) & (o.field < c.field)),
    )
    query = (
        select(c.item, column.label("value"))
        .join(items, (items.c.workspace_id == c.workspace_id) & (items.c.id == c.item))
        .where(
            c.workspace_id == work.actor.workspace,
            c.project == project,
            c.p.is_not(None),
            first_of_item,
            *narrow.conditions,
        )
    )
    if len(narrow.states) < len(STATES) - 1 or "withdrawn" in narrow.states:
        query = query.where(items.c.state.in_(narrow.states))
    else:
        query = query.where(items.c.state != "withdrawn")
    if narrow.p_min is not None:
        query = query.where(c.p >= narrow.p_min)
    if narrow.p_max is not None:
        query = query.where(c.p <= narrow.p_max)
    if sort.lstrip("-") != "p":
        query = query.where(*narrow.p_conditions())
    if place is not None:
        at, seen = tuple_(column, c.item), tuple_(place.value, place.tie)
        query = query.where(at < seen if falling else at > seen)
    order = (column.desc(), c.item.desc()) if falling else (column, c.item)
    query = query.order_by(*order).limit(limit)
    # The index on p begins with the state of the label: one walk for each, merged.
    by_state = sort.lstrip("-") == "p"
    queries = [query.where(c.state == one) for one in LABEL_STATES] if by_state else [query]
    parts = [
        [(Place(LABELLED, row.value, row.item), row.item) for row in work.session.rows(one)]
        for one in queries
    ]
    return _merged(parts, falling=falling)[:limit]


def _unlabelled(
    work: Work, project: str, narrow: Narrow, *, state: str, place: Place | None, limit: int
) -> list[Step]:
    c = items.c
    query = select(c.id, c.key).where(
        c.workspace_id == work.actor.workspace,
        c.project == project,
        c.state == state,
        ~exists()
        .where(
            labels.c.workspace_id == c.workspace_id,
            labels.c.item == c.id,
            labels.c.p.is_not(None),
        )
        .correlate(items),
        *narrow.conditions,
    )
    if place is not None:
        query = query.where(c.key > place.tie)
    rows = work.session.rows(query.order_by(c.key).limit(limit))
    return [(Place(state, 0, row.key), row.id) for row in rows]


def _few(work: Work, narrow: Narrow, sort: str) -> list[Step]:
    """All items of a small selection, sorted here."""
    column, falling, smallest = _ORDERS[sort]
    c = items.c
    # By id alone: with the project or the state among the conditions SQLite would rather walk an
    # index over all of them. The ids are of the project, because the filter that gave them was.
    facts = select(c.id, c.key, c.state).where(
        c.workspace_id == work.actor.workspace,
        c.id.in_(narrow.few or ()),
        *narrow.conditions,
        *narrow.p_conditions(),
    )
    rows = [row for row in work.session.rows(facts) if row.state in narrow.states]
    if column is None:
        steps = [(Place(LABELLED, 0, row.key), row.id) for row in rows]
        return sorted(steps, key=lambda step: step[0].tie, reverse=falling)
    least = (func.min if smallest else func.max)(column)
    values = {
        row.item: row.value
        for row in work.session.rows(
            select(labels.c.item, least.label("value"))
            .where(
                labels.c.workspace_id == work.actor.workspace,
                labels.c.item.in_([row.id for row in rows]),
                labels.c.p.is_not(None),
            )
            .group_by(labels.c.item)
        )
    }
    labelled = [
        (Place(LABELLED, values[row.id], row.id), row.id) for row in rows if row.id in values
    ]
    labelled.sort(key=lambda step: (step[0].value, step[0].tie), reverse=falling)
    without = [(Place(row.state, 0, row.key), row.id) for row in rows if row.id not in values]
    order = _stretches(sort)
    without.sort(key=lambda step: (order.index(step[0].stretch), step[0].tie))
    return [*without, *labelled] if order[-1] == LABELLED else [*labelled, *without]


def _after(steps: list[Step], place: Place | None, sort: str) -> Iterable[Step]:
    """The steps behind a place, which need not be among them any more."""
    if place is None:
        return steps
    column, falling, _ = _ORDERS[sort]
    order = _stretches(sort)

    def is_behind(step: Step) -> bool:
        here = step[0]
        if here.stretch != place.stretch:
            return order.index(here.stretch) > order.index(place.stretch)
        a, b = (here.value, here.tie), (place.value, place.tie)
        return a < b if falling and here.stretch == LABELLED else a > b

    del column
    return [step for step in steps if is_behind(step)]
