"""Facts: the live stream, the log, and notifications."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Header, Query, Request
from starlette.responses import StreamingResponse

from ascertain.core.errors import Invalid
from ascertain.services import events, notifications
from ascertain.store.chain import verify_chain
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.wire.base import Listing
from ascertain.wire.jobs import ChainCheck, Event
from ascertain.wire.people import Notification
from ascertain.wire.projects import Changed

if TYPE_CHECKING:
    from ascertain.web.auth import Presented
    from ascertain.web.live import Live

routes = router("events")
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An event stream. Each message is one fact (Event); its id is the number.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@routes.get(
    "/events", response_class=StreamingResponse, responses=_STREAM, **action("event.follow")
)
async def follow(
    call: Caller,
    request: Request,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> StreamingResponse:
    """Facts as they are sealed. `Last-Event-ID` goes on after that number."""
    live: Live = request.app.state.live
    if last_event_id is not None and not (last_event_id.isascii() and last_event_id.isdigit()):
        raise Invalid("event.last-id", "Last-Event-ID is the number of a fact; leave it out.")
    after = None if last_event_id is None else int(last_event_id)
    presented: Presented | None = request.app.state.doors.present(request)
    assert presented is not None and call.identity is not None  # noqa: S101, PT018 - the guard
    return StreamingResponse(
        live.follow(presented, call.identity, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@routes.get("/events/log", **action("event.read"))
def list_events(
    call: Caller,
    limit: Limit = 100,
    cursor: Cursor = None,
    type_: Annotated[
        str | None, Query(alias="type", max_length=120, description="project.paused, …")
    ] = None,
    project: Annotated[str | None, Query(max_length=120, description="Its id.")] = None,
) -> Listing[Event]:
    """The sealed facts of the workspace, from the first on."""
    return call.read(
        lambda work: events.list_events(
            work, limit=limit, cursor=cursor, type_=type_, project=project
        )
    )


@routes.get("/events/verify", **action("event.verify"))
def verify(call: Caller) -> ChainCheck:
    """Check the chain of all sealed facts of this installation, from the first on."""
    checked = None
    for checked in verify_chain(call.context.db):
        if checked.broken is not None:
            return ChainCheck(sealed=checked.through, bad=checked.broken, why=checked.reason)
    return ChainCheck(sealed=0 if checked is None else checked.through)


@routes.get("/notifications", **action("notification.read"))
def list_notifications(call: Caller) -> Listing[Notification]:
    """Answers to own questions and items that came back, newest first."""
    return call.read(notifications.list_notifications)


@routes.post("/notifications/seen", **action("notification.change"))
def see_notifications(call: Caller) -> Changed:
    """Mark all as seen."""
    return Changed(changed=call.write(notifications.see_notifications))
