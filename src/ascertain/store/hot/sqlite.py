"""The serving path on SQLite: a dozen statements, each compiled once by the driver's cache."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, ClassVar

from ascertain.store.hot import sql
from ascertain.store.hot.base import (
    DECISION_COLUMNS,
    EVENT_COLUMNS,
    JUDGMENT_COLUMNS,
    LABEL_CHANGES,
    LABEL_COLUMNS,
    LEASE_CHANGES,
    LEASE_COLUMNS,
    TASK_CHANGES,
    TASK_COLUMNS,
    VALUE_COLUMNS,
    Batch,
    Candidate,
    Desk,
    Held,
    Search,
)
from ascertain.store.positions import FRESH_LANE

_MANY = 16
_EVENT = itemgetter(*EVENT_COLUMNS)

_GIVEN = """
  SELECT json_group_array(json_array(j.id, j.annotator, j.outcome, j.schema_version,
    (SELECT json_group_object(w.field, w.value) FROM judgment_values w
      WHERE w.workspace_id = j.workspace_id AND w.judgment = j.id)))
  FROM judgments j
  WHERE j.workspace_id = t.workspace_id AND j.item = t.item AND j.task = t.id
    AND j.role = 'label' AND j.counted = 1 AND j.current = 1
"""
_QUEUE = "tasks q INDEXED BY ix_tasks_queue"
_HELD = sql.held(given=f"({_GIVEN})", place="?", tasks=_QUEUE)
_DESK = sql.desk(place="?", tasks=_QUEUE)

_LANE = sql.lane(place="?", tasks="tasks t INDEXED BY ix_tasks_queue")
_CANDIDATES = f"""
SELECT * FROM (SELECT * FROM (
  {_LANE} AND t.position > ? AND t.position < {FRESH_LANE} ORDER BY t.position LIMIT ?))
UNION ALL
SELECT * FROM (SELECT * FROM (
  {_LANE} AND t.position > ? ORDER BY t.position LIMIT ?))
"""  # noqa: S608 -- built from constants of ours
_LOWER = sql.lower(place="?", tasks="tasks INDEXED BY ix_tasks_queue")


class SqliteHot:
    """See `HotStore`."""

    locks: ClassVar[bool] = False

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def held(self, workspace: str, lease: str, annotator: str, *, step: str) -> Held | None:
        """See `HotStore.held`. One writer: nothing needs a lock."""
        row = self._raw.execute(_HELD, (step, workspace, lease, annotator)).fetchone()
        return None if row is None else sql.to_held(row, row[-1])

    def desk(
        self, workspace: str, annotator: str, *, project: str | None, step: str
    ) -> Desk | None:
        """See `HotStore.desk`."""
        rows = self._raw.execute(
            _DESK, (step, project, project, project, workspace, annotator)
        ).fetchall()
        return sql.to_desk(rows)

    def lower_priority(self, workspace: str, project: str, step: str, below: int) -> int | None:
        """See `HotStore.lower_priority`."""
        row = self._raw.execute(_LOWER, (workspace, project, step, below)).fetchone()
        found: int | None = row[0]
        return found

    def candidates(self, search: Search) -> list[Candidate]:
        """See `HotStore.candidates`."""
        scope = sql.scope(search)
        rows = self._raw.execute(
            _CANDIDATES,
            (
                *scope,
                search.place.again,
                search.limit,
                *scope,
                max(search.place.fresh, FRESH_LANE - 1),
                search.limit,
            ),
        ).fetchmany(search.limit)
        return [sql.to_candidate(row) for row in rows]

    def put(self, batch: Batch) -> None:
        """See `HotStore.put`."""
        run = self._raw.execute
        if batch.judgments:
            run(
                _insert("judgments", JUDGMENT_COLUMNS, len(batch.judgments)), _flat(batch.judgments)
            )
        if batch.values:
            run(_insert("judgment_values", VALUE_COLUMNS, len(batch.values)), _flat(batch.values))
        if batch.tasks and not any(task.new for task in batch.tasks):
            run(
                _update("tasks", TASK_CHANGES, len(batch.tasks)),
                _flat(task.changes() for task in batch.tasks),
            )
        elif batch.tasks:
            run(
                _upsert("tasks", TASK_COLUMNS, TASK_CHANGES, len(batch.tasks)),
                _flat(task.values() for task in batch.tasks),
            )
        if batch.leases:
            run(
                _upsert("leases", LEASE_COLUMNS, LEASE_CHANGES, len(batch.leases)),
                _flat(lease.values() for lease in batch.leases),
            )
        if batch.decisions:
            run(
                _insert("decisions", DECISION_COLUMNS, len(batch.decisions)), _flat(batch.decisions)
            )
        if batch.labels:
            run(
                _upsert(
                    "labels",
                    LABEL_COLUMNS,
                    LABEL_CHANGES,
                    len(batch.labels),
                    key=("workspace_id", "item", "field"),
                    where=" WHERE labels.state <> 'frozen'",
                ),
                _flat(batch.labels),
            )
        for workspace, item, state in batch.items:
            run(
                "UPDATE items SET state = ? WHERE workspace_id = ? AND id = ?",
                (state, workspace, item),
            )

    def add_events(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """See `HotStore.add_events`."""
        if len(rows) > _MANY:
            return False
        self._raw.execute(
            _insert("events", EVENT_COLUMNS, len(rows)),
            _flat(map(_EVENT, rows)),
        )
        return True


def _flat(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    return list(chain.from_iterable(rows))


@cache
def _insert(table: str, columns: tuple[str, ...], rows: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    one = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * rows)}"  # noqa: S608


@cache
def _update(table: str, changes: tuple[str, ...], rows: int) -> str:
    """Present rows by key: twice as fast as an upsert, which looks at every constraint."""
    one = f"({', '.join('?' * (len(changes) + 2))})"
    sets = ", ".join(f'"{name}" = c.column{n}' for n, name in enumerate(changes, 3))
    return (
        f"UPDATE {table} SET {sets} FROM (VALUES {', '.join([one] * rows)}) AS c "  # noqa: S608
        f"WHERE {table}.workspace_id = c.column1 AND {table}.id = c.column2"
    )


@cache
def _upsert(
    table: str,
    columns: tuple[str, ...],
    changes: tuple[str, ...],
    rows: int,
    *,
    key: tuple[str, ...] = ("workspace_id", "id"),
    where: str = "",
) -> str:
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in changes)
    return (
        f"{_insert(table, columns, rows)} ON CONFLICT ({', '.join(key)}) "
        f"DO UPDATE SET {updates}{where}"
    )
