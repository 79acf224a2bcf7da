"""Imports as people see them: a preview before anything is stored, a start, a report of every
rejected row, cancel and undo. The work itself is a job."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update

from ascertain.core import canonical
from ascertain.core.child import Child, ChildDied
from ascertain.core.clock import to_datetime
from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.formats.importing import ImportRow
from ascertain.formats.importing import RejectedRow as Rejected
from ascertain.services import design, flow, jobs
from ascertain.services.context import Context
from ascertain.services.jobs import Claimed
from ascertain.services.reading import Glance, Wanted
from ascertain.services.support import insert_new
from ascertain.services.uploads import Upload
from ascertain.store.session import Session
from ascertain.store.tables.events import jobs as table
from ascertain.store.tables.items import import_files
from ascertain.store.tables.people import members
from ascertain.store.tables.projects import projects
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Listing
from ascertain.wire.imports import (
    Column,
    Import,
    ImportStart,
    Mapping,
    Preview,
    RejectedRow,
    Report,
    Taken,
)

LOOK = "ascertain.services.reading:look"
UNDOING = "undoing"
"""`jobs.message` of an import that an undo job is at work on."""
_SAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsImported(Fact):
    """An import is complete."""

    added: int
    updated: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(Fact):
    """An import was taken back."""

    deleted: int
    withdrawn: int
    restored: int
    kept: int


@dataclass(slots=True)
class Counts:
    """What an import has done so far."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """Rows met, good and bad. A file refused whole counts as one rejected row."""
        return self.added + self.updated + self.unchanged + self.rejected


def schema_body(work: Work, project: str) -> Any:
    """The body of the project's present schema, for the child that checks known answers."""
    version = flow.project_row(work, project).schema_version
    at = design.schema_of(work.session, work.plugins, work.actor.workspace, version)
    return {"fields": canonical.loads(at.fields)}


def wanted(
    context: Context, upload: Upload, mapping: Mapping, schema: Any, *, skip: int = 0
) -> Wanted:
    """What the child is asked to read.

    Raises:
        Invalid: `import.gold-field`, a known answer is for a field that the schema lacks.
    """
    _check_fields(mapping, schema)
    limits, plugins = context.settings.imports, context.plugins
    return Wanted(
        paths=upload.paths(),
        key=mapping.key,
        fields=mapping.map,
        slices=mapping.slices,
        gold=mapping.gold,
        formats=dict(plugins.formats.targets),
        endings=dict(plugins.endings),
        kinds=dict(plugins.kinds.targets),
        schema=schema,
        skip=skip,
        cell_bytes=limits.cell_mb * 1_000_000,
        archive_files=limits.archive_files,
        archive_bytes=limits.archive_gb * 1_000_000_000,
    )


def _check_fields(mapping: Mapping, schema: Any) -> None:
    names = [one["name"] for one in schema["fields"]]
    for field in mapping.gold.values():
        if field not in names:
            raise Invalid(
                "import.gold-field",
                f"The schema has no field “{field}”. Fields: {', '.join(names)}.",
            )


def preview(context: Context, upload: Upload, mapping: Mapping, schema: Any) -> Preview:
    """What an import would do. Reads the start of the files in a child process; stores nothing.

    Raises:
        Invalid: `import.gold-field`, `import.unreadable`.
    """
    request = wanted(context, upload, mapping, schema)
    try:
        with Child(LOOK, request, Glance) as child:
            glance = next(iter(child))
    except ChildDied as error:
        raise Invalid(
            "import.unreadable", f"The files cannot be read at all. {error} Leave some out."
        ) from error
    return _shown(upload, mapping, glance)


def _shown(upload: Upload, mapping: Mapping, glance: Glance) -> Preview:
    columns: dict[str, Column] = {}
    for one in glance.seen.tables:
        for column in one.columns:
            filled = [text for text in column.samples if text]
            columns.setdefault(
                column.name,
                Column(
                    name=column.name,
                    samples=list(dict.fromkeys(filled))[:_SAMPLES],
                    guess=column.role,
                    distinct=len(set(filled)),
                    empty=len(column.samples) - len(filled),
                ),
            )
    first = glance.seen.tables[0] if glance.seen.tables else None
    problems = {
        (bad.source, bad.row, bad.code): bad for bad in [*glance.seen.rejected, *glance.rejected]
    }
    return Preview(
        source=upload.label,
        format=first.format if first is not None else "image",
        encoding=None if first is None else first.encoding,
        columns=list(columns.values()),
        rows=[_row(one) for one in glance.rows],
        mapping=mapping,
        problems=[_rejected(bad) for bad in problems.values()],
        files=glance.files,
        bytes=glance.size,
        upload=upload.id,
    )


