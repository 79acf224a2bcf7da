"""Our own exports, read back: rows of labels and of judgments, known by their columns, gathered
into items. Works in the child process of an import; knows no database."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from ascertain.contracts.format import FileRefused, Format, ReadOptions, Record
from ascertain.contracts.source import FilePart
from ascertain.core import canonical
from ascertain.core.clock import from_datetime
from ascertain.core.errors import AscertainError, Unsupported
from ascertain.core.registry import Registry
from ascertain.formats.importing import READING_FAILED, RejectedRow
from ascertain.kinds.schema import CompiledField, CompiledSchema, compile_schema, parse_schema
from ascertain.services.returned import (
    JUDGMENTS,
    LABELS,
    GivenBack,
    Returned,
    ReturnedChunk,
)
from ascertain.sources.files import Files

_NAMES = (
    LABELS
    | JUDGMENTS
    | {"reason", "model", "gold_n", "judgments", "at", "seconds", "lease", "late", "counted"}
    | {"supersedes", "guideline", "judgment"}
)
_SLICE, _CONTENT = "slice.", "content."
_CHUNK = 250
_ROLES = ("label", "review", "adjudicate", "audit", "gold")


def _compiled(schema: Any, kinds: Mapping[str, str]) -> CompiledSchema:
    """The schema of a body; `kinds` maps the installed kinds to targets."""
    registry: Registry[Any] = Registry("kind", kinds)
    return compile_schema(parse_schema(schema, registry, missing="keep"), registry)


def read_export(
    part: FilePart,
    source: Files,
    formats: Registry[Format],
    options: ReadOptions,
    *,
    schema: Any,
    kinds: Mapping[str, str],
) -> Iterator[ReturnedChunk]:
    """The items of an export, whose rows stand together by key. `schema` is the body of the
    project's, `kinds` maps the installed kinds to targets."""
    reader = _Reader(part.source, _compiled(schema, kinds))
    items: list[Returned] = []
    try:
        for key, group in groupby(reader.records(part, source, formats, options), _key_of):
            made = reader.item(key, list(group))
            if made is not None:
                items.append(made)
            if len(items) + len(reader.rejected) >= _CHUNK:
                yield ReturnedChunk(items, reader.taken())
                items = []
    except (FileRefused, Unsupported) as error:
        reader.reject(None, None, error.code, error.message)
    except READING_FAILED as error:
        reader.reject(None, None, "unreadable", f"The file could not be read: {error}")
    if items or reader.rejected:
        yield ReturnedChunk(items, reader.taken())


def _key_of(record: Record) -> str:
    key = record.values.get("key")
    return key if isinstance(key, str) else canonical.dumps(key)


