"""Numbers for Prometheus, counted by hand: requests of this process, and what waits in the
database. And the layer around all requests that counts them and adds the security headers."""

import ipaddress
import time
from collections import Counter

from sqlalchemy import func, select
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import ascertain
from ascertain.core.errors import Forbidden
from ascertain.services.context import Context
from ascertain.store.session import Session
from ascertain.store.tables.events import events, jobs
from ascertain.store.tables.tasks import leases
from ascertain.web.auth import Doors, Identity

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
HTTPS_ONLY = "max-age=31536000"


class Metrics:
    """Counts requests by method and status, and their time."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.times: Counter[float] = Counter()
        self.seconds = 0.0
        self.open = 0

    def count(self, method: str, status: int, seconds: float) -> None:
        """One request was answered."""
        self.requests[method, status] += 1
        self.seconds += seconds
        self.times[next((bound for bound in BUCKETS if seconds <= bound), float("inf"))] += 1

    def allow(self, request: Request, doors: Doors, context: Context) -> None:
        """The machine itself may read the numbers; others need the operator's or an owner's token.

        Raises:
            Forbidden: `metrics.remote`.
        """
        host = request.client.host if request.client else ""
        try:
            if ipaddress.ip_address(host).is_loopback and "x-forwarded-for" not in request.headers:
                return
        except ValueError:
            pass
        found = doors.find(request)
        if found is not None:
            who: Identity = context.db.read(
                lambda session: doors.identify(session, found, context.clock.now())
            )
            if who.actor.operator or "owner" in who.actor.roles:
                return
        raise Forbidden("metrics.remote", "Metrics are for this machine, or for an owner's token.")

    def text(self, context: Context) -> str:
        """The numbers in Prometheus' text format."""
        waiting = context.db.read(_waiting)
        info = f'version="{ascertain.__version__}",database="{context.db.dialect}"'
        lines = [
            "# TYPE ascertain_info gauge",
            f"ascertain_info{{{info}}} 1",
            "# HELP ascertain_requests_total Requests answered by this process.",
            "# TYPE ascertain_requests_total counter",
        ]
        lines += [
            f'ascertain_requests_total{{method="{method}",status="{status}"}} {n}'
            for (method, status), n in sorted(self.requests.items())
        ]
        lines += [
            "# HELP ascertain_request_seconds Time from the request to the end of its answer.",
            "# TYPE ascertain_request_seconds histogram",
        ]
        total = 0
        for bound in BUCKETS:
            total += self.times[bound]
            lines.append(f'ascertain_request_seconds_bucket{{le="{bound}"}} {total}')
        total += self.times[float("inf")]
        lines += [
            f'ascertain_request_seconds_bucket{{le="+Inf"}} {total}',
            f"ascertain_request_seconds_sum {self.seconds:.6f}",
            f"ascertain_request_seconds_count {total}",
            "# HELP ascertain_requests_open Requests being answered now.",
            "# TYPE ascertain_requests_open gauge",
            f"ascertain_requests_open {self.open}",
        ]
        for name, (about, n) in waiting.items():
            lines += [f"# HELP {name} {about}", f"# TYPE {name} gauge", f"{name} {n}"]
        return "\n".join(lines) + "\n"


def _waiting(session: Session) -> dict[str, tuple[str, int]]:
    unsealed = select(func.count()).select_from(events).where(events.c.seq.is_(None))
    live = select(func.count()).select_from(leases).where(leases.c.state == "live")
    queued = select(func.count()).select_from(jobs).where(jobs.c.state.in_(("queued", "running")))
    return {
        "ascertain_events_unsealed": ("Facts not yet numbered.", session.value(unsealed)),
        "ascertain_leases_live": ("Tasks held by somebody now.", session.value(live)),
        "ascertain_jobs_waiting": ("Jobs queued or running.", session.value(queued)),
    }


class Around:
    """Counts every request and adds the headers that no answer goes without."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, https: bool) -> None:
        self._app = app
        self._metrics = metrics
        added = HEADERS | ({"strict-transport-security": HTTPS_ONLY} if https else {})
        self._headers = [(name.encode(), value.encode()) for name, value in added.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, count, add."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                headers = list(message["headers"])
                headers += [pair for pair in self._headers if pair[0] not in present]
                if b"content-security-policy" not in present:
                    headers.append((b"content-security-policy", API_POLICY.encode()))
                if b"cache-control" not in present:
                    headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        self._metrics.open += 1
        try:
            await self._app(scope, receive, answer)
        finally:
            self._metrics.open -= 1
            self._metrics.count(scope["method"], status, time.perf_counter() - begun)
