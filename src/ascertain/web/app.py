"""The web app: every route behind the guard, problems for every failure, the built pages for the
rest. `create_app` is the composition root of the web."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from ascertain.plugins import Plugins
from ascertain.services.context import Context
from ascertain.web import openapi, problems
from ascertain.web.auth import Doors
from ascertain.web.metrics import Around, Metrics
from ascertain.web.routes import health, members, projects, sessions, workspaces
from ascertain.web.static_files import StaticFiles

PREFIX = "/api/v1"
MAX_BODY = 8 * 1024 * 1024
THREADS = 32

ROUTERS = (
    sessions.routes,
    members.routes,
    workspaces.routes,
    projects.routes,
)


def create_app(context: Context) -> FastAPI:
    """The web app over the parts of a running product."""
    metrics = Metrics()

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield

    app = FastAPI(
        title="Ascertain",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        max_body_size=MAX_BODY,
        generate_unique_id_function=openapi.unique_id,
        redirect_slashes=False,
    )
    app.state.context = context
    app.state.doors = Doors(context)
    app.state.metrics = metrics
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.include_router(health.routes)
    problems.install(app)
    text = openapi_text(context.plugins)

    async def described(_: Request) -> Response:
        return Response(text, media_type="application/json")

    app.add_route(f"{PREFIX}/openapi.json", described, include_in_schema=False)
    app.router.default = StaticFiles()
    https = context.settings.server.public_url.startswith("https://")
    app.add_middleware(Around, metrics=metrics, https=https)
    return app


def openapi_text(plugins: Plugins) -> str:
    """The API's description, byte for byte the committed `openapi.json`. Kinds of other packages
    add nothing to it: fields and values are open JSON on the wire."""
    del plugins
    return openapi.openapi_text(ROUTERS, PREFIX)


def routes_of(app: FastAPI) -> list[Any]:
    """All guarded routes of the app, with their full paths."""
    found: list[Any] = []
    for router in (*ROUTERS, health.routes):
        found += router.routes
    return found
