"""Encodings found, and damage named with its place."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from ascertain.contracts.format import FileRefused
from ascertain.formats.text import MARK, describe_damage, find_encoding

Read = Callable[..., tuple[list[tuple[int, dict[str, Any]]], list[tuple[int | None, str]]]]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("plain", "ascii", "utf-8"),
        ("naïve café", "utf-8", "utf-8"),
        ("naïve café", "utf-8-sig", "utf-8-sig"),
        ("naïve café", "utf-16", "utf-16"),
        ("naïve café", "utf-16-le", "utf-16-le"),
        ("naïve café", "utf-16-be", "utf-16-be"),
        ("naïve café", "utf-32", "utf-32"),
        ("key,text\n1,café\n", "cp1252", "cp1252"),
        ("“quoted” \u2013 5 €", "cp1252", "cp1252"),
        ("Ich hätte gerne größere Füße", "cp1252", "cp1252"),
        ("Привет мир, как дела сегодня", "cp1251", "cp1251"),
        ("こんにちは世界、今日はいい天気ですね", "shift_jis", "shift_jis"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str, found: str) -> None:
    stream = io.BytesIO(text.encode(encoding))
    assert find_encoding(stream) == found
    assert stream.tell() == 0


def test_a_few_damaged_bytes_do_not_make_utf8_something_else() -> None:
    data = "é è ü ñ\n".encode() * 20 + b"\xe9\n"
    assert find_encoding(io.BytesIO(data)) == "utf-8"


def test_bytes_that_no_text_has_are_damage_not_a_language() -> None:
    assert find_encoding(io.BytesIO(b"a,b\n1,\xff\xfe\n2,x\n")) == "utf-8"


def test_damage_far_behind_the_start_is_seen() -> None:
    data = b"plain\n" * 100_000 + "café\n".encode("cp1252")
    assert find_encoding(io.BytesIO(data)) == "cp1252"


def test_a_character_cut_by_the_end_is_damage() -> None:
    data = "é è ü".encode() + b"\xc3"
    assert find_encoding(io.BytesIO(data)) == "utf-8"
    assert data.decode("utf-8", errors=MARK)[-1] == "\udcc3"


def test_an_unknown_declared_encoding_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        find_encoding(io.BytesIO(b"x"), "utf-99")
    assert refused.value.code == "encoding-unknown"


def test_damage_is_said_with_its_place() -> None:
    cell = b"caf\xc3\xa9 \xe9".decode("utf-8", errors=MARK)
    assert describe_damage(cell, "UTF-8") == "byte 0xE9 at byte 6 of the cell is not UTF-8"
    assert describe_damage("café", "UTF-8") is None


def test_mixed_encodings_reject_only_the_damaged_rows(
    tmp_path: Any, import_paths: Callable[..., Any]
) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes("text,b\né,1\n".encode() + b"\xe9,2\n" + "ü,3\n".encode())
    rows, rejected = import_paths([path])
    assert [row.row for row in rows] == [1, 3]
    assert [(bad.row, bad.code) for bad in rejected] == [(2, "encoding")]
    assert "0xE9" in rejected[0].message
