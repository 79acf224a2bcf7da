"""Workspaces: the operator's."""

from ascertain.services import workspaces
from ascertain.services.secrets import Secrets
from ascertain.web.guard import Caller, action, router
from ascertain.wire.base import Listing
from ascertain.wire.people import NewWorkspace, Workspace

routes = router("workspaces")


@routes.get("/workspaces", **action("workspace.read"))
def list_workspaces(call: Caller) -> Listing[Workspace]:
    """All tenants of this installation."""
    return call.read(workspaces.list_workspaces)


@routes.post("/workspaces", **action("workspace.make"))
def make_workspace(call: Caller, body: NewWorkspace) -> Workspace:
    """Make a tenant; the reply holds a token of its owner, shown once."""
    context = call.context
    return context.db.write(
        lambda session: workspaces.make_workspace(
            context.work(session, call.actor), Secrets(None), body
        )
    )
