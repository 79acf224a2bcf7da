"""The composition root of jobs: starts what works by itself beside the web app, and stops it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ascertain.jobs.freeze import FreezeHandler
from ascertain.jobs.imports import ImportHandler, UndoHandler
from ascertain.jobs.refresh import make_refresher
from ascertain.jobs.sealer import make_sealer
from ascertain.jobs.ticker import Ticker
from ascertain.jobs.timers import make_timers
from ascertain.jobs.worker import Handler, Worker
from ascertain.services.context import Context

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {"import": ImportHandler(), "undo": UndoHandler(), "freeze": FreezeHandler()}
)
"""Kind of job to who does it."""


@dataclass(frozen=True, slots=True)
class Running:
    """What works in this process: the worker of the job table, and what is repeated."""

    worker: Worker
    tickers: Sequence[Ticker]

    def stop(self) -> None:
        """Stops after what is in hand; what is unfinished goes on at the next start. The sealer
        stops last, so that what happened until then is numbered."""
        self.worker.stop()
        for ticker in self.tickers:
            ticker.stop()


def start_jobs(context: Context) -> Running:
    """Starts to work in this process."""
    worker = Worker(context, HANDLERS)
    tickers = (make_timers(context), make_refresher(context), make_sealer(context))
    for ticker in tickers:
        ticker.start()
    worker.start()
    return Running(worker, tickers)
