"""Projects over HTTP."""

from tests.api.product import Product

FIELDS = [{"name": "topic", "kind": "choice", "title": "Topic", "classes": ["billing", "other"]}]


def test_a_project_is_made_found_changed_and_deleted(product: Product) -> None:
    made = product.owner.post("/projects", {"name": "Messages", "fields": FIELDS})
    assert product.owner.get("/projects/Messages")["id"] == made["id"]
    listed = product.owner.get("/projects", total=True)
    assert [row["name"] for row in listed["data"]] == ["Messages"]
    assert listed["total"] == 1
    changed = product.owner.patch(
        f"/projects/{made['id']}", {"priority": 3}, headers={"If-Match": made["etag"]}
    )
    assert changed["priority"] == 3
    stale = product.owner.status(
        "PATCH", "/projects/Messages", json={"priority": 4}, headers={"If-Match": made["etag"]}
    )
    assert stale == (412, "etag.changed")
    progress = product.owner.get("/projects/Messages/progress")
    assert progress["items"] == 0
    product.owner.delete("/projects/Messages")
    assert product.owner.status("GET", "/projects/Messages") == (404, "project.not-found")
