"""Work in a process of its own: what files of strangers may do there (crash, eat memory) they do
to nobody else. Both sides speak in frames of msgpack: nothing is pickled, and the program that
started the parent is not run again in the child."""

import contextlib
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, BinaryIO, Generic, Self, TypeVar, cast

import msgspec

from ascertain.core import errors
from ascertain.core.registry import load

T = TypeVar("T")
Ask = Callable[[Any], Any]

_HEAD = struct.Struct("!cQ")
_DATA, _ASK, _REFUSED, _DONE = b"D", b"A", b"R", b"E"
_PACKAGE = "ascertain."
# Long work gives way to people who are being served.
_NICER = 5


class ChildDied(Exception):
    """The process ended without finishing: it crashed, or was killed (out of memory, perhaps)."""


class Child(Generic[T]):
    """A function at work elsewhere, to be used in a `with` and iterated over.

    Args:
        target: `"ascertain.module:function"`, called as `function(request, ask)`; it yields
            messages. `ask(question)` waits for the parent's answer.
        request: anything that msgpack can carry.
        message: the type of what the function yields.
        answer: answers what the function asks; called while the parent iterates.

    Iterating raises `ChildDied`, or the `AscertainError` that the function raised. Leaving the
    `with` ends the process, whatever it does; if the parent is killed, the child ends at its next
    message.
    """

    def __init__(
        self, target: str, request: Any, message: type[T], *, answer: Ask | None = None
    ) -> None:
        self._answer = answer
        self._decode = msgspec.msgpack.Decoder(message).decode
        # -P: a file csv.py where the server was started must not become the csv module.
        command = [sys.executable, "-P", "-m", "ascertain.core.child", target]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=True
        )
        self._into = cast("BinaryIO", self._process.stdin)
        self._from = cast("BinaryIO", self._process.stdout)
        with contextlib.suppress(BrokenPipeError):  # told when it is iterated over
            _send(self._into, _DATA, request)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[T]:
        while True:
            frame = _receive(self._from)
            if frame is None:
                code = self._process.wait()
                raise ChildDied(f"The process that reads files ended with {_ending(code)}.")
            tag, body = frame
            if tag == _DATA:
                yield self._decode(body)
            elif tag == _ASK:
                if self._answer is None:
                    raise ChildDied("The process asked something that nobody can answer.")
                _send(self._into, _DATA, self._answer(msgspec.msgpack.decode(body)))
            elif tag == _REFUSED:
                name, code, message = msgspec.msgpack.decode(body)
                raise getattr(errors, name)(code, message)
            else:
                return

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def close(self) -> None:
        """Ends the process."""
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._into, self._from):
            with contextlib.suppress(BrokenPipeError):  # what was unsent is of no use any more
                pipe.close()
        self._process.wait()


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"


def _send(stream: BinaryIO, tag: bytes, value: Any) -> None:
    body = msgspec.msgpack.encode(value)
    stream.write(_HEAD.pack(tag, len(body)))
    stream.write(body)
    stream.flush()


def _receive(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    tag, size = _HEAD.unpack(head)
    body = stream.read(size)
    return None if len(body) < size else (tag, body)


def main(target: str) -> None:
    """The child's side. What the function prints goes to standard error, not among the frames."""
    into = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    os.nice(_NICER)
    asked = os.fdopen(os.dup(0), "rb")
    if not target.startswith(_PACKAGE):
        raise SystemExit(f"{target} is not of this package")
    frame = _receive(asked)
    if frame is None:
        return

    def ask(question: Any) -> Any:
        _send(into, _ASK, question)
        reply = _receive(asked)
        if reply is None:
            raise SystemExit(0)  # the parent is gone
        return msgspec.msgpack.decode(reply[1])

    try:
        for message in load(target)(msgspec.msgpack.decode(frame[1]), ask):
            _send(into, _DATA, message)
        _send(into, _DONE, None)
    except errors.AscertainError as error:
        _send(into, _REFUSED, [type(error).__name__, error.code, error.message])
    except BrokenPipeError:
        # The parent is gone; there is nobody to tell, and nothing to flush to.
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
