"""People and tokens by command; what was given is taken away at once."""

import httpx
import pytest

from ascertain.core.errors import Forbidden, Unauthorized


def test_members_are_added_listed_given_roles_disabled_and_erased(said, ok, server):
    made = said("member", "add", "person", "--role", "reviewer", "--count", "2")
    assert [row["handle"] for row in made] == ["person-1", "person-2"]
    with server.client(made[0]["token"]) as ws:
        assert ws.me()["roles"] == ["reviewer"]
        ok("member", "role", "person-1", "annotator")
        assert ws.me()["roles"] == ["annotator"]
        with pytest.raises(Forbidden):
            ws.members()
        ok("member", "disable", "person-1")
        with pytest.raises((Unauthorized, Forbidden)):
            ws.me()
        ok("member", "disable", "person-1", "--enable")
    ok("member", "erase", "person-2", "--yes")
    handles = {row["handle"] for row in said("member", "list")}
    assert "person-1" in handles
    assert "person-2" not in handles


def test_links_let_in_once(said, server):
    said("member", "add", "linked")
    for words in (["member", "reset"], ["signin"]):
        made = said(*words, "linked")
        assert made["url"].startswith(f"{server.url}/signin#")
        link = made["url"].partition("#")[2]
        codes = [
            httpx.post(f"{server.url}/api/v1/sessions", json={"link": link}).status_code
            for _ in range(2)
        ]
        assert codes[0] < 300
        assert codes[1] in {401, 403, 404, 409, 410, 422}
    invited = said("member", "invite", "--role", "annotator")
    assert invited["url"].startswith(f"{server.url}/join#")


def test_tokens_are_made_listed_and_revoked(said, ok, server):
    made = said("token", "create", "--scope", "read", "--name", "for reading")
    assert made.keys() == {"id", "token"}
    with server.client(made["token"]) as ws:
        assert ws.me()["handle"] == "owner"
        with pytest.raises(Forbidden):
            ws.create_project("no", template="text-classification")
        assert made["token"] not in ok("token", "list", "--json").out
        ok("token", "revoke", made["id"])
        with pytest.raises(Unauthorized):
            ws.me()


def test_workspaces_see_nothing_of_one_another(said, server):
    made = said("workspace", "create", "another")
    assert made.keys() == {"id", "token"}
    assert {"main", "another"} <= {row["name"] for row in said("workspace", "list")}
    said("project", "create", "only here", "--template", _template(server))
    there = said("project", "list", "--server", server.url, ASCERTAIN_TOKEN=made["token"])
    assert there == []


def _template(server):
    with server.client() as ws:
        return next(iter(ws.templates()))["name"]
