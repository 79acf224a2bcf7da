"""Imports over HTTP, on both databases: reports, upserts, repeats, undo, refusals."""

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ascertain.core.settings import Server
from ascertain.store.database import Database
from tests.api.importing import (
    at_work,
    bring,
    counts,
    finished,
    make_project,
    picture,
    send,
)
from tests.api.product import Product, product_over

THREE = "id,text,lang\n1,my card was charged twice,en\n2,where is my parcel,en\n3,bonjour,fr\n"


@pytest.fixture
def working(product: Product) -> Any:
    with at_work(product):
        yield product


def rows(product: Product, query: str, **params: Any) -> list[tuple[Any, ...]]:
    return product.context.db.read(
        lambda s: [tuple(row) for row in s.sql.execute(text(query), params)]
    )


def items(product: Product) -> dict[str, tuple[int, str, str]]:
    found = rows(
        product,
        "SELECT i.key, i.version, i.state, v.content FROM items i JOIN item_versions v "
        "ON v.workspace_id = i.workspace_id AND v.item = i.id AND v.n = i.version",
    )
    return {key: (version, state, content) for key, version, state, content in found}


def test_a_preview_shows_columns_and_first_items_and_stores_nothing(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    upload = send(owner, project, {"three.csv": THREE})
    seen = owner.post(
        f"/projects/{project}/imports/preview",
        {"upload": upload, "mapping": {"key": "id", "slices": ["lang"]}},
    )
    assert [one["name"] for one in seen["columns"]] == ["id", "text", "lang"]
    assert [one["guess"] for one in seen["columns"][:2]] == ["key", "text"]
    assert seen["rows"][0]["content"] == {"text": "my card was charged twice"}
    assert seen["rows"][0]["key"] == "1"
    assert seen["rows"][2]["slices"] == {"lang": "fr"}
    assert items(working) == {}


def test_every_row_is_counted_and_every_rejected_one_told(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    done = bring(
        owner,
        project,
        {"a.csv": "id,text\n1,one\n1,again\n,none\n2,\n3,three\n"},
        mapping={"key": "id"},
    )
    assert done["state"] == "done"
    report = done["report"]
    assert (report["read"], *counts(done)) == (5, 2, 0, 0, 3)
    assert [(bad["row"], bad["key"], bad["code"]) for bad in report["rows"]] == [
        (2, "1", "duplicate-key"),
        (3, None, "key-missing"),
        (4, "2", "no-content"),
    ]
    assert "row 1" in report["rows"][0]["message"]
    assert {key: version for key, (version, _, _) in items(working).items()} == {"1": 1, "3": 1}
    opened = rows(working, "SELECT step, state, want, live, done FROM tasks")
    assert [(step, state, live, done) for step, state, _, live, done in opened] == [
        ("label", "open", 0, 0)
    ] * 2
    listed = owner.get(f"/projects/{project}/imports")["data"]
    assert [one["id"] for one in listed] == [done["id"]]
    assert listed[0]["source"] == "a.csv"


def test_the_same_bytes_under_any_name_change_nothing_and_say_so(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    first = bring(owner, project, {"a.csv": THREE})
    assert counts(first) == (3, 0, 0, 0)
    again = bring(owner, project, {"copy of a.csv": THREE})
    assert counts(again) == (0, 0, 3, 0)
    assert first["id"] in again["report"]["message"]
    assert not again["undoable"]
    assert len(items(working)) == 3
    # Taken back, the bytes are new again.
    owner.post(f"/imports/{first['id']}/undo")
    assert counts(bring(owner, project, {"a.csv": THREE})) == (3, 0, 0, 0)


def test_without_a_key_rows_of_different_files_never_merge(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    bring(owner, project, {"a.csv": "text\none\n", "sub/a.csv": "text\none\n"})
    done = bring(owner, project, {"a.csv": "text\none\ntwo\n"})
    assert counts(done) == (2, 0, 0, 0)
    assert len(items(working)) == 4


def test_with_a_key_the_next_import_updates(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    mapping = {"key": "id", "slices": ["lang"]}
    bring(owner, project, {"a.csv": THREE}, mapping=mapping)
    done = bring(
        owner,
        project,
        {"b.csv": THREE.replace("parcel", "package").replace(",fr", ",de") + "4,new,en\n"},
        mapping=mapping,
    )
    # 1 stays, 2 has other content, 3 another slice, 4 is new.
    assert counts(done) == (1, 2, 1, 0)
    found = items(working)
    assert {key: version for key, (version, _, _) in found.items()} == {
        "1": 1,
        "2": 2,
        "3": 1,
        "4": 1,
    }
    assert found["2"][2] == '{"text":"where is my package"}'
    assert rows(working, "SELECT value FROM slices WHERE name = 'lang' ORDER BY value") == [
        ("de",),
        ("en",),
        ("en",),
        ("en",),
    ]
    states = rows(
        working,
        "SELECT v.n, t.state FROM tasks t JOIN item_versions v ON v.id = t.item_version "
        "JOIN items i ON i.id = t.item WHERE i.key = '2' ORDER BY v.n",
    )
    assert states == [(1, "withdrawn"), (2, "open")]


def test_content_that_changes_after_a_judgment_is_asked_again(working: Product) -> None:
    owner = working.owner
    project = make_project(owner, overlap=1)
    mapping = {"key": "id"}
    bring(owner, project, {"a.csv": "id,text\n1,one\n"}, mapping=mapping)
    annotator = working.member("annotator")
    lease = annotator.post("/work/next", {"project": project})["leases"][0]
    annotator.post(
        "/work/submit",
        {
            "lease": lease["id"],
            "token": lease["token"],
            "values": {"topic": "billing"},
            "seconds": 1,
        },
    )
    assert items(working)["1"][:2] == (1, "resolved")
    bring(owner, project, {"b.csv": "id,text\n1,another\n"}, mapping=mapping)
    assert items(working)["1"][:2] == (2, "waiting")
    assert rows(
        working, "SELECT n FROM judgments j JOIN item_versions v ON v.id = j.item_version"
    ) == [(1,)]
    assert rows(working, "SELECT * FROM labels") == []
    following = annotator.post("/work/next", {"project": project})["leases"][0]
    assert following["item"]["version"] == 2


def test_an_undo_deletes_withdraws_and_restores(working: Product) -> None:
    owner = working.owner
    project = make_project(owner, overlap=1)
    mapping = {"key": "id"}
    bring(owner, project, {"a.csv": "id,text\n1,one\n"}, mapping=mapping)
    second = bring(owner, project, {"b.csv": "id,text\n2,two\n3,three\n1,uno\n"}, mapping=mapping)
    annotator = working.member("annotator")
    judged = None
    for lease in annotator.post("/work/next", {"project": project, "count": 3})["leases"]:
        if lease["item"]["key"] == "2":
            values = {"topic": "refund"}
            body = {"lease": lease["id"], "token": lease["token"], "values": values}
            judged = annotator.post("/work/submit", {**body, "seconds": 1})["judgment"]
        else:
            body = {"lease": lease["id"], "token": lease["token"]}
            annotator.post("/work/release", body)
    assert judged is not None
    undone = owner.post(f"/imports/{second['id']}/undo")
    assert undone["state"] == "undone"
    assert undone["taken"] == {"deleted": 1, "withdrawn": 1, "restored": 1, "kept": 0}
    found = items(working)
    assert found["1"] == (3, "waiting", '{"text":"one"}')
    assert found["2"][1] == "withdrawn"
    assert "3" not in found
    assert rows(working, "SELECT id FROM judgments") == [(judged,)]
    left = rows(
        working, "SELECT i.key FROM tasks t JOIN items i ON i.id = t.item WHERE t.state = 'open'"
    )
    assert left == [("1",)]
    refused = owner.status("POST", f"/imports/{second['id']}/undo")
    assert refused == (409, "import.not-undoable")


def test_an_item_that_a_later_import_changed_is_kept(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    mapping = {"key": "id"}
    first = bring(owner, project, {"a.csv": "id,text\n1,one\n2,two\n"}, mapping=mapping)
    bring(owner, project, {"b.csv": "id,text\n1,uno\n"}, mapping=mapping)
    undone = owner.post(f"/imports/{first['id']}/undo")
    assert undone["taken"] == {"deleted": 1, "withdrawn": 0, "restored": 0, "kept": 1}
    assert items(working)["1"] == (2, "waiting", '{"text":"uno"}')


def test_a_dry_run_reports_and_stores_nothing(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    done = bring(owner, project, {"a.csv": "text\none\n\n"}, dry_run=True)
    assert counts(done)[0] == 1
    assert items(working) == {}
    assert counts(bring(owner, project, {"a.csv": "text\none\n\n"})) == counts(done)


def test_known_answers_become_gold_and_wrong_ones_reject_their_row(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    mapping = {"key": "id", "gold": {"label": "topic"}}
    done = bring(
        owner,
        project,
        {"a.csv": "id,text,label\n1,one,billing\n2,two,nonsense\n3,three,\n"},
        mapping=mapping,
    )
    assert counts(done) == (2, 0, 0, 1)
    assert done["report"]["rows"][0]["code"] == "gold-invalid"
    assert rows(working, "SELECT field, answers, state FROM gold") == [
        ("topic", '["billing"]', "live")
    ]
    bring(owner, project, {"b.csv": "id,text,label\n1,one,refund\n"}, mapping=mapping)
    assert rows(working, "SELECT answers, state FROM gold ORDER BY state") == [
        ('["refund"]', "live"),
        ('["billing"]', "retired"),
    ]
    refused = owner.status(
        "POST",
        f"/projects/{project}/imports",
        json={
            "upload": send(owner, project, {"c.csv": "text,l\nx,y\n"}),
            "mapping": {"gold": {"l": "nowhere"}},
        },
    )
    assert refused == (422, "import.gold-field")


def test_images_come_by_folder_and_zip_under_their_path(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("deep/b.jpg", picture((200, 10, 10), "JPEG"))
        made.writestr("../../outside.png", picture())
        made.writestr("notes.txt", "hello")
    done = bring(
        owner,
        project,
        {"leaves/a.png": picture(), "more.zip": archive.getvalue(), "page.png": b"<html></html>"},
    )
    assert counts(done) == (2, 0, 0, 3)
    assert {bad["code"] for bad in done["report"]["rows"]} == {
        "unsafe-path",
        "unsupported",
        "image-mismatch",
    }
    assert set(items(working)) == {"leaves/a.png", "deep/b.jpg"}
    stored = rows(working, "SELECT type, blob, thumb, media FROM item_versions")
    assert {row[0] for row in stored} == {"image"}
    for _, blob, thumb, media in stored:
        assert working.context.blobs.exists(working.workspace, blob)
        assert working.context.blobs.exists(working.workspace, thumb)
        assert '"width":24' in media
    # One more picture: the others are there already. One of the same name and other content is
    # another item.
    done = bring(
        owner,
        project,
        {"leaves/a.png": picture(), "leaves/c.png": picture((1, 2, 3))},
    )
    assert counts(done) == (1, 0, 1, 0)
    done = bring(owner, project, {"leaves/a.png": picture((9, 9, 9))})
    assert counts(done) == (1, 0, 0, 0)
    assert set(items(working)) == {"leaves/a.png", "leaves/a~2.png", "leaves/c.png", "deep/b.jpg"}


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "/etc/passwd.csv", "a/../../b.csv", "..\\..\\c.csv", "c:/d.csv", "x\x01y.csv"],
)
def test_a_name_that_leads_out_of_the_upload_is_refused(product: Product, name: str) -> None:
    project = make_project(product.owner)
    reply = product.owner.request(
        "POST",
        f"/projects/{project}/uploads",
        content=(
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="'
            + name.encode().replace(b"\\", b"\\\\").replace(b"\x01", b"%01")
            + b'"\r\n\r\ntext\r\nhello\r\n--x--\r\n'
        ),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert (reply.status_code, reply.json()["code"]) == (422, "upload.name")
    outside = list(product.context.home.folder.rglob("*.csv"))
    assert outside == []


def test_an_upload_grows_by_several_requests_and_is_gone_after_its_import(
    working: Product,
) -> None:
    owner = working.owner
    project = make_project(owner)
    upload = send(owner, project, {"a.csv": "text\none\n"})
    reply = owner.request(
        "POST",
        f"/projects/{project}/uploads",
        params={"upload": upload},
        files=[("files", ("a.csv", b"text\ntwo\n"))],
    )
    assert reply.json()["files"] == 2
    done = finished(owner, owner.post(f"/projects/{project}/imports", {"upload": upload})["id"])
    assert counts(done) == (2, 0, 0, 0)
    again = owner.status("POST", f"/projects/{project}/imports", json={"upload": upload})
    assert again == (404, "upload.not-found")
    until = time.monotonic() + 10
    while list(working.context.home.uploads.glob("*/*")) and time.monotonic() < until:
        time.sleep(0.05)  # the files go after the job is known to be done
    assert list(working.context.home.uploads.glob("*/*")) == []


def test_an_upload_is_bounded(database: Database, tmp_path: Path) -> None:
    with product_over(database, tmp_path, server=Server(upload_mb=1)) as product:
        project = make_project(product.owner)
        reply = product.owner.request(
            "POST",
            f"/projects/{project}/uploads",
            files=[("files", ("a.csv", b"text\n" + b"x" * 1_100_000))],
        )
        assert (reply.status_code, reply.json()["code"]) == (413, "upload.too-large")


def test_uploads_and_imports_belong_to_their_workspace(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    upload = send(owner, project, {"a.csv": "text\none\n"})
    done = bring(owner, project, {"b.csv": "text\ntwo\n"})
    other = working.client(working.operator.post("/workspaces", {"name": "second"})["token"])
    theirs = make_project(other)
    refused = other.status("POST", f"/projects/{theirs}/imports", json={"upload": upload})
    assert refused == (404, "upload.not-found")
    assert other.status("GET", f"/imports/{done['id']}")[0] == 404
    assert other.status("POST", f"/imports/{done['id']}/undo")[0] == 404
    assert other.status("POST", f"/jobs/{done['id']}/cancel")[0] == 404
    annotator = working.member("annotator")
    assert annotator.status("GET", f"/imports/{done['id']}")[0] == 403
    assert annotator.status("POST", f"/projects/{project}/uploads")[0] == 403


def test_the_whole_report_is_a_download_safe_for_spreadsheets(working: Product) -> None:
    owner = working.owner
    project = make_project(owner)
    body = "id,text\n" + "=1+1,\n" + "".join(f"k{n},\n" for n in range(1100))
    done = bring(owner, project, {"a.csv": body}, mapping={"key": "id"})
    assert len(done["report"]["rows"]) == 1000
    whole = owner.get(f"/imports/{done['id']}/report")
    assert (whole["rejected"], len(whole["rows"])) == (1101, 1101)
    table = owner.request("GET", f"/imports/{done['id']}/report", params={"format": "csv"})
    lines = table.text.split("\r\n")
    assert lines[0] == "source,row,key,code,message"
    assert lines[1].startswith("a.csv,1,'=1+1,no-content,")
    assert len(lines) == 1103


def test_a_cancelled_import_leaves_nothing(product: Product) -> None:
    owner = product.owner
    project = make_project(owner)
    upload = send(owner, project, {"a.csv": "text\none\n"})
    job = owner.post(f"/projects/{project}/imports", {"upload": upload})["id"]
    assert owner.post(f"/jobs/{job}/cancel")["state"] == "cancelled"
    with at_work(product):
        done = finished(owner, job)
        assert done["state"] == "cancelled"
        assert counts(bring(owner, project, {"b.csv": "text\none\n"})) == (1, 0, 0, 0)
    assert owner.status("POST", f"/jobs/{job}/cancel") == (409, "job.ended")
    assert len(items(product)) == 1


def test_facts_are_recorded(working: Product) -> None:
    project = make_project(working.owner)
    done = bring(working.owner, project, {"a.csv": "text\none\n"})
    working.owner.post(f"/imports/{done['id']}/undo")
    kinds = [kind for (kind,) in rows(working, "SELECT type FROM events ORDER BY id")]
    for kind in ("job.queued", "items.imported", "import.undone"):
        assert kind in kinds
