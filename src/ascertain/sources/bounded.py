"""A stream that stops a decompression bomb: bounded in length and in its ratio to what it was
unpacked from."""

from typing import BinaryIO

from ascertain.contracts.format import FileRefused

_RATIO_FROM = 10_000_000


class Bounded:
    """Reads on from a stream until it has given too much.

    `packed` is the compressed size in bytes; the ratio is looked at from 10 MB on, since small
    files of equal rows pack well honestly.
    """

    def __init__(self, stream: BinaryIO, packed: int, *, limit: int, ratio: int) -> None:
        self._stream = stream
        self._allowed = min(limit, max(_RATIO_FROM, packed * ratio))
        self._limit = limit
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            FileRefused: `too-large` or `ratio`.
        """
        data = self._stream.read(size)
        self._given += len(data)
        if self._given > self._allowed:
            if self._allowed == self._limit:
                raise FileRefused("too-large", f"It has more than {self._limit:,} bytes unpacked.")
            raise FileRefused(
                "ratio", "It unpacks to far more than it should, as a decompression bomb does."
            )
        return data
