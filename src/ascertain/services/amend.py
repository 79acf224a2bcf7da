"""Second thoughts: undo and revise. A judgment never changes; another one takes its place."""

from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update

from ascertain.core import canonical
from ascertain.core.clock import SECOND, to_datetime
from ascertain.core.errors import Conflict, NotFound
from ascertain.core.ids import new_id
from ascertain.services import design, flow, quality, review, settling, sides
from ascertain.services.judging import Answer, JudgmentSubmitted, add_values, checked
from ascertain.services.loading import lock_task
from ascertain.services.replies import LeaseReply, SubmittedReply, lease_reply
from ascertain.services.serving import annotator_of, new_lease
from ascertain.services.support import upsert
from ascertain.store.hot.base import Batch, Candidate, ItemRow, ProjectRow, TaskRow
from ascertain.store.tables.judgments import judgment_values, judgments, labels
from ascertain.store.tables.tasks import drafts, leases, tasks
from ascertain.store.work import Work
from ascertain.wire.work import Revise, Undo


class UndoneReply(msgspec.Struct):
    """See `wire.work.Undone`."""

    judgment: str
    leases: list[LeaseReply]


def undo(work: Work, request: Undo, secret: bytes) -> UndoneReply:
    """Takes back the caller's judgment. The task is leased to them again, with a draft of what
    they had said, if it has a place; what had followed from the judgment is withdrawn.

    Raises:
        NotFound: `judgment.not-found`. Conflict: `judgment.superseded`, `label.frozen`,
            `judgment.reviewed`.
    """
    old, task, item, project = _own(work, request.judgment)
    if old.outcome == "undone":
        raise Conflict("judgment.superseded", "This is undone already.")
    if old.counted:
        _withdraw_later(work, task)
    made = _supersede(work, old, Answer("undone", None, {}, "", None), counted=False)
    batch = Batch(tasks=[task])
    if old.counted:
        task.done -= 1
        if task.state == "closed":
            task.state = "full"
        _believe_again(work, (task, item, project), batch)
    if task.state in {"open", "full"}:
        flow.reopen(task, work.now)
    given = _lease_again(work, old, batch, (task, item, project), secret)
    work.session.hot.put(batch)
    return UndoneReply(made, given)


def revise(work: Work, request: Revise) -> SubmittedReply:
    """Puts another answer in the place of the caller's own; it counts as the old one did.

    Raises:
        NotFound: `judgment.not-found`. Invalid: `value.*`. Conflict: `judgment.superseded`,
            `label.frozen`, `judgment.reviewed`.
    """
    old, task, item, project = _own(work, request.judgment)
    if old.outcome in {"undone", "skipped", "returned"} or (
        old.role == "review" and request.outcome != "answered"
    ):
        raise Conflict("judgment.superseded", "Here is no answer to change; undo it instead.")
    schema = design.schema_of(
        work.session, work.plugins, work.actor.workspace, project.schema_version
    )
    answer = checked(schema, request.outcome, request.values, item, None)
    if answer.outcome == "skipped":
        raise Conflict("judgment.superseded", "An answer cannot be skipped afterwards; undo it.")
    closed = task.state == "closed"
    if old.counted and closed and old.role == "label":
        _withdraw_later(work, task)
    made = _supersede(
        work,
        old,
        answer,
        counted=bool(old.counted),
        seconds=request.seconds,
        versions=(project.schema_version, project.guideline_version),
    )
    reply = SubmittedReply(
        judgment=made,
        late=bool(old.late),
        counted=bool(old.counted),
        undo_until=to_datetime(work.now + work.settings.work.undo_seconds * SECOND),
    )
    if not old.counted or task.state == "withdrawn":
        return reply
    batch = Batch(tasks=[task])
    if old.role == "label":
        if closed:
            task.state = "full"
        _settle_again(work, task, item, project, batch)
    else:
        review.amend(work, task, project, answer, batch)
    work.session.hot.put(batch)
    return reply


def _own(work: Work, judgment: str) -> tuple[Any, TaskRow, ItemRow, ProjectRow]:
    """A present judgment of the caller, its task locked, its label not frozen."""
    annotator = annotator_of(work)
    c = judgments.c
    mine = select(judgments).where(
        c.workspace_id == work.actor.workspace, c.id == judgment, c.annotator == annotator
    )
    row = work.session.row(mine)
    if row is None:
        raise NotFound("judgment.not-found", "There is no such judgment of yours.")
    task, item, project = lock_task(work, row.task, annotator)
    row = work.session.row(mine)
    if row is None or not row.current:
        raise Conflict("judgment.superseded", "Another judgment has taken its place already.")
    frozen = work.session.value(
        select(labels.c.item)
        .where(
            labels.c.workspace_id == task.workspace_id,
            labels.c.item == task.item,
            labels.c.state == "frozen",
        )
        .limit(1)
    )
    if frozen is not None:
        raise Conflict("label.frozen", "The label is part of a dataset version; it stays.")
    return row, task, item, project


def _withdraw_later(work: Work, task: TaskRow) -> None:
    """Takes back the tasks that the item came to after this one, if nobody has judged there.

    Raises:
        Conflict: `judgment.reviewed`.
    """
    c = tasks.c
    later = work.session.rows(
        select(c.id, c.done, c.state)
        .where(
            c.workspace_id == task.workspace_id,
            c.item_version == task.item_version,
            c.id != task.id,
            c.made_at > task.made_at,
            c.state != "withdrawn",
        )
        .order_by(c.id)
        .with_for_update(key_share=True)
    )
    if any(row.done for row in later):
        raise Conflict(
            "judgment.reviewed",
            "Somebody went on from this answer meanwhile; a reviewer decides now.",
        )
    ids = [row.id for row in later]
    if ids:
        work.session.run(
            update(leases)
            .where(
                leases.c.workspace_id == task.workspace_id,
                leases.c.task.in_(ids),
                leases.c.state == "live",
            )
            .values(state="freed")
        )
        work.session.run(
            update(tasks)
            .where(c.workspace_id == task.workspace_id, c.id.in_(ids))
            .values(state="withdrawn", live=0)
        )
        settling.end_exceptions(work, task.item, "undone")


