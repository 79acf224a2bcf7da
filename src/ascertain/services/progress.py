"""The numbers of a project's home and of its people: each computed from the records when asked."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Float, and_, case, cast, distinct, func, select

from ascertain.core.clock import DAY
from ascertain.quality.interval import wilson
from ascertain.services import projects, skipped, summaries
from ascertain.services.support import moment
from ascertain.store.tables.items import items
from ascertain.store.tables.judgments import comments, judgment_values, judgments, labels
from ascertain.store.tables.people import annotators, members
from ascertain.store.tables.tasks import leases, tasks
from ascertain.store.work import Work
from ascertain.wire.base import Count, Interval, Listing
from ascertain.wire.people import AnnotatorRow
from ascertain.wire.projects import Day, Progress

DAYS = 30
RECENT = 1000  # judgments that the median of seconds is taken over
ENOUGH = 20  # settled items from which on the rest is estimated
MS = 1000


def read_progress(work: Work, project: str) -> Progress:
    """All numbers of one project. Cost: passes over its labels and judgments by index."""
    row = projects.row_of(work, project)
    states = summaries.item_states(work, [project])[project]
    settled = states.get("resolved", 0)
    judged = _judged(work, project)
    agreement, agreement_n = _agreement(work, project)
    per_settled = _judgments_per_settled(work, project)
    today = work.now - work.now % DAY
    return Progress(
        items=sum(states.values()),
        by_state=[Count(name=name, n=n) for name, n in sorted(states.items())],
        tasks=_tasks(work, project),
        judgments=judged,
        judgments_per_settled=per_settled,
        seconds_median=_seconds_median(work, project),
        certainty=summaries.certainties(work, [project])[project],
        days=_days(work, project),
        live_leases=_count(work, leases, leases.c.project == project, leases.c.state == "live"),
        annotators_today=work.session.value(
            select(func.count(distinct(judgments.c.annotator))).where(
                *_current(work, project), judgments.c.at >= today
            )
        ),
        skipped_by_all=len(skipped.items_skipped_by_all(work, project)),
        in_review=states.get("review", 0),
        open_flags=_count(
            work,
            comments,
            comments.c.project == project,
            comments.c.type == "flag",
            comments.c.state == "open",
        ),
        remaining_judgments=_remaining(work, row, states, settled, per_settled),
        agreement=agreement,
        agreement_n=agreement_n,
        classes=_classes(work, project),
    )


def _current(work: Work, project: str) -> tuple[Any, ...]:
    return (
        judgments.c.workspace_id == work.actor.workspace,
        judgments.c.project == project,
        judgments.c.current == 1,
        judgments.c.outcome != "skipped",
    )


def _count(work: Work, table: Any, *where: Any) -> int:
    found: int = work.session.value(
        select(func.count())
        .select_from(table)
        .where(table.c.workspace_id == work.actor.workspace, *where)
    )
    return found


def _judged(work: Work, project: str) -> int:
    found: int = work.session.value(select(func.count()).where(*_current(work, project)))
    return found


def _tasks(work: Work, project: str) -> list[Count]:
    rows = work.session.rows(
        select(tasks.c.step, tasks.c.state, func.count().label("n"))
        .where(tasks.c.workspace_id == work.actor.workspace, tasks.c.project == project)
        .group_by(tasks.c.step, tasks.c.state)
        .order_by(tasks.c.step, tasks.c.state)
    )
    return [Count(name=f"{row.step}.{row.state}", n=row.n) for row in rows]


def _judgments_per_settled(work: Work, project: str) -> float | None:
    """Counted judgments on resolved items, divided by those items; None before the first."""
    row = work.session.row(
        select(func.count().label("n"), func.count(distinct(judgments.c.item)).label("items"))
        .join(
            items,
            (items.c.workspace_id == judgments.c.workspace_id) & (items.c.id == judgments.c.item),
        )
        .where(
            *_current(work, project),
            judgments.c.role == "label",
            judgments.c.counted == 1,
            items.c.state == "resolved",
        )
    )
    return row.n / row.items if row is not None and row.items else None


def _seconds_median(work: Work, project: str) -> float | None:
    """The median of the active seconds of the last 1,000 judgments."""
    recent = (
        select(judgments.c.active_ms)
        .where(*_current(work, project), judgments.c.role == "label")
        .order_by(judgments.c.at.desc())
        .limit(RECENT)
    )
    times = sorted(work.session.sql.scalars(recent).all())
    if not times:
        return None
    middle = len(times) // 2
    twice = times[middle] + times[middle if len(times) % 2 else middle - 1]
    return float(twice / 2 / MS)


def _days(work: Work, project: str) -> list[Day]:
    """The last 30 days (UTC) on which something happened, oldest first."""
    since = work.now - work.now % DAY - (DAYS - 1) * DAY
    day = judgments.c.at // DAY
    worked = {
        row.day: row
        for row in work.session.rows(
            select(
                day.label("day"),
                func.count().label("n"),
                func.sum(judgments.c.active_ms).label("ms"),
            )
            .where(*_current(work, project), judgments.c.at >= since)
            .group_by(day)
        )
    }
    day = labels.c.at // DAY
    settled = {
        row.day: row.n
        for row in work.session.rows(
            select(day.label("day"), func.count(distinct(labels.c.item)).label("n"))
            .where(
                labels.c.workspace_id == work.actor.workspace,
                labels.c.project == project,
                labels.c.state.in_(summaries.SETTLED),
                labels.c.at >= since,
            )
            .group_by(day)
        )
    }
    return [
        Day(
            day=datetime.fromtimestamp(number * 86_400, UTC).date().isoformat(),
            judgments=worked[number].n if number in worked else 0,
            settled=settled.get(number, 0),
            seconds=float(worked[number].ms) / MS if number in worked else 0.0,
        )
        for number in sorted(worked.keys() | settled.keys())
    ]


def _remaining(
    work: Work, row: Any, states: dict[str, int], settled: int, per_settled: float | None
) -> int | None:
    """Judgments still to be given. With a fixed overlap: what open tasks want. Otherwise the mean
    of the settled items, for each that is not, less what it has; None below 20 settled items."""
    if row.overlap is not None:
        wanted: int | None = work.session.value(
            select(func.sum(tasks.c.want - tasks.c.done)).where(
                tasks.c.workspace_id == work.actor.workspace,
                tasks.c.project == row.id,
                tasks.c.step == "label",
                tasks.c.state.in_(("open", "full")),
            )
        )
        return int(wanted or 0)
    if settled < ENOUGH or per_settled is None:
        return None
    waiting = states.get("waiting", 0) + states.get("working", 0)
    given: int = work.session.value(
        select(func.count())
        .select_from(judgments)
        .join(
            items,
            (items.c.workspace_id == judgments.c.workspace_id) & (items.c.id == judgments.c.item),
        )
        .where(*_current(work, row.id), items.c.state.in_(("waiting", "working")))
    )
    return max(0, round(waiting * per_settled - given))


def _agreement(work: Work, project: str) -> tuple[float | None, int]:
    """Mean share of pairs of judgments that agree, over items (and fields with classes) that have
    two or more; and over how many."""
    voted = (
        select(judgments.c.item, judgment_values.c.field, func.count().label("c"))
        .join(
            judgment_values,
            (judgment_values.c.workspace_id == judgments.c.workspace_id)
            & (judgment_values.c.judgment == judgments.c.id),
        )
        .where(
            *_current(work, project),
            judgments.c.role == "label",
            judgments.c.counted == 1,
            judgment_values.c.class_id.is_not(None),
        )
        .group_by(judgments.c.item, judgment_values.c.field, judgment_values.c.value)
        .subquery()
    )
    n = func.sum(voted.c.c)
    share = cast(func.sum(voted.c.c * (voted.c.c - 1)), Float) / (n * (n - 1))
    pairs = (
        select(share.label("share")).group_by(voted.c.item, voted.c.field).having(n > 1).subquery()
    )
    row = work.session.row(select(func.avg(pairs.c.share).label("mean"), func.count().label("n")))
    if row is None or not row.n:
        return None, 0
    return float(row.mean), row.n


def _classes(work: Work, project: str) -> list[Count]:
    """Settled labels by class, of all fields that have classes."""
    rows = work.session.rows(
        select(labels.c.class_id, func.count().label("n"))
        .where(
            labels.c.workspace_id == work.actor.workspace,
            labels.c.project == project,
            labels.c.class_id.is_not(None),
            labels.c.state.in_(summaries.SETTLED),
        )
        .group_by(labels.c.class_id)
        .order_by(func.count().desc(), labels.c.class_id)
    )
    return [Count(name=row.class_id, n=row.n) for row in rows]


def list_annotators(work: Work, project: str) -> Listing[AnnotatorRow]:
    """Everybody who has judged or holds a lease in the project, by handle."""
    today = work.now - work.now % DAY
    c = judgments.c
    done = select(
        c.annotator,
        func.count().filter(c.outcome != "skipped").label("judgments"),
        func.count().filter(and_(c.outcome != "skipped", c.at >= today)).label("today"),
        func.count().filter(c.outcome == "skipped").label("skipped"),
        func.count().filter(c.outcome == "cannot_tell").label("cannot_tell"),
        func.max(c.at).label("last_at"),
    ).where(c.workspace_id == work.actor.workspace, c.project == project, c.current == 1)
    facts = {row.annotator: row for row in work.session.rows(done.group_by(c.annotator))}
    held = {
        row.annotator: row.n
        for row in work.session.rows(
            select(leases.c.annotator, func.count().label("n"))
            .where(
                leases.c.workspace_id == work.actor.workspace,
                leases.c.project == project,
                leases.c.state == "live",
            )
            .group_by(leases.c.annotator)
        )
    }
    people = work.session.rows(
        select(
            annotators.c.id,
            members.c.id.label("member"),
            members.c.handle,
            case((members.c.disabled_at.is_(None), "active"), else_="disabled").label("state"),
        )
        .join(
            members,
            (members.c.workspace_id == annotators.c.workspace_id)
            & (members.c.id == annotators.c.member),
        )
        .where(
            annotators.c.workspace_id == work.actor.workspace,
            annotators.c.id.in_(facts.keys() | held.keys()),
        )
        .order_by(members.c.handle)
    )
    medians = _medians(work, project)
    agreed = _agreements(work, project)
    return Listing(
        data=[
            AnnotatorRow(
                member=row.member,
                handle=row.handle,
                state=row.state,
                judgments=facts[row.id].judgments if row.id in facts else 0,
                today=facts[row.id].today if row.id in facts else 0,
                skipped=facts[row.id].skipped if row.id in facts else 0,
                cannot_tell=facts[row.id].cannot_tell if row.id in facts else 0,
                seconds_median=medians.get(row.id),
                agreement=_interval(*agreed.get(row.id, (0, 0))),
                live_leases=held.get(row.id, 0),
                last_at=moment(facts[row.id].last_at) if row.id in facts else None,
            )
            for row in people
        ]
    )


def _interval(right: int, n: int) -> Interval:
    if not n:
        return Interval(estimate=None, low=None, high=None, n=0)
    found = wilson(right, n)
    return Interval(estimate=found.estimate, low=found.low, high=found.high, n=n)


def _medians(work: Work, project: str) -> dict[str, float]:
    """Median active seconds by annotator, over the project's last 20,000 judgments."""
    times: dict[str, list[int]] = defaultdict(list)
    for row in work.session.rows(
        select(judgments.c.annotator, judgments.c.active_ms)
        .where(*_current(work, project))
        .order_by(judgments.c.at.desc())
        .limit(20 * RECENT)
    ):
        times[row.annotator].append(row.active_ms)
    return {
        annotator: sorted(ms)[len(ms) // 2] / MS if len(ms) % 2 else _even(sorted(ms))
        for annotator, ms in times.items()
    }


def _even(ms: list[int]) -> float:
    middle = len(ms) // 2
    return (ms[middle - 1] + ms[middle]) / 2 / MS


def _agreements(work: Work, project: str) -> dict[str, tuple[int, int]]:
    """By annotator: how often they gave the settled answer, and over how many, on the last 2,000
    settled labels with classes. Their own vote is left out: unless a reviewer settled it, the
    answer is that of most others, and a tie among those says nothing."""
    recent = (
        select(labels.c.item, labels.c.field, labels.c.value, labels.c.state)
        .where(
            labels.c.workspace_id == work.actor.workspace,
            labels.c.project == project,
            labels.c.class_id.is_not(None),
            labels.c.state.in_(summaries.SETTLED),
        )
        .order_by(labels.c.at.desc())
        .limit(2 * RECENT)
        .subquery()
    )
    votes: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in work.session.rows(
        select(
            recent.c.item,
            recent.c.field,
            recent.c.state,
            recent.c.value.label("settled"),
            judgments.c.annotator,
            judgment_values.c.value,
        )
        .join(
            judgments,
            (judgments.c.workspace_id == work.actor.workspace)
            & (judgments.c.item == recent.c.item),
        )
        .join(
            judgment_values,
            (judgment_values.c.workspace_id == judgments.c.workspace_id)
            & (judgment_values.c.judgment == judgments.c.id)
            & (judgment_values.c.field == recent.c.field),
        )
        .where(*_current(work, project), judgments.c.role == "label")
    ):
        votes[row.item, row.field].append(row)
    tally: dict[str, tuple[int, int]] = {}
    for rows in votes.values():
        for own in rows:
            answer = own.settled if own.state == "reviewed" else _most(rows, own)
            if answer is not None:
                right, n = tally.get(own.annotator, (0, 0))
                tally[own.annotator] = (right + (own.value == answer), n + 1)
    return tally


def _most(rows: list[Any], own: Any) -> str | None:
    """What most of the others said; None if nobody else did or they are level."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.annotator != own.annotator:
            counts[row.value] += 1
    ranked = sorted(counts.items(), key=lambda one: -one[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
