"""Votes, fields and beliefs that the quality tests share."""

from typing import Any

import numpy as np

from ascertain.contracts.truth import Votes
from ascertain.core.registry import load
from ascertain.quality.belief import Answer, Belief, By, believe
from ascertain.quality.model import Model

CHOICE: Any = load("ascertain.kinds.choice:CHOICE")
NUMBER: Any = load("ascertain.kinds.number:NUMBER")
TEXT: Any = load("ascertain.kinds.text:TEXT")


def choice(*classes: str, **settings: Any) -> Any:
    """The settings of a choice of these classes."""
    return CHOICE.Config.model_validate({"classes": list(classes), **settings})


def letters(
    answers: str, classes: str = "abc", *, by: By = "pool", model: Model | None = None
) -> Belief:
    """The belief in a choice of one-letter classes after these answers of different people."""
    config = choice(*classes)
    return believe(
        [Answer(f"w{index}", letter) for index, letter in enumerate(answers)],
        kind=CHOICE,
        config=config,
        model=model or Model.default(CHOICE.scale(config)),
        by=by,
    )


def planted(
    seed: int, *, tasks: int = 300, classes: int = 3, good: int = 4, bad: int = 6
) -> tuple[Votes, np.ndarray[Any, np.dtype[np.int64]]]:
    """Votes of a few good and more random people, all on all tasks, and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(classes, size=tasks)
    people = good + bad
    guess = rng.integers(classes, size=(people, tasks))
    right = rng.random((people, tasks)) < np.repeat([0.9, 0.05], [good, bad])[:, None]
    label = np.where(right, truth, guess)
    task = np.tile(np.arange(tasks), people)
    annotator = np.repeat(np.arange(people), tasks)
    return Votes(task, annotator, label.ravel(), tasks, people, classes), truth
