"""Facts, long work, and the small records that keep both exact.

Events are inserted without a number, in the transaction of the verb that records them; the sealer
gives `seq`, `previous` and `digest` in batches.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy import text as sql

from ascertain.store.tables.base import json, metadata, micros, tenant, text, whole

# No foreign keys: facts outlive what they are about.
events = Table(
    "events",
    metadata,
    text("id", primary_key=True),
    text("workspace_id"),
    Column("seq", BigInteger, nullable=True, unique=True),
    text("type"),
    text("subject", null=True),
    text("project", null=True),
    text("actor", null=True),
    micros("at"),
    json("payload"),
    text("digest", null=True),
    text("previous", null=True),
    Index(
        "ix_events_unsealed",
        "id",
        sqlite_where=sql("seq IS NULL"),
        postgresql_where=sql("seq IS NULL"),
    ),
    Index("ix_events_workspace", "workspace_id", "seq"),
)

# state: queued, running, done, failed, cancelled, undone
jobs = Table(
    "jobs",
    metadata,
    *tenant(),
    text("kind"),
    text("subject", null=True),
    text("project", null=True),
    text("made_by", null=True),
    text("state"),
    Column("progress", Float, nullable=False),
    text("message", null=True),
    json("payload"),
    json("result", null=True),
    text("error", null=True),
    json("checkpoint", null=True),  # where a restart goes on
    text("worker", null=True),
    micros("heartbeat_at", null=True),
    micros("made_at"),
    micros("finished_at", null=True),
    Index("ix_jobs_project", "workspace_id", "project", "state"),
    Index(
        "ix_jobs_queue",
        "id",
        sqlite_where=sql("state IN ('queued', 'running')"),
        postgresql_where=sql("state IN ('queued', 'running')"),
    ),
)

# How far each consumer of the log has read; `holder` is who may act as it, until `held_until`.
cursors = Table(
    "cursors",
    metadata,
    text("consumer", primary_key=True),
    whole("seq", server_default="0"),
    text("digest", null=True),
    text("holder", null=True),
    micros("held_until", null=True),
)

idempotency = Table(
    "idempotency",
    metadata,
    text("workspace_id"),
    text("actor"),
    text("key"),
    text("request_hash"),
    whole("status"),
    json("reply"),
    micros("at"),
    PrimaryKeyConstraint("workspace_id", "actor", "key"),
    ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], ondelete="CASCADE"),
    Index("ix_idempotency_at", "at"),
)

settings = Table(
    "settings",
    metadata,
    text("name", primary_key=True),
    json("value"),
)
