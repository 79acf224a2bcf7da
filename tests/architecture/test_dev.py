"""`dev.py` runs on a bare Python and stays small enough to be read before it is trusted."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "dev.py").read_text()


def test_it_imports_the_standard_library_alone() -> None:
    imported = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported - sys.stdlib_module_names == set()


def test_it_can_tell_an_old_python_that_it_is_old() -> None:
    ast.parse(SOURCE, feature_version=(3, 7))


def test_it_stays_below_two_hundred_lines() -> None:
    assert len(SOURCE.splitlines()) < 200


def test_ci_runs_the_command_of_the_newcomer_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    said = [line for line in lines if line and not line.startswith("#")]
    assert said == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec python3 dev.py test"]
