"""`ascertain import`: files, folders and archives into a project, every rejected row with its
reason."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ascertain.cli.connection import HomeOption, ServerOption, workspace
from ascertain.cli.output import PARTLY, Json, answer_json, progress_bar, say
from ascertain.cli.project import ProjectName
from ascertain.core import canonical
from ascertain.core.errors import Invalid

SHOWN = 10


def import_(
    project: ProjectName,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, folders, zips.")],
    key: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column that is the key.")
    ] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="Rename a column.")
    ] = None,
    slices: Annotated[
        list[str] | None, typer.Option("--slice", metavar="COLUMN", help="A column to slice by.")
    ] = None,
    gold: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=FIELD", help="Known answers of a field.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write the report as JSON.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell, store nothing.")] = False,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Import data. Exit 3 where rows were rejected: each is listed with its reason."""
    with workspace(server, home) as ws, progress_bar("Import") as update:
        done = ws.project(project).import_files(
            *paths,
            key=key,
            map=pairs("--map", map_ or []),
            slices=slices or [],
            gold=pairs("--gold", gold or []),
            dry_run=dry_run,
            progress=update,
        )
    if report:
        report.write_text(canonical.dumps(done), "utf-8")
    if as_json:
        answer_json(done)
    else:
        _tell(done, dry_run=dry_run)
    if done["rejected"]:
        raise typer.Exit(PARTLY)


def pairs(option: str, given: list[str]) -> dict[str, str]:
    """`COLUMN=FIELD` words as a mapping; the column may hold “=” itself.

    Raises:
        Invalid: `option.pair`, a word without “=”.
    """
    wrong = next((word for word in given if "=" not in word), None)
    if wrong is not None:
        raise Invalid("option.pair", f"{option} takes COLUMN=FIELD; “{wrong}” has no “=”.")
    return dict(word.rsplit("=", 1) for word in given)


def _tell(done: dict[str, Any], *, dry_run: bool) -> None:
    if done.get("message"):
        say(done["message"])
    counts = ("added", "updated", "unchanged", "rejected")
    verb = "Would import" if dry_run else "Imported"
    typer.echo(f"{verb} {done['read']}: " + ", ".join(f"{done[n]} {n}" for n in counts))
    for row in done["rows"][:SHOWN]:
        place = row["source"] + (f", row {row['row']}" if row["row"] is not None else "")
        say(f"  {place}: {row['message']} ({row['code']})")
    if done["rejected"] > SHOWN:
        say(f"  and {done['rejected'] - SHOWN} more; --report FILE.json writes them all")


COMMANDS = {"import": import_}
