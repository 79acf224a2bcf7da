"""One immutable row of `quality_models`: what was learned about a field and its annotators, small
enough to settle one task from it in microseconds."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any, Literal

from ascertain.contracts.scale import Interval, Nominal, Ordinal, Scale
from ascertain.core import canonical
from ascertain.core.errors import Unsupported
from ascertain.core.registry import load
from ascertain.quality.calibrate import SHIPPED, Pool, basis

Method = Literal["none", "majority", "ds"]

FORMAT = 1
SKILL = 0.7
"""Chance that an annotator of whom nothing is known answers rightly."""
STRENGTH = 4.0
"""How many judgments of each class the crowd's skill counts for in an annotator's confusion."""
LEAST_COUNT = 0.005
MOST_KEPT = 200_000
"""Numbers that a model keeps at hand for its columns: some 6 MB."""
DISAGREEMENT = 0.25
"""The share of labels above which a model that contradicts the majority is not believed."""

Counts = Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Model:
    """What quality knows of one field.

    Attributes:
        method: "none" before the first fit; "majority" where the fit was not believed; "ds".
        classes: class ids that the prior speaks of; empty for numbers and free answers.
        prior: chance of each class before any vote.
        skill: chance that somebody of whom nothing is known answers rightly.
        confusions: annotator → answer given → true class → expected count. Sparse: what is not
            there is zero, and everybody is shrunk towards `skill` by `strength` judgments a class.
        pool: how votes and model make a probability.
        n_gold: known answers that the pool was fitted on.
        n_judgments: votes that the fit saw.
    """

    method: Method
    classes: tuple[str, ...]
    prior: tuple[float, ...]
    skill: float = SKILL
    strength: float = STRENGTH
    confusions: Counts = field(default_factory=dict)
    pool: Pool = SHIPPED
    n_gold: int = 0
    n_judgments: int = 0
    _totals: Mapping[str, Mapping[str, float]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _columns: dict[tuple[str, str], list[float]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        totals: dict[str, dict[str, float]] = {}
        for annotator, answers in self.confusions.items():
            mine = totals.setdefault(annotator, {})
            for truths in answers.values():
                for true_class, count in truths.items():
                    mine[true_class] = mine.get(true_class, 0.0) + count
        object.__setattr__(self, "_totals", totals)

    @classmethod
    def default(cls, scale: Scale, *, pool: Pool = SHIPPED) -> "Model":
        """The model of a field that nothing was fitted to yet."""
        classes = classes_of(scale)
        return cls(
            "none", classes, (1.0 / len(classes),) * len(classes) if classes else (), pool=pool
        )

    @property
    def basis(self) -> str:
        """How a probability of this model was found: what `labels.basis` holds."""
        return basis(self.n_gold)

    def log_prior(self, classes: tuple[str, ...]) -> list[float]:
        """Log chance of each class; one that the model does not know counts as one in K."""
        if classes == self.classes:
            return [log(chance) for chance in self.prior]
        known = dict(zip(self.classes, self.prior, strict=True))
        return [log(known.get(name, 1.0 / len(classes))) for name in classes]

    def log_answer(self, annotator: str, answer: str, classes: tuple[str, ...]) -> list[float]:
        """Log chance that this annotator gives this answer, for each true class.

        O(K), and a look-up from the second time on. The list is shared: read it only.
        """
        whose = annotator if annotator in self.confusions else ""
        if classes != self.classes:
            return self._column(whose, answer, classes)
        column = self._columns.get((whose, answer))
        if column is None:
            column = self._column(whose, answer, classes)
            if len(self._columns) * len(classes) >= MOST_KEPT:
                self._columns.clear()
            self._columns[whose, answer] = column
        return column

    def _column(self, annotator: str, answer: str, classes: tuple[str, ...]) -> list[float]:
        slip = self.slip(len(classes))
        given = self.confusions.get(annotator, {}).get(answer, {})
        totals = self._totals.get(annotator, {})
        strength = self.strength
        return [
            log(
                (given.get(name, 0.0) + strength * (self.skill if name == answer else slip))
                / (totals.get(name, 0.0) + strength)
            )
            for name in classes
        ]

    def slip(self, k: int) -> float:
        """Chance of one wrong answer among k classes by somebody of whom nothing is known."""
        return (1.0 - self.skill) / max(k - 1, 1)

    def to_json(self) -> bytes:
        """Canonical JSON: the `parameters` of the row. Equal models are equal bytes."""
        body = {
            "format": FORMAT,
            "method": self.method,
            "classes": self.classes,
            "prior": self.prior,
            "skill": self.skill,
            "strength": self.strength,
            "confusions": self.confusions,
            "pool": {"a": self.pool.a, "b": self.pool.b, "e": self.pool.e},
            "n_gold": self.n_gold,
            "n_judgments": self.n_judgments,
        }
        return canonical.dumps(body).encode()

    @classmethod
    def from_json(cls, data: bytes | str) -> "Model":
        """The model of a stored row.

        Raises:
            Unsupported: `quality-model.newer` if it was written by a newer program.
        """
        body: dict[str, Any] = canonical.loads(data)
        if body["format"] > FORMAT:
            raise Unsupported(
                "quality-model.newer",
                f"The quality model has format {body['format']} and this program reads up to "
                f"{FORMAT}; install a newer version.",
            )
        return cls(
            method=body["method"],
            classes=tuple(body["classes"]),
            prior=tuple(float(chance) for chance in body["prior"]),
            skill=float(body["skill"]),
            strength=float(body["strength"]),
            confusions=body["confusions"],
            pool=Pool(**{name: float(value) for name, value in body["pool"].items()}),
            n_gold=body["n_gold"],
            n_judgments=body["n_judgments"],
        )


def classes_of(scale: Scale) -> tuple[str, ...]:
    """The classes of a scale, none where answers are numbers or can only be compared."""
    return scale.classes if isinstance(scale, Nominal | Ordinal) else ()


def fit(
    rows: Iterable[tuple[Hashable, str, str | None]], *, scale: Scale, pool: Pool = SHIPPED
) -> Model:
    """Learns everybody's confusions and the classes' prior from the judgments of one field.

    Dawid-Skene by expectation-maximisation; where its labels differ from the majority's on more
    than a quarter of the tasks, no confusion is kept and votes alone speak. A field without
    classes gets the default model. Deterministic.

    Args:
        rows: (task, annotator, class id or None for an abstention), oldest first; of several rows
            of one annotator on one task the last stands.
        scale: of the field.
        pool: parameters of the calibration.
    """
    if isinstance(scale, Interval) or not classes_of(scale):
        return Model.default(scale, pool=pool)
    encoded = load("ascertain.quality.truth.votes:encode")(rows, classes=classes_of(scale))
    if not len(encoded.votes.task):
        return Model.default(scale, pool=pool)
    learned = load("ascertain.quality.truth.summary:summarise")(
        encoded, strength=STRENGTH, crowd_skill=SKILL, least=LEAST_COUNT, limit=DISAGREEMENT
    )
    return Model(
        method=learned.method,
        classes=encoded.classes,
        prior=learned.prior,
        skill=learned.skill,
        confusions=learned.confusions,
        pool=pool,
        n_judgments=len(encoded.votes.task),
    )
