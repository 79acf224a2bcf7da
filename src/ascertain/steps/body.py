"""Reads the settings of a step with one problem per mistake; what every step file uses."""

from collections.abc import Iterable, Mapping
from typing import Any

from ascertain.core.errors import Invalid, Problem


def mapping(
    body: Any, allowed: Iterable[str], pointer: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """The body as a mapping, and a problem for each name that is not allowed (or for a body that
    is not a mapping at all, which then reads as empty)."""
    names = tuple(allowed)
    if not isinstance(body, Mapping):
        return {}, [Problem("flow.not-a-mapping", "Give settings by name, or {}.", pointer)]
    settings = ", ".join(names) or "none"
    return dict(body), [
        Problem(
            "flow.unknown-setting",
            f"There is no setting “{name}” here. Settings: {settings}.",
            f"{pointer}/{escape(str(name))}",
        )
        for name in body
        if name not in names
    ]


def whole(
    body: Mapping[str, Any], name: str, default: int, *, least: int, most: int, pointer: str = ""
) -> tuple[int, list[Problem]]:
    """A whole number between two bounds, or the default and a problem."""
    value = body.get(name, default)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value, []
    return default, [
        Problem(
            "flow.bad-value",
            f"{name} is a whole number from {least} to {most}, such as {default}.",
            f"{pointer}/{name}",
        )
    ]


def refuse(problems: Iterable[Problem]) -> None:
    """Raises `flow.invalid` if there is any problem."""
    found = tuple(problems)
    if found:
        raise Invalid("flow.invalid", found[0].message, found)


def escape(name: str) -> str:
    """A name as a segment of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
