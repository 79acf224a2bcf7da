"""Upkeep of the queue: what is due because time has passed or a project was changed. Each call
looks on a reader and changes at most a chunk, so that the writer is never held for long."""

from typing import Any

from sqlalchemy import delete, or_, select

from ascertain.services import design, flow, settling, sides
from ascertain.services import quality as believing
from ascertain.services.context import Context
from ascertain.services.loading import lock_task
from ascertain.services.workspaces import operator_of
from ascertain.store.hot.base import Batch
from ascertain.store.session import Session
from ascertain.store.tables.projects import projects
from ascertain.store.tables.tasks import drafts, leases, tasks
from ascertain.store.work import Work

CHUNK = 200


def expire_leases(context: Context, now: int) -> bool:
    """Gives back the places of leases that have run out; drafts are kept. Whether more are due."""
    c = leases.c
    due = context.db.read(
        lambda session: session.rows(
            select(c.workspace_id, c.id, c.task)
            .where(c.state == "live", c.expires_at < now)
            .order_by(c.expires_at)
            .limit(CHUNK)
        )
    )
    if due:
        context.db.write(lambda session: _expire(context, session, due))
    return len(due) == CHUNK


def _expire(context: Context, session: Session, due: list[Any]) -> None:
    work = context.work(session, operator_of(""))
    for row in sorted(due, key=lambda one: one.task):
        still = session.value(
            select(leases.c.expires_at).where(
                leases.c.workspace_id == row.workspace_id, leases.c.id == row.id
            )
        )
        if still is not None and still < work.now:
            flow.end_lease(work, row, "expired")


def project_revisions(context: Context) -> list[Any]:
    """Every project with the number of its last change."""
    p = projects.c
    return context.db.read(
        lambda session: session.rows(
            select(p.workspace_id, p.id, p.revision, p.overlap, p.target, p.flow_version).where(
                p.state != "archived"
            )
        )
    )


def adjust_wants(context: Context, project: Any) -> bool:
    """Brings a chunk of tasks to the overlap that their project has now: never fewer places than
    are taken, never more judgments than were asked for. Whether there may be more."""
    if project.overlap is None:
        return False
    t = tasks.c
    # `want` cannot go below what is taken, so a task that is there already is left alone.
    off = or_(
        t.want < project.overlap,
        (t.want > project.overlap) & (t.want > t.live + t.done),
        (t.done >= project.overlap) & (t.live == 0),
    )
    found = context.db.read(
        lambda session: list(
            session.sql.scalars(
                select(t.id)
                .where(
                    t.workspace_id == project.workspace_id,
                    t.project == project.id,
                    t.state.in_(["open", "full"]),
                    t.step.in_(_label_steps(context, session, project)),
                    off,
                )
                .order_by(t.id)
                .limit(CHUNK)
            )
        )
    )
    if found:
        context.db.write(lambda session: _adjust(context, session, project, found))
    return len(found) == CHUNK


def _label_steps(context: Context, session: Session, project: Any) -> list[str]:
    graph = design.flow_of(session, context.plugins, project.workspace_id, project.flow_version)
    return [name for name, node in graph.nodes.items() if node.step == "label"]


def _adjust(context: Context, session: Session, project: Any, ids: list[str]) -> None:
    work = context.work(session, operator_of(project.workspace_id))
    for n, task in enumerate(ids):
        adjust_task(work, task, n)


def adjust_task(work: Work, task_id: str, n: int = 0) -> None:
    """One task to its project's present overlap; settles it if it has all its judgments."""
    task, item, project = lock_task(work, task_id, "")
    if task.state not in {"open", "full"} or project.overlap is None:
        return
    batch = Batch(tasks=[task])
    task.want = max(project.overlap, task.live + task.done)
    flow.reopen(task, work.now, n=n)
    if task.done >= project.overlap:
        graph = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
        frame = flow.frame_of(work, project, graph, task.step)
        settling.settle_task(
            work,
            item,
            task,
            batch,
            frame=frame,
            given=believing.given_of(work, sides.given_rows(work, task.id), frame.schema),
            visits=flow.visits_of(work.session, work.actor.workspace, task.item_version),
        )
    work.session.hot.put(batch)


def sweep_drafts(context: Context) -> bool:
    """Deletes a chunk of drafts whose task has ended. Whether there may be more."""
    d, t = drafts.c, tasks.c
    found = context.db.read(
        lambda session: session.rows(
            select(d.workspace_id, d.task, d.annotator)
            .join(tasks, (t.workspace_id == d.workspace_id) & (t.id == d.task))
            .where(t.state.in_(["closed", "withdrawn"]))
            .limit(CHUNK)
        )
    )

    def remove(session: Session) -> None:
        for row in found:
            session.run(
                delete(drafts).where(
                    d.workspace_id == row.workspace_id,
                    d.task == row.task,
                    d.annotator == row.annotator,
                )
            )

    if found:
        context.db.write(remove)
    return len(found) == CHUNK
