"""How long quality takes inside a submit: belief and decision for one field, and an iteration of
Dawid-Skene over many judgments. Prints one line of JSON per case; times are CPU time, best of
several runs."""

import json
import platform
import sys
from collections.abc import Callable
from functools import partial
from time import process_time
from typing import Any

import numpy as np

from ascertain.core.registry import load
from ascertain.quality.belief import Answer, believe
from ascertain.quality.model import Model, fit
from ascertain.quality.policy import Policy, Tally, decide
from ascertain.quality.truth.votes import encode
from ascertain.simulation.tables import simulate

CHOICE: Any = load("ascertain.kinds.choice:CHOICE")
NUMBER: Any = load("ascertain.kinds.number:NUMBER")
RUNS = 9


def best_us(work: Callable[[], object], times: int) -> float:
    """Microseconds per call: the least of several runs, because others share the machine."""
    spent = []
    for _ in range(RUNS):
        start = process_time()
        for _ in range(times):
            work()
        spent.append(process_time() - start)
    return round(min(spent) / times * 1e6, 1)


def settle(classes: int, people: int, *, fitted: bool) -> dict[str, Any]:
    """One field of `classes` classes after `people` judgments."""
    tables = simulate(400, 20, classes, 1)
    names = sorted({str(label) for label in tables.truth["label"]})
    config = CHOICE.Config.model_validate({"classes": names})
    scale = CHOICE.scale(config)
    rows = [
        (str(task), str(annotator), str(label))
        for task, annotator, label in zip(
            *(tables.judgments[name] for name in ("task", "annotator", "label")), strict=True
        )
    ]
    model = fit(rows, scale=scale) if fitted else Model.default(scale)
    everybody = tables.crowd.workers
    answers = [
        Answer(everybody[index].name, names[index % min(2, classes)]) for index in range(people)
    ]
    belief = believe(answers, kind=CHOICE, config=config, model=model)
    beliefs, tally, policy = {"topic": belief}, Tally(people), Policy.standard()
    return {
        "case": "settle",
        "classes": classes,
        "judgments": people,
        "model": model.method,
        "believe_us": best_us(
            lambda: believe(answers, kind=CHOICE, config=config, model=model), 1000
        ),
        "decide_us": best_us(lambda: decide(beliefs, tally, policy), 1000),
    }


def settle_numbers(people: int) -> dict[str, Any]:
    """One number after `people` judgments, no two alike."""
    config = NUMBER.Config.model_validate({"min": 0, "max": 100, "tolerance": 1})
    model = Model.default(NUMBER.scale(config))
    answers = [Answer(f"w{index}", index * 7) for index in range(people)]
    return {
        "case": "settle a number",
        "judgments": people,
        "believe_us": best_us(
            lambda: believe(answers, kind=NUMBER, config=config, model=model), 300
        ),
    }


def iterate(judgments: int, classes: int) -> dict[str, Any]:
    """Nanoseconds per judgment and iteration of expectation-maximisation."""
    tables = simulate(judgments // 5, 500, classes, 1)
    rows = zip(*(tables.judgments[name] for name in ("task", "annotator", "label")), strict=True)
    votes = encode((str(t), str(a), str(c)) for t, a, c in rows).votes
    infer: Any = load("ascertain.quality.truth.dawid_skene:infer")
    spent = {}
    for iterations in (2, 12):
        once = partial(infer, votes, tolerance=0.0, max_iterations=iterations)
        spent[iterations] = best_us(once, 1)
    per_iteration = (spent[12] - spent[2]) / 10
    return {
        "case": "iteration of Dawid-Skene",
        "judgments": len(votes.task),
        "classes": classes,
        "ns_per_judgment": round(per_iteration * 1000 / len(votes.task), 1),
    }


def main() -> int:
    machine = {
        "machine": platform.machine(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    print(json.dumps(machine))
    for classes, people in ((2, 2), (6, 5), (50, 5)):
        for fitted in (False, True):
            print(json.dumps(settle(classes, people, fitted=fitted)), flush=True)
    print(json.dumps(settle_numbers(5)), flush=True)
    print(json.dumps(iterate(200_000, 5)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
