"""Size, opening words and names of modules: what the linters do not see."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES = 500
VAGUE = re.compile(r"(utils?|helpers?|misc|common|managers?|stuff|(data|new|old)\d*)(\.\w+)?")
PYTHON = [
    path
    for folder in ("src", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in path.parts
]
FRONT_END = [
    path
    for ending in ("ts", "tsx", "css")
    for path in sorted((ROOT / "ui/src").rglob(f"*.{ending}"))
]


def too_long(path: Path) -> bool:
    """Whether a module must be split; generated files and migrations are what they are."""
    if "migrations" in path.parts or ".gen." in path.name:
        return False
    return len(path.read_text().splitlines()) > MOST_LINES


def says_what_it_is_for(path: Path) -> bool:
    """Whether a module that holds anything opens with a docstring."""
    tree = ast.parse(path.read_text())
    return not tree.body or ast.get_docstring(tree) is not None


def vague(path: Path) -> bool:
    """Whether a part of the name could stand on anything. `app/data` is a room of the product."""
    parts = path.relative_to(ROOT).parts
    room = parts[:4] == ("ui", "src", "app", "data")
    return any(VAGUE.fullmatch(part) for part in (parts[4:] if room else parts))


def test_no_module_is_too_long() -> None:
    assert [str(path) for path in (*PYTHON, *FRONT_END) if too_long(path)] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path in PYTHON if not says_what_it_is_for(path)] == []


def test_no_name_is_vague() -> None:
    assert [str(path) for path in (*PYTHON, *FRONT_END) if vague(path)] == []


@pytest.mark.parametrize(
    ("name", "text", "check"),
    [
        ("long.py", "x = 1\n" * 501, too_long),
        ("bare.py", "x = 1\n", lambda path: not says_what_it_is_for(path)),
    ],
)
def test_the_checks_bite(tmp_path: Path, name: str, text: str, check) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert check(path)


@pytest.mark.parametrize(
    "name", ["utils.py", "item_helper.py", "manager.py", "data2.py", "common.py"]
)
def test_vague_names_are_known(name: str) -> None:
    assert vague(ROOT / "src" / name) is (name != "item_helper.py")
