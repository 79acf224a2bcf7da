"""A process that is killed with -9 in the middle of an import, or of the undo of one: the next
worker goes on, and nothing is stored twice or left out."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ascertain.core.clock import MINUTE
from ascertain.services import imports
from ascertain.services.sessions import find_operator
from ascertain.store.database import Database, open_database
from tests.api.importing import at_work, bring, counts, finished, make_project, send
from tests.api.product import product_over

ROWS = 12_000
BAD = 60
PATIENCE_SECONDS = 90


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    return database.read(lambda s: [tuple(row) for row in s.sql.execute(text(query))])


def kill_when(url: str, home: Path, met: Callable[[], bool]) -> None:
    """Lets another process work on the jobs, and kills it as soon as the condition is met."""
    with subprocess.Popen([sys.executable, "-m", "tests.api.working_process", url, str(home)]) as p:
        until = time.monotonic() + PATIENCE_SECONDS
        try:
            while not met():
                assert p.poll() is None, "it ended by itself"
                assert time.monotonic() < until, "it never came so far"
                time.sleep(0.01)
        finally:
            p.send_signal(signal.SIGKILL)


def table() -> str:
    """Some rows are rejected, all over the file."""
    every = ROWS // BAD
    return "text\n" + "".join(
        ('""' if n % every == 0 else f"message number {n}") + "\n" for n in range(1, ROWS + 1)
    )


def test_an_import_and_its_undo_go_on_after_a_kill(database_url: str, tmp_path: Path) -> None:
    with (
        closing(open_database(database_url)) as database,
        product_over(database, tmp_path) as product,
    ):
        owner = product.owner
        project = make_project(owner)
        upload = send(owner, project, {"a.csv": table()})
        job = owner.post(f"/projects/{project}/imports", {"upload": upload})["id"]

        def stored() -> int:
            return int(rows(database, "SELECT count(*) FROM items")[0][0])

        kill_when(database_url, product.context.home.folder, lambda: stored() > 2000)
        assert 2000 < stored() < ROWS - BAD, "it was killed too late to prove anything"
        product.clock.ahead += MINUTE  # the killed worker has been silent for long
        with at_work(product):
            done = finished(owner, job)
        assert done["state"] == "done"
        assert counts(done) == (ROWS - BAD, 0, 0, BAD)
        every = ROWS // BAD
        assert [bad["row"] for bad in done["report"]["rows"]] == list(range(every, ROWS + 1, every))
        for query in (
            "SELECT count(*) FROM items",
            "SELECT count(DISTINCT content) FROM item_versions",
            "SELECT count(DISTINCT item) FROM tasks WHERE state = 'open'",
        ):
            assert rows(database, query) == [(ROWS - BAD,)], query

        # The undo is asked for while nobody works, so that it is not done before the kill.
        database.write(
            lambda s: imports.undo_import(product.context.work(s, find_operator(s, None)), job)
        )
        kill_when(
            database_url,
            product.context.home.folder,
            lambda: stored() < ROWS - BAD - 400,
        )
        assert stored() > 0, "it was killed too late to prove anything"
        product.clock.ahead += MINUTE
        with at_work(product):
            done = finished(owner, job)
            assert done["state"] == "undone"
            assert done["taken"]["deleted"] == ROWS - BAD
            assert stored() == 0
            assert rows(database, "SELECT count(*) FROM tasks") == [(0,)]
            assert counts(bring(owner, project, {"a.csv": table()})) == (ROWS - BAD, 0, 0, BAD)
