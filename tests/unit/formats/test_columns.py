"""Which column becomes what, and that no cell is lost on the way."""

import pytest

from ascertain.contracts.format import FileRefused
from ascertain.formats.columns import ColumnMap, check_columns, shape_of, text_column


@pytest.mark.parametrize(
    ("columns", "wanted", "text"),
    [
        (["id", "text", "body"], ColumnMap(), "text"),
        (["id", "Body", "x"], ColumnMap(), "Body"),
        (["utterance", "QUESTION"], ColumnMap(), "QUESTION"),
        (["a", "b"], ColumnMap(), None),
        (["a"], ColumnMap(), "a"),
        (["id", "a"], ColumnMap(key="id"), "a"),
        (["id", "a", "s", "g"], ColumnMap(key="id", slices=["s"], gold={"g": "topic"}), "a"),
        (["text", "a"], ColumnMap(slices=["text"]), "a"),
        (["text", "a"], ColumnMap(fields={"a": "text"}), None),
        (["text", "a"], ColumnMap(fields={"a": "title"}), "text"),
    ],
)
def test_which_column_is_the_text(columns: list[str], wanted: ColumnMap, text: str | None) -> None:
    assert text_column(columns, wanted) == text


@pytest.mark.parametrize(
    ("columns", "wanted", "content"),
    [
        (["id", "body", "x"], ColumnMap(key="id"), [("body", "text"), ("x", "x")]),
        (["text", "a"], ColumnMap(fields={"a": "text"}), [("text", "text_2"), ("a", "text")]),
        (["a", "b"], ColumnMap(fields={"a": "t", "b": "t"}), [("a", "t"), ("b", "t_2")]),
        (["s", "text"], ColumnMap(slices=["s"]), [("text", "text")]),
        (["s", "text"], ColumnMap(slices=["s"], fields={"s": "s"}), [("s", "s"), ("text", "text")]),
        (["a", "text"], ColumnMap(fields={"a": "b"}), [("a", "b"), ("text", "text")]),
    ],
)
def test_no_two_columns_share_a_name(
    columns: list[str], wanted: ColumnMap, content: list[tuple[str, str]]
) -> None:
    shape = shape_of(columns, wanted, text_column(columns, wanted))
    assert list(shape.content) == content
    assert shape.whole == (content == [(name, name) for name in columns])


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(FileRefused) as refused:
        check_columns(["a", "b"], ColumnMap(key="id"))
    assert refused.value.code == "column-missing"
    assert "“id”" in refused.value.message
    assert "“a”, “b”" in refused.value.message
