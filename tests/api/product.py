"""A product over a test database, and clients of it that check every reply against the API's
description."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import anyio.from_thread
import httpx
import jsonschema_rs
from fastapi import FastAPI

from ascertain.core.clock import Micros, SystemClock
from ascertain.core.settings import Settings
from ascertain.plugins import gather
from ascertain.services.context import Context
from ascertain.store.blobs import FolderBlobs
from ascertain.store.database import Database
from ascertain.store.home import make_home
from ascertain.store.tables import metadata
from ascertain.web.app import create_app
from ascertain.web.openapi import openapi_text

OPERATOR = "operator-token-of-this-test-run"
ORIGIN = "http://127.0.0.1:8000"


class Clock:
    """The machine's clock, plus what a test adds."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self.ahead = 0

    def now(self) -> Micros:
        return Micros(self._clock.now() + self.ahead)


@cache
def description() -> Any:
    return json.loads(openapi_text())


@cache
def paths() -> list[tuple[re.Pattern[str], str]]:
    found = [
        (re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)) + r"\Z"), path)
        for path in description()["paths"]
    ]
    return sorted(found, key=lambda one: one[1].count("{"))


@cache
def validator(pointer: str) -> Any:
    document = description()
    schema: Any = document
    for part in pointer.split("\n"):
        schema = schema[part]
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    whole["components"] = document["components"]
    return jsonschema_rs.validator_for(whole)


def check(response: httpx.Response) -> None:
    """The reply is one that the description promises."""
    path = response.request.url.path
    if not path.startswith("/api/") or path.endswith("/openapi.json"):
        return
    kind = response.headers.get("content-type", "")
    known = next((template for pattern, template in paths() if pattern.match(path)), None)
    if response.status_code >= 400:
        assert kind == "application/problem+json", (response.status_code, kind, response.text)
        validator("components\nschemas\nProblemDetails").validate(response.json())
        assert response.json()["status"] == response.status_code
        return
    assert known is not None, f"{path} is not described"
    operation = description()["paths"][known][response.request.method.lower()]
    described = operation["responses"].get(str(response.status_code))
    assert described is not None, f"{response.status_code} of {known} is not described"
    if kind.startswith("application/json"):
        method = response.request.method.lower()
        pointer = ["paths", known, method, "responses", str(response.status_code)]
        validator("\n".join([*pointer, "content", "application/json", "schema"])).validate(
            response.json()
        )


class Client:
    """Somebody who calls the API. `token` is a bearer token; browsers keep a cookie instead."""

    def __init__(self, portal: Any, app: FastAPI, token: str | None = None) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("127.0.0.1", 9))
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._portal = portal
        self.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
        self.token = token
        self.id = ""
        self.csrf: str | None = None

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = (
            path
            if path.startswith(("http", "/api", "/healthz", "/readyz", "/metrics", "/media"))
            else f"/api/v1{path}"
        )
        headers = dict(more.pop("headers", {}))
        if self.csrf is not None and method not in {"GET", "HEAD"}:
            headers.setdefault("X-CSRF-Token", self.csrf)
        send = self.http.request
        response: httpx.Response = self._portal.call(
            lambda: send(method, url, headers=headers, **more)
        )
        check(response)
        return response

    def portal_call(self, function: Any, *args: Any) -> Any:
        """Run a coroutine in the loop of the app."""
        return self._portal.call(function, *args)

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """What says who calls, for requests that are made without the client."""
        if self.token is not None:
            return [(b"authorization", f"Bearer {self.token}".encode())]
        return [(b"cookie", f"session={self.http.cookies['session']}".encode())]

    def get(self, path: str, **params: Any) -> Any:
        return said(self.request("GET", path, params=params))

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return said(self.request("POST", path, json=body, **more))

    def patch(self, path: str, body: Any, **more: Any) -> Any:
        return said(self.request("PATCH", path, json=body, **more))

    def delete(self, path: str, **more: Any) -> Any:
        return said(self.request("DELETE", path, **more))

    def status(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Status and code of a refusal (or status and "")."""
        response = self.request(method, path, **more)
        code = response.json()["code"] if response.status_code >= 400 else ""
        return response.status_code, code


def said(response: httpx.Response) -> Any:
    assert response.status_code < 400, response.text
    return response.json()


@dataclass
class Product:
    """A running product, with one workspace and its owner."""

    context: Context
    app: FastAPI
    clock: Clock
    portal: Any
    operator: Client
    owner: Client
    workspace: str

    def client(self, token: str | None = None) -> Client:
        return Client(self.portal, self.app, token)

    def member(self, role: str, name: str | None = None) -> Client:
        made = self.owner.post("/members", {"name": name or f"some-{role}", "role": role})[0]
        client = self.client(made["token"])
        client.id = made["id"]
        return client

    def browser(self, member: str) -> Client:
        """Somebody at a browser, signed in by link."""
        link = self.owner.post(f"/members/{member}/link")
        client = self.client()
        me = client.post("/sessions", {"link": link["url"].partition("#")[2]})
        client.csrf = me["csrf"]
        return client


@contextmanager
def product_over(database: Database, folder: Path, **settings: Any) -> Iterator[Product]:
    home = make_home(folder / "home")
    clock = Clock()
    context = Context(
        db=database,
        blobs=FolderBlobs(home.blobs),
        plugins=gather(()),
        settings=Settings(**settings),
        clock=clock,
        home=home,
        secret=home.secret(),
        operator_token=OPERATOR,
    )
    app = create_app(context)
    with anyio.from_thread.start_blocking_portal() as portal:
        operator = Client(portal, app, OPERATOR)
        made = operator.post("/workspaces", {"name": "first"})
        owner = Client(portal, app, made["token"])
        yield Product(context, app, clock, portal, operator, owner, made["id"])


def stored_text(database: Database) -> str:
    """All that the tables hold, as one text."""

    def look(session: Any) -> str:
        return "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in session.rows(table.select())
        )

    return database.read(look)
