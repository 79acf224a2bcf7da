"""The root fixtures: a home, a database of either kind (open, or its URL), a PostgreSQL server, a
browser, chance."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from ascertain.store import migrations
from ascertain.store.database import Database, open_database
from tests.fixtures import browser as chromium
from tests.fixtures import postgres as pg

# Tests start the product a hundred times: each start without byte code takes seconds longer.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

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


@pytest.fixture(scope="session")
def postgres_template(postgres: pg.Postgres) -> Iterator[str]:
    """The name of a database that holds the schema and no rows: copying it beats migrating."""
    name = postgres.create()
    _migrate(postgres.database_url(name))
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("template") / "ascertain.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the schema and no rows, once of each kind, gone after the test.

    Whoever wants one without a schema makes it: `postgres.create()`, or a path that is not there.
    """
    if request.param == "sqlite":
        path = tmp_path / "ascertain.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: pg.Postgres = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.database_url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, open."""
    with closing(open_database(database_url)) as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; mark its tests `browser`."""
    with chromium.launched() as launched:
        yield launched


@pytest.fixture
def rng() -> np.random.Generator:
    """Chance that is the same in every run."""
    return np.random.default_rng(20_240_229)


def _migrate(url: str) -> None:
    with closing(open_database(url)) as database:
        migrations.upgrade(database)
