"""The reference pages are made from the code: `python -m tests.docs.reference` writes them, and a
test refuses a page that says something else than the code does."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from ascertain.cli.main import app
from ascertain.core import settings
from ascertain.plugins import gather
from ascertain.services import access
from ascertain.store.work import Fact, event_type

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "ascertain"


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    return {
        "settings.md": _settings(),
        "command-line.md": _command_line(),
        "permissions.md": _permissions(),
        "errors.md": _errors(),
        "events.md": _events(),
        "plug-ins.md": _plug_ins(),
    }


def _settings() -> str:
    lines = [
        "# Settings",
        "",
        "From the environment, else from `ascertain.toml`, else the default. An unknown name is an "
        "error that names the nearest one.",
    ]
    section = ""
    for entry in settings.entries():
        if entry.section != section:
            section = entry.section
            lines += ["", f"## {section}", "", "| name | default | for | variable |"]
            lines.append("| --- | --- | --- | --- |")
        shown = "empty" if entry.default == "" else f"`{str(entry.default).lower()}`"
        lines.append(f"| `{entry.name}` | {shown} | {entry.about} | `{entry.variable}` |")
    return _page(lines)


def _command_line() -> str:
    lines = [
        "# Command line",
        "",
        "Results on stdout, messages and progress on stderr. Exit codes: 0 done, 1 failed, "
        "2 usage, 3 done in part (rows were rejected). `ascertain COMMAND --help` says the same.",
    ]
    root = typer.main.get_command(app)
    for path, command in _commands(root, ("ascertain",)):
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        metavars = (p.metavar or str(p.name).upper() for p in arguments)
        words = " ".join((*path, *metavars))
        lines += ["", f"## `{' '.join(path)}`", "", f"`{words}`", "", _one_line(command.help)]
        options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
        if options:
            lines += ["", "| option | for |", "| --- | --- |"]
            lines += [f"| `{', '.join(o.opts)}` | {o.help or ''} |" for o in options]
    return _page(lines)


def _commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _permissions() -> str:
    roles = access.ROLES
    lines = [
        "# Permissions",
        "",
        "One table, role by action. The operator, at the machine, may do everything.",
        "",
        f"| action | {' | '.join(role.replace('_', ' ') for role in roles)} |",
        f"| --- |{' --- |' * len(roles)}",
    ]
    for action, allowed in access.ACTIONS.items():
        marks = " | ".join("yes" if role in allowed else "" for role in roles)
        lines.append(f"| `{action}` | {marks} |")
    return _page(lines)


def _errors() -> str:
    lines = [
        "# Error codes",
        "",
        "The `code` of a problem is stable; the sentence beside it says what to do next. Where an "
        "error is about several places, `errors[]` names each with a JSON pointer.",
        "",
        "| code | raised in |",
        "| --- | --- |",
    ]
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for code in _codes(ast.parse(path.read_text("utf-8"))):
            noun = path.relative_to(SOURCE).with_suffix("").as_posix()
            found.setdefault(code, set()).add(noun)
    lines += [
        f"| `{code}` | {', '.join(f'`{place}`' for place in sorted(places))} |"
        for code, places in sorted(found.items())
    ]
    return _page(lines)


_RAISED = {
    "AscertainError",
    "Changed",
    "Conflict",
    "FileRefused",
    "Forbidden",
    "Invalid",
    "NotFound",
    "Problem",
    "Rejected",
    "TooLarge",
    "TooMany",
    "Unauthorized",
    "Unavailable",
    "Unsupported",
}


def _codes(tree: ast.AST) -> Iterator[str]:
    """The literal codes with which errors and problems are made."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if name not in _RAISED:
            continue
        given = [*node.args, *(word.value for word in node.keywords if word.arg == "code")]
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                text = value.value
                if text and " " not in text and text == text.lower() and not text.endswith("."):
                    yield text
                break


def _events() -> str:
    lines = [
        "# Events",
        "",
        "What is recorded, in the past tense. Events are sealed in batches: each gets the next "
        "number and the digest of the one before it (`ascertain audit verify`). They hold ids and "
        "salted digests, never personal data.",
        "",
        "| type | payload | what happened |",
        "| --- | --- | --- |",
    ]
    for fact in sorted(_facts(), key=event_type):
        fields = [
            name
            for name in inspect.signature(fact).parameters
            if name not in {"subject", "project"}
        ]
        payload = ", ".join(f"`{name}`" for name in fields)
        lines.append(f"| `{event_type(fact)}` | {payload} | {_one_line(fact.__doc__)} |")
    return _page(lines)


def _facts() -> list[type[Fact]]:
    """Every fact that a verb records, once: a slotted dataclass leaves its first form behind."""
    found: dict[str, type[Fact]] = {}
    for folder in ("services", "jobs"):
        for path in sorted((SOURCE / folder).glob("*.py")):
            module = importlib.import_module(f"ascertain.{folder}.{path.stem}")
            found |= {
                value.__qualname__: value
                for value in vars(module).values()
                if inspect.isclass(value) and issubclass(value, Fact) and value is not Fact
            }
    return list(found.values())


def _plug_ins() -> str:
    plugins = gather(())
    lines = ["# Plug-ins", "", "What is built in; other packages add theirs by entry points."]
    for group in ("kinds", "formats", "writers", "sources", "steps", "truth"):
        registry = getattr(plugins, group)
        lines += ["", f"## {group.capitalize()}", "", "| name | what it is |", "| --- | --- |"]
        for name in registry:
            plugin = registry.get(name)
            about = plugin.__doc__ if inspect.isclass(plugin) else type(plugin).__doc__
            if inspect.isfunction(plugin):
                about = plugin.__doc__
            lines.append(f"| `{name}` | {_one_line(about)} |")
    return _page(lines)


def _one_line(text: str | None) -> str:
    """The first paragraph of a docstring as one line that fits a table cell."""
    paragraph = inspect.cleandoc(text or "").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


def _page(lines: list[str]) -> str:
    return "\n".join([*lines, ""])


def write() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write()
