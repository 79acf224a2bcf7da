"""Weighted median and medoid: cases with their ties, and what is refused."""

import pytest

from ascertain.kinds.merging import check_weights, lower_median, medoid, weighed


@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        ([(5, 1)], 5),
        ([(1, 1), (2, 1)], 1),
        ([(1, 1), (2, 1), (3, 1)], 2),
        ([(3, 1), (1, 1), (100, 1)], 3),
        ([(1, 1), (2, 3)], 2),
        ([(1, 0.5), (2, 0.25), (3, 0.25)], 1),
    ],
)
def test_lower_median(points: list[tuple[float, float]], wanted: float) -> None:
    assert lower_median(points) == wanted


def test_medoid_is_nearest_to_all() -> None:
    assert medoid({1: 1.0, 2: 1.0, 9: 1.0}, lambda a, b: abs(a - b), candidates=3) == (2, [1, 0, 7])


def test_medoid_ties_go_to_the_heavier_then_the_earlier() -> None:
    def apart(a: str, b: str) -> float:
        return float(a != b)

    assert medoid({"a": 1.0, "b": 2.0}, apart, candidates=2)[0] == "b"
    assert medoid({"a": 1.0, "b": 1.0}, apart, candidates=2)[0] == "a"


def test_only_the_heaviest_may_win_and_distances_are_bounded() -> None:
    asked: list[tuple[int, int]] = []

    def apart(a: int, b: int) -> float:
        asked.append((a, b))
        return abs(a - b) / 100

    weights = dict.fromkeys(range(50), 1.0) | {99: 2.0, 98: 1.5}
    winner, _ = medoid(weights, apart, candidates=2)
    assert winner == 98
    assert len(asked) <= 2 * len(weights)
    assert len(set(asked)) == len(asked)


def test_weights_of_one_key_add_up() -> None:
    assert weighed(["a", "b", "a"], [1, 2, 3]) == {"a": 4, "b": 2}


@pytest.mark.parametrize(
    ("values", "weights", "why"),
    [
        ([], [], "nothing to merge"),
        (["a"], [], "1 values have 0 weights"),
        (["a"], [0], "above 0"),
        (["a"], [-1], "above 0"),
        (["a"], [float("nan")], "finite"),
        (["a"], [float("inf")], "finite"),
    ],
)
def test_nonsense_is_refused(values: list[str], weights: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_weights(values, weights)
