"""The item grid over HTTP: time of a page of 50 rows, any page, any order, with and without
filters, on a project of 100,000 items, nine of ten with two judgments each.

    python bench/grid.py [--database sqlite|postgresql] [--items 100000] [--repeats 20] [--save]

Each walk asks for its first page, then jumps on by cursors to the middle and the end; the times are
those of single requests on one connection. Prints a line of JSON.
"""

import argparse
import contextlib
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from ascertain.core import canonical
from ascertain.core.clock import SECOND
from ascertain.core.ids import new_id
from ascertain.embedded import opened, running
from ascertain.services import projects, workspaces
from ascertain.services.context import Context
from ascertain.services.secrets import Secrets
from ascertain.store.bulk import insert_many
from ascertain.store.database import Session
from ascertain.store.home import Home, make_home
from ascertain.store.tables.items import item_versions, items, slices
from ascertain.store.tables.judgments import decisions, judgment_values, judgments, labels
from ascertain.store.tables.people import annotators
from ascertain.store.tables.projects import projects as project_table
from ascertain.store.tables.tasks import tasks
from ascertain.wire.people import NewWorkspace
from ascertain.wire.projects import NewProject
from tests.fixtures import postgres

HERE = Path(__file__).parent
CHUNK = 2_000
CLASSES = ["billing", "refund", "delivery", "account", "other", "rare"]
FIELDS = [{"name": "topic", "kind": "choice", "classes": CLASSES}]
TEXT = "My card was charged twice for the order of last week, and nobody answers the phone."
RARE, FIRST_RARE = 200, 5  # one item in so many has the last class

WALKS: dict[str, dict[str, str]] = {
    "key": {},
    "-key": {"sort": "-key"},
    "p": {"sort": "p"},
    "-p": {"sort": "-p"},
    "judgments": {"sort": "-judgments"},
    "updated": {"sort": "-updated"},
    "state": {"state": "review"},
    "class": {"class.topic": "billing"},
    "rare class, by p": {"class.topic": "rare", "sort": "p"},
    "class and slice, by p": {"class.topic": "refund", "slice.city": "Bern", "sort": "p"},
    "p between": {"p_min": "0.6", "p_max": "0.7", "sort": "p"},
    "p above, by key": {"p_min": "0.9"},
}


