"""Classes of a field: how many, how long, and keys that retired ones give free."""

import pytest
from pydantic import ValidationError

from ascertain.kinds.choice import ChoiceConfig
from ascertain.kinds.classes import MAX_CLASSES, MAX_ID, RESERVED_KEYS, ChoiceClass


def test_more_classes_than_the_limit_are_refused() -> None:
    with pytest.raises(ValidationError, match="at most 100000"):
        ChoiceConfig.model_validate({"classes": ["x"] * (MAX_CLASSES + 1)})


def test_the_length_of_an_id_is_bounded() -> None:
    assert ChoiceClass.model_validate("x" * MAX_ID).name == "x" * MAX_ID
    with pytest.raises(ValidationError, match="at most 100"):
        ChoiceClass.model_validate("x" * (MAX_ID + 1))


def test_a_retired_class_gives_its_key_free() -> None:
    kept = {"id": "a", "hotkey": "q", "retired": True}
    config = ChoiceConfig.model_validate({"classes": [kept, {"id": "b", "hotkey": "q"}]})
    assert config.retired == {"a"}


@pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
def test_the_keys_of_the_workbench_are_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="workbench"):
        ChoiceClass.model_validate({"id": "a", "hotkey": key})


@pytest.mark.parametrize("key", ["1", "q", "é", ";"])
def test_other_keys_are_taken(key: str) -> None:
    assert ChoiceClass.model_validate({"id": "a", "hotkey": key.upper()}).hotkey == key
