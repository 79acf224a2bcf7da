"""Items, the versions of their content, their slices, and the imports that brought them."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from ascertain.store.tables.base import json, metadata, micros, refers, tenant, text, whole

# state: waiting, working, review, resolved, exception, dropped, withdrawn
items = Table(
    "items",
    metadata,
    *tenant(rooted=False),
    text("project"),
    text("key"),
    whole("version"),
    text("state"),
    json("clearance", null=True),
    whole("priority", server_default="0"),
    micros("made_at"),
    refers("project", "projects"),
    UniqueConstraint("workspace_id", "project", "key"),
    Index("ix_items_state", "workspace_id", "project", "state", "key"),
)

item_versions = Table(
    "item_versions",
    metadata,
    *tenant(rooted=False),
    text("item"),
    whole("n"),
    text("type"),  # image, text, record
    json("content"),
    text("blob", null=True),
    text("thumb", null=True),
    json("media", null=True),
    text("sha256"),
    text("job", null=True),  # the import that brought it
    text("source", null=True),
    whole("source_row", null=True),
    micros("made_at"),
    micros("erased_at", null=True),
    refers("item", "items"),
    UniqueConstraint("workspace_id", "item", "n"),
)

slices = Table(
    "slices",
    metadata,
    text("workspace_id"),
    text("item"),
    text("name"),
    text("project"),
    text("value"),
    PrimaryKeyConstraint("workspace_id", "item", "name"),
    refers("item", "items"),
    Index("ix_slices_value", "workspace_id", "project", "name", "value", "item"),
)

# The uploads whose import is complete: the same bytes again change nothing.
import_files = Table(
    "import_files",
    metadata,
    text("workspace_id"),
    text("project"),
    text("sha256"),
    text("job"),
    micros("made_at"),
    PrimaryKeyConstraint("workspace_id", "project", "sha256"),
    ForeignKeyConstraint(
        ["workspace_id", "project"],
        ["projects.workspace_id", "projects.id"],
        ondelete="CASCADE",
    ),
)
