"""The one tree of errors that verbs raise; `web` turns them into problem details in one place.

```
AscertainError
├── Invalid        422  a value or a request that breaks a rule; `problems` point at the places
├── Unauthorized   401  nobody is signed in
├── Forbidden      403  signed in, but not allowed
├── NotFound       404  not there, or not visible to whoever asks
├── Conflict       409  the state of the thing does not allow it (or 412: changed meanwhile)
├── TooMany        429  slow down; `retry_after` seconds
├── TooLarge       413  more bytes than the limit
├── Unavailable    503  the database is away; nothing was stored; `retry_after` seconds
└── Unsupported    501  the installation lacks a plug-in or setting that this needs
```

Every error has a stable `code` (`noun.reason`) and a message that says what to do next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place.

    `pointer` is a JSON pointer into the body ("/values/topic"); `code` is stable.
    """

    code: str
    message: str
    pointer: str = ""


@dataclass
class AscertainError(Exception):
    """Base of all errors that a caller is expected to handle."""

    code: str
    message: str
    problems: Sequence[Problem] = field(default=())
    status: ClassVar[int] = 500

    def __str__(self) -> str:
        return self.message


class Invalid(AscertainError):
    """A request that breaks a rule of its own noun."""

    status = 422


class Unauthorized(AscertainError):
    """Nobody is signed in, or the session or token has ended."""

    status = 401


class Forbidden(AscertainError):
    """The actor's roles do not allow the action."""

    status = 403


class NotFound(AscertainError):
    """No such thing, or none that this actor may know of."""

    status = 404


class Conflict(AscertainError):
    """The present state of the thing does not allow the action."""

    status = 409


class Changed(Conflict):
    """The thing was changed by somebody else since it was read (`If-Match`)."""

    status = 412


class TooLarge(AscertainError):
    """More bytes, rows or files than the limit."""

    status = 413


@dataclass
class TooMany(AscertainError):
    """Too many requests in a while."""

    retry_after: int = 1
    status: ClassVar[int] = 429


@dataclass
class Unavailable(AscertainError):
    """The database is away or full; nothing was stored and the request may be repeated."""

    retry_after: int = 2
    status: ClassVar[int] = 503


class Unsupported(AscertainError):
    """A plug-in, extra or setting that this needs is not there."""

    status = 501
