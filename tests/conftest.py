"""The root fixtures: a home, a database of either kind, a PostgreSQL server, a browser, chance."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from tests.fixtures import browser as chromium
from tests.fixtures import postgres as pg

BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture
def tmp_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is `ASCERTAIN_HOME`, and no other setting in the environment."""
    for name in [name for name in os.environ if name.startswith("ASCERTAIN_")]:
        if not name.startswith("ASCERTAIN_TEST_"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ASCERTAIN_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def postgres() -> Iterator[pg.Postgres]:
    """The PostgreSQL server of this run (of this worker, under xdist)."""
    with pg.server() as server:
        yield server


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind, gone after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ascertain.db'}"
        return
    server: pg.Postgres = request.getfixturevalue("postgres")
    name = server.create()
    yield server.database_url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; mark its tests `browser`."""
    with chromium.launched() as launched:
        yield launched


@pytest.fixture
def rng() -> np.random.Generator:
    """Chance that is the same in every run."""
    return np.random.default_rng(20_240_229)
