"""Classes as an owner writes them into a field: permanent id, name, colour and key. Shared by all
kinds whose answers name classes."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ascertain.kinds.words import plain_line, plain_text

MAX_CLASSES = 100_000
MAX_ID = 100

# Keys that the workbench answers to itself while a choice has the focus.
RESERVED_KEYS = frozenset("usfgzh?/")

_NO_DUPLICATES = "two classes have the same {what} “{value}”; each needs its own"


class ChoiceClass(BaseModel):
    """One class. The id is permanent; judgments store nothing else of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[StrictStr, Field(min_length=1, max_length=MAX_ID)]
    name: Annotated[StrictStr, Field(max_length=200, validate_default=True)] = ""
    description: Annotated[StrictStr, Field(max_length=10_000)] | None = None
    color: Annotated[StrictStr, Field(max_length=7)] | None = None
    hotkey: Annotated[StrictStr, Field(max_length=1)] | None = None
    retired: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, raw: Any) -> Any:
        return {"id": raw} if isinstance(raw, str) else raw

    @field_validator("id")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return plain_line(text)

    @field_validator("name")
    @classmethod
    def _name_or_id(cls, name: str, info: ValidationInfo) -> str:
        return plain_line(name) if name else info.data.get("id", "")

    @field_validator("description")
    @classmethod
    def _plain(cls, text: str | None) -> str | None:
        return None if text is None else plain_text(text)

    @field_validator("color")
    @classmethod
    def _hex(cls, color: str | None) -> str | None:
        if color is None:
            return None
        digits = color[1:]
        if (
            color[:1] != "#"
            or len(digits) not in {3, 6}
            or not set(digits) <= set("0123456789abcdefABCDEF")
        ):
            raise PydanticCustomError(
                "schema.class-color", "a colour is written #rgb or #rrggbb, in hexadecimal digits"
            )
        return color.lower()

    @field_validator("hotkey")
    @classmethod
    def _one_key(cls, key: str | None) -> str | None:
        if key is None:
            return None
        key = key.lower()
        if len(key) != 1 or not key.isprintable() or key.isspace():
            raise PydanticCustomError(
                "schema.hotkey", "a hotkey is one character that can be seen; leave it out for none"
            )
        if key in RESERVED_KEYS:
            raise PydanticCustomError(
                "schema.hotkey-reserved",
                "the workbench itself uses the key “{key}”; take another",
                {"key": key},
            )
        return key


def check_distinct(classes: Sequence[ChoiceClass]) -> None:
    """Refuses a list of classes that cannot be told apart.

    Raises:
        PydanticCustomError: `schema.no-classes`, `schema.class-duplicate`,
            `schema.hotkey-duplicate` (keys of retired classes are free).
    """
    if not classes:
        raise PydanticCustomError("schema.no-classes", "list the classes to choose from")
    ids: set[str] = set()
    keys: set[str] = set()
    for place, one in enumerate(classes):
        if one.id in ids:
            raise PydanticCustomError(
                "schema.class-duplicate",
                _NO_DUPLICATES,
                {"what": "id", "value": one.id, "at": f"{place}/id"},
            )
        key = None if one.retired else one.hotkey
        if key is not None and key in keys:
            raise PydanticCustomError(
                "schema.hotkey-duplicate",
                _NO_DUPLICATES,
                {"what": "hotkey", "value": key, "at": f"{place}/hotkey"},
            )
        ids.add(one.id)
        if key is not None:
            keys.add(key)
