"""`ascertain demo`: what it does is in `living`, whose libraries other commands need not load."""

from pathlib import Path
from typing import Annotated

import typer

from ascertain.core.registry import load


def demo(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same people.")] = 0,
    *,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    exit_: Annotated[bool, typer.Option("--exit", help="End after the report.")] = False,
) -> None:
    """A living workspace to look at: real images, real text, simulated annotators."""
    load("ascertain.cli.living:live")(
        folder, port=port, seed=seed, show=not no_open, until_report=exit_
    )


COMMANDS = {"demo": demo}
