"""What follows from the judgments of a task: decision, labels, the item's way through its flow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, update

from ascertain.contracts.step import Decision, TaskView
from ascertain.core.ids import new_id
from ascertain.services import design, flow, quality
from ascertain.services.quality import Given
from ascertain.steps.executor import advance
from ascertain.store.hot.base import Batch, ItemRow, TaskRow
from ascertain.store.tables.judgments import exceptions, labels
from ascertain.store.work import Fact, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSettled(Fact):
    """An item came out of a step: accepted, sent to review, or found to be an exception."""

    task: str
    action: str


def settle_task(
    work: Work,
    item: ItemRow,
    task: TaskRow,
    batch: Batch,
    *,
    frame: quality.Frame,
    given: Sequence[Given],
    visits: Mapping[str, int],
) -> None:
    """Decides what follows from a task's judgments, and adds it to the batch: the decision, the
    labels, the step's effects. `visits`: how often the version of the item came to each step."""
    graph = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
    settled = quality.settle(given, frame)
    decision = quality.add_decision(
        batch, settled.decision, task, frame=frame, given=given, now=work.now
    )
    quality.add_labels(
        batch,
        settled.beliefs,
        task,
        frame,
        state=quality.LABEL_STATES[settled.decision.action],
        decision=decision,
        now=work.now,
    )
    drop_hidden(work, task.item, frame, settled.beliefs)
    changes = advance(
        graph,
        TaskView(task.step, task.visit, task.done, visits=visits),
        settled.decision,
        work.plugins.steps,
        first=flow.first_of(work, frame),
    )
    state = flow.apply(
        changes,
        batch,
        task,
        priority=item.priority,
        decision=settled.decision,
        now=work.now,
    )
    if settled.decision.action == "exception":
        add_exception(work, task, settled.decision)
    if state is None and item.state == "waiting":
        state = "working"
    if state is not None and state != item.state:
        batch.items.append((task.workspace_id, task.item, state))
    if settled.decision.action != "ask":
        work.record(
            LabelSettled(
                subject=task.item,
                project=task.project,
                task=task.id,
                action=settled.decision.action,
            )
        )


def drop_hidden(work: Work, item: str, frame: quality.Frame, kept: Mapping[str, Any]) -> None:
    """Takes away labels of fields that the present answers no longer show."""
    compiled = frame.schema.compiled
    if not any(field.conditions for field in compiled.fields):
        return
    work.session.run(
        delete(labels).where(
            labels.c.workspace_id == work.actor.workspace,
            labels.c.item == item,
            labels.c.field.not_in(list(kept)),
            labels.c.state != "frozen",
        )
    )


def add_exception(work: Work, task: TaskRow, decision: Decision) -> None:
    """Opens an exception: no further judgment would settle the item."""
    work.session.run(
        insert(exceptions).values(
            workspace_id=task.workspace_id,
            id=new_id(),
            project=task.project,
            item=task.item,
            step=task.step,
            type=decision.reason.get("trouble") or "unanswerable",
            state="open",
            made_at=work.now,
        )
    )


def end_exceptions(work: Work, item: str, outcome: str) -> None:
    """Closes what is open on an item: somebody settled it."""
    c = exceptions.c
    work.session.run(
        update(exceptions)
        .where(c.workspace_id == work.actor.workspace, c.item == item, c.state == "open")
        .values(state="closed", outcome=outcome)
    )
