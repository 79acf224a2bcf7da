"""The API's description: OpenAPI 3.1, the same text as the committed `openapi.json`."""

import functools
import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import ascertain
from ascertain.web.problems import MEDIA_TYPE
from ascertain.web.routers import PREFIX, ROUTERS
from ascertain.wire.base import ProblemDetails

PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
METHODS = ("get", "post", "put", "patch", "delete")


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of all routes of the app, problems and headers included."""
    text: dict[str, Any] = get_openapi(
        title="Ascertain",
        version=ascertain.__version__,
        summary="Training data that can be trusted.",
        routes=app.routes,
    )
    schemas = text["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    made = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(made.pop("$defs"))
    schemas["ProblemDetails"] = made
    text["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
    }
    text["security"] = [{"token": []}, {"session": []}]
    for path in text["paths"].values():
        for method in METHODS:
            if method in path:
                _complete(path[method])
    return text


def _complete(operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {
        "description": "What is wrong, and what to do next (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": PROBLEM}},
    }
    parameters = operation.setdefault("parameters", [])
    if operation.pop("x-makes", False):
        parameters.append(_header("Idempotency-Key", "The same key and body, the same answer."))
    if operation.pop("x-edits", False):
        parameters.append(_header("If-Match", "The `etag` that you have seen."))
    if not parameters:
        del operation["parameters"]
    if operation["x-action"] in {"session.make", "invitation.open", "health.read"}:
        operation["security"] = []


def _header(name: str, about: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return {"name": name, "in": "header", "required": False, "description": about, "schema": schema}


def unique_id(route: Any) -> str:
    """A short, stable name of a route: its function's."""
    name: str = route.name
    return name


@functools.cache
def openapi_text() -> str:
    """The API's description, byte for byte the committed `openapi.json`: sorted keys, two spaces,
    a newline at the end. Kinds of other packages add nothing to it, because fields and values are
    open JSON on the wire. Takes about a second, once."""
    app = FastAPI(generate_unique_id_function=unique_id)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    return json.dumps(describe(app), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
