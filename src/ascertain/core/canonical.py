"""Canonical JSON: sorted keys, no insignificant space, shortest round-trip numbers, UTF-8. The
same value is the same bytes on every database, so it can be hashed and compared."""

import hashlib
import math
from typing import Any

import msgspec

from ascertain.core.errors import Invalid

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()


def dumps(value: Any) -> str:
    """Canonical text of a JSON value.

    Raises:
        Invalid: for NaN, infinities, NUL characters and lone surrogates, which JSON or a database
            cannot hold; the message names the reason.
    """
    check_storable(value)
    return _encoder.encode(value).decode()


def encode(value: Any) -> str:
    """The same text for a value of our own making: ids, numbers and words of the program, or parts
    that were checked before. It is not looked through again."""
    return _encoder.encode(value).decode()


def loads(text: str | bytes) -> Any:
    """The value of a JSON text."""
    return _decoder.decode(text)


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical text."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def check_text(text: str) -> None:
    """Refuses what no database column can hold.

    Raises:
        Invalid: `text.nul` or `text.surrogate`.
    """
    if "\x00" in text:
        raise Invalid("text.nul", "The text holds a NUL character; remove it.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid(
            "text.surrogate",
            f"The text holds half of a surrogate pair at character {error.start}; it is damaged.",
        ) from None


def check_storable(value: Any) -> None:
    """Walks a JSON value and refuses what cannot be stored (see `dumps`)."""
    match value:
        case str():
            check_text(value)
        case float() if not math.isfinite(value):
            raise Invalid("number.not-finite", "JSON has no NaN or infinity; leave the value out.")
        case dict():
            for key, inner in value.items():
                check_text(key)
                check_storable(inner)
        case list() | tuple():
            for inner in value:
                check_storable(inner)
        case _:
            pass
