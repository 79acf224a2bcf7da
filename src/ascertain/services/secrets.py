"""Secrets that are shown once: tokens and links. Only their hashes are stored."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

BYTES: Final = 32


class Secrets:
    """Makes the secrets of one request.

    With a `seed` (of a repeatable request) the n-th secret is derived from it, so that a repeat
    can show the same ones although none is stored; without, they are random.
    """

    def __init__(self, seed: bytes | None) -> None:
        self._seed = seed
        self._made: list[str] = []

    def fresh(self, prefix: str = "") -> str:
        """The next secret: 256 bits as URL-safe text."""
        made = prefix + self._derive(len(self._made))
        self._made.append(made)
        return made

    def mask(self, reply: str) -> str:
        """The reply with each secret replaced by a mark."""
        for n, secret in enumerate(self._made):
            reply = reply.replace(secret, _mark(n, secret))
        return reply

    def unmask(self, reply: str) -> str:
        """A masked reply with its secrets again."""
        while (start := reply.find(_OPEN)) >= 0:
            end = reply.index(_CLOSE, start)
            n_text, prefix = reply[start + len(_OPEN) : end].split(":", 1)
            reply = reply[:start] + prefix + self._derive(int(n_text)) + reply[end + len(_CLOSE) :]
        return reply

    def _derive(self, n: int) -> str:
        raw = (
            secrets.token_bytes(BYTES)
            if self._seed is None
            else hmac.digest(self._seed, str(n).encode(), "sha256")
        )
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


# Control characters cannot stand in JSON text unescaped, so no reply holds these by itself.
_OPEN: Final = "\x01secret:"
_CLOSE: Final = "\x02"
_TAIL: Final = 43  # characters of a derived secret without its prefix


def _mark(n: int, secret: str) -> str:
    return f"{_OPEN}{n}:{secret[:-_TAIL]}{_CLOSE}"


def digest(secret: str) -> str:
    """What is stored of a secret. It has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
