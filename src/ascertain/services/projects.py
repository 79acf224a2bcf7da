"""Projects: making, changing, pausing, listing. Counts of a list are in `summaries`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.core.ids import is_id, new_id
from ascertain.kinds.schema import parse_schema
from ascertain.services import templates
from ascertain.services.access import is_annotator_only
from ascertain.services.schemas import schema_version
from ascertain.services.versions import add_version
from ascertain.steps.flow import standard_flow
from ascertain.store.tables.people import members
from ascertain.store.tables.projects import (
    flow_versions,
    guideline_versions,
    projects,
    schema_versions,
)
from ascertain.store.work import Fact, Work
from ascertain.wire.projects import NewProject, Project, ProjectChange, ProjectDetail

STAGE = "training-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMade(Fact):
    """A project was made."""

    template: str | None
    overlap: int | None
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectChanged(Fact):
    """Settings of a project were changed; `what` names them."""

    what: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPaused(Fact):
    """Work on a project was stopped for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectResumed(Fact):
    """Work on a project goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectArchived(Fact):
    """A project was put away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDeleted(Fact):
    """A project was deleted with everything in it."""


def make_project(work: Work, new: NewProject) -> Project:
    """A project with its first schema, flow and guideline.

    Raises:
        Invalid: `project.design` unless exactly one of `template` and `fields` is given,
            `project.quality` if both `overlap` and `target` are, `schema.*`. NotFound:
            `template.not-found`. Conflict: `project.name-taken`.
    """
    if (new.template is None) == (new.fields is None):
        raise Invalid("project.design", "Give either “template” or “fields”.")
    if new.overlap is not None and new.target is not None:
        raise Invalid(
            "project.quality", "Give “overlap” or “target”: a fixed number of judgments has none."
        )
    template = None if new.template is None else templates.find(new.template)
    fields = template.fields if template is not None else new.fields
    schema = parse_schema({"fields": fields}, work.plugins.kinds)
    guideline = new.guideline if new.guideline is not None else ""
    if template is not None and new.guideline is None:
        guideline = template.guideline
    free_name(work, new.name, None)
    made = new_id()
    versions = {name: new_id() for name in ("schema", "flow", "guideline")}
    target = new.target if new.target is not None else work.settings.quality.target
    work.session.run(
        insert(projects).values(
            workspace_id=work.actor.workspace,
            id=made,
            name=new.name,
            stage=STAGE,
            stage_since=work.now,
            target=target,
            overlap=new.overlap,
            state="open",
            item_type=None if template is None else template.item_type,
            schema_version=versions["schema"],
            flow_version=versions["flow"],
            guideline_version=versions["guideline"],
            made_at=work.now,
        )
    )
    bodies: tuple[tuple[Any, str, Any], ...] = (
        (schema_versions, "schema", schema.canonical()),
        (flow_versions, "flow", standard_flow(new.overlap)),
        (guideline_versions, "guideline", {"text": guideline}),
    )
    for table, name, body in bodies:
        add_version(work, table, versions[name], project=made, n=1, body=body)
    work.record(
        ProjectMade(
            subject=made, project=made, template=new.template, overlap=new.overlap, target=target
        )
    )
    return read_project(work, made)


def free_name(work: Work, name: str, project: str | None) -> None:
    """Refuse a name that another project has, or that reads as somebody's id.

    Raises:
        Conflict: `project.name-taken`. Invalid: `project.name`.
    """
    if not name.strip() or name != name.strip() or is_id(name):
        raise Invalid("project.name", "A name does not begin or end with a space, nor is it an id.")
    owner = work.session.value(
        select(projects.c.id).where(
            projects.c.workspace_id == work.actor.workspace, projects.c.name == name
        )
    )
    if owner is not None and owner != project:
        raise Conflict("project.name-taken", f"There is a project “{name}”; choose another name.")


def row_of(work: Work, project: str) -> Any:
    """The row of a project, with the numbers of its present versions.

    Raises:
        NotFound: `project.not-found`.
    """
    row = work.session.row(select_projects(work).where(projects.c.id == project))
    if row is None:
        raise NotFound("project.not-found", "There is no such project in this workspace.")
    return row


def select_projects(work: Work) -> Any:
    """Projects of the workspace with `schema_n` and `guideline_n`."""
    return (
        select(
            projects,
            schema_versions.c.n.label("schema_n"),
            guideline_versions.c.n.label("guideline_n"),
        )
        .join(
            schema_versions,
            (schema_versions.c.workspace_id == projects.c.workspace_id)
            & (schema_versions.c.id == projects.c.schema_version),
        )
        .join(
            guideline_versions,
            (guideline_versions.c.workspace_id == projects.c.workspace_id)
            & (guideline_versions.c.id == projects.c.guideline_version),
        )
        .where(projects.c.workspace_id == work.actor.workspace)
    )


def etag(row: Any) -> str:
    """The entity tag of a project: its revision."""
    return f'"{row.revision}"'


