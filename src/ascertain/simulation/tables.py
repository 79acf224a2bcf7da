"""`simulate`: a whole table of judgments with the hidden truth beside it, at array speed."""

from dataclasses import dataclass

import numpy as np

from ascertain.simulation.chances import Floats, Indices, answer_chances, choose
from ascertain.simulation.crowd import COPIES, Crowd, Worker, lure_of, make_crowd

FIELD = "label"
BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Simulated:
    """Columns by name, in the layout of the tables `judgments` and `truth`, and who judged.

    Attributes:
        judgments: `task`, `annotator`, `label`, `time` (seconds since the start), `seconds`.
        truth: `task`, `label`.
        difficulty: of each row of `truth`, 0 easy … 1 a guess.
        crowd: the people behind the names.
    """

    judgments: dict[str, list[str] | list[float]]
    truth: dict[str, list[str]]
    difficulty: tuple[float, ...]
    crowd: Crowd


def simulate(
    tasks: int,
    annotators: int,
    classes: int,
    seed: int,
    *,
    per_task: int = 5,
    difficulty: float = 0.2,
    crowd: Crowd | None = None,
) -> Simulated:
    """Every task judged by `per_task` different people (or by all, if they are fewer).

    Args:
        tasks: number of tasks; classes are equally frequent.
        annotators: size of the crowd, unless one is given.
        classes: at least 2.
        seed: the same seed gives the same tables.
        per_task: judgments a task.
        difficulty: mean difficulty; tasks are drawn from a Beta distribution around it.
        crowd: who judges; "cannot tell" is not drawn here, because a table has no row for it.

    Raises:
        ValueError: for fewer than one task or annotator, or fewer than two classes.
    """
    if tasks < 1 or annotators < 1 or per_task < 1 or classes < 2:  # noqa: PLR2004
        raise ValueError("Give at least 1 task, 1 annotator, 1 judgment a task and 2 classes.")
    rng = np.random.default_rng(seed)
    people = crowd or make_crowd(rng, annotators)
    names = [f"t{index + 1:0{len(str(tasks))}d}" for index in range(tasks)]
    labels = [f"c{index + 1:0{len(str(classes))}d}" for index in range(classes)]
    truth = rng.integers(classes, size=tasks)
    hardness = rng.beta(2.0 * difficulty + 1e-9, 2.0 * (1.0 - difficulty) + 1e-9, size=tasks)
    lure = np.array([lure_of(names[i], FIELD, int(truth[i]), classes) for i in range(tasks)])
    world = _World(np.asarray(truth, np.int64), lure, hardness, classes)
    judge = _assign(rng, tasks, len(people), min(per_task, len(people)))
    task = np.repeat(np.arange(tasks), judge.shape[1])
    who = judge.ravel()
    order = rng.permutation(len(task))
    task, who = task[order], who[order]
    answer = np.zeros(len(task), np.int64)
    seconds = np.zeros(len(task))
    followed = {worker.leader.name: worker.leader for worker in people if worker.leader}
    by_leader = {
        name: world.answers(rng, leader, np.arange(tasks), tired=False)
        for name, leader in followed.items()
    }
    for index, worker in enumerate(people):
        mine = np.flatnonzero(who == index)
        own = world.answers(rng, worker, task[mine], tired=True)
        copies = rng.random(len(mine)) < COPIES
        if worker.leader is not None:
            own = np.where(copies, by_leader[worker.leader.name][task[mine]], own)
        answer[mine] = by_leader[worker.name][task[mine]] if worker.name in by_leader else own
        noise = np.exp(rng.normal(0.0, worker.spread, size=len(mine)))
        seconds[mine] = worker.median_s * noise * (1.0 + hardness[task[mine]])
    clock = np.zeros(len(people))
    started = np.zeros(len(task))
    for row, person in enumerate(who):
        clock[person] += seconds[row]
        started[row] = clock[person]
    by_time = np.argsort(started, kind="stable")
    return Simulated(
        judgments={
            "task": [names[index] for index in task[by_time]],
            "annotator": [people.workers[index].name for index in who[by_time]],
            "label": [labels[index] for index in answer[by_time]],
            "time": np.round(started[by_time], 3).tolist(),
            "seconds": np.round(seconds[by_time], 3).tolist(),
        },
        truth={
            "task": names,
            "label": [labels[index] for index in truth],
        },
        difficulty=tuple(np.round(hardness, 6).tolist()),
        crowd=people,
    )


@dataclass(frozen=True, slots=True)
class _World:
    """What is true of each task."""

    truth: Indices
    lure: Indices
    difficulty: Floats
    classes: int

    def answers(
        self, rng: np.random.Generator, worker: Worker, task: Indices, *, tired: bool
    ) -> Indices:
        """One worker's answers to these tasks, in this order."""
        u = rng.random(len(task))
        if worker.habit == "constant":
            return np.full(len(task), int(u[0] * self.classes) if len(task) else 0, np.int64)
        if worker.habit == "random":
            return np.asarray(u * self.classes, np.int64)
        fatigue = np.array([worker.fatigue(done) if tired else 0.0 for done in range(len(task))])
        truth = self.truth[task]
        rows = worker.confusion(FIELD, self.classes)[truth]
        chances = answer_chances(rows, truth, self.lure[task], self.difficulty[task], fatigue)
        return choose(chances, u)


def _assign(rng: np.random.Generator, tasks: int, people: int, share: int) -> Indices:
    """(tasks, share) different people for each task, in blocks that keep memory flat."""
    block = max(1, BLOCK // people)
    parts = [
        rng.random((min(block, tasks - start), people)).argpartition(share - 1, axis=1)[:, :share]
        for start in range(0, tasks, block)
    ]
    return np.concatenate(parts)
