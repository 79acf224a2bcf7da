"""One product for a module, and browsers that are signed in to it."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.fixtures.product import Server, fill, served

NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product, served."""
    with served(tmp_path_factory.mktemp("e2e")) as running:
        yield running


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Callable[..., str]:
    """Makes a project with text items; its id."""

    def make(**design: Any) -> str:
        with server.client() as ws:
            return fill(ws, tmp_path, f"project {next(NUMBERS)}", **design)

    return make


@pytest.fixture
def person(server: Server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a member, signs them in by their one-time link, and opens a page. No page may have
    raised an error at the end."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def sign_in(path: str | None = None, *, role: str = "annotator", **options: Any) -> Page:
        handle = f"{role}-{next(NUMBERS)}"
        with server.client() as ws:
            member = next(iter(ws.add_members(handle, role)))["id"]
            link = ws.transport.post(f"/members/{member}/link")["url"]
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(link)
        page.wait_for_url(lambda url: "/signin" not in url)
        if path is not None:
            page.goto(server.url + path)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert errors == []
