"""Simulated annotators. What one of them answers depends on seed, item and field alone, never on
the order or the thread in which work arrives, so that a run can be repeated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from zlib import crc32

import numpy as np

from ascertain.core.errors import Unsupported
from ascertain.simulation.chances import Floats, answer_chances, choose, confusion
from ascertain.simulation.fields import class_ids, number_near, shown, text_near

Habit = Literal["honest", "random", "constant", "colluder"]
Outcome = Literal["answered", "cannot_tell"]

COPIES = 0.97
"""Chance that a colluder copies an answer instead of working."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: values by field (none unless answered), seconds spent, outcome."""

    values: Mapping[str, Any]
    seconds: float
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Worker:
    """One simulated annotator.

    Attributes:
        name: unique in the crowd.
        seed: of everything that is drawn for this person.
        habit: honest, or random or constant clicks, or a copy of `leader`.
        skill: chance of the right class on an easy item.
        median_s: median seconds for an item.
        spread: standard deviation of the logarithm of the seconds.
        tires_after: judgments after which half of the skill above guessing is gone; None never.
        cannot_tell: chance of "cannot tell" on an item of difficulty 1, in proportion below.
        leader: whom a colluder copies.
    """

    name: str
    seed: int
    habit: Habit = "honest"
    skill: float = 0.8
    median_s: float = 5.0
    spread: float = 0.4
    tires_after: int | None = None
    cannot_tell: float = 0.0
    leader: "Worker | None" = None

    def fatigue(self, done: int) -> float:
        """0 fresh … 1 guessing, after that many judgments."""
        return 0.0 if self.tires_after is None else 1.0 - 0.5 ** (done / self.tires_after)

    def confusion(self, field: str, classes: int) -> Floats:
        """Confusion matrix of this person on a field of so many classes."""
        return _confusion(self.seed, field, classes, self.skill)

    def answer(
        self,
        truth: Mapping[str, Any],
        fields: Sequence[Mapping[str, Any]],
        *,
        item: str,
        difficulty: float = 0.0,
        done: int = 0,
    ) -> Answer:
        """Judges one item.

        Args:
            truth: right values by field, in wire form; a field that is missing is guessed at.
            fields: as the schema gives them on the wire.
            item: its key; equal keys get equal answers.
            difficulty: 0 easy … 1 nobody can know.
            done: judgments that this person has given before.
        """
        rng = self._rng("item", item)
        seconds = float(self.median_s * np.exp(rng.normal(0.0, self.spread)) * (1.0 + difficulty))
        honest = self.habit in ("honest", "colluder")
        if honest and rng.random() < self.cannot_tell * difficulty:
            return Answer({}, seconds, "cannot_tell")
        state = _State(item, difficulty, self.fatigue(done))
        values: dict[str, Any] = {}
        for field in fields:
            if shown(field, values):
                value = self._value(truth.get(field["name"]), field, state)
                if value is not None:
                    values[field["name"]] = value
        return Answer(values, seconds, "answered")

    def _value(self, right: Any, field: Mapping[str, Any], state: "_State") -> Any:
        if self.leader is not None and self._rng("copy", state.item).random() < COPIES:
            fresh = _State(state.item, state.difficulty, 0.0)
            return self.leader._value(right, field, fresh)  # noqa: SLF001 - of the same class
        rng = self._rng("value", state.item, field["name"])
        match field["kind"]:
            case "number":
                return number_near(rng, right, field, skill=self._care(state))
            case "text":
                return text_near(rng, right, skill=self._care(state))
            case "choice" if field.get("multiple"):
                care = self._care(state)
                classes = class_ids(field)
                chosen = right if isinstance(right, list) else []
                picked = [one for one in classes if (one in chosen) == bool(rng.random() < care)]
                return picked or [classes[int(rng.integers(len(classes)))]]
            case "choice":
                classes = class_ids(field)
                return classes[self._class(rng, right, classes, field["name"], state)]
            case other:
                raise Unsupported(
                    "simulation.kind",
                    f"Simulated annotators answer choice, number and text, not “{other}”.",
                )

    def _class(
        self,
        rng: np.random.Generator,
        right: Any,
        classes: Sequence[str],
        field: str,
        state: "_State",
    ) -> int:
        k = len(classes)
        u = rng.random(1)
        if self.habit == "constant":
            return int(self._rng("constant", field).integers(k))
        if self.habit == "random" or right not in classes:
            return int(u[0] * k)
        true = classes.index(right)
        chances = answer_chances(
            self.confusion(field, k)[true : true + 1],
            np.array([true]),
            np.array([lure_of(state.item, field, true, k)]),
            np.array([state.difficulty]),
            np.array([state.fatigue]),
        )
        return int(choose(chances, u)[0])

    def _care(self, state: "_State") -> float:
        """Chance of getting one detail right."""
        if self.habit in ("random", "constant"):
            return 0.5
        return 0.5 + (self.skill - 0.5) * (1.0 - state.difficulty) * (1.0 - state.fatigue)

    def _rng(self, *purpose: str) -> np.random.Generator:
        return _generator(self.seed, *purpose)


