"""Wilson's interval: published figures, edges, and how often it really covers."""

from math import comb

import pytest

from ascertain.quality.interval import wilson


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_published_figures(right: int, n: int, low: float, high: float) -> None:
    found = wilson(right, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert found.estimate == right / n


def test_nothing_counted_means_everything_is_possible() -> None:
    found = wilson(0, 0)
    assert (found.low, found.high) == (0.0, 1.0)


@pytest.mark.parametrize(("right", "n", "confidence"), [(-1, 5, 0.9), (6, 5, 0.9), (1, 5, 1.0)])
def test_nonsense_is_refused(right: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="must lie"):
        wilson(right, n, confidence=confidence)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8, 0.95])
def test_it_covers_the_truth_about_as_often_as_it_says(share: float) -> None:
    n = 200
    covered = sum(
        comb(n, right) * share**right * (1 - share) ** (n - right)
        for right in range(n + 1)
        if wilson(right, n).low <= share <= wilson(right, n).high
    )
    assert covered == pytest.approx(0.95, abs=0.02)
