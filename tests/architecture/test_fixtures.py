"""The services that tests stand on do start here: PostgreSQL for real, Chromium for real."""

import psycopg
import pytest
from playwright.sync_api import Browser
from sqlalchemy import insert, select

from ascertain.store import migrations
from ascertain.store.database import Database
from ascertain.store.tables.people import workspaces
from tests.fixtures.postgres import Postgres


@pytest.mark.postgres
def test_a_copied_database_holds_what_its_template_held(postgres: Postgres) -> None:
    template = postgres.create()
    with psycopg.connect(postgres.database_url(template)) as connection:
        connection.execute("CREATE TABLE t AS SELECT generate_series(1, 3) AS n")
    copy = postgres.create(template)
    with psycopg.connect(postgres.database_url(copy)) as connection:
        assert connection.execute("SELECT sum(n) FROM t").fetchone() == (6,)
    postgres.drop(copy)
    postgres.drop(template)


def test_a_database_has_the_schema_and_no_rows(database: Database) -> None:
    assert migrations.current(database) == migrations.head()
    assert database.read(lambda session: session.rows(select(workspaces))) == []


@pytest.mark.parametrize("name", ["first", "second"])
def test_no_test_sees_what_another_wrote(database: Database, name: str) -> None:
    row = {"id": "w", "name": name, "made_at": 0}
    database.write(lambda session: session.run(insert(workspaces).values(row)))
    assert database.read(lambda session: session.value(select(workspaces.c.name))) == name


@pytest.mark.browser
def test_chromium_renders_a_page_and_clicks(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 300})
    page.set_content("<button onclick=\"this.textContent='done'\">go</button>")
    page.get_by_role("button", name="go").click()
    assert page.get_by_role("button", name="done").bounding_box() is not None
    assert page.screenshot().startswith(b"\x89PNG")
    page.close()
