"""`ascertain export`: labels and judgments of a project or a frozen dataset, streamed to a file."""

from pathlib import Path
from typing import Annotated

import typer

from ascertain.cli.connection import HomeOption, ServerOption, workspace
from ascertain.cli.output import Json, answer_json, progress_bar, say
from ascertain.cli.project import ProjectName
from ascertain.core.errors import Invalid

# By ending, longest first; the endings of the tables that interface and docs name.
ENDINGS = {
    ".csv.gz": "csv.gz",
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".parquet": "parquet",
}


def export(
    project: ProjectName,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Its ending says the format.")],
    format_: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv, tsv, parquet.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(metavar="NAME@N", help="A frozen version.")] = None,
    where: Annotated[
        str | None, typer.Option(metavar="EXPR", help="Such as state=resolved and p>=0.9.")
    ] = None,
    *,
    with_judgments: Annotated[
        bool, typer.Option("--with-judgments", help="Raw judgments.")
    ] = False,
    with_content: Annotated[bool, typer.Option("--with-content", help="Content columns.")] = False,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Export labels; the file appears whole or not at all."""
    chosen = format_ or format_of(out)
    beside = with_judgments and chosen != "jsonl"
    files = [(out, "labels")] + ([(judgments_beside(out), "judgments")] if beside else [])
    sizes = {}
    with workspace(server, home) as ws, progress_bar("Export") as update:
        found = ws.project(project)
        for index, (path, part) in enumerate(files):
            update(part, index / len(files))
            sizes[str(path)] = found.export(
                path,
                format=chosen,
                part=part,
                dataset=dataset,
                where=where,
                with_judgments=with_judgments and not beside,
                with_content=with_content and part == "labels",
            )
    if as_json:
        answer_json({"files": [{"path": path, "bytes": size} for path, size in sizes.items()]})
        return
    for written, size in sizes.items():
        say(f"{size:,} bytes")
        typer.echo(written)


def format_of(path: Path) -> str:
    """The format that a file's ending names.

    Raises:
        Invalid: `export.ending`, naming those that there are.
    """
    for ending, name in ENDINGS.items():
        if path.name.lower().endswith(ending):
            return name
    raise Invalid(
        "export.ending",
        f"{path.name} has an ending that names no format. Use one of {', '.join(ENDINGS)}, "
        "or --format.",
    )


def judgments_beside(path: Path) -> Path:
    """`OUT` with `.judgments` before the ending: labels.csv.gz → labels.judgments.csv.gz."""
    ending = next((one for one in ENDINGS if path.name.lower().endswith(one)), path.suffix)
    stem = path.name[: len(path.name) - len(ending)]
    return path.with_name(f"{stem}.judgments{path.name[len(stem) :]}")


COMMANDS = {"export": export}
