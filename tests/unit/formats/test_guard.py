"""Which cells are guarded against spreadsheets, and back."""

import pytest

from ascertain.formats.guard import guard, unguard


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\uff1d1", "'=1", "''-"]
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["", "a", "'", "'a", "''", " =1", "1-1", "a=b", "'tis", "\u2212"])
def test_other_texts_stay(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text
