"""Rows to votes: what counts, what is left out."""

import pytest

from ascertain.quality.truth.votes import Row, encode


def votes_of(rows: list[Row], **settings: str) -> list[tuple[str, str, str]]:
    found = encode(rows, classes="ab", **settings)  # type: ignore[arg-type]
    return [
        (str(found.tasks[t]), found.annotators[a], found.classes[c])
        for t, a, c in zip(found.votes.task, found.votes.annotator, found.votes.label, strict=True)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([("t", "w", "a")], [("t", "w", "a")]),
        ([("t", "w", None)], []),
        ([("t", "w", "a"), ("t", "w", "b")], [("t", "w", "b")]),
        ([("t", "w", "a"), ("t", "w", None)], []),
        ([("t", "w", None), ("t", "w", "a")], [("t", "w", "a")]),
        ([("t", "w", "a"), ("t", "v", "b")], [("t", "w", "a"), ("t", "v", "b")]),
    ],
)
def test_the_last_answer_of_a_person_stands(
    rows: list[Row], expected: list[tuple[str, str, str]]
) -> None:
    assert votes_of(rows) == expected
    assert encode(rows).ignored == len(rows) - len(expected)


def test_independent_draws_all_count() -> None:
    rows: list[Row] = [("t", "w", "a"), ("t", "w", "b"), ("t", "w", None)]
    assert votes_of(rows, repeats="independent") == [("t", "w", "a"), ("t", "w", "b")]


def test_classes_keep_their_order_and_strangers_come_after() -> None:
    assert encode([("t", "w", "z"), ("t", "v", "c")], classes="ba").classes == ("b", "a", "c", "z")
