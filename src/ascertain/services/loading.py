"""Tasks with their item and project, read by ordinary statements into the rows of the serving
path; for the verbs that are not called a thousand times a second."""

from typing import Any

from sqlalchemy import Select, select

from ascertain.store.hot.base import TASK_COLUMNS, ItemRow, ProjectRow, TaskRow
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.people import annotators
from ascertain.store.tables.projects import projects
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work

_ITEM = ("id", "key", "state", "priority")
_VERSION = ("n", "type", "content", "blob", "thumb", "media")
_PROJECT = (
    "id",
    "name",
    "state",
    "state_reason",
    "target",
    "overlap",
    "annotators",
    "priority",
    "schema_version",
    "flow_version",
    "guideline_version",
    "quality_model",
)


def named(table: Any, letter: str, names: tuple[str, ...]) -> list[Any]:
    """Columns under names that a join does not mix up."""
    return [table.c[name].label(f"{letter}_{name}") for name in names]


def columns() -> list[Any]:
    """What `rows_of` reads."""
    return [
        *named(tasks, "t", TASK_COLUMNS),
        *named(items, "i", _ITEM),
        *named(item_versions, "v", _VERSION),
        *named(projects, "p", _PROJECT),
    ]


def joined(query: Select[Any]) -> Select[Any]:
    """Joins to a query that has `tasks` the item, its version, and the project."""
    return (
        query.join(
            items, (items.c.workspace_id == tasks.c.workspace_id) & (items.c.id == tasks.c.item)
        )
        .join(
            item_versions,
            (item_versions.c.workspace_id == tasks.c.workspace_id)
            & (item_versions.c.id == tasks.c.item_version),
        )
        .join(
            projects,
            (projects.c.workspace_id == tasks.c.workspace_id) & (projects.c.id == tasks.c.project),
        )
    )


def rows_of(row: Any) -> tuple[TaskRow, ItemRow, ProjectRow]:
    """Task, item and project of one row."""
    return (
        TaskRow(**{name: getattr(row, f"t_{name}") for name in TASK_COLUMNS}),
        ItemRow(
            **{name: getattr(row, f"i_{name}") for name in _ITEM},
            **{name: getattr(row, f"v_{name}") for name in _VERSION},
        ),
        ProjectRow(**{name: getattr(row, f"p_{name}") for name in _PROJECT}),
    )


def lock_task(work: Work, task: str, annotator: str) -> tuple[TaskRow, ItemRow, ProjectRow]:
    """A task that exists, locked, its annotator before it: the order in which submit locks."""
    workspace = work.actor.workspace
    for table, key in ((annotators, annotator), (tasks, task)):
        work.session.value(
            select(table.c.id)
            .where(table.c.workspace_id == workspace, table.c.id == key)
            .with_for_update(key_share=True)
        )
    row = work.session.row(
        joined(select(*columns()).select_from(tasks)).where(
            tasks.c.workspace_id == workspace, tasks.c.id == task
        )
    )
    return rows_of(row)
