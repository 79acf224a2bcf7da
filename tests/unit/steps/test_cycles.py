"""Graph questions, by hand."""

import pytest

from ascertain.steps.cycles import unbounded, unreachable


def graph(text: str) -> dict[str, set[str]]:
    """ "a>b a>c b c": edges and lone names."""
    edges: dict[str, set[str]] = {}
    for part in text.split():
        here, _, there = part.partition(">")
        edges.setdefault(here, set())
        if there:
            edges[here].add(there)
            edges.setdefault(there, set())
    return edges


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("a", []),
        ("a>b b>c a>c", []),
        ("a>a", ["a"]),
        ("a>b b>a", ["a", "b"]),
        ("z>b b>c c>b c>d", ["b", "c"]),
        ("a>c c>b b>d d>c", ["b", "d", "c"]),
    ],
)
def test_a_cycle_is_found(text: str, cycle: list[str]) -> None:
    assert unbounded(graph(text)) == cycle


@pytest.mark.parametrize(
    ("text", "lost"), [("a", []), ("a>b c>a", ["c"]), ("a>b b>a c>d d>c", ["c", "d"])]
)
def test_the_unreachable_are_found(text: str, lost: list[str]) -> None:
    assert unreachable(graph(text), "a") == lost
