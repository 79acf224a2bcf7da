"""An image in the form it is stored and shown in. Apart from `pixels`, which makes it, since that
is heavy."""

from dataclasses import dataclass

THUMB_SIDE = 320
"""Longest side of the small picture, in pixels."""


@dataclass(frozen=True, slots=True)
class PreparedImage:
    """An image as it is stored. `sha256` is of `content`, `original_sha256` of the bytes given;
    `thumb` is a WebP of at most `THUMB_SIDE` a side."""

    content: bytes
    media_type: str
    width: int
    height: int
    thumb: bytes
    sha256: str
    original_sha256: str
