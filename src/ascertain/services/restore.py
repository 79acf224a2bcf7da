"""What the import of an export of ours stores: items with the labels and judgments that they had in
the other home, by people who are known here by their handles alone. An item that has been judged
here keeps what it has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from ascertain.core import canonical
from ascertain.core.ids import new_id
from ascertain.formats.importing import ImportRow, RejectedRow
from ascertain.services import design, flow, intake
from ascertain.services.contents import MAX_NAMED, Known
from ascertain.services.design import SchemaAt
from ascertain.services.exports import IMPORTED
from ascertain.services.intake import Arrival
from ascertain.services.returned import GivenBack, Returned
from ascertain.store.bulk import insert_columns
from ascertain.store.session import Session
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.judgments import judgment_values, judgments, labels
from ascertain.store.tables.people import annotators
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work

BASIS = "imported"
# What a label of each decision does to its item.
_STATES = {"accept": ("accepted", "resolved"), "exception": ("exception", "exception")}


@dataclass(slots=True)
class Returning:
    """What becomes of items that come back. `labelled` and `judged` are those that get what they
    brought; `rejected` those that lack content and are not here."""

    new: list[Returned] = field(default_factory=list)
    labelled: list[Returned] = field(default_factory=list)
    judged: list[Returned] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    unchanged: int = 0
    updated: int = 0


def sort_out(
    session: Session, workspace: str, project: str, returned: Sequence[Returned]
) -> Returning:
    """Compares items that come back with what is there."""
    plan = Returning()
    known = intake.known_items(session, workspace, project, [one.key for one in returned])
    here = [item.id for item in known.values()]
    has_label = _having(session, workspace, labels, here)
    has_judgment = _having(session, workspace, judgments, here)
    for one in returned:
        item = known.get(one.key)
        if item is None and one.content_json is None:
            plan.rejected.append(_without_content(one))
            continue
        if item is None:
            plan.new.append(one)
        labelled = bool(one.labels) and (item is None or item.id not in has_label)
        judged = bool(one.judgments) and (item is None or item.id not in has_judgment)
        if labelled:
            plan.labelled.append(one)
        if judged:
            plan.judged.append(one)
        if item is not None:
            plan.updated += labelled or judged
            plan.unchanged += not (labelled or judged)
    return plan


def _having(session: Session, workspace: str, table: Any, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), MAX_NAMED):
        found.update(
            session.sql.scalars(
                select(table.c.item).where(
                    table.c.workspace_id == workspace,
                    table.c.item.in_(ids[start : start + MAX_NAMED]),
                )
            )
        )
    return found


def _without_content(one: Returned) -> RejectedRow:
    return RejectedRow(
        one.source,
        one.row,
        one.key,
        "no-content",
        f"There is no item “{one.key}” here, and the export brings no content. Import the items "
        "first, or export with content.",
    )


def store(work: Work, project: str, plan: Returning, job: str) -> None:
    """Stores a chunk. `job` is the import that brings it."""
    if plan.new:
        arrivals = [Arrival(one.key, _row(one)) for one in plan.new]
        rows = intake.new_items(arrivals, work.now)
        intake.store(work, project, intake.Plan(new=arrivals), rows, job)
    touched = {one.key: one for one in [*plan.labelled, *plan.judged]}
    known = intake.known_items(work.session, work.actor.workspace, project, list(touched))
    places = _places(work, [item.id for item in known.values()])
    row = flow.project_row(work, project)
    schema = design.schema_of(work.session, work.plugins, work.actor.workspace, row.schema_version)
    here = _Here(project, schema, row.guideline_version, known, places)
    if plan.judged:
        _add_judgments(work, here, plan.judged)
    if plan.labelled:
        _add_labels(work, here, plan.labelled)


def _row(one: Returned) -> ImportRow:
    return ImportRow(
        source=one.source,
        row=one.row,
        key=one.key,
        key_made=False,
        content_json=one.content_json or "{}",
        media_json=one.media_json,
        sha256=one.sha256,
        slices=one.slices,
        gold={},
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item stands: its present version and its first task on it."""

    version: str
    task: str | None


@dataclass(frozen=True, slots=True)
class _Here:
    """What items come back to: the project as it is now, the items by key, where they stand."""

    project: str
    schema: SchemaAt
    guideline: str
    known: dict[str, Known]
    places: dict[str, _Place]


def _places(work: Work, ids: Sequence[str]) -> dict[str, _Place]:
    v, t = item_versions.c, tasks.c
    found: dict[str, _Place] = {}
    for start in range(0, len(ids), MAX_NAMED):
        for row in work.session.rows(
            select(v.item, v.id, func.min(t.id).label("task"))
            .join(
                items,
                (items.c.workspace_id == v.workspace_id)
                & (items.c.id == v.item)
                & (items.c.version == v.n),
            )
            .outerjoin(tasks, (t.workspace_id == v.workspace_id) & (t.item_version == v.id))
            .where(
                v.workspace_id == work.actor.workspace,
                v.item.in_(ids[start : start + MAX_NAMED]),
            )
            .group_by(v.item, v.id)
        ):
            found[row.item] = _Place(row.id, row.task)
    return found


