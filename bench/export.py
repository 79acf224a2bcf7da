"""Exports of a labelled project through a server as anybody starts it: rows a second for each
format, and the server's memory, which must not grow with the project.

    python bench/export.py [--database sqlite|postgresql] [--rows 100000] [--save]

The project is made by importing an export: every row an item with its label and two judgments.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from setting import FIELDS, machine, served, tell

FORMATS = ("jsonl", "csv", "parquet")
TEXT = "My card was charged twice for the order of last week, and nobody answers the phone."
CLASSES = ("billing", "refund", "other")


def main() -> None:
    """Runs the bench once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    result: dict[str, Any] = {
        "bench": "export of labels and judgments",
        "database": options.database,
        "rows": options.rows,
        "machine": machine(),
    }
    with served(options.database) as (workspace, memory, folder):
        project = workspace.create_project("bench", fields=FIELDS)
        source = _labelled(folder, options.rows)
        started = time.monotonic()
        report = project.import_files(source)
        assert (report["added"], report["rejected"]) == (options.rows, 0), report
        result["labelled_rows_imported_per_second"] = round(
            options.rows / (time.monotonic() - started)
        )
        with memory.watched():
            time.sleep(1)
        result["memory_before_mib"] = round(memory.peak)
        for part, rows in (("labels", options.rows), ("judgments", 2 * options.rows)):
            for form in FORMATS:
                started = time.monotonic()
                with memory.watched():
                    size = project.export(folder / f"out.{form}", format=form, part=part)
                result[f"{part} {form}"] = {
                    "rows_per_second": round(rows / (time.monotonic() - started)),
                    "mb": round(size / 1e6, 1),
                    "memory_mib": round(memory.peak),
                }
        started = time.monotonic()
        with memory.watched():
            project.freeze("bench")
        result["freeze"] = {
            "items_per_second": round(options.rows / (time.monotonic() - started)),
            "memory_mib": round(memory.peak),
        }
    tell(result, f"export-{options.database}-{options.rows}", save=options.save)


def _labelled(folder: Path, rows: int) -> Path:
    path = folder / "labelled.jsonl"
    with path.open("w") as out:
        for n in range(rows):
            label = CLASSES[n % len(CLASSES)]
            given = {
                "role": "label",
                "outcome": "answered",
                "value": label,
                "at": "2026-01-05T10:00:00Z",
                "seconds": 2.5,
                "late": False,
                "counted": True,
            }
            row = {
                "key": f"m-{n:07d}",
                "item": "",
                "field": "topic",
                "value": label,
                "class": label,
                "p": 0.97,
                "n": 2,
                "decision": "accept",
                "reason": "Two agree.",
                "model": None,
                "gold_n": 0,
                "schema": 1,
                "text": f"No. {n}: {TEXT}",
                "judgments": [
                    {**given, "annotator": name, "judgment": f"{name}-{n}"} for name in ("a", "b")
                ],
            }
            out.write(json.dumps(row) + "\n")
    return path


if __name__ == "__main__":
    main()
