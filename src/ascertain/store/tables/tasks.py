"""Work to be done: tasks, the leases on them, and drafts.

A task is `open` while it wants more judgments than it has or is being given (live + done < want),
`full` when every place is taken, `closed` when its step is left, `withdrawn` with its item.
`position` orders the queue; a task that becomes open again gets a new one. `project` and `item`
repeat what the item version says, and the foreign key is on that.
"""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy import text as sql

from ascertain.store.tables.base import json, metadata, micros, refers, tenant, text, whole

tasks = Table(
    "tasks",
    metadata,
    *tenant(rooted=False),
    text("project"),
    text("item"),
    text("item_version"),
    text("flow_version"),
    text("step"),
    whole("visit", server_default="1"),
    text("stream", server_default="real"),
    whole("want"),
    whole("live", server_default="0"),
    whole("done", server_default="0"),
    whole("priority", server_default="0"),
    whole("position"),
    text("state"),
    json("requirement", null=True),
    text("returned", null=True),  # why a reviewer sent the item back
    micros("made_at"),
    refers("item_version", "item_versions"),
    refers("flow_version", "flow_versions"),
    UniqueConstraint("workspace_id", "item_version", "step", "visit", "stream"),
    CheckConstraint("live >= 0 AND done >= 0 AND live + done <= want", name="places"),
    CheckConstraint("state IN ('open', 'full', 'closed', 'withdrawn')", name="state"),
    Index(
        "ix_tasks_queue",
        "workspace_id",
        "project",
        "step",
        "priority",
        "position",
        sqlite_where=sql("state = 'open'"),
        postgresql_where=sql("state = 'open'"),
    ),
    Index("ix_tasks_item", "workspace_id", "item"),
)

# state: live, submitted, expired, released, skipped, freed, revoked
leases = Table(
    "leases",
    metadata,
    *tenant(),
    text("project"),
    text("task"),
    text("annotator"),
    text("token_hash"),
    micros("made_at"),
    micros("expires_at"),
    micros("hard_until"),
    text("state"),
    json("shown", null=True),
    refers("task", "tasks"),
    refers("annotator", "annotators"),
    Index(
        "uq_leases_live",
        "workspace_id",
        "task",
        "annotator",
        unique=True,
        sqlite_where=sql("state = 'live'"),
        postgresql_where=sql("state = 'live'"),
    ),
    Index("ix_leases_task", "workspace_id", "task"),
    Index(
        "ix_leases_expiry",
        "expires_at",
        sqlite_where=sql("state = 'live'"),
        postgresql_where=sql("state = 'live'"),
    ),
    Index(
        "ix_leases_annotator",
        "workspace_id",
        "annotator",
        sqlite_where=sql("state = 'live'"),
        postgresql_where=sql("state = 'live'"),
    ),
)

# Kept when the lease runs out.
drafts = Table(
    "drafts",
    metadata,
    text("workspace_id"),
    text("task"),
    text("annotator"),
    json("values"),
    micros("saved_at"),
    PrimaryKeyConstraint("workspace_id", "task", "annotator"),
    refers("task", "tasks"),
    refers("annotator", "annotators"),
)
