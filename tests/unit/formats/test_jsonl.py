"""JSON Lines: every bad line is rejected alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., tuple[list[tuple[int, dict[str, Any]]], list[tuple[int | None, str]]]]


def test_values_are_kept_as_they_are(read_bytes: Read) -> None:
    row = {"a": 1, "b": "01", "c": {"d": [1, None, True, 2.5]}, "e": 10**30, "f": ""}
    data = b"\xef\xbb\xbf\n" + json.dumps(row).encode() + b"\r\n\n  \n"
    assert read_bytes("jsonl", data) == ([(1, row)], [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"nope", "json-malformed"),
        (b'{"a":1', "json-malformed"),
        (b'{"a":NaN}', "json-malformed"),
        (b"[1]", "not-an-object"),
        (b"3", "not-an-object"),
        (b'{"a":1e999}', "json-number"),
        (b'{"a":"\xff"}', "json-encoding"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":"\\udc00\\ud800"}', "surrogate"),
        (b'{"a":1,"a":1}', "json-repeated-name"),
        (b'{"a" :1,"a":2}', "json-repeated-name"),
        (b'{"a":1,"a":"\\u003a"}', "json-repeated-name"),
        (b'{"a":1,"\\u0061":2}', "json-repeated-name"),
        (b'{"x":[{"a":1,"a":2}]}', "json-repeated-name"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "json-too-deep"),
        (b'{"a":"' + b"x" * 10_000_000 + b'"}', "row-too-large"),
        (json.dumps({f"c{n}": 1 for n in range(5000)}).encode(), "too-many-columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_line_is_rejected_alone(read_bytes: Read, line: bytes, code: str) -> None:
    rows, codes = read_bytes("jsonl", b'{"a":1}\n' + line + b'\n{"a":2}\n')
    assert [row for row, _ in rows] == [1, 3]
    assert codes == [(2, code)]


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":": \\" :","b":"a:b"}',
        b'{"a":"\\u003a","b":{"a":1}}',
        b'{"a":{"a":{"a":":"}},"b":[{"a":1},{"a":2}]}',
        b'{"time":"12:30:00", "url" : "http://x:80"}',
        b'{"a":"\\ud83d\\ude00"}',
    ],
)
def test_no_name_is_taken_for_repeated_that_is_not(read_bytes: Read, line: bytes) -> None:
    assert read_bytes("jsonl", line + b"\n") == ([(1, json.loads(line))], [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_are_read(read_bytes: Read, encoding: str) -> None:
    data = '{"text":"déjà vu, señor"}\n{"text":"x"}\n'.encode(encoding)
    rows, codes = read_bytes("jsonl", data)
    assert [values["text"] for _, values in rows] == ["déjà vu, señor", "x"]
    assert codes == []


def test_a_legacy_encoding_has_to_be_said(read_bytes: Read) -> None:
    data = '{"text":"déjà"}\n{"text":"x"}\n'.encode("cp1252")
    assert read_bytes("jsonl", data) == ([(2, {"text": "x"})], [(1, "json-encoding")])
    assert read_bytes("jsonl", data, encoding="cp1252")[0][0] == (1, {"text": "déjà"})


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"\n\n", "no-rows")])
def test_nothing_is_said(read_bytes: Read, data: bytes, code: str) -> None:
    assert read_bytes("jsonl", data) == ([], [(None, code)])
