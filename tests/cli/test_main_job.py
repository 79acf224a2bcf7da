"""The main job by command: a project, data in, people, labels out, frozen, and compared."""

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.fixtures.product import write_items

SCHEMA = """\
guideline: |
  # Topics
  Choose what the message is about.
fields:
  - name: topic
    kind: choice
    classes: [billing, refund, {id: other, name: Something else}]
"""
FORMULA = "=1+1"


@pytest.fixture
def project(request, tmp_path, said):
    """A project of this test alone."""
    schema = tmp_path / "schema.yaml"
    schema.write_text(SCHEMA)
    name = request.node.name[:80]
    made = said("project", "create", name, "--schema", schema, "--overlap", "1")
    assert made.keys() == {"id", "name"}
    assert made["name"] == name
    return made["id"]


def test_a_project_is_listed_shown_paused_archived_and_deleted(project, ok, said, server):
    rows = {row["id"]: row for row in said("project", "list")}
    assert rows[project]["items"] == 0
    name = rows[project]["name"]
    shown = said("project", "show", name)
    assert shown["id"] == project
    assert shown["progress"]["judgments"] == 0
    assert "topic (choice); overlap 1" in ok("project", "show", project).out
    for verb, state in (("pause", "paused"), ("resume", "open"), ("archive", "archived")):
        ok("project", verb, project)
        assert said("project", "show", project)["state"] == state
    config = ok("project", "export-config", project).out
    again = server.folder.parent / "again.yaml"
    again.write_text(config)
    made = said("project", "create", "made again", "--schema", again)
    fields = said("project", "show", made["id"])["schema_version"]["fields"]
    assert fields == shown["schema_version"]["fields"]
    ok("project", "delete", made["id"], "--yes")
    assert made["id"] not in {row["id"] for row in said("project", "list")}


def test_every_template_makes_a_project(said, server):
    with server.client() as ws:
        names = [row["name"] for row in ws.templates()]
        for name in names[1:]:
            made = ws.create_project(f"from {name}", template=name)
            assert made.refresh().data["schema_version"]["fields"]
    first = said("project", "create", f"from {names[0]}", "--template", names[0])
    assert first.keys() == {"id", "name"}


def test_tables_are_imported_with_key_map_slice_and_gold(project, tmp_path, said, server):
    table = tmp_path / "a.csv"
    table.write_text(
        "id,words,channel,known\n01,hello,web,billing\n02,there,mail,\n02,twice,mail,\n"
    )
    options = ["--key", "id", "--map", "words=text", "--slice", "channel", "--gold", "known=topic"]
    report = tmp_path / "report.json"
    tried = said("import", project, table, *options, "--dry-run", code=3)
    assert (tried["added"], tried["rejected"]) == (2, 1)
    assert said("project", "show", project)["progress"]["items"] == 0
    done = said("import", project, table, *options, "--report", report, code=3)
    assert json.loads(report.read_text()) == done
    counts = ("read", "added", "updated", "unchanged", "rejected")
    assert [done[name] for name in counts] == [3, 2, 0, 0, 1]
    (row,) = done["rows"]
    assert (row["source"], row["row"], row["key"]) == ("a.csv", 3, "02")
    assert row["code"] == "duplicate-key"
    same = said("import", project, table, *options, code=3)  # its rejected rows are told again
    assert same["added"] == same["updated"] == 0
    assert same["message"]
    with server.client() as ws:
        labels = {one["key"]: one for one in ws.project(project).labels(content=True)}
        assert labels.keys() == {"01", "02"}
        assert labels["01"]["slice.channel"] == "web"
        assert labels["01"]["text"] == "hello"
        ws.project(project).undo_import(done["id"])
    assert said("project", "show", project)["progress"]["items"] == 0


def test_jsonl_folders_and_zips_are_imported(project, tmp_path, said):
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"text": "one"}\n{"text": "two"}\nno json\n')
    assert said("import", project, lines, code=3)["added"] == 2
    folder = tmp_path / "folder" / "deep"
    folder.mkdir(parents=True)
    (folder / "b.csv").write_text("text\nthree\n")
    (folder.parent / "c.csv").write_text("text\nfour\nfive\n")
    assert said("import", project, folder.parent)["added"] == 3
    archive = tmp_path / "z.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("in/d.csv", "text\nsix\n")
        file.writestr("in/bad.exe", b"MZ\x00\x01")
    done = said("import", project, archive, code=3)
    assert (done["added"], done["rejected"]) == (1, 1)
    assert done["rows"][0]["source"] == "in/bad.exe"
    assert done["rows"][0]["row"] is None
    assert said("project", "show", project)["progress"]["items"] == 6


