"""One served home for the commands of a module; and one that nothing serves."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ascertain.cli.main import main
from tests.fixtures.product import Done, Server, served

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A home with a server, which commands find by themselves."""
    with served(tmp_path_factory.mktemp("cli")) as running:
        yield running


@pytest.fixture
def ok(server: Server) -> Callable[..., Done]:
    """Run a command that must succeed."""

    def call(*words: str | Path, code: int = 0, **more: Any) -> Done:
        done = server.run(*words, **more)
        assert done.code == code, (words, done)
        assert "Traceback" not in done.err
        return done

    return call


@pytest.fixture
def said(ok: Callable[..., Done]) -> Command:
    """Run a command with `--json`; its answer."""

    def call(*words: str | Path, **more: Any) -> Any:
        return json.loads(ok(*words, "--json", **more).out)

    return call


@pytest.fixture
def refused(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Callable[..., str]:
    """Run a command that must fail without a trace; what it says. In this process: there are many
    ways to be wrong, and a process each would cost a second."""
    for name in [name for name in os.environ if name.startswith("ASCERTAIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASCERTAIN_HOME", str(server.folder))
    monkeypatch.chdir(tmp_path)

    def call(*words: str | Path, code: int = 1, **more: str) -> str:
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["ascertain", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert ended.value.code == code, (words, out, err)
        assert err.strip(), words
        assert out == "", out
        return err

    return call
