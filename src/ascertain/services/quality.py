"""From the judgments of a task to what is believed of its item: beliefs, decision, label rows.

The belief of a task is computed from its counted judgments and one immutable model row, never
from what another task left behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ascertain.contracts.step import Decision
from ascertain.core import canonical
from ascertain.core.ids import new_id
from ascertain.kinds.schema import CompiledField
from ascertain.quality.belief import Answer, Belief, believe, reviewed
from ascertain.quality.model import Model
from ascertain.quality.policy import Policy, Tally, decide
from ascertain.services.design import SchemaAt, translate
from ascertain.store.hot.base import Batch, GivenRow, TaskRow
from ascertain.store.work import Work

SPREAD = 10
"""Most answers whose probability a label keeps."""


@dataclass(frozen=True, slots=True)
class Given:
    """One counted judgment under the present schema: values by field, plain JSON."""

    judgment: str
    annotator: str
    outcome: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a task is settled by: schema, models and policy of its project now.

    `model` is the id of the fit, None before the first.
    """

    schema: SchemaAt
    models: Mapping[str, Model]
    model: str | None
    policy: Policy


@dataclass(frozen=True, slots=True)
class Settled:
    """What the judgments add up to. `beliefs` are those of the fields that the label shows."""

    decision: Decision
    beliefs: Mapping[str, Belief]
    tally: Tally


def given_of(work: Work, rows: Sequence[GivenRow], schema: SchemaAt) -> list[Given]:
    """Stored judgments as they read under this schema version."""
    return [Given(row.id, row.annotator, row.outcome, _values(work, row, schema)) for row in rows]


def _values(work: Work, row: GivenRow, schema: SchemaAt) -> Mapping[str, Any]:
    values = {name: canonical.loads(text) for name, text in row.values.items()}
    if row.schema_version == schema.id:
        return values
    return translate(
        work.session,
        work.plugins,
        work.actor.workspace,
        values,
        old=row.schema_version,
        new=schema,
    )


def tally_of(given: Sequence[Given]) -> Tally:
    """Judgments by outcome."""
    outcomes = [one.outcome for one in given]
    return Tally(
        answered=outcomes.count("answered"),
        cannot_tell=outcomes.count("cannot_tell"),
        bad_data=outcomes.count("bad_data"),
    )


def settle(given: Sequence[Given], frame: Frame) -> Settled:
    """Beliefs and decision after these judgments. Pure."""
    beliefs = beliefs_of(given, frame)
    required = {
        name: belief
        for name, belief in beliefs.items()
        if frame.schema.compiled.by_name[name].spec.required
    }
    tally = tally_of(given)
    return Settled(decide(required, tally, frame.policy), beliefs, tally)


def beliefs_of(given: Sequence[Given], frame: Frame) -> dict[str, Belief]:
    """What is believed of each field that the label's own values show."""
    compiled = frame.schema.compiled
    answered = [one for one in given if one.outcome == "answered"]
    believed: dict[str, Belief] = {}
    label: dict[str, Any] = {}
    for field in compiled.fields:
        belief = believe(
            [
                Answer(one.annotator, one.values[field.name])
                for one in answered
                if field.name in one.values
            ],
            kind=field.kind,
            config=field.config,
            model=frame.models[field.name],
            by=frame.policy.by,
        )
        believed[field.name] = belief
        if belief.value is not None:
            label[field.name] = field.read(belief.value)
    if any(field.conditions for field in compiled.fields):
        return {name: believed[name] for name in compiled.shown(label)}
    return believed


def beliefs_reviewed(
    values: Mapping[str, Any], before: Mapping[str, Belief], frame: Frame
) -> dict[str, Belief]:
    """What is believed after a reviewer gave these values."""
    empty: dict[str, Belief] = {}

    def old(field: CompiledField) -> Belief:
        if field.name in before:
            return before[field.name]
        if field.name not in empty:
            empty[field.name] = believe(
                (), kind=field.kind, config=field.config, model=frame.models[field.name]
            )
        return empty[field.name]

    return {
        name: reviewed(value, old(compiled), model=frame.models[name])
        for name, value in values.items()
        if (compiled := frame.schema.compiled.by_name.get(name)) is not None
    }


def add_decision(
    batch: Batch,
    decision: Decision,
    task: TaskRow,
    *,
    frame: Frame,
    given: Sequence[Given],
    now: int,
) -> str:
    """Adds the row of a decision; its id."""
    made = new_id()
    requirement = decision.requirement
    batch.decisions.append(
        (
            task.workspace_id,
            made,
            task.project,
            task.id,
            decision.action,
            None if requirement is None else canonical.encode(requirement.to_json()),
            canonical.encode(dict(decision.reason)),
            canonical.encode([one.judgment for one in given]),
            frame.model,
            now,
        )
    )
    return made


def add_labels(
    batch: Batch,
    beliefs: Mapping[str, Belief],
    task: TaskRow,
    frame: Frame,
    *,
    state: str,
    decision: str | None,
    now: int,
) -> None:
    """Adds the rows of an item's labels. A frozen one is left as it is by the database."""
    for name, belief in beliefs.items():
        if belief.value is None:
            continue
        field = frame.schema.compiled.by_name[name]
        batch.labels.append(
            (
                task.workspace_id,
                task.item,
                name,
                task.project,
                task.item_version,
                canonical.encode(belief.value),
                field.class_id(field.read(belief.value)),
                belief.p,
                write_basis(belief, frame.models[name]),
                state,
                belief.n,
                frame.model,
                decision,
                now,
            )
        )


def write_basis(belief: Belief, model: Model) -> str:
    """`labels.basis`: how p was found, on how much gold, and what else it might be.

    `spread` is by class id, or by the canonical text of an answer that is no class.
    """
    spread = sorted(belief.spread, key=lambda share: -share.p)[:SPREAD]
    return canonical.encode(
        {
            "basis": belief.basis,
            "gold_n": model.n_gold,
            "spread": {
                share.value
                if isinstance(share.value, str)
                else canonical.encode(share.value): round(share.p, 4)
                for share in spread
                if share.votes or share.p >= 0.001  # noqa: PLR2004 -- shown with three places
            },
        }
    )


@dataclass(frozen=True, slots=True)
class Basis:
    """What `labels.basis` holds."""

    basis: str
    gold_n: int
    spread: Mapping[str, float]


def read_basis(text: str) -> Basis:
    """The stored basis of a label."""
    body = canonical.loads(text)
    return Basis(body["basis"], body["gold_n"], body.get("spread") or {})


LABEL_STATES = {
    "accept": "accepted",
    "ask": "open",
    "review": "open",
    "adjudicate": "open",
    "exception": "exception",
}
"""The state of a label after a decision."""
