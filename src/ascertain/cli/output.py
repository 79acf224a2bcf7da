"""What the command line prints: results on stdout, messages and progress on stderr."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as RichTable

FAILED = 1
PARTLY = 3  # done, but rows were rejected

messages = Console(stderr=True, highlight=False, soft_wrap=True)

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]


def say(text: str) -> None:
    """A message to the person at the terminal."""
    messages.print(text, markup=False)


def answer_json(value: Any) -> None:
    """The one JSON answer of a command."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def answer_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows for reading at a terminal; tab-separated where stdout is no terminal."""
    if not sys.stdout.isatty():
        for row in [dict(zip(columns, columns, strict=True)), *rows]:
            sys.stdout.write("\t".join(_cell(row.get(name)) for name in columns) + "\n")
        return
    table = RichTable(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        numeric = all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric and rows else "left")
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
    Console(highlight=False, markup=False).print(table)


def answer(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Rows as a table or as JSON."""
    if as_json:
        answer_json(list(rows))
    else:
        answer_table(columns, rows)


@contextmanager
def progress_bar(title: str) -> Iterator[Any]:
    """A bar on stderr; yields `update(state, share)` with a share 0..1."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as bars:
        bar = bars.add_task(title, total=1.0)

        def update(state: str, share: float) -> None:
            bars.update(bar, description=f"{title}, {state}", completed=share)

        yield update


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(one) for one in value)
    return str(value).replace("\t", " ").replace("\n", " ")