def _supersede(
    work: Work,
    old: Any,
    answer: Answer,
    *,
    counted: bool,
    seconds: float = 0,
    versions: tuple[str, str] | None = None,
) -> str:
    """Stores a judgment in the place of `old`; its id."""
    c, made = judgments.c, new_id()
    work.session.run(
        update(judgments)
        .where(c.workspace_id == old.workspace_id, c.id == old.id)
        .values(counted=0, current=0)
    )
    values: dict[str, Any] = {name: getattr(old, name) for name in _KEPT}
    if versions is not None:
        values["schema_version"], values["guideline_version"] = versions
    work.session.run(
        insert(judgments).values(
            **values,
            id=made,
            lease=None,
            outcome=answer.outcome,
            wall_ms=round(seconds * 1000),
            active_ms=round(seconds * 1000),
            counted=int(counted),
            current=1,
            supersedes=old.id,
            request_hash=answer.hash or None,
            at=work.now,
        )
    )
    batch = Batch()
    add_values(batch, old.workspace_id, made, answer)
    work.session.hot.put(batch)
    work.record(
        JudgmentSubmitted(
            subject=made,
            project=old.project,
            item=old.item,
            task=old.task,
            role=old.role,
            outcome=answer.outcome,
            late=bool(old.late),
            counted=counted,
            superseded=old.id,
        )
    )
    return made


_KEPT = (
    "workspace_id",
    "project",
    "item",
    "task",
    "item_version",
    "annotator",
    "role",
    "reason",
    "schema_version",
    "guideline_version",
    "price_micro",
    "late",
    "shown",
)


def _settle_again(
    work: Work, task: TaskRow, item: ItemRow, project: ProjectRow, batch: Batch
) -> None:
    """Decides anew from all judgments that count now."""
    graph = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
    frame = flow.frame_of(work, project, graph, task.step)
    settling.settle_task(
        work,
        item,
        task,
        batch,
        frame=frame,
        given=quality.given_of(work, sides.given_rows(work, task.id), frame.schema),
        visits=flow.visits_of(work.session, work.actor.workspace, task.item_version),
    )


def _believe_again(work: Work, rows: tuple[TaskRow, ItemRow, ProjectRow], batch: Batch) -> None:
    """Labels from the judgments that are left; nothing is decided, because one is to come."""
    task, item, project = rows
    reviewing = sides.is_review(work, task)
    frame = review.label_frame(work, task, project)
    source = sides.labelled_task(work, task) if reviewing else task.id
    stored = sides.given_rows(work, source) if source is not None else []
    settled = quality.settle(quality.given_of(work, stored, frame.schema), frame)
    believed = {name: one for name, one in settled.beliefs.items() if one.value is not None}
    work.session.run(
        delete(labels).where(
            labels.c.workspace_id == task.workspace_id,
            labels.c.item == task.item,
            labels.c.field.not_in(list(believed)),
            labels.c.state != "frozen",
        )
    )
    quality.add_labels(batch, believed, task, frame, state="open", decision=None, now=work.now)
    state = "review" if reviewing else "working" if task.done else "waiting"
    if state != item.state:
        batch.items.append((task.workspace_id, task.item, state))


def _lease_again(
    work: Work,
    old: Any,
    batch: Batch,
    rows: tuple[TaskRow, ItemRow, ProjectRow],
    secret: bytes,
) -> list[LeaseReply]:
    """The task for its maker again, with a draft, if it has a place."""
    task, item, project = rows
    if task.state != "open":
        return []
    _make_room(work)
    values = {
        row.field: canonical.loads(row.value)
        for row in work.session.rows(
            select(judgment_values.c.field, judgment_values.c.value).where(
                judgment_values.c.workspace_id == old.workspace_id,
                judgment_values.c.judgment == old.id,
            )
        )
    }
    text = canonical.dumps(values)
    keys = {"workspace_id": old.workspace_id, "task": old.task, "annotator": old.annotator}
    upsert(work.session, drafts, keys, {"values": text, "saved_at": work.now})
    found = Candidate(task, item, text, work.now)
    lease, token = new_lease(work, project, found, secret)
    task.live += 1
    task.state = "open" if task.live + task.done < task.want else "full"
    batch.leases.append(lease)
    reply = lease_reply(work, lease, found, project, token=token, secret=secret)
    if sides.is_review(work, task):
        sides.show_sides(work, task, reply)
    return [reply]


def _make_room(work: Work) -> None:
    """Gives back the youngest lease of the caller if they hold as many as they may: one without a
    draft if there is one."""
    rows = work.session.rows(
        select(leases, drafts.c.saved_at)
        .outerjoin(
            drafts,
            (drafts.c.workspace_id == leases.c.workspace_id)
            & (drafts.c.task == leases.c.task)
            & (drafts.c.annotator == leases.c.annotator),
        )
        .where(
            leases.c.workspace_id == work.actor.workspace,
            leases.c.annotator == annotator_of(work),
            leases.c.state == "live",
        )
        .order_by(func.coalesce(drafts.c.saved_at, 0).desc(), leases.c.made_at)
    )
    for row in rows[max(0, work.settings.work.held - 1) :]:
        flow.end_lease(work, row, "released")
