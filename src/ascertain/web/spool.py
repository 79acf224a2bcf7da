"""A long answer made at full speed into an unnamed file, and sent from it as it grows: a slow
reader holds neither a database snapshot nor memory."""

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

_PIECE_BYTES = 262_144

Write = Callable[[bytes], None]


class _Left(Exception):
    """Whoever asked is gone; nobody reads on."""


class Spool:
    """What `make(write)` writes, on a thread of its own.

    `folder` is where the file lies, on the disk that has room for it.
    """

    def __init__(self, folder: Path, make: Callable[[Write], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - kept open
        self._changed = threading.Condition()
        self._size = 0
        self._ended = False
        self._error: BaseException | None = None
        self._left = False
        self._thread = threading.Thread(target=self._run, args=(make,), name="spool", daemon=True)
        self._thread.start()

    def begun(self) -> "Spool":
        """Waits for the first bytes, so that a refusal is still an answer of its own.

        Raises:
            Exception: what `make` raised before it wrote anything.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._size or self._ended)
        if self._error is not None and not self._size:
            self.close()
            raise self._error
        return self

    def __iter__(self) -> Iterator[bytes]:
        """The bytes, as they come. Breaks off with the error if one came later: the reader sees a
        body that has no end, and not one that only seems whole."""
        place = 0
        try:
            while True:
                with self._changed:
                    while self._size == place and not self._ended:
                        self._changed.wait()
                    size, ended = self._size, self._ended
                while place < size:
                    piece = self._read(place, min(_PIECE_BYTES, size - place))
                    place += len(piece)
                    yield piece
                if ended and place >= self._size:
                    break
            if self._error is not None:
                raise self._error
        finally:
            self.close()

    def close(self) -> None:
        """Ends the making, if it goes on, and lets go of the file."""
        with self._changed:
            self._left = True
        self._thread.join()
        self._file.close()

    def _read(self, place: int, count: int) -> bytes:
        with self._changed:
            self._file.seek(place)
            return self._file.read(count)

    def _write(self, piece: bytes) -> None:
        with self._changed:
            if self._left:
                raise _Left
            self._file.seek(self._size)
            rest = memoryview(piece)
            while rest:
                rest = rest[self._file.write(rest) :]
            self._size += len(piece)
            self._changed.notify_all()

    def _run(self, make: Callable[[Write], None]) -> None:
        try:
            with contextlib.suppress(_Left):
                make(self._write)
        except BaseException as error:  # noqa: BLE001 - raised again where the file is read
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
