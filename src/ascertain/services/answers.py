"""Known answers in the rows of an import: checked against the schema, and brought into the form
that is stored. Loaded by the child process only where there are some.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ascertain.core import canonical
from ascertain.core.registry import Registry
from ascertain.formats.importing import Chunk, ImportRow, RejectedRow
from ascertain.kinds.schema import CompiledSchema, compile_schema, parse_schema


def checker(schema: Any, kinds: Mapping[str, str]) -> Callable[[Chunk], Chunk]:
    """Checks chunks against the body of a schema; `kinds` maps the installed kinds to targets."""
    registry: Registry[Any] = Registry("kind", kinds)
    compiled = compile_schema(parse_schema(schema, registry, missing="keep"), registry)
    return lambda chunk: _with_gold(chunk, compiled)


def _with_gold(chunk: Chunk, schema: CompiledSchema) -> Chunk:
    """Known answers in stored form; a row whose answer the schema does not allow is rejected."""
    rows: list[ImportRow] = []
    rejected = list(chunk.rejected)
    for row in chunk.rows:
        answers, fault = _answers(row, schema)
        if fault is None:
            rows.append(msgspec.structs.replace(row, gold=answers))
        else:
            rejected.append(RejectedRow(row.source, row.row, row.key, "gold-invalid", fault))
    if len({bad.source for bad in rejected}) == 1:
        rejected.sort(key=lambda bad: bad.row or 0)
    return Chunk(rows, rejected)


def _answers(row: ImportRow, schema: CompiledSchema) -> tuple[dict[str, Any], str | None]:
    answers: dict[str, Any] = {}
    for name, raw in row.gold.items():
        field = schema.by_name[name]
        value, problems = field.check(field.from_text(raw) if isinstance(raw, str) else raw)
        if value is None:
            shown = raw if isinstance(raw, str) else canonical.dumps(raw)
            reason = problems[0].message if problems else "It is not allowed."
            return {}, f"“{shown[:80]}” is no answer of “{name}”: {reason}"
        answers[name] = field.plain(value)
    return answers, None
