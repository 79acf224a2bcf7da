"""The product in one process: owns the home, answers on a port, works the jobs.

`ascertain serve`, a command that finds no server running, and `ascertain.connect()` in a notebook
all start it this way.
"""

import atexit
import contextlib
import multiprocessing
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from ascertain.client.transport import Transport
from ascertain.client.workspace import Workspace, connect_url
from ascertain.core.clock import SystemClock
from ascertain.core.errors import Conflict, Unavailable, Unsupported
from ascertain.core.settings import Settings
from ascertain.jobs.runner import start_jobs
from ascertain.plugins import gather
from ascertain.services.context import Context
from ascertain.store import migrations
from ascertain.store.blobs import FolderBlobs
from ascertain.store.database import open_database
from ascertain.store.home import Home, Owner, find_home
from ascertain.web.app import create_app

START_SECONDS = 30.0
STOP_SECONDS = 15


@contextlib.contextmanager
def opened(
    home: Home, *, operator_token: str | None = None, settings: Settings | None = None
) -> Iterator[Context]:
    """The parts of the product over one home, its database migrated; closed at the end.

    `settings` None takes those of the home.

    On SQLite the home is owned by this process while the block runs.

    Raises:
        Conflict: `home.owned`, another process has it.
        Conflict: `database.newer`, the database is of a later version than this program.
    """
    settings = settings or home.settings()
    with contextlib.ExitStack() as stack:
        if not settings.database.url:
            stack.enter_context(home.owned())
        database = open_database(_database_url(home, settings))
        stack.callback(database.close)
        migrations.upgrade(database)
        yield Context(
            db=database,
            blobs=FolderBlobs(home.blobs),
            plugins=gather(),
            settings=settings,
            clock=SystemClock(),
            home=home,
            secret=home.secret(),
            operator_token=operator_token,
        )


@contextlib.contextmanager
def running(
    home: Home,
    *,
    host: str | None = None,
    port: int | None = 0,
    stop: threading.Event | None = None,
    settings: Settings | None = None,
) -> Iterator[Owner]:
    """Serve a home while the block runs; yields where it answers and the operator's token.

    `port` None takes the one of the settings, 0 a free one. `stop` is set if the server ends by
    itself, so that whoever waits for it goes on.
    """
    token = secrets.token_urlsafe(32)
    with opened(home, operator_token=token, settings=settings) as context:
        listener = _listen(context.settings, host=host, port=port)
        url = _address(context.settings, listener)
        jobs = start_jobs(context)
        server = _server(context)
        thread = threading.Thread(
            target=_run, args=(server, listener, stop), name="web", daemon=True
        )
        thread.start()
        try:
            _until_started(server, thread)
            owner = Owner(url, token, os.getpid())
            home.announce(owner)
            yield owner
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)
            jobs.stop()


@contextlib.contextmanager
def working(home: Home) -> Iterator[None]:
    """Work the jobs of a home beside servers on PostgreSQL.

    Raises:
        Unsupported: `work.sqlite`, the home has SQLite, where the server works the jobs itself.
    """
    _need_postgres(home, "ascertain work")
    with opened(home) as context:
        jobs = start_jobs(context)
        try:
            yield
        finally:
            jobs.stop()


def serve_processes(
    home: Home,
    *,
    host: str | None,
    port: int | None,
    processes: int,
    ended: threading.Event,
    ready: Callable[[str], None],
) -> None:
    """Serve with several processes on one port, until `ended`; a process that dies is replaced.

    Raises:
        Unsupported: `work.sqlite`, the home has SQLite, which one process owns.
    """
    _need_postgres(home, "more than one process")
    with opened(home) as context:
        listener = _listen(context.settings, host=host, port=port)
        url = _address(context.settings, listener)
    token = secrets.token_urlsafe(32)
    spawn = multiprocessing.get_context("spawn")

    def start() -> multiprocessing.process.BaseProcess:
        child = spawn.Process(target=_serve_child, args=(home, listener, token), daemon=True)
        child.start()
        return child

    children = [start() for _ in range(processes)]
    home.announce(Owner(url, token, os.getpid()))
    ready(url)
    while not ended.wait(0.5):
        children = [child if child.is_alive() else start() for child in children]
    for child in children:
        child.terminate()
    for child in children:
        child.join(STOP_SECONDS)
    home.server_file.unlink(missing_ok=True)


def connect(
    url: str | None = None, token: str | None = None, *, home: str | Path | None = None
) -> Workspace:
    """The workspace at a URL, else the one found as on the command line.

    Without a URL: the server that owns the home, or, if none runs, the product in this process
    until the workspace is closed or the interpreter ends.

    Raises:
        NotFound: `home.missing`, no home is there; `ascertain init` makes one.
    """
    token = token or os.environ.get("ASCERTAIN_TOKEN")
    if url is not None:
        return connect_url(url, token)
    found = find_home(Path(home) if home else None, os.environ, Path.cwd())
    owner = found.owner()
    if owner is not None:
        return connect_url(owner.url, token or owner.token)
    stack = contextlib.ExitStack()
    started = stack.enter_context(running(found))
    atexit.register(stack.close)
    return Workspace(Transport(started.url, token or started.token), on_close=stack.close)


def _database_url(home: Home, settings: Settings) -> str:
    return settings.database.url or str(home.database)


def _need_postgres(home: Home, what: str) -> None:
    if not home.settings().database.url:
        raise Unsupported(
            "work.sqlite",
            f"SQLite has one owner; {what} needs PostgreSQL. “ascertain move --to postgresql://…” "
            "takes this home there.",
        )


def _listen(settings: Settings, *, host: str | None, port: int | None) -> socket.socket:
    address = (host or settings.server.host, settings.server.port if port is None else port)
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise Conflict(
            "server.port",
            f"{address[0]}:{address[1]} cannot be listened on ({error.strerror}). "
            "Name another with --port; 0 takes a free one.",
        ) from None
    listener.listen(2048)
    listener.set_inheritable(True)
    return listener


def _address(settings: Settings, listener: socket.socket) -> str:
    """Where people go: the public address, else the one listened on."""
    if settings.server.public_url:
        return settings.server.public_url.rstrip("/")
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 shown, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _server(context: Context) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(context),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_SECONDS // 3,
        lifespan="on",
    )
    return uvicorn.Server(config)


def _run(server: uvicorn.Server, listener: socket.socket, stop: threading.Event | None) -> None:
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()
        if stop is not None:
            stop.set()


def _until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise Unavailable("server.start", "The web app did not start; see the log above.")
        time.sleep(0.005)


def _serve_child(home: Home, listener: socket.socket, token: str) -> None:
    with opened(home, operator_token=token) as context:
        jobs = start_jobs(context)
        try:
            _server(context).run(sockets=[listener])
        finally:
            jobs.stop()
    sys.exit(0)
