"""The item grid, one item in full, flags, notifications, pictures and live updates."""

import asyncio
import json
from typing import Any

import pytest

from ascertain.store.chain import seal
from tests.api.importing import at_work, bring, make_project, picture
from tests.api.product import Client, Product

ROWS = "id,text,city\n" + "".join(
    f"k{n:02d},message number {n},{'Bern' if n % 3 else 'Basel'}\n" for n in range(12)
)


@pytest.fixture
def project(product: Product) -> str:
    """Twelve messages, two of which two people have judged alike, and one on which they differ."""
    made = make_project(product.owner, overlap=2)
    with at_work(product):
        bring(product.owner, made, {"rows.csv": ROWS}, mapping={"key": "id", "slices": ["city"]})
    answers = {
        "k00": ("billing", "billing"),
        "k01": ("refund", "refund"),
        "k02": ("other", "refund"),
    }
    for place, name in enumerate(("ann", "bob")):
        person = product.member("annotator", name)
        for _ in range(3):
            lease = person.post("/work/next", {"project": made})["leases"][0]
            topic = answers[lease["item"]["key"]][place]
            judge(person, lease, topic)
    return made


def judge(person: Client, lease: dict[str, Any], topic: str) -> Any:
    body = {"lease": lease["id"], "token": lease["token"], "values": {"topic": topic}, "seconds": 4}
    return person.post("/work/submit", body)


def keys(client: Client, project: str, **query: Any) -> list[str]:
    """All keys of a walk, page by page of five."""
    found: list[str] = []
    cursor = None
    while True:
        more: dict[str, str] = {} if cursor is None else {"cursor": cursor}
        page = client.get(f"/projects/{project}/items", limit=5, **query, **more)
        found += [row["key"] for row in page["data"]]
        cursor = page["next"]
        if cursor is None:
            return found


ALL = [f"k{n:02d}" for n in range(12)]


def test_the_grid_walks_filters_and_counts(product: Product, project: str) -> None:
    client = product.owner
    assert keys(client, project) == ALL
    assert keys(client, project, sort="-key") == ALL[::-1]
    for sort in ("p", "-p", "judgments", "-judgments", "updated", "-updated"):
        assert sorted(keys(client, project, sort=sort)) == ALL, sort
    assert set(keys(client, project, sort="p")[:3]) == {"k00", "k01", "k02"}
    assert keys(client, project, sort="p")[0] == "k02"
    assert keys(client, project, sort="-p")[2] == "k02"
    assert set(keys(client, project, sort="judgments")[-3:]) == {"k00", "k01", "k02"}
    assert keys(client, project, state="resolved") == ["k00", "k01"]
    assert keys(client, project, decision="review", sort="-p") == ["k02"]
    assert keys(client, project, **{"class.topic": "refund", "sort": "p"}) in (
        ["k01"],
        ["k02", "k01"],
    )
    assert keys(client, project, **{"slice.city": "Basel"}) == ["k00", "k03", "k06", "k09"]
    assert keys(client, project, q="NUMBER 11") == ["k11"]
    assert keys(client, project, q="number 1", field="text", sort="-key") == ["k11", "k10", "k01"]
    assert keys(client, project, q="100%") == []
    assert set(keys(client, project, p_min="0.6")) == {"k00", "k01"}
    assert keys(client, project, p_max="0.6") == ["k02"]
    counted = client.get(f"/projects/{project}/items", limit=1, total=True, state="waiting")
    assert counted["total"] == 9


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ({"colour": "red"}, "filter.unknown", "slice.<name>"),
        ({"class.size": "big"}, "filter.unknown", "class.topic"),
        ({"slice.region": "x"}, "filter.unknown", "slice.city"),
        ({"state": "lost"}, "filter.value", "resolved"),
        ({"p_min": "much"}, "filter.value", "0 to 1"),
        ({"sort": "colour"}, "sort.unknown", "judgments"),
        ({"q": "x", "field": 'a"b'}, "filter.value", "content"),
        ({"cursor": "WzFd"}, "page.cursor", "leave it out"),
    ],
)
def test_an_unknown_filter_names_the_known_ones(
    product: Product, project: str, query: dict[str, str], code: str, words: str
) -> None:
    reply = product.owner.request("GET", f"/projects/{project}/items", params=query)
    assert reply.status_code == 422
    assert reply.json()["code"] == code
    assert words in reply.json()["detail"]


