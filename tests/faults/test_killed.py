"""Killed with -9: what was acknowledged is there, what was half done is whole or gone."""

import signal
import subprocess
import time

import pytest

from ascertain.core.errors import NotFound
from tests.faults.crowd import MISCOUNTED, Crowd, look
from tests.fixtures.product import FIELDS, SCRIPT, fill, served, write_items

ANNOTATORS = 32


def test_acknowledged_judgments_survive_a_kill(tmp_path):
    with served(tmp_path, ASCERTAIN_WORK_LEASE_SECONDS="2") as server:
        with server.client() as ws:
            project = fill(ws, tmp_path, count=400, overlap=3)
            people = list(ws.add_members("a", "annotator", count=ANNOTATORS))
        crowd = Crowd(server.url, [one["token"] for one in people], project)
        crowd.start()
        crowd.until(200)
        server.kill()
        crowd.end()
        database = server.folder / "ascertain.db"
        stored = {
            row[0]: row[1]
            for row in look(
                database,
                "SELECT j.id, v.class_id FROM judgments j JOIN judgment_values v"
                " ON v.workspace_id = j.workspace_id AND v.judgment = j.id",
            )
        }
        assert len(crowd.acknowledged) >= 200
        assert crowd.acknowledged.items() <= stored.items()
        assert look(database, MISCOUNTED) == []

        server.start()
        with server.client() as ws:
            # Leases of the dead run out; then everybody's work is open to others again.
            deadline = time.monotonic() + 10
            while ws.project(project).progress()["live_leases"]:
                assert time.monotonic() < deadline, "a lease is stuck"
                time.sleep(0.2)
            before = ws.project(project).progress()["judgments"]
            assert before == len(stored)
            again = Crowd(server.url, [one["token"] for one in people], project)
            again.start()
            again.until(50)
            again.end()
            assert again.refusals == []
            assert ws.project(project).progress()["judgments"] == before + len(again.acknowledged)
            exported = {row["lease"] for row in ws.project(project).judgments()}
            assert len(exported) == before + len(again.acknowledged)
        server.stop()
        assert look(database, MISCOUNTED) == []
        verified = server.run("audit", "verify")
        assert (verified.code, verified.out) == (0, "ok\n"), verified.err


def test_an_import_that_was_killed_is_whole_or_undone_whole(tmp_path):
    rows = 6_000
    with served(tmp_path) as server:
        with server.client() as ws:
            project = ws.create_project("bulk", fields=FIELDS)
            upload = project.upload([write_items(tmp_path / "bulk.csv", rows)])
            body = {"upload": upload, "mapping": {"key": "key"}}
            job = ws.transport.post(f"{project.path}/imports", body)["id"]
            _until_some(ws, project)
        server.kill()
        server.start()
        with server.client() as ws:
            deadline = time.monotonic() + 20
            while (state := ws.transport.get(f"/imports/{job}")["state"]) in {"queued", "running"}:
                assert time.monotonic() < deadline, state
                time.sleep(0.1)
            items = ws.project(project.id).progress()["items"]
            assert (state, items) in {("done", rows), ("undone", 0), ("failed", 0)}
            if state == "done":
                assert ws.transport.get(f"/imports/{job}")["report"]["added"] == rows
                ws.project(project.id).undo_import(job)
                while ws.transport.get(f"/imports/{job}")["state"] != "undone":
                    assert time.monotonic() < deadline + 20
                    time.sleep(0.1)
                assert ws.project(project.id).progress()["items"] == 0


def _until_some(ws, project):
    deadline = time.monotonic() + 15
    while not ws.project(project.id).progress()["items"]:
        assert time.monotonic() < deadline, "the import never began"
        time.sleep(0.01)


def test_an_export_that_was_killed_leaves_no_half_file(tmp_path):
    with served(tmp_path) as server:
        with server.client() as ws:
            fill(ws, tmp_path, "big", count=6_000)
        out = tmp_path / "out"
        out.mkdir()
        command = [SCRIPT, "export", "big", out / "labels.jsonl"]
        seen = 0
        for patience in (0.0, 0.05, 0.3):
            process = subprocess.Popen(
                command, env=server.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while process.poll() is None and not list(out.iterdir()):
                time.sleep(0.002)
            time.sleep(patience)
            process.send_signal(signal.SIGKILL)
            process.wait()
            seen += bool(list(out.glob(".*.part")))
            if (out / "labels.jsonl").exists():  # only ever whole
                assert len((out / "labels.jsonl").read_text().splitlines()) == 6_000
        assert seen, "no kill came in the middle"
        assert server.run("export", "big", out / "labels.jsonl").code == 0
        assert len((out / "labels.jsonl").read_text().splitlines()) == 6_000


def test_a_command_that_was_stopped_says_what_ended_it(tmp_path):
    with served(tmp_path) as server:
        server.kill()
        done = server.run("project", "show", "nothing")
        assert done.code == 1
        assert "Traceback" not in done.err
        server.start()
        with server.client() as ws, pytest.raises(NotFound):
            ws.project("nothing")
