"""HTTP for the client: problem details become errors, safe requests are repeated, bytes stream."""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx

from ascertain.core import canonical, errors
from ascertain.core.ids import new_id

PREFIX = "/api/v1"
ATTEMPTS = 5
LONGEST_WAIT_SECONDS = 8.0

_BY_STATUS: Mapping[int, type[errors.AscertainError]] = {
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    412: errors.Changed,
    413: errors.TooLarge,
    422: errors.Invalid,
    429: errors.TooMany,
    501: errors.Unsupported,
    503: errors.Unavailable,
}


class Transport:
    """One connection pool to one server, with a bearer token.

    Requests that may be repeated are repeated on a lost connection, 429 and 503, waiting as long
    as the server asks; those that make something carry an `Idempotency-Key`, so that a repeat
    makes nothing twice.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        known_as: str | None = None,
        timeout_seconds: float = 60,
    ) -> None:
        """`known_as` is the host and port that people will use, where that is not the one of
        `url`: links that the server makes begin with it.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if known_as:
            headers["Host"] = known_as
        self.url = url.rstrip("/")
        self._http = httpx.Client(
            base_url=self.url + PREFIX,
            headers=headers,
            timeout=timeout_seconds,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON answer of a GET; query values that are None are left out."""
        return self._json("GET", path, params=_query(query))

    def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON answer of a POST."""
        headers = {"Idempotency-Key": new_id()}
        return self._json("POST", path, json=body, params=_query(query), headers=headers)

    def patch(self, path: str, body: Any, *, etag: str | None = None) -> Any:
        """The JSON answer of a PATCH, refused if the thing no longer bears `etag`."""
        headers = {"If-Match": etag} if etag else {}
        return self._json("PATCH", path, json=body, headers=headers)

    def delete(self, path: str) -> Any:
        """The JSON answer of a DELETE."""
        return self._json("DELETE", path)

    def upload(self, path: str, parts: Any) -> Any:
        """The JSON answer of a multipart POST of open files; not repeated, since files are read."""
        reply = self._send("POST", path, attempts=1, files=parts, timeout=None)
        return canonical.loads(reply.content)

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        cursor: str | None = None
        while True:
            page = self.get(path, cursor=cursor, **query)
            yield from page["data"]
            cursor = page["next"]
            if cursor is None:
                return

    @contextmanager
    def stream(self, path: str, **query: Any) -> Iterator[Iterator[bytes]]:
        """The bytes of a GET as they come."""
        try:
            with self._http.stream("GET", path, params=_query(query), timeout=None) as reply:
                if reply.is_error:
                    reply.read()
                    raise _error(reply)
                yield reply.iter_bytes()
        except httpx.TransportError as error:
            raise self._away(error) from error

    def _json(self, method: str, path: str, **request: Any) -> Any:
        reply = self._send(method, path, attempts=ATTEMPTS, **request)
        return canonical.loads(reply.content) if reply.content else None

    def _send(self, method: str, path: str, *, attempts: int, **request: Any) -> httpx.Response:
        for attempt in range(1, attempts + 1):
            try:
                reply = self._http.request(method, path, **request)
            except httpx.TransportError as error:
                if attempt == attempts:
                    raise self._away(error) from error
                _wait(attempt, None)
                continue
            if reply.status_code in {429, 503} and attempt < attempts:
                _wait(attempt, reply.headers.get("Retry-After"))
                continue
            if reply.is_error:
                raise _error(reply)
            return reply
        raise AssertionError("the loop ends by returning or raising")

    def _away(self, error: Exception) -> errors.Unavailable:
        return errors.Unavailable(
            "server.away",
            f"{self.url} does not answer ({type(error).__name__}). Is the server running? "
            "“ascertain serve” starts one.",
        )


def _query(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _wait(attempt: int, asked: str | None) -> None:
    """Wait as long as the server asks, else twice as long each time, spread by chance."""
    doubled = 0.1 * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311 spreads load, no secret
    seconds = float(asked) if asked and asked.isdigit() else doubled
    time.sleep(min(seconds, LONGEST_WAIT_SECONDS))


def _error(reply: httpx.Response) -> errors.AscertainError:
    try:
        body = canonical.loads(reply.content)
        code, detail = body["code"], body["detail"]
        problems = [
            errors.Problem(code=one["code"], message=one["message"], pointer=one["pointer"])
            for one in body.get("errors", [])
        ]
    except (ValueError, KeyError, TypeError):
        code, problems = "server.answer", []
        detail = f"{reply.request.url} answered {reply.status_code} without saying why."
    kind = _BY_STATUS.get(reply.status_code, errors.AscertainError)
    return kind(code, detail, problems)
