"""Live updates: one reader of the sealed log for each process, fanned out to all who follow."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool

from ascertain.core.errors import AscertainError, Unauthorized, Unavailable
from ascertain.services import events
from ascertain.services.context import Context
from ascertain.store.session import Session
from ascertain.store.work import Actor
from ascertain.web.auth import Doors, Identity, Presented
from ascertain.wire.jobs import Event

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 1.0
BATCH = 500
QUEUE = 2000
RETRY_MS = 2000
log = structlog.get_logger("ascertain.web")


class Live:
    """Who follows what. Belongs to one event loop; the reader runs while somebody follows."""

    def __init__(self, context: Context, doors: Doors) -> None:
        self._context = context
        self._doors = doors
        self._followers: set[_Follower] = set()
        self._reader: asyncio.Task[None] | None = None
        self._seq = 0

    async def follow(
        self, presented: Presented, identity: Identity, after: int | None
    ) -> AsyncIterator[bytes]:
        """The stream of one follower: facts after the number `after` (None: from now on), until
        their session ends, or they read too slowly and have to come again."""
        follower = _Follower(identity.actor.workspace)
        now_at = await self._join(follower)
        try:
            start = now_at if after is None else min(after, now_at)
            yield f"retry: {RETRY_MS}\n\n".encode()
            async for event in self._missed(identity.actor, start, now_at):
                yield _frame(event)
            yield _opened(now_at)
            async for piece in self._stream(presented, identity, follower, now_at):
                yield piece
        finally:
            self._leave(follower)

    async def _stream(
        self,
        presented: Presented,
        identity: Identity,
        follower: "_Follower",
        seen: int,
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        epoch, beat = self._doors.epoch, loop.time()
        while not follower.lost:
            with contextlib.suppress(TimeoutError):
                event = await asyncio.wait_for(follower.queue.get(), CHECK_SECONDS)
                if event.seq > seen and events.may_follow(identity.actor, event):
                    yield _frame(event)
            is_due = loop.time() - beat >= HEARTBEAT_SECONDS
            if is_due or self._doors.epoch != epoch:
                epoch = self._doors.epoch
                try:
                    identity = await self._again(presented, identity)
                except AscertainError:
                    return
            if is_due:
                beat = loop.time()
                yield b": still here\n\n"

    async def _again(self, presented: Presented, identity: Identity) -> Identity:
        """The follower as they are now.

        Raises:
            Unauthorized: the session ended, or the member was disabled.
        """
        now = self._context.clock.now()
        found = await run_in_threadpool(
            self._context.db.read,
            lambda session: self._doors.identify(session, presented, now),
        )
        if found.actor.workspace != identity.actor.workspace:
            raise Unauthorized("session.ended", "You are signed out. Sign in again.")
        return found

    async def _missed(self, actor: Actor, after: int, upto: int) -> AsyncIterator[Event]:
        while after < upto:
            here = after

            def look(session: Session, here: int = here) -> Any:
                return events.missed(session, actor.workspace, after=here, upto=upto, limit=BATCH)

            rows = await run_in_threadpool(self._context.db.read, look)
            for row in rows:
                event = events.to_event(row)
                if events.may_follow(actor, event):
                    yield event
            if len(rows) < BATCH:
                return
            after = rows[-1].seq

    async def _join(self, follower: "_Follower") -> int:
        """Add a follower; the number up to which facts come from the log and not the queue."""
        if self._reader is None or self._reader.done():
            self._seq = await run_in_threadpool(self._context.db.read, events.last_number)
            self._followers.add(follower)
            self._reader = asyncio.create_task(self._read())
        else:
            self._followers.add(follower)
        return self._seq

    def _leave(self, follower: "_Follower") -> None:
        self._followers.discard(follower)
        if not self._followers and self._reader is not None:
            self._reader.cancel()
            self._reader = None

    async def _read(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            seq = self._seq

            def look(session: Session, seq: int = seq) -> Any:
                return events.sealed_after(session, seq, limit=BATCH)

            try:
                rows = await run_in_threadpool(self._context.db.read, look)
            except Unavailable as error:
                log.warning("live.away", code=error.code)
                continue
            for row in rows:
                event = events.to_event(row)
                self._seq = event.seq
                for follower in self._followers:
                    if follower.workspace == row.workspace_id:
                        follower.put(event)


class _Follower:
    """One open stream. `lost` once it has read too slowly."""

    def __init__(self, workspace: str) -> None:
        self.workspace = workspace
        self.queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE)
        self.lost = False

    def put(self, event: Event) -> None:
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.lost = True


def _frame(event: Event) -> bytes:
    return f"id: {event.seq}\ndata: {event.model_dump_json()}\n\n".encode()


def _opened(seq: int) -> bytes:
    """Says from which number on the stream is live, so that one who comes again misses nothing."""
    return f'id: {seq}\nevent: opened\ndata: {{"seq": {seq}}}\n\n'.encode()
