"""Projects and the immutable versions of what they ask, how work flows, and how it is explained."""

from sqlalchemy import CheckConstraint, Column, Float, Table, UniqueConstraint

from ascertain.store.tables.base import json, metadata, micros, refers, tenant, text, whole

projects = Table(
    "projects",
    metadata,
    *tenant(),
    text("name"),
    text("stage"),
    micros("stage_since"),
    text("blocked_reason", null=True),
    Column("target", Float, nullable=False),
    whole("overlap", null=True),
    json("budget", null=True),
    text("state"),
    text("state_reason", null=True),
    json("retention", null=True),
    whole("priority", server_default="0"),
    json("annotators", server_default="[]"),  # member ids; empty: everybody
    text("item_type", null=True),
    text("schema_version"),  # the present versions
    text("flow_version"),
    text("guideline_version"),
    text("quality_model", null=True),
    whole("revision", server_default="1"),  # the entity tag
    micros("made_at"),
    UniqueConstraint("workspace_id", "name"),
    CheckConstraint("state IN ('open', 'paused', 'archived')", name="state"),
)


def _versions(name: str) -> Table:
    return Table(
        name,
        metadata,
        *tenant(),
        text("project"),
        whole("n"),
        json("body"),
        json("map_from_previous", null=True),
        text("made_by", null=True),
        micros("made_at"),
        refers("project", "projects"),
        UniqueConstraint("workspace_id", "project", "n"),
    )


schema_versions = _versions("schema_versions")
flow_versions = _versions("flow_versions")
guideline_versions = _versions("guideline_versions")
ontology_versions = _versions("ontology_versions")
