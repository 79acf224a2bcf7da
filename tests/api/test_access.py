"""S6: every route, every role, own and other tenant. What a role may do is read from the one
table; what a route needs, from its own declaration."""

import re
from typing import Any

import pytest

from ascertain.services import access
from ascertain.web.guard import GuardedRoute
from ascertain.web.routers import BARE, PREFIX, ROUTERS
from tests.api.product import Client, Product

FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "other"]}]
NOWHERE = "00000000-0000-7000-8000-000000000000"
# Routes that stream for ever, or end the session that calls them.
READING = {"read", "inspect", "verify", "follow"}
HELD = "/api/v1/work/held"  # shows what the caller holds; renews nothing
LEFT_OUT = {("GET", "/api/v1/events"), ("DELETE", "/api/v1/sessions/current")}


def routes() -> list[tuple[str, str, str]]:
    """Method, path and action of every route."""
    found = []
    for prefix, routers in ((PREFIX, ROUTERS), ("", BARE)):
        for router in routers:
            for route in router.routes:
                assert isinstance(route, GuardedRoute), f"{route} is not guarded"
                assert route.methods is not None
                action = (route.openapi_extra or {})["x-action"]
                found += [(method, prefix + route.path, action) for method in route.methods]
    return sorted(found)


def closed() -> list[tuple[str, str, str]]:
    """Those that are not public."""
    return [
        one for one in routes() if one[2] not in access.PUBLIC and (one[0], one[1]) not in LEFT_OUT
    ]


def at_nothing(path: str) -> str:
    return re.sub(r"\{[^}]+\}", NOWHERE, path)


def refused(client: Client, method: str, path: str) -> tuple[int, str]:
    body: dict[str, Any] = (
        {}
        if method == "GET"
        else {"content": b"{", "headers": {"Content-Type": "application/json"}}
    )
    return client.status(method, path, **body)


def test_every_route_declares_an_action_that_exists() -> None:
    for method, path, action in routes():
        assert action in access.ACTIONS or action in access.PUBLIC, (method, path)
    used = {action for _, _, action in routes()}
    assert not access.PUBLIC - used - {"ui.read"}


def test_no_state_changes_by_get() -> None:
    for method, path, action in routes():
        verb = action.partition(".")[2]
        if method == "GET":
            assert verb in READING or path == HELD, (path, action)


def test_nobody_gets_in_without_a_credential(product: Product) -> None:
    stranger = product.client()
    for method, path, action in closed():
        status, code = refused(stranger, method, at_nothing(path))
        assert (status, code) == (401, "session.missing"), (method, path, action)


@pytest.mark.parametrize("role", access.ROLES)
def test_a_role_may_what_the_table_says_and_nothing_else(product: Product, role: str) -> None:
    """The body is not valid JSON, so whoever is let in is refused for the address or the body, and
    whoever is not is refused before either is looked at."""
    client = product.member(role)
    for method, path, action in closed():
        status, code = refused(client, method, at_nothing(path))
        if role in access.ACTIONS[action]:
            assert status not in {401, 403} or code == "session.token", (method, path, code)
        else:
            assert (status, code) == (403, "access.role"), (method, path, action)


def test_annotators_may_call_only_what_the_contract_lists() -> None:
    allowed = {action for action, roles in access.ACTIONS.items() if access.ANNOTATOR in roles}
    assert allowed == {
        "me.read",
        "me.change",
        "session.end",
        "notification.read",
        "notification.change",
        "event.follow",
        "work.read",
        "work.do",
        "media.read",
        "project.read",
        "guideline.read",
    }


def test_nothing_of_another_tenant_is_there(product: Product) -> None:
    """Every address that names something of the first workspace, called by the second's owner."""
    project = product.owner.post("/projects", {"name": "Ours", "fields": FIELDS})["id"]
    member = product.member("annotator").id
    invitation = product.owner.post("/invitations", {"role": "annotator"})["id"]
    token = product.owner.post("/tokens", {})["id"]
    named = {"project": project, "member": member, "invitation": invitation, "token": token}
    other = product.client(product.operator.post("/workspaces", {"name": "second"})["token"])
    looked = 0
    for method, path, _ in closed():
        names = re.findall(r"\{([^}]+)\}", path)
        if not names or not set(names) <= named.keys():
            continue
        looked += 1
        status, code = refused(other, method, path.format(**named))
        assert (status, code) == (404, f"{names[0]}.not-found"), (method, path)
    assert looked > 20
    assert other.get("/projects")["data"] == []
    assert [row["handle"] for row in other.get("/members")["data"]] == ["owner"]


@pytest.mark.parametrize("scope", ["read", "work", "write"])
def test_scopes_narrow_a_token(product: Product, scope: str) -> None:
    token = product.owner.post("/tokens", {"scopes": [scope]})["token"]
    client = product.client(token)
    assert client.status("GET", "/me") == ((200, "") if scope == "read" else (403, "access.scope"))
    made = client.status("POST", "/projects", json={"name": "New", "fields": FIELDS})
    assert made == ((200, "") if scope == "write" else (403, "access.scope"))
    assert client.status("POST", "/tokens", json={}) == (403, "access.scope")
