"""Truth methods by name. Loaded on first use: the arrays' libraries stay out of a process that
only serves work."""

from types import MappingProxyType

BUILT_IN = MappingProxyType(
    {
        "majority": "ascertain.quality.truth.majority:infer",
        "ds": "ascertain.quality.truth.dawid_skene:infer",
    }
)
