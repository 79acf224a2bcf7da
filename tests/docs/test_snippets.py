"""Every snippet of the documents runs, in the order of its page: Python blocks share a namespace,
shell blocks the folder and the home. What a console block shows is what the command prints."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, Snippet, snippets

RUN = {"python", "sh", "bash", "console"}
SECONDS = 120


def runs(snippet: Snippet) -> bool:
    """Whether the snippet is one that must run."""
    return snippet.language in RUN and snippet.reason is None


def commands(body: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block (`$ …`, going on after a backslash), and what each shows."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        match = re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", part, re.DOTALL)
        assert match is not None
        yield match[1], match[2]


def shell(command: str, folder: Path) -> str:
    """What a command prints; it must succeed."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith("ASCERTAIN_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**settings, "HOME": str(folder), "PATH": path, "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    return done.stdout


def shows(shown: str, printed: str) -> bool:
    """Whether the lines shown stand in what was printed; `…` stands for anything."""
    words = [re.escape(word).replace("…", ".*?") for word in shown.split()]
    return re.search(r"\s+".join(words), printed, re.DOTALL) is not None


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(map(runs, snippets(page)))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_snippets_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ASCERTAIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    namespace: dict[str, object] = {"__name__": "__main__"}
    for snippet in filter(runs, snippets(page)):
        if snippet.language == "python":
            # The line numbers of a failure are the page's own.
            source = "\n" * (snippet.line - 1) + snippet.body
            exec(compile(source, str(page), "exec"), namespace)  # noqa: S102 - our own pages
        elif snippet.language == "console":
            for command, shown in commands(snippet.body):
                printed = shell(command, tmp_path)
                assert shows(shown, printed), f"$ {command}\n{printed}\n(line {snippet.line})"
        else:
            shell(snippet.body, tmp_path)


def test_a_reason_is_given_for_what_is_not_run() -> None:
    reasons = [snippet.reason for page in PAGES for snippet in snippets(page) if snippet.reason]
    assert all(len(reason.split()) > 1 for reason in reasons)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("12 rows added", "read: 12 rows  added\n", True),
        ("12 rows added", "13 rows added\n", False),
        ("ready on http://…:… now", "ready on http://127.0.0.1:80 now\n", True),
        ("", "anything\n", True),
    ],
)
def test_what_is_shown_is_compared(shown: str, printed: str, same: bool) -> None:  # noqa: FBT001
    assert shows(shown, printed) is same
