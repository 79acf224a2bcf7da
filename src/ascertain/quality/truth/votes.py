"""Turns rows of judgments into index arrays that truth methods work on."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ascertain.contracts.truth import Votes

Row = tuple[Hashable, str, str | None]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Votes with the names of their indices; `ignored` counts rows that were no vote."""

    votes: Votes
    tasks: tuple[Hashable, ...]
    annotators: tuple[str, ...]
    classes: tuple[str, ...]
    ignored: int


def encode(
    rows: Iterable[Row],
    *,
    classes: Sequence[str] = (),
    repeats: Literal["last", "independent"] = "last",
) -> Encoded:
    """Index arrays of rows (task, annotator, class id), in the order in which they were given.

    A class id of None is an abstention and no vote. Classes that are voted for and not listed
    are added in sorted order, so that a retired class keeps its votes.

    Args:
        rows: one per judgment, oldest first.
        classes: class ids in the order of the schema.
        repeats: what several rows of one annotator on one task are. "last": the latest stands,
            and it is taken back if the latest is an abstention. "independent": every row is a
            vote.
    """
    given = list(rows)
    kept: list[Row] = given
    if repeats == "last":
        kept = list(
            {
                (task, annotator): (task, annotator, label) for task, annotator, label in given
            }.values()
        )
    votes = [row for row in kept if row[2] is not None]
    known = list(dict.fromkeys(classes))
    listed = set(known)
    known += sorted({str(label) for _, _, label in votes if label not in listed})
    class_of = {name: index for index, name in enumerate(known)}
    task_of: dict[Hashable, int] = {}
    annotator_of: dict[str, int] = {}
    task = np.empty(len(votes), np.int64)
    annotator = np.empty(len(votes), np.int64)
    label = np.empty(len(votes), np.int64)
    for row, (task_name, annotator_name, class_name) in enumerate(votes):
        task[row] = task_of.setdefault(task_name, len(task_of))
        annotator[row] = annotator_of.setdefault(annotator_name, len(annotator_of))
        label[row] = class_of[str(class_name)]
    return Encoded(
        votes=Votes(task, annotator, label, len(task_of), len(annotator_of), len(known)),
        tasks=tuple(task_of),
        annotators=tuple(annotator_of),
        classes=tuple(known),
        ignored=len(given) - len(votes),
    )
