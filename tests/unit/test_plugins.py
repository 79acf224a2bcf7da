"""Registries gathered at start-up: built-in plug-ins, strangers by entry point, broken strangers,
and what is left when one is taken away."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from ascertain.contracts.kind import Kind
from ascertain.core.errors import Invalid, Unsupported
from ascertain.kinds.number import NumberConfig, NumberKind
from ascertain.kinds.schema import check_values, compile_schema, parse_schema
from ascertain.plugins import GROUPS, gather
from tests.plugins.stars_at_hand import HERE, STARS, install, uninstall

BODY = {"fields": [{"name": "rating", "kind": "stars", "top": 7}]}


class _Many(NumberKind):
    cardinality = "many"


class _Greedy(NumberKind):
    class Config(NumberConfig):
        """Has a setting that every field has."""

        title: str = ""


class _ReadsNothing:
    name = "it"
    endings = (".it",)


class _Writes(_ReadsNothing):
    def encode(self) -> None:
        """Only there to be found."""


class _Both(_Writes):
    def read(self) -> None:
        """Only there to be found."""


class _Place(_ReadsNothing):
    def parts(self) -> None:
        """Only there to be found."""

    def open(self) -> None:
        """Only there to be found."""


def _renamed(kind: type[NumberKind]) -> NumberKind:
    plugin = kind()
    plugin.name = "it"  # type: ignore[misc]  # a test's shortcut
    return plugin


OBJECTS = {
    "good": _renamed(NumberKind),
    "many": _renamed(_Many),
    "greedy": _renamed(_Greedy),
    "number": NumberKind(),
    "cls": NumberKind,
    "nothing": object(),
    "silent": _ReadsNothing(),
    "writes": _Writes(),
    "both": _Both(),
    "place": _Place,
    "placed": _Place(),
    "method": lambda votes: votes,
}


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that holds plug-ins of every condition."""
    module = ModuleType("made_up_plugins")
    vars(module).update(OBJECTS)
    monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.fixture
def stars(monkeypatch: pytest.MonkeyPatch) -> Iterator[EntryPoint]:
    """The entry point of a kind that is not in the package."""
    monkeypatch.syspath_prepend(str(HERE))
    yield STARS
    sys.modules.pop("ascertain_stars", None)


def point(group: str, attribute: str, name: str = "it") -> EntryPoint:
    """An entry point into the made-up module."""
    return EntryPoint(name, f"made_up_plugins:{attribute}", f"ascertain.{group}")


def test_built_in_plugins_are_there_and_load() -> None:
    plugins = gather([])
    assert list(plugins.kinds) == ["choice", "number", "text"]
    assert {"label", "review", "end"} <= set(plugins.steps)
    assert plugins.broken == ()
    for name in plugins.kinds:
        assert isinstance(plugins.kinds.get(name), Kind)
    for registry in (plugins.formats, plugins.writers, plugins.sources, plugins.truth):
        assert len(registry) > 0
        for name in registry:
            registry.get(name)
    assert set(plugins.endings.values()) <= set(plugins.formats)


