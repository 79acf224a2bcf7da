"""What is kept of a fitted truth model: sparse confusion counts, prior and crowd skill."""

from dataclasses import dataclass
from typing import Literal

from ascertain.quality.truth import dawid_skene
from ascertain.quality.truth.majority import shares
from ascertain.quality.truth.votes import Encoded

PLACES = 3
CROWD_WEIGHT = 20.0
"""Judgments that the assumed crowd skill counts for when it is estimated."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A fit in plain values. Confusions: annotator → answer → true class → expected count."""

    method: Literal["majority", "ds"]
    prior: tuple[float, ...]
    skill: float
    confusions: dict[str, dict[str, dict[str, float]]]


def summarise(
    encoded: Encoded, *, strength: float, crowd_skill: float, least: float, limit: float
) -> Learned:
    """Fits Dawid-Skene and keeps what one task's posterior needs.

    Counts below `least` are dropped. If the fit's label differs from the majority's on more than
    `limit` of the tasks where the majority is clear, only votes are believed: no confusion is
    kept, the prior is uniform, the skill `crowd_skill`.
    """
    votes, classes = encoded.votes, encoded.classes
    k = votes.n_classes
    posterior = dawid_skene.infer(votes)
    share = shares(votes)
    top = share.max(axis=1, keepdims=True)
    clear = (share == top).sum(axis=1) == 1
    differs = (posterior.q.argmax(axis=1) != share.argmax(axis=1)) & clear
    if clear.any() and differs.sum() / clear.sum() > limit:
        return Learned("majority", (1.0 / k,) * k, crowd_skill, {})
    right = float(posterior.counts.diagonal(axis1=1, axis2=2).sum())
    total = float(posterior.counts.sum())
    skill = (right + CROWD_WEIGHT * crowd_skill) / (total + CROWD_WEIGHT)
    confusions: dict[str, dict[str, dict[str, float]]] = {}
    for index, annotator in enumerate(encoded.annotators):
        counts = posterior.counts[index]
        confusions[annotator] = {
            classes[answer]: {
                classes[true]: round(float(counts[true, answer]), PLACES)
                for true in range(k)
                if counts[true, answer] >= least
            }
            for answer in range(k)
            if counts[:, answer].max() >= least
        }
    size = votes.n_tasks + strength
    prior = (posterior.q.sum(axis=0) + strength / k) / size
    return Learned("ds", tuple(float(chance) for chance in prior), skill, confusions)