def test_one_item_shows_its_judgments_and_why(product: Product, project: str) -> None:
    row = product.owner.get(f"/projects/{project}/items", state="review")["data"][0]
    found = product.owner.get(f"/items/{row['id']}")
    assert [one["annotator"] for one in found["history"]] == ["ann", "bob"]
    assert [one["values"]["topic"] for one in found["history"]] == ["other", "refund"]
    assert found["decision"] == "review"
    assert found["why"] == found["decisions"][0]["sentence"]
    assert any(rung["hit"] for rung in found["decisions"][0]["ladder"])
    assert found["slices"] == {"city": "Bern"}
    assert found["item"]["content"]["text"] == "message number 2"
    assert found["tally"].count(True) == 1
    reviewer = product.member("reviewer").get(f"/items/{row['id']}")
    assert "email" not in json.dumps(reviewer)


def test_progress_and_people_show_true_numbers(product: Product, project: str) -> None:
    found = product.owner.get(f"/projects/{project}/progress")
    assert found["items"] == 12
    assert {one["name"]: one["n"] for one in found["by_state"]} == {
        "resolved": 2,
        "review": 1,
        "waiting": 9,
    }
    assert found["judgments"] == 6
    assert found["judgments_per_settled"] == 2
    assert found["remaining_judgments"] == 18
    assert found["agreement"] == pytest.approx(2 / 3)
    assert found["agreement_n"] == 3
    assert found["seconds_median"] == 4
    assert found["annotators_today"] == 2
    assert sum(found["certainty"]["settled"]) == 2
    assert found["certainty"]["none"] == 9
    people = product.owner.get(f"/projects/{project}/annotators")["data"]
    assert [(one["handle"], one["judgments"]) for one in people] == [("ann", 3), ("bob", 3)]
    assert people[0]["agreement"]["n"] == 2
    assert people[0]["agreement"]["estimate"] == 1
    listed = product.owner.get("/projects")["data"][0]
    assert (listed["items"], listed["done"], listed["in_review"]) == (12, 2, 1)


def test_an_item_is_reopened_and_sent_to_review(product: Product, project: str) -> None:
    row = product.owner.get(f"/projects/{project}/items", state="resolved")["data"][0]
    again = product.owner.post(f"/items/{row['id']}/reopen", {"reason": "Look at the date"})
    assert again["state"] == "waiting"
    assert len(again["history"]) == 2
    sent = product.owner.post(f"/items/{row['id']}/review", {"reason": "Unsure"})
    assert sent["state"] == "review"
    assert sent["comments"][0]["text"] == "Unsure"
    twice = product.owner.status("POST", f"/items/{row['id']}/review", json={"reason": "x"})
    assert twice == (409, "item.in-review")


def test_priorities_are_set_by_key_and_by_filter(product: Product, project: str) -> None:
    path = f"/projects/{project}/priority"
    assert product.owner.post(path, {"keys": ["k05", "none"], "priority": 5}) == {"changed": 1}
    lease = product.member("annotator", "carl").post("/work/next", {"project": project})
    assert lease["leases"][0]["item"]["key"] == "k05"
    where = {"slice.city": "Basel"}
    assert product.owner.post(path, {"where": where, "priority": 2}) == {"changed": 4}
    assert product.owner.status("POST", path, json={"priority": 1}) == (422, "priority.which")


def test_a_flag_is_answered_and_its_author_told(product: Product, project: str) -> None:
    person = product.member("annotator", "carl")
    lease = person.post("/work/next", {"project": project})["leases"][0]
    body = {"lease": lease["id"], "token": lease["token"], "text": "Is this English?"}
    person.post("/work/flag", body)
    flag = product.owner.get(f"/projects/{project}/flags", state="open")["data"][0]
    assert flag["author"] == "carl"
    answered = product.owner.post(f"/flags/{flag['id']}/answer", {"text": "Yes."})
    assert (answered["state"], answered["answer"]) == ("answered", "Yes.")
    twice = product.owner.status("POST", f"/flags/{flag['id']}/answer", json={"text": "No."})
    assert twice == (409, "flag.answered")
    told = person.get("/notifications")["data"]
    assert [(one["type"], one["seen"]) for one in told] == [("flag.answered", False)]
    assert "Yes." in told[0]["text"]
    assert person.post("/notifications/seen")["changed"] == 1
    assert person.get("/notifications")["data"][0]["seen"] is True
    assert product.member("annotator", "dora").get("/notifications")["data"] == []


