"""What is asked: the named fields of a schema version, the check of values against them, and the
map from one version to the next."""

from ascertain.kinds.schema.fields import FieldSpec, Schema, parse_schema
from ascertain.kinds.schema.maps import (
    AppliedMap,
    ClassMap,
    FieldMap,
    MapLine,
    MapPreview,
    SchemaMap,
    apply_map,
    map_schema,
    next_version,
    preview_map,
)
from ascertain.kinds.schema.values import (
    CheckedValue,
    CheckedValues,
    CompiledField,
    CompiledSchema,
    check_values,
    compile_schema,
)

__all__ = [
    "AppliedMap",
    "CheckedValue",
    "CheckedValues",
    "ClassMap",
    "CompiledField",
    "CompiledSchema",
    "FieldMap",
    "FieldSpec",
    "MapLine",
    "MapPreview",
    "Schema",
    "SchemaMap",
    "apply_map",
    "check_values",
    "compile_schema",
    "map_schema",
    "next_version",
    "parse_schema",
    "preview_map",
]
