"""From one schema version to the next: what became of every field and class, which answers move by
themselves, and which are asked again. A judgment never changes; it is read through the map."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from ascertain.contracts.kind import ClassInfo
from ascertain.core.errors import Invalid
from ascertain.core.registry import Registry
from ascertain.kinds.schema.explicit import Explicit, read_explicit
from ascertain.kinds.schema.fields import AnyKind, Schema, parse_schema
from ascertain.kinds.schema.values import CompiledField, CompiledSchema, compile_schema

FieldChange = Literal["same", "renamed", "kind_changed", "added", "removed"]
ClassChange = Literal["same", "renamed", "merged", "split", "retired", "added"]
Effect = Literal["stays", "moves", "reopens", "drops"]

# What may be wrong with an old answer that nevertheless stands.
_STILL_STANDS = frozenset({"value.retired-class"})


@dataclass(frozen=True, slots=True)
class ClassMap:
    """What became of one class. `to` holds its new ids: none where it is retired without
    successor, several where it was split.
    """

    id: str
    change: ClassChange
    to: tuple[str, ...]

    @property
    def effect(self) -> Effect:
        """What happens to answers that name the class."""
        if self.change == "split":
            return "reopens"
        return "moves" if self.change != "added" and self.to not in {(), (self.id,)} else "stays"


@dataclass(frozen=True, slots=True)
class FieldMap:
    """What became of one field. `old` is None where it was added, `new` where it was removed.

    `classes` leaves out those that are the same.
    """

    old: str | None
    new: str | None
    change: FieldChange
    classes: tuple[ClassMap, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaMap:
    """The map from one schema version to the next, stored with the newer one."""

    fields: tuple[FieldMap, ...]

    def canonical(self) -> dict[str, Any]:
        """The JSON to store as `map_from_previous`."""
        return {
            "fields": [
                {
                    "old": field.old,
                    "new": field.new,
                    "change": field.change,
                    "classes": [
                        {"id": one.id, "change": one.change, "to": list(one.to)}
                        for one in field.classes
                    ],
                }
                for field in self.fields
            ]
        }

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "SchemaMap":
        """The map of stored JSON, as `canonical` made it."""
        return cls(
            tuple(
                FieldMap(
                    field["old"],
                    field["new"],
                    field["change"],
                    tuple(
                        ClassMap(one["id"], one["change"], tuple(one["to"]))
                        for one in field["classes"]
                    ),
                )
                for field in body["fields"]
            )
        )


@dataclass(frozen=True, slots=True)
class AppliedMap:
    """Old values under the new schema.

    `values` are those that stand, by new field name. `reopened` names new fields whose answer was
    lost, with the reason (`split`, `kind_changed`, or the code of what no longer fits); `dropped`
    old fields whose answer is no longer asked for; `lacking` required fields that are shown and
    have no answer, the reopened ones included.
    """

    values: Mapping[str, Any]
    moved: tuple[str, ...]
    reopened: Mapping[str, str]
    dropped: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapLine:
    """One line of a preview: so many labels of a class (None: of the whole field)."""

    field: str
    class_id: str | None
    change: str
    to: tuple[str, ...]
    effect: Effect
    labels: int


@dataclass(frozen=True, slots=True)
class MapPreview:
    """What a new version would do. Totals count labels by effect."""

    lines: tuple[MapLine, ...]
    stays: int
    moves: int
    reopens: int
    drops: int


def map_schema(
    old: CompiledSchema,
    new: CompiledSchema,
    explicit: Mapping[str, Any] | None = None,
    *,
    renamed: Mapping[str, str] | None = None,
) -> SchemaMap:
    """What becomes of each field and class.

    Fields are the same by name, classes by id. `renamed` names old fields that have a new name.
    `explicit` says what cannot be seen, by old field: `{"topic": {"old": "new" | ["new", "ids"] |
    null}}`; one id is a rename (or a merge, where several lead to one), a list a split, null a
    class retired without successor. A class that is no longer listed is retired.

    Raises:
        Invalid: `schema.map-*`, pointing into `/map` or `/renamed`.
    """
    said = read_explicit(explicit or {}, renamed or {}, old, new)
    taken = set(said.fields.values())
    fields: list[FieldMap] = []
    came: set[str] = set()
    for field in old.fields:
        by_name = "" if field.name in taken else field.name
        target = new.by_name.get(said.fields.get(field.name, by_name))
        if target is None:
            fields.append(FieldMap(field.name, None, "removed"))
            continue
        came.add(target.name)
        if target.kind.name != field.kind.name:
            fields.append(FieldMap(field.name, target.name, "kind_changed"))
            continue
        change: FieldChange = "same" if target.name == field.name else "renamed"
        fields.append(FieldMap(field.name, target.name, change, _map_classes(field, target, said)))
    fields += [
        FieldMap(None, field.name, "added") for field in new.fields if field.name not in came
    ]
    return SchemaMap(tuple(fields))


def next_version(
    old: CompiledSchema,
    body: Mapping[str, Any],
    kinds: Registry[AnyKind],
    explicit: Mapping[str, Any] | None = None,
    *,
    renamed: Mapping[str, str] | None = None,
) -> tuple[Schema, SchemaMap]:
    """The schema that follows `old`, and the map to it: parses the body, maps, and keeps classes
    that were retired by leaving them out, so that old answers stay readable.

    Raises:
        Invalid: as `parse_schema` and `map_schema`.
    """
    schema = parse_schema(body, kinds)
    new = compile_schema(schema, kinds)
    schema_map = map_schema(old, new, explicit, renamed=renamed)
    replaced = list(schema.fields)
    for change in schema_map.fields:
        if change.old is None or change.new is None or change.change == "kind_changed":
            continue
        before, after = old.by_name[change.old], new.by_name[change.new]
        if after.classified is None:
            continue
        named = {one.id for one in after.classified.classes(after.config)}
        moved = {one.id for one in change.classes if one.to not in {(), (one.id,)}}
        gone = [one.id for one in _classes(before) if one.id not in named | moved]
        if gone:
            config = after.classified.inherit(after.config, before.config, gone)
            place = schema.fields.index(after.spec)
            replaced[place] = after.spec.model_copy(update={"config": config})
    return Schema(fields=tuple(replaced)), schema_map


def apply_map(schema_map: SchemaMap, new: CompiledSchema, values: Mapping[str, Any]) -> AppliedMap:
    """Old values (a label's or a judgment's, plain JSON by field) under the new schema.

    Values stored by an older version of their kind are upgraded (`CompiledField.read`) before.
    Every value that stands fits the new settings, save that it may name a retired class. Cost: a
    few microseconds a value.
    """
    stand: dict[str, Any] = {}
    models: dict[str, BaseModel] = {}
    moved: list[str] = []
    reopened: dict[str, str] = {}
    dropped: list[str] = []
    origin: dict[str, str] = {}
    for change in schema_map.fields:
        if change.old is None or values.get(change.old) is None:
            continue
        if change.new is None or change.new not in new.by_name:
            dropped.append(change.old)
            continue
        origin[change.new] = change.old
        before = values[change.old]
        model, reason = _move(change, new.by_name[change.new], before)
        if model is None:
            reopened[change.new] = reason
            continue
        models[change.new] = model
        stand[change.new] = new.by_name[change.new].plain(model)
        if change.new != change.old or stand[change.new] != before:
            moved.append(change.new)
    shown = new.shown(models)
    dropped += [origin[name] for name in stand if name not in shown]
    lacking = tuple(
        field.name
        for field in new.fields
        if field.name in shown and field.spec.required and field.name not in stand
    )
    return AppliedMap(
        {name: value for name, value in stand.items() if name in shown},
        tuple(name for name in moved if name in shown),
        {name: why for name, why in reopened.items() if name in shown},
        tuple(dropped),
        lacking,
    )


def preview_map(schema_map: SchemaMap, counts: Mapping[tuple[str, str | None], int]) -> MapPreview:
    """How many labels stay, move, are asked again or are dropped.

    `counts` are labels by (old field, class id), with None for answers that name no single class.
    A label of a multiple choice that is counted under several classes is counted as often here.
    Settings that became narrower are not seen by counts: `apply_map` over the labels finds those.
    """
    lines: list[MapLine] = []
    totals: Counter[str] = Counter()
    ordered = sorted(counts.items(), key=lambda one: (one[0][0], one[0][1] or ""))
    for (name, class_id), labels in ordered:
        field = next((one for one in schema_map.fields if one.old == name), None)
        if field is None or field.new is None:
            line = MapLine(name, class_id, "removed", (), "drops", labels)
        elif field.change == "kind_changed":
            line = MapLine(name, class_id, "kind_changed", (), "reopens", labels)
        else:
            same = ClassMap(class_id or "", "same", (class_id,) if class_id else ())
            one = next((one for one in field.classes if one.id == class_id), same)
            line = MapLine(name, class_id, one.change, one.to, one.effect, labels)
        totals[line.effect] += labels
        lines.append(line)
    return MapPreview(
        tuple(lines), totals["stays"], totals["moves"], totals["reopens"], totals["drops"]
    )


def _classes(field: CompiledField) -> list[ClassInfo]:
    return [] if field.classified is None else list(field.classified.classes(field.config))


def _map_classes(old: CompiledField, new: CompiledField, said: Explicit) -> tuple[ClassMap, ...]:
    after = {one.id: one for one in _classes(new)}
    moves = said.classes.get(old.name, {})
    arrivals = Counter(to[0] for to in moves.values() if len(to) == 1)
    before = _classes(old)
    # A class that keeps its id is one of those that a merge brings together.
    arrivals.update(one.id for one in before if one.id in after and one.id not in moves)
    maps: list[ClassMap] = []
    for one in before:
        now = after.get(one.id)
        to = moves.get(one.id)
        if to is not None and len(to) > 1:
            maps.append(ClassMap(one.id, "split", to))
        elif to is not None and to not in {(), (one.id,)}:
            change: ClassChange = "merged" if arrivals[to[0]] > 1 else "renamed"
            maps.append(ClassMap(one.id, change, to))
        elif now is None or to == () or (now.retired and not one.retired):
            if not (one.retired and to is None):
                maps.append(ClassMap(one.id, "retired", ()))
        elif now.name != one.name:
            maps.append(ClassMap(one.id, "renamed", (one.id,)))
    known = {one.id for one in before}
    maps += [ClassMap(one, "added", (one,)) for one in after if one not in known]
    return tuple(maps)


def _move(change: FieldMap, field: CompiledField, raw: Any) -> tuple[BaseModel | None, str]:
    """The moved value, or None and why it has to be asked again."""
    if change.change == "kind_changed":
        return None, "kind_changed"
    if field.classified is not None:
        splits = {one.id for one in change.classes if one.effect == "reopens"}
        moves = {one.id: one.to[0] for one in change.classes if one.effect == "moves"}
        try:
            named = field.classified.as_label(field.read(raw), field.config)
        except Invalid as error:
            return None, error.code
        if not splits.isdisjoint(named):
            return None, "split"
        raw = field.classified.relabel(raw, moves, field.config)
    value, problems = field.check(raw)
    if value is None and all(one.code in _STILL_STANDS for one in problems):
        value = field.kind.normal(field.read(raw), field.config)
    return value, "" if value is not None else problems[0].code
