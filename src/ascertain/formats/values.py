"""JSON texts turned into values, strictly: what would be lost or could not be stored is refused."""

import json
from typing import Any

import msgspec

from ascertain.core import canonical
from ascertain.core.errors import Invalid

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list = msgspec.json.Decoder(list[msgspec.Raw])


class Unreadable(Exception):
    """A JSON text that is not taken; `code` and `message` as in a report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def parse(text: bytes | msgspec.Raw) -> Any:
    """The value of one JSON text in UTF-8.

    Raises:
        Unreadable: `json-malformed`, `json-encoding`, `json-number`, `json-too-deep`,
            `json-repeated-name`.
    """
    data = bytes(text)
    try:
        value = _decode(data)
        # The decoder keeps the last of repeated names. A name that was dropped took its colon with
        # it, so equal counts prove that none was, unless a colon is written as an escape.
        if data.count(b":") != _encode(value).count(b":") or b"\\u003" in data:
            _refuse_repeated(data)
    except UnicodeError as error:
        raise Unreadable("json-encoding", f"The text is not UTF-8: {_place(error)}.") from None
    except RecursionError:
        raise Unreadable("json-too-deep", "Lists or objects are nested too deeply.") from None
    except msgspec.ValidationError:
        raise Unreadable(
            "json-number", "A number is beyond the range of JSON readers; write it as text."
        ) from None
    except (msgspec.DecodeError, ValueError) as error:
        if b"\\u" in data and _has_lone_surrogate(data):
            raise Unreadable(
                "surrogate", "A text holds half of a surrogate pair (\\ud83d without its twin)."
            ) from None
        raise Unreadable("json-malformed", f"{str(error).rstrip('.')}.") from None
    return value


def split_list(text: bytes) -> list[msgspec.Raw] | None:
    """The elements of a top-level array, unparsed; None if it is no array."""
    try:
        return _list.decode(text)
    except msgspec.ValidationError:
        return None


def split_object(text: bytes) -> dict[str, msgspec.Raw] | None:
    """The values of a top-level object, unparsed; None if it is no object.

    Raises:
        Unreadable: `json-repeated-name`.
    """
    try:
        names = _object.decode(text)
    except msgspec.ValidationError:
        return None
    colons = _encode(list(names)).count(b":") + len(names)
    colons += sum(bytes(value).count(b":") for value in names.values())
    if colons != text.count(b":") or b"\\u003" in text:
        _refuse_repeated(text)
    return names


def _has_lone_surrogate(data: bytes) -> bool:
    """Whether that alone is amiss, by Python's lenient reader."""
    try:
        json.dumps(json.loads(data.decode()), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except (ValueError, RecursionError):
        pass
    return False


def rows_leniently(data: bytes) -> list[bytes] | None:
    """The rows of an array with lone surrogates in it, each as a text of its own, so that only the
    damaged ones are rejected; None if it is no array of JSON at all. Slow."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_unique)
    except (ValueError, RecursionError, Unreadable):
        return None
    return [json.dumps(row).encode() for row in value] if isinstance(value, list) else None


def check_storable(value: Any) -> None:
    """Raises:
    Unreadable: `nul`, `surrogate` or `json-number`, for what no database can hold."""
    try:
        canonical.check_storable(value)
    except Invalid as error:
        code = {"text.nul": "nul", "text.surrogate": "surrogate"}.get(error.code, "json-number")
        raise Unreadable(code, error.message) from None


def _place(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02X} at byte {error.start} of a text"
    return str(error)


def _refuse_repeated(data: bytes) -> None:
    """The exact check, ten times slower than the decoder: looks at the names of every object."""
    json.loads(data.decode(), object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                break
            seen.add(name)
        raise Unreadable(
            "json-repeated-name",
            f"The name “{name}” stands twice in one object, so one of its values would be lost.",
        )
    return values
