"""Submit-and-next over HTTP, durable, many annotators at once: round trips a second and their
latency, with every reply checked afterwards against the database.

    python bench/serving.py [--database sqlite|postgresql] [--tasks 10000] [--seconds 10]

Load is driven by wrk (Debian: apt-get install wrk), one thread an annotator, because a Python
client would measure itself. The server is `ascertain serve` as anybody starts it. Prints a line of
JSON; with --save also writes it to bench/results/.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

sys.path.insert(0, str(Path(__file__).parent.parent))

from ascertain.core import canonical
from ascertain.core.ids import new_id
from ascertain.embedded import opened
from ascertain.services import flow, members, projects, workspaces
from ascertain.services.context import Context
from ascertain.services.secrets import Secrets
from ascertain.store.database import Session
from ascertain.store.home import Home, make_home
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.judgments import judgments, quality_models
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Actor
from ascertain.wire.people import NewMembers, NewWorkspace
from ascertain.wire.projects import NewProject
from tests.fixtures import postgres

HERE = Path(__file__).parent
CHUNK = 2_000
TEXT = "My card was charged twice for the order of last week, and nobody answers the phone. " * 2
FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "refund", "other"]}]


def main() -> None:
    """Runs the bench once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--annotators", type=int, default=32)
    parser.add_argument("--overlap", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("serving.py: wrk is needed to drive the load: apt-get install wrk")
    with (
        tempfile.TemporaryDirectory(prefix="ascertain-bench-") as folder,
        _database(options) as url,
    ):
        result = _measure(options, Path(folder), url)
    print(json.dumps(result))
    if options.save:
        name = f"{time.strftime('%Y-%m-%d')}-serving-{options.database}-{options.tasks}.json"
        (HERE / "results" / name).write_text(json.dumps(result, indent=2) + "\n")


@contextlib.contextmanager
def _database(options: argparse.Namespace) -> Iterator[str]:
    """The URL of an empty database that keeps what it has acknowledged; "" for SQLite."""
    if options.database == "sqlite":
        yield ""
        return
    postgres.SETTINGS.update(fsync="on", full_page_writes="on", autovacuum="on")
    postgres.SETTINGS["shared_buffers"] = "512MB"
    with postgres.server() as server:
        yield server.database_url(server.create())


def _measure(options: argparse.Namespace, folder: Path, url: str) -> dict[str, Any]:
    home = make_home(folder / "home")
    if url:
        os.environ["ASCERTAIN_DATABASE_URL"] = url
    started = time.monotonic()
    project, tokens = _fill(home, options)
    filled = time.monotonic() - started
    tokens_file = folder / "tokens"
    tokens_file.write_text("\n".join(tokens) + "\n")
    with _served(home) as address:
        wrk = _drive(options, address, project, tokens_file, folder / "log")
    checked = _check(home, folder, options)
    rate = checked["judgments"] / wrk["seconds"]
    return {
        "bench": "submit-and-next over HTTP",
        "database": options.database,
        "tasks": options.tasks,
        "annotators": options.annotators,
        "overlap": options.overlap,
        "round_trips_per_second": round(rate, 1),
        **wrk,
        **checked,
        "filled_in_seconds": round(filled, 1),
        "machine": {
            "cpus": os.cpu_count(),
            "cpu": _cpu(),
            "load_before": round(os.getloadavg()[1], 2),
            "python": platform.python_version(),
        },
    }


def _cpu() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _fill(home: Home, options: argparse.Namespace) -> tuple[str, list[str]]:
    """A workspace with a project, its items and annotators; project and tokens."""
    with opened(home) as context:
        nobody = workspaces.operator_of("")
        made = context.db.write(
            lambda session: workspaces.make_workspace(
                context.work(session, nobody), Secrets(None), NewWorkspace(name="bench")
            )
        )
        actor = workspaces.operator_of(made.id)
        people = context.db.write(
            lambda session: members.add_members(
                context.work(session, actor),
                Secrets(None),
                NewMembers(name="a", role="annotator", count=options.annotators),
            )
        )
        project = context.db.write(
            lambda session: projects.make_project(
                context.work(session, actor),
                NewProject(name="bench", fields=FIELDS, overlap=options.overlap),
            )
        ).id
        for start in range(0, options.tasks, CHUNK):
            _add(context, actor, project, range(start, min(start + CHUNK, options.tasks)))
        if context.db.dialect == "postgresql":
            context.db.write(lambda session: session.raw.execute("ANALYZE"))
        return project, [str(person.token) for person in people]


def _add(context: Context, actor: Actor, project: str, numbers: range) -> None:
    def verb(session: Session) -> None:
        work = context.work(session, actor)
        entries = [flow.Entry(new_id(), new_id()) for _ in numbers]
        session.run(
            insert(items),
            [
                {
                    "workspace_id": actor.workspace,
                    "id": entry.item,
                    "project": project,
                    "key": f"ticket-{n:07d}",
                    "version": 1,
                    "state": "waiting",
                    "made_at": work.now,
                }
                for n, entry in zip(numbers, entries, strict=True)
            ],
        )
        session.run(
            insert(item_versions),
            [
                {
                    "workspace_id": actor.workspace,
                    "id": entry.version,
                    "item": entry.item,
                    "n": 1,
                    "type": "text",
                    "content": canonical.dumps({"text": f"{n}. {TEXT}"}),
                    "media": '{"type":"text"}',
                    "sha256": f"{n:064d}",
                    "made_at": work.now,
                }
                for n, entry in zip(numbers, entries, strict=True)
            ],
        )
        flow.enter_items(work, project, entries)

    context.db.write(verb)


@contextlib.contextmanager
def _served(home: Home) -> Iterator[str]:
    """`ascertain serve`, until the block ends; its address."""
    program = [str(Path(sys.executable).with_name("ascertain"))]
    process = subprocess.Popen(
        [*program, "serve", "--home", str(home.folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if "ready on " in line:
                yield line.split("ready on ")[1].strip()
                break
        else:
            sys.exit("serving.py: the server did not start:\n" + "".join(said))
    finally:
        process.terminate()
        process.wait(30)


def _drive(
    options: argparse.Namespace, address: str, project: str, tokens: Path, log: Path
) -> dict[str, Any]:
    n = str(options.annotators)
    script = str(HERE / "wrk" / "serving.lua")
    command = ["wrk", "-t", n, "-c", n, "-d", f"{options.seconds}s", "--timeout", "30s"]
    command += ["-s", script, address, "--", project, str(tokens), str(log)]
    output = subprocess.run(command, check=True, capture_output=True, text=True)
    sys.stderr.write(output.stderr)
    found: dict[str, Any] = json.loads(output.stdout.splitlines()[-1])
    return found


def _check(home: Home, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """What the replies said against what is stored."""
    acknowledged: list[str] = []
    for part in folder.glob("log.*"):
        given = []
        for line in part.read_text().splitlines():
            word, _, name = line.partition(" ")
            if word == "judgment":
                acknowledged.append(name)
            elif word == "task":
                given.append(name)
        twice = [task for task, times in Counter(given).items() if times > 1]
        assert not twice, f"an annotator was given {twice[0]} twice"
    with opened(home) as context:
        j, t = judgments.c, tasks.c
        stored = set(context.db.read(lambda s: [row.id for row in s.rows(select(j.id))]))
        lost = [name for name in acknowledged if name not in stored]
        assert not lost, f"{len(lost)} acknowledged judgments are not there"
        doubled = context.db.read(
            lambda s: s.rows(select(j.task).group_by(j.task, j.annotator).having(func.count() > 1))
        )
        assert not doubled, "somebody judged a task twice"
        over = context.db.read(
            lambda s: s.value(
                select(func.count()).where((t.done > options.overlap) | (t.live + t.done > t.want))
            )
        )
        assert over == 0, "overlap was exceeded"
        live = context.db.read(
            lambda s: s.value(select(func.count()).where(leases.c.state == "live"))
        )
        fits = context.db.read(lambda s: s.value(select(func.count()).select_from(quality_models)))
    return {
        "judgments": len(stored),
        "acknowledged": len(acknowledged),
        "live_leases": live,
        "models_fitted_meanwhile": fits,
    }


if __name__ == "__main__":
    main()