def _add_labels(work: Work, here: _Here, returned: Sequence[Returned]) -> None:
    schema, known, places = here.schema, here.known, here.places
    required = {one.name for one in schema.compiled.fields if one.spec.required}
    made: list[dict[str, Any]] = []
    states: dict[str, list[str]] = {}
    for one in returned:
        item = known[one.key].id
        ends = set()
        for name, label in one.labels.items():
            state, end = _STATES.get(label["decision"] or "", ("open", "working"))
            if name in required:
                ends.add(end)
            made.append(
                {
                    "workspace_id": work.actor.workspace,
                    "item": item,
                    "field": name,
                    "project": here.project,
                    "item_version": places[item].version,
                    "value": canonical.dumps(label["value"]),
                    "class_id": label["class"],
                    "p": label["p"],
                    "basis": canonical.dumps(
                        {
                            "basis": BASIS,
                            "gold_n": label["gold_n"],
                            "spread": {},
                            "decision": label["decision"],
                            "reason": label["reason"],
                        }
                    ),
                    "state": state,
                    "n": label["n"],
                    "model": label["model"],
                    "decision": None,
                    "at": work.now,
                }
            )
        if len(ends) == 1:
            states.setdefault(ends.pop(), []).append(item)
    _insert(work, labels, made)
    for state, ids in states.items():
        work.session.run(
            update(items)
            .where(items.c.workspace_id == work.actor.workspace, items.c.id.in_(ids))
            .values(state=state)
        )
        if state == "resolved":
            work.session.run(
                update(tasks)
                .where(
                    tasks.c.workspace_id == work.actor.workspace,
                    tasks.c.item.in_(ids),
                    tasks.c.state.in_(["open", "full"]),
                )
                .values(state="closed")
            )


def _add_judgments(work: Work, here: _Here, returned: Sequence[Returned]) -> None:
    schema, known, places = here.schema, here.known, here.places
    handles = {given.annotator for one in returned for given in one.judgments}
    people = _annotators(work, handles)
    # The same ids again, unless they are taken here: what supersedes what stays known.
    wanted = [given.id for one in returned for given in one.judgments]
    renamed = _renamed(work, wanted)
    made: list[dict[str, Any]] = []
    values: list[dict[str, Any]] = []
    done: dict[str, int] = {}
    for one in returned:
        place = places[known[one.key].id]
        if place.task is None:
            continue
        counted: set[str] = set()
        for given in one.judgments:
            name = renamed[given.id]
            made.append(
                {
                    "workspace_id": work.actor.workspace,
                    "id": name,
                    "project": here.project,
                    "item": known[one.key].id,
                    "task": place.task,
                    "item_version": place.version,
                    "annotator": people[given.annotator],
                    "lease": None,
                    "role": given.role,
                    "outcome": given.outcome,
                    "reason": None,
                    "schema_version": schema.id,
                    "guideline_version": here.guideline,
                    "wall_ms": given.active_ms,
                    "active_ms": given.active_ms,
                    "late": int(given.late),
                    "counted": int(given.counted),
                    "current": int(_is_current(given, counted)),
                    "supersedes": None
                    if given.supersedes is None
                    else renamed.get(given.supersedes, given.supersedes),
                    "shown": None,
                    "request_hash": None,
                    "at": given.at,
                }
            )
            for field_, value in given.values.items():
                compiled = schema.compiled.by_name[field_]
                values.append(
                    {
                        "workspace_id": work.actor.workspace,
                        "judgment": name,
                        "field": field_,
                        "kind": compiled.kind.name,
                        "kind_version": compiled.kind.version,
                        "value": canonical.dumps(value),
                        "class_id": compiled.class_id(compiled.read(value)),
                    }
                )
        if counted:
            done[place.task] = len(counted)
    _count(work, done)
    for table, rows in ((judgments, made), (judgment_values, values)):
        _insert(work, table, rows)


def _insert(work: Work, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        insert_columns(work.session, table, columns, shared={})


def _is_current(given: GivenBack, counted: set[str]) -> bool:
    """Whether a judgment stands. All of an item's judgments come to its one task here, where
    somebody counts once."""
    if not given.current or given.role != "label":
        return given.current and not given.counted
    if not given.counted:
        return True
    first = given.annotator not in counted
    counted.add(given.annotator)
    return first


def _count(work: Work, done: dict[str, int]) -> None:
    """Tasks have so many judgments, and want as many more as before."""
    alike: dict[int, list[str]] = {}
    for task, count in done.items():
        alike.setdefault(count, []).append(task)
    for count, ids in alike.items():
        work.session.run(
            update(tasks)
            .where(tasks.c.workspace_id == work.actor.workspace, tasks.c.id.in_(ids))
            .values(done=tasks.c.done + count, want=tasks.c.want + count)
        )


def _annotators(work: Work, handles: set[str]) -> dict[str, str]:
    """Annotators of these handles, who judged elsewhere."""
    a = annotators.c
    versions = {f"{IMPORTED}{handle}": handle for handle in handles}
    found = {
        versions[row.machine_version]: row.id
        for row in work.session.rows(
            select(a.id, a.machine_version).where(
                a.workspace_id == work.actor.workspace, a.machine_version.in_(list(versions))
            )
        )
    }
    for version, handle in versions.items():
        if handle not in found:
            found[handle] = new_id()
            work.session.run(
                insert(annotators).values(
                    workspace_id=work.actor.workspace, id=found[handle], machine_version=version
                )
            )
    return found


def _renamed(work: Work, wanted: Sequence[str]) -> dict[str, str]:
    taken: set[str] = set()
    for start in range(0, len(wanted), MAX_NAMED):
        taken.update(
            work.session.sql.scalars(
                select(judgments.c.id).where(
                    judgments.c.workspace_id == work.actor.workspace,
                    judgments.c.id.in_(wanted[start : start + MAX_NAMED]),
                )
            )
        )
    return {name: new_id() if name in taken or " " in name else name for name in wanted}
