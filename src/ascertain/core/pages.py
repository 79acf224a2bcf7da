"""Pages of a list: an opaque cursor that names the last row seen, so that rows added meanwhile
shift nothing."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ascertain.core import canonical
from ascertain.core.errors import Invalid

MAX_LIMIT = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows and the cursor of the page after them (None at the end)."""

    data: list[T]
    next: str | None


def encode_cursor(*place: Any) -> str:
    """An opaque, URL-safe cursor for a place in a sort order."""
    return base64.urlsafe_b64encode(canonical.dumps(list(place)).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, size: int) -> list[Any]:
    """The place that a cursor names.

    Raises:
        Invalid: `page.cursor` if it was not made by `encode_cursor` with `size` parts.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = canonical.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError, UnicodeError):
        place = None
    if not isinstance(place, list) or len(place) != size:
        raise Invalid("page.cursor", "The cursor is not one that this list gave; leave it out.")
    return place
