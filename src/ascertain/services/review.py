"""Review: one person who has not judged the item sees all sides and accepts, edits, sends back, or
says that it cannot be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from ascertain.contracts.step import Decision, TaskView
from ascertain.core import canonical
from ascertain.quality.policy import excepted_by_review, returned_by_review, settled_by_review
from ascertain.services import design, flow, quality, sides
from ascertain.services.judging import Answer, add_judgment, take_place
from ascertain.services.quality import Frame, Given
from ascertain.services.settling import drop_hidden, end_exceptions
from ascertain.steps.executor import advance
from ascertain.steps.flow import Flow
from ascertain.store.hot.base import Batch, Held, ProjectRow, TaskRow
from ascertain.store.tables.judgments import labels
from ascertain.store.work import Fact, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDone(Fact):
    """A reviewer settled an item: accepted, edited, returned, exception."""

    task: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review makes of an item."""

    exit: str
    decision: Decision
    beliefs: Mapping[str, Any]
    state: str


def decide(
    work: Work, held: Held, answer: Answer, batch: Batch, seconds: tuple[float, float]
) -> tuple[str, bool, bool]:
    """A reviewer's answer, and what follows from it; (judgment, late, counted).

    The same values as the label's accept it, others edit it; "cannot tell" and "bad data" make it
    an exception; the outcome "returned" sends it back.

    Raises:
        Conflict: `review.no-more-returns`.
    """
    task = held.task
    late, counted = take_place(work, held, mine=False)
    batch.tasks.append(task)
    judgment = add_judgment(
        work, held, answer, batch, role="review", seconds=seconds, late=late, counted=counted
    )
    if counted:
        _settle(work, held, answer, batch)
    return judgment, late, counted


def amend(work: Work, task: TaskRow, project: ProjectRow, answer: Answer, batch: Batch) -> Reviewed:
    """The labels and the decision that a reviewer's answer leads to; the item's way through its
    flow is not touched."""
    frame = label_frame(work, task, project)
    labelled = sides.labelled_task(work, task)
    rows = [] if labelled is None else sides.given_rows(work, labelled)
    given = quality.given_of(work, rows, frame.schema)
    result = _review(work, answer, given, frame)
    decision = quality.add_decision(
        batch, result.decision, task, frame=frame, given=given, now=work.now
    )
    if result.exit in {"accepted", "edited"}:
        quality.add_labels(
            batch,
            result.beliefs,
            task,
            frame,
            state=result.state,
            decision=decision,
            now=work.now,
        )
        drop_hidden(work, task.item, frame, result.beliefs)
    else:
        _mark_labels(work, task, result.state)
    return result


def label_frame(work: Work, task: TaskRow, project: ProjectRow) -> Frame:
    """What labels are settled by: the policy of the step at which people label."""
    graph = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
    return flow.frame_of(work, project, graph, _label_step(graph))


def _settle(work: Work, held: Held, answer: Answer, batch: Batch) -> None:
    task = held.task
    graph = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
    result = amend(work, task, held.project, answer, batch)
    frame = label_frame(work, task, held.project)
    visits = flow.visits_of(work.session, work.actor.workspace, task.item_version)
    changes = advance(
        graph,
        TaskView(task.step, task.visit, task.done, visits=visits),
        result.exit,
        work.plugins.steps,
        first=flow.first_of(work, frame),
    )
    state = flow.apply(
        changes,
        batch,
        task,
        priority=held.item.priority,
        decision=result.decision,
        now=work.now,
        returned=answer.reason,
    )
    if state is not None and state != held.item.state:
        batch.items.append((task.workspace_id, task.item, state))
    if held.item.state == "exception":
        end_exceptions(work, task.item, result.exit)
    work.record(
        ReviewDone(subject=task.item, project=task.project, task=task.id, outcome=result.exit)
    )


def _label_step(graph: Flow) -> str:
    """The step whose policy holds: the one at which people label."""
    return next((name for name, node in graph.nodes.items() if node.step == "label"), graph.start)


def _review(work: Work, answer: Answer, given: list[Given], frame: Frame) -> Reviewed:
    before = quality.beliefs_of(given, frame)
    tally = quality.tally_of(given)
    required = {name: one for name, one in before.items() if _is_required(frame, name)}
    if answer.outcome == "returned":
        first = flow.first_of(work, frame).requirement
        wanted = 1 if first is None else first.judgments
        back = returned_by_review(required, tally, frame.policy, judgments=wanted)
        return Reviewed("returned", back, {}, "open")
    if answer.outcome != "answered":
        gone = excepted_by_review(tally, frame.policy, trouble=answer.outcome)
        return Reviewed("exception", gone, {}, "exception")
    beliefs = quality.beliefs_reviewed(answer.plain, before, frame)
    label = {name: one.value for name, one in before.items() if one.value is not None}
    changed = canonical.dumps(label) != canonical.dumps(dict(answer.plain))
    settled = settled_by_review(
        {name: one for name, one in beliefs.items() if _is_required(frame, name)},
        tally,
        frame.policy,
        changed=changed,
    )
    return Reviewed("edited" if changed else "accepted", settled, beliefs, "reviewed")


def _is_required(frame: Frame, field: str) -> bool:
    return frame.schema.compiled.by_name[field].spec.required


def _mark_labels(work: Work, task: TaskRow, state: str) -> None:
    work.session.run(
        update(labels)
        .where(
            labels.c.workspace_id == task.workspace_id,
            labels.c.item == task.item,
            labels.c.state != "frozen",
        )
        .values(state=state)
    )
