"""The flow document: YAML or the same objects in Python, checked once when it is saved, so that
an item can never stall later. Conditions are names of exits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from ascertain.core.errors import Invalid, Problem, Unsupported
from ascertain.steps import AnyStep, Steps
from ascertain.steps.body import escape, mapping, refuse
from ascertain.steps.cycles import unbounded, unreachable


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of `next`: by exit `when` (None: else) the item goes to step `to`."""

    when: str | None
    to: str


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a flow: its name, its sort, its checked settings, its ways out."""

    name: str
    step: str
    config: Any
    next: tuple[Branch, ...] = ()

    def target(self, exit_name: str) -> str:
        """The step to which an exit leads: the first branch that names it, or else."""
        return next(branch.to for branch in self.next if branch.when in (exit_name, None))


@dataclass(frozen=True, slots=True)
class Flow:
    """A checked flow. It holds no step implementation: those come with the registry."""

    name: str
    start: str
    nodes: Mapping[str, Node]


def read_yaml(text: str) -> Any:
    """The document in a YAML text, unchecked.

    Raises:
        Invalid: `flow.not-yaml`, saying where.
    """
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid("flow.not-yaml", f"The flow is not YAML: {error}") from error


def parse(document: Any, steps: Steps) -> Flow:
    """The checked flow of a document.

    ```yaml
    flow: standard
    start: label              # the first step if it is left out
    steps:
      label:
        label: {judgments: {until: decided, min: 1, max: 5}}
        next:
          - {when: accepted, to: end}
          - {else: review}
      review: {review: {}, next: end}
      end: {end: {state: resolved}}
    ```

    A step is its name, then one sort of step with its settings and, unless it ends the flow,
    `next`: the name of a step, or branches of which the first that fits is taken.

    Raises:
        Invalid: `flow.invalid`, with every problem and a JSON pointer to it.
    """
    outer, problems = mapping(document, ("flow", "start", "steps"))
    title = outer.get("flow", "flow")
    if not isinstance(title, str) or not title:
        problems.append(Problem("flow.bad-name", "The name of a flow is text.", "/flow"))
    refuse(problems)
    bodies = outer.get("steps")
    if not isinstance(bodies, Mapping) or not bodies:
        refuse([Problem("flow.no-steps", "A flow has at least one step under steps.", "/steps")])
    nodes: dict[str, Node] = {}
    for name, body in dict(bodies or {}).items():
        if not isinstance(name, str) or not name:
            message = f"A step's name is text; put “{name}” in quotes."
            problems.append(Problem("flow.bad-name", message, "/steps"))
            continue
        try:
            nodes[name] = _node(name, body, steps)
        except Invalid as error:
            problems.extend(error.problems)
    refuse(problems)
    start = outer.get("start", next(iter(nodes)))
    refuse(_target_problems(nodes, start))
    refuse(_graph_problems(nodes, start, steps))
    return Flow(title, start, nodes)


def document(flow: Flow, steps: Steps) -> dict[str, Any]:
    """The flow as it is stored: every default spelled out. Parsing it gives an equal flow."""
    bodies: dict[str, Any] = {}
    for node in flow.nodes.values():
        body: dict[str, Any] = {node.step: dict(steps.get(node.step).dump(node.config))}
        if node.next:
            body["next"] = [
                {"else": branch.to}
                if branch.when is None
                else {"when": branch.when, "to": branch.to}
                for branch in node.next
            ]
        bodies[node.name] = body
    return {"flow": flow.name, "start": flow.start, "steps": bodies}


def standard_flow(overlap: int | None = None) -> dict[str, Any]:
    """The document of the flow that a project gets: people label until it is decided (or exactly
    `overlap` times), a reviewer settles what they could not, and drops what nobody can answer."""
    judgments: dict[str, Any] = (
        {"until": "decided", "min": 1, "max": 5} if overlap is None else {"overlap": overlap}
    )
    return {
        "flow": "standard",
        "start": "label",
        "steps": {
            "label": {
                "label": {"judgments": judgments},
                "next": [
                    {"when": "accepted", "to": "end"},
                    {"when": "exception", "to": "review"},
                    {"else": "review"},
                ],
            },
            "review": {
                "review": {"returns": 3},
                "next": [
                    {"when": "returned", "to": "label"},
                    {"when": "exception", "to": "dropped"},
                    {"else": "end"},
                ],
            },
            "end": {"end": {"state": "resolved"}},
            "dropped": {"end": {"state": "dropped"}},
        },
    }


def _node(name: str, body: Any, steps: Steps) -> Node:
    pointer = f"/steps/{escape(name)}"
    if not isinstance(body, Mapping):
        refuse([Problem("flow.not-a-mapping", f"Say what step “{name}” does.", pointer)])
    sorts = [key for key in body if key != "next"]
    if len(sorts) != 1:
        message = f"Step “{name}” does exactly one thing; it names {len(sorts)}."
        refuse([Problem("flow.one-step", message, pointer)])
    sort = str(sorts[0])
    inside = f"{pointer}/{escape(sort)}"
    try:
        step = steps.get(sort)
    except Unsupported as error:
        raise Invalid(
            "flow.invalid", error.message, [Problem("flow.unknown-step", error.message, inside)]
        ) from error
    problems: list[Problem] = []
    config: Any = None
    try:
        config = step.parse(body[sorts[0]])
    except Invalid as error:
        problems += [
            Problem(one.code, one.message, inside + one.pointer) for one in error.problems
        ] or [Problem(error.code, error.message, inside)]
    branches: list[Branch] = []
    for one in _branches(name, body.get("next"), step, pointer):
        if isinstance(one, Problem):
            problems.append(one)
        else:
            branches.append(one)
    refuse(problems)
    return Node(name, sort, config, tuple(branches))


def _branches(name: str, given: Any, step: AnyStep, pointer: str) -> Iterator[Branch | Problem]:
    """The ways out of one step, and what is wrong with them."""
    here = f"{pointer}/next"
    if not step.exits:
        if given is not None:
            yield Problem("flow.after-end", f"Step “{name}” ends the flow; remove next.", here)
        return
    if isinstance(given, str):
        yield Branch(None, given)
        return
    if not isinstance(given, list | tuple) or not given:
        yield Problem("flow.no-next", f"Say in next where items go after “{name}”.", here)
        return
    seen: set[str | None] = set()
    for index, line in enumerate(given):
        at = f"{here}/{index}"
        branch = _branch(line)
        if branch is None:
            yield Problem("flow.bad-branch", "Write {when: EXIT, to: STEP} or {else: STEP}.", at)
            continue
        if branch.when is not None and branch.when not in step.exits:
            message = f"“{name}” has no exit “{branch.when}”, only {', '.join(step.exits)}."
            yield Problem("flow.unknown-exit", message, at)
        elif branch.when in seen or None in seen:
            yield Problem("flow.dead-branch", "A branch above takes everything from it.", at)
        seen.add(branch.when)
        yield branch
    if None not in seen:
        yield Problem("flow.no-else", f"End next of “{name}” with {{else: STEP}}.", here)


def _branch(line: Any) -> Branch | None:
    match line:
        case {"when": str(exit_name), "to": str(target), **rest} if not rest:
            return Branch(exit_name, target)
        case {"else": str(target), **rest} if not rest:
            return Branch(None, target)
        case _:
            return None


def _target_problems(nodes: Mapping[str, Node], start: Any) -> Iterator[Problem]:
    known = ", ".join(nodes)
    if not isinstance(start, str) or start not in nodes:
        yield Problem("flow.unknown-target", f"start is one of {known}.", "/start")
    for node in nodes.values():
        for index, branch in enumerate(node.next):
            if branch.to not in nodes:
                message = f"There is no step “{branch.to}”. Steps: {known}."
                pointer = f"/steps/{escape(node.name)}/next/{index}"
                yield Problem("flow.unknown-target", message, pointer)


def _graph_problems(nodes: Mapping[str, Node], start: str, steps: Steps) -> Iterator[Problem]:
    edges: dict[str, set[str]] = {}
    free: dict[str, set[str]] = {}
    for node in nodes.values():
        step = steps.get(node.step)
        edges[node.name] = {node.target(exit_name) for exit_name in step.exits}
        free[node.name] = {
            node.target(exit_name) for exit_name in step.exits if exit_name not in step.bounded
        }
    for name in unreachable(edges, start):
        message = f"No item ever comes to “{name}”; lead a branch there or remove it."
        yield Problem("flow.unreachable", message, f"/steps/{escape(name)}")
    cycle = unbounded(free)
    if cycle:
        way = " → ".join((*cycle, cycle[0]))
        message = f"Items could go round for ever: {way}. Lead one of the branches onwards."
        yield Problem("flow.endless", message, f"/steps/{escape(cycle[0])}/next")