def _label(server, project: str, tokens: list[str]) -> int:
    made = 0
    for token in tokens:
        with server.client(token) as ws:
            reply = ws.work.next(project)
            while reply.get("leases"):
                values = {"topic": "refund" if made % 2 else "billing"}
                reply = ws.work.submit(reply["leases"][0], values, then={"project": project})
                made += 1
    return made


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_labels_and_judgments_are_exported_and_read_by_others(project, tmp_path, ok, said, server):
    table = tmp_path / "items.csv"
    table.write_text(f"key,text\n{FORMULA},{FORMULA}\n01,plain\n03,unlabelled\n")
    said("import", project, table, "--key", "key")
    people = said("member", "add", f"p{project[-6:]}", "--count", "2")
    assert [row.keys() for row in people] == [{"handle", "token"}] * 2
    with server.client(people[0]["token"]) as ws:
        for topic in ("billing", "refund"):
            lease = ws.work.next(project)["leases"][0]
            ws.work.submit(lease, {"topic": topic}, seconds=3)
    out = tmp_path / "out.csv"
    ok("export", project, out, "--with-judgments", "--with-content")
    rows = _rows(out)
    assert [row["value"] for row in rows] == ["refund", "", "billing"]  # by key
    assert all(not cell.startswith("=") for row in rows for cell in row.values())
    judged = _rows(tmp_path / "out.judgments.csv")
    assert [row["annotator"] for row in judged] == [people[0]["handle"]] * 2
    assert pd.read_csv(out, dtype=str)["key"].tolist()[0] == "01"
    query: Any = duckdb.sql
    relation = query(f"SELECT count(*) FROM read_csv('{out}', all_varchar=true)")
    assert relation.fetchall() == [(3,)]

    lines = tmp_path / "out.jsonl"
    done = said("export", project, lines, "--with-judgments")
    assert done["files"] == [{"path": str(lines), "bytes": lines.stat().st_size}]
    read = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [len(row["judgments"]) for row in read] == [1, 0, 1]
    assert [row["key"] for row in read] == ["01", "03", FORMULA]

    parquet = tmp_path / "out.parquet"
    ok("export", project, parquet, "--with-judgments")
    assert pd.read_parquet(parquet)["value"].tolist()[::2] == ["refund", "billing"]
    count = query(f"SELECT count(*) FROM '{tmp_path / 'out.judgments.parquet'}'").fetchall()
    assert count == [(2,)]


def test_frozen_versions_are_listed_compared_and_verified(project, tmp_path, said, server):
    said("import", project, write_items(tmp_path / "a.csv", 3), "--key", "key")
    first = said("dataset", "freeze", project, "gold")
    assert (first["n"], first["items"], first["labelled"]) == (1, 3, 0)
    token = said("member", "add", f"f{project[-6:]}")[0]["token"]
    assert _label(server, project, [token]) == 3
    second = said("dataset", "freeze", project, "gold")
    assert (second["n"], second["labelled"]) == (2, 3)
    assert second["sha256"] != first["sha256"]
    # A frozen dataset is not changed by what comes later, and the same labels are the same bytes.
    third = said("dataset", "freeze", project, "gold")
    assert third["sha256"] == second["sha256"]
    diff = said("dataset", "diff", "gold@1", "gold@2", "--project", project)
    assert diff["same"] == 0
    assert diff["added"] + diff["changed"] == 3
    listed = said("dataset", "list", project)
    assert second["sha256"] in {row["sha256"] for row in listed}
    with (
        server.client() as ws,
        ws.transport.stream(f"/dataset-versions/{second['id']}/manifest") as chunks,
    ):
        manifest = tmp_path / "gold.jsonl"
        manifest.write_bytes(b"".join(chunks))
    assert said("dataset", "verify", manifest)["matches"] is True
    manifest.write_bytes(manifest.read_bytes() + b" ")
    done = server.run("dataset", "verify", manifest)
    assert done.code == 1
    assert "which no version bears" in done.err
