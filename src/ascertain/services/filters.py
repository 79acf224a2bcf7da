"""Filters of the item grid: an allow-list of names, each turned into SQL with bound values (S4).

Known: `state`, `decision`, `p_min`, `p_max`, `q` (with `field`), `class.<field>`, `slice.<name>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
LABEL_STATES: Final = ("open", "accepted", "reviewed", "audited", "exception", "frozen")
FEW: Final = 300
theirs = labels.alias("theirs")

PLAIN: Final = ("state", "decision", "p_min", "p_max", "q", "field")


@dataclass(frozen=True, slots=True)
class Narrow:
    """Filters that were read.

    Attributes:
        states: of items; all but `withdrawn` where no filter says.
        conditions: on a row of `items`, each answered by key for one item.
        p_min, p_max: bounds of the p of an item's least sure label; None is no bound.
        few: ids of all items that can match, where a filter by itself leaves at most `FEW`.
    """

    states: tuple[str, ...]
    conditions: tuple[Any, ...] = ()
    p_min: float | None = None
    p_max: float | None = None
    few: tuple[str, ...] | None = None

    def on_items(self, query: Select[Any]) -> Select[Any]:
        """The query over `items`, narrowed by all filters."""
        query = query.where(items.c.state.in_(self.states), *self.conditions, *self.p_conditions())
        return query if self.few is None else query.where(items.c.id.in_(self.few))

    def p_conditions(self) -> list[Any]:
        """The bounds on p as conditions on a row of `items`."""
        if self.p_min is None and self.p_max is None:
            return []
        conditions: list[Any] = [_of_item(theirs.c.p.is_not(None))]
        if self.p_min is not None:
            conditions.append(~_of_item(theirs.c.p < self.p_min))
        if self.p_max is not None:
            conditions.append(_of_item(theirs.c.p <= self.p_max))
        return conditions


def apply(work: Work, project: str, query: Select[Any], where: Mapping[str, str]) -> Select[Any]:
    """A query over `items`, narrowed.

    Raises:
        Invalid: see `read`.
    """
    return read(work, project, where).on_items(query)


def read(work: Work, project: str, where: Mapping[str, str]) -> Narrow:
    """Filters from the names and values of a request.

    Raises:
        Invalid: `filter.unknown`, `filter.value`; the message names what is known.
    """
    for name in where:
        if name not in PLAIN and not name.startswith(("class.", "slice.")):
            known = ", ".join((*PLAIN, "class.<field>", "slice.<name>"))
            raise Invalid("filter.unknown", f"There is no filter “{name}”. There are: {known}.")
    states = _states(where) or [state for state in STATES if state != "withdrawn"]
    p_min = _chance("p_min", where["p_min"]) if "p_min" in where else None
    p_max = _chance("p_max", where["p_max"]) if "p_max" in where else None
    conditions: list[Any] = []
    probes: list[Any] = []
    for name, value in where.items():
        sort, _, rest = name.partition(".")
        if sort == "class":
            condition, probe = _class(work, project, rest, value)
        elif sort == "slice":
            condition, probe = _slice(work, project, rest, value)
        else:
            continue
        conditions.append(condition)
        probes.append(probe)
    if where.get("q"):
        conditions.append(_text(work, where["q"], where.get("field")))
    if p_max is not None or p_min is not None:
        probes.append(_p_probe(work, project, p_min, p_max))
    few: tuple[str, ...] | None = None
    for probe in probes:
        found = work.session.sql.scalars(probe.limit(FEW + 1)).all()
        if len(found) <= FEW and (few is None or len(found) < len(few)):
            few = tuple(dict.fromkeys(found))
    return Narrow(tuple(states), tuple(conditions), p_min, p_max, few)


def _p_probe(work: Work, project: str, p_min: float | None, p_max: float | None) -> Any:
    c = labels.c
    query = select(c.item).where(
        c.workspace_id == work.actor.workspace, c.project == project, c.state.in_(LABEL_STATES)
    )
    if p_min is not None and p_max is None:
        return query.where(c.p >= p_min)
    return query.where(c.p <= p_max)


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
    """Whether an item has a label (`theirs`) for which the conditions hold. An alias, because the
    query around it may walk over labels too."""
    return (
        exists()
        .where(
            theirs.c.workspace_id == items.c.workspace_id, theirs.c.item == items.c.id, *conditions
        )
        .correlate(items)
    )


def _chance(name: str, text: str) -> float:
    try:
        p = float(text)
    except ValueError:
        p = -1.0
    if not 0 <= p <= 1:
        raise Invalid("filter.value", f"{name} is a probability from 0 to 1; it is “{text}”.")
    return p


def _class(work: Work, project: str, field: str, class_id: str) -> tuple[Any, Any]:
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
    c = labels.c
    probe = select(c.item).where(
        c.workspace_id == work.actor.workspace,
        c.project == project,
        c.field == field,
        c.class_id == class_id,
    )
    condition = _of_item(theirs.c.field == field, theirs.c.class_id == class_id)
    return condition, probe


def _slice(work: Work, project: str, name: str, value: str) -> tuple[Any, Any]:
    c = slices.c
    here = and_(c.workspace_id == work.actor.workspace, c.project == project)
    if work.session.value(select(c.item).where(here, c.name == name).limit(1)) is None:
        names = work.session.sql.scalars(select(c.name).where(here).distinct().order_by(c.name))
        known = ", ".join(f"slice.{one}" for one in names) or "none in this project"
        raise Invalid("filter.unknown", f"There is no filter “slice.{name}”. There are: {known}.")
    condition = (
        exists()
        .where(
            c.workspace_id == items.c.workspace_id,
            c.item == items.c.id,
            c.name == name,
            c.value == value,
        )
        .correlate(items)
    )
    return condition, select(c.item).where(here, c.name == name, c.value == value)


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
    found = (
        exists()
        .where(
            item_versions.c.workspace_id == items.c.workspace_id,
            item_versions.c.item == items.c.id,
            item_versions.c.n == items.c.version,
            content.ilike(pattern, escape="!"),
        )
        .correlate(items)
    )
    return found if field is not None else or_(items.c.key.ilike(pattern, escape="!"), found)
