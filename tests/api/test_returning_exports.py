"""An export of ours imported into another home: the same labels and judgments come out again."""

import json
from typing import Any

import pytest

from tests.api.importing import bring, counts, make_project
from tests.api.product import Product
from tests.api.test_exports import export, labelled, working

__all__ = ["labelled", "working"]

KEPT = ("key", "field", "value", "class", "p", "n", "decision", "reason", "gold_n", "slice.lang")
JUDGED = (
    "key",
    "field",
    "value",
    "annotator",
    "role",
    "outcome",
    "at",
    "seconds",
    "late",
    "counted",
)


def told(data: bytes, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    rows = [json.loads(line) for line in data.splitlines()]
    return [tuple(row.get(name) for name in names) for row in rows]


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_the_same_labels_come_out_again(
    labelled: tuple[Product, str],
    format_: str,
) -> None:
    product, project = labelled
    owner = product.owner
    files = {
        f"labels.{format_}": export(owner, project, format=format_, with_content=True),
        f"labels.judgments.{format_}": export(owner, project, format=format_, part="judgments"),
    }
    labels = told(export(owner, project), KEPT)
    judgments = sorted(told(export(owner, project, part="judgments"), JUDGED), key=repr)
    other = product.client(product.operator.post("/workspaces", {"name": "another home"})["token"])
    there = make_project(other, overlap=2)
    done = bring(other, there, files)
    assert done["state"] == "done", done["error"]
    assert counts(done)[0] == 4, done["report"]
    assert done["report"]["rows"] == []
    assert told(export(other, there), KEPT) == labels
    again = sorted(told(export(other, there, part="judgments"), JUDGED), key=repr)
    assert again == judgments
    # What was settled there is settled here; the rest goes on.
    states = {row["key"]: row["state"] for row in other.get(f"/projects/{there}/items")["data"]}
    assert states["1"] == states["2"] == "resolved"
    assert states["4"] == "waiting"
    member = other.post("/members", {"name": "dora", "role": "annotator"})[0]
    dora = product.client(member["token"])
    keys = set()
    for _ in range(3):
        leases = dora.post("/work/next", {"project": there})["leases"]
        keys |= {lease["item"]["key"] for lease in leases}
    assert keys == {"3", "4"}


def test_labels_with_their_judgments_in_one_file(
    labelled: tuple[Product, str],
) -> None:
    product, project = labelled
    owner = product.owner
    whole = export(owner, project, with_content=True, with_judgments=True)
    other = product.client(product.operator.post("/workspaces", {"name": "another home"})["token"])
    there = make_project(other, overlap=2)
    assert counts(bring(other, there, {"all.jsonl": whole})) == (4, 0, 0, 0)
    assert told(export(other, there), KEPT) == told(export(owner, project), KEPT)
    assert len(told(export(other, there, part="judgments"), JUDGED)) == len(
        told(export(owner, project, part="judgments"), JUDGED)
    )


def test_without_content_the_items_must_be_there(
    labelled: tuple[Product, str],
) -> None:
    product, project = labelled
    bare = export(product.owner, project)
    there = make_project(product.owner, "Another", overlap=2)
    done = bring(product.owner, there, {"labels.jsonl": bare})
    assert counts(done) == (0, 0, 0, 4)
    assert {bad["code"] for bad in done["report"]["rows"]} == {"no-content"}
    content = "id,text\n1,a\n2,b\n3,c\n4,d\n"
    bring(product.owner, there, {"a.csv": content}, mapping={"key": "id"})
    done = bring(product.owner, there, {"labels.jsonl": bare})
    assert counts(done) == (0, 3, 1, 0)
    values = told(export(product.owner, there), ("key", "value", "n", "decision"))
    assert values == told(export(product.owner, project), ("key", "value", "n", "decision"))
    # What is labelled here keeps what it has.
    done = bring(product.owner, there, {"labels.jsonl": bare.replace(b"billing", b"other")})
    assert counts(done) == (0, 0, 4, 0)
    assert told(export(product.owner, there), ("key", "value", "n", "decision")) == values


def test_a_label_that_the_schema_does_not_allow_is_told(
    labelled: tuple[Product, str],
) -> None:
    product, project = labelled
    whole = export(product.owner, project, with_content=True)
    there = product.owner.post(
        "/projects",
        {
            "name": "Other classes",
            "fields": [{"name": "topic", "kind": "choice", "classes": ["billing", "x"]}],
        },
    )["id"]
    done = bring(product.owner, there, {"labels.jsonl": whole})
    assert counts(done) == (4, 0, 0, 2)
    assert {(bad["key"], bad["code"]) for bad in done["report"]["rows"]} == {
        ("2", "label-invalid"),
        ("3", "label-invalid"),
    }
