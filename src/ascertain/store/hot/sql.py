"""The statements that both databases share, with their own placeholder, and rows from tuples."""

from collections.abc import Sequence
from typing import Any

from ascertain.core import canonical
from ascertain.store.hot.base import (
    LEASE_COLUMNS,
    TASK_COLUMNS,
    Candidate,
    Desk,
    DoneRow,
    GivenRow,
    Held,
    Holder,
    ItemRow,
    LeaseRow,
    ProjectRow,
    Search,
    TaskRow,
)

_TASK = ", ".join(f"t.{name}" for name in TASK_COLUMNS)
_LEASE = ", ".join(f"l.{name}" for name in LEASE_COLUMNS)
_ITEM = "i.id, i.key, i.state, i.priority, v.n, v.type, v.content, v.blob, v.thumb, v.media"
_PROJECT = (
    "p.id, p.name, p.state, p.state_reason, p.target, p.overlap, p.annotators, p.priority, "
    "p.schema_version, p.flow_version, p.guideline_version, p.quality_model"
)
_DONE = "d.id, d.request_hash, d.late, d.counted, d.at, d.role"

_HOLDER = (
    "m.id, m.roles, m.disabled_at, (SELECT count(*) FROM leases h "
    "WHERE h.workspace_id = a.workspace_id AND h.annotator = a.id AND h.state = 'live')"
)

_SIBLINGS = (
    "(SELECT count(*) FROM tasks o "
    "WHERE o.workspace_id = t.workspace_id AND o.item_version = t.item_version)"
)

_N_TASK, _N_LEASE = len(TASK_COLUMNS), len(LEASE_COLUMNS)
_N_ITEM, _N_PROJECT, _N_DONE = 10, 12, 6
_N_HOLDER = 4


def held(*, given: str, place: str, tasks: str) -> str:
    """A lease with task, project, item, its holder as they are now, and what was judged.
    Parameters: the step of which the highest priority is wanted, workspace, lease, annotator."""
    return f"""
SELECT {_LEASE}, {_TASK}, {_PROJECT}, {_ITEM}, {_DONE}, {_HOLDER},
  {_top(place, tasks, "t.project")}, {_SIBLINGS}, {given}
FROM leases l
JOIN annotators a ON a.workspace_id = l.workspace_id AND a.id = l.annotator
JOIN tasks t ON t.workspace_id = l.workspace_id AND t.id = l.task
JOIN projects p ON p.workspace_id = t.workspace_id AND p.id = t.project
JOIN items i ON i.workspace_id = t.workspace_id AND i.id = t.item
JOIN item_versions v ON v.workspace_id = t.workspace_id AND v.id = t.item_version
LEFT JOIN judgments d ON d.workspace_id = l.workspace_id AND d.lease = l.id
LEFT JOIN members m ON m.workspace_id = a.workspace_id AND m.id = a.member
WHERE l.workspace_id = {place} AND l.id = {place} AND l.annotator = {place}
"""  # noqa: S608 -- built from constants of ours


def desk(*, place: str, tasks: str) -> str:
    """An annotator as they are now, and the projects of a name (or id; null: all), each with the
    highest priority of its open tasks. Parameters: step, name three times, workspace, annotator."""
    return f"""
SELECT {_HOLDER}, {_PROJECT}, {_top(place, tasks, "p.id")}
FROM annotators a
LEFT JOIN members m ON m.workspace_id = a.workspace_id AND m.id = a.member
LEFT JOIN projects p ON p.workspace_id = a.workspace_id
  AND (CAST({place} AS TEXT) IS NULL OR p.id = {place} OR p.name = {place})
WHERE a.workspace_id = {place} AND a.id = {place}
ORDER BY p.priority DESC, p.made_at, p.id
"""  # noqa: S608 -- built from constants of ours


def _top(place: str, tasks: str, project: str) -> str:
    return (
        f"(SELECT max(q.priority) FROM {tasks} WHERE q.workspace_id = a.workspace_id "  # noqa: S608
        f"AND q.project = {project} AND q.step = {place} AND q.state = 'open')"
    )


