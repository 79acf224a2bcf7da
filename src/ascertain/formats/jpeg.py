"""JPEG files stripped of everything but the picture, without touching a pixel (ITU-T T.81, Annex B:
segments start with FF and a code; coded data hold FF only before 00 or a restart mark)."""

import re

_START_OF_IMAGE = 0xD8
_END_OF_IMAGE = 0xD9
_START_OF_SCAN = 0xDA
_JFIF = 0xE0
_ADOBE = 0xEE
_COMMENT = 0xFE
_APPLICATION = range(0xE0, 0xF0)
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# The next mark within coded data that is neither a stuffed FF nor a restart.
_next_mark = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL).search


def strip(data: bytes) -> bytes | None:
    """The file without metadata (EXIF, GPS, XMP, profiles, comments, previews) and without what
    follows its end; None where the structure is not understood."""
    if data[:2] != b"\xff\xd8":
        return None
    kept = [b"\xff\xd8"]
    at = 2
    while (at := data.find(b"\xff", at)) >= 0 and at + 4 <= len(data) + 2:
        while data[at + 1 : at + 2] == b"\xff":
            at += 1
        code = data[at + 1] if at + 1 < len(data) else _END_OF_IMAGE
        if code == _END_OF_IMAGE:
            return b"".join([*kept, b"\xff\xd9"])
        if code in _ALONE:
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if code == _START_OF_IMAGE or end > len(data) or end < at + 4:
            return None
        if code == _START_OF_SCAN:
            mark = _next_mark(data, end)
            if mark is None:
                return None
            end = mark.start()
        if code in {_JFIF, _ADOBE} or not (code in _APPLICATION or code == _COMMENT):
            kept.append(data[at:end])
        at = end
    return None
