"""JSON documents in: an array of objects, an object that holds one, an object of columns, or a
single object. Lines of JSON under this ending are read as such."""

from collections.abc import Iterator
from typing import BinaryIO, ClassVar

import msgspec

from ascertain.contracts.format import Batch, FileRefused, Found, ReadOptions
from ascertain.formats.jsonl import FORMAT as LINES
from ascertain.formats.jsonl import rows_of
from ascertain.formats.text import MARK, find_encoding
from ascertain.formats.values import Unreadable, rows_leniently, split_list, split_object

MAX_BYTES = 256_000_000
"""A document is held in memory, which JSON Lines are not."""


class JsonDocument:
    """One JSON value a file; nested values of its rows are kept."""

    name: ClassVar[str] = "json"
    endings: ClassVar[tuple[str, ...]] = (".json", ".json.gz")
    seekable: ClassVar[bool] = True

    def inspect(self, stream: BinaryIO, name: str, options: ReadOptions) -> Found:
        """The encoding."""
        del name
        return Found(encoding=find_encoding(stream, options.encoding, legacy=False))

    def read(self, stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Batch]:
        """The rows of the document; `{"data": […]}` and other objects with one list of objects
        give that list, an object of equally long lists is taken as columns.

        Raises:
            FileRefused: `json-malformed`, `json-too-large`, `json-repeated-name`, `no-rows`.
        """
        encoding = find_encoding(stream, options.encoding, legacy=False)
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise FileRefused(
                "json-too-large",
                f"A JSON document may have {MAX_BYTES:,} bytes; write larger ones as JSON Lines, "
                "one object a line (.jsonl).",
            )
        try:
            data = _utf8(data, encoding)
            rows = _rows(data)
        except Unreadable as error:
            raise FileRefused(error.code, error.message) from None
        except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError) as error:
            if _has_lines(data):
                del data
                stream.seek(0)
                yield from LINES.read(stream, name, options)
                return
            lenient = rows_leniently(data)
            if lenient is None:
                raise FileRefused("json-malformed", f"{str(error).rstrip('.')}.") from None
            rows = lenient
        del data
        limit = options.max_row_bytes
        texts = (bytes(row) for row in rows)
        numbered = enumerate((text if len(text) <= limit else None for text in texts), start=1)
        yield from rows_of(numbered, options, unit="Row")


def _utf8(data: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return data
    return data.decode(encoding, errors=MARK).encode("utf-8", errors="surrogatepass")


def _has_lines(data: bytes) -> bool:
    """Whether the first line is an object by itself and another follows."""
    first, _, rest = data.strip().partition(b"\n")
    try:
        return split_object(first) is not None and rest.lstrip().startswith(b"{")
    except (msgspec.DecodeError, UnicodeError, ValueError, RecursionError, Unreadable):
        return False


def _rows(data: bytes) -> list[msgspec.Raw] | list[bytes]:
    if (rows := split_list(data)) is not None:
        return rows
    names = split_object(data)
    if names is None:
        raise FileRefused("not-an-object", "The file holds a single value, not rows.")
    lists = {name: split_list(bytes(value)) for name, value in names.items()}
    of_objects = [values for values in lists.values() if values and _is_object(values[0])]
    if len(of_objects) == 1:
        return of_objects[0]
    lengths = {None if values is None else len(values) for values in lists.values()}
    if len(lengths) == 1 and None not in lengths:
        return _turned({name: values for name, values in lists.items() if values is not None})
    return [data]


def _is_object(value: msgspec.Raw) -> bool:
    return bytes(value).lstrip().startswith(b"{")


def _turned(columns: dict[str, list[msgspec.Raw]]) -> list[bytes]:
    """Rows out of columns, as JSON texts."""
    names = [msgspec.json.encode(name) for name in columns]
    return [
        b"{"
        + b",".join(name + b":" + bytes(cell) for name, cell in zip(names, cells, strict=True))
        + b"}"
        for cells in zip(*columns.values(), strict=True)
    ]


FORMAT = JsonDocument()
