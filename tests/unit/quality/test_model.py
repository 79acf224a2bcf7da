"""The stored model: bytes and back, what a fit keeps, when it is not believed."""

import subprocess
import sys

import numpy as np
import pytest

from ascertain.contracts.scale import Distance, Interval, Nominal, Ordinal
from ascertain.core.errors import Unsupported
from ascertain.quality.model import DISAGREEMENT, MOST_KEPT, Model, fit
from ascertain.quality.truth import dawid_skene
from ascertain.quality.truth.majority import shares
from tests.unit.quality.samples import letters, planted

SCALE = Nominal(("0", "1", "2"))


def rows_of(seed: int = 0) -> list[tuple[int, str, str | None]]:
    votes, _ = planted(seed, tasks=80)
    return [
        (int(t), f"w{a}", str(c))
        for t, a, c in zip(votes.task, votes.annotator, votes.label, strict=True)
    ]


@pytest.mark.parametrize("scale", [SCALE, Ordinal(("x", "y")), Interval(0, 1), Distance()])
def test_bytes_and_back(scale: Nominal | Ordinal | Interval | Distance) -> None:
    model = Model.default(scale)
    assert Model.from_json(model.to_json()) == model
    assert model.basis == "uncalibrated, 0 gold"
    assert model.method == "none"


def test_a_fit_is_deterministic_and_survives_storage() -> None:
    model = fit(rows_of(), scale=SCALE)
    assert model.method == "ds"
    assert fit(rows_of(), scale=SCALE).to_json() == model.to_json()
    assert Model.from_json(model.to_json()) == model
    assert model.n_judgments == 800


def test_a_fit_knows_who_is_good() -> None:
    model = fit(rows_of(), scale=SCALE)
    good = model.log_answer("w0", "1", model.classes)
    bad = model.log_answer("w9", "1", model.classes)
    unknown = model.log_answer("new", "1", model.classes)
    assert np.exp(good[1]) > np.exp(unknown[1]) > np.exp(bad[1])
    assert abs(bad[0] - bad[1]) < abs(good[0] - good[1])


def test_what_can_be_answered_sums_to_one() -> None:
    model = fit(rows_of(), scale=SCALE)
    for annotator in ("w0", "w9", "new"):
        chances = np.exp([model.log_answer(annotator, c, model.classes) for c in model.classes])
        np.testing.assert_allclose(chances.sum(axis=0), 1.0, atol=1e-2)


def test_a_fit_that_contradicts_the_majority_is_not_believed() -> None:
    # Two who always agree among forty who guess: the model follows the two, against the votes
    # on a third of the tasks, and nothing but their agreement says that they are right.
    votes, _ = planted(0, tasks=300, classes=2, good=2, bad=40)
    rows: list[tuple[int, str, str | None]] = [
        (int(t), f"w{a}", str(c))
        for t, a, c in zip(votes.task, votes.annotator, votes.label, strict=True)
    ]
    apart = dawid_skene.infer(votes).q.argmax(axis=1) != shares(votes).argmax(axis=1)
    assert apart.mean() > DISAGREEMENT
    model = fit(rows, scale=Nominal(("0", "1")))
    assert model.method == "majority"
    assert model.confusions == {}
    assert model.prior == (0.5, 0.5)


@pytest.mark.parametrize("rows", [[], [("t", "w", None)]])
def test_nothing_to_fit_gives_the_default(rows: list[tuple[str, str, str | None]]) -> None:
    assert fit(rows, scale=SCALE) == Model.default(SCALE)


def test_numbers_have_no_confusions() -> None:
    assert fit([("t", "w", None)], scale=Interval(0, 1)) == Model.default(Interval(0, 1))


def test_a_newer_row_is_refused() -> None:
    data = Model.default(SCALE).to_json().replace(b'"format":1', b'"format":2')
    with pytest.raises(Unsupported, match="newer"):
        Model.from_json(data)


def test_columns_at_hand_stay_bounded() -> None:
    classes = tuple(str(index) for index in range(1000))
    model = Model.default(Nominal(classes))
    for name in classes:
        model.log_answer("new", name, classes)
    assert len(model._columns) * len(classes) <= MOST_KEPT


def test_a_fitted_model_moves_the_belief() -> None:
    confusions = {
        "w0": {"a": {"a": 50.0}, "b": {"b": 50.0}},
        "w1": {c: {"a": 25.0, "b": 25.0} for c in "ab"},
    }
    model = Model("ds", ("a", "b"), (0.5, 0.5), confusions=confusions)
    assert letters("ab", "ab", model=model).value == "a"
    assert letters("ba", "ab", model=model).value == "b"


def test_settling_loads_no_array_library() -> None:
    code = (
        "import sys; import ascertain.quality.belief, ascertain.quality.policy, "
        "ascertain.quality.reason, ascertain.quality.truth, ascertain.steps.executor; "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
