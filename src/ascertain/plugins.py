"""Gathers every registry once, at start-up: what the package brings, and what other packages offer
by entry points. A broken stranger is reported and never stops the start."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from types import MappingProxyType
from typing import Any

from ascertain import formats, kinds, sources, steps
from ascertain.contracts.format import Format, Writer
from ascertain.contracts.kind import Kind
from ascertain.contracts.source import Source
from ascertain.contracts.step import Step
from ascertain.contracts.truth import TruthMethod
from ascertain.core.registry import Registry, load
from ascertain.kinds.schema.fields import OWN_SETTINGS
from ascertain.quality import truth

GROUPS = ("kinds", "formats", "sources", "steps", "truth", "machines")

_PREFIX = "ascertain."

# What an object of each group has at least. Formats read, write, or both.
_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kinds": (
            "name",
            "version",
            "cardinality",
            "Value",
            "Config",
            "scale",
            "check",
            "normal",
            "distance",
            "merge",
            "upgrade",
        ),
        "formats": ("name", "endings"),
        "sources": ("name", "parts", "open"),
        "steps": ("name", "people", "exits", "bounded", "parse", "dump", "look"),
        "truth": ("__call__",),
        "machines": ("name",),
    }
)


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """An entry point that is not used, and why. `distribution` is empty where it is not known."""

    group: str
    name: str
    target: str
    distribution: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plugins:
    """What this installation can do. Frozen, and passed down from the composition root.

    `sources` are classes, made anew for each import. `formats` read and `writers` write;
    `endings` names the reader of a file's ending (lower case, with the dot). `broken` is for
    `doctor` and the log.
    """

    kinds: Registry[Kind[Any, Any]]
    formats: Registry[Format]
    writers: Registry[Writer]
    endings: Mapping[str, str]
    sources: Registry[type[Source]]
    steps: Registry[Step[Any]]
    truth: Registry[TruthMethod]
    machines: Registry[Any]
    broken: tuple[BrokenPlugin, ...] = ()


def gather(entry_points: Iterable[metadata.EntryPoint] | None = None) -> Plugins:
    """All plug-ins: built-in ones by name, loaded on first use; those of other packages are loaded
    and looked at here, so that a broken one is known at start-up and not in front of a person.

    Args:
        entry_points: those to look at; None: all that are installed, in the groups of `GROUPS`.
    """
    targets: dict[str, dict[str, str]] = {
        "kinds": dict(kinds.BUILT_IN),
        "formats": dict(formats.FORMATS),
        "writers": dict(formats.WRITERS),
        "sources": dict(sources.SOURCES),
        "steps": dict(steps.BUILT_IN),
        "truth": dict(truth.BUILT_IN),
        "machines": {},
    }
    endings = dict(formats.ENDINGS)
    broken: list[BrokenPlugin] = []
    found = _installed() if entry_points is None else entry_points
    for point in sorted(found, key=lambda one: (one.group, one.name, one.value)):
        group = point.group.removeprefix(_PREFIX)
        if group not in GROUPS or not point.group.startswith(_PREFIX):
            continue
        plugin, reason = _look_at(group, point)
        sorts = _sorts(group, plugin)
        if reason is None and any(point.name in targets[sort] for sort in sorts):
            reason = f"the name “{point.name}” is taken by another plug-in; rename one of them"
        if reason is not None:
            origin = "" if point.dist is None else point.dist.name
            broken.append(BrokenPlugin(group, point.name, point.value, origin, reason))
            continue
        for sort in sorts:
            targets[sort][point.name] = point.value
        if "formats" in sorts:
            for ending in plugin.endings:
                endings.setdefault(ending, point.name)
    return Plugins(
        kinds=Registry("kind", targets["kinds"]),
        formats=Registry("format", targets["formats"]),
        writers=Registry("format", targets["writers"]),
        endings=MappingProxyType(endings),
        sources=Registry("source", targets["sources"]),
        steps=Registry("step", targets["steps"]),
        truth=Registry("truth", targets["truth"]),
        machines=Registry("machine", targets["machines"]),
        broken=tuple(broken),
    )


def _installed() -> list[metadata.EntryPoint]:
    return [point for group in GROUPS for point in metadata.entry_points(group=_PREFIX + group)]


def _sorts(group: str, plugin: Any) -> tuple[str, ...]:
    """The registries that a plug-in goes into."""
    if group != "formats":
        return (group,)
    reads, writes = hasattr(plugin, "read"), hasattr(plugin, "encode")
    return ("formats",) * reads + ("writers",) * writes


def _look_at(group: str, point: metadata.EntryPoint) -> tuple[Any, str | None]:
    """The plug-in, and what is wrong with it."""
    try:
        plugin = load(point.value)
        return plugin, _fault(group, point.name, plugin)
    except Exception as error:  # noqa: BLE001 - the module of a stranger may raise anything
        return None, f"it cannot be loaded: {type(error).__name__}: {error}"


def _fault(group: str, name: str, plugin: Any) -> str | None:
    if isinstance(plugin, type) != (group == "sources"):
        wanted, given = ("a class", "an object") if group == "sources" else ("an object", "a class")
        return f"it is {given}; name {wanted} in the entry point"
    absent = [part for part in _PARTS[group] if not hasattr(plugin, part)]
    if absent:
        return f"it has no {', '.join(absent)}; see the contract in ascertain.contracts"
    if group != "truth" and plugin.name != name:
        return f"its name is “{plugin.name}”, the entry point says “{name}”; make them the same"
    more: Callable[[Any], str | None] | None = _MORE.get(group)
    return None if more is None else more(plugin)


def _kind_fault(kind: Any) -> str | None:
    if kind.cardinality != "one":
        return "it holds several objects a field, which this version does not serve yet"
    clash = sorted(OWN_SETTINGS & set(kind.Config.model_fields))
    if clash:
        return f"its setting “{clash[0]}” is one that every field has; rename it"
    return None


def _format_fault(plugin: Any) -> str | None:
    if not hasattr(plugin, "read") and not hasattr(plugin, "encode"):
        return "it has neither read nor encode; see ascertain.contracts.format"
    return None


_MORE: Mapping[str, Callable[[Any], str | None]] = MappingProxyType(
    {"kinds": _kind_fault, "formats": _format_fault}
)
