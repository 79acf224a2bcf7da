"""Learning from what was judged: a new quality model of a project now and then, and the labels
that it moves. Read and computed beside the writer, written in small pieces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update

from ascertain.core import canonical
from ascertain.core.ids import new_id
from ascertain.plugins import Plugins
from ascertain.quality.belief import Belief
from ascertain.quality.model import Model, classes_of, fit
from ascertain.services import design, quality
from ascertain.services.design import SchemaAt
from ascertain.services.quality import Frame, Given
from ascertain.steps.flow import Flow
from ascertain.store.database import Database
from ascertain.store.session import Session
from ascertain.store.tables.judgments import (
    decisions,
    judgment_values,
    judgments,
    labels,
    quality_models,
)
from ascertain.store.tables.projects import projects
from ascertain.store.work import Fact, Work

MOVED = 0.01
"""A label is rewritten when its probability moves by this much, or across the target."""
GROWTH = 0.02
"""Share of new judgments after which a model is fitted again."""
CHUNK = 200
ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityModelFitted(Fact):
    """A new model of a project's annotators and classes."""

    judgments: int


class Moved(msgspec.Struct, frozen=True):
    """What a label becomes under the new model, unless it was decided again meanwhile."""

    item: str
    field: str
    decision: str
    value: str
    class_id: str | None
    p: float
    basis: str


class Piece(msgspec.Struct, frozen=True):
    """What is to be written next: first the model, then labels that it moves."""

    model: str
    parameters: str | None = None
    judgments: int = 0
    moved: list[Moved] = []


def due(session: Session, *, least: int) -> list[tuple[str, str]]:
    """Projects (workspace, id) with enough new judgments since their model was fitted. Cost: the
    new judgments of each project, counted no further than needed."""
    p, m, j = projects.c, quality_models.c, judgments.c
    found = []
    for row in session.rows(
        select(p.workspace_id, p.id, m.made_at, m.n_judgments)
        .outerjoin(quality_models, (m.workspace_id == p.workspace_id) & (m.id == p.quality_model))
        .where(p.state != "archived")
    ):
        wanted = max(least, round((row.n_judgments or 0) * GROWTH))
        fresh = (
            select(j.id)
            .where(
                j.workspace_id == row.workspace_id,
                j.project == row.id,
                j.at > (row.made_at or 0),
                j.role == "label",
                j.counted == 1,
            )
            .limit(wanted)
            .subquery()
        )
        if session.value(select(func.count()).select_from(fresh)) >= wanted:
            found.append((row.workspace_id, row.id))
    return found


def compute(db: Database, plugins: Plugins, workspace: str, project: str) -> Iterator[Piece]:
    """Fits a model to a project's judgments, and finds the labels that it moves; for a process of
    its own. Nothing is written here."""
    row, schema, graph = db.read(lambda s: _project(s, plugins, workspace, project))
    made, fitted, n = new_id(), {}, 0
    for field in schema.compiled.fields:
        if classes_of(field.scale):
            votes = _votes(db, plugins, workspace, schema, field.name)
            model = fit(votes, scale=field.scale)
            fitted[field.name] = model
            n = max(n, model.n_judgments)
    body = {"fields": {name: canonical.loads(model.to_json()) for name, model in fitted.items()}}
    yield Piece(made, canonical.dumps(body), n)
    models = {
        field.name: fitted.get(field.name, Model.default(field.scale))
        for field in schema.compiled.fields
    }
    node = next((one for one in graph.nodes.values() if one.step == "label"), None)
    policy = design.policy_of(node, target=row.target, overlap=row.overlap)
    frame = Frame(schema, models, made, policy)
    after = ""
    while True:
        found, after = db.read(
            lambda s, after=after: _moves(s, plugins, workspace, frame=frame, after=after)  # type: ignore[misc]
        )
        if found:
            yield Piece(made, moved=found)
        if not after:
            return


def _project(
    session: Session, plugins: Plugins, workspace: str, project: str
) -> tuple[Any, SchemaAt, Flow]:
    row = session.row(
        select(projects).where(projects.c.workspace_id == workspace, projects.c.id == project)
    )
    if row is None:
        raise LookupError(project)
    schema = design.schema_of(session, plugins, workspace, row.schema_version)
    return row, schema, design.flow_of(session, plugins, workspace, row.flow_version)


def _votes(
    db: Database, plugins: Plugins, workspace: str, schema: SchemaAt, field: str
) -> Iterator[tuple[str, str, str | None]]:
    """(task, annotator, class) of a field, oldest first, under the present schema version."""
    j, v = judgments.c, judgment_values.c
    after = ""
    known: dict[tuple[str, str, str], str | None] = {}
    while True:
        query = (
            select(j.id, j.task, j.annotator, j.schema_version, v.field, v.value, v.class_id)
            .join(judgment_values, (v.workspace_id == j.workspace_id) & (v.judgment == j.id))
            .where(
                j.workspace_id == workspace,
                j.project == schema.project,
                j.role == "label",
                j.counted == 1,
                j.current == 1,
                j.id > after,
            )
            .order_by(j.id, v.field)
            .limit(ROWS)
        )
        rows = db.read(lambda s, query=query: s.rows(query))  # type: ignore[misc]
        whole = [row for row in rows if row.id != rows[-1].id] if len(rows) == ROWS else rows
        for row in whole:
            if row.schema_version == schema.id:
                if row.field == field:
                    yield row.task, row.annotator, row.class_id
                continue
            key = (row.schema_version, row.field, row.value)
            if key not in known:
                known[key] = db.read(
                    lambda s, row=row: _translated(
                        s, plugins, workspace, schema, row=row, field=field
                    )  # type: ignore[misc]
                )
            if known[key] is not None:
                yield row.task, row.annotator, known[key]
        if len(rows) < ROWS:
            return
        after = whole[-1].id