def _row(one: ImportRow) -> dict[str, Any]:
    media = canonical.loads(one.media_json)
    return {
        "key": one.key,
        "type": media["type"],
        "content": canonical.loads(one.content_json),
        "media": media,
        "slices": one.slices,
        "gold": one.gold,
        "source": one.source,
        "row": one.row,
    }


def _rejected(bad: Rejected) -> RejectedRow:
    return RejectedRow(
        source=bad.source, row=bad.row, key=bad.key, code=bad.code, message=bad.message
    )


def start_import(work: Work, project: str, upload: Upload, start: ImportStart) -> Import:
    """Puts an import of what was uploaded into the queue.

    Raises:
        Invalid: `import.empty`, nothing was sent; `import.gold-field`.
        Conflict: `import.running`, this upload is being imported; `project.archived`.
    """
    row = flow.project_row(work, project)
    if row.state == "archived":
        raise Conflict("project.archived", "The project is archived; resume it to import data.")
    if upload.files == 0:
        raise Invalid("import.empty", "Nothing was sent yet; send files to the upload first.")
    _check_fields(start.mapping, schema_body(work, project))
    if upload.id in live_uploads(work.session):
        raise Conflict("import.running", "This upload is being imported already.")
    made = jobs.enqueue(
        work,
        "import",
        project=project,
        payload={
            "upload": upload.id,
            "source": upload.label,
            "mapping": start.mapping.model_dump(),
            "dry_run": start.dry_run,
        },
    )
    return read_import(work, made)


def live_uploads(session: Session) -> set[str]:
    """Uploads that imports wait for or read, in any workspace: they must not be swept away."""
    rows = session.rows(
        select(table.c.payload).where(table.c.kind == "import", table.c.state.in_(jobs.LIVE))
    )
    return {canonical.loads(row.payload)["upload"] for row in rows}


def list_imports(work: Work, project: str, *, limit: int, cursor: str | None) -> Listing[Import]:
    """The imports of a project, newest first."""
    query = select(table).where(
        table.c.workspace_id == work.actor.workspace,
        table.c.project == project,
        table.c.kind == "import",
    )
    rows, following = jobs.page(work, query, limit=limit, cursor=cursor)
    handles = _handles(work, rows)
    return Listing(data=[_to_wire(row, handles) for row in rows], next=following)


def read_import(work: Work, job: str) -> Import:
    """One import with its report.

    Raises:
        NotFound: `import.not-found`.
    """
    row = _row_of(work, job)
    return _to_wire(row, _handles(work, [row]))


def rejected_blob(work: Work, job: str) -> tuple[Import, str | None]:
    """An import, and the blob with all of its rejected rows (JSON Lines); None if there are none.

    Raises:
        Conflict: `import.unfinished`.
    """
    row = _row_of(work, job)
    if row.result is None:
        raise Conflict("import.unfinished", f"The import is {row.state}; its report comes later.")
    return read_import(work, job), canonical.loads(row.result).get("rejected")


def _row_of(work: Work, job: str) -> Any:
    row = jobs.row_of(work, job)
    if row.kind != "import":
        raise NotFound("import.not-found", "There is no such import in this workspace.")
    return row


def _handles(work: Work, rows: Sequence[Any]) -> dict[str, str]:
    found = work.session.rows(
        select(members.c.id, members.c.handle).where(
            members.c.workspace_id == work.actor.workspace,
            members.c.id.in_({row.made_by for row in rows if row.made_by}),
        )
    )
    return {row.id: row.handle for row in found}


def _to_wire(row: Any, handles: dict[str, str]) -> Import:
    payload = canonical.loads(row.payload)
    result = None if row.result is None else canonical.loads(row.result)
    report = None if result is None or result["report"] is None else Report(**result["report"])
    taken = None if result is None or not result.get("taken") else Taken(**result["taken"])
    undoing = row.message == UNDOING
    changed = report is not None and report.added + report.updated > 0
    return Import(
        id=row.id,
        state=UNDOING if undoing and row.state == "done" else row.state,
        source=payload["source"],
        made_at=to_datetime(row.made_at),
        made_by=handles.get(row.made_by, "operator"),
        progress=row.progress,
        report=report,
        error=row.error,
        undoable=row.state == "done" and not undoing and changed and not payload["dry_run"],
        dry_run=payload["dry_run"],
        taken=taken,
    )


