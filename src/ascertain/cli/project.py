"""Make, list and steer projects."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from ascertain.cli.connection import HomeOption, ServerOption, workspace
from ascertain.cli.output import Json, answer, answer_json, say
from ascertain.core.errors import Invalid

NAME = "project"
app = typer.Typer(no_args_is_help=True)

ProjectName = Annotated[str, typer.Argument(metavar="PROJECT", help="Its name or id.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    schema: Annotated[Path | None, typer.Option(help="A schema file: fields, classes.")] = None,
    template: Annotated[str | None, typer.Option(help="A ready made design.")] = None,
    guideline: Annotated[Path | None, typer.Option(help="Instructions, a markdown file.")] = None,
    overlap: Annotated[int | None, typer.Option(min=1, help="Exactly N judgments an item.")] = None,
    target: Annotated[float | None, typer.Option(help="How sure a label must be, .5 to 1.")] = None,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Make a project from a schema file or a template."""
    if (schema is None) == (template is None):
        raise Invalid("project.design", "Give either --schema FILE.yaml or --template NAME.")
    design = read_schema(schema) if schema else {}
    text = guideline.read_text("utf-8") if guideline else design.get("guideline")
    with workspace(server, home) as ws:
        made = ws.create_project(
            name,
            template=template,
            fields=design.get("fields"),
            guideline=text,
            overlap=overlap,
            target=target,
        )
    if as_json:
        answer_json({"id": made.id, "name": made.name})
    else:
        say(f"Made “{made.name}”. Next: ascertain import “{made.name}” FILES…")
        typer.echo(made.id)


@app.command("list")
def list_(*, as_json: Json = False, server: ServerOption = None, home: HomeOption = None) -> None:
    """All projects with their counts."""
    with workspace(server, home) as ws:
        table = ws.projects()
    columns = ("name", "state", "items", "done", "in_review", "judgments", "id")
    answer(columns, list(table), as_json=as_json)


@app.command()
def show(
    project: ProjectName,
    *,
    as_json: Json = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """One project: its settings, fields and numbers."""
    with workspace(server, home) as ws:
        found = ws.project(project)
        numbers = found.progress()
    if as_json:
        answer_json({**found.data, "progress": numbers})
        return
    rows = [
        {"what": "state", "value": found.data["state"]},
        {"what": "asks", "value": _asks(found.data)},
        {"what": "items", "value": numbers["items"]},
        *({"what": f"  {row['name']}", "value": row["n"]} for row in numbers["by_state"]),
        {"what": "judgments", "value": numbers["judgments"]},
        {"what": "in review", "value": numbers["in_review"]},
        {"what": "open questions", "value": numbers["open_flags"]},
        {"what": "skipped by everybody", "value": numbers["skipped_by_all"]},
    ]
    answer(("what", "value"), rows, as_json=False)


@app.command("export-config")
def export_config(
    project: ProjectName, *, server: ServerOption = None, home: HomeOption = None
) -> None:
    """Fields, flow and guideline as YAML, to make the same project elsewhere."""
    with workspace(server, home) as ws:
        config = ws.project(project).config()
    typer.echo(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), nl=False)


@app.command()
def pause(
    project: ProjectName,
    reason: Annotated[str | None, typer.Option(help="Shown to annotators.")] = None,
    *,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Hand out no more work; what is being done is kept."""
    with workspace(server, home) as ws:
        ws.project(project).pause(reason)
    say("Paused. “ascertain project resume” goes on.")


@app.command()
def resume(project: ProjectName, *, server: ServerOption = None, home: HomeOption = None) -> None:
    """Hand out work again."""
    with workspace(server, home) as ws:
        ws.project(project).resume()
    say("Open again.")


@app.command()
def archive(project: ProjectName, *, server: ServerOption = None, home: HomeOption = None) -> None:
    """Put a project away: readable, never served."""
    with workspace(server, home) as ws:
        ws.project(project).archive()
    say("Archived. “ascertain project resume” brings it back.")


@app.command()
def delete(
    project: ProjectName,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    server: ServerOption = None,
    home: HomeOption = None,
) -> None:
    """Delete a project with its items, judgments and datasets."""
    with workspace(server, home) as ws:
        found = ws.project(project)
        numbers = found.progress()
        if not yes:
            typer.confirm(
                f"Delete “{found.name}” with {numbers['items']} items and {numbers['judgments']} "
                "judgments? Exports and backups that you made stay.",
                abort=True,
                err=True,
            )
        found.delete()
    say(f"Deleted “{found.name}”.")


def read_schema(path: Path) -> dict[str, Any]:
    """A schema file (YAML, or JSON, which is YAML): a mapping with `fields`.

    Raises:
        Invalid: `schema.file`, naming the line.
    """
    try:
        read = yaml.safe_load(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Invalid("schema.file", f"There is no schema file {path}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid("schema.file", f"{path} is no YAML: {error}.") from None
    if not isinstance(read, dict) or not isinstance(read.get("fields"), list):
        raise Invalid("schema.file", f"{path} needs “fields:”, a list of name, kind and settings.")
    return read


def _asks(data: Mapping[str, Any]) -> str:
    names = ", ".join(f"{f['name']} ({f['kind']})" for f in data["schema_version"]["fields"])
    how = f"overlap {data['overlap']}" if data["overlap"] else f"target {data['target']:.2f}"
    return f"{names}; {how}"
