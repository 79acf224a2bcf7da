"""A disk that takes no more: work is refused with the reason, what was acknowledged stays, and work
goes on once there is room."""

import resource

from tests.faults.crowd import MISCOUNTED, Crowd, look
from tests.fixtures.product import fill, served

ROOM_BYTES = 1_600_000


def _little_room():
    """A limit on the size of files stands in for a full disk: writing beyond it fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, resource.RLIM_INFINITY))


def test_a_full_disk_refuses_work_and_loses_none(tmp_path):
    with served(tmp_path) as server:
        with server.client() as ws:
            project = fill(ws, tmp_path, count=200, overlap=8)
            people = list(ws.add_members("a", "annotator", count=8))
        server.stop()
        server.limit = _little_room
        server.start()
        crowd = Crowd(server.url, [one["token"] for one in people], project, pause_seconds=0)
        crowd.start()
        for thread in crowd.threads:
            thread.join(20)
            assert not thread.is_alive(), "the disk never filled up"
        assert crowd.refusals, "nobody was refused"
        # The limit is EFBIG to SQLite, an input/output error; no room on a disk is `database.full`.
        assert {status for status, *_ in crowd.refusals} == {503}
        assert {code for _, code, _ in crowd.refusals} <= {"database.full", "database.away"}
        assert all(wait is not None for _, _, wait in crowd.refusals)
        server.stop()
        database = server.folder / "ascertain.db"
        stored = {row[0] for row in look(database, "SELECT id FROM judgments")}
        assert crowd.acknowledged
        assert crowd.acknowledged.keys() <= stored
        assert look(database, MISCOUNTED) == []

        server.limit = None
        server.start()
        again = Crowd(server.url, crowd.tokens, project)
        again.start()
        again.until(20)
        again.end()
        assert again.refusals == []
        server.stop()
        assert server.run("audit", "verify").out == "ok\n"
