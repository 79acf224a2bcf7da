"""The one executor of flows: what steps want becomes tasks and states of items, in the verb's own
transaction. Also everything else that opens or ends tasks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, insert, select, update

from ascertain.contracts.step import Decision
from ascertain.core import canonical
from ascertain.core.errors import NotFound
from ascertain.core.ids import new_id
from ascertain.services import design
from ascertain.services.quality import Frame
from ascertain.steps.executor import (
    Change,
    CloseTask,
    OpenTask,
    SetItemState,
    WidenTask,
    begin,
)
from ascertain.steps.flow import Flow
from ascertain.store import positions
from ascertain.store.hot.base import Batch, TaskRow
from ascertain.store.session import Session
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.judgments import labels
from ascertain.store.tables.projects import projects
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Work

CHUNK = 500
"""Items whose tasks are made by one statement."""

_END = {"resolved": "resolved", "rejected": "dropped", "dropped": "dropped"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that enters its project's flow, with the version of its content."""

    item: str
    version: str
    priority: int = 0


def project_row(work: Work, project: str) -> Any:
    """The row of a project.

    Raises:
        NotFound: `project.not-found`.
    """
    row = work.session.row(
        select(projects).where(
            projects.c.workspace_id == work.actor.workspace, projects.c.id == project
        )
    )
    if row is None:
        raise NotFound("project.not-found", "There is no such project in this workspace.")
    return row


def frame_of(work: Work, project: Any, flow: Flow | None, step: str) -> Frame:
    """Schema, models and policy by which a task of this step is settled now. `project` is a row
    with schema_version, quality_model, target and overlap."""
    session, workspace = work.session, work.actor.workspace
    node = flow.nodes.get(step) if flow is not None else None
    policy = design.policy_of(node, target=project.target, overlap=project.overlap)

    def make() -> Frame:
        schema = design.schema_of(session, work.plugins, workspace, project.schema_version)
        models = design.models_of(session, workspace, schema, project.quality_model)
        return Frame(schema, models, project.quality_model, policy)

    key = ("frame", workspace, project.schema_version, project.quality_model, policy)
    return session.memory.once(key, make)


def first_of(work: Work, frame: Frame) -> Decision:
    """What quality wants of an item that nobody has judged."""
    return design.first_decision(
        work.session, work.actor.workspace, frame.schema, frame.model, frame.policy
    )


def enter_items(work: Work, project: str, entries: Sequence[Entry]) -> int:
    """Puts new items, or new versions of their content, at the start of their project's flow; how
    many tasks that makes. Cost: some 20 µs an item; call it in chunks.

    Raises:
        NotFound: `project.not-found`.
    """
    row = project_row(work, project)
    flow = design.flow_of(work.session, work.plugins, work.actor.workspace, row.flow_version)
    frame = frame_of(work, row, flow, flow.start)
    changes = begin(flow, work.plugins.steps, first=first_of(work, frame))
    opened = [change for change in changes if isinstance(change, OpenTask)]
    made = [
        {
            "workspace_id": work.actor.workspace,
            "id": new_id(),
            "project": project,
            "item": entry.item,
            "item_version": entry.version,
            "flow_version": row.flow_version,
            "step": change.step,
            "visit": change.visit,
            "stream": "real",
            "want": change.requirement.judgments,
            "priority": entry.priority,
            "position": positions.fresh(work.now, n),
            "state": "open",
            "requirement": canonical.encode(change.requirement.to_json()),
            "made_at": work.now,
        }
        for n, entry in enumerate(entries)
        for change in opened
    ]
    for start in range(0, len(made), CHUNK):
        work.session.run(insert(tasks), made[start : start + CHUNK])
    return len(made)


def apply(
    changes: Iterable[Change],
    batch: Batch,
    task: TaskRow,
    *,
    priority: int,
    decision: Decision | None,
    now: int,
    returned: str | None = None,
) -> str | None:
    """Performs what the executor's core settled: changes `task`, adds new tasks to the batch;
    the new state of the item, None if it stays.

    A task that others still hold is closed all the same: what they submit is kept, not counted.
    """
    state: str | None = None
    for change in changes:
        match change:
            case WidenTask(want, requirement):
                task.want = max(want, task.live + task.done)
                task.requirement = canonical.encode(requirement.to_json())
                reopen(task, now)
                state = "working"
            case CloseTask():
                task.state = "closed"
            case OpenTask(step, visit, requirement):
                reviewing = requirement.role == "reviewer"
                batch.tasks.append(
                    TaskRow(
                        workspace_id=task.workspace_id,
                        id=new_id(),
                        project=task.project,
                        item=task.item,
                        item_version=task.item_version,
                        flow_version=task.flow_version,
                        step=step,
                        visit=visit,
                        stream=task.stream,
                        want=requirement.judgments,
                        live=0,
                        done=0,
                        priority=priority,
                        position=positions.again(now, len(batch.tasks)),
                        state="open",
                        requirement=canonical.encode(requirement.to_json()),
                        returned=None if reviewing else returned,
                        made_at=now,
                        new=True,
                    )
                )
                trouble = decision is not None and decision.action == "exception"
                state = ("exception" if trouble else "review") if reviewing else "working"
            case SetItemState(end):
                state = _END[end]
    return state


