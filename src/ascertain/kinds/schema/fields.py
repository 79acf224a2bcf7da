"""The fields of a schema version: from what an owner writes to the one form that is stored.

A field is flat: `{name, kind, title?, hint?, required, shown_when?, ...settings of the kind}`."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError

from ascertain.contracts.kind import Classified, ItemFacts, Kind
from ascertain.core.errors import Problem, Unsupported
from ascertain.core.registry import Registry
from ascertain.kinds.schema.problems import (
    name_of_json,
    nearest,
    pointer,
    refuse,
    setting_problems,
    value_problems,
)
from ascertain.kinds.words import plain_line, plain_text

MAX_FIELDS = 50
MAX_NAME = 40

AnyKind = Kind[Any, Any]

_NAME = re.compile(rf"[a-z][a-z0-9_]{{0,{MAX_NAME - 1}}}")


class FieldSpec(BaseModel):
    """One field.

    `shown_when` maps earlier fields to the answers under which this one is shown; all must hold.
    `config` is the kind's own frozen model. Where the kind is not installed, `config` is None,
    `missing` says why, and `settings` holds what was stored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: StrictStr
    kind: StrictStr
    title: Annotated[StrictStr, Field(max_length=200)] | None = None
    hint: Annotated[StrictStr, Field(max_length=10_000)] | None = None
    required: StrictBool = True
    shown_when: Mapping[str, tuple[Any, ...]] = Field(default_factory=dict)
    config: Any = Field(default=None, exclude=True)
    settings: Mapping[str, Any] = Field(default_factory=dict, exclude=True)
    missing: StrictStr | None = Field(default=None, exclude=True)

    @field_validator("name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise PydanticCustomError(
                "schema.field-name",
                "a field's name is made of a to z, 0 to 9 and _, begins with a letter and has at"
                " most {most} characters; put other words into its title",
                {"most": MAX_NAME},
            )
        return name

    @field_validator("title")
    @classmethod
    def _one_line(cls, text: str | None) -> str | None:
        return None if text is None else plain_line(text)

    @field_validator("hint")
    @classmethod
    def _plain(cls, text: str | None) -> str | None:
        return None if text is None else plain_text(text)

    @field_validator("shown_when", mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return {} if raw is None else raw
        return {
            name: tuple(wanted) if isinstance(wanted, list | tuple) else (wanted,)
            for name, wanted in raw.items()
        }

    def canonical(self) -> dict[str, Any]:
        """The flat form that is stored; settings that are not set are left out."""
        flat: dict[str, Any] = {"name": self.name, "kind": self.kind, "required": self.required}
        if self.title is not None:
            flat["title"] = self.title
        if self.hint is not None:
            flat["hint"] = self.hint
        if self.shown_when:
            flat["shown_when"] = {name: list(wanted) for name, wanted in self.shown_when.items()}
        if isinstance(self.config, BaseModel):
            return {**flat, **self.config.model_dump(mode="json", exclude_none=True)}
        return {**flat, **self.settings}


OWN_SETTINGS = frozenset({"name", "kind", "title", "hint", "required", "shown_when"})


class Schema(BaseModel):
    """All fields of one schema version, in the order in which they are asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[FieldSpec, ...]

    @property
    def read_only(self) -> str | None:
        """Why nothing can be judged under this schema here, or None if it can."""
        reasons = [field.missing for field in self.fields if field.missing is not None]
        return " ".join(dict.fromkeys(reasons)) or None

    def field(self, name: str) -> FieldSpec | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def canonical(self) -> dict[str, Any]:
        """The body to store. Parsing it again gives an equal schema."""
        return {"fields": [field.canonical() for field in self.fields]}


def parse_schema(
    body: Mapping[str, Any],
    kinds: Registry[AnyKind],
    *,
    missing: Literal["refuse", "keep"] = "refuse",
) -> Schema:
    """The schema that a body describes.

    With `missing="keep"` fields whose kind is not installed are kept raw, so that a stored schema
    can always be read; `Schema.read_only` then says why.

    Raises:
        Invalid: with `schema.*` problems, each pointing into the body; the code is the first's.
    """
    problems: list[Problem] = []
    if not isinstance(body, Mapping) or not isinstance(body.get("fields"), list | tuple):
        refuse([Problem("schema.no-fields", "A schema is an object with a list “fields”.")])
    problems += [
        Problem(
            "schema.unknown-setting",
            f"A schema has no setting “{word}”.{nearest(str(word), ['fields'])}",
            pointer(word),
        )
        for word in body
        if word != "fields"
    ]
    raws: Sequence[Any] = body["fields"]
    if not raws:
        problems.append(
            Problem("schema.no-fields", "Ask at least one thing: add a field.", "/fields")
        )
    if len(raws) > MAX_FIELDS:
        many = f"{len(raws)} fields are too many for one screen; at most {MAX_FIELDS} fit."
        problems.append(Problem("schema.too-many-fields", many, "/fields"))
        refuse(problems)
    fields: list[FieldSpec] = []
    for place, raw in enumerate(raws):
        field, found = _parse_field(raw, kinds, pointer("fields", place), missing=missing)
        problems += found
        if field is None:
            continue
        if any(field.name == earlier.name for earlier in fields):
            twice = f"Two fields are named “{field.name}”; each needs its own name."
            where = pointer("fields", place, "name")
            problems.append(Problem("schema.field-duplicate", twice, where))
        fields.append(field)
    settled, found = _settle_conditions(fields, _names(raws), kinds)
    problems += found
    refuse(problems)
    return Schema(fields=tuple(settled))


def _names(raws: Sequence[Any]) -> list[str | None]:
    """Names of all fields by place, also of those that have other faults."""
    names = (raw.get("name") if isinstance(raw, Mapping) else None for raw in raws)
    return [name if isinstance(name, str) else None for name in names]


def _parse_field(
    raw: Any, kinds: Registry[AnyKind], base: str, *, missing: Literal["refuse", "keep"]
) -> tuple[FieldSpec | None, list[Problem]]:
    if not isinstance(raw, Mapping):
        what = f"A field is an object with name and kind, not {name_of_json(raw)}."
        return None, [Problem("schema.field", what, base)]
    own = {word: raw[word] for word in raw if word in OWN_SETTINGS}
    settings = {str(word): raw[word] for word in raw if word not in OWN_SETTINGS}
    problems: list[Problem] = []
    field: FieldSpec | None = None
    try:
        field = FieldSpec.model_validate(own)
    except ValidationError as error:
        problems += setting_problems(error, own, base, OWN_SETTINGS)
    name = raw.get("kind")
    if not isinstance(name, str):
        return None, problems
    try:
        kind = kinds.get(name)
    except Unsupported as error:
        if missing == "keep" and field is not None:
            kept = {"settings": settings, "missing": error.message}
            return field.model_copy(update=kept), problems
        hint = nearest(name, kinds)
        unknown = Problem("schema.unknown-kind", error.message + hint, base + "/kind")
        return None, [*problems, unknown]
    try:
        config = kind.Config.model_validate(settings)
    except ValidationError as error:
        known = [*kind.Config.model_fields, *OWN_SETTINGS]
        return None, problems + setting_problems(error, settings, base, known)
    return (field and field.model_copy(update={"config": config})), problems


def _settle_conditions(
    fields: Sequence[FieldSpec], names: Sequence[str | None], kinds: Registry[AnyKind]
) -> tuple[list[FieldSpec], list[Problem]]:
    """Fields with conditions in stored form, and what is wrong with the conditions."""
    settled: list[FieldSpec] = []
    problems: list[Problem] = []
    for field in fields:
        here = names.index(field.name)
        wanted_by_source: dict[str, tuple[Any, ...]] = {}
        for source_name, wanted in field.shown_when.items():
            where = pointer("fields", here, "shown_when", source_name)
            fault = _source_fault(field.name, source_name, here, names)
            source = next((one for one in settled if one.name == source_name), None)
            if fault is not None:
                problems.append(Problem(fault[0], fault[1], where))
            elif source is not None:
                values, found = _settle_wanted(source, wanted, kinds, where)
                problems += found
                wanted_by_source[source_name] = values
        settled.append(field.model_copy(update={"shown_when": wanted_by_source}))
    return settled, problems


def _source_fault(
    name: str, source: str, here: int, names: Sequence[str | None]
) -> tuple[str, str] | None:
    if source == name:
        return "schema.condition-self", f"“{name}” cannot depend on itself."
    if source not in names:
        hint = nearest(source, [other for other in names if other is not None])
        return "schema.condition-field", f"There is no field “{source}”.{hint}"
    if names.index(source) > here:
        later = f"“{source}” is asked after “{name}”; move it before."
        return "schema.condition-later", later
    return None


def _settle_wanted(
    source: FieldSpec, wanted: Sequence[Any], kinds: Registry[AnyKind], where: str
) -> tuple[tuple[Any, ...], list[Problem]]:
    if not wanted:
        none = "Name at least one answer under which the field is shown."
        return (), [Problem("schema.condition-value", none, where)]
    if source.config is None:
        return tuple(wanted), []
    kind = kinds.get(source.kind)
    if isinstance(kind, Classified):
        known = [one.id for one in kind.classes(source.config)]
        strangers = [value for value in wanted if value not in known]
        return tuple(dict.fromkeys(value for value in wanted if value in known)), [
            Problem(
                "schema.condition-value",
                f"“{source.name}” has no class “{value}”, so this could never be shown."
                + nearest(str(value), known[:1000]),
                where,
            )
            for value in strangers
        ]
    values: list[Any] = []
    problems: list[Problem] = []
    for raw in wanted:
        try:
            value = kind.Value.model_validate(raw)
        except ValidationError as error:
            found = value_problems(error, raw, source.kind)
        else:
            found = list(kind.check(value, source.config, ItemFacts()))
            values.append(kind.normal(value, source.config).model_dump(mode="json"))
        problems += [
            Problem(
                "schema.condition-value",
                f"“{source.name}” can never be {raw!r}: {problem.message}",
                where,
            )
            for problem in found
        ]
    return tuple(values), problems
