"""Work in a process of its own: messages, questions, refusals, crashes."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from ascertain.core.child import Child, ChildDied
from ascertain.formats.importing import RejectedRow
from ascertain.services.reading import Glance, Piece

LOOK = "ascertain.services.reading:look"
READ = "ascertain.services.reading:read_rows"


def wanted(path: Path, **more: Any) -> dict[str, Any]:
    formats = {"csv": "ascertain.formats.csv:FORMAT"}
    return {
        "paths": [str(path)],
        "key": None,
        "fields": {},
        "slices": [],
        "gold": {},
        "formats": formats,
        "endings": {".csv": "csv"},
        "kinds": {},
        **more,
    }


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("text\n" + "".join(f"row {n}\n" for n in range(2500)))
    return path


def test_messages_come_in_order_and_questions_are_answered(table: Path) -> None:
    asked = []

    def answer(question: dict[str, str]) -> bool:
        asked.append(next(iter(question)))
        return "digest" in question

    with Child(READ, wanted(table), Piece, answer=answer) as child:
        rows = [row.row for piece in child for row in piece.chunk.rows]
    assert rows == list(range(1, 2501))
    assert asked == ["digest", "stem"]


def test_what_was_stored_before_is_skipped(table: Path) -> None:
    def first_row(skip: int) -> int:
        with Child(READ, wanted(table, skip=skip), Piece, answer=lambda q: "digest" in q) as child:
            return next(iter(child)).chunk.rows[0].row

    assert (first_row(0), first_row(1), first_row(2)) == (1, 1001, 2001)


def test_no_goes_no_further(table: Path) -> None:
    with Child(READ, wanted(table), Piece, answer=lambda _: False) as child:
        assert list(child) == []


def test_a_file_that_is_gone_is_told_and_not_raised(tmp_path: Path) -> None:
    with Child(LOOK, wanted(tmp_path / "none.csv"), Glance) as child:
        (glance,) = child
    assert [bad.code for bad in glance.rejected] == ["unreadable"]
    assert isinstance(glance.rejected[0], RejectedRow)


def test_a_process_that_is_killed_is_told(table: Path) -> None:
    with Child(READ, wanted(table), Piece, answer=lambda q: "digest" in q) as child:
        pieces = iter(child)
        next(pieces)
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(ChildDied, match="signal 9"):
            list(pieces)


def test_a_mistake_in_the_child_is_told(tmp_path: Path) -> None:
    with Child(LOOK, {"paths": [str(tmp_path)]}, Glance) as child, pytest.raises(ChildDied):
        list(child)


def test_only_functions_of_this_package_are_run(tmp_path: Path) -> None:
    with Child("os:listdir", str(tmp_path), Glance) as child, pytest.raises(ChildDied):
        list(child)


def test_leaving_early_ends_the_process(table: Path) -> None:
    with Child(READ, wanted(table), Piece, answer=lambda q: "digest" in q) as child:
        next(iter(child))
        pid = child.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
