"""The express lane: next and submit answered without the framework's layers, which would cost more
than the verbs. It takes plain requests only and hands every other one to the ordinary routes of
the same address; what it answers is what they would answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ascertain.core.errors import AscertainError
from ascertain.services import access, serving
from ascertain.services import work as judging
from ascertain.services.context import Context
from ascertain.services.replies import encode
from ascertain.store.session import Session
from ascertain.web import problems
from ascertain.web.auth import Doors, Identity, Presented
from ascertain.web.direct import refused
from ascertain.web.guard import check_text
from ascertain.wire.work import Next, Submit

log = structlog.get_logger("ascertain.web")
MAX_BYTES = 1_000_000
ACTION = "work.do"
OK = HTTPStatus.OK.value


@dataclass(frozen=True, slots=True)
class _Lane:
    """One address: the model of its body, and its verb."""

    model: type[BaseModel]
    verb: Callable[..., Any]


LANES: Mapping[tuple[str, str], _Lane] = MappingProxyType(
    {
        ("POST", "/api/v1/work/next"): _Lane(Next, serving.next_work),
        ("POST", "/api/v1/work/submit"): _Lane(Submit, judging.submit),
    }
)


class ExpressApp(FastAPI):
    """The web app with its express lane; `open_lane` before it serves."""

    _lane: ASGIApp | None = None

    def open_lane(self, around: Callable[[ASGIApp], ASGIApp]) -> None:
        """Opens the lane; `around` adds what every answer has."""
        self._lane = around(Express(self.state.context, self.state.doors))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By the lane if the request is a plain one, else as ever."""
        if self._lane is not None and _is_plain(scope):
            await self._lane(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _is_plain(scope: Scope) -> bool:
    """A JSON body of known, small size, under no idempotency key."""
    if scope["type"] != "http" or (scope["method"], scope["path"]) not in LANES:
        return False
    size, plain = -1, False
    for name, value in scope["headers"]:
        if name == b"content-length":
            size = int(value) if value.isdigit() else -1
        elif name == b"content-type":
            plain = value == b"application/json"
        elif name in {b"idempotency-key", b"transfer-encoding"}:
            return False
    return plain and 0 < size <= MAX_BYTES


class Express:
    """Answers next and submit."""

    def __init__(self, context: Context, doors: Doors) -> None:
        self._context = context
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        try:
            reply = await self._answer(Request(scope, receive))
        except AscertainError as error:
            response = problems.from_error(error)
        except RequestValidationError as error:
            response = problems.from_validation(error)
        except Exception as error:  # noqa: BLE001 -- the edge: logged, and answered as a problem
            response = problems.unforeseen(scope["path"], error)
        else:
            response = Response(reply, media_type="application/json")
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> bytes:
        lane = LANES[request.method, request.scope["path"]]
        found = self._doors.find(request)
        parsed: BaseModel | None = None
        if isinstance(found, Identity):
            self._enter(request, found)
            parsed = _parse(lane, await request.body())
        body = await request.body()

        def run(session: Session) -> bytes:
            who = self._identify(session, request, found)
            self._doors.seen(who, self._context)
            wanted = parsed or _parse(lane, body)
            work = self._context.work(session, who.actor)
            return encode(lane.verb(work, wanted, self._context.secret))

        return await asyncio.wrap_future(self._context.db.write_later(run))

    def _identify(
        self, session: Session, request: Request, found: Identity | Presented | None
    ) -> Identity:
        """Who calls, in the transaction of the verb itself."""
        if isinstance(found, Identity):
            return found
        who = self._doors.identify(session, found, self._context.clock.now())
        self._enter(request, who)
        return who

    def _enter(self, request: Request, who: Identity) -> None:
        self._doors.check_origin(request, who)
        access.require(who.actor, ACTION)


def _parse(lane: _Lane, body: bytes) -> BaseModel:
    check_text(body)
    try:
        return lane.model.model_validate_json(body)
    except ValidationError as error:
        raise refused(error) from None
