"""Edit distance: known pairs, and the three levels between which length decides."""

import time

import pytest

from ascertain.kinds.editing import MAX_CHARACTERS, MAX_WORDS, comparable, edits, text_distance


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("abc", "abc", 0),
        ("kitten", "sitting", 3),
        ("saturday", "sunday", 3),
        ("flaw", "lawn", 2),
        ("ab", "ba", 2),
        ("aaaa", "aa", 2),
        ("x" * 70 + "a", "b" + "x" * 70, 2),
    ],
)
def test_edits(a: str, b: str, wanted: int) -> None:
    assert edits(a, b) == wanted
    assert edits(b, a) == wanted
    assert edits(list(a), list(b)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  a \t b\r\n\nc ", "a b c"),
        ("e\u0301", "\u00e9"),
        ("A", "A"),
        ("a\u00a0b", "a\u00a0b"),
        (" \n", ""),
    ],
)
def test_comparable(text: str, wanted: str) -> None:
    assert comparable(text) == wanted


def test_long_texts_are_compared_by_words() -> None:
    words = [f"word{place}" for place in range(MAX_CHARACTERS // 6)]
    a, b = " ".join(words), " ".join([*words[:-1], "other"])
    assert len(a) > MAX_CHARACTERS
    assert text_distance(a, b) == 1 / len(words)


def test_very_long_texts_are_compared_by_counts_of_words() -> None:
    words = [f"w{place}" for place in range(MAX_WORDS + 1)]
    a, b = " ".join(words), " ".join([*words[1:], "other"])
    assert text_distance(a, b) == text_distance(b, a) == 1 / len(words)
    assert text_distance(a, "other " * 3 + "last") == 1.0


def test_nothing_takes_long() -> None:
    a = " ".join(str(place * 7919 % 10_007) for place in range(MAX_WORDS))
    b = " ".join(str(place * 104_729 % 10_007) for place in range(MAX_WORDS))
    start = time.process_time()
    text_distance(a, b)
    text_distance(a[:MAX_CHARACTERS], b[:MAX_CHARACTERS])
    assert time.process_time() - start < 0.5
