"""Keys of imported items: taken from a column, or made from the file's name so that none merge."""

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from ascertain.core import canonical
from ascertain.core.errors import Invalid

MAX_KEY = 500
"""Characters; an index of a database holds no more than some 2,700 bytes."""
_ROWS = 1 << 40
_DIGEST = 16


class Keys:
    """The keys of one import. Costs about 130 bytes a given key, nothing for made ones."""

    def __init__(self, stem_taken: Callable[[str], bool] | None = None) -> None:
        self._stem_taken = stem_taken or (lambda _stem: False)
        self._stems: set[str] = set()
        self._seen: dict[bytes, int] = {}
        self._sources: list[str] = []
        self._stem: str | None = None

    def begin(self, source: str) -> None:
        """A new file."""
        self._sources.append(source)
        self._stem = None

    def given(self, value: Any, row: int) -> str:
        """The key in a cell.

        Raises:
            Invalid: `key-missing`, `key-too-long`, `key-not-text`, `duplicate-key`, `text.nul`.
            UnicodeEncodeError: if it holds lone surrogates.
        """
        if isinstance(value, str):
            key = value
        elif value is None or type(value) is int:
            key = "" if value is None else str(value)
        else:
            raise Invalid("key-not-text", "The key is neither text nor a whole number.")
        if not key or key.isspace():
            raise Invalid("key-missing", "The key is empty; every row needs one.")
        if len(key) > MAX_KEY:
            raise Invalid("key-too-long", f"The key is longer than {MAX_KEY} characters.")
        if "\x00" in key:
            canonical.check_text(key)
        place = (len(self._sources) - 1) * _ROWS + row
        first = self._seen.setdefault(_digest(key), place)
        if first != place:
            index, at = divmod(first, _ROWS)
            raise Invalid(
                "duplicate-key",
                f"The key “{key}” stands already in row {at} of “{self._sources[index]}”.",
            )
        return key

    def made(self, row: int) -> str:
        """`<stem>-<row>` of a table. The stem is the file's name without endings, with `~2` … where
        another file of the import, or of the project, has it."""
        if self._stem is None:
            name = PurePosixPath(self._sources[-1]).name
            plain = name.split(".", 1)[0] or name
            plain = plain[: MAX_KEY - 30]
            stem, count = plain, 2
            while stem in self._stems or self._stem_taken(stem):
                stem = f"{plain}~{count}"
                count += 1
            self._stems.add(stem)
            self._stem = stem
        return f"{self._stem}-{row}"

    def of_image(self, source: str) -> str:
        """The path inside the folder or archive, with `~2` … where the import has it already."""
        path = PurePosixPath(source[-(MAX_KEY - 30) :])
        key, count = str(path), 2
        while _digest(key) in self._seen:
            key = str(path.with_name(f"{path.stem}~{count}{path.suffix}"))
            count += 1
        self._seen[_digest(key)] = (len(self._sources) - 1) * _ROWS + 1
        return key


def _digest(key: str) -> bytes:
    """16 bytes that stand for the key; a shorter key stands for itself, which is faster."""
    raw = key.encode()
    return raw if len(raw) < _DIGEST else hashlib.blake2b(raw, digest_size=_DIGEST).digest()
