"""The serving path on PostgreSQL: a verb's rows go in one statement of many parts, from arrays."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

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

if TYPE_CHECKING:
    import psycopg

# Whoever waits for a lock has read everything else before: so first lock, then read.
_LOCK = """
SELECT t.id FROM leases l
JOIN annotators a ON a.workspace_id = l.workspace_id AND a.id = l.annotator
JOIN tasks t ON t.workspace_id = l.workspace_id AND t.id = l.task
WHERE l.workspace_id = %s AND l.id = %s AND l.annotator = %s
FOR NO KEY UPDATE OF a, t
"""
_LOCK_ANNOTATOR = """
SELECT id FROM annotators WHERE workspace_id = %s AND id = %s FOR NO KEY UPDATE
"""
_GIVEN = """
(SELECT coalesce(json_agg(json_build_array(j.id, j.annotator, j.outcome, j.schema_version,
    (SELECT coalesce(json_object_agg(w.field, w.value), '{}'::json) FROM judgment_values w
      WHERE w.workspace_id = j.workspace_id AND w.judgment = j.id))), '[]'::json)::text
  FROM judgments j
  WHERE j.workspace_id = t.workspace_id AND j.item = t.item AND j.task = t.id
    AND j.role = 'label' AND j.counted = 1 AND j.current = 1)
"""
_HELD = sql.held(given=_GIVEN, place="%s", tasks="tasks q")
_DESK = sql.desk(place="%s", tasks="tasks q")

_LANE = sql.lane(place="%s", tasks="tasks t")


def _candidates(lock: str) -> str:
    return f"""
WITH again AS MATERIALIZED (
  {_LANE} AND t.position > %s AND t.position < {FRESH_LANE}
  ORDER BY t.position LIMIT %s {lock}
), fresh AS MATERIALIZED (
  {_LANE} AND t.position > %s AND (SELECT count(*) FROM again) < %s
  ORDER BY t.position LIMIT %s {lock}
)
SELECT * FROM again UNION ALL SELECT * FROM fresh
"""  # noqa: S608 -- built from constants of ours


_CANDIDATES = {
    "pass": _candidates("FOR NO KEY UPDATE OF t SKIP LOCKED"),
    "wait": _candidates("FOR NO KEY UPDATE OF t"),
    "look": _candidates(""),
}
_LOWER = sql.lower(place="%s", tasks="tasks")

_TYPES = {
    "bigint": {
        "visit",
        "want",
        "live",
        "done",
        "priority",
        "position",
        "made_at",
        "expires_at",
        "hard_until",
        "wall_ms",
        "active_ms",
        "price_micro",
        "at",
        "kind_version",
        "n",
    },
    "smallint": {"late", "counted", "current"},
    "double precision": {"p"},
}


def _type(name: str) -> str:
    return next((kind for kind, names in _TYPES.items() if name in names), "text")


def _insert(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{_type(name)}[]" for name in columns)
    return f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608


def _upsert(
    table: str,
    columns: Sequence[str],
    changes: Sequence[str],
    key: str = "workspace_id, id",
    where: str = "",
) -> str:
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in changes)
    return f"{_insert(table, columns)} ON CONFLICT ({key}) DO UPDATE SET {updates}{where}"


_ITEMS = """
UPDATE items SET state = c.state
FROM unnest(%s::text[], %s::text[], %s::text[]) AS c (workspace_id, id, state)
WHERE items.workspace_id = c.workspace_id AND items.id = c.id
"""
_PARTS = (
    _insert("judgments", JUDGMENT_COLUMNS),
    _insert("judgment_values", VALUE_COLUMNS),
    _upsert("tasks", TASK_COLUMNS, TASK_CHANGES),
    _upsert("leases", LEASE_COLUMNS, LEASE_CHANGES),
    _insert("decisions", DECISION_COLUMNS),
    _upsert(
        "labels",
        LABEL_COLUMNS,
        LABEL_CHANGES,
        "workspace_id, item, field",
        " WHERE labels.state <> 'frozen'",
    ),
    _ITEMS,
)
_EVENTS = _insert("events", EVENT_COLUMNS)


class PostgresHot:
    """See `HotStore`."""

    locks: ClassVar[bool] = True

    def __init__(self, raw: "psycopg.Connection[Any]") -> None:
        self._raw = raw
        self._statements: dict[tuple[bool, ...], str] = {}

    def held(self, workspace: str, lease: str, annotator: str, *, step: str) -> Held | None:
        """See `HotStore.held`."""
        key = (workspace, lease, annotator)
        if self._raw.execute(_LOCK, key).fetchone() is None:
            return None
        row = self._raw.execute(_HELD, (step, *key)).fetchone()
        return None if row is None else sql.to_held(row, row[-1])

    def desk(
        self, workspace: str, annotator: str, *, project: str | None, step: str
    ) -> Desk | None:
        """See `HotStore.desk`."""
        self._raw.execute(_LOCK_ANNOTATOR, (workspace, annotator))
        rows = self._raw.execute(
            _DESK, (step, project, project, project, workspace, annotator)
        ).fetchall()
        return sql.to_desk(rows)

    def lower_priority(self, workspace: str, project: str, step: str, below: int) -> int | None:
        """See `HotStore.lower_priority`."""
        row = self._raw.execute(_LOWER, (workspace, project, step, below)).fetchone()
        found: int | None = row[0] if row is not None else None
        return found

    def candidates(self, search: Search) -> list[Candidate]:
        """See `HotStore.candidates`."""
        scope = sql.scope(search)
        rows = self._raw.execute(
            _CANDIDATES[search.lock],
            (
                *scope,
                search.place.again,
                search.limit,
                *scope,
                max(search.place.fresh, FRESH_LANE - 1),
                search.limit,
                search.limit,
            ),
        ).fetchmany(search.limit)
        return [sql.to_candidate(row) for row in rows]

    def put(self, batch: Batch) -> None:
        """See `HotStore.put`."""
        groups: tuple[Sequence[Sequence[Any]], ...] = (
            batch.judgments,
            batch.values,
            [task.values() for task in batch.tasks],
            [lease.values() for lease in batch.leases],
            batch.decisions,
            batch.labels,
            batch.items,
        )
        present = tuple(bool(group) for group in groups)
        if not any(present):
            return
        statement = self._statements.get(present)
        if statement is None:
            parts = [part for part, used in zip(_PARTS, present, strict=True) if used]
            heads = ", ".join(f"w{n} AS ({part})" for n, part in enumerate(parts))
            statement = f"WITH {heads} SELECT 1"
            self._statements[present] = statement
        arrays: list[list[Any]] = []
        for group in groups:
            if group:
                arrays.extend(map(list, zip(*group, strict=True)))
        self._raw.execute(statement, arrays)

    def add_events(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """See `HotStore.add_events`."""
        self._raw.execute(_EVENTS, [[row[name] for row in rows] for name in EVENT_COLUMNS])
        return True
