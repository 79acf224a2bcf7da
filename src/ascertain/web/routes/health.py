"""Whether the process lives, whether its parts are there, and a few numbers for Prometheus."""

from typing import TYPE_CHECKING

from fastapi import Request, Response
from sqlalchemy import func, select

import ascertain
from ascertain.core.clock import SECOND
from ascertain.core.errors import Unavailable
from ascertain.store.session import Session
from ascertain.store.tables.events import cursors, events
from ascertain.web.guard import Caller, action, router
from ascertain.wire.jobs import Ready

if TYPE_CHECKING:
    from ascertain.web.metrics import Metrics

routes = router("health")
STALE = 60 * SECOND
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@routes.get("/healthz", include_in_schema=False, **action("health.read"))
async def healthz() -> dict[str, bool]:
    """The process answers."""
    return {"ok": True}


@routes.get("/readyz", include_in_schema=False, **action("health.read"))
def readyz(call: Caller, response: Response) -> Ready:
    """The database answers, and the sealer of the jobs has been there lately."""
    try:
        now = call.context.clock.now()
        state = call.context.db.read(lambda session: _jobs(session, now))
        database = "ready"
    except Unavailable as error:
        database, state = error.code, "unknown"
    ready = database == "ready"
    if not ready:
        response.status_code = 503
    return Ready(ready=ready, database=database, jobs=state, version=ascertain.__version__)


@routes.get("/metrics", include_in_schema=False, **action("health.read"))
def metrics(call: Caller, request: Request) -> Response:
    """Counters of this process and of the database, for the machine itself or a token."""
    counted: Metrics = request.app.state.metrics
    counted.allow(request, request.app.state.doors, call.context)
    return Response(counted.text(call.context), media_type=TEXT)


def _jobs(session: Session, now: int) -> str:
    """`ready`, or `behind` if facts have waited for their number for a minute, or `absent` if
    nobody holds the sealer's lease."""
    oldest = session.value(select(func.min(events.c.at)).where(events.c.seq.is_(None)))
    if oldest is not None and now - oldest > STALE:
        return "behind"
    held = session.value(select(func.max(cursors.c.held_until)))
    return "ready" if held is not None and held > now - STALE else "absent"
