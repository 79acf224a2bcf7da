"""A freeze at work: labels become frozen in chunks, the manifest is written from one snapshot, and
one short transaction makes the version. Killed at any moment, it begins again and finds what is
frozen already."""

import tempfile
from pathlib import Path

from sqlalchemy import select

from ascertain.jobs.worker import Task
from ascertain.services import datasets, exports, jobs
from ascertain.services.datasets import Summary
from ascertain.services.jobs import Claimed
from ascertain.services.manifests import line
from ascertain.store.session import Session
from ascertain.store.tables.events import jobs as table
from ascertain.store.work import Work

_CHECK_EVERY = 1000


class FreezeHandler:
    """See `Handler`."""

    def run(self, task: Task) -> None:
        """Freezes the labels of a project as the next version of a dataset."""
        context, job, project = task.context, task.job, task.job.project or ""
        asked_at = context.db.read(
            lambda session: session.value(
                select(table.c.made_at).where(
                    table.c.workspace_id == job.workspace, table.c.id == job.id
                )
            )
        )
        while context.db.write(
            lambda session: datasets.freeze_labels(task.work(session), project, asked_at)
        ):
            task.check()
        with tempfile.TemporaryDirectory(dir=context.home.folder, prefix=".freeze-") as folder:
            path = Path(folder) / "manifest.jsonl"
            summary = context.db.read(lambda session: _write(task, session, project, path))
            summary.bytes = path.stat().st_size
            sha = context.blobs.put(job.workspace, path)
        task.write(lambda work: datasets.add_version(work, job, sha, summary))

    def fail(self, work: Work, job: Claimed, error: str) -> None:
        """No version is made; labels that were frozen for it stay so."""
        jobs.finish(work, job, state="failed", error=error)


def _write(task: Task, session: Session, project: str, path: Path) -> Summary:
    work = task.work(session)
    summary = datasets.begin_summary(work, project)
    with path.open("wb") as file:
        for number, one in enumerate(exports.live_items(work, project, {})):
            if number % _CHECK_EVERY == 0:
                task.check()
            frozen = datasets.frozen_only(one)
            summary.add(frozen)
            file.write(line(frozen))
    return summary