def reopen(task: TaskRow, now: int, *, n: int = 0) -> None:
    """Sets the state of a task by its places; one that becomes open gets a new position, so that
    no cursor has passed it by."""
    before = task.state
    task.state = "open" if task.live + task.done < task.want else "full"
    if task.state == "open" and before != "open":
        task.position = positions.again(now, n)


def visits_of(session: Session, workspace: str, item_version: str) -> dict[str, int]:
    """How often an item's version has come to each step."""
    c = tasks.c
    rows = session.rows(
        select(c.step, func.max(c.visit).label("visit"))
        .where(c.workspace_id == workspace, c.item_version == item_version)
        .group_by(c.step)
    )
    return {row.step: row.visit for row in rows}


def withdraw_tasks(work: Work, project: str, items_: Sequence[str]) -> int:
    """Takes back every task of these items that is not closed; ends the leases on them. Drafts
    stay. How many tasks that were."""
    c, ended = tasks.c, 0
    for start in range(0, len(items_), CHUNK):
        chunk = list(items_[start : start + CHUNK])
        mine = (
            (c.workspace_id == work.actor.workspace)
            & (c.project == project)
            & c.item.in_(chunk)
            & c.state.in_(["open", "full"])
        )
        ids = list(work.session.sql.scalars(select(c.id).where(mine).order_by(c.id)))
        if not ids:
            continue
        work.session.run(
            update(leases)
            .where(
                leases.c.workspace_id == work.actor.workspace,
                leases.c.task.in_(ids),
                leases.c.state == "live",
            )
            .values(state="freed")
        )
        ended += work.session.run(
            update(tasks)
            .where(c.workspace_id == work.actor.workspace, c.id.in_(ids))
            .values(state="withdrawn", live=0)
        )
    return ended


def reopen_items(
    work: Work, project: str, items_: Sequence[str], *, reason: str, step: str | None = None
) -> int:
    """Asks items again: at the flow's start or at a named step, on a new visit, on the present
    version of their content. What was judged stays; whoever judged may judge again and is told
    the reason. Labels are open again, save frozen ones. How many items that were.

    Raises:
        NotFound: `project.not-found`, `flow.no-step`.
    """
    row = project_row(work, project)
    flow = design.flow_of(work.session, work.plugins, work.actor.workspace, row.flow_version)
    name = step or flow.start
    if name not in flow.nodes:
        raise NotFound("flow.no-step", f"The project's flow has no step “{name}”.")
    withdraw_tasks(work, project, items_)
    frame = frame_of(work, row, flow, name)
    opened = _opened(work, flow, name, frame)
    reviewing = opened.requirement.role == "reviewer"
    made = 0
    for start in range(0, len(items_), CHUNK):
        entries = _present(work, project, items_[start : start + CHUNK], name)
        for entry, visit in entries:
            made += 1
            work.session.run(
                insert(tasks),
                [
                    {
                        "workspace_id": work.actor.workspace,
                        "id": new_id(),
                        "project": project,
                        "item": entry.item,
                        "item_version": entry.version,
                        "flow_version": row.flow_version,
                        "step": name,
                        "visit": visit + 1,
                        "want": opened.requirement.judgments,
                        "priority": entry.priority,
                        "position": positions.again(work.now, made),
                        "state": "open",
                        "requirement": canonical.encode(opened.requirement.to_json()),
                        "returned": None if reviewing else reason,
                        "made_at": work.now,
                    }
                ],
            )
        ids = [entry.item for entry, _ in entries]
        work.session.run(
            update(items)
            .where(items.c.workspace_id == work.actor.workspace, items.c.id.in_(ids))
            .values(state="review" if reviewing else "waiting")
        )
        work.session.run(
            update(labels)
            .where(
                labels.c.workspace_id == work.actor.workspace,
                labels.c.item.in_(ids),
                labels.c.state != "frozen",
            )
            .values(state="open")
        )
    return made


