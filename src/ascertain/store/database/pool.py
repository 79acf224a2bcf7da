"""A pool of sessions that keep their connection: taken for one transaction, then given back."""

import threading
from collections.abc import Callable

from ascertain.core.errors import Unavailable
from ascertain.store.session import Session

PATIENCE_SECONDS = 10.0


class SessionPool:
    """At most `size` sessions, opened when first needed; the one used last is used next."""

    def __init__(
        self, opener: Callable[[], Session], closer: Callable[[Session], None], *, size: int
    ) -> None:
        self._open = opener
        self._close = closer
        self._idle: list[Session] = []
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._closed = False

    def take(self, *, fresh: bool = False) -> Session:
        """A session; with `fresh` one that was opened just now.

        Raises:
            Unavailable: none became free in time, or the pool is closed.
        """
        if self._closed or not self._places.acquire(timeout=PATIENCE_SECONDS):
            raise Unavailable(
                "database.busy", "The database is too busy; nothing was stored. Try again."
            )
        try:
            with self._lock:
                if self._idle and not fresh:
                    return self._idle.pop()
            return self._open()
        except BaseException:
            self._places.release()
            raise

    def give(self, session: Session, *, broken: bool = False) -> None:
        """Takes a session back; a broken one is closed instead of kept."""
        keep = not broken and not self._closed
        if keep:
            with self._lock:
                self._idle.append(session)
        else:
            self._close(session)
        self._places.release()

    def drop_idle(self) -> None:
        """Closes the sessions that nobody uses, after a connection was found dead."""
        with self._lock:
            idle, self._idle = self._idle, []
        for session in idle:
            self._close(session)

    def close(self) -> None:
        """Closes idle sessions now, the others when they come back."""
        self._closed = True
        self.drop_idle()
