"""Immutable versions of what belongs to a project: schema, flow, guideline."""

from typing import Any

from sqlalchemy import Table, insert

from ascertain.core import canonical
from ascertain.store.work import Work


def add_version(
    work: Work,
    table: Table,
    version: str,
    *,
    project: str,
    n: int,
    body: Any,
    map_from_previous: Any = None,
) -> None:
    """Store version `n` of a project's schema, flow or guideline under the id `version`."""
    mapped = None if map_from_previous is None else canonical.dumps(map_from_previous)
    work.session.run(
        insert(table).values(
            workspace_id=work.actor.workspace,
            id=version,
            project=project,
            n=n,
            body=canonical.dumps(body),
            map_from_previous=mapped,
            made_by=work.actor.member,
            made_at=work.now,
        )
    )
