"""JSON documents: the shapes that rows come in, and bad ones."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from ascertain.formats import json as documents

Read = Callable[..., tuple[list[tuple[int, dict[str, Any]]], list[tuple[int | None, str]]]]

TWO = [(1, {"a": 1}), (2, {"a": [2]})]


@pytest.mark.parametrize(
    "data",
    [
        b'[{"a":1},{"a":[2]}]',
        b' [ {"a" : 1} ,\n {"a":[2]} ] ',
        b'\xef\xbb\xbf[{"a":1},{"a":[2]}]',
        b'{"data":[{"a":1},{"a":[2]}]}',
        b'{"count":2,"rows":[{"a":1},{"a":[2]}],"more":{"x":1}}',
        b'{"a":[1,[2]]}',
        b'{"a":1}\n{"a":[2]}\n',
        '[{"a":1},{"a":[2]}]'.encode("utf-16"),
    ],
)
def test_the_same_rows_however_they_are_held(read_bytes: Read, data: bytes) -> None:
    assert read_bytes("json", data) == (TWO, [])


def test_columns_become_rows(read_bytes: Read) -> None:
    rows, _ = read_bytes("json", b'{"a":[1,2],"b":["x","y"]}')
    assert rows == [(1, {"a": 1, "b": "x"}), (2, {"a": 2, "b": "y"})]


def test_a_single_object_is_a_row(read_bytes: Read) -> None:
    assert read_bytes("json", b'{"a":1,"b":{"c":[1]}}')[0] == [(1, {"a": 1, "b": {"c": [1]}})]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"[]", "no-rows"),
        (b"3", "not-an-object"),
        (b'"x"', "not-an-object"),
        (b'[{"a":1},', "json-malformed"),
        (b'{"data":[{"a":1}],"data":[{"a":2}]}', "json-repeated-name"),
        (b"[" * 200_000, "json-malformed"),
    ],
)
def test_a_document_that_is_refused(read_bytes: Read, data: bytes, code: str) -> None:
    assert read_bytes("json", data) == ([], [(None, code)])


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"2", "not-an-object"),
        (b'{"a":1,"a":3}', "json-repeated-name"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":"' + b"x" * 200 + b'"}', "row-too-large"),
    ],
)
def test_a_bad_row_is_rejected_alone(read_bytes: Read, bad: bytes, code: str) -> None:
    data = b'[{"a":1},' + bad + b',{"a":2}]'
    rows, codes = read_bytes("json", data, max_row_bytes=100)
    assert [row for row, _ in rows] == [1, 3]
    assert codes == [(2, code)]


def test_a_document_beyond_the_limit_is_refused(
    read_bytes: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1000)
    tracemalloc.start()
    assert read_bytes("json", b"[" + b" " * 2000 + b"]") == ([], [(None, "json-too-large")])
    tracemalloc.stop()
