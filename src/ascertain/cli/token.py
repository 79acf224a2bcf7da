"""Tokens for programs: made, listed, revoked; shown once."""

from typing import Annotated

import typer

from ascertain.cli.connection import HomeOption, ServerOption, workspace
from ascertain.cli.member import find
from ascertain.cli.output import Json, answer, answer_json, say

NAME = "token"
app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    member: Annotated[str | None, typer.Option(help="Whose; else the owner's.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="read, work, write, admin.")] = None,
    name: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650)] = 365,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Make a token; it is shown only now."""
    with workspace(server, home) as ws:
        whose = find(ws, member)["id"] if member else None
        body = {"member": whose, "scopes": scope or [], "name": name, "days": days}
        made = ws.transport.post("/tokens", body)
    if as_json:
        answer_json({"id": made["id"], "token": made["token"]})
    else:
        say(f"Shown only now; ends {made['expires_at']}.")
        typer.echo(made["token"])


@app.command("list")
def list_(*, as_json: Json = False, server: ServerOption = None, home: HomeOption = None) -> None:
    """Tokens, never their text."""
    with workspace(server, home) as ws:
        rows = list(ws.transport.pages("/tokens"))
    columns = ("id", "name", "member", "scopes", "expires_at", "last_used_at")
    answer(columns, rows, as_json=as_json)


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(metavar="ID")],
    *,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """End a token at once."""
    with workspace(server, home) as ws:
        ws.transport.delete(f"/tokens/{token}")
    say("Revoked.")
