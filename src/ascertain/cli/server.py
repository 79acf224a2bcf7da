"""Make a home, serve it, sign in to it, describe its API."""

import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from ascertain.cli.connection import HomeOption, operator, the_home
from ascertain.cli.member import sign_in_link
from ascertain.cli.output import Json, answer_json, say
from ascertain.core.registry import load
from ascertain.store.home import make_home

FIRST_WORKSPACE = "main"


def init(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None,
    *,
    as_json: Json = False,
    home: HomeOption = None,
) -> None:
    """Make a home with a first workspace; prints the owner's one-time sign-in link."""
    made = make_home(folder or home or Path(os.environ.get("ASCERTAIN_HOME", ".")))
    with operator(made) as ws:
        if not list(ws.transport.pages("/workspaces")):
            ws.transport.post("/workspaces", {"name": FIRST_WORKSPACE})
        link = sign_in_link(ws, "owner")
    if as_json:
        answer_json({"home": str(made.folder), "signin": link["url"]})
        return
    say(f"Home: {made.folder}")
    say(f"Next: ascertain serve --home {made.folder}, then open this link. It works once:")
    typer.echo(link["url"])


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="More than one needs PostgreSQL.")] = 1,
    *,
    home: HomeOption = None,
) -> None:
    """Web app, API and jobs; prints “ready on URL” when it answers."""
    found = the_home(home)
    ended = until_signal()
    if processes > 1:
        load("ascertain.embedded:serve_processes")(
            found, host=host, port=port, processes=processes, ended=ended, ready=announce
        )
        return
    with load("ascertain.embedded:running")(found, host=host, port=port, stop=ended) as owner:
        announce(owner.url)
        ended.wait()
        say("stopping")


def work(*, home: HomeOption = None) -> None:
    """Jobs only, beside servers on PostgreSQL."""
    ended = until_signal()
    with load("ascertain.embedded:working")(the_home(home)):
        say("working; Ctrl C ends")
        ended.wait()


def openapi() -> None:
    """The description of the API, as committed and as served."""
    typer.echo(load("ascertain.web.openapi:openapi_text")(), nl=False)


def signin(
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Handle or id.")] = "owner",
    *,
    as_json: Json = False,
    home: HomeOption = None,
) -> None:
    """A new one-time link, for the person at the machine."""
    with operator(the_home(home)) as ws:
        link = sign_in_link(ws, member)
    if as_json:
        answer_json(link)
    else:
        say(f"Works once, until {link['expires_at']}:")
        typer.echo(link["url"])


def announce(url: str) -> None:
    """Say that the server answers, at once even where stdout is a pipe."""
    typer.echo(f"ready on {url}")


def until_signal() -> threading.Event:
    """An event that Ctrl C and SIGTERM set."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


COMMANDS = {"init": init, "serve": serve, "work": work, "openapi": openapi, "signin": signin}
