"""Exports: labels and judgments as a stream, in every format that can be written."""

from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.responses import StreamingResponse

from ascertain.core.errors import Invalid
from ascertain.services import datasets, exports
from ascertain.store.session import Session
from ascertain.web.guard import Caller, action, router
from ascertain.web.spool import Spool, Write
from ascertain.wire.base import Listing
from ascertain.wire.datasets import ExportFormat

routes = router("exports")

_TITLES = {
    "csv": "CSV, for spreadsheets",
    "tsv": "Tab-separated values",
    "csv.gz": "CSV, compressed",
    "jsonl": "JSON Lines",
    "jsonl.gz": "JSON Lines, compressed",
    "parquet": "Parquet",
}
_ANY: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}


@routes.get("/export-formats", **action("export.read"))
def list_formats(call: Caller) -> Listing[ExportFormat]:
    """What exports can be written in."""
    writers = call.context.plugins.writers
    return Listing(
        data=[
            ExportFormat(
                name=name,
                ending=writers.get(name).endings[0],
                title=_TITLES.get(name, name),
                tables=True,
            )
            for name in writers
        ]
    )


@routes.get(
    "/projects/{project}/export",
    response_class=StreamingResponse,
    responses=_ANY,
    **action("export.read"),
)
def export(
    call: Caller,
    project: str,
    *,
    format: Annotated[str, Query(max_length=40)] = "jsonl",  # noqa: A002 - the word of the API
    part: Annotated[Literal["labels", "judgments"], Query()] = "labels",
    dataset: Annotated[
        str | None, Query(max_length=200, description="A frozen version, NAME@N.")
    ] = None,
    where: Annotated[
        str | None,
        Query(max_length=2000, description="Such as: state=resolved and p>=0.9 and slice.lang=en."),
    ] = None,
    with_judgments: Annotated[
        bool, Query(description="JSON Lines: a list of judgments on each row.")
    ] = False,
    with_content: Annotated[bool, Query(description="Columns with the items' content.")] = False,
) -> StreamingResponse:
    """One row an item and field (`part=labels`), items without a label included, or one row a
    judgment and field (`part=judgments`). From one snapshot, streamed."""
    context = call.context
    if format not in context.plugins.writers:
        known = ", ".join(context.plugins.writers)
        raise Invalid("export.format", f"“{format}” is not written here. There are: {known}.")
    writer = context.plugins.writers.get(format)
    filters = exports.parse_where(where)

    def make(write: Write) -> None:
        def query(session: Session) -> None:
            work = context.work(session, call.actor)
            frozen = None if dataset is None else datasets.find_version(work, dataset, project)
            if part == "labels":
                table = exports.labels_table(
                    work,
                    project,
                    where=filters,
                    frozen=frozen,
                    with_judgments=with_judgments,
                    with_content=with_content,
                )
            else:
                table = exports.judgments_table(work, project, where=filters, frozen=frozen)
            for piece in writer.encode(table.rows, table.columns):
                write(piece)

        context.db.read(query)

    spool = Spool(context.home.uploads, make).begun()
    # Named by ids: what people call things has no place in a header or a path.
    name = f"{part}-{project}{writer.endings[0]}"
    return StreamingResponse(
        iter(spool),
        media_type=writer.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
