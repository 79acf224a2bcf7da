"""Truth methods by name. Loaded on first use: the arrays' libraries stay out of a process that
only serves work."""

from ascertain.contracts.truth import TruthMethod
from ascertain.core.registry import Registry

BUILT_IN = {
    "majority": "ascertain.quality.truth.majority:infer",
    "ds": "ascertain.quality.truth.dawid_skene:infer",
}

METHODS: Registry[TruthMethod] = Registry("truth method", BUILT_IN)
