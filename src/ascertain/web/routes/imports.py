"""Imports: send files, look at them, import them, read the report, take it back."""

import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from ascertain.contracts.format import Column
from ascertain.formats.importing import RejectedRow
from ascertain.services import imports, uploads
from ascertain.services.context import Context
from ascertain.web.call import Call
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.web.receiving import Receiver
from ascertain.wire.base import Listing
from ascertain.wire.imports import (
    Import,
    ImportStart,
    Preview,
    PreviewStart,
    Report,
    Uploaded,
)

routes = router("imports")

# The route has a limit of its own, by files and bytes, that it applies while it reads.
_NO_LIMIT = 1 << 60
_UNDO_SECONDS = 10.0
_LOOK_SECONDS = 0.1
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {
                                "type": "string",
                                "contentMediaType": "application/octet-stream",
                            },
                        }
                    },
                }
            }
        },
    }
}


def _receiving() -> dict[str, Any]:
    spec = action("import.make")
    spec["openapi_extra"].update(_FORM)
    return spec


@routes.post("/projects/{project}/uploads", max_body_size=_NO_LIMIT, **_receiving())
async def send_files(
    call: Caller,
    request: Request,
    project: str,
    upload: Annotated[
        str | None, Query(max_length=36, description="Add to this upload; none: a new one.")
    ] = None,
) -> Uploaded:
    """Send files, archives, or a folder's files under their relative names. Nothing is imported
    yet; an upload that is not imported within a day is deleted."""
    context, workspace = call.context, call.actor.workspace

    def begin() -> uploads.Upload:
        if upload is None:
            return uploads.begin(context.home, workspace, project)
        return uploads.find(context.home, workspace, project, upload)

    found = await run_in_threadpool(begin)
    receiver = Receiver(
        request.headers.get("content-type", ""), found, uploads.room(context.settings)
    )
    await receiver.receive(request.stream())
    return Uploaded(upload=found.id, files=found.files, bytes=found.size)


@routes.post("/projects/{project}/imports/preview", **action("import.make"))
def preview_import(call: Caller, project: str, body: PreviewStart) -> Preview:
    """What an import would do: columns with samples, the first items, problems. Stores nothing."""
    upload = _find(call, project, body.upload)
    schema = call.read(lambda work: imports.schema_body(work, project))
    return imports.preview(call.context, upload, body.mapping, schema)


@routes.post("/projects/{project}/imports", status_code=202, **action("import.make", makes=True))
def start_import(call: Caller, project: str, body: ImportStart) -> Import:
    """Import an upload. With `dry_run` the report is made and nothing is stored."""
    upload = _find(call, project, body.upload)
    return call.write(lambda work: imports.start_import(work, project, upload, body))


@routes.get("/projects/{project}/imports", **action("import.read"))
def list_imports(
    call: Caller, project: str, limit: Limit = 50, cursor: Cursor = None
) -> Listing[Import]:
    """The imports of a project, newest first."""
    return call.read(lambda work: imports.list_imports(work, project, limit=limit, cursor=cursor))


@routes.get("/imports/{job}", **action("import.read"))
def read_import(call: Caller, job: str) -> Import:
    """One import, with its report and the first rejected rows."""
    return call.read(lambda work: imports.read_import(work, job))


@routes.get(
    "/imports/{job}/report",
    response_class=StreamingResponse,
    responses={200: {"model": Report, "content": {"text/csv": {"schema": {"type": "string"}}}}},
    **action("import.read"),
)
def download_report(
    call: Caller,
    job: str,
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002 - the word of the API
) -> StreamingResponse:
    """The whole report with every rejected row, as a file."""
    found, blob = call.read(lambda work: imports.rejected_blob(work, job))
    rows = _rejected(call.context, call.actor.workspace, blob)
    pieces, media = (
        (_as_csv(call.context, rows), "text/csv; charset=utf-8")
        if format == "csv"
        else (_as_json(found, rows), "application/json")
    )
    name = f"import-{job}.{format}"
    return StreamingResponse(
        pieces, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@routes.post("/imports/{job}/cancel", **action("import.make", makes=True))
def cancel_import(call: Caller, job: str) -> Import:
    """Call an import off; what it had stored is taken back."""
    return call.write(lambda work: imports.cancel_import(work, job))


@routes.post("/imports/{job}/undo", status_code=202, **action("import.make", makes=True))
def undo_import(call: Caller, job: str) -> Import:
    """Take an import back. Items that nobody judged are deleted, others withdrawn, updated ones
    get their earlier content. Answers when it is done, or after ten seconds with state
    `undoing`."""
    found = call.write(lambda work: imports.undo_import(work, job))
    until = time.monotonic() + _UNDO_SECONDS
    while found.state == imports.UNDOING and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
        found = call.read(lambda work: imports.read_import(work, job))
    return found


def _find(call: Call, project: str, upload: str) -> uploads.Upload:
    return uploads.find(call.context.home, call.actor.workspace, project, upload)


def _rejected(context: Context, workspace: str, blob: str | None) -> Iterator[RejectedRow]:
    if blob is None:
        return
    decode = msgspec.json.Decoder(RejectedRow).decode
    with context.blobs.open(workspace, blob) as file:
        for line in file:
            yield decode(line)


def _as_csv(context: Context, rows: Iterator[RejectedRow]) -> Iterator[bytes]:
    columns = [
        Column("source"),
        Column("row", "integer"),
        Column("key"),
        Column("code"),
        Column("message"),
    ]
    return context.plugins.writers.get("csv").encode(map(msgspec.structs.asdict, rows), columns)


def _as_json(found: Import, rows: Iterator[RejectedRow]) -> Iterator[bytes]:
    """The report of the interface page, its rows written one by one."""
    report = found.report.model_dump(exclude={"rows"}) if found.report is not None else {}
    head = msgspec.json.encode(report)
    yield head[:-1] + b',"rows":['
    for number, row in enumerate(rows):
        yield (b"," if number else b"") + msgspec.json.encode(row)
    yield b"]}"
