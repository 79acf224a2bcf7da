"""Values against a schema: a schema version is compiled once and kept by whoever serves it, and
then checks the values of a judgment in microseconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from ascertain.contracts.kind import Classified, ItemFacts, ShowsRow, ShowsText
from ascertain.contracts.scale import Nominal, Ordinal, Scale
from ascertain.core import canonical
from ascertain.core.errors import Problem, Unsupported
from ascertain.core.registry import Registry
from ascertain.kinds.schema.fields import AnyKind, FieldSpec, Schema
from ascertain.kinds.schema.problems import nearest, pointer, refuse, value_problems

NO_FACTS = ItemFacts()


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """One field's answer as it is stored.

    `value` is plain JSON in normal form, `model` the same as the kind's `Value`; `class_id` is set
    for a choice of one class.
    """

    field: str
    kind: str
    kind_version: int
    value: Any
    class_id: str | None
    model: BaseModel

    @property
    def text(self) -> str:
        """Canonical JSON text of the value."""
        return canonical.dumps(self.value)


@dataclass(frozen=True, slots=True)
class CheckedValues:
    """The answers of one judgment in the order of the schema, and which fields were shown."""

    answers: tuple[CheckedValue, ...]
    shown: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Field → JSON value: the wire form of `values`."""
        return {answer.field: answer.value for answer in self.answers}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a field: `source` must have given one of `wanted`."""

    source: "CompiledField"
    classes: frozenset[str]
    texts: frozenset[str]

    def holds(self, answer: BaseModel) -> bool:
        """Whether an answer of the source field is among those wanted."""
        classified = self.source.classified
        if classified is not None:
            return not self.classes.isdisjoint(classified.as_label(answer, self.source.config))
        return canonical.dumps(self.source.plain(answer)) in self.texts


@dataclass(frozen=True, slots=True)
class CompiledField:
    """One field with its kind at hand."""

    spec: FieldSpec
    kind: AnyKind
    config: BaseModel
    scale: Scale
    conditions: tuple[Condition, ...]
    # The views that the kind offers: asking a protocol each time would cost more than the check.
    classified: Classified[Any, Any] | None
    in_words: ShowsText[Any, Any] | None
    in_cells: ShowsRow[Any, Any] | None

    @property
    def name(self) -> str:
        """The field's name."""
        return self.spec.name

    def read(self, raw: Any, *, version: int | None = None) -> BaseModel:
        """The model of a stored value, upgraded from the kind's `version` that stored it.

        Raises:
            Invalid: `value.*` if it has not the form of the kind.
            Unsupported: `kind.newer` if a newer version of the kind stored it.
        """
        if version is not None and version != self.kind.version:
            raw = self.kind.upgrade(raw, version)
        try:
            value: BaseModel = self.kind.Value.model_validate(raw)
        except ValidationError as error:
            refuse(value_problems(error, raw, self.kind.name))
            raise
        return value

    def check(self, raw: Any, item: ItemFacts = NO_FACTS) -> tuple[BaseModel | None, list[Problem]]:
        """The value in normal form, or what is wrong with it (pointers relative to the value)."""
        try:
            value = self.kind.Value.model_validate(raw)
        except ValidationError as error:
            return None, value_problems(error, raw, self.kind.name)
        problems = self.kind.check(value, self.config, item)
        if problems:
            return None, list(problems)
        return self.kind.normal(value, self.config), []

    def checked(self, value: BaseModel) -> CheckedValue:
        """A value in normal form as it is stored."""
        return CheckedValue(
            self.spec.name,
            self.kind.name,
            self.kind.version,
            self.plain(value),
            self.class_id(value),
            value,
        )

    def plain(self, value: BaseModel) -> Any:
        """The wire and stored form of a value."""
        return value.model_dump(mode="json")

    def class_id(self, value: BaseModel) -> str | None:
        """The one class of a value whose scale is classes, else None."""
        if self.classified is not None and isinstance(self.scale, Nominal | Ordinal):
            return self.classified.as_label(value, self.config)[0]
        return None

    def text(self, value: BaseModel) -> str:
        """The value in words; its canonical JSON where the kind has no words for it."""
        if self.in_words is not None:
            return self.in_words.as_text(value, self.config)
        return canonical.dumps(self.plain(value))

    def row(self, value: BaseModel) -> Mapping[str, Any]:
        """Cells of a table, `value` among them; canonical JSON where the kind has no cells."""
        if self.in_cells is not None:
            return self.in_cells.as_row(value, self.config)
        return {"value": canonical.dumps(self.plain(value))}

    def from_text(self, text: str) -> Any:
        """The unchecked wire form of what stands in a cell of a table; check it next."""
        if self.in_cells is not None:
            return self.in_cells.from_text(text, self.config)
        try:
            return canonical.loads(text)
        except ValueError:
            return text


