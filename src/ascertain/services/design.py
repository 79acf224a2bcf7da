"""What a project asks for, ready to use: schema, flow, policy and quality models, each looked up
once per version, because a version never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from ascertain.contracts.step import Decision
from ascertain.core import canonical
from ascertain.core.errors import NotFound
from ascertain.kinds.schema import (
    CompiledSchema,
    SchemaMap,
    apply_map,
    compile_schema,
    parse_schema,
)
from ascertain.plugins import Plugins
from ascertain.quality.belief import believe
from ascertain.quality.model import Model
from ascertain.quality.policy import Policy, Tally, decide
from ascertain.steps.flow import Flow, Node, parse
from ascertain.steps.label import LabelConfig
from ascertain.store.session import Session
from ascertain.store.tables.judgments import quality_models
from ascertain.store.tables.projects import flow_versions, guideline_versions, schema_versions


@dataclass(frozen=True, slots=True)
class SchemaAt:
    """One schema version: its row and its compiled form; `fields` is JSON as the wire has it."""

    id: str
    n: int
    project: str
    compiled: CompiledSchema
    fields: str


def schema_of(session: Session, plugins: Plugins, workspace: str, version: str) -> SchemaAt:
    """The schema version of that id, compiled once per process.

    Raises:
        NotFound: `schema.not-found`.
    """
    return session.memory.once(
        ("schema", workspace, version), partial(_load_schema, session, plugins, workspace, version)
    )


def _load_schema(session: Session, plugins: Plugins, workspace: str, version: str) -> SchemaAt:
    row = _version(session, schema_versions, workspace, version, "schema")
    schema = parse_schema(canonical.loads(row.body), plugins.kinds, missing="keep")
    fields = canonical.dumps(schema.canonical()["fields"])
    return SchemaAt(version, row.n, row.project, compile_schema(schema, plugins.kinds), fields)


def flow_of(session: Session, plugins: Plugins, workspace: str, version: str) -> Flow:
    """The flow version of that id.

    Raises:
        NotFound: `flow.not-found`.
    """

    def load() -> Flow:
        row = _version(session, flow_versions, workspace, version, "flow")
        return parse(canonical.loads(row.body), plugins.steps)

    return session.memory.once(("flow", workspace, version), load)


def guideline_number(session: Session, workspace: str, version: str) -> int:
    """The number of a guideline version."""

    def load() -> int:
        n: int = _version(session, guideline_versions, workspace, version, "guideline").n
        return n

    return session.memory.once(("guideline", workspace, version), load)


def _version(session: Session, table: Any, workspace: str, version: str, noun: str) -> Any:
    row = session.row(
        select(table.c.n, table.c.project, table.c.body).where(
            table.c.workspace_id == workspace, table.c.id == version
        )
    )
    if row is None:
        raise NotFound(f"{noun}.not-found", f"There is no such version of the {noun}.")
    return row


def policy_of(node: Node | None, *, target: float, overlap: int | None) -> Policy:
    """When to stop asking at a step. The project's own overlap and target are those that hold;
    the step says between how many judgments it is decided."""
    config = node.config if node is not None else None
    if not isinstance(config, LabelConfig):
        return Policy.standard(target, overlap=overlap)
    least, most = config.least, max(config.least, config.most)
    return Policy.standard(target, n_min=least, n_max=most, overlap=overlap)


def models_of(
    session: Session, workspace: str, schema: SchemaAt, model: str | None
) -> Mapping[str, Model]:
    """The model of each field: those of the fit `model`, defaults for what it does not know.

    One row of `quality_models` holds all fields of one fit: `{"fields": {name: model}}`.
    """

    def load() -> Mapping[str, Model]:
        fitted: Mapping[str, Any] = {}
        if model is not None:
            raw = session.value(
                select(quality_models.c.parameters).where(
                    quality_models.c.workspace_id == workspace, quality_models.c.id == model
                )
            )
            fitted = canonical.loads(bytes(raw))["fields"] if raw is not None else {}
        return {
            field.name: Model.from_json(canonical.dumps(fitted[field.name]))
            if field.name in fitted
            else Model.default(field.scale)
            for field in schema.compiled.fields
        }

    return session.memory.once(("model", workspace, schema.id, model), load)


def first_decision(
    session: Session,
    workspace: str,
    schema: SchemaAt,
    model: str | None,
    policy: Policy,
) -> Decision:
    """What quality wants before the first judgment."""

    def make() -> Decision:
        models = models_of(session, workspace, schema, model)
        beliefs = {
            field.name: believe(
                (),
                kind=field.kind,
                config=field.config,
                model=models[field.name],
                by=policy.by,
            )
            for field in schema.compiled.fields
            if field.spec.required and not field.conditions
        }
        return decide(beliefs, Tally(), policy)

    return session.memory.once(("first", workspace, schema.id, model, policy), make)


def translate(
    session: Session,
    plugins: Plugins,
    workspace: str,
    values: Mapping[str, Any],
    *,
    old: str,
    new: SchemaAt,
) -> Mapping[str, Any]:
    """Values given under an older schema version, read through the maps up to `new`.

    What was lost on the way (a class that was split, a field of another kind) is left out.
    """
    for schema, moved in _maps_between(session, plugins, workspace, old, new):
        values = apply_map(moved, schema.compiled, values).values
    return values


def _maps_between(
    session: Session, plugins: Plugins, workspace: str, old: str, new: SchemaAt
) -> Sequence[tuple[SchemaAt, SchemaMap]]:
    """The versions after `old` up to `new`, each with the map that leads to it."""

    def load() -> Sequence[tuple[SchemaAt, SchemaMap]]:
        c = schema_versions.c
        start = _version(session, schema_versions, workspace, old, "schema").n
        rows = session.rows(
            select(c.id, c.map_from_previous)
            .where(c.workspace_id == workspace, c.project == new.project)
            .where(c.n > start, c.n <= new.n)
            .order_by(c.n)
        )
        return tuple(
            (
                schema_of(session, plugins, workspace, row.id),
                SchemaMap.parse(canonical.loads(row.map_from_previous)),
            )
            for row in rows
            if row.map_from_previous is not None
        )

    return session.memory.once(("maps", workspace, old, new.id), load)
