"""Ascertain: training data that can be trusted."""

from typing import TYPE_CHECKING, Any

from ascertain.core.registry import load

if TYPE_CHECKING:
    from ascertain.embedded import connect

__all__ = ["__version__", "connect"]

__version__ = "0.1.0"

_LAZY = {"connect": "ascertain.embedded:connect"}


def __getattr__(name: str) -> Any:
    """What is public, loaded on first use: importing the package stays light."""
    if name in _LAZY:
        return load(_LAZY[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
