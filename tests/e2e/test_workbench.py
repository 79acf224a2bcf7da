"""An annotator's day in the browser: by keyboard, undone, skipped, asked, offline, reloaded."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.product import Server

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

FORM = [
    {"name": "topic", "kind": "choice", "classes": ["billing", "other"]},
    {"name": "amount", "kind": "number", "min": 0, "shown_when": {"topic": "billing"}},
    {"name": "note", "kind": "text", "required": False},
]


def item_id(page: Page) -> str:
    """The item on screen."""
    found = page.get_by_test_id("item").get_attribute("data-item-id")
    assert found
    return found


def answer(page: Page, key: str) -> str:
    """Press a key, wait for another item; the id of the one that was answered."""
    before = item_id(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "id => document.querySelector('[data-testid=item]')?.dataset.itemId !== id", arg=before
    )
    return before


def saved(page: Page) -> None:
    """Wait until the server has everything."""
    expect(page.get_by_test_id("saved-state")).to_have_text(re.compile("^saved", re.IGNORECASE))


def judgments(server: Server, project: str) -> list[dict[str, Any]]:
    """What is stored."""
    with server.client() as ws:
        return [dict(row) for row in ws.project(project).judgments()]


def test_labels_by_keyboard_alone_and_takes_one_back(
    server: Server, project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project()
    page = person(f"/w/{made}")
    expect(page.get_by_test_id("item")).to_be_visible()
    seen = [answer(page, key) for key in ("1", "2", "3")]
    assert len(set(seen)) == 3
    saved(page)
    assert [row["value"] for row in judgments(server, made)] == ["billing", "refund", "other"]
    page.keyboard.press("u")
    expect(page.get_by_test_id("item")).to_have_attribute("data-item-id", seen[2])
    answer(page, "1")
    answer(page, "0")
    saved(page)
    counted = [row for row in judgments(server, made) if row["counted"]]
    assert [row["outcome"] for row in counted].count("cannot_tell") == 1
    assert [row["value"] for row in counted if row["outcome"] == "answered"] == [
        "billing",
        "refund",
        "billing",
    ]


def test_skips_with_a_reason_and_a_question_is_answered(
    server: Server, project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project()
    page = person(f"/w/{made}")
    first = item_id(page)
    page.keyboard.press("s")
    page.get_by_label("Another reason").fill("cut off in the middle")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("item")).not_to_have_attribute("data-item-id", first)
    page.keyboard.press("f")
    page.get_by_label("Question").fill("Is a late fee billing?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("not answered yet")).to_be_visible()
    with server.client() as ws:
        (flag,) = ws.transport.get(f"/projects/{made}/flags")["data"]
        assert flag["text"] == "Is a late fee billing?"
        ws.transport.post(f"/flags/{flag['id']}/answer", {"text": "Yes, it is."})
    page.reload()
    expect(page.get_by_text("Yes, it is.")).to_be_visible()


def test_a_form_with_a_condition_a_number_and_text(
    server: Server, project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project(fields=FORM)
    page = person(f"/w/{made}")
    expect(page.get_by_test_id("field-amount")).to_have_count(0)
    page.get_by_test_id("class-billing").click()
    before = item_id(page)
    page.get_by_test_id("submit").click()  # the amount is missing
    expect(page.get_by_test_id("field-amount").get_by_role("alert")).to_be_visible()
    assert item_id(page) == before
    page.get_by_test_id("field-amount").get_by_role("textbox").or_(
        page.get_by_test_id("field-amount").get_by_role("spinbutton")
    ).fill("12.5")
    page.get_by_test_id("field-note").get_by_role("textbox").fill("twice charged")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("item")).not_to_have_attribute("data-item-id", before)
    page.get_by_test_id("class-other").click()
    expect(page.get_by_test_id("field-amount")).to_have_count(0)
    page.get_by_test_id("submit").click()
    saved(page)
    stored = {(row["key"], row["field"]): row["value"] for row in judgments(server, made)}
    assert sorted(map(str, stored.values())) == ["12.5", "billing", "other", "twice charged"]


def test_offline_answers_are_kept_and_stored_once(
    server: Server, project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project()
    page = person(f"/w/{made}")
    answer(page, "1")
    saved(page)
    expect(page.get_by_text("next two are ready")).to_be_visible()
    page.context.set_offline(True)
    answer(page, "2")
    answer(page, "3")
    expect(page.get_by_test_id("saved-state")).to_contain_text("2 kept")
    assert len(judgments(server, made)) == 1
    page.context.set_offline(False)
    saved(page)
    assert [row["value"] for row in judgments(server, made)] == ["billing", "refund", "other"]


def test_a_reload_and_a_crash_keep_draft_and_task(
    project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project(fields=FORM)
    page = person(f"/w/{made}")
    before = item_id(page)
    note = page.get_by_test_id("field-note").get_by_role("textbox")
    note.fill("half a thought")
    page.reload()
    expect(page.get_by_test_id("item")).to_have_attribute("data-item-id", before)
    expect(note).to_have_value("half a thought")
    context, url = page.context, page.url
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(url)
    expect(again.get_by_test_id("item")).to_have_attribute("data-item-id", before)
    expect(again.get_by_test_id("field-note").get_by_role("textbox")).to_have_value(
        "half a thought"
    )


def test_an_empty_queue_and_a_pause_say_why(
    server: Server, project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project(count=3, overlap=2)
    page = person(f"/w/{made}")
    answer(page, "1")
    answer(page, "1")
    page.keyboard.press("1")
    expect(page.get_by_test_id("no-work")).to_have_attribute("data-reason", "all-seen")
    other = person(f"/w/{made}")
    answer(other, "1")
    with server.client() as ws:
        ws.project(made).pause("a new guideline is being written")
    other.keyboard.press("1")  # held work is still taken
    saved(other)
    other.reload()
    expect(other.get_by_test_id("no-work")).to_have_attribute("data-reason", "paused")
    assert len(judgments(server, made)) == 5


def test_an_own_answer_is_changed_in_the_history(
    server: Server, project: Callable[..., str], person: Callable[..., Page]
) -> None:
    made = project(overlap=2)
    page = person(f"/w/{made}")
    answer(page, "1")
    saved(page)
    page.goto(f"{server.url}/w/{made}/history")
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_test_id("class-other").click()
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("changed once")).to_be_visible()
    assert [row["value"] for row in judgments(server, made) if row["counted"]] == ["other"]
