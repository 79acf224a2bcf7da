"""What happens because time has passed: leases run out, settings of projects reach their tasks,
drafts that nobody can need any more are swept away."""

from ascertain.core.clock import HOUR, SECOND
from ascertain.jobs.ticker import Ticker
from ascertain.services import upkeep
from ascertain.services.context import Context

EVERY_SECONDS = 1.0
AGAIN_SECONDS = 30


class Timers:
    """One round looks at everything; what it changes, it changes in small transactions."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._revisions: dict[tuple[str, str], int] = {}
        self._again_at: dict[tuple[str, str], int] = {}
        self._until: dict[tuple[str, str], int] = {}
        self._swept_at = 0

    def round(self) -> bool:
        """Whether there is more to do at once."""
        context = self._context
        now = context.clock.now()
        more = upkeep.expire_leases(context, now)
        more |= self._follow_projects(now)
        if now - self._swept_at > HOUR:
            more |= self._sweep(now)
        return more

    def _follow_projects(self, now: int) -> bool:
        """Tasks want as many judgments as their project now says."""
        more = False
        for project in upkeep.project_revisions(self._context):
            key = (project.workspace_id, project.id)
            changed = self._revisions.get(key) != project.revision
            if not changed and now < self._again_at.get(key, now + 1):
                continue
            if upkeep.adjust_wants(self._context, project):
                more = True
                continue
            if changed:
                self._until[key] = now + self._context.settings.work.lease_max_seconds * SECOND
            self._revisions[key] = project.revision
            # A place that was taken when the overlap fell is looked at until its lease is over.
            if now < self._until[key]:
                self._again_at[key] = now + AGAIN_SECONDS * SECOND
            else:
                self._again_at.pop(key, None)
        return more

    def _sweep(self, now: int) -> bool:
        more = upkeep.sweep_drafts(self._context)
        if not more:
            self._swept_at = now
        return more


def make_timers(context: Context) -> Ticker:
    """The timers of this process, not yet started."""
    return Ticker("timers", Timers(context).round, seconds=EVERY_SECONDS)
