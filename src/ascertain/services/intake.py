"""What an import stores of one chunk of rows: new items with their tasks, next versions of items
whose content changed, slices, known answers. One chunk is one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from ascertain.core import canonical
from ascertain.core.ids import new_id
from ascertain.formats.importing import ImportRow
from ascertain.services import design, flow
from ascertain.services.contents import (
    CONTENT_COLUMNS,
    MAX_NAMED,
    Content,
    Known,
    Next,
    next_versions,
)
from ascertain.steps.executor import OpenTask, SetItemState, begin
from ascertain.store import positions
from ascertain.store.bulk import Columns, insert_columns, insert_many
from ascertain.store.session import Session
from ascertain.store.tables.items import item_versions, items, slices
from ascertain.store.tables.judgments import gold
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row with the key that its item has or gets. `blob` and `thumb` name stored files."""

    key: str
    row: ImportRow
    blob: str | None = None
    thumb: str | None = None


@dataclass(slots=True)
class Plan:
    """What becomes of the rows of a chunk. `marked` are those whose content stays and whose slices
    or known answers change."""

    new: list[Arrival] = field(default_factory=list)
    changed: list[tuple[Known, Arrival]] = field(default_factory=list)
    marked: list[tuple[Known, Arrival]] = field(default_factory=list)
    unchanged: int = 0


def known_items(
    session: Session, workspace: str, project: str, keys: Sequence[str]
) -> dict[str, Known]:
    """The items of a project that have one of these keys."""
    found: dict[str, Known] = {}
    for start in range(0, len(keys), MAX_NAMED):
        for row in session.rows(
            select(
                items.c.key,
                items.c.id,
                items.c.version,
                items.c.state,
                items.c.priority,
                item_versions.c.sha256,
            )
            .join(
                item_versions,
                (item_versions.c.workspace_id == items.c.workspace_id)
                & (item_versions.c.item == items.c.id)
                & (item_versions.c.n == items.c.version),
            )
            .where(
                items.c.workspace_id == workspace,
                items.c.project == project,
                items.c.key.in_(keys[start : start + MAX_NAMED]),
            )
        ):
            found[row.key] = Known(row.id, row.version, row.state, row.priority, row.sha256)
    return found


def is_empty(session: Session, workspace: str, project: str) -> bool:
    """Whether a project has no items at all."""
    return (
        session.row(
            select(items.c.id)
            .where(items.c.workspace_id == workspace, items.c.project == project)
            .limit(1)
        )
        is None
    )


def is_stem_taken(session: Session, workspace: str, project: str, stem: str) -> bool:
    """Whether an item has a key such as `<stem>-<digit>…`."""
    return (
        session.row(
            select(items.c.id)
            .where(
                items.c.workspace_id == workspace,
                items.c.project == project,
                items.c.key >= f"{stem}-0",
                items.c.key < f"{stem}-:",  # the character after the digits
            )
            .limit(1)
        )
        is not None
    )


def sort_out(session: Session, workspace: str, project: str, arrivals: Sequence[Arrival]) -> Plan:
    """Compares rows with what is there. A key that was given names its item; one that was made
    from a file's name never does, unless the content is the same: a free one is then found."""
    plan = Plan()
    # Keys that were made for a table are known to be free: its stem is (`is_stem_taken`).
    named = [one for one in arrivals if one.row.image is not None or not one.row.key_made]
    if len(named) < len(arrivals):
        plan.new = [one for one in arrivals if one.row.image is None and one.row.key_made]
    known = known_items(session, workspace, project, [one.key for one in named])
    taken = {one.key for one in arrivals}
    found: list[tuple[Known, Arrival]] = []
    for one in named:
        item = known.get(one.key)
        arrival = one
        if item is not None and one.row.key_made and item.sha256 != one.row.sha256:
            arrival, item = _elsewhere(session, workspace, project, one, taken)
        if item is None:
            plan.new.append(arrival)
        elif item.sha256 != one.row.sha256 or item.state == "withdrawn":
            plan.changed.append((item, arrival))
        else:
            found.append((item, arrival))
    marked = _differently_marked(session, workspace, found)
    plan.marked = [pair for pair in found if pair[0].id in marked]
    plan.unchanged = len(found) - len(plan.marked)
    return plan


