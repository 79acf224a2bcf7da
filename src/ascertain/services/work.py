"""Submit: an answer under a lease becomes a judgment, a decision, labels and the item's next step,
and brings the next task, in one transaction."""

from dataclasses import replace

from ascertain.core import canonical
from ascertain.core.clock import SECOND, to_datetime
from ascertain.core.errors import Conflict, Invalid
from ascertain.services import design, flow, quality, review
from ascertain.services.judging import (
    Answer,
    add_judgment,
    check_answer,
    hold,
    shown_of,
    take_place,
)
from ascertain.services.quality import Given
from ascertain.services.recovery import live_leases
from ascertain.services.replies import LeaseReply, SubmittedReply
from ascertain.services.serving import Served, next_work, serve
from ascertain.services.settling import settle_task
from ascertain.services.sides import is_review
from ascertain.store.hot.base import Batch, DoneRow, Held
from ascertain.store.session import Session
from ascertain.store.tables.tasks import leases
from ascertain.store.work import Work
from ascertain.wire.work import Next, Return, Skip, Submit

ANOTHER = (
    "lease.already-submitted",
    "Another answer was submitted under this lease. Change it under “my work”.",
)


def submit(work: Work, request: Submit, secret: bytes) -> SubmittedReply:
    """Stores an answer under a lease; with `request.next` also gives the next task.

    Repeating it changes nothing and answers the same. After the lease has expired the answer is
    kept; it counts if the task still wants one.

    Raises:
        NotFound: `lease.not-found` for a wrong or foreign token, or a lease that was revoked.
        Conflict: `lease.already-submitted` if another answer stands under the lease.
        Invalid: `value.*`; nothing is stored, and the draft stays.
        Forbidden: `access.role` if the holder may not judge any more.
    """
    held = hold(work, request.lease, request.token, request.next)
    try:
        answer = check_answer(work, held, request)
    except Invalid as error:
        if held.done is not None:
            raise Conflict(*ANOTHER) from error
        raise
    return _finish(
        work, held, answer, seconds=_seconds(request), wanted=request.next, secret=secret
    )


def _finish(
    work: Work,
    held: Held,
    answer: Answer,
    *,
    seconds: tuple[float, float],
    wanted: Next | None,
    secret: bytes,
) -> SubmittedReply:
    """Stores an answer, or recognises that it is stored, and gives the next task."""
    if held.done is not None:
        return _repeat(work, held, held.done, answer, wanted=wanted, secret=secret)
    batch = Batch()
    live = held.holder.live - (held.lease.state == "live")
    if answer.outcome == "skipped":
        judgment, late, counted = _skip(work, held, answer, batch), False, False
    elif is_review(work, held.task):
        judgment, late, counted = review.decide(work, held, answer, batch, seconds)
    else:
        judgment, late, counted = _judge(work, held, answer, batch, seconds)
    served = _serve_next(work, held, wanted, live=live, batch=batch, secret=secret)
    work.session.hot.put(batch)
    if served is not None and served.busy and wanted is not None:
        _serve_later(work, wanted, secret)
    return SubmittedReply(
        judgment=judgment,
        late=late,
        counted=counted,
        undo_until=to_datetime(work.now + work.settings.work.undo_seconds * SECOND),
        leases=None if served is None else served.leases,
        reason=None if served is None else served.reason,
    )


def _seconds(request: Submit) -> tuple[float, float]:
    active = request.active_seconds
    return request.seconds, request.seconds if active is None else active


def _judge(
    work: Work, held: Held, answer: Answer, batch: Batch, seconds: tuple[float, float]
) -> tuple[str, bool, bool]:
    """A judgment of a label task, and what follows from it; (judgment, late, counted)."""
    task = held.task
    mine = any(one.annotator == held.lease.annotator for one in held.given)
    late, counted = take_place(work, held, mine=mine)
    batch.tasks.append(task)
    judgment = add_judgment(
        work, held, answer, batch, role="label", seconds=seconds, late=late, counted=counted
    )
    if counted:
        graph = design.flow_of(work.session, work.plugins, work.actor.workspace, task.flow_version)
        frame = flow.frame_of(work, held.project, graph, task.step)
        given = quality.given_of(work, held.given, frame.schema)
        given.append(_as_given(work, judgment, held, answer, frame.schema))
        visits = (
            {task.step: task.visit}
            if held.siblings == 1
            else flow.visits_of(work.session, work.actor.workspace, task.item_version)
        )
        settle_task(work, held.item, task, batch, frame=frame, given=given, visits=visits)
    return judgment, late, counted