def cancel_import(work: Work, job: str) -> Import:
    """Calls an import off and takes back what it had stored.

    Raises:
        Conflict: `job.ended`.
    """
    row = _row_of(work, job)
    jobs.cancel(work, job)
    take_back(work, job, row.project)
    return read_import(work, job)


def undo_import(work: Work, job: str) -> Import:
    """Takes an import back: a job that deletes what nobody judged, withdraws what somebody did,
    and gives updated items their earlier content.

    Raises:
        Conflict: `import.not-undoable`.
    """
    row = _row_of(work, job)
    if not _to_wire(row, {}).undoable:
        raise Conflict(
            "import.not-undoable",
            f"The import is {row.state}"
            + (", and being undone" if row.message == UNDOING else "")
            + "; only one that is done, and has changed something, can be undone.",
        )
    take_back(work, job, row.project)
    return read_import(work, job)


def take_back(work: Work, job: str, project: str) -> None:
    """Puts the undo of an import into the queue."""
    work.session.run(
        update(table)
        .where(table.c.workspace_id == work.actor.workspace, table.c.id == job)
        .values(message=UNDOING)
    )
    jobs.enqueue(work, "undo", project=project, subject=job)


def mark_taken(work: Work, job: str, taken: Any) -> None:
    """Says on an import what was taken back of it; one that was done is then undone."""
    row = _row_of(work, job)
    result = {"report": None} if row.result is None else canonical.loads(row.result)
    work.session.run(
        update(table)
        .where(table.c.workspace_id == work.actor.workspace, table.c.id == job)
        .values(
            message=None,
            state="undone" if row.state == "done" else row.state,
            result=canonical.dumps({**result, "taken": asdict(taken)}),
        )
    )


def give_up_undo(work: Work, job: str) -> None:
    """The undo of an import has failed; another one may be asked for and goes on."""
    work.session.run(
        update(table)
        .where(table.c.workspace_id == work.actor.workspace, table.c.id == job)
        .values(message=None)
    )


def seen_before(
    session: Session, workspace: str, project: str, digest: str, mapping: Mapping
) -> Any:
    """The row of the complete import that brought these bytes, if importing them again is to change
    nothing; None otherwise.

    With the same key column and other slices, known answers or names the rows do no harm: each
    finds its item by its key.
    """
    row = session.row(
        select(table)
        .join(
            import_files,
            (import_files.c.workspace_id == table.c.workspace_id)
            & (import_files.c.job == table.c.id),
        )
        .where(
            import_files.c.workspace_id == workspace,
            import_files.c.project == project,
            import_files.c.sha256 == digest,
        )
    )
    if row is None:
        return None
    before = Mapping(**canonical.loads(row.payload)["mapping"])
    if mapping.key is not None and before.key == mapping.key and before != mapping:
        return None
    return row


def report_of(
    counts: Counts, rejected: Sequence[Rejected], *, message: str | None = None
) -> dict[str, Any]:
    """The import report as it is stored."""
    return Report(
        read=counts.read,
        added=counts.added,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        rows=[_rejected(bad) for bad in rejected],
        message=message,
    ).model_dump()


def finish_import(
    work: Work,
    job: Claimed,
    counts: Counts,
    result: dict[str, Any],
    *,
    digest: str | None,
    item_type: str | None,
) -> None:
    """Ends an import well. `digest` is of its bytes, None where they may come again."""
    here = {"workspace_id": job.workspace, "project": job.project}
    if digest is not None:
        insert_new(work.session, import_files, **here, sha256=digest, job=job.id, made_at=work.now)
    if item_type is not None:
        work.session.run(
            update(projects)
            .where(
                projects.c.workspace_id == job.workspace,
                projects.c.id == job.project,
                projects.c.item_type.is_(None),
            )
            .values(item_type=item_type)
        )
    jobs.finish(work, job, state="done", result=result)
    work.record(
        ItemsImported(
            subject=job.id,
            project=job.project,
            added=counts.added,
            updated=counts.updated,
            unchanged=counts.unchanged,
            rejected=counts.rejected,
        )
    )


def fail_import(work: Work, job: Claimed, error: str) -> None:
    """Ends an import badly, and takes back what it had stored."""
    jobs.finish(work, job, state="failed", error=error)
    take_back(work, job.id, job.project or "")
