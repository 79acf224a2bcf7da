"""Filters of the item grid: an allow-list of names, each turned into SQL over bound parameters (S4).

Known: `state`, `decision`, `p_min`, `p_max`, `q` (with `field`), `class.<field>`, `slice.<name>`.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import JSON, Select, and_, cast, exists, func, or_, select

from ascertain.core.errors import Invalid
from ascertain.services.design import schema_of
from ascertain.services.support import like
from ascertain.store.tables.items import item_versions, items, slices
from ascertain.store.tables.judgments import labels
from ascertain.store.tables.projects import projects
from ascertain.store.work import Work

STATES: Final = ("waiting", "working", "review", "resolved", "exception", "dropped", "withdrawn")
# The last decision on an item, seen from the state that it led to.
DECISIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "ask": ("waiting", "working"),
    "review": ("review",),
    "accept": ("resolved",),
    "exception": ("exception", "dropped"),
}
PLAIN: Final = ("state", "decision", "p_min", "p_max", "q", "field")


def apply(work: Work, project: str, query: Select[Any], where: Mapping[str, str]) -> Select[Any]:
    """The query over `items`, narrowed.

    Raises:
        Invalid: `filter.unknown`, `filter.value`; the message names what is known.
    """
    for name in where:
        if name not in PLAIN and not name.startswith(("class.", "slice.")):
            known = ", ".join((*PLAIN, "class.<field>", "slice.<name>"))
            raise Invalid("filter.unknown", f"There is no filter “{name}”. There are: {known}.")
    conditions: list[Any] = []
    states = _states(where)
    if states is None:
        conditions.append(items.c.state != "withdrawn")
    else:
        conditions.append(items.c.state.in_(states))
    if "p_min" in where or "p_max" in where:
        conditions += _p_between(where)
    for name, value in where.items():
        sort, _, rest = name.partition(".")
        if sort == "class":
            conditions.append(_class(work, project, rest, value))
        elif sort == "slice":
            conditions.append(_slice(work, project, rest, value))
    if where.get("q"):
        conditions.append(_text(work, where["q"], where.get("field")))
    return query.where(*conditions)


def _states(where: Mapping[str, str]) -> list[str] | None:
    chosen: list[set[str]] = []
    if "state" in where:
        chosen.append({_known("state", one, STATES) for one in where["state"].split(",")})
    if "decision" in where:
        wanted = [_known("decision", one, tuple(DECISIONS)) for one in where["decision"].split(",")]
        chosen.append({state for one in wanted for state in DECISIONS[one]})
    return sorted(set.intersection(*chosen)) if chosen else None


def _known(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Invalid(
            "filter.value", f"“{value}” is no value of {name}. There are: {', '.join(known)}."
        )
    return value


def _of_item(*conditions: Any) -> Any:
    return exists().where(
        labels.c.workspace_id == items.c.workspace_id, labels.c.item == items.c.id, *conditions
    )


def _p_between(where: Mapping[str, str]) -> list[Any]:
    """Items by the p of their least sure label."""
    conditions: list[Any] = [_of_item(labels.c.p.is_not(None))]
    if "p_min" in where:
        conditions.append(~_of_item(labels.c.p < _chance("p_min", where["p_min"])))
    if "p_max" in where:
        conditions.append(_of_item(labels.c.p <= _chance("p_max", where["p_max"])))
    return conditions


def _chance(name: str, text: str) -> float:
    try:
        p = float(text)
    except ValueError:
        p = -1.0
    if not 0 <= p <= 1:
        raise Invalid("filter.value", f"{name} is a probability from 0 to 1; it is “{text}”.")
    return p


def _class(work: Work, project: str, field: str, class_id: str) -> Any:
    version = work.session.value(
        select(projects.c.schema_version).where(
            projects.c.workspace_id == work.actor.workspace, projects.c.id == project
        )
    )
    schema = schema_of(work.session, work.plugins, work.actor.workspace, version)
    fields = [one.name for one in schema.compiled.fields if one.classified is not None]
    if field not in fields:
        known = ", ".join(f"class.{name}" for name in fields) or "none in this project"
        raise Invalid("filter.unknown", f"There is no filter “class.{field}”. There are: {known}.")
    return items.c.id.in_(
        select(labels.c.item).where(
            labels.c.workspace_id == work.actor.workspace,
            labels.c.project == project,
            labels.c.field == field,
            labels.c.class_id == class_id,
        )
    )


def _slice(work: Work, project: str, name: str, value: str) -> Any:
    here = and_(slices.c.workspace_id == work.actor.workspace, slices.c.project == project)
    if (
        work.session.value(select(slices.c.item).where(here, slices.c.name == name).limit(1))
        is None
    ):
        names = work.session.sql.scalars(
            select(slices.c.name).where(here).distinct().order_by(slices.c.name)
        ).all()
        known = ", ".join(f"slice.{one}" for one in names) or "none in this project"
        raise Invalid("filter.unknown", f"There is no filter “slice.{name}”. There are: {known}.")
    return items.c.id.in_(
        select(slices.c.item).where(here, slices.c.name == name, slices.c.value == value)
    )


def _text(work: Work, text: str, field: str | None) -> Any:
    """Items whose key or content holds the text, letters of either case; with `field` only that
    part of the content."""
    pattern = like(text)
    content: Any = item_versions.c.content
    if field is not None:
        if '"' in field or "\\" in field:
            raise Invalid("filter.value", "field is the name of a part of the content.")
        content = (
            func.json_extract(item_versions.c.content, f'$."{field}"')
            if work.session.dialect == "sqlite"
            else func.json_extract_path_text(cast(item_versions.c.content, JSON), field)
        )
    found = exists().where(
        item_versions.c.workspace_id == items.c.workspace_id,
        item_versions.c.item == items.c.id,
        item_versions.c.n == items.c.version,
        content.ilike(pattern, escape="!"),
    )
    return found if field is not None else or_(items.c.key.ilike(pattern, escape="!"), found)
