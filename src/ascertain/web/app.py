"""The web app: every route behind the guard, problems for every failure, the built pages for the
rest. `create_app` is the composition root of the web."""

import contextlib
from collections.abc import AsyncIterator
from functools import partial

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from ascertain.services.context import Context
from ascertain.web import openapi, problems
from ascertain.web.auth import Doors
from ascertain.web.express import ExpressApp
from ascertain.web.live import Live
from ascertain.web.metrics import Around, Metrics
from ascertain.web.openapi import openapi_text
from ascertain.web.routers import BARE, PREFIX, ROUTERS
from ascertain.web.static_files import StaticFiles

THREADS = 32


def create_app(context: Context) -> FastAPI:
    """The web app over the parts of a running product."""
    metrics = Metrics()

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield

    app = ExpressApp(
        title="Ascertain",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=openapi.unique_id,
        redirect_slashes=False,
    )
    app.state.context = context
    app.state.doors = Doors(context)
    app.state.live = Live(context, app.state.doors)
    app.state.metrics = metrics
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    for router in BARE:
        app.include_router(router)
    problems.install(app)

    def described(_: Request) -> Response:
        # Made when somebody asks: it takes a second that nobody should wait for at the start.
        return Response(openapi_text(), media_type="application/json")

    app.add_route(f"{PREFIX}/openapi.json", described, include_in_schema=False)
    app.router.default = StaticFiles()
    https = context.settings.server.public_url.startswith("https://")
    app.add_middleware(Around, metrics=metrics, https=https)
    app.open_lane(partial(Around, metrics=metrics, https=https))
    return app
