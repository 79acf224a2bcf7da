"""Which workspace a command speaks to: a named server, the one that owns the home, or, where none
runs, the product in this very process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ascertain.client.workspace import Workspace, connect_url
from ascertain.core.errors import Invalid
from ascertain.core.registry import load
from ascertain.store.home import Home, find_home

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="The home; else ASCERTAIN_HOME, else upwards from here."),
]
ServerOption = Annotated[
    str | None, typer.Option("--server", help="A server's address; its token in ASCERTAIN_TOKEN.")
]


def the_home(given: Path | None) -> Home:
    """The home that `--home`, the environment or the present folder names."""
    return find_home(given, os.environ, Path.cwd())


@contextmanager
def workspace(server: str | None, home: Path | None) -> Iterator[Workspace]:
    """The workspace that a command speaks to, for as long as the block runs."""
    token = os.environ.get("ASCERTAIN_TOKEN")
    if server is not None:
        if not token:
            raise Invalid("token.missing", f"Put a token for {server} into ASCERTAIN_TOKEN.")
        with connect_url(server, token) as remote:
            yield remote
        return
    with operator(the_home(home), token=token) as local:
        yield local


@contextmanager
def operator(home: Home, *, token: str | None = None) -> Iterator[Workspace]:
    """The workspace of a home, as its operator unless a token says otherwise."""
    owner = home.owner()
    if owner is not None:
        with connect_url(owner.url, token or owner.token) as local:
            yield local
        return
    # This server ends with the command: links are for the one that will be started.
    address = home.settings().server
    known_as = f"{address.host}:{address.port}"
    with (
        load("ascertain.embedded:running")(home) as started,
        connect_url(started.url, token or started.token, known_as=known_as) as local,
    ):
        yield local
