"""What a flow can do: one file per sort of step, the flow document, and the executor's core."""

from types import MappingProxyType
from typing import Any

from ascertain.contracts.step import Step
from ascertain.core.registry import Registry

AnyStep = Step[Any]
Steps = Registry[AnyStep]

BUILT_IN = MappingProxyType(
    {
        "label": "ascertain.steps.label:STEP",
        "review": "ascertain.steps.review:STEP",
        "end": "ascertain.steps.end:STEP",
    }
)
