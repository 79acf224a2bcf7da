"""Facts about given items, gathered with a handful of queries whatever their number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.quality import reason as reasons
from ascertain.services import media
from ascertain.services.quality import read_basis
from ascertain.store.tables.items import item_versions, items, slices
from ascertain.store.tables.judgments import decisions as decisions_table
from ascertain.store.tables.judgments import judgment_values, judgments, labels
from ascertain.store.tables.people import annotators, members
from ascertain.store.tables.projects import guideline_versions, schema_versions
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work
from ascertain.wire.items import Item, ItemRow, JudgmentRow, Label, Rung, Why

TEXT_SHOWN = 300
MS = 1000


def item_rows(work: Work, ids: Sequence[str]) -> list[ItemRow]:
    """A row of the grid for each item, in the order given."""
    if not ids:
        return []
    facts = {row.id: row for row in work.session.rows(_present(work).where(items.c.id.in_(ids)))}
    by_item = _labels(work, ids)
    judged = _judged(work, ids)
    values = _values(work, [row.id for some in judged.values() for row in some])
    last = _last_decisions(work, ids)
    sliced = _slices(work, ids)
    found = []
    for item in ids:
        row = facts[item]
        present = by_item.get(item, {})
        votes = judged.get(item, [])
        decision = last.get(item)
        reason = None if decision is None else canonical.loads(decision.reason)
        picture = media.picture(row.blob, row.thumb, row.media, media.Reading(row.version_id))
        found.append(
            ItemRow(
                id=row.id,
                key=row.key,
                version=row.version,
                type=row.type,
                state=row.state,
                priority=row.priority,
                text=_text(row.type, row.content),
                thumb_url=None if picture is None else picture.thumb_url,
                labels=[_label(one) for one in present.values()],
                tally=[
                    _agrees(values.get(vote.id, {}), present)
                    for vote in votes
                    if vote.role == "label" and vote.outcome == "answered"
                ],
                judgments=len(votes),
                seconds=_mean([vote.active_ms for vote in votes]),
                decision=None if decision is None else decision.action,
                why=None if reason is None else reasons.sentence(reason),
                slices=sliced.get(item, {}),
            )
        )
    return found


def _present(work: Work) -> Any:
    return (
        select(
            items.c.id,
            items.c.key,
            items.c.version,
            items.c.state,
            items.c.priority,
            item_versions.c.id.label("version_id"),
            item_versions.c.type,
            item_versions.c.content,
            item_versions.c.blob,
            item_versions.c.thumb,
            item_versions.c.media,
        )
        .join(
            item_versions,
            (item_versions.c.workspace_id == items.c.workspace_id)
            & (item_versions.c.item == items.c.id)
            & (item_versions.c.n == items.c.version),
        )
        .where(items.c.workspace_id == work.actor.workspace)
    )


def _text(type_: str, content: str) -> str | None:
    """What a row shows of the content: the text, or `name: value` pairs of a record."""
    body: dict[str, Any] = canonical.loads(content)
    if isinstance(body.get("text"), str):
        return str(body["text"])[:TEXT_SHOWN]
    if type_ == "image" or not body:
        return None
    pairs = ", ".join(
        f"{name}: {value if isinstance(value, str) else canonical.dumps(value)}"
        for name, value in body.items()
    )
    return pairs[:TEXT_SHOWN]


def _mean(ms: Sequence[int]) -> float | None:
    return sum(ms) / len(ms) / MS if ms else None


def _labels(work: Work, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in work.session.rows(
        select(labels)
        .where(labels.c.workspace_id == work.actor.workspace, labels.c.item.in_(ids))
        .order_by(labels.c.item, labels.c.field)
    ):
        found[row.item][row.field] = row
    return found


def _label(row: Any) -> Label:
    basis = read_basis(row.basis)
    return Label(
        field=row.field,
        value=None if row.value is None else canonical.loads(row.value),
        p=row.p,
        state=row.state,
        n=row.n,
        spread=dict(basis.spread),
        gold_n=basis.gold_n,
        basis=basis.basis,
    )


def _judged(work: Work, ids: Sequence[str]) -> dict[str, list[Any]]:
    """Judgments that stand, oldest first; skips are none."""
    c = judgments.c
    found: dict[str, list[Any]] = defaultdict(list)
    for row in work.session.rows(
        select(c.id, c.item, c.role, c.outcome, c.active_ms)
        .where(
            c.workspace_id == work.actor.workspace,
            c.item.in_(ids),
            c.current == 1,
            c.outcome != "skipped",
        )
        .order_by(c.at, c.id)
    ):
        found[row.item].append(row)
    return found


def _values(work: Work, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Values as stored, by judgment and field."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    if not ids:
        return found
    c = judgment_values.c
    for row in work.session.rows(
        select(c.judgment, c.field, c.value).where(
            c.workspace_id == work.actor.workspace, c.judgment.in_(ids)
        )
    ):
        found[row.judgment][row.field] = row.value
    return found


def _agrees(values: Mapping[str, str], present: Mapping[str, Any]) -> bool:
    """Whether a judgment says what the labels say, on each field that both have."""
    return all(row.value == values[name] for name, row in present.items() if name in values)


def _last_decisions(work: Work, ids: Sequence[str]) -> dict[str, Any]:
    c = decisions_table.c
    newest = (
        select(tasks.c.item, func.max(c.id).label("id"))
        .join(
            decisions_table,
            (c.workspace_id == tasks.c.workspace_id) & (c.task == tasks.c.id),
        )
        .where(tasks.c.workspace_id == work.actor.workspace, tasks.c.item.in_(ids))
        .group_by(tasks.c.item)
        .subquery()
    )
    return {
        row.item: row
        for row in work.session.rows(
            select(newest.c.item, c.action, c.reason).join(
                newest, (c.workspace_id == work.actor.workspace) & (c.id == newest.c.id)
            )
        )
    }


def _slices(work: Work, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in work.session.rows(
        select(slices.c.item, slices.c.name, slices.c.value)
        .where(slices.c.workspace_id == work.actor.workspace, slices.c.item.in_(ids))
        .order_by(slices.c.item, slices.c.name)
    ):
        found[row.item][row.name] = row.value
    return found


def read_content(work: Work, item: str) -> Item:
    """An item with its whole content, for whoever may read items."""
    row = work.session.row(_present(work).where(items.c.id == item))
    assert row is not None  # noqa: S101 - the guard has found it
    return Item(
        id=row.id,
        key=row.key,
        version=row.version,
        type=row.type,
        content=canonical.loads(row.content),
        image=media.image(row.blob, row.thumb, row.media, media.Reading(row.version_id)),
    )


def history(work: Work, item: str) -> list[JudgmentRow]:
    """All judgments of an item, skips and superseded ones included, oldest first."""
    c = judgments.c
    found = work.session.rows(
        select(
            judgments,
            members.c.handle,
            annotators.c.machine_version,
            schema_versions.c.n.label("schema_n"),
            guideline_versions.c.n.label("guideline_n"),
        )
        .join(
            annotators,
            (annotators.c.workspace_id == c.workspace_id) & (annotators.c.id == c.annotator),
        )
        .outerjoin(
            members,
            (members.c.workspace_id == annotators.c.workspace_id)
            & (members.c.id == annotators.c.member),
        )
        .join(
            schema_versions,
            (schema_versions.c.workspace_id == c.workspace_id)
            & (schema_versions.c.id == c.schema_version),
        )
        .join(
            guideline_versions,
            (guideline_versions.c.workspace_id == c.workspace_id)
            & (guideline_versions.c.id == c.guideline_version),
        )
        .where(c.workspace_id == work.actor.workspace, c.item == item)
        .order_by(c.at, c.id)
    )
    values = _values(work, [row.id for row in found])
    return [
        JudgmentRow(
            id=row.id,
            annotator=row.handle or row.machine_version,
            role=row.role,
            outcome=row.outcome,
            reason=row.reason,
            values={name: canonical.loads(value) for name, value in values.get(row.id, {}).items()},
            seconds=row.active_ms / MS,
            at=to_datetime(row.at),
            late=bool(row.late),
            counted=bool(row.counted),
            supersedes=row.supersedes,
            schema_n=row.schema_n,
            guideline_n=row.guideline_n,
        )
        for row in found
    ]


def decisions(work: Work, item: str) -> list[Why]:
    """All decisions on an item in words, newest first."""
    c = decisions_table.c
    found = work.session.rows(
        select(decisions_table)
        .join(tasks, (tasks.c.workspace_id == c.workspace_id) & (tasks.c.id == c.task))
        .where(c.workspace_id == work.actor.workspace, tasks.c.item == item)
        .order_by(c.id.desc())
    )
    said = []
    for row in found:
        values = canonical.loads(row.reason)
        said.append(
            Why(
                action=row.action,
                sentence=reasons.sentence(values),
                ladder=[
                    Rung(rule=rung.rule, value=rung.value, hit=rung.hit)
                    for rung in reasons.ladder(values)
                ],
                values=values,
                at=to_datetime(row.at),
            )
        )
    return said
