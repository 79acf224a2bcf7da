"""Column types and shapes shared by all tables.

Ids are UUIDv7 text, times integer microseconds UTC, JSON canonical text, booleans 0 or 1: the
same bytes on both databases. Text compares by code point (collation C).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CollatedText = Text().with_variant(Text(collation="C"), "postgresql")


def text(name: str, *, null: bool = False, **more: Any) -> Column[str]:
    """A text column."""
    return Column(name, CollatedText, nullable=null, **more)


def micros(name: str, *, null: bool = False, **more: Any) -> Column[int]:
    """A time: microseconds since 1970-01-01 UTC."""
    return Column(name, BigInteger, nullable=null, **more)


def whole(name: str, *, null: bool = False, **more: Any) -> Column[int]:
    """A whole number of any size."""
    return Column(name, BigInteger, nullable=null, **more)


def flag(name: str, **more: Any) -> Column[int]:
    """A truth value, 0 or 1."""
    return Column(name, SmallInteger, nullable=False, **more)


def json(name: str, *, null: bool = False, **more: Any) -> Column[str]:
    """Canonical JSON text."""
    return Column(name, CollatedText, nullable=null, **more)


def tenant(*, rooted: bool = True) -> list[Any]:
    """`workspace_id` and `id`, with the key that both make: nothing can point across tenants.

    `rooted` False: another foreign key leads to the workspace, and rows are many enough that
    looking it up once more for each of them is felt.
    """
    key = [text("workspace_id"), text("id"), PrimaryKeyConstraint("workspace_id", "id")]
    root = ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], ondelete="CASCADE")
    return [*key, root] if rooted else key


def refers(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key within the tenant, gone with what it points at."""
    return ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{table}.workspace_id", f"{table}.id"],
        ondelete="CASCADE",
    )
