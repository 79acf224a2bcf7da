"""Keys: given, made, never merged."""

from typing import Any

import pytest

from ascertain.core.errors import Invalid
from ascertain.formats.keys import MAX_KEY, Keys


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "key-missing"),
        ("", "key-missing"),
        (" \t", "key-missing"),
        (1.5, "key-not-text"),
        (True, "key-not-text"),
        (["a"], "key-not-text"),
        ("x" * (MAX_KEY + 1), "key-too-long"),
        ("a\x00", "text.nul"),
    ],
)
def test_what_is_no_key(value: Any, code: str) -> None:
    keys = Keys()
    keys.begin("a.csv")
    with pytest.raises(Invalid) as refused:
        keys.given(value, 1)
    assert refused.value.code == code


def test_a_key_is_kept_as_text() -> None:
    keys = Keys()
    keys.begin("a.csv")
    assert [keys.given(value, row) for row, value in enumerate(["01", 1, " x "], start=1)] == [
        "01",
        "1",
        " x ",
    ]


def test_a_second_time_names_the_first_across_files() -> None:
    keys = Keys()
    keys.begin("a.csv")
    keys.given("k", 7)
    keys.begin("b.csv")
    with pytest.raises(Invalid) as refused:
        keys.given("k", 1)
    assert refused.value.code == "duplicate-key"
    assert refused.value.message == "The key “k” stands already in row 7 of “a.csv”."


@pytest.mark.parametrize("length", [1, 15, 16, 17, 400])
def test_keys_of_any_length_are_told_apart(length: int) -> None:
    keys = Keys()
    keys.begin("a.csv")
    alike = "é" * (length // 2) + "x" * (length % 2)
    keys.given(alike + "1", 1)
    keys.given(alike + "2", 2)
    with pytest.raises(Invalid):
        keys.given(alike + "1", 3)


def test_made_keys_of_different_files_never_meet() -> None:
    keys = Keys(lambda stem: stem in {"data", "data~2"})
    made = []
    for source in ("a.csv", "sub/a.csv", "a.jsonl", "data.csv", "a~2.csv"):
        keys.begin(source)
        made += [keys.made(1), keys.made(2)]
    assert made[:6] == ["a-1", "a-2", "a~2-1", "a~2-2", "a~3-1", "a~3-2"]
    assert made[6:] == ["data~3-1", "data~3-2", "a~2~2-1", "a~2~2-2"]


def test_image_keys_are_paths_and_unique() -> None:
    keys = Keys()
    made = []
    for _ in range(3):
        keys.begin("deep/i.png")
        made.append(keys.of_image("deep/i.png"))
    assert made == ["deep/i.png", "deep/i~2.png", "deep/i~3.png"]
