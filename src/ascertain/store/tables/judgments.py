"""Judgments and what is made of them: labels, decisions, models, gold, exceptions, comments."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from ascertain.store.tables.base import flag, json, metadata, micros, refers, tenant, text, whole

# Never changed, save for `counted` and `current`, which a superseding row takes away.
judgments = Table(
    "judgments",
    metadata,
    *tenant(),
    text("project"),
    text("item"),
    text("task"),
    text("item_version"),
    text("annotator"),
    text("lease", null=True),
    text("role"),
    text("outcome"),
    text("reason", null=True),
    text("schema_version"),
    text("guideline_version"),
    whole("wall_ms"),
    whole("active_ms"),
    whole("price_micro", server_default="0"),
    flag("late"),
    flag("counted"),
    flag("current"),
    text("supersedes", null=True),
    json("shown", null=True),
    text("request_hash", null=True),  # of outcome and values: tells a repeat from a contradiction
    micros("at"),
    refers("task", "tasks"),
    refers("item_version", "item_versions"),
    refers("annotator", "annotators"),
    UniqueConstraint("workspace_id", "lease"),
    Index(
        "uq_judgments_counted",
        "workspace_id",
        "task",
        "annotator",
        unique=True,
        sqlite_where=sql("counted = 1 AND current = 1"),
        postgresql_where=sql("counted = 1 AND current = 1"),
    ),
    Index("ix_judgments_annotator", "workspace_id", "annotator", "id"),
    Index("ix_judgments_item", "workspace_id", "item"),
    # Both databases look for these when a task or a version is deleted, once a row.
    Index("ix_judgments_task", "workspace_id", "task"),
    Index("ix_judgments_item_version", "workspace_id", "item_version"),
    Index("ix_judgments_project", "workspace_id", "project", "at"),
    CheckConstraint("role IN ('label', 'review', 'adjudicate', 'audit', 'gold')", name="role"),
)

judgment_values = Table(
    "judgment_values",
    metadata,
    text("workspace_id"),
    text("judgment"),
    text("field"),
    text("kind"),
    whole("kind_version"),
    json("value"),
    text("class_id", null=True),
    PrimaryKeyConstraint("workspace_id", "judgment", "field"),
    refers("judgment", "judgments"),
    Index("ix_judgment_values_class", "workspace_id", "field", "class_id"),
)

# state: open, accepted, reviewed, audited, exception, frozen
labels = Table(
    "labels",
    metadata,
    text("workspace_id"),
    text("item"),
    text("field"),
    text("project"),
    text("item_version"),
    json("value", null=True),
    text("class_id", null=True),
    Column("p", Float, nullable=True),
    json("basis"),
    text("state"),
    whole("n", server_default="0"),
    text("model", null=True),
    text("decision", null=True),
    micros("at"),
    PrimaryKeyConstraint("workspace_id", "item", "field"),
    refers("item", "items"),
    Index("ix_labels_state", "workspace_id", "project", "state", "p", "item"),
    Index("ix_labels_class", "workspace_id", "project", "field", "class_id", "item"),
)

decisions = Table(
    "decisions",
    metadata,
    *tenant(),
    text("project"),
    text("task"),
    text("action"),
    json("requirement", null=True),
    json("reason"),
    json("judgments"),
    text("model", null=True),
    micros("at"),
    refers("task", "tasks"),
    Index("ix_decisions_task", "workspace_id", "task", "id"),
)

quality_models = Table(
    "quality_models",
    metadata,
    *tenant(),
    text("project"),
    text("field"),
    text("method"),
    Column("parameters", LargeBinary, nullable=False),
    whole("n_gold"),
    whole("n_judgments"),
    micros("made_at"),
    refers("project", "projects"),
)

gold = Table(
    "gold",
    metadata,
    *tenant(),
    text("project"),
    text("item"),
    text("field"),
    json("answers"),
    text("reason", null=True),
    text("maker", null=True),
    text("state"),
    micros("made_at"),
    refers("item", "items"),
    Index("ix_gold_item", "workspace_id", "item"),
    Index(
        "uq_gold_live",
        "workspace_id",
        "item",
        "field",
        unique=True,
        sqlite_where=sql("state = 'live'"),
        postgresql_where=sql("state = 'live'"),
    ),
)

exceptions = Table(
    "exceptions",
    metadata,
    *tenant(),
    text("project"),
    text("item"),
    text("step"),
    text("type"),
    text("owner", null=True),
    text("state"),
    micros("made_at"),
    micros("due_at", null=True),
    text("outcome", null=True),
    text("thread", null=True),
    refers("item", "items"),
    Index("ix_exceptions_due", "workspace_id", "project", "state", "due_at"),
    Index("ix_exceptions_item", "workspace_id", "item"),
)

# Flags are comments of type "flag" with a state: open, answered.
comments = Table(
    "comments",
    metadata,
    *tenant(),
    text("project"),
    text("item"),
    text("task", null=True),
    text("author"),  # a member
    text("type"),
    text("text"),
    text("state"),
    text("reply_to", null=True),
    micros("at"),
    micros("seen_at", null=True),
    refers("item", "items"),
    refers("author", "members"),
    Index("ix_comments_item", "workspace_id", "item"),
    Index("ix_comments_project", "workspace_id", "project", "state"),
    Index("ix_comments_author", "workspace_id", "author", "state"),
)