@dataclass(frozen=True, slots=True)
class _State:
    """The item at hand, and how hard it is for whom."""

    item: str
    difficulty: float
    fatigue: float


def _generator(seed: int, *purpose: str) -> np.random.Generator:
    return np.random.default_rng([seed, *(crc32(word.encode()) for word in purpose)])


@lru_cache(maxsize=4096)
def _confusion(seed: int, field: str, classes: int, skill: float) -> Floats:
    return confusion(_generator(seed, "confusion", field), classes, skill)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some workers; names are unique."""

    workers: tuple[Worker, ...]

    def __iter__(self) -> Iterator[Worker]:
        return iter(self.workers)

    def __len__(self) -> int:
        return len(self.workers)


def lure_of(item: str, field: str, true: int, classes: int) -> int:
    """The class that everybody mistakes the item for, if they do: never the true one, unless it
    is the only one."""
    if classes == 1:
        return true
    step = 1 + crc32(f"{field}\0{item}".encode()) % (classes - 1)
    return (true + step) % classes


def make_crowd(
    rng: np.random.Generator,
    size: int,
    *,
    skill: tuple[float, float] = (0.7, 0.95),
    random: float = 0.0,
    constant: float = 0.0,
    colluders: float = 0.0,
    cannot_tell: float = 0.3,
    median_s: float = 5.0,
    tires_after: int | None = None,
    prefix: str = "a",
) -> Crowd:
    """A crowd in which skills and speeds differ.

    Args:
        rng: all chance comes from here.
        size: number of people.
        skill: lowest and highest chance of being right on an easy item, evenly between.
        random: share of people who click anything.
        constant: share who always click the same.
        colluders: share who copy one of them, the leader, who works honestly. A single colluder
            has nobody to copy and is honest.
        cannot_tell: chance of "cannot tell" on the hardest item.
        median_s: median seconds of the median person.
        tires_after: see `Worker`.
        prefix: of names: a-001, a-002, …
    """
    habits: list[Habit] = []
    shares: tuple[tuple[Habit, float], ...] = (
        ("random", random),
        ("constant", constant),
        ("colluder", colluders),
    )
    for habit, share in shares:
        habits += [habit] * round(share * size)
    habits = (habits + ["honest"] * size)[:size]
    order = rng.permutation(size)
    workers: list[Worker] = []
    leader: Worker | None = None
    for index in range(size):
        habit = habits[order[index]]
        worker = Worker(
            name=f"{prefix}-{index + 1:03d}",
            seed=int(rng.integers(2**31)),
            habit=habit,
            skill=float(rng.uniform(*skill)),
            median_s=float(median_s * np.exp(rng.normal(0.0, 0.35))),
            tires_after=tires_after,
            cannot_tell=cannot_tell if habit in ("honest", "colluder") else 0.0,
            leader=leader if habit == "colluder" else None,
        )
        if habit == "colluder" and leader is None:
            leader = worker
        workers.append(worker)
    return Crowd(tuple(workers))
