"""The record of what happened: verify its chain."""

import typer

from ascertain.cli.connection import HomeOption, operator, the_home
from ascertain.cli.output import FAILED, Json, answer_json, say

NAME = "audit"
app = typer.Typer(no_args_is_help=True)


@app.command()
def verify(*, as_json: Json = False, home: HomeOption = None) -> None:
    """Check the event chain from the first event; names the first bad number."""
    with operator(the_home(home)) as ws:
        found = ws.transport.get("/events/verify")
    if as_json:
        answer_json(found)
    elif found["bad"] is None:
        say(f"{found['sealed']} events, the chain is whole.")
        typer.echo("ok")
    if found["bad"] is not None:
        say(f"error: event {found['bad']} does not fit the one before it: {found['why']}")
        raise typer.Exit(FAILED)
