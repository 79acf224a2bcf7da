"""The pages of the documentation, and the snippets in them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"(?P<mark><!-- no-run: (?P<reason>[^>]+?) -->\s*)?"
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A fenced block: its first line's number, its language, and why it is not run, if so."""

    line: int
    language: str
    body: str
    reason: str | None


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text())


def snippets(page: Path) -> list[Snippet]:
    """The fenced blocks of a page, in its order."""
    text = page.read_text()
    return [
        Snippet(
            line=text.count("\n", 0, match.start("body")) + 1,
            language=match["language"],
            body=re.sub(rf"^{match['indent']}", "", match["body"], flags=re.MULTILINE),
            reason=match["reason"],
        )
        for match in FENCE.finditer(text)
    ]
