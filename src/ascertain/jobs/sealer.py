"""The sealer: numbers events and chains their hashes, a batch at a time, shortly after they
happened. Several processes may run one; only the elected one seals."""

from ascertain.core.ids import new_id
from ascertain.jobs.ticker import Ticker
from ascertain.services.context import Context
from ascertain.store.chain import BATCH, seal

EVERY_SECONDS = 0.25


def make_sealer(context: Context) -> Ticker:
    """The sealer of this process, not yet started."""
    holder = new_id()

    def round_() -> bool:
        sealed = context.db.write(
            lambda session: seal(session, holder=holder, now=context.clock.now())
        )
        return sealed == BATCH

    return Ticker("sealer", round_, seconds=EVERY_SECONDS)
