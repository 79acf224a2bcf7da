"""The annotator's loop for programs: ask for work, answer it, in one round trip each."""

from collections.abc import Mapping
from typing import Any

from ascertain.client.transport import Transport


class WorkLoop:
    """Work as one annotator, whose token the transport bears.

    Leases and replies are the plain JSON of the API (`wire.work`): this loop is run hundreds of
    times a second by simulated annotators and machine annotators.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def next(
        self, project: str | None = None, *, count: int = 1, step: str = "label"
    ) -> dict[str, Any]:
        """Leases on up to `count` tasks, or the reason why there are none."""
        body = {"project": project, "count": count, "step": step}
        answer: dict[str, Any] = self._transport.post("/work/next", body)
        return answer

    def submit(
        self,
        lease: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        seconds: float = 0,
        outcome: str = "answered",
        reason: str | None = None,
        then: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Answer a lease; `then` (the body of `next`) brings the next task in the same reply."""
        body: dict[str, Any] = {
            "lease": lease["id"],
            "token": lease["token"],
            "values": dict(values),
            "seconds": seconds,
            "outcome": outcome,
        }
        if reason is not None:
            body["reason"] = reason
        if then is not None:
            body["next"] = dict(then)
        answer: dict[str, Any] = self._transport.post("/work/submit", body)
        return answer

    def skip(self, lease: Mapping[str, Any], reason: str) -> dict[str, Any]:
        """Give a task back for good, saying why."""
        answer: dict[str, Any] = self._transport.post(
            "/work/skip", _ref(lease) | {"reason": reason}
        )
        return answer

    def release(self, lease: Mapping[str, Any]) -> None:
        """Give a task back, keeping its draft."""
        self._transport.post("/work/release", _ref(lease))

    def draft(self, lease: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Keep on the server what is entered so far."""
        self._transport.post("/work/draft", _ref(lease) | {"values": dict(values)})

    def send_back(self, lease: Mapping[str, Any], reason: str) -> dict[str, Any]:
        """In review: send the item back to be labelled again."""
        answer: dict[str, Any] = self._transport.post(
            "/work/return", _ref(lease) | {"reason": reason}
        )
        return answer

    def undo(self, judgment: str) -> dict[str, Any]:
        """Take back an own judgment; the reply holds the task again."""
        answer: dict[str, Any] = self._transport.post("/work/undo", {"judgment": judgment})
        return answer


def _ref(lease: Mapping[str, Any]) -> dict[str, Any]:
    return {"lease": lease["id"], "token": lease["token"]}
