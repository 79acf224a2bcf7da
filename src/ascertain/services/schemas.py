"""Schema versions: reading them, and the next one: what it moves by itself and what it asks again
(records, rule 4). Judgments never change; labels and gold do."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.errors import Conflict, NotFound
from ascertain.core.ids import new_id
from ascertain.kinds.schema import (
    CompiledSchema,
    Schema,
    SchemaMap,
    apply_map,
    compile_schema,
    next_version,
    parse_schema,
)
from ascertain.services import flow
from ascertain.services.versions import add_version
from ascertain.store.tables.judgments import gold, labels
from ascertain.store.tables.people import members
from ascertain.store.tables.projects import projects, schema_versions
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.schema import ClassMove, SchemaChange, SchemaPreview, SchemaVersion

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChanged(Fact):
    """A project asks differently from now on."""

    n: int
    labels_moved: int
    items_reopened: int


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a map does to the labels of one item."""

    item: str
    values: Mapping[str, Any]
    moved: tuple[str, ...]
    reopened: bool
    renamed: Mapping[str, str]


def schema_version(work: Work, version: str) -> SchemaVersion:
    """One version, by id.

    Raises:
        NotFound: `schema.not-found`.
    """
    row = work.session.row(_select(work).where(schema_versions.c.id == version))
    if row is None:
        raise NotFound("schema.not-found", "There is no such schema version.")
    return _wire(work, row)


def list_versions(work: Work, project: str) -> Listing[SchemaVersion]:
    """All versions of a project's schema, newest first."""
    rows = work.session.rows(
        _select(work)
        .where(schema_versions.c.project == project)
        .order_by(schema_versions.c.n.desc())
    )
    return Listing(data=[_wire(work, row) for row in rows])


def _select(work: Work) -> Any:
    return (
        select(schema_versions, members.c.handle)
        .outerjoin(
            members,
            (members.c.workspace_id == schema_versions.c.workspace_id)
            & (members.c.id == schema_versions.c.made_by),
        )
        .where(schema_versions.c.workspace_id == work.actor.workspace)
    )


def _wire(work: Work, row: Any) -> SchemaVersion:
    body = canonical.loads(row.body)
    schema = parse_schema(body, work.plugins.kinds, missing="keep")
    return SchemaVersion(
        id=row.id,
        n=row.n,
        fields=schema.canonical()["fields"],
        made_at=to_datetime(row.made_at),
        made_by=row.handle,
        readonly_reason=schema.read_only,
    )


def change_schema(work: Work, project: str, change: SchemaChange) -> SchemaPreview:
    """The next version of a project's schema, or with `dry_run` only what it would do.

    Labels that the map covers move; items whose answer is lost (a class was split, a kind changed,
    a required field is new to them) are asked again. Cost: one pass over the labels of the
    project, some microseconds each.

    Raises:
        Invalid: `schema.*`. Conflict: `schema.read-only` if a kind of the present version is not
        installed.
    """
    present = work.session.row(
        select(schema_versions)
        .join(
            projects,
            (projects.c.workspace_id == schema_versions.c.workspace_id)
            & (projects.c.schema_version == schema_versions.c.id),
        )
        .where(projects.c.workspace_id == work.actor.workspace, projects.c.id == project)
    )
    if present is None:
        raise NotFound("project.not-found", "There is no such project in this workspace.")
    kinds = work.plugins.kinds
    before = parse_schema(canonical.loads(present.body), kinds, missing="keep")
    if before.read_only is not None:
        raise Conflict("schema.read-only", before.read_only)
    old = compile_schema(before, kinds)
    schema, schema_map = next_version(old, {"fields": change.fields}, kinds, change.map)
    new = compile_schema(schema, kinds)
    effects = list(_effects(work, project, schema_map, new))
    moved = sum(len(effect.moved) for effect in effects)
    reopened = [effect.item for effect in effects if effect.reopened]
    preview = SchemaPreview(
        moves=_moves(work, project, schema_map),
        labels_moved=moved,
        items_reopened=len(reopened),
    )
    if change.dry_run or schema.canonical() == before.canonical():
        return preview
    version = _store(work, project, present.n + 1, schema, schema_map)
    _move_labels(work, effects, new)
    _move_gold(work, project, schema_map, new)
    flow.reopen_items(work, project, reopened, reason="schema")
    work.record(
        SchemaChanged(
            subject=version,
            project=project,
            n=present.n + 1,
            labels_moved=moved,
            items_reopened=len(reopened),
        )
    )
    return preview.model_copy(update={"version": schema_version(work, version)})


