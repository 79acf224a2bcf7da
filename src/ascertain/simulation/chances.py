"""How a simulated annotator chooses among classes: arrays in, arrays out. One model for a single
answer and for a million."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def confusion(rng: np.random.Generator, classes: int, skill: float, bias: float = 0.5) -> Floats:
    """(classes, classes) chances of answers (last axis) given the truth; each row sums to 1.

    The diagonal lies around `skill` (a little apart per class); errors are spread by a Dirichlet
    draw with concentration 1 / bias, so that everybody has favourite mistakes.
    """
    matrix = np.zeros((classes, classes))
    for true in range(classes):
        right = float(np.clip(skill + rng.normal(0.0, 0.03), 0.0, 1.0)) if classes > 1 else 1.0
        errors = rng.dirichlet(np.full(max(classes - 1, 1), 1.0 / bias))
        matrix[true, np.arange(classes) != true] = (1.0 - right) * errors[: classes - 1]
        matrix[true, true] = right
    return matrix


def answer_chances(
    rows: Floats, truth: Indices, lure: Indices, difficulty: Floats, fatigue: Floats
) -> Floats:
    """(n, classes) chances of each answer.

    Args:
        rows: (n, classes), the annotator's confusion row for the true class.
        truth: (n,) true class.
        lure: (n,) the class that this item is most easily mistaken for, by everybody.
        difficulty: (n,) 0 as the confusion says … 1 a guess.
        fatigue: (n,) 0 fresh … 1 a guess.

    The chance of the truth falls towards 1 / classes with difficulty and fatigue; of the errors,
    the share `difficulty` goes to the lure, so that people err together on hard items.
    """
    n, classes = rows.shape
    at = np.arange(n)
    guess = 1.0 / classes
    effort = (1.0 - difficulty) * (1.0 - fatigue)
    right = guess + (rows[at, truth] - guess) * effort
    errors = rows.copy()
    errors[at, truth] = 0.0
    total = errors.sum(axis=1, keepdims=True)
    even = np.full_like(errors, 1.0 / max(classes - 1, 1))
    even[at, truth] = 0.0
    errors = np.divide(errors, total, out=even, where=total > 0)
    errors *= (1.0 - difficulty)[:, None]
    errors[at, lure] += difficulty
    chances = errors * (1.0 - right)[:, None]
    chances[at, truth] = right
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def choose(chances: Floats, u: Floats) -> Indices:
    """(n,) class by inverse distribution function of u in [0, 1)."""
    cumulative = chances.cumsum(axis=1)
    cumulative[:, -1] = 1.0
    return np.asarray((u[:, None] >= cumulative).sum(axis=1), dtype=np.int64)