def main() -> None:
    """Runs the bench once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="ascertain-bench-") as folder,
        _database(options) as url,
    ):
        if url:
            os.environ["ASCERTAIN_DATABASE_URL"] = url
        result = _measure(options, make_home(Path(folder) / "home"))
    print(json.dumps(result))
    if options.save:
        name = f"{time.strftime('%Y-%m-%d')}-grid-{options.database}-{options.items}.json"
        (HERE / "results" / name).write_text(json.dumps(result, indent=2) + "\n")


@contextlib.contextmanager
def _database(options: argparse.Namespace) -> Iterator[str]:
    if options.database == "sqlite":
        yield ""
        return
    with postgres.server() as server:
        yield server.database_url(server.create())


def _measure(options: argparse.Namespace, home: Home) -> dict[str, Any]:
    with opened(home) as context:
        project, token = _fill(context, options.items)
    walks = {}
    with (
        running(home) as owner,
        httpx.Client(base_url=owner.url, headers={"Authorization": f"Bearer {token}"}) as http,
    ):
        for name, query in WALKS.items():
            walks[name] = _walk(http, f"/api/v1/projects/{project}/items", query, options.repeats)
    times = [one for walk in walks.values() for one in walk.pop("times")]
    return {
        "bench": "item grid over HTTP, 50 rows a page",
        "database": options.database,
        "items": options.items,
        "median_ms": round(statistics.median(times), 2),
        "p99_ms": round(statistics.quantiles(times, n=100)[98], 2),
        "worst_walk_median_ms": max(walk["median_ms"] for walk in walks.values()),
        "walks": walks,
        "machine": {
            "cpus": os.cpu_count(),
            "load_before": round(os.getloadavg()[1], 2),
            "python": platform.python_version(),
        },
    }


def _walk(http: httpx.Client, path: str, query: dict[str, str], repeats: int) -> dict[str, Any]:
    """Pages at the start, in the middle and at the end of a walk."""
    cursors: list[str | None] = [None]
    cursor, rows = None, 0
    for _ in range(2_000):
        page = _page(http, path, query, cursor, 500)
        rows += len(page["data"])
        cursor = page["next"]
        if cursor is None:
            break
        cursors.append(cursor)
    places = [cursors[0], cursors[len(cursors) // 2], cursors[-1]]
    times = []
    for _ in range(repeats):
        for place in places:
            begun = time.perf_counter()
            _page(http, path, query, place, 50)
            times.append((time.perf_counter() - begun) * 1000)
    return {
        "rows": rows,
        "median_ms": round(statistics.median(times), 2),
        "worst_ms": round(max(times), 2),
        "times": times,
    }


def _page(
    http: httpx.Client, path: str, query: dict[str, str], cursor: str | None, limit: int
) -> Any:
    more = {"limit": str(limit)} | ({} if cursor is None else {"cursor": cursor})
    reply = http.get(path, params=query | more)
    reply.raise_for_status()
    return reply.json()


def _fill(context: Context, count: int) -> tuple[str, str]:
    nobody = workspaces.operator_of("")
    made = context.db.write(
        lambda session: workspaces.make_workspace(
            context.work(session, nobody), Secrets(None), NewWorkspace(name="bench")
        )
    )
    actor = workspaces.operator_of(made.id)
    project = context.db.write(
        lambda session: projects.make_project(
            context.work(session, actor), NewProject(name="bench", fields=FIELDS)
        )
    ).id
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        context.db.write(
            lambda session, numbers=numbers: _add(  # type: ignore[misc]  # bound now
                session, made.id, project, numbers, chance, context.clock.now()
            )
        )
    if context.db.dialect == "postgresql":
        context.db.write(lambda session: session.raw.execute("ANALYZE"))
    return project, str(made.token)


def _add(  # noqa: PLR0917 - all it knows
    session: Session, workspace: str, project: str, numbers: range, chance: random.Random, now: int
) -> None:
    row = session.row(project_table.select().where(project_table.c.id == project))
    annotator = session.value(annotators.select().with_only_columns(annotators.c.id))
    assert row is not None
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}
    for n in numbers:
        item, version, task = new_id(), new_id(), new_id()
        topic = (
            CLASSES[-1] if n % RARE == FIRST_RARE else CLASSES[chance.randrange(len(CLASSES) - 1)]
        )
        p = round(chance.uniform(0.5, 0.999), 4)
        judged = n % 10 != 0
        state = "waiting" if not judged else "review" if n % 10 == 1 else "resolved"
        rows["items"].append((item, f"ticket-{n:07d}", state))
        rows["versions"].append(
            (version, item, canonical.dumps({"text": f"{n}. {TEXT}"}), f"{n:064d}")
        )
        rows["slices"].append((item, chance.choice(["Bern", "Basel", "Chur"])))
        rows["tasks"].append((task, item, version, n, "closed" if judged else "open"))
        if not judged:
            continue
        at = now - chance.randrange(30 * 86_400) * SECOND
        decision = new_id()
        for _ in range(2):
            judgment = new_id()
            rows["judgments"].append((judgment, item, task, version, at))
            rows["values"].append((judgment, f'"{topic}"', topic))
        rows["decisions"].append((decision, task, at))
        label = "accepted" if state == "resolved" else "open"
        rows["labels"].append((item, version, f'"{topic}"', topic, p, label, decision, at))
    same = {"workspace_id": workspace}
    in_project = same | {"project": project}
    shared: dict[str, tuple[Any, dict[str, Any]]] = {
        "items": (items, in_project | {"version": 1, "priority": 0, "made_at": now}),
        "versions": (
            item_versions,
            same | {"n": 1, "type": "text", "media": '{"type":"text"}', "made_at": now},
        ),
        "slices": (slices, in_project | {"name": "city"}),
        "tasks": (
            tasks,
            in_project
            | {
                "flow_version": row.flow_version,
                "step": "label",
                "visit": 1,
                "stream": "real",
                "want": 5,
                "live": 0,
                "done": 0,
                "priority": 0,
                "made_at": now,
            },
        ),
        "judgments": (
            judgments,
            in_project
            | {
                "annotator": annotator,
                "role": "label",
                "outcome": "answered",
                "schema_version": row.schema_version,
                "guideline_version": row.guideline_version,
                "wall_ms": 4000,
                "active_ms": 4000,
                "price_micro": 0,
                "late": 0,
                "counted": 0,
                "current": 1,
            },
        ),
        "values": (judgment_values, same | {"field": "topic", "kind": "choice", "kind_version": 1}),
        "decisions": (
            decisions,
            in_project | {"action": "accept", "reason": _REASON, "judgments": "[]"},
        ),
        "labels": (
            labels,
            in_project | {"field": "topic", "n": 2, "basis": _BASIS},
        ),
    }
    for name, (table, alike) in shared.items():
        insert_many(session, table, _COLUMNS[name], rows[name], shared=alike)


_COLUMNS = {
    "items": ("id", "key", "state"),
    "versions": ("id", "item", "content", "sha256"),
    "slices": ("item", "value"),
    "tasks": ("id", "item", "item_version", "position", "state"),
    "judgments": ("id", "item", "task", "item_version", "at"),
    "values": ("judgment", "value", "class_id"),
    "decisions": ("id", "task", "at"),
    "labels": ("item", "item_version", "value", "class_id", "p", "state", "decision", "at"),
}
_BASIS = '{"basis":"uncalibrated, 0 gold","gold_n":0,"spread":{"billing":0.9,"other":0.1}}'
_REASON = canonical.dumps(
    {
        "action": "accept",
        "rule": "ahead-and-likely",
        "overlap": None,
        "target": 0.95,
        "slack": 0.2,
        "ahead": 3,
        "min": 1,
        "max": 5,
        "n": 2,
        "answered": 2,
        "cannot_tell": 0,
        "bad_data": 0,
        "trouble": None,
        "trouble_p": 0.0,
        "p": 0.82,
        "lead": 2,
        "change": 0.2,
        "after_one": 0.9,
        "sides": [2],
    }
)

if __name__ == "__main__":
    main()
