"""How quality sees one answer of a field: as classes, as ordered classes, as a number, or through
distances alone. The truth engine looks at the scale and never asks which kind it has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nominal:
    """Answers are classes without an order.

    `classes` are permanent ids in the order of the schema, retired ones included, because old
    judgments still name them.
    """

    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Answers are classes, lowest first (retired ones included, see `Nominal`)."""

    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Answers are numbers in `low … high` (None: no bound on that side).

    Two numbers at most `tolerance` apart, in the number's own unit, count as the same answer.
    """

    low: float | None
    high: float | None
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Distance:
    """Answers can only be compared, by the kind's `distance`.

    Two answers whose distance is at most `tolerance` (0 … 1) count as the same.
    """

    tolerance: float = 0.0


Scale = Nominal | Ordinal | Interval | Distance
