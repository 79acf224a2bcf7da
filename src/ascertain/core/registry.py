"""Registries of plug-ins: a name to `"package.module:attribute"`, loaded on first use, so that
start-up stays light and no import hides inside a function."""

import importlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ascertain.core.errors import Unsupported

T = TypeVar("T")


def load(target: str) -> Any:
    """The object that `"package.module:attribute"` names.

    Raises:
        ImportError, AttributeError: as Python does, if it is not there.
    """
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


class Registry(Generic[T]):
    """A frozen mapping from names to lazily loaded plug-ins of one sort.

    `noun` is used in messages ("kind", "format"). Loading is cached per registry.
    """

    def __init__(self, noun: str, targets: Mapping[str, str]) -> None:
        self.noun = noun
        self._targets = MappingProxyType(dict(targets))
        self._loaded: dict[str, T] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._targets

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._targets))

    def __len__(self) -> int:
        return len(self._targets)

    @property
    def targets(self) -> Mapping[str, str]:
        """Name to target: what another process needs to make the same registry."""
        return self._targets

    def get(self, name: str) -> T:
        """The plug-in of that name.

        Raises:
            Unsupported: `<noun>.unknown`, naming those that are installed, or `<noun>.broken` if
                it is registered and cannot be imported.
        """
        if name in self._loaded:
            return self._loaded[name]
        if name not in self._targets:
            known = ", ".join(self) or "none"
            raise Unsupported(
                f"{self.noun}.unknown",
                f"No {self.noun} named “{name}” is installed. Installed: {known}.",
            )
        try:
            plugin: T = load(self._targets[name])
        except (ImportError, AttributeError) as error:
            raise Unsupported(
                f"{self.noun}.broken",
                f"The {self.noun} “{name}” is registered as {self._targets[name]} but cannot be "
                f"loaded: {error}. Install the package that brings it.",
            ) from error
        self._loaded[name] = plugin
        return plugin
