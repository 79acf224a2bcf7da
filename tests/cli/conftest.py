"""One served home for the commands of a module; and one that nothing serves."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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
def refused(server: Server) -> Callable[..., str]:
    """Run a command that must fail without a trace; what it says."""

    def call(*words: str | Path, code: int = 1, **more: Any) -> str:
        done = server.run(*words, **more)
        assert done.code == code, (words, done)
        assert "Traceback" not in done.err, done.err
        assert done.err.strip(), words
        assert done.out == "", done.out
        return done.err

    return call
