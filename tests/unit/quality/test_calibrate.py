"""The pool: its formula, its floor, its words."""

import pytest

from ascertain.quality.calibrate import SHIPPED, Pool, basis, pooled


def test_two_of_two_by_hand() -> None:
    odds = (2.5 / 0.5) ** 0.98 * (0.9 / 0.1) ** 0.16
    expected = 0.87 * odds / (1 + odds) + 0.13 / 2
    assert pooled([2, 0], [0.9, 0.1], SHIPPED) == pytest.approx([expected, 1 - expected])


@pytest.mark.parametrize("k", [2, 3, 6, 50])
def test_no_crowd_is_surer_than_the_floor_allows(k: int) -> None:
    votes, q = [10_000, *[0] * (k - 1)], [1.0, *[1e-12] * (k - 1)]
    p = pooled(votes, q, SHIPPED)
    assert p[0] == pytest.approx(1 - 0.13 * (k - 1) / k, abs=1e-3)
    assert p[0] < 0.95
    assert sum(p) == pytest.approx(1.0)


def test_a_lone_class_is_never_certain() -> None:
    assert pooled([5], [1.0], SHIPPED) == [pytest.approx(1 - 0.13 / 2)]


def test_without_floor_and_model_it_is_the_smoothed_share() -> None:
    assert pooled([3, 1], [0.2, 0.8], Pool(1.0, 0.0, 0.0)) == pytest.approx([3.5 / 5, 1.5 / 5])


def test_the_basis_names_the_gold() -> None:
    assert basis(0) == "uncalibrated, 0 gold"
    assert basis(1212) == "calibrated on 1,212 gold"
