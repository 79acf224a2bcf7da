"""Items: the grid, one item in full, reopening and review; flags and notes; pictures."""

from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.responses import FileResponse, Response

from ascertain.services import comments, items, media
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.wire.base import Listing
from ascertain.wire.items import Comment, FlagAnswer, ItemDetail, ItemRow, Reopen

routes = router("items")
pictures = router("media")

FEWER = 50
_OWN = frozenset({"limit", "cursor", "sort", "total"})
_FILTERS = (
    "Filters are query parameters: `state`, `decision`, `p_min`, `p_max`, `q` (text; with `field` "
    "in one part of the content), `class.<field>=<class id>`, `slice.<name>=<value>`; several must "
    "all hold, `state` and `decision` take several values with commas."
)


@routes.get("/projects/{project}/items", description=_FILTERS, **action("item.read"))
def list_items(  # noqa: D103 - its description is given
    call: Caller,
    request: Request,
    project: str,
    limit: Limit = FEWER,
    cursor: Cursor = None,
    *,
    sort: Annotated[
        str, Query(description="key, p, judgments or updated; with - before it, falling.")
    ] = "key",
    total: Annotated[bool, Query(description="Count all that match.")] = False,
) -> Listing[ItemRow]:
    where = {name: value for name, value in request.query_params.items() if name not in _OWN}
    return call.read(
        lambda work: items.list_items(
            work, project, limit=limit, cursor=cursor, sort=sort, where=where, total=total
        )
    )


@routes.get("/projects/{project}/skipped", **action("item.read"))
def list_skipped(call: Caller, project: str) -> Listing[ItemRow]:
    """Items that everybody who could judge them has skipped."""
    return call.read(lambda work: items.list_skipped(work, project))


@routes.get("/items/{item}", **action("item.read"))
def read_item(call: Caller, item: str) -> ItemDetail:
    """One item: content, judgments by handle, why its label is what it is, comments."""
    return call.read(lambda work: items.read_item(work, item))


@routes.post("/items/{item}/reopen", **action("item.change"))
def reopen_item(call: Caller, item: str, body: Reopen) -> ItemDetail:
    """Ask the item again, on a new visit."""
    return call.write(lambda work: items.reopen_item(work, item, reason=body.reason))


@routes.post("/items/{item}/review", **action("item.change"))
def refer_item(call: Caller, item: str, body: Reopen) -> ItemDetail:
    """Send the item to review."""
    return call.write(lambda work: items.refer_item(work, item, reason=body.reason))


@routes.get("/projects/{project}/flags", **action("flag.read"))
def list_flags(
    call: Caller,
    project: str,
    limit: Limit = 100,
    cursor: Cursor = None,
    state: Annotated[Literal["open", "answered"] | None, Query()] = None,
) -> Listing[Comment]:
    """Questions of annotators, newest first."""
    return call.read(
        lambda work: comments.list_flags(work, project, state=state, limit=limit, cursor=cursor)
    )


@routes.post("/flags/{flag}/answer", **action("flag.answer"))
def answer_flag(call: Caller, flag: str, body: FlagAnswer) -> Comment:
    """Answer a question; whoever asked is told."""
    return call.write(lambda work: comments.answer_flag(work, flag, text=body.text))


@pictures.get("/media/{sha}", include_in_schema=False, **action("media.read"))
def read_media(call: Caller, request: Request, sha: str) -> Response:
    """A picture, whole or a range of it."""
    context = call.context
    query = dict(request.query_params)
    opened = call.read(lambda work: media.open_media(work, context.secret, sha, query))
    path = context.blobs.path(call.actor.workspace, opened.sha)
    headers = {
        "Cache-Control": "private, max-age=60",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return FileResponse(
        path,
        media_type=opened.media_type or "application/octet-stream",
        headers=headers,
        filename=None if opened.media_type else "file",
    )
