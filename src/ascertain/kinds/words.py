"""What a name or a description in a schema may hold: any script, any markup as plain text, but no
control characters and nothing that a database cannot store."""

import unicodedata

from pydantic_core import PydanticCustomError

_LINES = frozenset("\n\t")


def plain_line(text: str) -> str:
    """A text of one line, without white space at its ends.

    Raises:
        PydanticCustomError: `schema.text` for control characters, lone surrogates and blanks.
    """
    _refuse_controls(text, allowed=frozenset())
    stripped = text.strip()
    if not stripped:
        raise PydanticCustomError("schema.text", "only blanks stand here; write a word")
    return stripped


def plain_text(text: str) -> str:
    """A text of several lines; CR LF becomes LF (see `plain_line` for what is refused)."""
    text = text.replace("\r\n", "\n")
    _refuse_controls(text, allowed=_LINES)
    return text.strip()


def _refuse_controls(text: str, *, allowed: frozenset[str]) -> None:
    if text.isprintable():
        return
    for place, character in enumerate(text):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed:
            raise PydanticCustomError(
                "schema.text",
                "character {place} is a control character (U+{code}); remove it",
                {"place": place + 1, "code": f"{ord(character):04X}"},
            )
