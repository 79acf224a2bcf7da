"""What one process of the product holds: made once, handed to the web app and to the jobs."""

from dataclasses import dataclass, field

from ascertain.core.clock import Clock
from ascertain.core.settings import Settings
from ascertain.plugins import Plugins
from ascertain.store.blobs import Blobs
from ascertain.store.database import Database
from ascertain.store.home import Home
from ascertain.store.session import Session
from ascertain.store.work import Actor, Work


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of a running product.

    `secret` (at least 32 bytes, from the home) signs media links and makes repeated replies equal.
    `operator_token` is the bearer token that `run/server.json` holds while this process runs; None
    where nobody may act as the operator.
    """

    db: Database
    blobs: Blobs
    plugins: Plugins
    settings: Settings
    clock: Clock
    home: Home
    secret: bytes = field(repr=False)
    operator_token: str | None = field(default=None, repr=False)

    def work(self, session: Session, actor: Actor) -> Work:
        """The unit of work of one verb, at the present moment."""
        return Work(
            session=session,
            actor=actor,
            now=self.clock.now(),
            plugins=self.plugins,
            blobs=self.blobs,
            settings=self.settings,
        )
