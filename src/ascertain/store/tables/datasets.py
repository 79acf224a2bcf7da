"""Datasets: named lines of immutable, hashed versions."""

from sqlalchemy import Table, UniqueConstraint

from ascertain.store.tables.base import json, metadata, micros, refers, tenant, text, whole

datasets = Table(
    "datasets",
    metadata,
    *tenant(),
    text("project"),
    text("name"),
    micros("made_at"),
    refers("project", "projects"),
    UniqueConstraint("workspace_id", "project", "name"),
)

dataset_versions = Table(
    "dataset_versions",
    metadata,
    *tenant(),
    text("dataset"),
    whole("n"),
    text("manifest"),  # the blob that holds it
    text("sha256"),
    text("model", null=True),
    json("certificate", null=True),
    json("summary"),
    text("made_by", null=True),
    micros("made_at"),
    refers("dataset", "datasets"),
    UniqueConstraint("workspace_id", "dataset", "n"),
)
