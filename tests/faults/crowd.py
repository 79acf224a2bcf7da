"""Many annotators at work through the API, each writing down what was acknowledged; and a database
file recounted without the product."""

import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

TOPICS = ("billing", "refund", "other")


@dataclass
class Crowd:
    """People at work on one project until `halt`; whoever meets a failure notes it and ends."""

    url: str
    tokens: Sequence[str]
    project: str
    acknowledged: dict[str, str] = field(default_factory=dict)  # judgment: topic
    refusals: list[tuple[int, str, str | None]] = field(default_factory=list)
    halt: threading.Event = field(default_factory=threading.Event)
    pause_seconds: float = 0.01
    insist: bool = False
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Everybody begins."""
        for number, token in enumerate(self.tokens):
            thread = threading.Thread(target=self._work, args=(token, number), daemon=True)
            self.threads.append(thread)
            thread.start()

    def until(self, count: int, *, seconds: float = 15) -> None:
        """Wait until that many judgments are acknowledged."""
        deadline = time.monotonic() + seconds
        while len(self.acknowledged) < count:
            assert time.monotonic() < deadline, (len(self.acknowledged), self.refusals[:3])
            time.sleep(0.005)

    def end(self) -> None:
        """Everybody stops after what is in their hands."""
        self.halt.set()
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()

    def _work(self, token: str, number: int) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=20) as http:
            leases: list[Any] = []
            turn = number
            while not self.halt.is_set():
                try:
                    if not leases:
                        body: dict[str, Any] = {"project": self.project, "count": 1}
                        leases = self._said(http.post("/api/v1/work/next", json=body))["leases"]
                        if not leases:
                            return
                    topic = TOPICS[turn % len(TOPICS)]
                    lease = leases[0]
                    answer = {
                        "lease": lease["id"],
                        "token": lease["token"],
                        "values": {"topic": topic},
                        "seconds": 1.5,
                        "next": {"project": self.project},
                    }
                    reply = self._said(http.post("/api/v1/work/submit", json=answer))
                    self.acknowledged[reply["judgment"]] = topic
                    leases = reply["leases"]
                    turn += 1
                    if not leases:
                        return
                except (httpx.TransportError, Refused):
                    if not self.insist:
                        return
                    time.sleep(0.2)
                time.sleep(self.pause_seconds)

    def _said(self, reply: httpx.Response) -> Any:
        if reply.status_code >= 400:
            code = reply.json()["code"]
            self.refusals.append((reply.status_code, code, reply.headers.get("Retry-After")))
            raise Refused
        return reply.json()


class Refused(Exception):
    """The server said no."""


def look(database: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a database file that nobody else has open."""
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


MISCOUNTED = """
SELECT t.id, t.live, t.done, t.want, t.state
FROM tasks t
WHERE t.live <> (SELECT count(*) FROM leases l
                 WHERE l.workspace_id = t.workspace_id AND l.task = t.id AND l.state = 'live')
   OR t.done <> (SELECT count(*) FROM judgments j
                 WHERE j.workspace_id = t.workspace_id AND j.task = t.id
                   AND j.counted = 1 AND j.current = 1)
   OR t.live + t.done > t.want
"""
