"""What a reviewer sees: all sides of an item, its labels, and why it came to review."""

from typing import Any

from sqlalchemy import select

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.quality import reason as reasons
from ascertain.services import design
from ascertain.services.replies import LeaseReply, SideReply, label_reply
from ascertain.store.hot.base import GivenRow, TaskRow
from ascertain.store.tables.judgments import decisions, judgment_values, judgments, labels
from ascertain.store.tables.people import annotators, members
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work


def is_review(work: Work, task: TaskRow) -> bool:
    """Whether a task is at a step where one person decides in sight of all sides."""
    flow = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
    node = flow.nodes.get(task.step)
    return node is not None and node.step == "review"


def labelled_task(work: Work, task: TaskRow) -> str | None:
    """The task whose judgments are reviewed: the latest of the same version of the item that has
    counted ones."""
    c, j = tasks.c, judgments.c
    found: str | None = work.session.value(
        select(c.id)
        .where(
            c.workspace_id == task.workspace_id,
            c.item_version == task.item_version,
            c.id != task.id,
            select(j.id)
            .where(
                j.workspace_id == c.workspace_id,
                j.item == c.item,
                j.task == c.id,
                j.role == "label",
                j.counted == 1,
                j.current == 1,
            )
            .exists(),
        )
        .order_by(c.made_at.desc(), c.id.desc())
        .limit(1)
    )
    return found


def given_rows(work: Work, task: str) -> list[GivenRow]:
    """The counted judgments of a label task, oldest first."""
    values: dict[str, dict[str, str]] = {}
    found: dict[str, Any] = {}
    for row in work.session.rows(_sides(work, task).where(judgments.c.counted == 1)):
        found[row.id] = row
        if row.field is not None:
            values.setdefault(row.id, {})[row.field] = row.value
    return [
        GivenRow(row.id, row.annotator, row.outcome, row.schema_version, values.get(row.id, {}))
        for row in found.values()
    ]


def _sides(work: Work, task: str) -> Any:
    j = judgments.c
    return (
        select(
            j.id,
            j.annotator,
            j.outcome,
            j.schema_version,
            j.active_ms,
            j.reason,
            members.c.handle,
            annotators.c.machine_version,
            judgment_values.c.field,
            judgment_values.c.value,
        )
        .join(
            annotators,
            (annotators.c.workspace_id == j.workspace_id) & (annotators.c.id == j.annotator),
        )
        .outerjoin(
            members,
            (members.c.workspace_id == annotators.c.workspace_id)
            & (members.c.id == annotators.c.member),
        )
        .outerjoin(
            judgment_values,
            (judgment_values.c.workspace_id == j.workspace_id)
            & (judgment_values.c.judgment == j.id),
        )
        .where(
            j.workspace_id == work.actor.workspace,
            j.task == task,
            j.role == "label",
            j.current == 1,
            j.outcome.in_(["answered", "cannot_tell", "bad_data"]),
        )
        .order_by(j.id)
    )


def show_sides(work: Work, task: TaskRow, reply: LeaseReply) -> None:
    """Adds to the reply of a review lease what was judged, the labels, and the decision."""
    labelled = labelled_task(work, task)
    reply.sides = [] if labelled is None else _side_replies(work, labelled)
    reply.labels = [
        label_reply(row)
        for row in work.session.rows(
            select(labels)
            .where(labels.c.workspace_id == task.workspace_id, labels.c.item == task.item)
            .order_by(labels.c.field)
        )
    ]
    reply.why = None if labelled is None else why(work, labelled)


def _side_replies(work: Work, task: str) -> list[SideReply]:
    sides: dict[str, SideReply] = {}
    for row in work.session.rows(_sides(work, task)):
        side = sides.get(row.id)
        if side is None:
            side = sides[row.id] = SideReply(
                row.handle or row.machine_version,
                row.outcome,
                {},
                row.active_ms / 1000,
                row.reason,
            )
        if row.field is not None:
            side.values = {**side.values, row.field: canonical.loads(row.value)}
    return list(sides.values())


def why(work: Work, task: str) -> dict[str, Any] | None:
    """The last decision on a task, in words and in values (`wire.items.Why`)."""
    c = decisions.c
    row = work.session.row(
        select(c.action, c.reason, c.at)
        .where(c.workspace_id == work.actor.workspace, c.task == task)
        .order_by(c.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    values = canonical.loads(row.reason)
    return {
        "action": row.action,
        "sentence": reasons.sentence(values),
        "ladder": [rung._asdict() for rung in reasons.ladder(values)],
        "values": values,
        "at": to_datetime(row.at),
    }
