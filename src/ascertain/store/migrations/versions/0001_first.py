"""The first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Text compares by code point on both databases.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:  # noqa: PLR0915 -- one statement a table
    """Makes every table."""
    op.create_table(
        "cursors",
        sa.Column("consumer", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("digest", TEXT, nullable=True),
        sa.Column("holder", TEXT, nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("consumer", name=op.f("pk_cursors")),
    )
    op.create_table(
        "events",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=True),
        sa.Column("project", TEXT, nullable=True),
        sa.Column("actor", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=True),
        sa.Column("previous", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("seq", name=op.f("uq_events_seq")),
    )
    op.create_index(
        "ix_events_unsealed",
        "events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_index("ix_events_workspace", "events", ["workspace_id", "seq"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "signin_attempts",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_signin_attempts")),
    )
    op.create_table(
        "users",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("password_hash", TEXT, nullable=True),
        sa.Column("locale", TEXT, nullable=True),
        sa.Column("keys", TEXT, server_default="{}", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("settings", TEXT, server_default="{}", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("name", name=op.f("uq_workspaces_name")),
    )
    op.create_table(
        "idempotency",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("request_hash", TEXT, nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("reply", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_idempotency_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "actor", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=True),
        sa.Column("project", TEXT, nullable=True),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("message", TEXT, nullable=True),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("result", TEXT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("checkpoint", TEXT, nullable=True),
        sa.Column("worker", TEXT, nullable=True),
        sa.Column("heartbeat_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_jobs_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_project", "jobs", ["workspace_id", "project", "state"], unique=False)
    op.create_index(
        "ix_jobs_queue",
        "jobs",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'running')"),
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "members",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("user", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("handle", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_members_user")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_members_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_members")),
        sa.UniqueConstraint("workspace_id", "handle", name=op.f("uq_members_workspace_id_handle")),
        sa.UniqueConstraint("workspace_id", "user", name=op.f("uq_members_workspace_id_user")),
    )
    op.create_table(
        "projects",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("stage_since", sa.BigInteger(), nullable=False),
        sa.Column("blocked_reason", TEXT, nullable=True),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("overlap", sa.BigInteger(), nullable=True),
        sa.Column("budget", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("state_reason", TEXT, nullable=True),
        sa.Column("retention", TEXT, nullable=True),
        sa.Column("priority", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("annotators", TEXT, server_default="[]", nullable=False),
        sa.Column("item_type", TEXT, nullable=True),
        sa.Column("schema_version", TEXT, nullable=False),
        sa.Column("flow_version", TEXT, nullable=False),
        sa.Column("guideline_version", TEXT, nullable=False),
        sa.Column("quality_model", TEXT, nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'paused', 'archived')", name=op.f("ck_projects_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_projects_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_projects")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_projects_workspace_id_name")),
    )
    op.create_table(
        "annotators",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("member", TEXT, nullable=True),
        sa.Column("machine_version", TEXT, nullable=True),
        sa.Column("base_model", TEXT, nullable=True),
        sa.CheckConstraint(
            "(member IS NULL) <> (machine_version IS NULL)", name=op.f("ck_annotators_one_of")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_annotators_workspace_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_annotators_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_annotators")),
        sa.UniqueConstraint(
            "workspace_id", "member", name=op.f("uq_annotators_workspace_id_member")
        ),
    )
    op.create_table(
        "datasets",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_datasets_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_datasets_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_datasets")),
        sa.UniqueConstraint(
            "workspace_id", "project", "name", name=op.f("uq_datasets_workspace_id_project_name")
        ),
    )
    op.create_table(
        "flow_versions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("map_from_previous", TEXT, nullable=True),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_flow_versions_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_flow_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_flow_versions")),
        sa.UniqueConstraint(
            "workspace_id", "project", "n", name=op.f("uq_flow_versions_workspace_id_project_n")
        ),
    )
    op.create_table(
        "guideline_versions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("map_from_previous", TEXT, nullable=True),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_guideline_versions_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_guideline_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_guideline_versions")),
        sa.UniqueConstraint(
            "workspace_id",
            "project",
            "n",
            name=op.f("uq_guideline_versions_workspace_id_project_n"),
        ),
    )
    op.create_table(
        "import_files",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("job", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_import_files_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "project", "sha256", name=op.f("pk_import_files")),
    )
    op.create_table(
        "invitations",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("member", TEXT, nullable=True),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("handle", TEXT, nullable=True),
        sa.Column("project", TEXT, nullable=True),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_invitations_workspace_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitations")),
        sa.UniqueConstraint("id", name=op.f("uq_invitations_id")),
    )
    op.create_table(
        "items",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("clearance", TEXT, nullable=True),
        sa.Column("priority", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_items_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_items")),
        sa.UniqueConstraint(
            "workspace_id", "project", "key", name=op.f("uq_items_workspace_id_project_key")
        ),
    )
    op.create_index(
        "ix_items_state", "items", ["workspace_id", "project", "state", "key"], unique=False
    )
    op.create_table(
        "ontology_versions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("map_from_previous", TEXT, nullable=True),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_ontology_versions_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_ontology_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_ontology_versions")),
        sa.UniqueConstraint(
            "workspace_id", "project", "n", name=op.f("uq_ontology_versions_workspace_id_project_n")
        ),
    )
    op.create_table(
        "quality_models",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("method", TEXT, nullable=False),
        sa.Column("parameters", sa.LargeBinary(), nullable=False),
        sa.Column("n_gold", sa.BigInteger(), nullable=False),
        sa.Column("n_judgments", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_quality_models_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_quality_models_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_quality_models")),
    )
    op.create_table(
        "schema_versions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("map_from_previous", TEXT, nullable=True),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "project"],
            ["projects.workspace_id", "projects.id"],
            name=op.f("fk_schema_versions_workspace_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_schema_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_schema_versions")),
        sa.UniqueConstraint(
            "workspace_id", "project", "n", name=op.f("uq_schema_versions_workspace_id_project_n")
        ),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("member", TEXT, nullable=False),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("csrf", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_sessions_workspace_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("member", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_tokens_workspace_id_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
        sa.UniqueConstraint("id", name=op.f("uq_tokens_id")),
    )
    op.create_index("ix_tokens_member", "tokens", ["workspace_id", "member"], unique=False)
    op.create_table(
        "comments",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=True),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reply_to", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_comments_workspace_id_author"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item"],
            ["items.workspace_id", "items.id"],
            name=op.f("fk_comments_workspace_id_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_comments_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_comments")),
    )
    op.create_index(
        "ix_comments_author", "comments", ["workspace_id", "author", "state"], unique=False
    )
    op.create_index("ix_comments_item", "comments", ["workspace_id", "item"], unique=False)
    op.create_index(
        "ix_comments_project", "comments", ["workspace_id", "project", "state"], unique=False
    )
    op.create_table(
        "dataset_versions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("dataset", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("manifest", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=True),
        sa.Column("certificate", TEXT, nullable=True),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "dataset"],
            ["datasets.workspace_id", "datasets.id"],
            name=op.f("fk_dataset_versions_workspace_id_dataset"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_dataset_versions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_dataset_versions")),
        sa.UniqueConstraint(
            "workspace_id", "dataset", "n", name=op.f("uq_dataset_versions_workspace_id_dataset_n")
        ),
    )
    op.create_table(
        "exceptions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("thread", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item"],
            ["items.workspace_id", "items.id"],
            name=op.f("fk_exceptions_workspace_id_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_exceptions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_exceptions")),
    )
    op.create_index("ix_exceptions_item", "exceptions", ["workspace_id", "item"], unique=False)
    op.create_index(
        "ix_exceptions_due",
        "exceptions",
        ["workspace_id", "project", "state", "due_at"],
        unique=False,
    )
    op.create_table(
        "gold",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("answers", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("maker", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item"],
            ["items.workspace_id", "items.id"],
            name=op.f("fk_gold_workspace_id_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_gold_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_gold")),
    )
    op.create_index("ix_gold_item", "gold", ["workspace_id", "item"], unique=False)
    op.create_index(
        "uq_gold_live",
        "gold",
        ["workspace_id", "item", "field"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_table(
        "item_versions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("blob", TEXT, nullable=True),
        sa.Column("thumb", TEXT, nullable=True),
        sa.Column("media", TEXT, nullable=True),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("job", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("source_row", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item"],
            ["items.workspace_id", "items.id"],
            name=op.f("fk_item_versions_workspace_id_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_item_versions")),
        sa.UniqueConstraint(
            "workspace_id", "item", "n", name=op.f("uq_item_versions_workspace_id_item_n")
        ),
    )
    op.create_table(
        "labels",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("item_version", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=True),
        sa.Column("class_id", TEXT, nullable=True),
        sa.Column("p", sa.Float(), nullable=True),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("model", TEXT, nullable=True),
        sa.Column("decision", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item"],
            ["items.workspace_id", "items.id"],
            name=op.f("fk_labels_workspace_id_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "item", "field", name=op.f("pk_labels")),
    )
    op.create_index(
        "ix_labels_at", "labels", ["workspace_id", "project", "at", "item"], unique=False
    )
    op.create_index(
        "ix_labels_class",
        "labels",
        ["workspace_id", "project", "field", "class_id", "item"],
        unique=False,
    )
    op.create_index("ix_labels_n", "labels", ["workspace_id", "project", "n", "item"], unique=False)
    op.create_index(
        "ix_labels_state", "labels", ["workspace_id", "project", "state", "p", "item"], unique=False
    )
    op.create_table(
        "slices",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item"],
            ["items.workspace_id", "items.id"],
            name=op.f("fk_slices_workspace_id_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "item", "name", name=op.f("pk_slices")),
    )
    op.create_index(
        "ix_slices_value",
        "slices",
        ["workspace_id", "project", "name", "value", "item"],
        unique=False,
    )
    op.create_table(
        "tasks",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("item_version", TEXT, nullable=False),
        sa.Column("flow_version", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("visit", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("stream", TEXT, server_default="real", nullable=False),
        sa.Column("want", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("priority", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("requirement", TEXT, nullable=True),
        sa.Column("returned", TEXT, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'full', 'closed', 'withdrawn')", name=op.f("ck_tasks_state")
        ),
        sa.CheckConstraint(
            "live >= 0 AND done >= 0 AND live + done <= want", name=op.f("ck_tasks_places")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "flow_version"],
            ["flow_versions.workspace_id", "flow_versions.id"],
            name=op.f("fk_tasks_workspace_id_flow_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item_version"],
            ["item_versions.workspace_id", "item_versions.id"],
            name=op.f("fk_tasks_workspace_id_item_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_tasks")),
        sa.UniqueConstraint(
            "workspace_id",
            "item_version",
            "step",
            "visit",
            "stream",
            name=op.f("uq_tasks_workspace_id_item_version_step_visit_stream"),
        ),
    )
    op.create_index("ix_tasks_item", "tasks", ["workspace_id", "item"], unique=False)
    op.create_index(
        "ix_tasks_queue",
        "tasks",
        ["workspace_id", "project", "step", "priority", "position"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "decisions",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("requirement", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("judgments", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "task"],
            ["tasks.workspace_id", "tasks.id"],
            name=op.f("fk_decisions_workspace_id_task"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_decisions_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_task", "decisions", ["workspace_id", "task", "id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=False),
        sa.Column("annotator", TEXT, nullable=False),
        sa.Column("values", TEXT, nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "annotator"],
            ["annotators.workspace_id", "annotators.id"],
            name=op.f("fk_drafts_workspace_id_annotator"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "task"],
            ["tasks.workspace_id", "tasks.id"],
            name=op.f("fk_drafts_workspace_id_task"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "task", "annotator", name=op.f("pk_drafts")),
    )
    op.create_table(
        "judgments",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=False),
        sa.Column("item_version", TEXT, nullable=False),
        sa.Column("annotator", TEXT, nullable=False),
        sa.Column("lease", TEXT, nullable=True),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("schema_version", TEXT, nullable=False),
        sa.Column("guideline_version", TEXT, nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("active_ms", sa.BigInteger(), nullable=False),
        sa.Column("price_micro", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("late", sa.SmallInteger(), nullable=False),
        sa.Column("counted", sa.SmallInteger(), nullable=False),
        sa.Column("current", sa.SmallInteger(), nullable=False),
        sa.Column("supersedes", TEXT, nullable=True),
        sa.Column("shown", TEXT, nullable=True),
        sa.Column("request_hash", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "role IN ('label', 'review', 'adjudicate', 'audit', 'gold')",
            name=op.f("ck_judgments_role"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "annotator"],
            ["annotators.workspace_id", "annotators.id"],
            name=op.f("fk_judgments_workspace_id_annotator"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "item_version"],
            ["item_versions.workspace_id", "item_versions.id"],
            name=op.f("fk_judgments_workspace_id_item_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "task"],
            ["tasks.workspace_id", "tasks.id"],
            name=op.f("fk_judgments_workspace_id_task"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_judgments_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_judgments")),
        sa.UniqueConstraint("workspace_id", "lease", name=op.f("uq_judgments_workspace_id_lease")),
    )
    op.create_index(
        "ix_judgments_annotator", "judgments", ["workspace_id", "annotator", "id"], unique=False
    )
    op.create_index("ix_judgments_item", "judgments", ["workspace_id", "item"], unique=False)
    op.create_index("ix_judgments_task", "judgments", ["workspace_id", "task"], unique=False)
    op.create_index(
        "ix_judgments_item_version", "judgments", ["workspace_id", "item_version"], unique=False
    )
    op.create_index(
        "ix_judgments_project", "judgments", ["workspace_id", "project", "at"], unique=False
    )
    op.create_index(
        "uq_judgments_counted",
        "judgments",
        ["workspace_id", "task", "annotator"],
        unique=True,
        sqlite_where=sa.text("counted = 1 AND current = 1"),
        postgresql_where=sa.text("counted = 1 AND current = 1"),
    )
    op.create_table(
        "leases",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("project", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=False),
        sa.Column("annotator", TEXT, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("hard_until", sa.BigInteger(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("shown", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "annotator"],
            ["annotators.workspace_id", "annotators.id"],
            name=op.f("fk_leases_workspace_id_annotator"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "task"],
            ["tasks.workspace_id", "tasks.id"],
            name=op.f("fk_leases_workspace_id_task"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_leases_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_leases")),
    )
    op.create_index(
        "ix_leases_annotator",
        "leases",
        ["workspace_id", "annotator"],
        unique=False,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index("ix_leases_task", "leases", ["workspace_id", "task"], unique=False)
    op.create_index(
        "ix_leases_expiry",
        "leases",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index(
        "uq_leases_live",
        "leases",
        ["workspace_id", "task", "annotator"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_table(
        "judgment_values",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("judgment", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("kind_version", sa.BigInteger(), nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("class_id", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "judgment"],
            ["judgments.workspace_id", "judgments.id"],
            name=op.f("fk_judgment_values_workspace_id_judgment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "judgment", "field", name=op.f("pk_judgment_values")
        ),
    )
    op.create_index(
        "ix_judgment_values_class",
        "judgment_values",
        ["workspace_id", "field", "class_id"],
        unique=False,
    )
