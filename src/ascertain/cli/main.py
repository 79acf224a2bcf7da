"""The `ascertain` command: gathers the commands of every noun, and turns errors into exit codes."""

import os
import sys
from typing import Annotated

import typer

from ascertain import __version__
from ascertain.cli import (
    audit,
    dataset,
    demo,
    exports,
    imports,
    member,
    operator,
    project,
    server,
    simulate,
    token,
    workspace,
)
from ascertain.cli.connection import HomeOption
from ascertain.cli.output import FAILED, say
from ascertain.core.errors import AscertainError

INTERRUPTED = 130

app = typer.Typer(
    name="ascertain",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Raw data in, ground truth out that can be trusted.",
)

for group in (project, dataset, member, token, workspace, audit):
    app.add_typer(group.app, name=group.NAME, help=group.__doc__)
for commands in (demo, server, imports, exports, simulate, operator):
    for name, command in commands.COMMANDS.items():
        app.command(name)(command)


def _version(asked: bool) -> None:  # noqa: FBT001 the form that typer calls
    if asked:
        sys.stdout.write(f"ascertain {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[  # noqa: ARG001 its callback has answered already
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Ascertain: raw data in, ground truth out that can be trusted."""
    if home is not None:
        os.environ["ASCERTAIN_HOME"] = str(home)


def main() -> None:
    """Run the command line: exit 0 done, 1 failed, 2 usage, 3 done in part."""
    try:
        app()
    except AscertainError as error:
        say(f"error: {error.message}")
        for problem in error.problems:
            say(f"  {problem.pointer or '·'}: {problem.message}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:
        # A file or folder that was named cannot be read or written: the system says why.
        place = f"{error.filename}: " if error.filename else ""
        say(f"error: {place}{error.strerror or error}.")
        sys.exit(FAILED)
