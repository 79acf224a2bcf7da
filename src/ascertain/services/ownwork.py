"""What annotators see of their own work: what is open to them, how far they have come, and what
they answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from ascertain.core import canonical
from ascertain.core.clock import DAY, to_datetime
from ascertain.core.pages import decode_cursor, encode_cursor
from ascertain.services import design, media
from ascertain.services.quality import read_basis
from ascertain.services.serving import annotator_of
from ascertain.store.tables.items import item_versions, items
from ascertain.store.tables.judgments import comments, judgment_values, judgments, labels
from ascertain.store.tables.projects import projects
from ascertain.store.tables.tasks import tasks
from ascertain.store.work import Work
from ascertain.wire.base import Listing
from ascertain.wire.items import Image, Item, Label
from ascertain.wire.work import OpenWork, OwnJudgment, OwnProgress

MS = 1000
MEDIAN_OF = 200
"""How many of the latest judgments the median of seconds is taken over."""
COUNTED_UP_TO = 10_000
"""Open tasks are counted up to this number: beyond it, nobody needs to know."""


def open_work(work: Work, step: str = "label") -> list[OpenWork]:
    """Projects that the caller may work in, the most urgent first, with how much is open."""
    p = projects.c
    rows = work.session.rows(
        select(p.id, p.name, p.state, p.annotators)
        .where(p.workspace_id == work.actor.workspace, p.state != "archived")
        .order_by(p.priority.desc(), p.made_at, p.id)
    )
    return [
        OpenWork(
            project=row.id,
            name=row.name,
            title=None,
            open_tasks=_open_tasks(work, row.id, step) if row.state == "open" else 0,
            state=row.state,
        )
        for row in rows
        if row.annotators == "[]" or work.actor.member in canonical.loads(row.annotators)
    ]


def _open_tasks(work: Work, project: str, step: str) -> int:
    """Open tasks that the caller has not had."""
    t, j = tasks.c, judgments.c
    seen = (
        select(j.id)
        .where(
            j.workspace_id == t.workspace_id,
            j.item == t.item,
            j.annotator == work.actor.annotator,
            j.current == 1,
            j.outcome != "undone",
            j.item_version == t.item_version,
            or_(j.task == t.id, and_(j.role == "label", t.returned.is_(None))),
        )
        .exists()
    )
    some = (
        select(t.id)
        .where(
            t.workspace_id == work.actor.workspace,
            t.project == project,
            t.step == step,
            t.state == "open",
            ~seen,
        )
        .limit(COUNTED_UP_TO)
        .subquery()
    )
    found: int = work.session.value(select(func.count()).select_from(some))
    return found


def own_progress(work: Work, project: str | None) -> OwnProgress:
    """The caller's work today (UTC) and in all, in one project or in every one."""
    annotator, j = annotator_of(work), judgments.c
    midnight = work.now - work.now % DAY
    mine = [
        j.workspace_id == work.actor.workspace,
        j.annotator == annotator,
        j.current == 1,
        j.outcome.in_(["answered", "cannot_tell", "bad_data", "returned"]),
    ]
    if project is not None:
        mine.append(j.project == project)
    row = work.session.row(
        select(
            func.count().label("total"),
            func.count().filter(j.at >= midnight).label("today"),
            func.sum(j.active_ms).filter(j.at >= midnight).label("ms_today"),
        ).where(*mine)
    )
    latest = sorted(
        work.session.sql.scalars(
            select(j.active_ms).where(*mine).order_by(j.id.desc()).limit(MEDIAN_OF)
        )
    )
    return OwnProgress(
        today=row.today if row is not None else 0,
        total=row.total if row is not None else 0,
        seconds_today=(row.ms_today or 0) / MS if row is not None else 0,
        seconds_median=_median(latest),
        open_tasks=_open_in(work, project),
        flags_answered=_flags_answered(work, project),
        returned=_returned(work, project),
    )


def _median(ms: Sequence[int]) -> float | None:
    if not ms:
        return None
    half = len(ms) // 2
    return (ms[half] if len(ms) % 2 else (ms[half - 1] + ms[half]) / 2) / MS


def _open_in(work: Work, project: str | None) -> int:
    if project is not None:
        return _open_tasks(work, project, "label")
    return sum(one.open_tasks for one in open_work(work))


def _flags_answered(work: Work, project: str | None) -> int:
    """Own questions with an answer that was not looked at yet."""
    c = comments.c
    where: list[ColumnElement[bool]] = [
        c.workspace_id == work.actor.workspace,
        c.author == work.actor.member,
        c.type == "flag",
        c.state == "answered",
        c.seen_at.is_(None),
    ]
    if project is not None:
        where.append(c.project == project)
    found: int = work.session.value(select(func.count()).where(*where))
    return found


