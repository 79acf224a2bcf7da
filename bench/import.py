"""Imports of text rows end to end, through a server as anybody starts it: from the request that
starts the import to its report, all rows and their tasks on disk.

    python bench/import.py [--database sqlite|postgresql] [--rows 100000] [--rounds 3] [--save]

Each round imports a CSV and a JSON Lines file of as many rows into a project of its own. The upload
is not in the time; it is told apart. `memory_mib` is the server's with its child process.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from setting import FIELDS, Memory, machine, served, tell

from ascertain.client.workspace import Workspace

TEXT = "My card was charged twice for the order of last week, and nobody answers the phone."


def main() -> None:
    """Runs the bench once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    before = machine()
    with served(options.database) as (workspace, memory, folder):
        files = {"csv": _csv(folder, options.rows), "jsonl": _jsonl(folder, options.rows)}
        rounds: dict[str, list[dict[str, float]]] = {"csv": [], "jsonl": []}
        for number in range(options.rounds):
            for form, path in files.items():
                rounds[form].append(_import(workspace, memory, path, f"{form} {number}"))
    result: dict[str, Any] = {
        "bench": "import of text rows, end to end",
        "database": options.database,
        "rows": options.rows,
        "machine": before,
    }
    for form, measured in rounds.items():
        result[form] = {
            "rows_per_second": [round(options.rows / one["seconds"]) for one in measured],
            "upload_seconds": [round(one["upload_seconds"], 2) for one in measured],
            "memory_mib": [round(one["memory_mib"]) for one in measured],
        }
    tell(result, f"import-{options.database}-{options.rows}", save=options.save)


def _csv(folder: Path, rows: int) -> Path:
    path = folder / "messages.csv"
    with path.open("w") as out:
        out.write("text\n")
        for n in range(rows):
            out.write(f'"No. {n}: {TEXT}"\n')
    return path


def _jsonl(folder: Path, rows: int) -> Path:
    path = folder / "messages.jsonl"
    with path.open("w") as out:
        for n in range(rows):
            out.write(json.dumps({"text": f"No. {n}: {TEXT}"}) + "\n")
    return path


def _import(workspace: Workspace, memory: Memory, path: Path, name: str) -> dict[str, float]:
    project = workspace.create_project(name, fields=FIELDS)
    started = time.monotonic()
    upload = project.upload([path])
    uploaded = time.monotonic()
    transport = workspace.transport
    with memory.watched():
        job = transport.post(f"{project.path}/imports", {"upload": upload})["id"]
        while (found := transport.get(f"/imports/{job}"))["state"] in {"queued", "running"}:
            time.sleep(0.05)
        seconds = time.monotonic() - uploaded
    assert found["state"] == "done", found
    assert found["report"]["rejected"] == 0
    assert project.progress()["items"] == found["report"]["added"]
    return {
        "seconds": seconds,
        "upload_seconds": uploaded - started,
        "memory_mib": memory.peak,
    }


if __name__ == "__main__":
    main()