def facts(work: Work, row: Any) -> dict[str, Any]:
    """The fields of `wire.Project` from a row. Who else is named is not for annotators."""
    named = canonical.loads(row.annotators)
    return {
        "id": row.id,
        "name": row.name,
        "state": row.state,
        "state_reason": row.state_reason,
        "stage": row.stage,
        "stage_since": to_datetime(row.stage_since),
        "blocked_reason": row.blocked_reason,
        "priority": row.priority,
        "overlap": row.overlap,
        "target": row.target,
        "schema_n": row.schema_n,
        "guideline_n": row.guideline_n,
        "item_type": row.item_type,
        "annotators": [] if is_annotator_only(work.actor.roles) else named,
        "etag": etag(row),
        "created_at": to_datetime(row.made_at),
    }


def read_project(work: Work, project: str) -> Project:
    """One project."""
    return Project(**facts(work, row_of(work, project)))


def read_detail(work: Work, project: str) -> ProjectDetail:
    """One project with its present schema and flow."""
    row = row_of(work, project)
    flow = work.session.value(
        select(flow_versions.c.body).where(
            flow_versions.c.workspace_id == work.actor.workspace,
            flow_versions.c.id == row.flow_version,
        )
    )
    return ProjectDetail(
        **facts(work, row),
        schema_version=schema_version(work, row.schema_version),
        flow=canonical.loads(flow),
    )


def change_project(work: Work, project: str, change: ProjectChange) -> Project:
    """Change what is given; the rest stays. Another overlap or target holds for what is judged
    from now on, and a new flow version says so.

    Raises:
        Invalid: `project.quality`, `project.annotators`. Conflict: `project.name-taken`.
    """
    row = row_of(work, project)
    given = change.model_fields_set
    values: dict[str, Any] = {}
    if "name" in given and change.name is not None and change.name != row.name:
        free_name(work, change.name, project)
        values["name"] = change.name
    for name in ("priority", "target", "stage"):
        value = getattr(change, name)
        if name in given and value is not None:
            values[name] = value
    if "blocked_reason" in given:
        values["blocked_reason"] = change.blocked_reason
    if "stage" in values and values["stage"] != row.stage:
        values["stage_since"] = work.now
    if "annotators" in given and change.annotators is not None:
        values["annotators"] = canonical.dumps(_known_members(work, change.annotators))
    if "overlap" in given and change.overlap != row.overlap:
        values["overlap"] = change.overlap
        values["flow_version"] = _next_flow(work, project, change.overlap)
    if values:
        work.session.run(
            update(projects).where(_is(work, project)).values(**values, revision=row.revision + 1)
        )
        work.record(ProjectChanged(subject=project, project=project, what=sorted(values)))
    return read_project(work, project)


def _is(work: Work, project: str) -> Any:
    return (projects.c.workspace_id == work.actor.workspace) & (projects.c.id == project)


def _known_members(work: Work, named: list[str]) -> list[str]:
    known = {
        row.id
        for row in work.session.rows(
            select(members.c.id).where(
                members.c.workspace_id == work.actor.workspace, members.c.id.in_(named)
            )
        )
    }
    unknown = [name for name in named if name not in known]
    if unknown:
        raise Invalid(
            "project.annotators", f"“{unknown[0]}” is not the id of a member of this workspace."
        )
    return list(dict.fromkeys(named))


def _next_flow(work: Work, project: str, overlap: int | None) -> str:
    version = new_id()
    last = work.session.value(
        select(flow_versions.c.n)
        .where(
            flow_versions.c.workspace_id == work.actor.workspace, flow_versions.c.project == project
        )
        .order_by(flow_versions.c.n.desc())
        .limit(1)
    )
    body = standard_flow(overlap)
    add_version(work, flow_versions, version, project=project, n=last + 1, body=body)
    return version


def _set_state(work: Work, project: str, state: str, reason: str | None, fact: Fact) -> Project:
    row = row_of(work, project)
    if row.state != state or row.state_reason != reason:
        work.session.run(
            update(projects)
            .where(_is(work, project))
            .values(state=state, state_reason=reason, revision=row.revision + 1)
        )
        work.record(fact)
    return read_project(work, project)


def pause_project(work: Work, project: str, *, reason: str | None) -> Project:
    """Hand out no more work; what is being done is kept.

    Raises:
        Conflict: `project.archived`.
    """
    if row_of(work, project).state == "archived":
        raise Conflict("project.archived", "An archived project has no work to pause; resume it.")
    fact = ProjectPaused(subject=project, project=project)
    return _set_state(work, project, "paused", reason, fact)


def resume_project(work: Work, project: str) -> Project:
    """Hand out work again; also takes a project out of the archive."""
    fact = ProjectResumed(subject=project, project=project)
    return _set_state(work, project, "open", None, fact)


def archive_project(work: Work, project: str, *, reason: str | None) -> Project:
    """Put a project away: it stays readable and gives no work."""
    fact = ProjectArchived(subject=project, project=project)
    return _set_state(work, project, "archived", reason, fact)


def delete_project(work: Work, project: str) -> None:
    """Delete a project with its items, judgments and datasets."""
    row_of(work, project)
    work.session.run(delete(projects).where(_is(work, project)))
    work.record(ProjectDeleted(subject=project, project=project))
