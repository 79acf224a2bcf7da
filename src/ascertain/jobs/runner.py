"""The composition root of jobs: starts what works by itself beside the web app, and stops it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ascertain.jobs.imports import ImportHandler, UndoHandler
from ascertain.jobs.worker import Handler, Worker
from ascertain.services.context import Context

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {"import": ImportHandler(), "undo": UndoHandler()}
)
"""Kind of job to who does it."""


@dataclass(frozen=True, slots=True)
class Running:
    """Jobs at work in this process."""

    worker: Worker

    def stop(self) -> None:
        """Stops after what is in hand; what is unfinished goes on at the next start."""
        self.worker.stop()


def start_jobs(context: Context) -> Running:
    """Starts to work on jobs in this process."""
    worker = Worker(context, HANDLERS)
    worker.start()
    return Running(worker)
