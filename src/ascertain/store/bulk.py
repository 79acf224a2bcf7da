"""Many rows at once: on SQLite statements of up to 1,000 rows (one statement a row costs 1.8 times
as much), on PostgreSQL COPY. Values that all rows share are given once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from ascertain.store.session import Session

# SQLite takes 32,766 parameters a statement. Fewer, longer statements also mean that the writer
# seldom has to wait for the interpreter, which it gives up while a statement runs.
_ROWS = 1000

Columns = Mapping[str, Sequence[Any]]


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
    if rows:
        turned = zip(*rows, strict=True)
        insert_columns(session, table, dict(zip(columns, turned, strict=True)), shared=shared)


def insert_columns(
    session: Session, table: Table, columns: Columns, *, shared: Mapping[str, Any]
) -> None:
    """The same for rows that are given column by column, which is cheaper to make and to bind."""
    rows = len(next(iter(columns.values())))
    if rows == 0:
        return
    if session.dialect == "sqlite":
        _sqlite(session, table.name, columns, rows, shared)
    else:
        _postgres(session, table.name, columns, shared)


def _sqlite(
    session: Session, table: str, columns: Columns, rows: int, shared: Mapping[str, Any]
) -> None:
    first, names, width = list(shared.values()), tuple(shared), len(columns)
    for start in range(0, rows, _ROWS):
        count = min(_ROWS, rows - start)
        cells: list[Any] = [None] * (count * width)
        for place, column in enumerate(columns.values()):
            cells[place::width] = column[start : start + count]
        session.raw.execute(_statement(table, names, tuple(columns), count), first + cells)


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


def _postgres(session: Session, table: str, columns: Columns, shared: Mapping[str, Any]) -> None:
    first = tuple(shared.values())
    rows: Iterable[tuple[Any, ...]] = zip(*columns.values(), strict=True)
    with (
        session.raw.cursor() as cursor,
        cursor.copy(f"COPY {_list(table, (*shared, *columns))} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((*first, *row))


def _list(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'"{table}" ({names})'
