"""The living workspace of `ascertain demo`: three small projects with known truth, part of them
labelled by simulated annotators through the real API, the rest waiting for whoever opens it."""

import contextlib
import tempfile
import time
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import typer

from ascertain.cli.demo_projects import Material, materials
from ascertain.cli.member import sign_in_link
from ascertain.cli.output import messages, progress_bar, say
from ascertain.cli.server import FIRST_WORKSPACE, announce, until_signal
from ascertain.client.project import Project
from ascertain.client.transport import Transport
from ascertain.client.work import WorkLoop
from ascertain.client.workspace import Workspace
from ascertain.core.registry import load
from ascertain.core.settings import Settings
from ascertain.quality.interval import wilson
from ascertain.simulation.crowd import make_crowd
from ascertain.store.home import Home, make_home
from ascertain.testing.annotators import Assignment, take_turns

DEFAULT_HOME = Path(".ascertain-demo")
PEOPLE = 12
TURN = 5
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Finding:
    """What the demo found out about one project, against its known truth."""

    name: str
    items: int
    settled: int
    judgments: int
    right: int
    in_review: int
    waiting: int

    def sentence(self) -> str:
        """One line for the terminal."""
        if not self.settled:
            return f"{self.name}: {self.items} items, none settled yet."
        found = wilson(self.right, self.settled)
        return (
            f"{self.name}: {self.judgments} judgments spent, {self.settled} of {self.items} items "
            f"labelled, {100 * self.right / self.settled:.1f} % of the labels right "
            f"(95 % interval {100 * found.low:.1f}–{100 * found.high:.1f}, n {self.settled}); "
            f"{self.in_review} wait for a reviewer, {self.waiting} for a label."
        )


def live(
    folder: Path | None, *, port: int | None, seed: int, show: bool, until_report: bool
) -> None:
    """Make the workspace unless it is there, print its link and what was found out, and serve.

    `show` opens a browser; `until_report` ends after the report, in a home that is thrown away
    unless `folder` names one.
    """
    ended = until_signal()
    with _home(folder, throw_away=until_report) as home:
        running = load("ascertain.embedded:running")(
            home, port=port, stop=ended, settings=_settings(home)
        )
        with running as owner, Workspace(Transport(owner.url, owner.token)) as ws:
            if not list(ws.transport.pages("/workspaces")):
                ws.transport.post("/workspaces", {"name": FIRST_WORKSPACE})
            link = sign_in_link(ws, "owner")["url"]
            typer.echo(f"Sign in (works once): {link}")
            with tempfile.TemporaryDirectory() as scratch:
                known = materials(Path(scratch))
                if not len(ws.projects()):
                    _fill(ws, owner.url, known, seed=seed)
                findings = [_finding(ws.project(one.name), one) for one in known]
            typer.echo("What was found out, against the known truth:")
            for finding in findings:
                typer.echo(f"  {finding.sentence()}")
            if until_report:
                return
            announce(owner.url)
            if show:
                webbrowser.open(link)
            say(f"The home is {home.folder}. Ctrl C ends; “ascertain demo” goes on with it.")
            ended.wait()


@contextlib.contextmanager
def _home(folder: Path | None, *, throw_away: bool) -> Iterator[Home]:
    """The home of the demo; one that only has to report is thrown away, unless it was named."""
    if folder is None and throw_away:
        with tempfile.TemporaryDirectory(prefix="ascertain-demo-") as made:
            yield make_home(Path(made))
    else:
        yield make_home(folder or DEFAULT_HOME)


def _settings(home: Home) -> Settings:
    """Those of the home; while a new one is filled, no model is fitted in between: when that
    happens depends on the machine, and the same seed should find the same.
    """
    settings = home.settings()
    if home.database.exists():
        return settings
    return replace(settings, quality=replace(settings.quality, refresh_min=NEVER))


def _fill(ws: Workspace, url: str, known: Sequence[Material], *, seed: int) -> None:
    """Make the projects, import their data, and let the simulated people work."""
    started = time.monotonic()
    people = list(ws.add_members("a", "annotator", count=PEOPLE))
    tokens = [row["token"] for row in people]
    for number, material in enumerate(known):
        project = ws.create_project(
            material.name, fields=material.fields, guideline=material.guideline
        )
        with progress_bar(material.name) as update:
            project.import_files(
                *material.paths,
                key=material.key,
                map=material.map,
                slices=material.slices,
                progress=update,
            )
            update("judging", 0.5)
            _judge(url, tokens, project, material, seed=seed + number)
    messages.print(f"Made in {time.monotonic() - started:.0f} s.", style="dim")


def _judge(
    url: str, tokens: Sequence[str], project: Project, material: Material, *, seed: int
) -> None:
    rng = np.random.default_rng([seed, PEOPLE])
    crowd = make_crowd(rng, len(tokens), skill=material.skill, random=1 / PEOPLE, prefix="a")
    assignment = Assignment(
        project=project.id,
        truths={key: {material.answers: value} for key, value in material.truth.items()},
        difficulty=material.difficulty,
        limit=material.judgments // len(tokens),
    )
    with contextlib.ExitStack() as stack:
        clients = [WorkLoop(stack.enter_context(Transport(url, token))) for token in tokens]
        # In turn, in one thread: the same seed gives the same judgments in the same order.
        take_turns(list(zip(crowd, clients, strict=True)), assignment, turn=TURN)


def _finding(project: Project, material: Material) -> Finding:
    labels = [row for row in project.labels() if row["field"] == material.answers]
    settled = [row for row in labels if row["decision"] == "accept"]
    numbers = project.progress()
    return Finding(
        name=project.name,
        items=numbers["items"],
        settled=len(settled),
        judgments=numbers["judgments"],
        right=_right(settled, material.truth),
        in_review=numbers["in_review"],
        waiting=numbers["items"] - len(settled) - numbers["in_review"],
    )


def _right(rows: Sequence[Mapping[str, Any]], truth: Mapping[str, str]) -> int:
    return sum(row["value"] == truth.get(row["key"]) for row in rows)
