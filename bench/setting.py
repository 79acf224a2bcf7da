"""What the benches of imports and exports share: a database, a server over a fresh home as anybody
starts it, its memory while it works, and the machine it ran on."""

import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from ascertain.client.workspace import Workspace, connect_url
from ascertain.core.ids import new_id
from ascertain.store.home import make_home
from tests.fixtures import postgres

RESULTS = Path(__file__).parent / "results"
PATIENCE_SECONDS = 60
FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "refund", "other"]}]


@dataclass
class Memory:
    """The largest resident size of a process with its children, in MiB, while a block runs."""

    pid: int
    peak: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def watched(self) -> Iterator["Memory"]:
        """Looks ten times a second."""
        self.peak = 0.0
        self._stop.clear()
        thread = threading.Thread(target=self._look)
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    def _look(self) -> None:
        while True:
            pids = [self.pid, *_children(self.pid)]
            self.peak = max(self.peak, sum(map(_resident, pids)))
            if self._stop.wait(0.1):
                return


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    return []


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


@contextlib.contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of an empty database that keeps what it has acknowledged; "" for SQLite."""
    if kind == "sqlite":
        yield ""
        return
    postgres.SETTINGS.update(fsync="on", full_page_writes="on", autovacuum="on")
    postgres.SETTINGS["shared_buffers"] = "512MB"
    with postgres.server() as server:
        yield server.database_url(server.create())


@contextlib.contextmanager
def served(kind: str) -> Iterator[tuple[Workspace, Memory, Path]]:
    """A client of a server over a fresh home, the server's memory, and a folder for files."""
    with (
        tempfile.TemporaryDirectory(prefix="ascertain-bench-") as folder,
        database(kind) as url,
    ):
        home = make_home(Path(folder) / "home")
        environment = {**os.environ, "ASCERTAIN_HOME": str(home.folder)}
        if url:
            environment["ASCERTAIN_DATABASE_URL"] = url
        command = [str(Path(sys.executable).with_name("ascertain"))]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "serve", "--port", "0"], env=environment, stdout=log, stderr=log
            )
            try:
                until = time.monotonic() + PATIENCE_SECONDS
                while (owner := home.owner()) is None:
                    assert process.poll() is None, (Path(folder) / "log").read_text()
                    assert time.monotonic() < until, "the server did not start"
                    time.sleep(0.05)
                operator = connect_url(owner.url, owner.token)
                made = operator.transport.post("/workspaces", {"name": f"bench {new_id()}"})
                yield connect_url(owner.url, made["token"]), Memory(process.pid), Path(folder)
            finally:
                process.terminate()
                process.wait(PATIENCE_SECONDS)


def machine() -> dict[str, Any]:
    """What it ran on, and how busy that was before."""
    return {
        "cpus": os.cpu_count(),
        "cpu": _cpu(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
    }


def _cpu() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def tell(result: dict[str, Any], name: str, *, save: bool) -> None:
    """Prints a result, and keeps it under today's date."""
    print(json.dumps(result))
    if save:
        path = RESULTS / f"{time.strftime('%Y-%m-%d')}-{name}.json"
        path.write_text(json.dumps(result, indent=2) + "\n")