def _elsewhere(
    session: Session, workspace: str, project: str, arrival: Arrival, taken: set[str]
) -> tuple[Arrival, Known | None]:
    """The row under a key that is free, or that an item with just this content has."""
    for key in _others(arrival.key):
        if key in taken:
            continue
        item = known_items(session, workspace, project, [key]).get(key)
        if item is None or item.sha256 == arrival.row.sha256:
            taken.add(key)
            return Arrival(key, arrival.row, arrival.blob, arrival.thumb), item
    raise AssertionError("the candidates never end")


def _others(key: str) -> Iterator[str]:
    path = PurePosixPath(key)
    n = 2
    while True:
        yield str(path.with_name(f"{path.stem}~{n}{path.suffix}"))
        n += 1


def _differently_marked(
    session: Session, workspace: str, found: Sequence[tuple[Known, Arrival]]
) -> set[str]:
    """Items whose slices or known answers are not yet what their rows say."""
    wanted = {item.id: one.row for item, one in found if one.row.slices or one.row.gold}
    if not wanted:
        return set()
    had: dict[str, dict[str, str]] = {item: {} for item in wanted}
    answers: dict[str, dict[str, Any]] = {item: {} for item in wanted}
    ids = list(wanted)
    for start in range(0, len(ids), MAX_NAMED):
        some = ids[start : start + MAX_NAMED]
        for row in session.rows(
            select(slices.c.item, slices.c.name, slices.c.value).where(
                slices.c.workspace_id == workspace, slices.c.item.in_(some)
            )
        ):
            had[row.item][row.name] = row.value
        for row in session.rows(
            select(gold.c.item, gold.c.field, gold.c.answers).where(
                gold.c.workspace_id == workspace, gold.c.item.in_(some), gold.c.state == "live"
            )
        ):
            answers[row.item][row.field] = row.answers
    return {
        item
        for item, row in wanted.items()
        if any(had[item].get(name) != value for name, value in row.slices.items())
        or any(answers[item].get(name) != _answer(value) for name, value in row.gold.items())
    }


def _answer(value: Any) -> str:
    """`gold.answers`: any of several right ones; an import brings one."""
    return canonical.dumps([value])


@dataclass(frozen=True, slots=True)
class NewItems:
    """New items, ready for the tables column by column: made before the writer is held."""

    items: Columns
    versions: Columns
    versions_shared: Mapping[str, Any]
    tasks: Columns
    slices: list[tuple[str, str, str]]
    gold: list[tuple[str, str, str]]


def new_items(new: Sequence[Arrival], now: int) -> NewItems:
    """The rows of new items and their tasks."""
    ids = [new_id() for _ in new]
    versions = [new_id() for _ in new]
    rows = [one.row for one in new]
    columns: dict[str, Sequence[Any]] = {"id": versions, "item": ids}
    sources, media = [row.source for row in rows], [row.media_json for row in rows]
    shared: dict[str, Any] = {}
    if media[0] in _TYPES and media.count(media[0]) == sources.count(sources[0]) == len(rows):
        shared = {"type": _TYPES[media[0]], "media": media[0], "source": sources[0]}
        columns["content"] = [row.content_json for row in rows]
        columns["sha256"] = [row.sha256 for row in rows]
    else:
        cells = zip(*(content_of(one).cells() for one in new), strict=True)
        columns.update(zip(CONTENT_COLUMNS, cells, strict=True))
        columns["source"] = sources
    columns["source_row"] = [row.row for row in rows]
    place = positions.fresh(now)
    return NewItems(
        items={"id": ids, "key": [one.key for one in new]},
        versions=columns,
        versions_shared=shared,
        tasks={
            "id": [new_id() for _ in new],
            "item": ids,
            "item_version": versions,
            "position": range(place, place + len(ids)),
        },
        slices=[
            (item, name, value)
            for item, row in zip(ids, rows, strict=True)
            for name, value in row.slices.items()
        ],
        gold=[
            (item, name, _answer(value))
            for item, row in zip(ids, rows, strict=True)
            for name, value in row.gold.items()
        ],
    )


def store(work: Work, project: str, plan: Plan, new: NewItems | None, job: str) -> None:
    """Stores a chunk; `new` is made of `plan.new`. `job` is the import that brings it."""
    if new is not None:
        _add_items(work, project, new, job)
    if plan.changed:
        next_versions(
            work,
            project,
            [
                Next(item, content_of(one), one.row.source, one.row.row)
                for item, one in plan.changed
            ],
            job,
        )
    present = [*plan.changed, *plan.marked]
    _set_slices(
        work,
        [
            {
                "workspace_id": work.actor.workspace,
                "project": project,
                "item": item.id,
                "name": name,
                "value": value,
            }
            for item, one in present
            for name, value in one.row.slices.items()
        ],
    )
    _replace_gold(work, project, [(item.id, one.row.gold) for item, one in present], job)


