"""Routes of the serving path: behind the same guard and in the same description as all others, but
called without the framework's machinery, which would cost more than the verb."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_type_hints

import msgspec
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from ascertain.services.replies import encode
from ascertain.store.work import Work
from ascertain.web.call import Call
from ascertain.web.guard import GuardedRoute

Verb = Callable[[Work], msgspec.Struct]


class _Plain(APIRoute):
    """An endpoint that takes `call` and `body` and gives a response, called as it is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Reads the body into the endpoint's own model."""
        endpoint: Callable[..., Awaitable[Response]] = self.endpoint
        model: type[BaseModel] = get_type_hints(endpoint)["body"]

        async def handle(request: Request) -> Response:
            try:
                body = model.model_validate_json(await request.body())
            except ValidationError as error:
                raise refused(error) from None
            return await endpoint(call=request.state.call, body=body)

        return handle


class DirectRoute(GuardedRoute, _Plain):
    """The guard before a plain endpoint."""


def router(noun: str) -> APIRouter:
    """A router of direct routes for one noun."""
    return APIRouter(route_class=DirectRoute, tags=[noun])


async def answer(call: Call, verb: Verb) -> Response:
    """Hands a verb to the writer, and awaits its durable answer."""
    context, actor = call.context, call.actor
    future = context.db.write_later(lambda session: encode(verb(context.work(session, actor))))
    reply = await asyncio.wrap_future(future)
    return Response(reply, media_type="application/json")


def refused(error: ValidationError) -> RequestValidationError:
    """What a model did not take, as the framework would say it."""
    return RequestValidationError(
        [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
    )
