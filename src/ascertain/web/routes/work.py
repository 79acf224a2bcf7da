"""The annotator's loop: next and submit, which are called most of all, and everything around."""

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from ascertain.core.errors import NotFound
from ascertain.services import amend, comments, holding, ownwork, recovery, serving
from ascertain.services import work as judging
from ascertain.services.places import find_project
from ascertain.services.replies import encode
from ascertain.store.work import Work
from ascertain.web import direct
from ascertain.web.guard import Caller, action, router
from ascertain.web.query import Cursor, Limit
from ascertain.wire.base import Done, Listing
from ascertain.wire.items import Comment
from ascertain.wire.work import (
    Extended,
    Flag,
    LeaseRef,
    Leases,
    Next,
    OpenWork,
    OwnJudgment,
    OwnProgress,
    Return,
    Revise,
    Saved,
    SaveDraft,
    Skip,
    Submit,
    Submitted,
    Undo,
    Undone,
)

routes = router("work")
hot_routes = direct.router("work")

InProject = Annotated[str | None, Query(description="Name or id; none: all.", max_length=120)]
LOOKS = 50


@hot_routes.post("/work/next", response_model=Leases, **action("work.do"))
async def next_work(call: Caller, body: Next) -> Response:
    """Up to `count` tasks that the caller has not had, each leased to them; or the reason why
    there are none."""
    secret = call.context.secret
    return await direct.answer(call, lambda work: serving.next_work(work, body, secret))


@hot_routes.post("/work/submit", response_model=Submitted, **action("work.do"))
async def submit_work(call: Caller, body: Submit) -> Response:
    """Store an answer under a lease, and with `next` get the next task in the same round trip.
    Repeating it changes nothing; after the lease has run out it is kept all the same."""
    secret = call.context.secret
    return await direct.answer(call, lambda work: judging.submit(work, body, secret))


@hot_routes.post("/work/skip", response_model=Submitted, **action("work.do"))
async def skip_work(call: Caller, body: Skip) -> Response:
    """Give a task back for good, saying why."""
    secret = call.context.secret
    return await direct.answer(call, lambda work: judging.skip(work, body, secret))


@hot_routes.post("/work/return", response_model=Submitted, **action("work.review"))
async def return_work(call: Caller, body: Return) -> Response:
    """In review: send the item back to be labelled again, with the reason for its annotators."""
    secret = call.context.secret
    return await direct.answer(call, lambda work: judging.send_back(work, body, secret))


@hot_routes.post("/work/undo", response_model=Undone, **action("work.do"))
async def undo_work(call: Caller, body: Undo) -> Response:
    """Take back one's own judgment; the task is leased again, with a draft of what was said."""
    secret = call.context.secret
    return await direct.answer(call, lambda work: amend.undo(work, body, secret))


@hot_routes.post("/work/revise", response_model=Submitted, **action("work.do"))
async def revise_work(call: Caller, body: Revise) -> Response:
    """Put another answer in the place of one's own, while the label is not frozen."""
    return await direct.answer(call, lambda work: amend.revise(work, body))


@routes.get("/work/held", response_model=Leases, **action("work.do"))
def held_work(call: Caller) -> Response:
    """What the caller holds, with tokens and drafts: for a page that was loaded anew."""
    secret = call.context.secret
    reply = call.read(lambda work: recovery.held_work(work, secret))
    return Response(encode(reply), media_type="application/json")


@routes.post("/work/draft", **action("work.do"))
def save_draft(call: Caller, body: SaveDraft) -> Saved:
    """Keep what was entered so far; the lease goes on."""
    return call.write(lambda work: holding.save_draft(work, body))


@routes.post("/work/extend", **action("work.do"))
def extend_lease(call: Caller, body: LeaseRef) -> Extended:
    """Keep a lease alive."""
    return call.write(lambda work: holding.extend(work, body))


@routes.post("/work/release", **action("work.do"))
def release_lease(call: Caller, body: LeaseRef) -> Done:
    """Give a task back to the queue; the draft is kept."""
    call.write(lambda work: holding.release(work, body))
    return Done()


@routes.post("/work/flag", **action("work.do"))
def flag_item(call: Caller, body: Flag) -> Comment:
    """Ask whoever runs the project about the item; the lease stays."""
    return call.write(lambda work: holding.flag(work, body))


@routes.get("/work/flags", **action("work.read"))
def own_flags(call: Caller, project: InProject = None) -> Listing[Comment]:
    """Own questions and their answers, newest first."""
    return call.read(lambda work: comments.own_flags(work, _project(work, project)))


@routes.get("/work/open", **action("work.read"))
def open_work(call: Caller) -> Listing[OpenWork]:
    """Projects that the caller may work in, with how much is open to them."""
    return Listing(data=call.read(ownwork.open_work))


@routes.get("/work/progress", **action("work.read"))
def own_progress(call: Caller, project: InProject = None) -> OwnProgress:
    """Own work today and in all."""
    return call.read(lambda work: ownwork.own_progress(work, _project(work, project)))


@routes.get("/work/history", **action("work.read"))
def own_history(
    call: Caller, project: InProject = None, limit: Limit = LOOKS, cursor: Cursor = None
) -> Listing[OwnJudgment]:
    """Own judgments that stand, latest first."""
    secret = call.context.secret

    def look(work: Work) -> Any:
        return ownwork.history(
            work, project=_project(work, project), limit=limit, cursor=cursor, secret=secret
        )

    found: Listing[OwnJudgment] = call.read(look)
    return found


def _project(work: Work, name: str | None) -> str | None:
    """The id of the project that a query names.

    Raises:
        NotFound: `project.not-found`.
    """
    if name is None:
        return None
    found = find_project(work.session, work.actor, name)
    if found is None:
        raise NotFound("project.not-found", "There is no such project, or you may not see it.")
    return found
