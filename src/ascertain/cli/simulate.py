"""`ascertain simulate`: judgments with a hidden truth beside them, to try methods on."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

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
    made = load("ascertain.simulation.tables:simulate")(tasks, annotators, classes, seed)
    out.mkdir(parents=True, exist_ok=True)
    written = {name: out / f"{name}.csv" for name in ("judgments", "truth")}
    for name, path in written.items():
        _write(path, getattr(made, name))
    if as_json:
        answer_json({name: str(path) for name, path in written.items()})
        return
    say(f"{tasks} tasks, {annotators} annotators, {classes} classes, seed {seed}.")
    for path in written.values():
        typer.echo(path)


def _write(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


COMMANDS = {"simulate": simulate}
