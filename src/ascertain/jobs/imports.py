"""Imports at work: a child process reads and hashes, this one compares and stores, a chunk a
transaction; and the undo of an import. Killed at any moment, both go on after their last chunk."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgspec

from ascertain.core import canonical
from ascertain.core.child import Child
from ascertain.core.clock import to_datetime
from ascertain.formats.importing import ImportRow, RejectedRow
from ascertain.jobs.worker import Task
from ascertain.services import imports, intake, jobs, restore, undo, uploads
from ascertain.services.imports import Counts
from ascertain.services.intake import Arrival, Plan
from ascertain.services.jobs import Claimed
from ascertain.services.reading import Piece
from ascertain.services.returned import Returned
from ascertain.services.undo import Taken
from ascertain.services.uploads import Upload
from ascertain.store.session import Session
from ascertain.store.work import Work
from ascertain.wire.imports import Mapping

READ = "ascertain.services.reading:read_rows"
_PUTS = 4
_encode = msgspec.json.Encoder().encode
_rejected = msgspec.json.Decoder(RejectedRow)


class ImportHandler:
    """See `Handler`."""

    def run(self, task: Task) -> None:
        """Imports an upload."""
        upload = uploads.find(
            task.context.home,
            task.job.workspace,
            task.job.project or "",
            task.job.payload["upload"],
        )
        _Run(task, upload).to_the_end()

    def fail(self, work: Work, job: Claimed, error: str) -> None:
        """What was stored is taken back."""
        imports.fail_import(work, job, error)


class UndoHandler:
    """See `Handler`. The undo of an import: the import is the job's subject."""

    def run(self, task: Task) -> None:
        """Takes back what the import brought, chunk by chunk."""
        job, subject = task.job, task.job.subject or ""
        total = task.context.db.read(lambda session: _brought(task.work(session), subject))
        place: str | None = (job.place or {}).get("place")
        if place is None:
            place = task.context.db.read(
                lambda session: undo.first_place(session, job.workspace, subject)
            )
        taken = Taken(**(job.place or {}).get("taken", {}))
        while place is not None:
            task.check()
            place, taken = self._chunk(task, place, taken, total)
        end = taken

        def finish(work: Work) -> None:
            jobs.finish(work, job, state="done", result=asdict(end))
            undo.finish(work, job, end)

        task.write(finish)

    def fail(self, work: Work, job: Claimed, error: str) -> None:
        """The import stays half taken back; the next undo of it goes on."""
        jobs.finish(work, job, state="failed", error=error)
        imports.give_up_undo(work, job.subject or "")

    def _chunk(self, task: Task, place: str, taken: Taken, total: int) -> tuple[str | None, Taken]:
        def verb(session: Session) -> tuple[str | None, Taken]:
            work = task.work(session)
            now = replace(taken)
            following = undo.take_back(
                work, task.job.project or "", task.job.subject or "", place, now
            )
            done = sum(asdict(now).values())
            jobs.advance(
                session,
                task.job,
                work.now,
                place={"place": following or place, "taken": asdict(now)},
                progress=done / max(total, 1),
            )
            return following, now

        return task.context.db.write(verb)


def _brought(work: Work, job: str) -> int:
    """How many items an import has added or updated, as far as its checkpoint says."""
    row = jobs.row_of(work, job)
    place = canonical.loads(row.checkpoint)["place"] if row.checkpoint else None
    counts = (place or {}).get("counts", {})
    return int(counts.get("added", 0) + counts.get("updated", 0))


