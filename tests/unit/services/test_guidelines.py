"""Markdown becomes HTML that can do nothing (S5)."""

import pytest

from ascertain.services.guidelines import changed_html, to_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/x.png)",
        '<a href="#" onclick="alert(1)">x</a>',
        "<svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_nothing_in_it_runs_or_loads(text: str) -> None:
    html = to_html(text)
    for mark in (
        "<script",
        "<img",
        "<svg",
        "<style",
        'href="javascript',
        'href="data:',
        '<a href="#',
    ):
        assert mark not in html


def test_what_markdown_says_is_kept() -> None:
    html = to_html("# Title\n\n- **one**\n\n[site](https://example.org)\n\n|a|b|\n|-|-|\n|1|2|\n")
    for part in (
        "<h1>Title</h1>",
        "<strong>one</strong>",
        'href="https://example.org"',
        "<td>1</td>",
    ):
        assert part in html
    assert "noopener" in html


def test_only_new_lines_are_shown_as_new() -> None:
    assert changed_html("a\n\nb", "a\n\nb") is None
    changed = changed_html("a\n\nb", "a\n\nc\n\nb")
    assert changed is not None
    assert "c" in changed
    assert "a" not in changed.replace("<p>", "").replace("</p>", "")