def lane(*, place: str, tasks: str) -> str:
    """Open tasks of one priority that an annotator has not had. Parameters: annotator (for the
    draft), workspace, project, step, priority, annotator, reviewing, reviewing, annotator.

    Whoever labels gets no item version that they have judged; one that a reviewer sent back they
    do get again, with the reason. Whoever reviews gets none that they have labelled.
    """
    return f"""
SELECT {_TASK}, {_ITEM}, w."values", w.saved_at
FROM {tasks}
JOIN items i ON i.workspace_id = t.workspace_id AND i.id = t.item
JOIN item_versions v ON v.workspace_id = t.workspace_id AND v.id = t.item_version
LEFT JOIN drafts w ON w.workspace_id = t.workspace_id AND w.task = t.id AND w.annotator = {place}
WHERE t.workspace_id = {place} AND t.project = {place} AND t.step = {place}
  AND t.state = 'open' AND t.priority = {place}
  AND NOT EXISTS (
    SELECT 1 FROM judgments j
    WHERE j.workspace_id = t.workspace_id AND j.item = t.item AND j.annotator = {place}
      AND j.current = 1 AND j.outcome <> 'undone' AND j.item_version = t.item_version
      AND (j.task = t.id
        OR (j.role = 'label' AND ({place} = 1 OR t.returned IS NULL))
        OR (j.role <> 'label' AND {place} = 0)))
  AND NOT EXISTS (
    SELECT 1 FROM leases l
    WHERE l.workspace_id = t.workspace_id AND l.task = t.id AND l.annotator = {place}
      AND l.state = 'live')
"""  # noqa: S608 -- built from constants of ours


def scope(search: Search) -> tuple[Any, ...]:
    """The parameters of `lane`."""
    reviewing = int(search.reviewing)
    return (
        search.annotator,
        search.workspace,
        search.project,
        search.step,
        search.priority,
        search.annotator,
        reviewing,
        reviewing,
        search.annotator,
    )


def lower(*, place: str, tasks: str) -> str:
    """The highest priority of open tasks under another. Parameters: workspace, project, step,
    below."""
    return (
        f"SELECT max(priority) FROM {tasks} WHERE workspace_id = {place} AND project = {place} "  # noqa: S608
        f"AND step = {place} AND state = 'open' AND priority < {place}"
    )


def to_held(row: Sequence[Any], gathered: str) -> Held:
    """The row of `held`, and the JSON of the judgments that it gathered."""
    given = [GivenRow(*one) for one in canonical.loads(gathered)]
    at = _N_LEASE
    lease = LeaseRow(*row[:at])
    task = TaskRow(*row[at : at + _N_TASK])
    at += _N_TASK
    project = ProjectRow(*row[at : at + _N_PROJECT])
    at += _N_PROJECT
    item = ItemRow(*row[at : at + _N_ITEM])
    at += _N_ITEM
    done = DoneRow(*row[at : at + _N_DONE]) if row[at] is not None else None
    at += _N_DONE
    holder = Holder(*row[at : at + _N_HOLDER])
    at += _N_HOLDER
    return Held(lease, task, project, item, given, done, holder, row[at], row[at + 1])


def to_desk(rows: Sequence[Sequence[Any]]) -> Desk | None:
    """The rows of `desk`."""
    if not rows:
        return None
    end = _N_HOLDER + _N_PROJECT
    places = [
        (ProjectRow(*row[_N_HOLDER:end]), row[end]) for row in rows if row[_N_HOLDER] is not None
    ]
    return Desk(Holder(*rows[0][:_N_HOLDER]), places)


def to_candidate(row: Sequence[Any]) -> Candidate:
    """The row of `lane`."""
    task = TaskRow(*row[:_N_TASK])
    item = ItemRow(*row[_N_TASK : _N_TASK + _N_ITEM])
    return Candidate(task, item, row[_N_TASK + _N_ITEM], row[_N_TASK + _N_ITEM + 1])