class _Run:
    """One import, from where it was left to its end.

    The checkpoint holds the number of chunks that are stored, the counts, the length of the file
    of rejected rows, the digest, and what the child was told of taken stems: with the same answers
    it makes the same chunks again.
    """

    def __init__(self, task: Task, upload: Upload) -> None:
        self.task = task
        self.upload = upload
        self.job = task.job
        self.project = task.job.project or ""
        self.mapping = Mapping(**task.job.payload["mapping"])
        self.dry_run = bool(task.job.payload["dry_run"])
        place = task.job.place or {}
        self.chunks: int = place.get("chunks", 0)
        self.counts = Counts(**place.get("counts", {}))
        self.stems: dict[str, bool] = place.get("stems", {})
        self.digest: str | None = place.get("digest")
        self.item_type: str | None = place.get("item_type")
        self.seen: Any = None
        self.report = upload.report(task.job.id)
        self.reported = _cut(self.report, place.get("reported", 0))
        # SQLite writes in the order of asking: the next chunk may be asked for while one is being
        # written, and both may then share a commit. Elsewhere order is kept by waiting.
        self.ahead = 1 if task.context.db.dialect == "sqlite" else 0
        self.pending: deque[Future[None]] = deque()
        self.before: Any = None
        # Nothing to compare with, and every key of one import is another: no query is needed.
        self.is_first = self.chunks == 0 and self._read(
            lambda session: intake.is_empty(session, self.job.workspace, self.project)
        )

    def to_the_end(self) -> None:
        """Reads, stores, finishes."""
        schema = self._read(self._schema)
        request = imports.wanted(
            self.task.context, self.upload, self.mapping, schema, skip=self.chunks
        )
        with (
            Child(READ, request, Piece, answer=self._answer) as child,
            ThreadPoolExecutor(_PUTS, thread_name_prefix="blobs") as putting,
        ):
            try:
                for piece in child:
                    self.task.check()
                    self._take(piece, putting)
                self._settle()
            finally:
                # Nothing may still be written for a job that is put back, or is another's.
                wait(self.pending)
        if self.seen is not None:
            self._nothing_new()
        else:
            self._finish()
        if not self.dry_run:
            self.upload.remove()

    def _read(self, query: Any) -> Any:
        return self.task.context.db.read(query)

    def _schema(self, session: Session) -> Any:
        return imports.schema_body(self.task.work(session), self.project)

    def _answer(self, question: dict[str, str]) -> bool:
        """Answers the child: whether to go on with these bytes, whether a stem is taken."""
        if "stem" in question:
            stem = question["stem"]
            if stem not in self.stems:
                self.stems[stem] = self._read(
                    lambda session: intake.is_stem_taken(
                        session, self.job.workspace, self.project, stem
                    )
                )
            return self.stems[stem]
        if self.digest is None:
            self.digest = question["digest"]
            self.seen = self._read(
                lambda session: imports.seen_before(
                    session, self.job.workspace, self.project, question["digest"], self.mapping
                )
            )
        return self.seen is None

    def _take(self, piece: Piece, putting: ThreadPoolExecutor) -> None:
        """Compares one chunk with what is there while the one before is being written."""
        store = (
            self._returned(piece.returned)
            if piece.returned
            else self._arrived(self._arrivals(piece.chunk.rows, putting))
        )
        self.chunks += 1
        self._report(piece.chunk.rejected)
        before, place = self.before, self._place()
        self.before = place

        def verb(session: Session) -> None:
            work = self.task.work(session)
            jobs.advance(
                session, self.job, work.now, place=place, progress=piece.progress, before=before
            )
            if not self.dry_run:
                store(work)

        self._settle(self.ahead)
        self.pending.append(self.task.context.db.write_later(verb))

    def _arrived(self, arrivals: Sequence[Arrival]) -> Callable[[Work], None]:
        """Counts rows; what stores them."""
        if any(one.row.image is not None for one in arrivals):
            self._settle()  # a key that is taken looks for a free one among those stored
        plan = (
            Plan(new=list(arrivals))
            if self.is_first
            else self._read(
                lambda session: intake.sort_out(session, self.job.workspace, self.project, arrivals)
            )
        )
        self.counts.added += len(plan.new)
        self.counts.updated += len(plan.changed) + len(plan.marked)
        self.counts.unchanged += plan.unchanged
        if self.item_type is None and arrivals:
            self.item_type = intake.content_of(arrivals[0]).type
        now = self.task.context.clock.now()
        new = intake.new_items(plan.new, now) if plan.new and not self.dry_run else None
        return lambda work: intake.store(work, self.project, plan, new, self.job.id)

    def _returned(self, returned: Sequence[Returned]) -> Callable[[Work], None]:
        """The same for items of an export of ours. Those of one file may be those of the file
        before, so that it must be stored."""
        self._settle()
        self.is_first = False
        plan = self._read(
            lambda session: restore.sort_out(session, self.job.workspace, self.project, returned)
        )
        self.counts.added += len(plan.new)
        self.counts.updated += plan.updated
        self.counts.unchanged += plan.unchanged
        self._report(plan.rejected)
        return lambda work: restore.store(work, self.project, plan, self.job.id)

    def _arrivals(self, rows: Sequence[ImportRow], putting: ThreadPoolExecutor) -> list[Arrival]:
        """Rows with their images stored. Blobs come before the rows that name them: a crash leaves
        a blob without a row, never a row without its blob."""
        if all(row.image is None for row in rows) or self.dry_run:
            return [Arrival(row.key, row) for row in rows]
        blobs, workspace = self.task.context.blobs, self.job.workspace

        def put(row: ImportRow) -> Arrival:
            if row.image is None:
                return Arrival(row.key, row)
            return Arrival(
                row.key,
                row,
                blobs.put(workspace, row.image.content),
                blobs.put(workspace, row.image.thumb),
            )

        return list(putting.map(put, rows))

    def _place(self) -> dict[str, Any]:
        return {
            "chunks": self.chunks,
            "counts": asdict(self.counts),
            "stems": dict(self.stems),
            "digest": self.digest,
            "reported": self.reported,
            "item_type": self.item_type,
        }

    def _settle(self, ahead: int = 0) -> None:
        """Waits until all chunks but so many are durable."""
        while len(self.pending) > ahead:
            self.pending.popleft().result()

    def _report(self, rejected: Sequence[RejectedRow]) -> None:
        """Writes rejected rows down. What a killed worker wrote behind its checkpoint is cut off
        when the next one begins."""
        self.counts.rejected += len(rejected)
        if rejected:
            with self.report.open("ab") as file:
                for bad in rejected:
                    self.reported += file.write(_encode(bad) + b"\n")

    def _finish(self) -> None:
        context = self.task.context
        blob = None
        if self.counts.rejected:
            blob = context.blobs.put(self.job.workspace, self.report)
        report = imports.report_of(
            self.counts, _first(self.report, context.settings.imports.report_rows)
        )
        result = {"report": report, "rejected": blob}
        changed = self.counts.added + self.counts.updated + self.counts.unchanged > 0
        self.task.write(
            lambda work: imports.finish_import(
                work,
                self.job,
                self.counts,
                result,
                digest=self.digest if changed and not self.dry_run else None,
                item_type=None if self.dry_run else self.item_type,
            )
        )

    def _nothing_new(self) -> None:
        """These bytes were imported before: says what became of them then."""
        before = canonical.loads(self.seen.result)
        then = before["report"]
        counts = Counts(unchanged=then["read"] - then["rejected"], rejected=then["rejected"])
        day = to_datetime(self.seen.finished_at).date().isoformat()
        message = (
            f"These bytes were imported on {day} (import {self.seen.id}); nothing was changed. To "
            "import them in another way, undo that import first."
        )
        report = {
            **imports.report_of(counts, (), message=message),
            "rows": then["rows"],
        }
        result = {"report": report, "rejected": before.get("rejected")}
        self.task.write(
            lambda work: imports.finish_import(
                work, self.job, counts, result, digest=None, item_type=None
            )
        )


def _cut(path: Path, length: int) -> int:
    """The file of rejected rows as it was at the checkpoint."""
    if path.exists():
        with path.open("r+b") as file:
            file.truncate(length)
    return length


def _first(path: Path, count: int) -> list[RejectedRow]:
    if not path.exists():
        return []
    with path.open("rb") as file:
        return [_rejected.decode(line) for line, _ in zip(file, range(count), strict=False)]
