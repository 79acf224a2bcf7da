"""Refreshes of quality models: a project with enough new judgments gets a new model, fitted in a
process of its own, and the labels that it moves are rewritten a few at a time."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ascertain.core.child import Ask, Child
from ascertain.core.clock import Micros
from ascertain.core.ids import new_id
from ascertain.jobs.ticker import Ticker
from ascertain.plugins import gather
from ascertain.services import refresh
from ascertain.services.context import Context
from ascertain.services.refresh import Piece
from ascertain.services.workspaces import operator_of
from ascertain.store.chain import elect
from ascertain.store.database import open_database

EVERY_SECONDS = 5.0
REST = 19
"""How much longer it rests than it worked."""
WRITTEN_AT_ONCE = 50
NAME = "refresh"
ALONE_SECONDS = 120
"""Longer than a fit lasts between two pieces."""
TARGET = "ascertain.jobs.refresh:fitted"


def fitted(request: Any, ask: Ask) -> Iterator[Piece]:
    """What the child process does: see `services.refresh.compute`."""
    del ask
    database = open_database(request["url"])
    try:
        yield from refresh.compute(database, gather(), request["workspace"], request["project"])
    finally:
        database.close()


@dataclass(slots=True)
class Refresher:
    """Looks which projects are due, one at a time, and rests in between: while people work
    faster than models can be fitted, fitting takes a twentieth of the time, not all of it.
    """

    context: Context
    holder: str
    rests_until: float = 0.0

    def round(self) -> bool:
        """Refreshes one project, if any is due; whether there may be more."""
        if time.monotonic() < self.rests_until:
            return False
        context = self.context
        if not context.db.write(
            lambda s: elect(s, NAME, holder=self.holder, now=self._now(), seconds=ALONE_SECONDS)
        ):
            return False
        least = context.settings.quality.refresh_min
        waiting = context.db.read(lambda session: refresh.due(session, least=least))
        if not waiting:
            return False
        began = time.monotonic()
        self._refresh(*waiting[0])
        ended = time.monotonic()
        self.rests_until = ended + REST * (ended - began)
        return False

    def _now(self) -> Micros:
        return self.context.clock.now()

    def _refresh(self, workspace: str, project: str) -> None:
        context = self.context
        url = context.settings.database.url or str(context.home.database)
        request = {"url": url, "workspace": workspace, "project": project}
        actor = operator_of(workspace)
        with Child(TARGET, request, Piece) as child:
            for piece in child:
                if piece.parameters is not None:
                    context.db.write(
                        lambda s, piece=piece: refresh.store_model(  # type: ignore[misc]
                            context.work(s, actor), project, piece
                        )
                    )
                for start in range(0, len(piece.moved), WRITTEN_AT_ONCE):
                    some = piece.moved[start : start + WRITTEN_AT_ONCE]
                    context.db.write(
                        lambda s, some=some, model=piece.model: refresh.move_labels(  # type: ignore[misc]
                            context.work(s, actor), model, some
                        )
                    )
                context.db.write(
                    lambda s: elect(
                        s, NAME, holder=self.holder, now=self._now(), seconds=ALONE_SECONDS
                    )
                )


def make_refresher(context: Context) -> Ticker:
    """The refresher of this process, not yet started."""
    return Ticker(NAME, Refresher(context, new_id()).round, seconds=EVERY_SECONDS)
