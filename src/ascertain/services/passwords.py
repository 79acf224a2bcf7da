"""Passwords: Argon2id hashes, in a bounded number of threads, at the same cost whether or not an
account exists."""

import threading

import argon2

from ascertain.core.errors import TooMany

WAIT_SECONDS = 10.0


class Passwords:
    """Hashes and checks. One hash takes 64 MiB, so at most `parallel` run at once."""

    def __init__(self, parallel: int = 2) -> None:
        self._hasher = argon2.PasswordHasher()
        self._places = threading.BoundedSemaphore(parallel)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The stored form of a password."""
        with _Place(self._places):
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether it is the password. Without a stored one the work is the same, the answer no."""
        with _Place(self._places):
            try:
                good = self._hasher.verify(stored or self._nobody, password)
            except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
                return False
        return good and stored is not None


class _Place:
    """One of the places, or a refusal if none becomes free."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._places = places

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise TooMany("signin.busy", "Many people sign in just now. Try again.", retry_after=5)

    def __exit__(self, *_: object) -> None:
        self._places.release()
