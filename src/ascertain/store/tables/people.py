"""Who there is: workspaces, users, members, annotators, and what lets them in.

Personal data live in `users` alone. Of sessions, tokens and invitations only hashes are stored.
"""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Table, UniqueConstraint

from ascertain.store.tables.base import json, metadata, micros, refers, tenant, text

workspaces = Table(
    "workspaces",
    metadata,
    text("id", primary_key=True),
    text("name", unique=True),
    json("settings", server_default="{}"),
    micros("made_at"),
)

users = Table(
    "users",
    metadata,
    text("id", primary_key=True),
    text("email", null=True, unique=True),
    text("password_hash", null=True),
    text("locale", null=True),
    json("keys", server_default="{}"),
    micros("made_at"),
    micros("disabled_at", null=True),
    micros("erased_at", null=True),
)

members = Table(
    "members",
    metadata,
    *tenant(),
    Column("user", ForeignKey("users.id"), nullable=False),
    json("roles"),
    text("handle"),
    micros("made_at"),
    micros("disabled_at", null=True),
    micros("last_seen_at", null=True),
    UniqueConstraint("workspace_id", "user"),
    UniqueConstraint("workspace_id", "handle"),
)

annotators = Table(
    "annotators",
    metadata,
    *tenant(),
    text("member", null=True),
    text("machine_version", null=True),
    text("base_model", null=True),
    refers("member", "members"),
    UniqueConstraint("workspace_id", "member"),
    CheckConstraint("(member IS NULL) <> (machine_version IS NULL)", name="one_of"),
)

sessions = Table(
    "sessions",
    metadata,
    text("hash", primary_key=True),
    text("workspace_id"),
    text("member"),
    json("scopes"),
    text("csrf"),
    micros("made_at"),
    micros("expires_at"),
    micros("used_at", null=True),
    micros("last_used_at", null=True),
    refers("member", "members"),
)

tokens = Table(
    "tokens",
    metadata,
    text("hash", primary_key=True),
    text("id", unique=True),
    text("workspace_id"),
    text("member"),
    text("name", null=True),
    json("scopes"),
    micros("made_at"),
    micros("expires_at"),
    micros("used_at", null=True),
    micros("last_used_at", null=True),
    refers("member", "members"),
    Index("ix_tokens_member", "workspace_id", "member"),
)

# An invitation makes a member; one that names a member already is a one-time sign-in link.
invitations = Table(
    "invitations",
    metadata,
    text("hash", primary_key=True),
    text("id", unique=True),
    text("workspace_id"),
    text("member", null=True),
    text("role"),
    text("email", null=True),
    text("handle", null=True),
    text("project", null=True),
    json("scopes"),
    text("made_by", null=True),
    micros("made_at"),
    micros("expires_at"),
    micros("used_at", null=True),
    micros("last_used_at", null=True),
    refers("member", "members"),
)

# Failed sign-ins of one address or account, for throttling; old rows are swept.
signin_attempts = Table(
    "signin_attempts",
    metadata,
    text("key", primary_key=True),
    Column("tokens", Float, nullable=False),
    micros("at"),
)
