"""Files as a browser or program sends them (multipart/form-data), written to disk as they come:
nothing is kept in memory, and whoever sends too much is stopped on the way."""

import http
from collections.abc import AsyncIterator
from typing import BinaryIO
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ascertain.core.errors import Invalid
from ascertain.services.uploads import Room, Upload

_PIECE_BYTES = 1 << 20
_MAX_NAME = 4000


class Receiver:
    """Parses one body into the files of an upload. Parts without a file name are passed over."""

    def __init__(self, content_type: str, upload: Upload, room: Room) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise HTTPException(http.HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        self._upload = upload
        self._room = room
        self._file: BinaryIO | None = None
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._open,
                "on_part_data": self._write,
                "on_part_end": self._close,
            },
        )

    async def receive(self, stream: AsyncIterator[bytes]) -> None:
        """Reads the body to its end. Disk and parser work on another thread.

        Raises:
            Invalid: `upload.malformed`, `upload.name`.
            TooLarge: `upload.too-large`, `upload.too-many`.
        """
        waiting = bytearray()
        try:
            async for piece in stream:
                waiting += piece
                if len(waiting) >= _PIECE_BYTES:
                    await run_in_threadpool(self._feed, bytes(waiting))
                    waiting.clear()
            await run_in_threadpool(self._feed, bytes(waiting))
            self._parser.finalize()
        except FormParserError as error:
            raise Invalid(
                "upload.malformed", f"The body is no multipart form that can be read: {error}"
            ) from error
        finally:
            self._close()
            await run_in_threadpool(self._upload.save)

    def _feed(self, piece: bytes) -> None:
        self._parser.write(piece)

    def _begin(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        given = options.get(b"filename")
        if not given:
            return
        # Programs quote names, since a header holds no other letters; browsers send UTF-8.
        name = unquote(given[:_MAX_NAME].decode("utf-8", errors="replace"), errors="replace")
        self._file = self._upload.place(name).open("xb")
        self._upload.files += 1
        self._room.check(self._upload)

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._upload.size += end - start
            self._room.check(self._upload)
            self._file.write(data[start:end])

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
