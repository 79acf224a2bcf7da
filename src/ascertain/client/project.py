"""A project as data scientists hold it: data in, numbers, labels and judgments out."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from ascertain.client.tables import Table
from ascertain.client.transport import Transport
from ascertain.core import canonical
from ascertain.core.errors import AscertainError, NotFound

FILES_PER_REQUEST = 200
POLL_SECONDS = 0.25

Progress = Callable[[str, float], None]


class Project:
    """One project; `data` is what the server last said of it."""

    def __init__(self, transport: Transport, data: Mapping[str, Any]) -> None:
        self._transport = transport
        self.data = data

    def __repr__(self) -> str:
        return f"Project({self.name!r}, {self.data['state']})"

    @property
    def id(self) -> str:
        """The permanent id."""
        return str(self.data["id"])

    @property
    def name(self) -> str:
        """The name, unique in the workspace."""
        return str(self.data["name"])

    @property
    def path(self) -> str:
        """Where the API keeps it."""
        return f"/projects/{self.id}"

    def refresh(self) -> "Project":
        """Ask the server again."""
        self.data = self._transport.get(self.path)
        return self

    def change(self, **settings: Any) -> "Project":
        """Change settings: name, priority, overlap, target, stage, annotators.

        Raises:
            Changed: somebody else changed the project since `data` was read; `refresh()` first.
        """
        self.data = self._transport.patch(self.path, settings, etag=self.data["etag"])
        return self

    def pause(self, reason: str | None = None) -> "Project":
        """Hand out no more work; what is being done is kept."""
        return self._state("pause", reason)

    def resume(self) -> "Project":
        """Hand out work again."""
        return self._state("resume", None)

    def archive(self) -> "Project":
        """Put it away: readable, never served."""
        return self._state("archive", None)

    def delete(self) -> None:
        """Delete the project with everything in it."""
        self._transport.delete(self.path)

    def progress(self) -> dict[str, Any]:
        """The numbers of the project's home."""
        answer: dict[str, Any] = self._transport.get(f"{self.path}/progress")
        return answer

    def config(self) -> dict[str, Any]:
        """Schema, flow and guideline in one, to make the same project elsewhere."""
        answer: dict[str, Any] = self._transport.get(f"{self.path}/config")
        return answer

    def change_schema(
        self,
        fields: Sequence[Mapping[str, Any]],
        *,
        classes: Mapping[str, Mapping[str, Any]] | None = None,
        dry_run: bool = False,
    ) -> dict[str, Any]:
        """Make the next version of what is asked.

        `classes` says, per field, where each old class goes: a new one, several, or None. With
        `dry_run` only the consequences are told.
        """
        body = {
            "fields": [dict(field) for field in fields],
            "map": {field: dict(moves) for field, moves in (classes or {}).items()},
            "dry_run": dry_run,
        }
        answer: dict[str, Any] = self._transport.post(f"{self.path}/schema-versions", body)
        return answer

    def change_guideline(self, text: str) -> dict[str, Any]:
        """Make the next version of the instructions, in markdown."""
        answer: dict[str, Any] = self._transport.post(f"{self.path}/guideline", {"text": text})
        return answer

    def upload(self, paths: Sequence[str | Path], *, progress: Progress | None = None) -> str:
        """Send files, folders and archives; nothing is stored as items yet. Returns its name.

        Raises:
            NotFound: `file.missing`, a path that is not there.
        """
        upload: str | None = None
        files = list(_files(paths))
        for start in range(0, len(files), FILES_PER_REQUEST):
            with ExitStack() as opened:
                parts: list[tuple[str, tuple[str, BinaryIO]]] = [
                    ("files", (quote(name), opened.enter_context(path.open("rb"))))
                    for name, path in files[start : start + FILES_PER_REQUEST]
                ]
                place = f"{self.path}/uploads" + (f"?upload={upload}" if upload else "")
                upload = self._transport.upload(place, parts)["upload"]
            if progress:
                progress("sending", min(1.0, (start + FILES_PER_REQUEST) / len(files)))
        if upload is None:
            raise NotFound("file.missing", "There is no file to import in what was named.")
        return upload

    def preview(self, upload: str, mapping: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What an import of an upload would look like: columns, first items, problems."""
        body = {"upload": upload, "mapping": dict(mapping or {})}
        answer: dict[str, Any] = self._transport.post(f"{self.path}/imports/preview", body)
        return answer

    def import_files(
        self,
        *paths: str | Path,
        key: str | None = None,
        map: Mapping[str, str] | None = None,  # noqa: A002 the word of the command line
        slices: Sequence[str] = (),
        gold: Mapping[str, str] | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        """Import files, folders and archives; returns the report with every rejected row.

        Without `key` no column is taken as key and rows never merge. `map` renames content
        columns, `gold` is {column: field}.

        Raises:
            AscertainError: the import as a whole failed; what it had stored is undone or goes on.
        """
        upload = self.upload(paths, progress=progress)
        body = {
            "upload": upload,
            "dry_run": dry_run,
            "mapping": {
                "key": key,
                "map": dict(map or {}),
                "slices": list(slices),
                "gold": dict(gold or {}),
            },
        }
        started = self._transport.post(f"{self.path}/imports", body)
        done = self._finished(f"/imports/{started['id']}", progress)
        report: dict[str, Any] = {"id": done["id"], **done["report"]}
        return report

    def undo_import(self, number: str) -> dict[str, Any]:
        """Take an import back; the reply says what was deleted and what stays, withdrawn."""
        answer: dict[str, Any] = self._transport.post(f"/imports/{number}/undo")
        return answer

    def labels(self, *, dataset: str | None = None, content: bool = False) -> Table:
        """Every item with its label, or the row of an item without one."""
        return self._table(part="labels", dataset=dataset, with_content=content or None)

    def judgments(self) -> Table:
        """Every judgment, by handle."""
        return self._table(part="judgments", dataset=None, with_content=None)

    def export(
        self,
        out: str | Path,
        *,
        format: str,  # noqa: A002 the word of the command line
        part: str = "labels",
        dataset: str | None = None,
        where: str | None = None,
        with_judgments: bool = False,
        with_content: bool = False,
    ) -> int:
        """Write an export to a file, whole or not at all. Returns its size in bytes."""
        out = Path(out)
        temporary = out.with_name(f".{out.name}.{os.getpid()}.part")
        query = {
            "format": format,
            "part": part,
            "dataset": dataset,
            "where": where,
            "with_judgments": with_judgments or None,
            "with_content": with_content or None,
        }
        size = 0
        try:
            with (
                temporary.open("wb") as file,
                self._transport.stream(f"{self.path}/export", **query) as chunks,
            ):
                for chunk in chunks:
                    size += file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(out)
        finally:
            temporary.unlink(missing_ok=True)
        return size

    def datasets(self) -> Table:
        """Frozen versions, newest first."""
        lines = self._transport.get(f"{self.path}/datasets")["data"]
        rows = [version for line in lines for version in line["versions"]]
        return Table(("name", "n", "items", "labelled", "judgments", "sha256", "made_at"), rows)

    def freeze(self, name: str, *, progress: Progress | None = None) -> dict[str, Any]:
        """Freeze the labels as the next version of a dataset."""
        answer = self._transport.post(f"{self.path}/datasets/freeze", {"name": name})
        if "sha256" not in answer:
            done = self._finished(f"/jobs/{answer['id']}", progress)
            answer = done["result"]
        version: dict[str, Any] = answer
        return version

    def _state(self, verb: str, reason: str | None) -> "Project":
        self._transport.post(f"{self.path}/{verb}", {"reason": reason})
        return self.refresh()

    def _table(self, **query: Any) -> Table:
        with self._transport.stream(f"{self.path}/export", format="jsonl", **query) as chunks:
            rows = [canonical.loads(line) for line in _lines(chunks)]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        return Table(columns, rows)

    def _finished(self, path: str, progress: Progress | None) -> dict[str, Any]:
        while True:
            job: dict[str, Any] = self._transport.get(path)
            if progress:
                progress(job["state"], job["progress"])
            if job["state"] in {"done", "undone"}:
                return job
            if job["state"] in {"failed", "cancelled"}:
                raise AscertainError(
                    f"job.{job['state']}", job.get("error") or f"The work was {job['state']}."
                )
            time.sleep(POLL_SECONDS)


def _files(paths: Sequence[str | Path]) -> Iterator[tuple[str, Path]]:
    """Names and files: of a folder, every file in it under its path from there."""
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and not any(
                    part.startswith(".") for part in inner.relative_to(path).parts
                ):
                    yield inner.relative_to(path).as_posix(), inner
        elif path.is_file():
            yield path.name, path
        else:
            raise NotFound("file.missing", f"There is no file or folder {path}.")


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest
