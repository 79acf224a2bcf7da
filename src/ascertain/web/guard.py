"""The guard before every route: who calls, may they, is the thing there; only then the body.

A route declares its action with `**action("noun.verb")`. The order of refusals is 401, 403 (CSRF,
role, scope), 404, then 413, 415, 400 and 422 for the body.
"""

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request, params
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ascertain.core import canonical
from ascertain.core.errors import Invalid, NotFound, TooLarge
from ascertain.services import access, places
from ascertain.store.session import Session
from ascertain.web.auth import Doors, Identity
from ascertain.web.call import Call, Replay

if TYPE_CHECKING:
    from ascertain.services.context import Context

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_KEY = 255
MAX_BODY = 8 << 20
# What JSON can say and no database column can hold: NUL, half surrogates, NaN and infinities.
_SUSPECT = (b"\\u0000", b"\\ud", b"\\uD", b"NaN", b"Infinity", b"\x00")


def action(name: str, *, makes: bool = False, edits: bool = False) -> dict[str, Any]:
    """The declaration of a route: what it does, for the guard and for the API's description.

    `makes` says that an `Idempotency-Key` is understood, `edits` that `If-Match` is.

    Raises:
        KeyError: the action is not in the table of `services.access`.
    """
    if name not in access.PUBLIC and name not in access.ACTIONS:
        raise KeyError(name)
    extra: dict[str, Any] = {"x-action": name}
    if makes:
        extra["x-makes"] = True
    if edits:
        extra["x-edits"] = True
    return {"openapi_extra": extra}


class GuardedRoute(APIRoute):
    """A route that lets nobody in unasked."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, behind the guard."""
        inner = super().get_route_handler()
        name = (self.openapi_extra or {}).get("x-action")
        if name is None:
            raise TypeError(f"{self.path}: the route declares no action")
        status = self.status_code or 200
        is_json = self.body_field is not None and not isinstance(
            self.body_field.field_info, (params.Form, params.File)
        )

        async def handle(request: Request) -> Response:
            call = await _admit(request, name, status)
            if is_json:
                await _check_body(request, call)
            request.state.call = call
            try:
                response = await inner(request)
            except Replay as replay:
                return Response(
                    replay.reply,
                    status_code=replay.status,
                    media_type="application/json",
                    headers={"Idempotency-Replayed": "true"},
                )
            if request.method not in SAFE and not name.startswith("work."):
                doors: Doors = request.app.state.doors
                doors.forget()
            return response

        return handle


def router(noun: str) -> APIRouter:
    """A router of guarded routes for one noun."""
    return APIRouter(route_class=GuardedRoute, tags=[noun])


def _call(request: Request) -> Call:
    call: Call = request.state.call
    return call


Caller = Annotated[Call, Depends(_call)]


async def _admit(request: Request, name: str, status: int) -> Call:
    context: Context = request.app.state.context
    doors: Doors = request.app.state.doors
    _check_address(request)
    path = request.scope["path_params"]

    if name in access.PUBLIC:
        if request.method not in SAFE:
            doors.check_origin(request, None)
        return Call(context, None, name, status, *_keys(request))

    found = doors.find(request)
    if isinstance(found, Identity) and not path:
        identity = found
        _enter(doors, request, identity, name)
    else:

        def look(session: Session) -> tuple[Identity, dict[str, str]]:
            who = doors.identify(session, found, context.clock.now())
            _enter(doors, request, who, name)
            return who, places.resolve(session, who.actor, path)

        identity, ids = await run_in_threadpool(context.db.read, look)
        path.update(ids)
    doors.seen(identity, context)
    return Call(context, identity, name, status, *_keys(request))


def _enter(doors: Doors, request: Request, identity: Identity, name: str) -> None:
    if request.method not in SAFE:
        doors.check_origin(request, identity)
    access.require(identity.actor, name)


def _keys(request: Request) -> tuple[str | None, str | None, str]:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        raise Invalid("idempotency.key", f"An Idempotency-Key has 1 to {MAX_KEY} characters.")
    return key, request.headers.get("if-match"), f"{request.method} {request.url.path}"


def _check_address(request: Request) -> None:
    """A NUL in an address names nothing that can exist."""
    if "\x00" in request.scope["path"]:
        raise NotFound("route.unknown", "There is nothing at this address.")
    if "%00" in request.scope["query_string"].decode("latin-1"):
        raise Invalid("text.nul", "The query holds a NUL character; remove it.")


async def _read(request: Request) -> bytes:
    """The body, if it is not too large; what reads it later finds it where Starlette keeps it."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MAX_BODY:
        raise _too_large()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise _too_large()
    request._body = bytes(body)  # noqa: SLF001 - `Request.body` would have put it there
    return request._body  # noqa: SLF001


def _too_large() -> TooLarge:
    return TooLarge(
        "request.too-large",
        f"A body of this sort has at most {MAX_BODY >> 20} MB. Data is sent as an upload.",
    )


async def _check_body(request: Request, call: Call) -> None:
    """Read a JSON body: right media type, storable, and its hash if the call may be repeated."""
    if request.method in SAFE:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _read(request)
    if body and kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415)
    check_text(body)
    if call.key is not None:
        call.body.append(hashlib.sha256(body).hexdigest())


def check_text(body: bytes) -> None:
    """Refuse JSON whose texts no database can hold; what is no JSON is left to the framework.

    Raises:
        Invalid: `text.nul`, `text.surrogate`, `number.not-finite`.
    """
    if any(mark in body for mark in _SUSPECT):
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return
        canonical.check_storable(value)
