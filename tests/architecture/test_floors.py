"""The floors' check bites: each violation planted in a copy of the package is caught by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(root: Path, contract: str) -> subprocess.CompletedProcess[str]:
    """Runs one contract over the package in `root`."""
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-logo", "--no-cache", "--contract", contract, "pyproject.toml"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it stands."""
    root = tmp_path_factory.mktemp("copy")
    ignore = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(ROOT / "src", root / "src", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


@pytest.mark.parametrize(
    ("contract", "path", "planted", "said"),
    [
        ("floors", "core/planted.py", "import ascertain.kinds.planted", "core is not allowed"),
        ("floors", "kinds/planted.py", "import ascertain.wire", "kinds is not allowed"),
        ("floors", "client/planted.py", "import ascertain.store", "client is not allowed"),
        ("floors", "attic/__init__.py", "", "attic"),
        ("floors", "attic.py", "", "attic"),
        ("pure", "quality/planted.py", "import sqlite3", "quality.planted -> sqlite3"),
        ("pure", "kinds/planted.py", "import fastapi", "kinds.planted -> fastapi"),
    ],
)
def test_a_planted_violation_is_caught(
    copy: Path, contract: str, path: str, planted: str, said: str
) -> None:
    added = [copy / "src" / "ascertain" / name for name in ("kinds/planted.py", path)]
    for file in added:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('"""Planted."""\n')
    added[-1].write_text(f'"""Planted."""\n\n{planted}\n')
    try:
        result = lint(copy, contract)
    finally:
        for file in added:
            file.unlink(missing_ok=True)
        shutil.rmtree(copy / "src" / "ascertain" / "attic", ignore_errors=True)
    assert result.returncode != 0
    assert said in " ".join(result.stdout.split())


def test_the_package_itself_keeps_the_contracts() -> None:
    for contract in ("floors", "pure"):
        result = lint(ROOT, contract)
        assert result.returncode == 0, result.stdout
