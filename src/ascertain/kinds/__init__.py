"""What can be annotated, one file each, and the schema that names fields of those kinds."""

from types import MappingProxyType

BUILT_IN = MappingProxyType(
    {
        "choice": "ascertain.kinds.choice:CHOICE",
        "number": "ascertain.kinds.number:NUMBER",
        "text": "ascertain.kinds.text:TEXT",
    }
)
"""Kind to target, loaded on first use."""
