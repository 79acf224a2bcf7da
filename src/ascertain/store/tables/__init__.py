"""All tables, gathered on one `metadata`. Column names are those of the records page."""

from ascertain.store.tables import (
    datasets,
    events,
    items,
    judgments,
    people,
    projects,
    tasks,
)
from ascertain.store.tables.base import metadata

__all__ = ["datasets", "events", "items", "judgments", "metadata", "people", "projects", "tasks"]
