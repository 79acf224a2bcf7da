"""How fast rows are read, mapped, checked and hashed, up to the store: rows a second for 100,000
text rows of some 250 characters, CSV and JSON Lines, and the memory that grows meanwhile."""

import json
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path

from ascertain.core.registry import Registry
from ascertain.formats import ENDINGS, FORMATS
from ascertain.formats.columns import ColumnMap
from ascertain.formats.importing import import_rows
from ascertain.sources.files import Files

ROWS = 100_000
WORDS = "the order that I placed on “Monday”, has not arrived and nobody can say where it is; "


def write_csv(path: Path) -> None:
    """A quoted text column between an id and a language."""
    with path.open("w") as out:
        out.write("id,text,lang\n")
        for row in range(ROWS):
            out.write(f'{row:06d},"No. {row}: {WORDS * 3}",en\n')


def write_jsonl(path: Path) -> None:
    """The same rows, ASCII with escapes as Python writes them."""
    with path.open("w") as out:
        for row in range(ROWS):
            text = f"No. {row}: {WORDS * 3}"
            out.write(json.dumps({"id": f"{row:06d}", "text": text, "lang": "en"}) + "\n")


def measure(path: Path, wanted: ColumnMap) -> dict[str, float]:
    """One import of the file."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu, wall = time.process_time(), time.perf_counter()
    with Files() as source:
        chunks = import_rows(
            source.parts([str(path)], endings=ENDINGS),
            wanted,
            source=source,
            formats=Registry("format", FORMATS),
        )
        count = sum(len(chunk.rows) for chunk in chunks)
    assert count == ROWS
    return {
        "rows_per_second": round(ROWS / (time.perf_counter() - wall)),
        "rows_per_cpu_second": round(ROWS / (time.process_time() - cpu)),
        "grown_mib": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


def main() -> None:
    """Prints one JSON object."""
    results: dict[str, object] = {
        "machine": f"{platform.machine()}, Python {sys.version.split()[0]}",
        "rows": ROWS,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("csv", write_csv), ("jsonl", write_jsonl)):
            path = Path(folder, f"rows.{name}")
            write(path)
            results[name] = measure(path, ColumnMap())
            results[f"{name} with keys"] = measure(path, ColumnMap(key="id", slices=("lang",)))
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
