"""Choice beyond the golden facts: moving classes, keeping old ones, cells of tables, size."""

import time
from typing import Any

import pytest

from ascertain.core.errors import Unsupported
from ascertain.kinds.choice import CHOICE, ChoiceConfig, ChoiceValue

SINGLE = ChoiceConfig.model_validate({"classes": ["a", "b", "c"]})
MULTIPLE = ChoiceConfig.model_validate({"classes": ["a", "b", "c"], "multiple": True})


@pytest.mark.parametrize(
    ("raw", "config", "wanted"),
    [
        ("x", SINGLE, "a"),
        ("b", SINGLE, "b"),
        ("x", MULTIPLE, ["a"]),
        (["y", "x"], MULTIPLE, ["a", "c"]),
        (["x", "a"], MULTIPLE, ["a"]),
        (["x", "a"], SINGLE, "a"),
        (["a", "b"], SINGLE, ["a", "b"]),
        (3, SINGLE, 3),
        ([1], MULTIPLE, [1]),
    ],
)
def test_relabel(raw: Any, config: ChoiceConfig, wanted: Any) -> None:
    assert CHOICE.relabel(raw, {"x": "a", "y": "c"}, config) == wanted


def test_inherited_classes_are_retired_and_lose_their_key() -> None:
    older = ChoiceConfig.model_validate(
        {"classes": ["a", {"id": "z", "name": "Zebra", "hotkey": "q"}, "y", "c", "x"]}
    )
    assert SINGLE.places["c"] == 2
    config = CHOICE.inherit(SINGLE, older, ["x", "y", "z", "a"])
    assert [one.id for one in config.classes] == ["a", "z", "y", "b", "c", "x"]
    zebra = config.classes[1]
    assert (zebra.name, zebra.retired, zebra.hotkey) == ("Zebra", True, None)
    assert CHOICE.as_text(ChoiceValue("z"), config) == "Zebra"
    assert config.places["x"] == 5


def test_a_class_that_is_not_there_is_shown_by_its_id() -> None:
    assert CHOICE.as_text(ChoiceValue("gone"), SINGLE) == "gone"
    ordered = ChoiceConfig.model_validate({"classes": ["a", "b"], "ordered": True})
    assert CHOICE.distance(ChoiceValue("gone"), ChoiceValue("a"), ordered) == 1


@pytest.mark.parametrize(
    ("text", "config", "wanted"),
    [
        ("a", SINGLE, "a"),
        ("", SINGLE, ""),
        ('["a","c"]', MULTIPLE, ["a", "c"]),
        (' ["a"]', MULTIPLE, ["a"]),
        ("a", MULTIPLE, ["a"]),
        ("", MULTIPLE, []),
        ("[a", MULTIPLE, "[a"),
    ],
)
def test_from_text(text: str, config: ChoiceConfig, wanted: Any) -> None:
    assert CHOICE.from_text(text, config) == wanted


def test_a_class_whose_id_looks_like_a_list() -> None:
    config = ChoiceConfig.model_validate({"classes": ["[x]", "b"], "multiple": True})
    assert CHOICE.from_text("[x]", config) == ["[x]"]


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(Unsupported, match="choice 2"):
        CHOICE.upgrade("a", 2)


def test_a_hundred_thousand_classes_are_allowed_and_fast_to_check() -> None:
    config = ChoiceConfig.model_validate({"classes": [f"c{one}" for one in range(100_000)]})
    assert config.places["c99999"] == 99_999
    start = time.process_time()
    for one in range(0, 100_000, 1000):
        assert not CHOICE.check(ChoiceValue(f"c{one}"), config, None)  # type: ignore[arg-type]
    assert time.process_time() - start < 0.05
