"""Errors to problem details (RFC 9457), in one place: ours, the framework's, and the unforeseen."""

import http
from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ascertain.core.errors import AscertainError, Problem
from ascertain.wire.base import FieldProblem, ProblemDetails

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("ascertain.web")

_CODES = {
    400: ("request.malformed", "The request cannot be read; see errors."),
    404: ("route.unknown", "There is nothing at this address; see /api/v1/openapi.json."),
    405: ("route.method", "This address does not take that method; see the Allow header."),
    413: ("request.too-large", "The body is larger than this address takes."),
    415: ("request.media-type", "Send the body as application/json."),
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Problem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """One problem as a response."""
    body = ProblemDetails(
        title=http.HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        errors=[FieldProblem(pointer=e.pointer, code=e.code, message=e.message) for e in errors],
    )
    return Response(
        body.model_dump_json(), status_code=status, media_type=MEDIA_TYPE, headers=headers
    )


def from_error(error: AscertainError) -> Response:
    """A refusal of ours, with what to do next."""
    headers: dict[str, str] = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if error.status == http.HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(
        error.status, error.code, error.message, errors=error.problems, headers=headers or None
    )


def pointer(place: Sequence[Any]) -> str:
    """A JSON pointer (RFC 6901) of a place in a body."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)


def from_validation(error: RequestValidationError) -> Response:
    """What the models of the wire refused: 400 where nothing could be read, else 422."""
    problems = []
    unreadable = False
    for one in error.errors():
        where, *place = one["loc"]
        kind = str(one["type"])
        if kind == "json_invalid":
            unreadable = True
            place = []
        name = "" if where == "body" else f"{where} parameter “{place[0] if place else ''}”: "
        code = kind if "." in kind else f"body.{kind.replace('_', '-')}"
        problems.append(
            Problem(code, f"{name}{one['msg']}", pointer(place) if where == "body" else "")
        )
    if unreadable:
        return problem(
            400, "request.malformed", "The body is not valid JSON; see errors.", errors=problems
        )
    first = problems[0]
    at = f"{first.pointer}: " if first.pointer else ""
    return problem(
        422, "request.invalid", f"Mend what errors[] lists. {at}{first.message}", errors=problems
    )


def unforeseen(path: str, error: Exception) -> Response:
    """A failure that nobody foresaw: the log has it whole, the caller learns that it is there."""
    log.error("request.failed", path=path, exc_info=error)
    return problem(
        500,
        "server.failed",
        "Something went wrong here; it is in the server's log. Nothing was stored.",
    )


def install(app: FastAPI) -> None:
    """Make the app answer every failure with a problem."""

    async def ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, AscertainError)  # noqa: S101 - registered for nothing else
        return from_error(error)

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
        return from_validation(error)

    async def framework(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - as above
        code, detail = _CODES.get(
            error.status_code, (f"http.{error.status_code}", str(error.detail))
        )
        return problem(error.status_code, code, detail, headers=dict(error.headers or {}) or None)

    async def failed(request: Request, error: Exception) -> Response:
        return unforeseen(request.url.path, error)

    app.add_exception_handler(AscertainError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(Exception, failed)
