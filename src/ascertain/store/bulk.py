"""Many rows at once: on SQLite statements of 250 rows (one statement a row costs 1.8 times as
much), on PostgreSQL COPY. Values that all rows share are given once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Table

from ascertain.store.session import Session

# SQLite takes 32,766 parameters a statement; longer ones gain nothing.
_ROWS = 250


def insert_many(
    session: Session,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    shared: Mapping[str, Any],
) -> None:
    """Inserts rows; `columns` names what each row gives, `shared` what all have alike.

    A key that is taken raises the driver's integrity error; nothing of the transaction then holds.
    """
    if not rows:
        return
    if session.dialect == "sqlite":
        _sqlite(session, table.name, tuple(columns), rows, shared)
    else:
        _postgres(session, table.name, tuple(columns), rows, shared)


def _sqlite(
    session: Session,
    table: str,
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    shared: Mapping[str, Any],
) -> None:
    first = list(shared.values())
    names = tuple(shared)
    for start in range(0, len(rows), _ROWS):
        some = rows[start : start + _ROWS]
        session.raw.execute(
            _statement(table, names, columns, len(some)), [*first, *chain.from_iterable(some)]
        )


@lru_cache(maxsize=64)
def _statement(table: str, shared: tuple[str, ...], columns: tuple[str, ...], rows: int) -> str:
    """Parameters are numbered, so that the shared ones are bound once."""
    alike = [f"?{n}" for n in range(1, len(shared) + 1)]
    width = len(columns)
    places = ", ".join(
        "("
        + ", ".join([*alike, *(f"?{len(shared) + row * width + n}" for n in range(1, width + 1))])
        + ")"
        for row in range(rows)
    )
    return f"INSERT INTO {_list(table, shared + columns)} VALUES {places}"  # noqa: S608 - our names


def _postgres(
    session: Session,
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[Sequence[Any]],
    shared: Mapping[str, Any],
) -> None:
    first = tuple(shared.values())
    with (
        session.raw.cursor() as cursor,
        cursor.copy(f"COPY {_list(table, (*shared, *columns))} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((*first, *row))


def _list(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'"{table}" ({names})'
