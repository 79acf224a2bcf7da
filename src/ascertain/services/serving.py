"""Giving out work: which open task an annotator gets next, and the lease on it.

Order: project (its priority, then where one worked last), priority, items in progress before
fresh ones, position. An annotator walks along the queue by a cursor that is only a hint; before
"nothing" is answered the queue is searched from its start.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ascertain.core import canonical
from ascertain.core.clock import SECOND
from ascertain.core.errors import Forbidden, NotFound
from ascertain.core.ids import new_id
from ascertain.services import access, design
from ascertain.services.replies import LeaseReply, LeasesReply, lease_reply
from ascertain.services.sides import is_review, show_sides
from ascertain.store import positions
from ascertain.store.hot.base import Batch, Candidate, Holder, LeaseRow, ProjectRow, Search
from ascertain.store.memory import Place
from ascertain.store.work import Work
from ascertain.wire.work import Next

EMPTY_SECONDS = 30
"""How long an empty queue is believed before it is searched from the start again. What becomes
open meanwhile has a new position and is found at once."""
SLACK_SECONDS = 10
"""How much older than its commit a new position may be: transactions and clocks of servers."""


@dataclass(frozen=True, slots=True)
class Served:
    """What was given, or why nothing was. `busy`: others hold what is open; ask again."""

    leases: list[LeaseReply]
    reason: str | None = None
    detail: str | None = None
    busy: bool = False


def next_work(work: Work, wanted: Next, secret: bytes) -> LeasesReply:
    """Up to `wanted.count` tasks that the caller has not had, each leased to them.

    `wanted` says in which project (name or id; None: any), at which step, and how many. Tokens of
    leases are made from the installation's `secret`.

    Raises:
        NotFound: `project.not-found`. Forbidden: `access.role`, `annotator.none`.
    """
    annotator = annotator_of(work)
    desk = work.session.hot.desk(
        work.actor.workspace, annotator, project=wanted.project, step=wanted.step
    )
    if desk is None or (wanted.project is not None and not desk.projects):
        raise NotFound("project.not-found", "There is no such project in this workspace.")
    check_holder(work, desk.holder, wanted.step)
    batch = Batch()
    served = serve(
        work,
        wanted,
        desk.holder,
        desk.projects,
        live=desk.holder.live,
        batch=batch,
        secret=secret,
        wait=True,
    )
    work.session.hot.put(batch)
    return LeasesReply(served.leases, served.reason, served.detail)


def annotator_of(work: Work) -> str:
    """The caller as an annotator.

    Raises:
        Forbidden: `annotator.none` for the operator.
    """
    if work.actor.annotator is None:
        raise Forbidden("annotator.none", "Only members judge; sign in as one.")
    return work.actor.annotator


def check_holder(work: Work, holder: Holder, step: str) -> None:
    """Refuses whoever may not do this work any more; read in the transaction, so it acts at once.

    Raises:
        Forbidden: `access.role`.
    """
    if holder.member is None:
        return
    action = "work.review" if step == "review" else "work.do"
    roles = holder.roles or "[]"
    known = work.session.memory.once(("roles", roles), lambda: frozenset(canonical.loads(roles)))
    if holder.disabled_at is not None or not known & access.ACTIONS[action]:
        raise Forbidden(
            "access.role", "Your role does not allow this work any more. Ask a manager."
        )


def serve(
    work: Work,
    wanted: Next,
    holder: Holder,
    projects: Sequence[tuple[ProjectRow, int | None]],
    *,
    live: int,
    batch: Batch,
    secret: bytes,
    wait: bool,
) -> Served:
    """Takes tasks for an annotator; adds what is to be written to the batch. `live` is how many
    leases they hold now; `wait`: for tasks that others hold, which only who holds none may."""
    room = work.settings.work.held - live
    if room <= 0:
        return Served([], "held", "Submit or release what you hold, then ask for more.")
    count = min(wanted.count, room)
    leases: list[LeaseReply] = []
    reasons: list[tuple[str, str | None]] = []
    for project, top in _in_order(work, projects):
        reason = _closed(project, holder)
        if reason is None and top is None:
            reason = ("no-review" if wanted.step == "review" else "nothing-open", None)
        if reason is None and top is not None:
            found = _find(work, project, wanted.step, top, count - len(leases), wait=wait)
            if found is None:
                return Served(leases, busy=not leases)
            leases += [_lease(work, project, one, batch, secret) for one in found]
            reason = ("all-seen", None)
        if len(leases) >= count:
            break
        reasons.append(reason or ("nothing-open", None))
    return Served(leases) if leases else _nothing(reasons)


def _nothing(reasons: Sequence[tuple[str, str | None]]) -> Served:
    """Why there is no work: of several projects' reasons the most hopeful one."""
    for why in ("all-seen", "no-review", "nothing-open", "paused", "archived", "not-a-member"):
        for word, detail in reasons:
            if word == why:
                return Served([], word, detail)
    return Served([], "nothing-open")


def _in_order(
    work: Work, projects: Sequence[tuple[ProjectRow, int | None]]
) -> Sequence[tuple[ProjectRow, int | None]]:
    """Where one worked last goes first among projects of one priority: few switches."""
    if len(projects) == 1:
        return projects
    last = work.session.memory.last_project.get(annotator_of(work))
    return sorted(projects, key=lambda one: (-one[0].priority, one[0].id != last))


