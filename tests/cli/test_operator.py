"""What the operator does: a home made, backed up, restored, looked at; simulations; the demo."""

import json
import re

from tests.fixtures.product import Server, environment, fill, run_command


def test_a_home_is_made_backed_up_restored_and_sound(tmp_path, server, ok):
    with server.client() as ws:
        project = fill(ws, tmp_path, "kept", count=5)
        token = next(iter(ws.add_members("keeper", "annotator")))["token"]
        with server.client(token) as annotator:
            lease = annotator.work.next(project)["leases"][0]
            annotator.work.submit(lease, {"topic": "billing"})
        before = [dict(row) for row in ws.project("kept").judgments()]
    assert len(before) == 1
    ok("backup", tmp_path / "home.tar")
    other = Server(tmp_path / "other")
    done = run_command(["restore", tmp_path / "home.tar", "--home", other.folder])
    assert done.code == 0, done.err
    assert run_command(["restore", tmp_path / "home.tar", "--home", other.folder]).code == 1
    for words in (["audit", "verify"], ["doctor"], ["upgrade"]):
        done = other.run(*words)
        assert done.code == 0, (words, done)
    out = tmp_path / "out.jsonl"
    assert other.run("export", "kept", out, "--with-judgments").code == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    judged = [one for row in rows for one in row["judgments"]]
    assert len(rows) == 5
    assert [one["value"] if "value" in one else one["values"] for one in judged]
    assert len(judged) == 1


def test_init_answers_and_changes_no_home_that_is_there(tmp_path):
    home = tmp_path / "h"
    answers = [run_command(["init", home, "--json"]) for _ in range(2)]
    for done in answers:
        assert done.code == 0, done.err
        said = json.loads(done.out)
        assert said.keys() == {"home", "signin"}
        assert re.fullmatch(r"http://127\.0\.0\.1:8765/signin#\S{20,}", said["signin"])
    assert (home / "secrets.toml").stat().st_mode & 0o777 == 0o600


def test_the_same_seed_simulates_the_same_bytes(tmp_path):
    words = ["simulate", "--tasks", "50", "--annotators", "5", "--classes", "3"]
    for seed, name in ((1, "a"), (1, "b"), (2, "c")):
        done = run_command([*words, "--seed", str(seed), "--out", tmp_path / name, "--json"])
        assert done.code == 0, done.err
        assert set(json.loads(done.out)) == {"judgments", "truth"}
    for table in ("judgments.csv", "truth.csv"):
        one, same, other = ((tmp_path / name / table).read_bytes() for name in "abc")
        assert one == same
        assert one != other


def test_the_demo_finds_the_same_twice(tmp_path):
    words = ["demo", "--exit", "--seed", "3", "--no-open", "--port", "0"]
    reports = []
    for name in ("one", "two"):
        done = run_command([*words, str(tmp_path / name)], env=environment(), seconds=120)
        assert done.code == 0, done.err
        first, *report = done.out.splitlines()
        assert re.search(r"http://127\.0\.0\.1:\d+/\S+", first)
        reports.append(report)
    assert len(reports[0]) == 4
    assert reports[0] == reports[1]
