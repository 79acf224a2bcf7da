"""Workspaces of this home: tenants that see nothing of one another."""

from typing import Annotated

import typer

from ascertain.cli.connection import HomeOption, operator, the_home
from ascertain.cli.output import Json, answer, answer_json, say

NAME = "workspace"
app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    as_json: Json = False,
    home: HomeOption = None,
) -> None:
    """Make a workspace; its owner's token is shown only now."""
    with operator(the_home(home)) as ws:
        made = ws.transport.post("/workspaces", {"name": name})
    if as_json:
        answer_json({"id": made["id"], "token": made["token"]})
    else:
        say(f"Made “{name}”. Its owner's token, shown only now:")
        typer.echo(made["token"])


@app.command("list")
def list_(*, as_json: Json = False, home: HomeOption = None) -> None:
    """All workspaces of this home."""
    with operator(the_home(home)) as ws:
        rows = list(ws.transport.pages("/workspaces"))
    answer(("name", "id"), rows, as_json=as_json)
