"""Every link in the documents leads somewhere: files, folders and headings of this repository."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, prose

LINK = re.compile(
    r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|<(?:img|source)[^>]+src(?:set)?=\"([^\"]+)\""
)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get."""
    found = set()
    for heading in HEADING.findall(text):
        words = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(words.replace(" ", "-"))
    return found


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    wrong = []
    for groups in LINK.findall(prose(page)):
        target = groups[0] or groups[1]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        missing = not there.exists() or not there.is_relative_to(ROOT)
        if missing or (anchor and there.suffix == ".md" and anchor not in anchors(prose(there))):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_broken(page: Path) -> None:
    assert broken(page) == []


def test_every_page_of_the_docs_is_reached_from_the_index() -> None:
    reached, waiting = set(), [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        targets = [groups[0].partition("#")[0] for groups in LINK.findall(prose(page))]
        waiting += [(page.parent / target).resolve() for target in targets if target]
    assert [str(page) for page in PAGES if "docs" in page.parts and page not in reached] == []
