"""What holds for every request: problems, idempotency, pages, headers, limits, the description."""

import json
from pathlib import Path

import pytest

from ascertain.web.openapi import openapi_text
from tests.api.product import Product, stored_text

FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "other"]}]
ROOT = Path(__file__).parents[2]


def test_the_committed_description_is_the_one_that_is_served(product: Product) -> None:
    served = product.client().request("GET", "/api/v1/openapi.json").text
    assert served == openapi_text()
    assert served == (ROOT / "openapi.json").read_text("utf-8"), (
        "the API has changed: ascertain openapi > openapi.json"
    )
    assert json.loads(served)["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "request.malformed"),
        (b"\xff\xfe", "application/json", 400, "request.malformed"),
        (b"[" * 100_000, "application/json", 400, "request.malformed"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "request.media-type"),
        (b"{}", "text/plain", 415, "request.media-type"),
        (b"", "application/json", 422, "request.invalid"),
        (b"null", "application/json", 422, "request.invalid"),
        (b'"text"', "application/json", 422, "request.invalid"),
        (b'{"name":"a\\u0000b","template":"rating"}', "application/json", 422, "text.nul"),
        (b'{"name":"a\\ud800b","template":"rating"}', "application/json", 422, "text.surrogate"),
        (b'{"name":"a","target":NaN}', "application/json", 422, "number.not-finite"),
        (b'{"name":"a","surprise":1}', "application/json", 422, "request.invalid"),
        (
            b'{"name":' + b'"' + b"a" * 9_000_000 + b'"}',
            "application/json",
            413,
            "request.too-large",
        ),
    ],
)
def test_a_bad_body_is_a_problem(
    product: Product, body: bytes, kind: str, status: int, code: str
) -> None:
    said = product.owner.status("POST", "/projects", content=body, headers={"Content-Type": kind})
    assert said == (status, code)


def test_a_refused_body_names_the_places(product: Product) -> None:
    reply = product.owner.request("POST", "/projects", json={"name": "", "overlap": 0, "a/b": 1})
    pointers = {error["pointer"] for error in reply.json()["errors"]}
    assert pointers == {"/name", "/overlap", "/a~1b"}
    wrong = [{"name": "topic", "kind": "choice", "classes": ["a", "a"]}]
    reply = product.owner.request("POST", "/projects", json={"name": "x", "fields": wrong})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"].startswith("/fields/0")


def test_what_is_not_there_is_a_problem_too(product: Product) -> None:
    assert product.owner.status("GET", "/nothing") == (404, "route.unknown")
    assert product.owner.status("POST", "/nothing") == (404, "route.unknown")
    wrong = product.owner.request("PUT", "/projects")
    assert wrong.status_code == 405
    assert wrong.json()["code"] == "route.method"
    assert "GET" in wrong.headers["allow"]
    assert product.owner.status("GET", "/projects/%00") == (404, "route.unknown")
    assert product.owner.status("GET", "/projects?q=%00") == (422, "text.nul")


def test_a_repeated_request_is_answered_alike(product: Product) -> None:
    key = {"Idempotency-Key": "once"}
    first = product.owner.request("POST", "/members", json=_two(), headers=key)
    again = product.owner.request("POST", "/members", json=_two(), headers=key)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert product.client(again.json()[1]["token"]).get("/me")["handle"] == "p-2"
    assert len(product.owner.get("/members")["data"]) == 3
    other = product.owner.status("POST", "/members", json=_two("q"), headers=key)
    assert other == (422, "idempotency.other-request")
    tokens = [row["token"] for row in first.json()]
    assert not any(token in stored_text(product.context.db) for token in tokens)


def test_a_refused_request_may_be_mended_under_the_same_key(product: Product) -> None:
    key = {"Idempotency-Key": "mended"}
    refused = product.owner.status(
        "POST", "/projects", json={"name": "x", "template": "none"}, headers=key
    )
    assert refused == (404, "template.not-found")
    product.owner.post("/projects", {"name": "x", "template": "rating"}, headers=key)


def test_keys_of_different_people_are_strangers(product: Product) -> None:
    key = {"Idempotency-Key": "same"}
    manager = product.member("manager")
    product.owner.post("/projects", {"name": "a", "fields": FIELDS}, headers=key)
    product.owner.status("POST", "/projects", json={"name": "a", "fields": FIELDS}, headers=key)
    made = manager.post("/projects", {"name": "b", "fields": FIELDS}, headers=key)
    assert made["name"] == "b"


def _two(name: str = "p") -> dict[str, object]:
    return {"name": name, "role": "annotator", "count": 2}


def test_pages_hold_every_row_once(product: Product) -> None:
    product.owner.post("/members", {"name": "p", "role": "annotator", "count": 7})
    seen: list[str] = []
    cursor = None
    while True:
        more: dict[str, str] = {} if cursor is None else {"cursor": cursor}
        page = product.owner.get("/members", limit=3, **more)
        seen += [row["handle"] for row in page["data"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(["owner", *(f"p-{n}" for n in range(1, 8))])
    assert product.owner.status("GET", "/members?cursor=nonsense") == (422, "page.cursor")
    assert product.owner.status("GET", "/members?limit=501")[0] == 422


def test_every_answer_carries_the_headers_that_protect(product: Product) -> None:
    for path in ("/me", "/nothing", "/healthz"):
        headers = product.owner.request("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
    page = product.client().request("GET", "http://127.0.0.1:8000/projects/Messages")
    if page.status_code == 200:  # the pages are built here
        policy = page.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_files_outside_the_built_app_are_not_served(product: Product) -> None:
    for path in ("/../pyproject.toml", "/assets/../../app.py", "/assets/%2e%2e/%2e%2e/app.py"):
        reply = product.client().request("GET", f"http://127.0.0.1:8000{path}")
        assert b"create_app" not in reply.content
        assert b"[project]" not in reply.content


def test_the_process_says_how_it_is(product: Product) -> None:
    assert product.client().get("/healthz") == {"ok": True}
    ready = product.client().get("/readyz")
    assert ready["ready"] is True
    assert ready["database"] == "ready"
    text = product.client().request("GET", "/metrics").text
    assert 'ascertain_requests_total{method="GET",status="200"}' in text
    assert "ascertain_leases_live 0" in text
