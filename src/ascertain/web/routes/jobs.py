"""Long work: what runs, how far it is, calling it off."""

from typing import Annotated, Literal

from fastapi import Query

from ascertain.services import imports, jobs
from ascertain.store.work import Work
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.wire.base import Listing
from ascertain.wire.jobs import Job

routes = router("jobs")

State = Literal["queued", "running", "done", "failed", "cancelled", "undone"]


@routes.get("/jobs", **action("job.read"))
def list_jobs(
    call: Caller,
    limit: Limit = 50,
    cursor: Cursor = None,
    project: Annotated[str | None, Query(max_length=36, description="The id of one.")] = None,
    state: Annotated[State | None, Query()] = None,
) -> Listing[Job]:
    """Long work of the workspace, newest first."""
    return call.read(
        lambda work: jobs.list_jobs(work, project=project, state=state, limit=limit, cursor=cursor)
    )


@routes.get("/jobs/{job}", **action("job.read"))
def read_job(call: Caller, job: str) -> Job:
    """One piece of long work."""
    return call.read(lambda work: jobs.read_job(work, job))


@routes.post("/jobs/{job}/cancel", **action("job.change", makes=True))
def cancel_job(call: Caller, job: str) -> Job:
    """Call long work off; what an import had stored is taken back."""

    def cancel(work: Work) -> Job:
        if jobs.row_of(work, job).kind == "import":
            imports.cancel_import(work, job)
        else:
            jobs.cancel(work, job)
        return jobs.read_job(work, job)

    return call.write(cancel)
