"""A thread that does something again and again: the ground of sealer, timers and refreshes."""

import threading
from collections.abc import Callable

import structlog

from ascertain.core.errors import AscertainError, Unavailable

log = structlog.get_logger("ascertain.jobs")


class Ticker:
    """Calls `action` until stopped: at once again while it says that there is more to do, else
    after `seconds`. A failure is logged and the next round tried; while the database is away it
    waits longer."""

    def __init__(self, name: str, action: Callable[[], bool], *, seconds: float) -> None:
        self._name = name
        self._action = action
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stops after the round in hand."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                pause = 0.0 if self._action() else self._seconds
            except Unavailable as error:
                pause = float(error.retry_after)
                log.warning("job.database-away", job=self._name, reason=error.message)
            except AscertainError as error:
                pause = self._seconds
                log.warning("job.refused", job=self._name, reason=error.message)
            except Exception:
                pause = max(self._seconds, 1.0)
                log.exception("job.failed", job=self._name)
