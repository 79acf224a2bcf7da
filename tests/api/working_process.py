"""A process that works on jobs until it is killed: `-m tests.api.working_process URL HOME`."""

import sys
import time
from pathlib import Path

from ascertain.core.clock import SystemClock
from ascertain.core.settings import Settings
from ascertain.jobs.runner import HANDLERS
from ascertain.jobs.worker import Worker
from ascertain.plugins import gather
from ascertain.services.context import Context
from ascertain.store.blobs import FolderBlobs
from ascertain.store.database import open_database
from ascertain.store.home import Home


def main(url: str, folder: str) -> None:
    home = Home(Path(folder))
    context = Context(
        db=open_database(url),
        blobs=FolderBlobs(home.blobs),
        plugins=gather(()),
        settings=Settings(),
        clock=SystemClock(),
        home=home,
        secret=b"s" * 32,
    )
    Worker(context, HANDLERS).start()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