def test_a_stuck_lease_is_freed(product: Product, project: str) -> None:
    person = product.member("annotator", "carl")
    person.post("/work/next", {"project": project})
    held = product.owner.get(f"/projects/{project}/leases")["data"]
    assert [one["annotator"] for one in held] == ["carl"]
    product.owner.post(f"/leases/{held[0]['id']}/free")
    assert product.owner.get(f"/projects/{project}/leases")["data"] == []
    twice = product.owner.status("POST", f"/leases/{held[0]['id']}/free")
    assert twice == (409, "lease.ended")


def test_a_changed_role_takes_the_leases(product: Product, project: str) -> None:
    person = product.member("annotator", "carl")
    lease = person.post("/work/next", {"project": project})["leases"][0]
    product.owner.patch(f"/members/{person.id}", {"roles": ["auditor"]})
    assert product.owner.get(f"/projects/{project}/leases")["data"] == []
    body = {"lease": lease["id"], "token": lease["token"], "values": {"topic": "other"}}
    assert person.status("POST", "/work/submit", json=body)[0] in {403, 404}


def test_items_that_everybody_skipped_are_shown(product: Product) -> None:
    made = make_project(product.owner)
    with at_work(product):
        bring(product.owner, made, {"rows.csv": "id,text\na,one\n"}, mapping={"key": "id"})
    people = [product.member("annotator", name) for name in ("ann", "bob")]
    for n, person in enumerate(people):
        assert product.owner.get(f"/projects/{made}/skipped")["data"] == []
        lease = person.post("/work/next", {"project": made})["leases"][0]
        body = {"lease": lease["id"], "token": lease["token"], "reason": "blurred"}
        person.post("/work/skip", body)
        assert n < 2
    assert [row["key"] for row in product.owner.get(f"/projects/{made}/skipped")["data"]] == ["a"]
    assert product.owner.get(f"/projects/{made}/progress")["skipped_by_all"] == 1


def test_a_schema_change_moves_labels_and_asks_split_ones_again(
    product: Product, project: str
) -> None:
    path = f"/projects/{project}/schema-versions"
    classes = ["invoice", "money-back", "exchange", "other"]
    body = {
        "fields": [{"name": "topic", "kind": "choice", "classes": classes}],
        "map": {"topic": {"billing": "invoice", "refund": ["money-back", "exchange"]}},
    }
    preview = product.owner.post(path, body | {"dry_run": True})
    assert preview["version"] is None
    assert product.owner.get(f"/projects/{project}")["schema_n"] == 1
    saved = product.owner.post(path, body)
    assert saved["version"]["n"] == 2
    assert (saved["labels_moved"], saved["items_reopened"]) == (
        preview["labels_moved"],
        preview["items_reopened"],
    )
    assert keys(product.owner, project, **{"class.topic": "invoice"}) == ["k00"]
    first = product.owner.get(f"/projects/{project}/items", q="k01")["data"][0]
    assert first["state"] == "waiting"
    history = product.owner.get(f"/items/{first['id']}")["history"]
    assert {one["values"]["topic"] for one in history} == {"refund"}


def test_pictures_open_with_a_live_lease_and_to_readers_only(product: Product) -> None:
    made = make_project(product.owner)
    with at_work(product):
        bring(product.owner, made, {"a.png": picture(), "b.png": picture((200, 10, 10))})
    person = product.member("annotator", "ann")
    lease = person.post("/work/next", {"project": made})["leases"][0]
    url = lease["item"]["image"]["url"]
    opened = person.request("GET", url)
    assert opened.status_code == 200
    assert opened.headers["content-type"].startswith("image/")
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in opened.headers["content-security-policy"]
    assert "private" in opened.headers["cache-control"]
    part = person.request("GET", url, headers={"Range": "bytes=0-3"})
    assert part.status_code == 206
    assert part.content == opened.content[:4]
    assert person.request("GET", lease["item"]["image"]["thumb_url"]).status_code == 200
    other = product.member("annotator", "bob")
    assert other.status("GET", url) == (404, "media.not-found")
    assert product.client().status("GET", url) == (401, "session.missing")
    bare = url.partition("?")[0]
    assert person.status("GET", bare) == (404, "media.not-found")
    row = product.owner.get(f"/projects/{made}/items")["data"][0]
    shown = product.owner.get(f"/items/{row['id']}")["item"]["image"]
    assert product.owner.request("GET", shown["url"]).status_code == 200
    assert product.owner.request("GET", row["thumb_url"]).status_code == 200
    assert person.status("GET", shown["url"]) == (404, "media.not-found")
    judge(person, lease, "other")
    for headers in ({}, {"Range": "bytes=0-3"}):
        ended = person.status("GET", url, headers=headers)
        assert ended == (404, "media.not-found")
    second = product.client(product.operator.post("/workspaces", {"name": "second"})["token"])
    assert second.status("GET", shown["url"]) == (404, "media.not-found")


