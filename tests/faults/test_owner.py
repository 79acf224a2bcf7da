"""One home has one owner, and one program that is new enough."""

import sqlite3

from tests.fixtures.product import run_command, served


def test_a_second_server_is_refused_and_the_owner_named(tmp_path):
    with served(tmp_path) as server:
        done = server.run("serve", "--port", "0")
        assert done.code == 1
        assert server.process is not None
        assert f"process {server.process.pid}" in done.err
        assert server.url in done.err
        assert "Traceback" not in done.err
        with server.client() as ws:
            assert ws.me()["workspace_name"] == "main"


def test_a_home_whose_owner_was_killed_can_be_owned_again(tmp_path):
    with served(tmp_path) as server:
        server.kill()
        assert (server.folder / "run" / "server.json").exists()
        server.start()
        with server.client() as ws:
            assert ws.me()["workspace_name"] == "main"


def test_a_database_of_a_newer_program_is_refused_with_its_version(tmp_path):
    with served(tmp_path) as server:
        server.stop()
        path = server.folder / "ascertain.db"
        connection = sqlite3.connect(path)
        with connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.execute(
                "UPDATE settings SET value = '\"9.9.9\"' WHERE name = 'program.version'"
            )
        connection.close()
        before = path.read_bytes()
        for words in (["serve", "--port", "0"], ["project", "list"], ["upgrade"], ["backup", "b"]):
            done = server.run(*words)
            assert done.code == 1, words
            assert "9.9.9" in done.err, words
            assert "Traceback" not in done.err, words
        doctor = server.run("doctor")
        assert doctor.code == 1
        assert "9.9.9" in doctor.out
        assert path.read_bytes() == before
    assert run_command(["--version"]).out.startswith("ascertain ")
