"""The locks hold what `pyproject.toml` asks for, with hashes, and name no hosts."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
NPM_LOCKS = [ROOT / "ui/package-lock.json", ROOT / "tests/fixtures/browser/package-lock.json"]
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==\S+(?: ; .+?)? \\$")


def name(requirement: str) -> str:
    """The normalised name at the beginning of a requirement."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None
    return re.sub(r"[._-]+", "-", match[0]).lower()


def asked(*, extras: tuple[str, ...], groups: tuple[str, ...]) -> set[str]:
    """The names that the project asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [project["project"]["dependencies"]]
    lists += [project["project"]["optional-dependencies"][extra] for extra in extras]
    lists += [project["dependency-groups"][group] for group in groups]
    return {name(requirement) for requirements in lists for requirement in requirements}


def locked(path: Path) -> set[str]:
    """The names in a lock; every one of them pinned and hashed."""
    found = set()
    for entry in re.split(r"\n(?=\S)", path.read_text().strip()):
        match = PINNED.match(entry.splitlines()[0])
        assert match is not None, entry
        assert "--hash=sha256:" in entry, entry
        found.add(match[1])
    return found


@pytest.mark.parametrize(
    ("lock", "extras", "groups"),
    [
        ("run.txt", ("server", "demo"), ("build",)),
        ("test.txt", ("server", "demo", "postgres", "testing"), ("build", "test")),
        ("tools.txt", (), ("tools",)),
        ("node.txt", (), ("node",)),
    ],
)
def test_a_lock_holds_what_is_asked_for(
    lock: str, extras: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    wanted = asked(extras=extras, groups=groups)
    if not extras:
        wanted -= asked(extras=(), groups=())
    missing = wanted - locked(REQUIREMENTS / lock)
    assert missing == set(), "run requirements/lock.sh"


def test_what_runs_is_what_is_tested() -> None:
    tested = (REQUIREMENTS / "test.txt").read_text()
    pins = re.findall(r"^\S+==\S+", (REQUIREMENTS / "run.txt").read_text(), re.MULTILINE)
    assert [pin for pin in pins if f"{pin} " not in tested] == []


@pytest.mark.parametrize("path", [*REQUIREMENTS.glob("*.txt")], ids=lambda path: path.name)
def test_no_lock_names_an_index(path: Path) -> None:
    assert "://" not in path.read_text()


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_no_lock_of_npm_names_a_registry(path: Path) -> None:
    packages = json.loads(path.read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)
