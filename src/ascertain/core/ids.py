"""Identifiers: UUIDv7 as canonical 36-character text, one type per noun; time-ordered, so new
rows land at the end of an index."""

from typing import NewType

import uuid_utils

WorkspaceId = NewType("WorkspaceId", str)
UserId = NewType("UserId", str)
MemberId = NewType("MemberId", str)
AnnotatorId = NewType("AnnotatorId", str)
ProjectId = NewType("ProjectId", str)
ItemId = NewType("ItemId", str)
TaskId = NewType("TaskId", str)
LeaseId = NewType("LeaseId", str)
JudgmentId = NewType("JudgmentId", str)
JobId = NewType("JobId", str)


def new_id() -> str:
    """A fresh UUIDv7. Ids made later in one process compare greater."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether the text is a UUID in canonical form (any version: old exports may hold others)."""
    try:
        return str(uuid_utils.UUID(text)) == text
    except ValueError:
        return False