def _opened(work: Work, flow: Flow, name: str, frame: Frame) -> OpenTask:
    """What arriving at a step of people opens."""
    entered = begin(
        Flow(flow.name, name, flow.nodes), work.plugins.steps, first=first_of(work, frame)
    )
    opened = next((one for one in entered if isinstance(one, OpenTask)), None)
    if opened is None or opened.step != name:
        raise NotFound("flow.no-step", f"Nobody works at step “{name}”.")
    return opened


def _present(work: Work, project: str, ids: Sequence[str], step: str) -> list[tuple[Entry, int]]:
    """The present version of each item, and how often it has come to the step."""
    from_versions = _versions_of(work, project, ids)
    c = tasks.c
    visits: Mapping[str, int] = {
        row.item_version: row.visit
        for row in work.session.rows(
            select(c.item_version, func.max(c.visit).label("visit"))
            .where(
                c.workspace_id == work.actor.workspace,
                c.item_version.in_([entry.version for entry in from_versions]),
                c.step == step,
            )
            .group_by(c.item_version)
        )
    }
    return [(entry, visits.get(entry.version, 0)) for entry in from_versions]


def _versions_of(work: Work, project: str, ids: Sequence[str]) -> list[Entry]:
    rows = work.session.rows(
        select(items.c.id, items.c.priority, item_versions.c.id.label("version"))
        .join(
            item_versions,
            (item_versions.c.workspace_id == items.c.workspace_id)
            & (item_versions.c.item == items.c.id)
            & (item_versions.c.n == items.c.version),
        )
        .where(
            items.c.workspace_id == work.actor.workspace,
            items.c.project == project,
            items.c.id.in_(list(ids)),
        )
        .order_by(items.c.id)
    )
    return [Entry(row.id, row.version, row.priority) for row in rows]


def set_priority(work: Work, project: str, items_: Sequence[str], priority: int) -> int:
    """Moves items, and their tasks in the queue, to a priority; how many items that were.

    A task that moves gets a new position, because cursors are kept per priority.
    """
    changed = 0
    for start in range(0, len(items_), CHUNK):
        chunk = list(items_[start : start + CHUNK])
        changed += work.session.run(
            update(items)
            .where(
                items.c.workspace_id == work.actor.workspace,
                items.c.project == project,
                items.c.id.in_(chunk),
                items.c.priority != priority,
            )
            .values(priority=priority)
        )
        c = tasks.c
        mine = (
            (c.workspace_id == work.actor.workspace)
            & (c.project == project)
            & c.item.in_(chunk)
            & (c.priority != priority)
            & c.state.in_(["open", "full"])
        )
        rows = work.session.rows(select(c.id, c.position).where(mine).order_by(c.position, c.id))
        for n, row in enumerate(rows):
            place = positions.fresh if positions.is_fresh(row.position) else positions.again
            work.session.run(
                update(tasks)
                .where(c.workspace_id == work.actor.workspace, c.id == row.id)
                .values(priority=priority, position=place(work.now, start + n))
            )
    return changed


def end_lease(work: Work, lease: Any, state: str) -> bool:
    """Ends a live lease (a row with workspace_id, id, task) as `state` and gives its place back:
    the task is open again, at a new position. False if it was not live any more. Drafts stay.

    Lock order: task, then lease.
    """
    c = tasks.c
    here = (c.workspace_id == lease.workspace_id) & (c.id == lease.task)
    work.session.value(select(c.id).where(here).with_for_update(key_share=True))
    ended = work.session.run(
        update(leases)
        .where(
            leases.c.workspace_id == lease.workspace_id,
            leases.c.id == lease.id,
            leases.c.state == "live",
        )
        .values(state=state)
    )
    if ended != 1:
        return False
    give_back(work.session, lease.workspace_id, lease.task, work.now)
    return True


def give_back(session: Session, workspace: str, task: str, now: int, n: int = 0) -> None:
    """One place of a task is free again."""
    c = tasks.c
    queued = c.state.in_(["open", "full"])
    session.run(
        update(tasks)
        .where(c.workspace_id == workspace, c.id == task)
        .values(
            live=c.live - 1,
            state=case((queued, "open"), else_=c.state),
            position=case((queued, positions.again(now, n)), else_=c.position),
        )
    )
