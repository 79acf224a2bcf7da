"""Datasets: freeze, list, compare, download the manifest."""

import time
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from fastapi import Query
from starlette.responses import StreamingResponse

from ascertain.services import datasets, jobs, places
from ascertain.services.manifests import Frozen
from ascertain.store.work import Work
from ascertain.web.guard import Caller, action, router
from ascertain.wire.base import Listing
from ascertain.wire.datasets import Dataset, DatasetVersion, Diff, Freeze
from ascertain.wire.jobs import Job

routes = router("datasets")

_WAIT_SECONDS = 10.0
_LOOK_SECONDS = 0.1
_PIECE_BYTES = 262_144
_LINES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
}
Title = Annotated[str, Query(max_length=200, description="NAME@N; NAME: the newest.")]


@routes.post(
    "/projects/{project}/datasets/freeze", status_code=202, **action("dataset.make", makes=True)
)
def freeze(call: Caller, project: str, body: Freeze) -> Job:
    """Freeze the settled labels as the next version of a dataset. Answers when it is done, with
    the version as the job's `result`, or after ten seconds with the job as it then is."""
    job = call.write(lambda work: datasets.start_freeze(work, project, body))
    made = job.id
    until = time.monotonic() + _WAIT_SECONDS
    while job.state in jobs.LIVE and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
        job = call.read(lambda work: jobs.read_job(work, made))
    return job


@routes.get("/projects/{project}/datasets", **action("dataset.read"))
def list_datasets(call: Caller, project: str) -> Listing[Dataset]:
    """The datasets of a project, each with its versions, newest first."""
    return call.read(lambda work: datasets.list_datasets(work, project))


@routes.get("/datasets/diff", **action("dataset.read"))
def compare(
    call: Caller,
    a: Title,
    b: Title,
    project: Annotated[str | None, Query(max_length=120, description="Name or id.")] = None,
) -> Diff:
    """What differs between two versions."""

    def find(work: Work) -> tuple[Frozen, Frozen]:
        found = None
        if project is not None:
            found = places.resolve(work.session, work.actor, {"project": project})["project"]
        return datasets.find_version(work, a, found), datasets.find_version(work, b, found)

    first, second = call.read(find)
    return datasets.diff(call.context.blobs, call.actor.workspace, first, second)


@routes.get("/dataset-versions/{dataset_version}", **action("dataset.read"))
def read_version(call: Caller, dataset_version: str) -> DatasetVersion:
    """One version."""
    return call.read(lambda work: datasets.read_version(work, dataset_version))


@routes.get(
    "/dataset-versions/{dataset_version}/manifest",
    response_class=StreamingResponse,
    responses=_LINES,
    **action("dataset.read"),
)
def download_manifest(call: Caller, dataset_version: str) -> StreamingResponse:
    """The manifest, whose sha256 is the version's: canonical JSON Lines, one line an item."""
    found = call.read(lambda work: datasets.manifest_of(work, dataset_version))
    file = call.context.blobs.open(call.actor.workspace, found.manifest)
    return StreamingResponse(
        _pieces(file),
        media_type="application/x-ndjson",
        headers={
            "Content-Disposition": f'attachment; filename="manifest-{dataset_version}.jsonl"',
            "ETag": f'"{found.manifest}"',
        },
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