def _effects(
    work: Work, project: str, schema_map: SchemaMap, new: CompiledSchema
) -> Iterator[_Effect]:
    """Items that the map touches. Equal answers are mapped once."""
    rows = work.session.rows(
        select(labels.c.item, labels.c.field, labels.c.value)
        .where(
            labels.c.workspace_id == work.actor.workspace,
            labels.c.project == project,
            labels.c.value.is_not(None),
        )
        .order_by(labels.c.item, labels.c.field)
    )
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        answers[row.item][row.field] = row.value
    names = {one.old: one.new for one in schema_map.fields if one.old and one.new}
    known: dict[tuple[tuple[str, str], ...], Any] = {}
    for item, stored in answers.items():
        key = tuple(stored.items())
        if key not in known:
            values = {name: canonical.loads(value) for name, value in stored.items()}
            known[key] = apply_map(schema_map, new, values)
        applied = known[key]
        reopened = bool(applied.reopened or applied.lacking)
        if applied.moved or reopened:
            yield _Effect(item, applied.values, applied.moved, reopened, names)


def _moves(work: Work, project: str, schema_map: SchemaMap) -> list[ClassMove]:
    counted = work.session.rows(
        select(labels.c.field, labels.c.class_id, func.count().label("n"))
        .where(labels.c.workspace_id == work.actor.workspace, labels.c.project == project)
        .group_by(labels.c.field, labels.c.class_id)
    )
    counts = Counter({(row.field, row.class_id): row.n for row in counted})
    whole: Counter[str] = Counter()
    for (field, _), n in counts.items():
        whole[field] += n
    moves: list[ClassMove] = []
    for change in schema_map.fields:
        name = change.new or change.old or ""
        if change.change != "same":
            moves.append(
                ClassMove(
                    field=name,
                    old=None,
                    new=[],
                    what=change.change.replace("_", "-"),
                    labels=whole[change.old or ""],
                )
            )
        moves += [
            ClassMove(
                field=name,
                old=None if one.change == "added" else one.id,
                new=list(one.to),
                what=one.change,
                labels=0 if one.change == "added" else counts[(change.old or "", one.id)],
            )
            for one in change.classes
        ]
    return moves


def _store(work: Work, project: str, n: int, schema: Schema, schema_map: SchemaMap) -> str:
    version = new_id()
    add_version(
        work,
        schema_versions,
        version,
        project=project,
        n=n,
        body=schema.canonical(),
        map_from_previous=schema_map.canonical(),
    )
    work.session.run(
        update(projects)
        .where(projects.c.workspace_id == work.actor.workspace, projects.c.id == project)
        .values(schema_version=version, revision=projects.c.revision + 1)
    )
    return version


def _move_labels(work: Work, effects: list[_Effect], new: CompiledSchema) -> None:
    statement = (
        update(labels)
        .where(
            labels.c.workspace_id == work.actor.workspace,
            labels.c.item == bindparam("of_item"),
            labels.c.field == bindparam("of_field"),
        )
        .values(
            field=bindparam("to_field"), value=bindparam("to_value"), class_id=bindparam("to_class")
        )
    )
    batch: list[dict[str, Any]] = []
    for effect in effects:
        old_names = {after: before for before, after in effect.renamed.items()}
        for name in effect.moved:
            field, value = new.by_name[name], effect.values[name]
            batch.append(
                {
                    "of_item": effect.item,
                    "of_field": old_names.get(name, name),
                    "to_field": name,
                    "to_value": canonical.dumps(value),
                    "to_class": field.class_id(field.read(value)),
                }
            )
    for start in range(0, len(batch), BATCH):
        work.session.run(statement, batch[start : start + BATCH])


def _move_gold(work: Work, project: str, schema_map: SchemaMap, new: CompiledSchema) -> None:
    """Known answers move like labels; one that a split has made unclear is contested."""
    names = {one.old: one.new for one in schema_map.fields if one.old}
    rows = work.session.rows(
        select(gold.c.id, gold.c.field, gold.c.answers).where(
            gold.c.workspace_id == work.actor.workspace,
            gold.c.project == project,
            gold.c.state == "live",
        )
    )
    for row in rows:
        name = names.get(row.field)
        answers = canonical.loads(row.answers)
        applied = [apply_map(schema_map, new, {row.field: answer}) for answer in answers]
        stands = name is not None and not any(one.reopened for one in applied)
        moved = [one.values[name] for one in applied if name in one.values] if name else answers
        if stands and moved == answers and name == row.field:
            continue
        values = (
            {"field": name, "answers": canonical.dumps(moved)}
            if stands and moved
            else {"state": "contested"}
        )
        work.session.run(
            update(gold)
            .where(gold.c.workspace_id == work.actor.workspace, gold.c.id == row.id)
            .values(**values)
        )
