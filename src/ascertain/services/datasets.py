"""Datasets: named lines of frozen versions. A version is its manifest: immutable, hashed, and the
same whatever the project does next."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, insert, select, update

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.core.ids import new_id
from ascertain.services import design, flow, jobs
from ascertain.services.jobs import Claimed
from ascertain.services.manifests import Frozen, Labelled, lines
from ascertain.services.support import insert_new
from ascertain.store.blobs import Blobs
from ascertain.store.tables import datasets as tables
from ascertain.store.tables.judgments import gold, judgments, labels
from ascertain.store.tables.people import members
from ascertain.store.work import Fact, Work
from ascertain.wire.base import Count, Listing
from ascertain.wire.datasets import Dataset, DatasetVersion, Diff, DiffRow, Freeze
from ascertain.wire.jobs import Job

SETTLED = ("accepted", "reviewed", "audited")
"""States of labels that a freeze takes; it makes them `frozen`."""
CHUNK = 500
MAX_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFrozen(Fact):
    """A version was made."""

    dataset: str
    n: int
    sha256: str
    items: int
    labelled: int


@dataclass(slots=True)
class Summary:
    """What a manifest holds, counted while it is written."""

    items: int = 0
    labelled: int = 0
    bytes: int = 0
    judgments: int = 0
    gold_n: int = 0
    schema_n: int = 0
    schema_version: str = ""
    model: str | None = None
    slices: set[str] = field(default_factory=set)
    classes: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, one: Labelled) -> None:
        """Counts an item."""
        self.items += 1
        self.labelled += bool(one.labels)
        self.slices.update(one.slices)
        for name, label in one.labels.items():
            if label["class"] is not None:
                self.classes.setdefault(name, Counter())[label["class"]] += 1

    def to_json(self) -> dict[str, Any]:
        """As `dataset_versions.summary` has it."""
        return {
            "items": self.items,
            "labelled": self.labelled,
            "bytes": self.bytes,
            "judgments": self.judgments,
            "gold_n": self.gold_n,
            "schema_n": self.schema_n,
            "schema_version": self.schema_version,
            "slices": sorted(self.slices),
            "classes": {name: dict(counts) for name, counts in self.classes.items()},
        }


def start_freeze(work: Work, project: str, freeze: Freeze) -> Job:
    """Puts a freeze into the queue.

    Raises:
        Invalid: `dataset.name`.
    """
    flow.project_row(work, project)
    if "@" in freeze.name or freeze.name != freeze.name.strip():
        raise Invalid("dataset.name", "A name has no “@”, nor a space at its ends.")
    made = jobs.enqueue(work, "freeze", project=project, payload={"name": freeze.name})
    return jobs.read_job(work, made)


def freeze_labels(work: Work, project: str, until: int) -> int:
    """Makes some settled labels frozen: those that were settled by `until`; how many are left to
    do is not known, 0 means none. A frozen label is not changed by judgments that come later."""
    c = labels.c
    rows = work.session.rows(
        select(c.item, c.field)
        .where(
            c.workspace_id == work.actor.workspace,
            c.project == project,
            c.state.in_(SETTLED),
            c.at <= until,
        )
        .limit(CHUNK)
    )
    if not rows:
        return 0
    return work.session.run(
        update(labels)
        .where(
            c.workspace_id == work.actor.workspace,
            c.item.in_({row.item for row in rows}),
            c.state.in_(SETTLED),
            c.at <= until,
        )
        .values(state="frozen")
    )


def frozen_only(one: Labelled) -> Labelled:
    """An item with those of its labels that are frozen."""
    kept = {name: label for name, label in one.labels.items() if label["state"] == "frozen"}
    return Labelled(one.key, one.item, one.sha256, one.type, kept, one.slices)


def begin_summary(work: Work, project: str) -> Summary:
    """Counts of the project at the snapshot that a manifest is written from."""
    row = flow.project_row(work, project)
    schema = design.schema_of(work.session, work.plugins, work.actor.workspace, row.schema_version)
    j, g = judgments.c, gold.c
    return Summary(
        judgments=work.session.value(
            select(func.count())
            .select_from(judgments)
            .where(j.workspace_id == work.actor.workspace, j.project == project)
        ),
        gold_n=work.session.value(
            select(func.count())
            .select_from(gold)
            .where(g.workspace_id == work.actor.workspace, g.project == project, g.state == "live")
        ),
        schema_n=schema.n,
        schema_version=schema.id,
        model=row.quality_model,
    )


def add_version(work: Work, job: Claimed, sha: str, summary: Summary) -> None:
    """Makes the version of a manifest that is stored, and ends the job that wrote it."""
    workspace, project, name = job.workspace, str(job.project), str(job.payload["name"])
    d, v = tables.datasets.c, tables.dataset_versions.c
    insert_new(
        work.session,
        tables.datasets,
        workspace_id=workspace,
        id=new_id(),
        project=project,
        name=name,
        made_at=work.now,
    )
    # Locks the line, so that two freezes at once get two numbers.
    named = (d.workspace_id == workspace) & (d.project == project) & (d.name == name)
    work.session.run(update(tables.datasets).where(named).values(name=name))
    dataset = work.session.value(select(d.id).where(named))
    last = work.session.value(
        select(func.max(v.n)).where(v.workspace_id == workspace, v.dataset == dataset)
    )
    n = (last or 0) + 1
    work.session.run(
        insert(tables.dataset_versions).values(
            workspace_id=workspace,
            id=job.id,
            dataset=dataset,
            n=n,
            manifest=sha,
            sha256=sha,
            model=summary.model,
            summary=canonical.dumps(summary.to_json()),
            made_by=job.made_by,
            made_at=work.now,
        )
    )
    made = read_version(work, job.id)
    jobs.finish(work, job, state="done", result=made.model_dump(mode="json"))
    work.record(
        DatasetFrozen(
            subject=job.id,
            project=project,
            dataset=dataset,
            n=n,
            sha256=sha,
            items=summary.items,
            labelled=summary.labelled,
        )
    )


def list_datasets(work: Work, project: str) -> Listing[Dataset]:
    """The datasets of a project by name, versions newest first."""
    rows = work.session.rows(_select(work).where(tables.datasets.c.project == project))
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.dataset, []).append(row)
    return Listing(
        data=[
            Dataset(
                id=dataset,
                name=versions[0].name,
                project=project,
                versions=[_to_wire(row) for row in versions],
            )
            for dataset, versions in found.items()
        ]
    )


def read_version(work: Work, version: str) -> DatasetVersion:
    """One version, by its id.

    Raises:
        NotFound: `dataset-version.not-found`.
    """
    return _to_wire(_row_of(work, version))


def manifest_of(work: Work, version: str) -> Frozen:
    """What reading a version needs."""
    return _frozen(_row_of(work, version))


def find_version(work: Work, title: str, project: str | None) -> Frozen:
    """The version that `NAME@N` (or `NAME`: the newest) names.

    Raises:
        Invalid: `dataset.title`. NotFound: `dataset.not-found`.
        Conflict: `dataset.ambiguous`, several projects have a dataset of the name.
    """
    name, at, number = title.rpartition("@")
    if not at:
        name, number = title, ""
    if not name or (at and not number.isdecimal()):
        raise Invalid("dataset.title", f"“{title}” is no version; write NAME@N, such as gold@2.")
    query = _select(work).where(tables.datasets.c.name == name)
    if project is not None:
        query = query.where(tables.datasets.c.project == project)
    if number:
        query = query.where(tables.dataset_versions.c.n == int(number))
    rows = work.session.rows(query)
    if not rows:
        raise NotFound("dataset.not-found", f"There is no dataset version “{title}” here.")
    if len({row.project for row in rows}) > 1:
        raise Conflict(
            "dataset.ambiguous",
            f"Several projects have a dataset “{name}”; say which project is meant.",
        )
    return _frozen(rows[0])


def diff(blobs: Blobs, workspace: str, a: Frozen, b: Frozen) -> Diff:
    """What differs between two versions: their manifests are read side by side, by key."""
    counts: Counter[str] = Counter()
    rows: list[DiffRow] = []
    for before, after in _side_by_side(
        lines(blobs, workspace, a.manifest), lines(blobs, workspace, b.manifest)
    ):
        found = _differences(before, after)
        counts.update(row.what for row in found)
        counts["same"] += not found
        rows += found[: MAX_ROWS - len(rows)]
    return Diff(
        a=a.title,
        b=b.title,
        added=counts["added"],
        removed=counts["removed"],
        changed=counts["changed"],
        content=counts["content"],
        same=counts["same"],
        rows=rows,
    )


def _side_by_side(
    left: Iterator[Labelled], right: Iterator[Labelled]
) -> Iterator[tuple[Labelled | None, Labelled | None]]:
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a.key < b.key):
            yield a, None
            a = next(left, None)
        elif a is None or b.key < a.key:
            yield None, b
            b = next(right, None)
        else:
            yield a, b
            a, b = next(left, None), next(right, None)


def _differences(before: Labelled | None, after: Labelled | None) -> list[DiffRow]:
    if before is None or after is None:
        one = after if before is None else before
        assert one is not None  # noqa: S101 - one of the two is there
        what = "added" if before is None else "removed"
        told = {name: label["value"] for name, label in one.labels.items()}
        return [
            DiffRow(
                key=one.key,
                field=None,
                what=what,
                before=None if before is None else told,
                after=None if after is None else told,
            )
        ]
    rows = []
    if before.sha256 != after.sha256:
        rows.append(
            DiffRow(
                key=after.key,
                field=None,
                what="content",
                before=before.sha256,
                after=after.sha256,
            )
        )
    for name in sorted({*before.labels, *after.labels}):
        old = before.labels.get(name, {}).get("value")
        new = after.labels.get(name, {}).get("value")
        if old != new:
            rows.append(DiffRow(key=after.key, field=name, what="changed", before=old, after=new))
    return rows


def _select(work: Work) -> Any:
    d, v = tables.datasets.c, tables.dataset_versions.c
    return (
        select(tables.dataset_versions, d.name, d.project, members.c.handle)
        .join(tables.datasets, (d.workspace_id == v.workspace_id) & (d.id == v.dataset))
        .outerjoin(
            members, (members.c.workspace_id == v.workspace_id) & (members.c.id == v.made_by)
        )
        .where(v.workspace_id == work.actor.workspace)
        .order_by(d.name, v.n.desc())
    )


def _row_of(work: Work, version: str) -> Any:
    row = work.session.row(_select(work).where(tables.dataset_versions.c.id == version))
    if row is None:
        raise NotFound("dataset-version.not-found", "There is no such dataset version here.")
    return row


def _frozen(row: Any) -> Frozen:
    summary = canonical.loads(row.summary)
    return Frozen(
        id=row.id,
        project=row.project,
        name=row.name,
        n=row.n,
        manifest=row.manifest,
        schema_version=summary["schema_version"],
        slices=tuple(summary["slices"]),
        made_at=row.made_at,
    )


def _to_wire(row: Any) -> DatasetVersion:
    summary = canonical.loads(row.summary)
    return DatasetVersion(
        id=row.id,
        dataset=row.dataset,
        name=row.name,
        project=row.project,
        n=row.n,
        sha256=row.sha256,
        items=summary["items"],
        labelled=summary["labelled"],
        judgments=summary["judgments"],
        classes={name: _counts(found) for name, found in summary["classes"].items()},
        model=row.model,
        schema_n=summary["schema_n"],
        gold_n=summary["gold_n"],
        made_at=to_datetime(row.made_at),
        made_by=row.handle or "operator",
        bytes=summary["bytes"],
    )


def _counts(found: dict[str, int]) -> list[Count]:
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Count(name=name, n=n) for name, n in ordered]
