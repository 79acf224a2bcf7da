"""Two questions about a small directed graph, given as successors by name."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet


def unreachable(edges: Mapping[str, AbstractSet[str]], start: str) -> list[str]:
    """Names that no path from `start` comes to, sorted."""
    seen = {start}
    waiting = [start]
    while waiting:
        for name in edges[waiting.pop()] - seen:
            seen.add(name)
            waiting.append(name)
    return sorted(set(edges) - seen)


def unbounded(edges: Mapping[str, AbstractSet[str]]) -> list[str]:
    """One cycle as a list of names, from its first name in alphabetical order; empty if there is
    none. Repeatedly removes what has no way on; what is left lies on a cycle or leads into one."""
    left = {name: set(targets) for name, targets in edges.items()}
    while True:
        done = {name for name, targets in left.items() if not targets & left.keys()}
        if not done:
            break
        for name in done:
            del left[name]
    if not left:
        return []
    path = [min(left)]
    while True:
        following = min(left[path[-1]] & left.keys())
        if following in path:
            cycle = path[path.index(following) :]
            first = cycle.index(min(cycle))
            return cycle[first:] + cycle[:first]
        path.append(following)
