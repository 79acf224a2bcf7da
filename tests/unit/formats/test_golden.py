"""Files as they come, and what an import makes of them: `golden/formats/expected.json`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ascertain.formats.importing import ImportRow, RejectedRow

GOLDEN = Path(__file__).parents[3] / "golden" / "formats"
EXPECTED: dict[str, Any] = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))


def test_every_file_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(p.name for p in GOLDEN.iterdir() if p.name != "expected.json")


@pytest.mark.parametrize("name", list(EXPECTED))
def test_a_file_gives_what_is_expected(
    name: str, import_paths: Callable[..., tuple[list[ImportRow], list[RejectedRow]]]
) -> None:
    rows, rejected = import_paths([GOLDEN / name])
    assert {
        "rows": [[row.key, row.content_json] for row in rows],
        "rejected": [[bad.row, bad.code] for bad in rejected],
    } == EXPECTED[name]