class _Reader:
    """Rows of one file, and what was wrong with some."""

    def __init__(self, source: str, schema: CompiledSchema) -> None:
        self.source = source
        self.schema = schema
        self.rejected: list[RejectedRow] = []

    def reject(self, row: int | None, key: str | None, code: str, message: str) -> None:
        self.rejected.append(RejectedRow(self.source, row, key, code, message))

    def taken(self) -> list[RejectedRow]:
        found, self.rejected = self.rejected, []
        return found

    def records(
        self, part: FilePart, source: Files, formats: Registry[Format], options: ReadOptions
    ) -> Iterator[Record]:
        with source.open(part) as stream:
            for batch in formats.get(part.format).read(stream, self.source, options):
                for bad in batch.rejected:
                    self.reject(bad.row, bad.key, bad.code, bad.message)
                yield from batch.records

    def item(self, key: str, records: Sequence[Record]) -> Returned | None:
        first = records[0]
        if not key.strip() or key == "null":
            self.reject(first.row, None, "key-missing", "The key is empty; every row needs one.")
            return None
        content = _content(first.values)
        text = None if not content else canonical.dumps(content)
        labels: dict[str, dict[str, Any]] = {}
        rows: list[tuple[int, Mapping[str, Any]]] = []
        for record in records:
            if "decision" in record.values:
                self._label(key, record, labels)
                nested = record.values.get("judgments") or []
                rows += [
                    (record.row, {"field": record.values.get("field"), **one})
                    for one in (canonical.loads(nested) if isinstance(nested, str) else nested)
                ]
            else:
                rows.append((record.row, record.values))
        return Returned(
            source=self.source,
            row=first.row,
            key=key,
            content_json=text,
            media_json='{"type":"text"}'
            if isinstance(content.get("text"), str)
            else '{"type":"record"}',
            sha256="" if text is None else hashlib.sha256(text.encode()).hexdigest(),
            slices={
                name.removeprefix(_SLICE): str(value)
                for name, value in first.values.items()
                if name.startswith(_SLICE) and value not in (None, "")
            },
            labels=labels,
            judgments=self._judgments(key, rows),
        )

    def _label(self, key: str, record: Record, labels: dict[str, dict[str, Any]]) -> None:
        values = record.values
        raw = values.get("value")
        if raw is None or raw == "":
            return
        found = self._value(key, record.row, values.get("field"), raw)
        if found is None:
            return
        field, value, class_id = found
        labels[field.name] = {
            "value": value,
            "class": class_id,
            "p": _number(values.get("p")),
            "n": int(_number(values.get("n")) or 0),
            "decision": values.get("decision") or None,
            "reason": values.get("reason") or None,
            "model": values.get("model") or None,
            "gold_n": int(_number(values.get("gold_n")) or 0),
        }

    def _value(
        self, key: str, row: int, name: Any, raw: Any
    ) -> tuple[CompiledField, Any, str | None] | None:
        field = self.schema.by_name.get(str(name))
        if field is None:
            known = ", ".join(self.schema.by_name)
            self.reject(
                row, key, "label-field", f"The schema has no field “{name}”. Fields: {known}."
            )
            return None
        value, problems = field.check(field.from_text(raw) if isinstance(raw, str) else raw)
        if value is None:
            reason = problems[0].message if problems else "It is not allowed."
            self.reject(row, key, "label-invalid", f"“{raw}” is no answer of “{name}”: {reason}")
            return None
        return field, field.plain(value), field.class_id(value)

    def _judgments(
        self, key: str, rows: Sequence[tuple[int, Mapping[str, Any]]]
    ) -> list[GivenBack]:
        by_id: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
        for row, values in rows:
            by_id.setdefault(str(values.get("judgment") or f"row {row}"), []).append((row, values))
        replaced = {str(values.get("supersedes")) for _, values in rows}
        found = []
        for name, some in by_id.items():
            row, facts = some[0]
            try:
                answers = {}
                for at_row, values in some:
                    if values.get("field") and values.get("value") not in (None, ""):
                        answer = self._value(key, at_row, values["field"], values["value"])
                        if answer is not None:
                            answers[answer[0].name] = answer[1]
                found.append(_given_back(name, facts, answers, current=name not in replaced))
            except (KeyError, ValueError, TypeError, AscertainError) as error:
                self.reject(row, key, "judgment-invalid", f"The judgment cannot be read: {error}.")
        return sorted(found, key=lambda one: (one.at, one.id))


def _given_back(
    name: str, facts: Mapping[str, Any], values: dict[str, Any], *, current: bool
) -> GivenBack:
    role = str(facts["role"])
    if role not in _ROLES:
        raise ValueError(f"no role is called “{role}”")
    return GivenBack(
        id=name,
        annotator=str(facts["annotator"]),
        role=role,
        outcome=str(facts["outcome"]),
        at=from_datetime(datetime.fromisoformat(str(facts["at"]))),
        active_ms=round((_number(facts.get("seconds")) or 0) * 1000),
        late=_truth(facts.get("late")),
        counted=_truth(facts.get("counted")),
        current=current,
        supersedes=facts.get("supersedes") or None,
        values=values,
    )


def _content(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix(_CONTENT): value
        for name, value in values.items()
        if name not in _NAMES and not name.startswith(_SLICE) and value not in (None, "")
    }


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


def _truth(value: Any) -> bool:
    return value is True or str(value).lower() in {"true", "1"}
