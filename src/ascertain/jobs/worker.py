"""The worker of the job table: claims jobs, runs each on a thread, keeps their hearts beating, and
goes on with what a dead worker left."""

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import structlog

from ascertain.core.child import ChildDied
from ascertain.core.clock import SECOND
from ascertain.core.errors import AscertainError, Unavailable
from ascertain.core.ids import new_id
from ascertain.services import imports, jobs, uploads
from ascertain.services.context import Context
from ascertain.services.jobs import TRIES, Claimed, Lost
from ascertain.store.session import Session
from ascertain.store.work import Work

POLL_SECONDS = 0.2
BEAT_SECONDS = 5.0
SWEEP_SECONDS = 3600.0
LONGEST_WAIT_SECONDS = 30.0
THREADS = 2

log = structlog.get_logger("ascertain.jobs")


class Stopping(Exception):
    """The process is shutting down: the job is put back and goes on elsewhere, or later."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job in the hands of its handler."""

    context: Context
    job: Claimed
    stopping: threading.Event

    def check(self) -> None:
        """Raises:
        Stopping: the worker was told to stop; nothing may be left half done."""
        if self.stopping.is_set():
            raise Stopping

    def write(self, verb: Callable[[Work], None]) -> None:
        """Runs a verb in one transaction, in the name of whoever asked for the job."""
        self.context.db.write(lambda session: verb(self.work(session)))

    def work(self, session: Session) -> Work:
        """A unit of work in the name of whoever asked for the job."""
        return self.context.work(session, self.job.actor())


class Handler(Protocol):
    """Does jobs of one kind."""

    def run(self, task: Task) -> None:
        """Does the work from its checkpoint to its end, and finishes the job itself.

        Raises:
            Lost, Stopping: it stopped, and left nothing half done.
            Unavailable: the database is away; it is repeated until it is back.
            AscertainError: it cannot be done; `fail` is called next.
        """
        ...

    def fail(self, work: Work, job: Claimed, error: str) -> None:
        """Ends a job that cannot be done."""
        ...


class Worker:
    """Threads that work on jobs until they are stopped."""

    def __init__(self, context: Context, handlers: Mapping[str, Handler]) -> None:
        self._context = context
        self._handlers = handlers
        self._name = new_id()
        # SQLite has one owner: who runs a job there, and is not this worker, is dead.
        self._alone = context.db.dialect == "sqlite"
        self._stopping = threading.Event()
        self._running: dict[str, Claimed] = {}
        self._lock = threading.Lock()
        self._swept = 0.0
        self._threads = [
            threading.Thread(target=self._work, name=f"job-{n}", daemon=True)
            for n in range(THREADS)
        ]
        self._threads.append(threading.Thread(target=self._beat, name="job-beat", daemon=True))

    def start(self) -> None:
        """Begins to work."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stops after the present chunk of each job; what is unfinished is put back."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        pause = POLL_SECONDS
        while not self._stopping.is_set():
            try:
                job = self._claim()
                if job is not None:
                    self._run(job)
                    pause = POLL_SECONDS
                    continue
                self._sweep()
            except Unavailable:
                pause = min(2 * pause, LONGEST_WAIT_SECONDS)
            except Exception:
                # A mistake of ours in one job must not end the work on all others.
                log.exception("job-worker")
                pause = min(2 * pause, LONGEST_WAIT_SECONDS)
            self._stopping.wait(pause)

    def _claim(self) -> Claimed | None:
        db, now = self._context.db, self._context.clock.now()
        if not db.read(
            lambda session: jobs.is_any_waiting(session, self._name, now, alone=self._alone)
        ):
            return None
        return db.write(lambda session: jobs.claim(session, self._name, now, alone=self._alone))

    def _run(self, job: Claimed) -> None:
        with self._lock:
            self._running[job.id] = job
        try:
            handler = self._handlers.get(job.kind)
            if handler is None:
                self._end(job, lambda work: jobs.finish(work, job, state="failed", error=_UNKNOWN))
            else:
                self._try(handler, job)
        except Lost:
            log.info("job-lost", job=job.id)
        finally:
            with self._lock:
                self._running.pop(job.id, None)

    def _try(self, handler: Handler, job: Claimed) -> None:
        """Runs a job once; whatever comes of it, the job is then ended or back in the queue."""

        def fail(error: str) -> None:
            self._end(job, lambda work: handler.fail(work, job, error))

        if job.tries > TRIES:
            fail("The process ended each time that it was tried.")
            return
        try:
            handler.run(Task(self._context, job, self._stopping))
        except (Lost, Stopping, Unavailable) as error:
            if not isinstance(error, Lost):
                self._put_back(job)
            if not isinstance(error, Stopping):
                raise
        except ChildDied as error:
            if job.tries >= TRIES:
                fail(str(error))
            else:
                self._put_back(job, tried=True)
        except AscertainError as error:
            fail(error.message)
        except Exception:
            log.exception("job-failed", job=job.id, kind=job.kind)
            fail("It failed by a mistake of ours; the log says more.")

    def _end(self, job: Claimed, verb: Callable[[Work], None]) -> None:
        self._context.db.write(lambda session: verb(self._context.work(session, job.actor())))

    def _put_back(self, job: Claimed, *, tried: bool = False) -> None:
        """Waits for the database if it is away: the job must not look as if it were at work."""

        def release(session: Session) -> None:
            jobs.release(session, job, self._context.clock.now(), tried=tried)

        pause = POLL_SECONDS
        while True:
            try:
                self._context.db.write(release)
            except Unavailable:
                if self._stopping.is_set():
                    return
                pause = min(2 * pause, LONGEST_WAIT_SECONDS)
                self._stopping.wait(pause)
            else:
                return

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS):
            with self._lock:
                running = list(self._running.values())
            for job in running:
                # Whatever is wrong, the job's handler finds out at its next chunk.
                with contextlib.suppress(Lost, Unavailable):
                    self._context.db.write(
                        partial(jobs.beat, job=job, now=self._context.clock.now())
                    )

    def _sweep(self) -> None:
        """Deletes uploads that nobody imported."""
        with self._lock:
            if time.monotonic() - self._swept < SWEEP_SECONDS and self._swept:
                return
            self._swept = time.monotonic()
        needed = self._context.db.read(imports.live_uploads)
        uploads.sweep(self._context.home, self._context.clock.now() / SECOND, needed=needed)


_UNKNOWN = "This version of the program does not know this kind of job."