def _set_slices(work: Work, rows: list[dict[str, str]]) -> None:
    if not rows:
        return
    key = ["workspace_id", "item", "name"]
    if work.session.dialect == "sqlite":
        lite = sqlite.insert(slices)
        work.session.run(
            lite.on_conflict_do_update(index_elements=key, set_={"value": lite.excluded.value}),
            rows,
        )
    else:
        grown = postgresql.insert(slices)
        work.session.run(
            grown.on_conflict_do_update(index_elements=key, set_={"value": grown.excluded.value}),
            rows,
        )


_TYPES = {'{"type":"text"}': "text", '{"type":"record"}': "record"}


def content_of(one: Arrival) -> Content:
    """The content of a row."""
    row = one.row
    kind = _TYPES.get(row.media_json, "image")
    return Content(kind, row.content_json, row.media_json, row.sha256, one.blob, one.thumb)


def _add_items(work: Work, project: str, new: NewItems, job: str) -> None:
    """Three statements for many rows: this is what bounds the speed of an import."""
    session = work.session
    row = flow.project_row(work, project)
    graph = design.flow_of(session, work.plugins, work.actor.workspace, row.flow_version)
    frame = flow.frame_of(work, row, graph, graph.start)
    changes = begin(graph, work.plugins.steps, first=flow.first_of(work, frame))
    ended = next((one.state for one in changes if isinstance(one, SetItemState)), None)
    tenant = {"workspace_id": work.actor.workspace, "made_at": work.now}
    here = {**tenant, "project": project}
    insert_columns(session, items, new.items, shared={**here, "version": 1, "state": _begun(ended)})
    insert_columns(
        session,
        item_versions,
        new.versions,
        shared={**tenant, **new.versions_shared, "n": 1, "job": job},
    )
    opened = next((one for one in changes if isinstance(one, OpenTask)), None)
    if opened is not None:
        insert_columns(
            session,
            tasks,
            new.tasks,
            shared={
                **here,
                "flow_version": row.flow_version,
                "step": opened.step,
                "visit": opened.visit,
                "stream": "real",
                "want": opened.requirement.judgments,
                "state": "open",
                "requirement": canonical.dumps(opened.requirement.to_json()),
            },
        )
    insert_many(
        session,
        slices,
        ("item", "name", "value"),
        new.slices,
        shared={"workspace_id": work.actor.workspace, "project": project},
    )
    _add_gold(work, project, new.gold, job)


def _begun(ended: str | None) -> str:
    """The state of an item that has entered the flow, or has gone through it at once."""
    if ended is None:
        return "waiting"
    return "resolved" if ended == "resolved" else "dropped"


def _replace_gold(
    work: Work, project: str, given: Iterable[tuple[str, Mapping[str, Any]]], job: str
) -> None:
    """A known answer takes the place of the one before, which stays as retired."""
    wanted = {
        (item, name): _answer(value) for item, answers in given for name, value in answers.items()
    }
    if not wanted:
        return
    ids = list({item for item, _ in wanted})
    for start in range(0, len(ids), MAX_NAMED):
        for row in work.session.rows(
            select(gold.c.id, gold.c.item, gold.c.field, gold.c.answers).where(
                gold.c.workspace_id == work.actor.workspace,
                gold.c.item.in_(ids[start : start + MAX_NAMED]),
                gold.c.state == "live",
            )
        ):
            new = wanted.get((row.item, row.field))
            if new == row.answers:
                del wanted[row.item, row.field]
            elif new is not None:
                work.session.run(
                    update(gold)
                    .where(gold.c.workspace_id == work.actor.workspace, gold.c.id == row.id)
                    .values(state="retired")
                )
    _add_gold(work, project, [(*place, answer) for place, answer in wanted.items()], job)


def gold_reason(job: str) -> str:
    """`gold.reason` of known answers that an import brought."""
    return f"imported: {job}"


def _add_gold(work: Work, project: str, answers: Sequence[tuple[str, str, str]], job: str) -> None:
    insert_many(
        work.session,
        gold,
        ("id", "item", "field", "answers"),
        [(new_id(), *one) for one in answers],
        shared={
            "workspace_id": work.actor.workspace,
            "project": project,
            "reason": gold_reason(job),
            "maker": work.actor.member,
            "state": "live",
            "made_at": work.now,
        },
    )
