"""Exports and datasets over HTTP, on both databases: read back with the tools that people use."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd  # type: ignore[import-untyped]  # it has no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.api.importing import at_work, bring, make_project
from tests.api.product import Client, Product

CONTENT = "id,text,lang\n1,=SUM(A1),en\n2,where is my parcel,en\n3,bonjour,fr\n4,never judged,fr\n"
LABELS = [
    *("key", "item", "field", "value", "class", "p", "n"),
    *("decision", "reason", "model", "gold_n", "schema", "slice.lang"),
]
JUDGMENTS = [
    *("key", "item", "task", "field", "value", "annotator", "role", "outcome", "at", "seconds"),
    *("lease", "late", "counted", "supersedes", "schema", "guideline", "judgment"),
]


@pytest.fixture
def working(product: Product) -> Iterator[Product]:
    with at_work(product):
        yield product


def judge(client: Client, project: str, answers: dict[str, Any]) -> None:
    """Answers the tasks of these keys; a value None says “cannot tell”."""
    left = dict(answers)
    while left:
        leases = client.post("/work/next", {"project": project})["leases"]
        if not leases:
            return
        lease = leases[0]
        key = lease["item"]["key"]
        body = {"lease": lease["id"], "token": lease["token"], "seconds": 2}
        if key not in left:
            client.post(
                "/work/skip", {"lease": body["lease"], "token": body["token"], "reason": "later"}
            )
            continue
        value = left.pop(key)
        more = {"outcome": "cannot_tell"} if value is None else {"values": {"topic": value}}
        client.post("/work/submit", {**body, **more})


@pytest.fixture
def labelled(working: Product) -> tuple[Product, str]:
    """Four items: two settled by two equal judgments each, one answered once, one never."""
    project = make_project(working.owner, overlap=2)
    bring(
        working.owner,
        project,
        {"a.csv": CONTENT},
        mapping={"key": "id", "slices": ["lang"]},
    )
    judge(
        working.member("annotator", "ann"), project, {"1": "billing", "2": "other", "3": "refund"}
    )
    judge(working.member("annotator", "bob"), project, {"1": "billing", "2": "other"})
    return working, project


def export(client: Client, project: str, **query: Any) -> bytes:
    reply = client.request("GET", f"/projects/{project}/export", params=query)
    assert reply.status_code == 200, reply.text
    return reply.content


def as_rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def test_every_item_has_a_row_labelled_or_not(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    rows = as_rows(export(product.owner, project))
    assert [row["key"] for row in rows] == ["1", "2", "3", "4"]
    assert list(rows[0]) == LABELS
    assert [row["value"] for row in rows] == ["billing", "other", "refund", None]
    assert [row["class"] for row in rows] == ["billing", "other", "refund", None]
    assert [row["n"] for row in rows] == [2, 2, 1, 0]
    assert [row["decision"] for row in rows] == ["accept", "accept", "ask", None]
    assert all(0 < row["p"] < 1 for row in rows[:3])
    assert rows[0]["reason"]
    assert [row["slice.lang"] for row in rows] == ["en", "en", "fr", "fr"]


def test_all_formats_hold_the_same_and_are_read_by_other_tools(
    labelled: tuple[Product, str], tmp_path: Any
) -> None:
    product, project = labelled
    owner = product.owner
    lines = export(owner, project, with_content=True)
    expected = as_rows(lines)
    (tmp_path / "l.jsonl").write_bytes(lines)
    (tmp_path / "l.csv").write_bytes(export(owner, project, format="csv", with_content=True))
    (tmp_path / "l.parquet").write_bytes(
        export(owner, project, format="parquet", with_content=True)
    )
    # A spreadsheet would run the text of the first item; it is guarded in CSV alone.
    assert expected[0]["text"] == "=SUM(A1)"
    table = list(csv.DictReader(io.StringIO((tmp_path / "l.csv").read_text("utf-8"))))
    assert table[0]["text"] == "'=SUM(A1)"
    duck = duckdb.connect()
    read = {
        "jsonl": pd.read_json(tmp_path / "l.jsonl", lines=True, dtype={"key": str}),
        "csv": duck.read_csv(str(tmp_path / "l.csv")).df(),
        "parquet": pq.read_table(tmp_path / "l.parquet").to_pandas(),
    }
    duck.close()
    for name, found in read.items():
        assert [str(key) for key in found["key"]] == ["1", "2", "3", "4"], name
        assert list(found["value"])[:3] == ["billing", "other", "refund"], name
        assert list(found["p"])[:3] == pytest.approx([row["p"] for row in expected[:3]]), name
        assert list(found.columns) == [*LABELS, "text"], name


def test_judgments_are_told_by_handle(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    rows = as_rows(export(product.owner, project, part="judgments"))
    assert list(rows[0]) == JUDGMENTS
    told = sorted((row["key"], row["annotator"], row["value"]) for row in rows if row["field"])
    assert told == [
        ("1", "ann", "billing"),
        ("1", "bob", "billing"),
        ("2", "ann", "other"),
        ("2", "bob", "other"),
        ("3", "ann", "refund"),
    ]
    assert all(row["seconds"] == 2 and row["role"] == "label" for row in rows if row["field"])
    beside = as_rows(export(product.owner, project, with_judgments=True))
    assert [len([j for j in row["judgments"] if "field" in j]) for row in beside] == [2, 2, 1, 0]


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        ("state=resolved", ["1", "2"]),
        ("slice.lang=fr", ["3", "4"]),
        ("slice.lang=en and class.topic=other", ["2"]),
        ("p>=0.1 & p<=0.99999", ["1", "2", "3"]),
        ('slice.lang="en"', ["1", "2"]),
    ],
)
def test_a_condition_narrows(labelled: tuple[Product, str], where: str, keys: list[str]) -> None:
    product, project = labelled
    rows = as_rows(export(product.owner, project, where=where))
    assert [row["key"] for row in rows] == keys


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"where": "nonsense"}, "export.where"),
        ({"where": "x>=1"}, "export.where"),
        ({"where": "color=red"}, "filter.unknown"),
        ({"format": "docx"}, "export.format"),
        ({"dataset": "gold@"}, "dataset.title"),
    ],
)
def test_a_refusal_is_a_problem_and_no_broken_file(
    product: Product, query: dict[str, str], code: str
) -> None:
    project = make_project(product.owner)
    refused = product.owner.status("GET", f"/projects/{project}/export", params=query)
    assert refused == (422, code)


def test_an_empty_project_gives_its_columns(product: Product) -> None:
    project = make_project(product.owner)
    assert export(product.owner, project, format="csv").decode().startswith("key,item,field,value")
    assert export(product.owner, project) == b""


def test_withdrawn_items_are_left_out(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    done = product.owner.get(f"/projects/{project}/imports")["data"][0]
    product.owner.post(f"/imports/{done['id']}/undo")
    assert as_rows(export(product.owner, project)) == []


def test_who_may_not_export_cannot(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    for role in ("annotator", "reviewer"):
        client = product.member(role)
        assert client.status("GET", f"/projects/{project}/export")[0] == 403
    other = product.client(product.operator.post("/workspaces", {"name": "second"})["token"])
    assert other.status("GET", f"/projects/{project}/export")[0] == 404


def test_a_frozen_version_is_the_bytes_that_its_hash_names(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    owner = product.owner
    job = owner.post(f"/projects/{project}/datasets/freeze", {"name": "topics"})
    made = job["result"]
    assert (made["n"], made["items"], made["labelled"]) == (1, 4, 2)
    assert made["classes"]["topic"] == [{"name": "billing", "n": 1}, {"name": "other", "n": 1}]
    manifest = owner.request("GET", f"/dataset-versions/{made['id']}/manifest").content
    assert hashlib.sha256(manifest).hexdigest() == made["sha256"]
    assert len(manifest) == made["bytes"]
    assert [row["key"] for row in as_rows(manifest)] == ["1", "2", "3", "4"]
    frozen = as_rows(export(owner, project, dataset="topics@1"))
    assert [row["value"] for row in frozen] == ["billing", "other", None, None]
    assert [row["slice.lang"] for row in frozen] == ["en", "en", "fr", "fr"]
    (line,) = owner.get(f"/projects/{project}/datasets")["data"]
    assert [one["sha256"] for one in line["versions"]] == [made["sha256"]]


def test_a_frozen_version_stays_while_the_project_goes_on(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    owner = product.owner
    freeze = {"name": "topics"}
    first = owner.post(f"/projects/{project}/datasets/freeze", freeze)["result"]
    before = export(owner, project, dataset="topics@1")
    judge(product.member("annotator", "cat"), project, {"3": "refund"})
    bring(
        owner,
        project,
        {"b.csv": "id,text,lang\n2,quite another,en\n5,five,en\n"},
        mapping={"key": "id", "slices": ["lang"]},
    )
    second = owner.post(f"/projects/{project}/datasets/freeze", freeze)["result"]
    assert (second["n"], second["items"], second["labelled"]) == (2, 5, 2)
    assert first["sha256"] != second["sha256"]
    assert export(owner, project, dataset="topics@1") == before
    compared = owner.get("/datasets/diff", a="topics@1", b="topics@2")
    told = {(row["key"], row["field"], row["what"]) for row in compared["rows"]}
    assert told == {
        ("2", None, "content"),
        ("2", "topic", "changed"),
        ("3", "topic", "changed"),
        ("5", None, "added"),
    }
    assert (compared["same"], compared["changed"], compared["added"]) == (2, 2, 1)
    same = owner.get("/datasets/diff", a="topics@1", b="topics@1")
    assert (same["same"], same["rows"]) == (4, [])


def test_frozen_labels_are_not_revised(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    owner = product.owner
    rows = as_rows(export(owner, project, part="judgments"))
    ann = next(row for row in rows if row["key"] == "1" and row["annotator"] == "ann")
    owner.post(f"/projects/{project}/datasets/freeze", {"name": "topics"})
    token = owner.post("/tokens", {"member": _member(owner, "ann")})["token"]
    refused = product.client(token).status("POST", "/work/undo", json={"judgment": ann["judgment"]})
    assert refused == (409, "label.frozen")


def test_datasets_of_another_workspace_are_not_there(labelled: tuple[Product, str]) -> None:
    product, project = labelled
    freeze = product.owner.post(f"/projects/{project}/datasets/freeze", {"name": "topics"})
    other = product.client(product.operator.post("/workspaces", {"name": "second"})["token"])
    version = freeze["result"]["id"]
    for path in (f"/dataset-versions/{version}", f"/dataset-versions/{version}/manifest"):
        assert other.status("GET", path)[0] == 404
    assert other.status("GET", "/datasets/diff", params={"a": "topics@1", "b": "topics"}) == (
        404,
        "dataset.not-found",
    )


def _member(owner: Client, handle: str) -> str:
    listed = owner.get("/members")
    rows = listed["data"] if isinstance(listed, dict) else listed
    return next(str(row["id"]) for row in rows if row["handle"] == handle)