def _closed(project: ProjectRow, holder: Holder) -> tuple[str, str | None] | None:
    """Why a project gives this annotator nothing."""
    if project.annotators != "[]" and holder.member not in canonical.loads(project.annotators):
        return "not-a-member", None
    if project.state != "open":
        return project.state, project.state_reason
    return None


def _find(
    work: Work, project: ProjectRow, step: str, top: int, count: int, *, wait: bool
) -> list[Candidate] | None:
    """Open tasks for the caller, from their cursor on; from the start before giving up. None: there
    are some, but others hold them now and `wait` is not allowed."""
    annotator, memory = annotator_of(work), work.session.memory
    flow = design.flow_of(work.session, work.plugins, work.actor.workspace, project.flow_version)
    node = flow.nodes.get(step)
    reviewing = node is not None and node.step == "review"

    def search(
        priority: int, place: Place, left: int, lock: Literal["pass", "wait", "look"]
    ) -> list[Candidate]:
        return work.session.hot.candidates(
            Search(
                work.actor.workspace,
                project.id,
                step,
                annotator,
                priority,
                place,
                limit=left,
                reviewing=reviewing,
                lock=lock,
            )
        )

    key = (annotator, project.id, step)
    found = _walk(work, search, key, top, count)
    if not found:
        emptied = memory.emptied.get(key)
        if emptied is None or work.now - emptied > EMPTY_SECONDS * SECOND:
            lock: Literal["wait", "look"] = "wait" if wait else "look"
            found = _walk(work, search, key, top, count, lock=lock)
            if found and not wait:
                return None
            if not found:
                memory.emptied.put(key, work.now)
    if found:
        memory.last_project.put(annotator, project.id)
    return found


def _walk(
    work: Work,
    search: Callable[..., list[Candidate]],
    where: tuple[str, str, str],
    top: int,
    count: int,
    *,
    lock: Literal["pass", "wait", "look"] = "pass",
) -> list[Candidate]:
    """Goes down the priorities until enough is found; `where` is annotator, project and step.
    Unless it passes over what others hold, it begins at the start."""
    from_start = lock != "pass"
    memory = work.session.memory
    taken: list[Candidate] = []
    priority: int | None = top
    while priority is not None:
        key = (*where, priority)
        place = Place() if from_start else memory.places.get(key) or Place()
        left = count - len(taken)
        found = search(priority, place, left, lock)
        taken += found
        if lock != "look" or not found:
            after = _after(place, found, left, work.now, from_start=from_start)
            memory.places.put(key, after)
        if len(taken) >= count:
            break
        priority = work.session.hot.lower_priority(
            work.actor.workspace, where[1], where[2], priority
        )
    return taken


def _after(
    place: Place, found: Sequence[Candidate], wanted: int, now: int, *, from_start: bool
) -> Place:
    """Where the cursor stands after a search."""
    again, fresh = place.again, place.fresh
    for one in found:
        if positions.is_fresh(one.task.position):
            fresh = max(fresh, one.task.position)
        else:
            again = max(again, one.task.position)
    if from_start and len(found) < wanted:
        # All of it was looked at: what comes later has a later position.
        past = now - SLACK_SECONDS * SECOND
        again, fresh = max(again, positions.again(past)), max(fresh, positions.fresh(past))
    return Place(again, fresh)


def _lease(
    work: Work, project: ProjectRow, found: Candidate, batch: Batch, secret: bytes
) -> LeaseReply:
    """Leases a task to the caller."""
    lease, token = new_lease(work, project, found, secret)
    task = found.task
    task.live += 1
    if task.live + task.done >= task.want:
        task.state = "full"
    batch.tasks.append(task)
    batch.leases.append(lease)
    reply = lease_reply(work, lease, found, project, token=token, secret=secret)
    if is_review(work, task):
        show_sides(work, task, reply)
    return reply


def new_lease(
    work: Work, project: ProjectRow, found: Candidate, secret: bytes
) -> tuple[LeaseRow, str]:
    """The row of a fresh lease for the caller, and its token."""
    settings = work.settings.work
    made = new_id()
    token = lease_token(secret, work.actor.workspace, made)
    shown = f'{{"guideline":"{project.guideline_version}","schema":"{project.schema_version}"}}'
    lease = LeaseRow(
        workspace_id=work.actor.workspace,
        id=made,
        project=project.id,
        task=found.task.id,
        annotator=annotator_of(work),
        token_hash=token_hash(token),
        made_at=work.now,
        expires_at=work.now + settings.lease_seconds * SECOND,
        hard_until=work.now + settings.lease_max_seconds * SECOND,
        state="live",
        shown=shown,
    )
    return lease, token


def lease_token(secret: bytes, workspace: str, lease: str) -> str:
    """The token of a lease: made from the installation's secret, so that whoever lost it (a
    browser that crashed) can be given the same one again, although only its hash is stored."""
    mac = hmac.digest(secret, f"lease\n{workspace}\n{lease}".encode(), "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
