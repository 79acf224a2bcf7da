"""A workspace as data scientists hold it: its projects, members and tokens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from ascertain.client.project import Project
from ascertain.client.tables import Table
from ascertain.client.transport import Transport
from ascertain.client.work import WorkLoop


class Workspace:
    """One workspace on one server.

    Made by `ascertain.connect()`. Use it as a context manager, or call `close()`.
    """

    def __init__(self, transport: Transport, *, on_close: Callable[[], None] | None = None) -> None:
        """`on_close` ends what was started for this workspace: a server in this process."""
        self.transport = transport
        self._on_close = on_close
        self.work = WorkLoop(transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Workspace({self.transport.url!r})"

    def close(self) -> None:
        """End the connection, and the server where this workspace started one."""
        self.transport.close()
        if self._on_close is not None:
            self._on_close()
            self._on_close = None

    def me(self) -> dict[str, Any]:
        """Who the token belongs to, and what they may do."""
        answer: dict[str, Any] = self.transport.get("/me")
        return answer

    def projects(self, *, state: str | None = None) -> Table:
        """All projects with their counts, newest first."""
        rows = list(self.transport.pages("/projects", state=state))
        return Table(
            ("name", "state", "items", "done", "open_tasks", "in_review", "judgments", "id"), rows
        )

    def project(self, name: str) -> Project:
        """A project by name or id.

        Raises:
            NotFound: none has that name, or none that this token may see.
        """
        return Project(self.transport, self.transport.get(f"/projects/{quote(name, safe='')}"))

    def create_project(
        self,
        name: str,
        *,
        template: str | None = None,
        fields: Sequence[Mapping[str, Any]] | None = None,
        guideline: str | None = None,
        overlap: int | None = None,
        target: float | None = None,
    ) -> Project:
        """Make a project from a template or from fields (see the tutorial for their form).

        `overlap` N asks exactly N judgments for every item; otherwise `target` (probability,
        .95 by default) decides item by item when to stop.
        """
        body = {
            "name": name,
            "template": template,
            "fields": None if fields is None else [dict(field) for field in fields],
            "guideline": guideline,
            "overlap": overlap,
            "target": target,
        }
        sent = {key: value for key, value in body.items() if value is not None}
        return Project(self.transport, self.transport.post("/projects", sent))

    def templates(self) -> Table:
        """Designs to begin from."""
        rows = self.transport.get("/templates")["data"]
        return Table(("name", "title", "description", "item_type"), rows)

    def members(self) -> Table:
        """Who is in the workspace, by handle."""
        rows = list(self.transport.pages("/members"))
        return Table(("handle", "roles", "state", "judgments", "last_seen_at", "id"), rows)

    def add_members(self, name: str, role: str, *, count: int = 1) -> Table:
        """Add people or programs at once; each row holds a token that is shown only here."""
        body = {"name": name, "role": role, "count": count}
        return Table(("handle", "token", "id"), self.transport.post("/members", body))

    def invite(self, role: str, *, email: str | None = None, days: int = 7) -> dict[str, Any]:
        """A link that lets one person in, once."""
        body = {"role": role, "email": email, "days": days}
        answer: dict[str, Any] = self.transport.post("/invitations", body)
        return answer

    def diff(self, a: str, b: str, *, project: str | None = None) -> dict[str, Any]:
        """What differs between two dataset versions, named NAME@N; `project` where several
        projects have a dataset of that name.
        """
        answer: dict[str, Any] = self.transport.get("/datasets/diff", a=a, b=b, project=project)
        return answer

    def events(self, *, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Sealed facts, from the first."""
        for index, row in enumerate(self.transport.pages("/events/log")):
            if limit is not None and index >= limit:
                return
            yield row


def connect_url(url: str, token: str | None, *, known_as: str | None = None) -> Workspace:
    """The workspace that a token opens on a server; `known_as` as for `Transport`."""
    return Workspace(Transport(url, token, known_as=known_as))
