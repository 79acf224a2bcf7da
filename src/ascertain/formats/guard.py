"""Cells that a spreadsheet would run as formulas, made harmless and back again.

A text of apostrophes (none or more) followed by a dangerous character gets one more apostrophe in
front; taking one off such a text gives the original, whatever it was. Other texts stay.
"""

import re

# What spreadsheets take for the start of a formula, full-width twins included; a tab, carriage
# return or line feed in front of one is skipped by some.
_DANGEROUS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_needs = re.compile(f"'*[{_DANGEROUS}]").match
_has = re.compile(f"'+[{_DANGEROUS}]").match

OWN_COLUMNS = frozenset({"key", "item", "field", "value"})
"""The columns that every guarded export of a project has; a file with all of them is unguarded."""


def guard(text: str) -> str:
    """The text as it stands in an exported cell."""
    return f"'{text}" if _needs(text) else text


def unguard(cell: str) -> str:
    """The inverse of `guard`: `unguard(guard(text)) == text` for every text."""
    return cell[1:] if _has(cell) else cell