def test_start_up_stays_light() -> None:
    code = (
        "import sys; from ascertain.plugins import gather; gather([]);"
        "print([m for m in ('numpy', 'scipy', 'pyarrow', 'PIL', 'hypothesis') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_kind_of_another_package_is_like_any_other(stars: EntryPoint) -> None:
    plugins = gather([stars])
    assert plugins.broken == ()
    schema = parse_schema(BODY, plugins.kinds)
    assert schema.canonical() == {"fields": [{**BODY["fields"][0], "required": True}]}
    answer = check_values(schema, plugins.kinds, {"rating": {"stars": 6}}).answers[0]
    assert (answer.kind, answer.kind_version) == ("stars", 2)
    assert answer.text == '{"stars":6,"sure":true}'
    with pytest.raises(Invalid) as caught:
        check_values(schema, plugins.kinds, {"rating": {"stars": 9}})
    problem = caught.value.problems[0]
    assert (problem.code, problem.pointer) == ("value.too-many-stars", "/values/rating/stars")
    with pytest.raises(Invalid) as caught:
        parse_schema({"fields": [{"name": "r", "kind": "stars", "top": 99}]}, plugins.kinds)
    assert caught.value.problems[0].pointer == "/fields/0/top"


def test_a_value_of_an_older_version_is_upgraded_on_read(stars: EntryPoint) -> None:
    kinds = gather([stars]).kinds
    field = compile_schema(parse_schema(BODY, kinds), kinds).fields[0]
    assert field.text(field.read(3, version=1)) == "★★★☆☆☆☆"
    assert field.read(3, version=1) == field.read({"stars": 3}, version=2)
    with pytest.raises(Unsupported):
        field.read({"stars": 3}, version=3)


def test_taking_a_kind_away_leaves_its_records_readable(stars: EntryPoint) -> None:
    stored = parse_schema(BODY, gather([stars]).kinds).canonical()
    kinds = gather([]).kinds
    assert "stars" not in kinds
    schema = parse_schema(stored, kinds, missing="keep")
    assert schema.canonical() == stored
    assert schema.read_only is not None
    assert "“stars”" in schema.read_only
    with pytest.raises(Unsupported) as caught:
        check_values(schema, kinds, {"rating": {"stars": 3}})
    assert caught.value.code == "schema.read-only"
    with pytest.raises(Invalid, match="stars"):
        parse_schema(stored, kinds)


def test_an_installed_distribution_is_found_and_its_removal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins = gather()
    assert "stars" in plugins.kinds
    assert plugins.kinds.get("stars").version == 2
    sys.modules.pop("ascertain_stars", None)
    uninstall(tmp_path)
    plugins = gather()
    assert "stars" not in plugins.kinds
    assert plugins.broken == ()


def test_a_distribution_whose_module_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path)
    (tmp_path / "ascertain_stars.py").write_text("raise RuntimeError('no licence')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    (broken,) = gather().broken
    assert (broken.group, broken.name) == ("kinds", "stars")
    assert broken.distribution == "ascertain-stars"
    assert "RuntimeError: no licence" in broken.reason


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (EntryPoint("it", "no_such_module:X", "ascertain.kinds"), "ModuleNotFoundError"),
        (point("kinds", "no_such_thing"), "AttributeError"),
        (point("kinds", "cls"), "it is a class"),
        (point("kinds", "nothing"), "it has no name, version, cardinality"),
        (point("kinds", "good", name="other"), "its name is “it”"),
        (point("kinds", "number", name="number"), "“number” is taken"),
        (point("kinds", "many"), "several objects"),
        (point("kinds", "greedy"), "its setting “title”"),
        (point("formats", "silent"), "neither read nor encode"),
        (point("sources", "placed"), "it is an object"),
        (point("steps", "silent"), "it has no people"),
        (point("machines", "nothing"), "it has no name"),
        (point("truth", "nothing"), "it has no __call__"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_broken_stranger_is_reported_and_stops_nothing(entry: EntryPoint, why: str) -> None:
    plugins = gather([entry, point("kinds", "good", name="it")] if entry.name != "it" else [entry])
    (broken,) = plugins.broken
    assert why in broken.reason
    assert (broken.name, broken.target) == (entry.name, entry.value)
    assert "choice" in plugins.kinds
    assert plugins.kinds.get("number").name == "number"


@pytest.mark.parametrize(
    ("group", "attribute", "registries"),
    [
        ("kinds", "good", {"kinds"}),
        ("formats", "writes", {"writers"}),
        ("formats", "both", {"formats", "writers"}),
        ("sources", "place", {"sources"}),
        ("truth", "method", {"truth"}),
        ("machines", "silent", {"machines"}),
    ],
)
def test_a_stranger_is_registered_by_its_sort(
    group: str, attribute: str, registries: set[str]
) -> None:
    plugins = gather([point(group, attribute)])
    assert plugins.broken == ()
    every = {*GROUPS, "writers"}
    assert {name for name in every if "it" in getattr(plugins, name)} == registries
    assert (plugins.endings.get(".it") == "it") == ("formats" in registries)


def test_two_strangers_of_one_name_do_not_both_win() -> None:
    plugins = gather([point("truth", "method"), EntryPoint("it", "json:dumps", "ascertain.truth")])
    assert plugins.truth.get("it") is not None
    (broken,) = plugins.broken
    assert "taken" in broken.reason
    assert broken.target == "made_up_plugins:method"


def test_other_groups_are_left_alone() -> None:
    points = [point("kinds", "nothing"), EntryPoint("x", "no:where", "console_scripts")]
    points.append(EntryPoint("x", "no:where", "ascertain.unheard"))
    assert len(gather(points).broken) == 1
