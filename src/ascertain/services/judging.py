"""From an answer under a lease to the rows of a judgment: what submit, review and skip share."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ascertain.contracts.kind import ItemFacts
from ascertain.core import canonical
from ascertain.core.errors import Invalid, NotFound, Problem
from ascertain.core.ids import new_id
from ascertain.kinds.schema import CheckedValues
from ascertain.services import design, flow
from ascertain.services.serving import annotator_of, check_holder, token_hash
from ascertain.store.hot.base import Batch, Held, ItemRow
from ascertain.store.work import Fact, Work
from ascertain.wire.work import Next, Submit

NOT_FOUND = ("lease.not-found", "There is no such lease, or this is not its token.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgmentSubmitted(Fact):
    """Somebody judged a task. `superseded` is the judgment that this one takes the place of."""

    item: str
    task: str
    role: str
    outcome: str
    late: bool
    counted: bool
    superseded: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a judgment says, checked: values in stored form, and the hash that tells a repeat."""

    outcome: str
    values: CheckedValues | None
    plain: Mapping[str, Any]
    hash: str
    reason: str | None = None


def hold(work: Work, lease: str, token: str, wanted: Next | None = None) -> Held:
    """The caller's lease with its task locked; what every verb under a lease begins with.

    Raises:
        NotFound: `lease.not-found`. Forbidden: `access.role`.
    """
    held = work.session.hot.held(
        work.actor.workspace,
        lease,
        annotator_of(work),
        step="" if wanted is None else wanted.step,
    )
    if held is None or not hmac.compare_digest(token_hash(token), held.lease.token_hash):
        raise NotFound(*NOT_FOUND)
    if held.lease.state == "revoked":
        raise NotFound(*NOT_FOUND)
    check_holder(work, held.holder, held.task.step)
    return held


def check_answer(work: Work, held: Held, request: Submit) -> Answer:
    """The answer in stored form, under the schema version that the lease was given with.

    Raises:
        Invalid: `value.*`, `judgment.values`, `judgment.reason`.
    """
    schema = design.schema_of(
        work.session, work.plugins, work.actor.workspace, shown_of(held)["schema"]
    )
    return checked(schema, request.outcome, request.values, held.item, request.reason)


def checked(
    schema: design.SchemaAt,
    outcome: str,
    values: Mapping[str, Any],
    item: ItemRow,
    reason: str | None,
) -> Answer:
    """See `check_answer`."""
    if outcome == "answered":
        found = schema.compiled.check(values, item=facts_of(item))
        plain = found.plain()
        return Answer(outcome, found, plain, canonical.digest([outcome, plain]), reason)
    given = [name for name, value in values.items() if value is not None]
    if given:
        raise Invalid(
            "judgment.values",
            "Only the outcome “answered” has values; leave them out.",
            [Problem("judgment.values", "This outcome has no values.", f"/values/{given[0]}")],
        )
    if outcome == "skipped" and not (reason or "").strip():
        raise Invalid(
            "judgment.reason",
            "Say why you skip it.",
            [Problem("judgment.reason", "A skip has a reason.", "/reason")],
        )
    return Answer(outcome, None, {}, canonical.digest([outcome, {}]), reason)


def facts_of(item: ItemRow) -> ItemFacts:
    """What a kind may know of an item."""
    media = canonical.loads(item.media) if item.media is not None else {}
    return ItemFacts(
        type=item.type,  # type: ignore[arg-type]  # one of the three, by the import
        content=canonical.loads(item.content),
        width_px=media.get("width"),
        height_px=media.get("height"),
    )


def shown_of(held: Held) -> Mapping[str, str]:
    """Ids of the schema and guideline versions that the holder has before them."""
    if held.lease.shown is not None:
        shown: Mapping[str, str] = canonical.loads(held.lease.shown)
        return shown
    return {
        "schema": held.project.schema_version,
        "guideline": held.project.guideline_version,
    }


def add_judgment(
    work: Work,
    held: Held,
    answer: Answer,
    batch: Batch,
    *,
    role: str,
    seconds: tuple[float, float],
    late: bool,
    counted: bool,
) -> str:
    """Adds the rows of a judgment under the lease, and records the fact; its id."""
    made, task, shown = new_id(), held.task, shown_of(held)
    batch.judgments.append(
        (
            task.workspace_id,
            made,
            task.project,
            task.item,
            task.id,
            task.item_version,
            held.lease.annotator,
            held.lease.id,
            role,
            answer.outcome,
            answer.reason,
            shown["schema"],
            shown["guideline"],
            round(seconds[0] * 1000),
            round(seconds[1] * 1000),
            0,
            int(late),
            int(counted),
            1,
            None,
            held.lease.shown,
            answer.hash,
            work.now,
        )
    )
    add_values(batch, task.workspace_id, made, answer)
    held.lease.state = "skipped" if answer.outcome == "skipped" else "submitted"
    batch.leases.append(held.lease)
    work.record(
        JudgmentSubmitted(
            subject=made,
            project=task.project,
            item=task.item,
            task=task.id,
            role=role,
            outcome=answer.outcome,
            late=late,
            counted=counted,
        )
    )
    return made


def add_values(batch: Batch, workspace: str, judgment: str, answer: Answer) -> None:
    """Adds the rows of a judgment's values."""
    if answer.values is not None:
        batch.values.extend(
            (workspace, judgment, one.field, one.kind, one.kind_version, one.text, one.class_id)
            for one in answer.values.answers
        )


def take_place(work: Work, held: Held, *, mine: bool) -> tuple[bool, bool]:
    """Ends the lease's hold on its task; (late, counted).

    A live lease has a place of its own. One that ran out counts if a place is free. `mine`: the
    annotator has a counted judgment on the task already, so this one cannot count, too.
    """
    task, live = held.task, held.lease.state == "live"
    late = not live or held.lease.expires_at < work.now
    wanted = task.state in {"open", "full"}
    counted = wanted and not mine and (live or task.live + task.done < task.want)
    if live:
        task.live -= 1
    if counted:
        task.done += 1
    if wanted:
        flow.reopen(task, work.now)
    return late, counted
