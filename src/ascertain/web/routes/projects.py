"""Projects: list, make, change, pause; their schema, guideline, people and numbers."""

from typing import Annotated, Literal

from fastapi import Query, Response

from ascertain.services import guidelines, leases, projects, schemas, summaries, templates
from ascertain.services import progress as numbers
from ascertain.store.work import Work
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.wire.base import Done, Json, Listing
from ascertain.wire.people import AnnotatorRow
from ascertain.wire.projects import (
    Changed,
    NewProject,
    PriorityChange,
    Progress,
    Project,
    ProjectChange,
    ProjectDetail,
    ProjectSummary,
    StateChange,
)
from ascertain.wire.schema import (
    Guideline,
    GuidelineChange,
    SchemaChange,
    SchemaPreview,
    SchemaVersion,
    Template,
)
from ascertain.wire.work import LiveLease

routes = router("projects")
NO_REASON = StateChange()


@routes.get("/templates", **action("template.read"))
def list_templates(call: Caller) -> Listing[Template]:
    """Designs to begin from."""
    return call.read(lambda _: templates.list_templates())


@routes.get("/projects", **action("project.read"))
def list_projects(
    call: Caller,
    limit: Limit = 100,
    cursor: Cursor = None,
    state: Annotated[Literal["open", "paused", "archived"] | None, Query()] = None,
    q: Annotated[str | None, Query(max_length=120, description="Part of the name.")] = None,
    *,
    total: Annotated[bool, Query(description="Count all that match.")] = False,
) -> Listing[ProjectSummary]:
    """Projects by name, each with its counts. Annotators see those that are open to them."""
    return call.read(
        lambda work: summaries.list_projects(
            work, limit=limit, cursor=cursor, state=state, q=q, total=total
        )
    )


@routes.post("/projects", **action("project.make", makes=True))
def make_project(call: Caller, response: Response, body: NewProject) -> Project:
    """Make a project from a template or from fields."""
    made = call.write(lambda work: projects.make_project(work, body))
    response.headers["ETag"] = made.etag
    return made


@routes.get("/projects/{project}", **action("project.read"))
def read_project(call: Caller, response: Response, project: str) -> ProjectDetail:
    """One project, by id or name, with what it asks and how it flows."""
    found = call.read(lambda work: projects.read_detail(work, project))
    response.headers["ETag"] = found.etag
    return found


@routes.patch("/projects/{project}", **action("project.change", edits=True))
def change_project(call: Caller, response: Response, project: str, body: ProjectChange) -> Project:
    """Change settings; what is left out stays."""

    def change(work: Work) -> Project:
        call.unchanged(projects.etag(projects.row_of(work, project)))
        return projects.change_project(work, project, body)

    changed = call.write(change)
    response.headers["ETag"] = changed.etag
    return changed


@routes.delete("/projects/{project}", **action("project.delete", edits=True))
def delete_project(call: Caller, project: str) -> Done:
    """Delete a project with everything in it."""

    def delete(work: Work) -> None:
        call.unchanged(projects.etag(projects.row_of(work, project)))
        projects.delete_project(work, project)

    call.write(delete)
    return Done()


@routes.post("/projects/{project}/pause", **action("project.change"))
def pause_project(call: Caller, project: str, body: StateChange = NO_REASON) -> Project:
    """Hand out no more work; what is being done is kept."""
    return call.write(lambda work: projects.pause_project(work, project, reason=body.reason))


@routes.post("/projects/{project}/resume", **action("project.change"))
def resume_project(call: Caller, project: str, body: StateChange = NO_REASON) -> Project:
    """Hand out work again; also brings a project back from the archive."""
    del body  # accepted, so that all three are called alike
    return call.write(lambda work: projects.resume_project(work, project))


@routes.post("/projects/{project}/archive", **action("project.change"))
def archive_project(call: Caller, project: str, body: StateChange = NO_REASON) -> Project:
    """Put a project away: readable, never served."""
    return call.write(lambda work: projects.archive_project(work, project, reason=body.reason))


@routes.post("/projects/{project}/priority", **action("project.change"))
def set_priority(call: Caller, project: str, body: PriorityChange) -> Changed:
    """Say which items go first: by key, or all that a filter matches."""
    return call.write(lambda work: summaries.set_priority(work, project, body))


@routes.get("/projects/{project}/progress", **action("project.inspect"))
def read_progress(call: Caller, project: str) -> Progress:
    """The numbers of the project's home, each computed now."""
    return call.read(lambda work: numbers.read_progress(work, project))


@routes.get("/projects/{project}/config", **action("project.inspect"))
def read_config(call: Caller, project: str) -> dict[str, Json]:
    """Schema, guideline, flow and settings as one document: what another project is made from."""
    return call.read(lambda work: summaries.read_config(work, project))


@routes.get("/projects/{project}/annotators", **action("project.inspect"))
def list_annotators(call: Caller, project: str) -> Listing[AnnotatorRow]:
    """Who works in the project, under pseudonyms, with n and interval."""
    return call.read(lambda work: numbers.list_annotators(work, project))


@routes.get("/projects/{project}/leases", **action("lease.read"))
def list_leases(call: Caller, project: str) -> Listing[LiveLease]:
    """Who holds what now, longest first."""
    return call.read(lambda work: leases.list_leases(work, project))


@routes.post("/leases/{lease}/free", **action("lease.free"))
def free_lease(call: Caller, lease: str) -> Done:
    """Give a stuck task back to the queue; its draft stays."""
    call.write(lambda work: leases.free_lease(work, lease))
    return Done()


@routes.get("/projects/{project}/schema-versions", **action("schema.read"))
def list_schema_versions(call: Caller, project: str) -> Listing[SchemaVersion]:
    """All versions of what is asked, newest first."""
    return call.read(lambda work: schemas.list_versions(work, project))


@routes.post("/projects/{project}/schema-versions", **action("schema.change", makes=True))
def change_schema(call: Caller, project: str, body: SchemaChange) -> SchemaPreview:
    """The next version; with `dry_run` only what would move and what would be asked again."""
    if body.dry_run:
        return call.read(lambda work: schemas.change_schema(work, project, body))
    return call.write(lambda work: schemas.change_schema(work, project, body))


@routes.get("/projects/{project}/guideline", **action("guideline.read"))
def read_guideline(call: Caller, project: str) -> Guideline:
    """The instructions, and what is new since the caller last worked under them."""
    return call.read(lambda work: guidelines.read_guideline(work, project))


@routes.post("/projects/{project}/guideline", **action("guideline.change", makes=True))
def change_guideline(call: Caller, project: str, body: GuidelineChange) -> Guideline:
    """The next version of the instructions."""
    return call.write(lambda work: guidelines.change_guideline(work, project, body))