def test_the_log_is_for_owners_and_auditors(product: Product, project: str) -> None:
    seal_all(product)
    auditor = product.member("auditor")
    log = auditor.get("/events/log", limit=500)["data"]
    assert [one["seq"] for one in log] == sorted(one["seq"] for one in log)
    assert {"workspace.made", "project.made", "judgment.submitted"} <= {one["type"] for one in log}
    assert auditor.get("/events/log", type="project.made")["data"][0]["subject"] == project
    checked = product.operator.get("/events/verify")
    assert checked["bad"] is None
    assert checked["sealed"] >= len(log)


def seal_all(product: Product) -> None:
    while product.context.db.write(
        lambda session: seal(session, holder="test", now=product.clock.now())
    ):
        pass


@pytest.mark.usefixtures("project")
def test_live_updates_go_on_where_they_were_left(product: Product) -> None:
    seal_all(product)
    person = product.member("annotator", "carl")
    seal_all(product)
    seen = follow(product, product.owner, last=1, until=lambda one: one["type"] == "member.added")
    assert [one["seq"] for one in seen if "seq" in one] == sorted({one["seq"] for one in seen})
    assert min(one["seq"] for one in seen) == 2
    own = follow(product, person, last=0, until=None)
    assert {one["subject"] for one in own} <= {person.id}


def test_live_updates_bring_what_is_sealed_and_end_with_the_session(product: Product) -> None:
    browser = product.browser(product.member("reviewer").id)

    def happen() -> None:
        product.owner.post("/projects", {"name": "New", "template": "rating"})
        seal_all(product)

    seen = follow(
        product, browser, last=None, until=lambda one: one["type"] == "project.made", do=happen
    )
    assert seen[-1]["type"] == "project.made"
    member = browser.get("/me")["member"]
    ended = follow(
        product,
        browser,
        last=None,
        until=lambda _: False,
        do=lambda: product.owner.patch(f"/members/{member}", {"disabled": True}),
        patience=10,
    )
    assert ended == []


def follow(
    product: Product,
    client: Client,
    *,
    last: int | None,
    until: Any,
    do: Any = None,
    patience: float = 5,
) -> list[dict[str, Any]]:
    """Facts of the stream until one satisfies `until` (None: those missed), the stream ends, or
    (an error) patience runs out."""
    seen: list[dict[str, Any]] = client.portal_call(
        _follow, product, client, last, until, do, patience
    )
    return seen


async def _follow(  # noqa: C901, PLR0917 - one conversation, told in one place
    product: Product, client: Client, last: int | None, until: Any, do: Any, patience: float
) -> list[dict[str, Any]]:
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/v1/events",
        "raw_path": b"/api/v1/events",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8000"), *client.raw_headers()],
        "client": ("127.0.0.1", 9),
        "server": ("127.0.0.1", 8000),
    }
    if last is not None:
        scope["headers"].append((b"last-event-id", str(last).encode()))
    found: list[dict[str, Any]] = []
    gone, opened = asyncio.Event(), asyncio.Event()
    begun = False

    async def receive() -> dict[str, Any]:
        nonlocal begun
        if not begun:
            begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        for frame in message.get("body", b"").decode().split("\n\n"):
            data = [line[6:] for line in frame.splitlines() if line.startswith("data: ")]
            if "event: opened" in frame:
                opened.set()
                if until is None:
                    gone.set()
            elif data:
                found.append(json.loads(data[0]))
                if until is not None and until(found[-1]):
                    gone.set()

    stream = asyncio.create_task(product.app(scope, receive, send))
    await asyncio.wait_for(opened.wait(), patience)
    if do is not None:
        await asyncio.to_thread(do)
    await asyncio.wait_for(stream, patience)
    return found
