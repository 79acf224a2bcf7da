"""Names and descriptions in a schema: any script and markup, no control characters."""

import pytest
from pydantic_core import PydanticCustomError

from ascertain.kinds.words import plain_line, plain_text


@pytest.mark.parametrize(
    "text", ["Refund", "<b>bold</b>", "Schadenfälle", "取り消し", "إلغاء", "👩🏽‍🌾", "a\u00a0b"]
)
def test_words_stay_as_they_are(text: str) -> None:
    assert plain_line(text) == text
    assert plain_text(text) == text


@pytest.mark.parametrize("text", ["a\x00", "\x1b[31m", "a\nb", "a\tb", "\x85", "\ud800", "  ", ""])
def test_a_line_refuses(text: str) -> None:
    with pytest.raises(PydanticCustomError, match=r"control|blanks"):
        plain_line(text)


def test_a_text_keeps_its_lines() -> None:
    assert plain_text(" a\r\n\tb \n") == "a\n\tb"
    with pytest.raises(PydanticCustomError, match=r"character 2 .*U\+0000"):
        plain_text("a\x00")
