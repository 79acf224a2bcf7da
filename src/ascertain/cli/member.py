"""People of a workspace: invite, add, give roles, disable, reset, erase."""

from typing import Annotated, Any

import typer

from ascertain.cli.connection import HomeOption, ServerOption, workspace
from ascertain.cli.output import Json, answer, answer_json, say
from ascertain.client.workspace import Workspace
from ascertain.core.errors import NotFound

NAME = "member"
app = typer.Typer(no_args_is_help=True)

Role = Annotated[
    str,
    typer.Option(help="owner, manager, scientist, reviewer, annotator, vendor_manager, auditor."),
]
Handle = Annotated[str, typer.Argument(metavar="MEMBER", help="Handle or id.")]


@app.command()
def invite(
    role: Role = "annotator",
    email: Annotated[str | None, typer.Option(help="For whom; nothing is sent.")] = None,
    days: Annotated[int, typer.Option(min=1, max=30)] = 7,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Make a link that lets one person in, once."""
    with workspace(server, home) as ws:
        made = ws.invite(role, email=email, days=days)
    if as_json:
        answer_json(made)
    else:
        say(f"For one person, as {role}, until {made['expires_at']}:")
        typer.echo(made["url"])


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    role: Role = "annotator",
    count: Annotated[int, typer.Option(min=1, max=1000, help="NAME-1, NAME-2 and so on.")] = 1,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Add members at once; each token is shown only now."""
    with workspace(server, home) as ws:
        made = list(ws.add_members(name, role, count=count))
    rows = [{"handle": row["handle"], "token": row["token"]} for row in made]
    answer(("handle", "token"), rows, as_json=as_json)


@app.command("list")
def list_(*, as_json: Json = False, server: ServerOption = None, home: HomeOption = None) -> None:
    """Who is in the workspace."""
    with workspace(server, home) as ws:
        table = ws.members()
    answer(table.columns, list(table), as_json=as_json)


@app.command()
def role(
    member: Handle,
    roles: Annotated[list[str], typer.Argument(metavar="ROLE…")],
    *,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Give a member these roles and no others; acts at once."""
    with workspace(server, home) as ws:
        changed = change(ws, member, {"roles": roles})
    say(f"{changed['handle']} is now {', '.join(changed['roles'])}.")


@app.command()
def disable(
    member: Handle,
    *,
    enable: Annotated[bool, typer.Option("--enable", help="Let them in again.")] = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """End a member's sessions, tokens and leases; their work stays."""
    with workspace(server, home) as ws:
        changed = change(ws, member, {"disabled": not enable})
    say(f"{changed['handle']} is {changed['state']}.")


@app.command()
def reset(
    member: Handle,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """A one-time link with which a member signs in and sets a new password; needs no mail."""
    with workspace(server, home) as ws:
        link = sign_in_link(ws, member)
    if as_json:
        answer_json(link)
    else:
        say(f"Works once, until {link['expires_at']}:")
        typer.echo(link["url"])


@app.command()
def erase(
    member: Handle,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Erase a member's personal data; their judgments stay under a neutral handle."""
    with workspace(server, home) as ws:
        found = find(ws, member)
        if not yes:
            typer.confirm(
                f"Erase {found['handle']}? E-mail, password and sessions go for good; "
                f"{found['judgments']} judgments stay under a neutral handle.",
                abort=True,
                err=True,
            )
        ws.transport.post(f"/members/{found['id']}/erase")
    say("Erased.")


def find(ws: Workspace, member: str) -> dict[str, Any]:
    """A member by handle or id.

    Raises:
        NotFound: `member.not-found`, naming the command that lists them.
    """
    for row in ws.members():
        if member in {row["id"], row["handle"]}:
            return dict(row)
    raise NotFound(
        "member.not-found", f"No member is called “{member}”. “ascertain member list” shows all."
    )


def change(ws: Workspace, member: str, body: dict[str, Any]) -> dict[str, Any]:
    """A member after a change."""
    changed: dict[str, Any] = ws.transport.patch(f"/members/{find(ws, member)['id']}", body)
    return changed


def sign_in_link(ws: Workspace, member: str) -> dict[str, Any]:
    """A one-time link for a member."""
    link: dict[str, Any] = ws.transport.post(f"/members/{find(ws, member)['id']}/link")
    return link
