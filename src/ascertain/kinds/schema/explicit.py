"""What an owner says about the map between two schema versions, checked against both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ascertain.core.errors import Problem
from ascertain.kinds.schema.problems import nearest, pointer, refuse
from ascertain.kinds.schema.values import CompiledField, CompiledSchema

_FORM = 'Say for each field where its classes go: {"field": {"old": "new"}}.'


@dataclass(frozen=True, slots=True)
class Explicit:
    """Old field → new field; old field → old class → its new classes (none: retired)."""

    fields: Mapping[str, str]
    classes: Mapping[str, Mapping[str, tuple[str, ...]]]


def read_explicit(
    explicit: Mapping[str, Any],
    renamed: Mapping[str, str],
    old: CompiledSchema,
    new: CompiledSchema,
) -> Explicit:
    """The checked form of what `maps.map_schema` is told.

    Raises:
        Invalid: `schema.map-form`, `-field`, `-class`, `-target`, `-split`, `-live`; pointers
            begin with `/map` or `/renamed`.
    """
    problems: list[Problem] = []
    fields = _read_fields(renamed, old, new, problems)
    classes: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, moves in explicit.items():
        where = pointer("map", name)
        before, after = old.by_name.get(name), new.by_name.get(fields.get(name, name))
        if before is None or after is None:
            problems.append(_unknown_field(name, old.by_name, where))
        elif not isinstance(moves, Mapping):
            problems.append(Problem("schema.map-form", _FORM, where))
        else:
            classes[name] = _read_classes(moves, before, after, where, problems)
    refuse(problems)
    return Explicit(fields, classes)


def _read_fields(
    renamed: Mapping[str, str], old: CompiledSchema, new: CompiledSchema, problems: list[Problem]
) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, target in renamed.items():
        where = pointer("renamed", name)
        if name not in old.by_name:
            problems.append(_unknown_field(name, old.by_name, where))
        elif target not in new.by_name:
            problems.append(_unknown_field(target, new.by_name, where))
        elif target in fields.values():
            twice = f"Two fields become “{target}”; only one can."
            problems.append(Problem("schema.map-field", twice, where))
        else:
            fields[name] = target
    return fields


def _unknown_field(name: Any, known: Iterable[str], where: str) -> Problem:
    hint = nearest(str(name), known)
    return Problem("schema.map-field", f"There is no field “{name}”.{hint}", where)


def _read_classes(
    moves: Mapping[str, Any],
    before: CompiledField,
    after: CompiledField,
    base: str,
    problems: list[Problem],
) -> dict[str, tuple[str, ...]]:
    known = _ids(before)
    now = (
        {}
        if after.classified is None
        else {one.id: one.retired for one in after.classified.classes(after.config)}
    )
    read: dict[str, tuple[str, ...]] = {}
    for class_id, target in moves.items():
        where = base + pointer(class_id)
        to = _targets(target)
        fault: tuple[str, str] | None = None
        if to is None:
            fault = ("schema.map-form", "Give one class id, a list of ids, or null.")
        elif class_id not in known:
            fault = ("schema.map-class", f"The old field has no class “{class_id}”.")
        elif strangers := [one for one in to if now.get(one, True)]:
            gone = f"“{strangers[0]}” is not a class of the new field that can be chosen."
            fault = ("schema.map-target", gone + nearest(strangers[0], now))
        elif isinstance(target, list | tuple) and len(set(to)) < 2:  # noqa: PLR2004 - two halves
            fault = ("schema.map-split", "A split needs two classes or more.")
        elif now.get(class_id) is False and class_id not in to:
            live = f"“{class_id}” can still be chosen in the new version; retire it or keep it."
            fault = ("schema.map-live", live)
        if fault is not None or to is None:
            problems.append(Problem(*(fault or ("schema.map-form", _FORM)), where))
            continue
        read[class_id] = to
    return read


def _targets(target: Any) -> tuple[str, ...] | None:
    if target is None:
        return ()
    parts: Sequence[Any] = target if isinstance(target, list | tuple) else (target,)
    if not all(isinstance(part, str) for part in parts):
        return None
    return tuple(dict.fromkeys(parts))


def _ids(field: CompiledField) -> set[str]:
    if field.classified is None:
        return set()
    return {one.id for one in field.classified.classes(field.config)}