def _as_given(
    work: Work, judgment: str, held: Held, answer: Answer, schema: design.SchemaAt
) -> Given:
    """The new judgment under the present schema."""
    values, shown = answer.plain, shown_of(held)["schema"]
    if shown != schema.id:
        values = design.translate(
            work.session, work.plugins, work.actor.workspace, values, old=shown, new=schema
        )
    return Given(judgment, held.lease.annotator, answer.outcome, values)


def _skip(work: Work, held: Held, answer: Answer, batch: Batch) -> str:
    """A task given back for good: kept as a judgment that counts nowhere.

    Raises:
        Conflict: `lease.ended`.
    """
    task = held.task
    if held.lease.state != "live":
        raise Conflict("lease.ended", "This lease has run out; the task is in the queue again.")
    task.live -= 1
    if task.state in {"open", "full"}:
        flow.reopen(task, work.now)
    batch.tasks.append(task)
    return add_judgment(
        work,
        held,
        answer,
        batch,
        role="review" if is_review(work, task) else "label",
        seconds=(0, 0),
        late=False,
        counted=False,
    )


def skip(work: Work, request: Skip, secret: bytes) -> SubmittedReply:
    """Gives a task back for good, with a reason; nobody else is kept from it.

    Raises:
        NotFound: `lease.not-found`. Conflict: `lease.ended`, `lease.already-submitted`.
    """
    wanted = Submit(
        lease=request.lease,
        token=request.token,
        outcome="skipped",
        reason=request.reason,
        next=request.next,
    )
    return submit(work, wanted, secret)


def send_back(work: Work, request: Return, secret: bytes) -> SubmittedReply:
    """In review: sends the item back to be labelled again, with the reason for its annotators.

    Raises:
        NotFound: `lease.not-found`. Conflict: `review.no-more-returns`, `lease.not-review`,
            `lease.already-submitted`.
    """
    held = hold(work, request.lease, request.token, request.next)
    if not is_review(work, held.task):
        raise Conflict("lease.not-review", "Only who reviews can send an item back; skip it.")
    answer = Answer("returned", None, {}, canonical.digest(["returned", {}]), request.reason)
    return _finish(work, held, answer, seconds=(0.0, 0.0), wanted=request.next, secret=secret)


def _serve_next(
    work: Work, held: Held, wanted: Next | None, *, live: int, batch: Batch, secret: bytes
) -> Served | None:
    """The next task, if one was asked for."""
    if wanted is None:
        return None
    if wanted.project in {held.project.id, held.project.name}:
        return serve(
            work,
            wanted,
            held.holder,
            [(held.project, held.top)],
            live=live,
            batch=batch,
            secret=secret,
            wait=not work.session.hot.locks,
        )
    desk = work.session.hot.desk(
        work.actor.workspace, held.lease.annotator, project=wanted.project, step=wanted.step
    )
    if desk is None or (wanted.project is not None and not desk.projects):
        return Served([], "nothing-open", "There is no such project in this workspace.")
    return serve(
        work,
        wanted,
        held.holder,
        desk.projects,
        live=live,
        batch=batch,
        secret=secret,
        wait=not work.session.hot.locks,
    )


def _serve_later(work: Work, wanted: Next, secret: bytes) -> None:
    """Looks for the next task once this transaction has let go of its own: two who wait for each
    other's tasks would wait for ever."""

    def then(session: Session, reply: SubmittedReply) -> SubmittedReply:
        served = next_work(replace(work, session=session), wanted, secret)
        reply.leases, reply.reason = served.leases, served.reason
        return reply

    work.session.continue_with(then)


def _repeat(
    work: Work,
    held: Held,
    done: DoneRow,
    answer: Answer,
    *,
    wanted: Next | None,
    secret: bytes,
) -> SubmittedReply:
    """The answer to what was accepted before: the same judgment, and the task that was given with
    it, while it is still held.

    Raises:
        Conflict: `lease.already-submitted`.
    """
    if answer.hash != done.request_hash:
        raise Conflict(*ANOTHER)
    given: list[LeaseReply] | None = None
    reason: str | None = None
    if wanted is not None:
        batch = Batch()
        given = live_leases(work, held.lease.annotator, secret, leases.c.made_at == done.at)
        if not given:
            served = _serve_next(
                work, held, wanted, live=held.holder.live, batch=batch, secret=secret
            )
            if served is not None:
                given, reason = served.leases, served.reason
        work.session.hot.put(batch)
    return SubmittedReply(
        judgment=done.id,
        late=bool(done.late),
        counted=bool(done.counted),
        undo_until=to_datetime(done.at + work.settings.work.undo_seconds * SECOND),
        leases=given,
        reason=reason,
    )