def _translated(
    session: Session, plugins: Plugins, workspace: str, schema: SchemaAt, *, row: Any, field: str
) -> str | None:
    """The class that an older answer stands for now; None if it is lost or of another field."""
    values = design.translate(
        session,
        plugins,
        workspace,
        {row.field: canonical.loads(row.value)},
        old=row.schema_version,
        new=schema,
    )
    compiled = schema.compiled.by_name[field]
    return compiled.class_id(compiled.read(values[field])) if field in values else None


def _moves(
    session: Session, plugins: Plugins, workspace: str, *, frame: Frame, after: str
) -> tuple[list[Moved], str]:
    """Labels that move among the next items, and where to go on ("" at the end)."""
    c, d = labels.c, decisions.c
    rows = session.rows(
        select(labels, d.task)
        .join(decisions, (d.workspace_id == c.workspace_id) & (d.id == c.decision))
        .where(
            c.workspace_id == workspace,
            c.project == frame.schema.project,
            c.state.in_(["open", "accepted"]),
            c.item > after,
        )
        .order_by(c.item, c.field)
        .limit(CHUNK * max(1, len(frame.schema.compiled.fields)))
    )
    if not rows:
        return [], ""
    given = _given(session, plugins, workspace, {row.task for row in rows}, frame.schema)
    beliefs: dict[str, Mapping[str, Belief]] = {}
    found = []
    for row in rows:
        if row.task not in beliefs:
            beliefs[row.task] = quality.beliefs_of(given.get(row.task, []), frame)
        belief = beliefs[row.task].get(row.field)
        if belief is not None and belief.value is not None and _is_moved(row, belief, frame):
            found.append(_moved(row, belief, frame))
    last: str = rows[-1].item
    return found, last


def _is_moved(row: Any, belief: Belief, frame: Frame) -> bool:
    before = row.p or 0.0
    target = frame.policy.target
    crossed = (before >= target) != (belief.p >= target)
    return abs(before - belief.p) >= MOVED or crossed or row.value != canonical.dumps(belief.value)


def _moved(row: Any, belief: Belief, frame: Frame) -> Moved:
    field = frame.schema.compiled.by_name[row.field]
    return Moved(
        item=row.item,
        field=row.field,
        decision=row.decision,
        value=canonical.dumps(belief.value),
        class_id=field.class_id(field.read(belief.value)),
        p=belief.p,
        basis=quality.write_basis(belief, frame.models[row.field]),
    )


def _given(
    session: Session, plugins: Plugins, workspace: str, tasks: set[str], schema: SchemaAt
) -> dict[str, list[Given]]:
    """The counted judgments of tasks, under the present schema version."""
    j, v = judgments.c, judgment_values.c
    rows = session.rows(
        select(j.id, j.task, j.annotator, j.outcome, j.schema_version, v.field, v.value)
        .outerjoin(judgment_values, (v.workspace_id == j.workspace_id) & (v.judgment == j.id))
        .where(
            j.workspace_id == workspace,
            j.task.in_(sorted(tasks)),
            j.role == "label",
            j.counted == 1,
            j.current == 1,
        )
        .order_by(j.id)
    )
    values: dict[str, dict[str, Any]] = {}
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(row.id, row)
        if row.field is not None:
            values.setdefault(row.id, {})[row.field] = canonical.loads(row.value)
    found: dict[str, list[Given]] = {}
    for name, row in first.items():
        said: Mapping[str, Any] = values.get(name, {})
        if row.schema_version != schema.id:
            said = design.translate(
                session, plugins, workspace, said, old=row.schema_version, new=schema
            )
        found.setdefault(row.task, []).append(Given(name, row.annotator, row.outcome, said))
    return found


def store_model(work: Work, project: str, piece: Piece) -> None:
    """Makes the new model the one by which tasks are settled from now on."""
    work.session.run(
        insert(quality_models).values(
            workspace_id=work.actor.workspace,
            id=piece.model,
            project=project,
            field="*",
            method="ds",
            parameters=(piece.parameters or "").encode(),
            n_gold=0,
            n_judgments=piece.judgments,
            made_at=work.now,
        )
    )
    work.session.run(
        update(projects)
        .where(projects.c.workspace_id == work.actor.workspace, projects.c.id == project)
        .values(quality_model=piece.model)
    )
    work.record(QualityModelFitted(subject=piece.model, project=project, judgments=piece.judgments))


def move_labels(work: Work, model: str, moved: Sequence[Moved]) -> int:
    """Rewrites labels; one that was decided again or frozen meanwhile stays. How many moved."""
    c, n = labels.c, 0
    for one in moved:
        n += work.session.run(
            update(labels)
            .where(
                c.workspace_id == work.actor.workspace,
                c.item == one.item,
                c.field == one.field,
                c.decision == one.decision,
                c.state.in_(["open", "accepted"]),
            )
            .values(
                value=one.value,
                class_id=one.class_id,
                p=one.p,
                basis=one.basis,
                model=model,
                at=work.now,
            )
        )
    return n