def _returned(work: Work, project: str | None) -> int:
    """Items that the caller judged and a reviewer sent back, and that are open again."""
    t, j = tasks.c, judgments.c
    where: list[ColumnElement[bool]] = [
        t.workspace_id == work.actor.workspace,
        t.state == "open",
        t.returned.is_not(None),
        select(j.id)
        .where(
            j.workspace_id == t.workspace_id,
            j.item == t.item,
            j.annotator == work.actor.annotator,
            j.role == "label",
            j.task != t.id,
        )
        .exists(),
    ]
    if project is not None:
        where.append(t.project == project)
    found: int = work.session.value(select(func.count()).where(*where))
    return found


def history(
    work: Work, *, project: str | None, limit: int, cursor: str | None, secret: bytes
) -> Listing[OwnJudgment]:
    """The caller's judgments that stand, latest first."""
    j = judgments.c
    query = (
        select(
            judgments,
            items.c.key,
            items.c.state.label("item_state"),
            item_versions.c.n,
            item_versions.c.type,
            item_versions.c.content,
            item_versions.c.blob,
            item_versions.c.thumb,
            item_versions.c.media,
        )
        .join(items, (items.c.workspace_id == j.workspace_id) & (items.c.id == j.item))
        .join(
            item_versions,
            (item_versions.c.workspace_id == j.workspace_id)
            & (item_versions.c.id == j.item_version),
        )
        .where(
            j.workspace_id == work.actor.workspace,
            j.annotator == annotator_of(work),
            j.current == 1,
            j.outcome != "undone",
        )
        .order_by(j.id.desc())
        .limit(limit + 1)
    )
    if project is not None:
        query = query.where(j.project == project)
    if cursor is not None:
        (last,) = decode_cursor(cursor, size=1)
        query = query.where(j.id < str(last))
    rows = work.session.rows(query)
    page = rows[:limit]
    values = _values(work, [row.id for row in page])
    settled = _labels(work, [row.item for row in page if row.item_state == "resolved"])
    frozen = _frozen(work, [row.item for row in page])
    return Listing(
        data=[
            _own(
                work,
                row,
                values=values.get(row.id, {}),
                settled=settled.get(row.item, []),
                changeable=row.item not in frozen,
                secret=secret,
            )
            for row in page
        ],
        next=encode_cursor(page[-1].id) if len(rows) > limit else None,
    )


def _own(
    work: Work,
    row: Any,
    *,
    values: Mapping[str, Any],
    settled: list[Label],
    changeable: bool,
    secret: bytes,
) -> OwnJudgment:
    workspace = work.actor.workspace
    schema = design.schema_of(work.session, work.plugins, workspace, row.schema_version)
    picture: Image | None = media.image(
        row.blob, row.thumb, row.media, media.Held(secret, work.actor, row.id, "judgment")
    )
    return OwnJudgment(
        id=row.id,
        annotator=work.actor.handle,
        role=row.role,
        outcome=row.outcome,
        reason=row.reason,
        values=dict(values),
        seconds=row.active_ms / MS,
        at=to_datetime(row.at),
        late=bool(row.late),
        counted=bool(row.counted),
        supersedes=row.supersedes,
        schema_n=schema.n,
        guideline_n=design.guideline_number(work.session, workspace, row.guideline_version),
        project=row.project,
        item=Item(
            id=row.item,
            key=row.key,
            version=row.n,
            type=row.type,
            content=canonical.loads(row.content),
            image=picture,
        ),
        fields=canonical.loads(schema.fields),
        changeable=changeable,
        labels=settled,
    )


def _values(work: Work, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    c = judgment_values.c
    for row in work.session.rows(
        select(c.judgment, c.field, c.value).where(
            c.workspace_id == work.actor.workspace, c.judgment.in_(list(ids))
        )
    ):
        found.setdefault(row.judgment, {})[row.field] = canonical.loads(row.value)
    return found


def _labels(work: Work, ids: Sequence[str]) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = {}
    c = labels.c
    for row in work.session.rows(
        select(labels)
        .where(c.workspace_id == work.actor.workspace, c.item.in_(list(ids)))
        .order_by(c.item, c.field)
    ):
        basis = read_basis(row.basis)
        found.setdefault(row.item, []).append(
            Label(
                field=row.field,
                value=None if row.value is None else canonical.loads(row.value),
                p=row.p,
                state=row.state,
                n=row.n,
                spread=dict(basis.spread),
                gold_n=basis.gold_n,
                basis=basis.basis,
            )
        )
    return found


def _frozen(work: Work, ids: Sequence[str]) -> set[str]:
    c = labels.c
    return set(
        work.session.sql.scalars(
            select(c.item).where(
                c.workspace_id == work.actor.workspace,
                c.item.in_(list(ids)),
                c.state == "frozen",
            )
        )
    )