@dataclass(frozen=True, slots=True)
class CompiledSchema:
    """A schema version with its kinds at hand; immutable, shared between threads.

    `fields` leaves out those whose kind is not installed (`schema.read_only` says why).
    """

    schema: Schema
    fields: tuple[CompiledField, ...]
    by_name: Mapping[str, CompiledField]

    def shown(self, answers: Mapping[str, BaseModel]) -> tuple[str, ...]:
        """Names of the fields that are shown when these answers were given."""
        shown: list[str] = []
        for field in self.fields:
            if _holds(field, answers, shown):
                shown.append(field.spec.name)
        return tuple(shown)

    def check(self, values: Mapping[str, Any], *, item: ItemFacts = NO_FACTS) -> CheckedValues:
        """The values of a judgment in stored form. A null counts as not given.

        Raises:
            Invalid: with `value.*` problems that point at `/values/<field>…`; the code is the
                first's.
            Unsupported: `schema.read-only` if a kind of the schema is not installed.
        """
        if len(self.fields) < len(self.schema.fields):
            raise Unsupported("schema.read-only", self.schema.read_only or "A kind is missing.")
        problems = self._strangers(values)
        answers: dict[str, BaseModel] = {}
        faulty: set[str] = set()
        shown: list[str] = []
        checked: list[CheckedValue] = []
        for field in self.fields:
            name = field.spec.name
            raw = values.get(name)
            if field.conditions:
                if any(one.source.spec.name in faulty for one in field.conditions):
                    faulty.add(name)
                    continue
                if not _holds(field, answers, shown):
                    if raw is not None:
                        problems.append(_not_shown(field))
                    continue
            shown.append(name)
            if raw is None:
                if field.spec.required:
                    problems.append(_missing(field))
                continue
            value, found = field.check(raw, item)
            if value is None:
                base = pointer("values", name)
                problems += [Problem(one.code, one.message, base + one.pointer) for one in found]
                faulty.add(name)
                continue
            answers[name] = value
            checked.append(field.checked(value))
        refuse(problems)
        return CheckedValues(tuple(checked), tuple(shown))

    def _strangers(self, values: Mapping[str, Any]) -> list[Problem]:
        return [
            Problem(
                "value.unknown-field",
                f"The schema has no field “{name}”.{nearest(str(name), self.by_name)}",
                pointer("values", name),
            )
            for name in values
            if name not in self.by_name
        ]


def compile_schema(schema: Schema, kinds: Registry[AnyKind]) -> CompiledSchema:
    """Looks up the kinds once. Fields whose kind is not installed are left out, and nothing can
    then be judged under the schema.
    """
    fields: dict[str, CompiledField] = {}
    for spec in schema.fields:
        if spec.config is None:
            continue
        kind = kinds.get(spec.kind)
        conditions = [
            _condition(fields[name], wanted)
            for name, wanted in spec.shown_when.items()
            if name in fields
        ]
        fields[spec.name] = CompiledField(
            spec,
            kind,
            spec.config,
            kind.scale(spec.config),
            tuple(conditions),
            classified=kind if isinstance(kind, Classified) else None,
            in_words=kind if isinstance(kind, ShowsText) else None,
            in_cells=kind if isinstance(kind, ShowsRow) else None,
        )
    return CompiledSchema(schema, tuple(fields.values()), fields)


def check_values(
    schema: Schema,
    kinds: Registry[AnyKind],
    values: Mapping[str, Any],
    *,
    item: ItemFacts = NO_FACTS,
) -> CheckedValues:
    """Compiles and checks in one go; where speed matters keep the compiled schema instead."""
    return compile_schema(schema, kinds).check(values, item=item)


def _condition(source: CompiledField, wanted: Sequence[Any]) -> Condition:
    if source.classified is not None:
        return Condition(source, frozenset(wanted), frozenset())
    return Condition(source, frozenset(), frozenset(canonical.dumps(one) for one in wanted))


def _holds(field: CompiledField, answers: Mapping[str, BaseModel], shown: Sequence[str]) -> bool:
    return all(
        one.source.spec.name in shown
        and (answer := answers.get(one.source.spec.name)) is not None
        and one.holds(answer)
        for one in field.conditions
    )


def _missing(field: CompiledField) -> Problem:
    what = field.spec.title or field.spec.name
    return Problem("value.missing", f"Answer “{what}”.", pointer("values", field.spec.name))


def _not_shown(field: CompiledField) -> Problem:
    what = field.spec.title or field.spec.name
    return Problem(
        "value.not-shown",
        f"“{what}” is not asked after these answers; leave it out.",
        pointer("values", field.spec.name),
    )
