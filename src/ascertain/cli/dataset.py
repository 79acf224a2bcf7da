"""Freeze the labels of a project, compare versions, check a file against its hash."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from ascertain.cli.connection import HomeOption, ServerOption, workspace
from ascertain.cli.output import Json, answer, answer_json, progress_bar, say
from ascertain.cli.project import ProjectName
from ascertain.core.errors import Invalid

NAME = "dataset"
app = typer.Typer(no_args_is_help=True)


@app.command()
def freeze(
    project: ProjectName,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Freeze the labels as the next version of a dataset."""
    with workspace(server, home) as ws, progress_bar("Freeze") as update:
        made = ws.project(project).freeze(name, progress=update)
    if as_json:
        answer_json(made)
    else:
        say(f"{made['labelled']} of {made['items']} items have a label. sha256 {made['sha256']}")
        typer.echo(f"{name}@{made['n']}")


@app.command("list")
def list_(
    project: ProjectName,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Frozen versions, newest first."""
    with workspace(server, home) as ws:
        table = ws.project(project).datasets()
    answer(table.columns, list(table), as_json=as_json)


@app.command()
def diff(
    a: Annotated[str, typer.Argument(metavar="NAME@1")],
    b: Annotated[str, typer.Argument(metavar="NAME@2")],
    *,
    project: Annotated[
        str | None, typer.Option(help="Whose dataset, where several projects have one so named.")
    ] = None,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """What differs between two versions."""
    with workspace(server, home) as ws:
        found = ws.diff(a, b, project=project)
    if as_json:
        answer_json(found)
        return
    counts = ("same", "changed", "added", "removed", "content")
    say(", ".join(f"{found[name]} {name}" for name in counts))
    answer(("key", "field", "what", "before", "after"), found["rows"], as_json=False)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A manifest that was downloaded.")],
    sha256: Annotated[str | None, typer.Option(help="The hash that the version names.")] = None,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Check a manifest against the hash of its version: the one given, or any that is stored."""
    if not file.is_file():
        raise Invalid("file.missing", f"There is no file {file}.")
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if sha256 is None:
        with workspace(server, home) as ws:
            versions = [
                {**version, "project": project["name"]}
                for project in ws.projects()
                for version in ws.project(project["id"]).datasets()
            ]
        match = next((one for one in versions if one["sha256"] == found), None)
    else:
        match = {"sha256": sha256} if sha256.lower() == found else None
    if as_json:
        answer_json({"sha256": found, "matches": match is not None})
    elif match is not None:
        say(f"{file} is unchanged: sha256 {found}")
    if match is None:
        raise Invalid("dataset.changed", f"{file} has sha256 {found}, which no version bears.")
