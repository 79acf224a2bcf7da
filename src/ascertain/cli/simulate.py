"""`ascertain simulate`: judgments with a hidden truth beside them, to try methods on."""

from pathlib import Path
from typing import Annotated

import typer

from ascertain.cli.output import Json, answer_json, say
from ascertain.core.registry import load


def simulate(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the tables go.")],
    tasks: Annotated[int, typer.Option(min=1)] = 1000,
    annotators: Annotated[int, typer.Option(min=1)] = 25,
    classes: Annotated[int, typer.Option(min=2)] = 4,
    seed: Annotated[int, typer.Option()] = 0,
    *,
    as_json: Json = False,
) -> None:
    """Write judgments.csv and truth.csv of a simulated crowd; the same seed, the same tables."""
    written = load("ascertain.simulation.tables:write_tables")(
        out, tasks=tasks, annotators=annotators, classes=classes, seed=seed
    )
    if as_json:
        answer_json({name: str(path) for name, path in written.items()})
        return
    say(f"{tasks} tasks, {annotators} annotators, {classes} classes, seed {seed}.")
    for path in written.values():
        typer.echo(path)


COMMANDS = {"simulate": simulate}
