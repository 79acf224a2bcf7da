"""Guidelines: markdown as written, and the sanitised HTML that pages show. Every judgment names the
version that it was made under."""

import difflib
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from sqlalchemy import func, select, update

from ascertain.core import canonical
from ascertain.core.clock import to_datetime
from ascertain.core.errors import NotFound, TooLarge
from ascertain.core.ids import new_id
from ascertain.services.versions import add_version
from ascertain.store.tables.judgments import judgments
from ascertain.store.tables.projects import guideline_versions, projects
from ascertain.store.work import Fact, Work
from ascertain.wire.schema import Guideline, GuidelineChange

MAX_LENGTH = 200_000

# What markdown can say, and nothing else.
_TAGS = frozenset(
    (
        *("a", "br", "code", "del", "em", "hr", "p", "pre", "s", "strong", "blockquote"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineChanged(Fact):
    """The instructions of a project have a next version."""

    n: int


@lru_cache(maxsize=64)
def to_html(text: str) -> str:
    """Markdown as HTML that holds no scripts, styles, images or foreign markup (S5)."""
    raw = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).render(text)
    return nh3.clean(
        raw,
        tags=set(_TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def read_guideline(work: Work, project: str) -> Guideline:
    """The present guideline; what is new since the caller last worked under it.

    Raises:
        NotFound: `guideline.not-found`.
    """
    c = guideline_versions.c
    here = (c.workspace_id == work.actor.workspace) & (c.project == project)
    row = work.session.row(
        select(guideline_versions)
        .join(
            projects,
            (projects.c.workspace_id == c.workspace_id) & (projects.c.guideline_version == c.id),
        )
        .where(here)
    )
    if row is None:
        raise NotFound("guideline.not-found", "This project has no guideline.")
    text = canonical.loads(row.body)["text"]
    seen = None
    if work.actor.annotator is not None:
        seen = work.session.row(
            select(c.n, c.body)
            .join(
                judgments,
                (judgments.c.workspace_id == c.workspace_id)
                & (judgments.c.guideline_version == c.id),
            )
            .where(here, judgments.c.annotator == work.actor.annotator)
            .order_by(judgments.c.id.desc())
            .limit(1)
        )
    changed = None
    if seen is not None and seen.n < row.n:
        changed = changed_html(canonical.loads(seen.body)["text"], text)
    return Guideline(
        n=row.n,
        text=text,
        html=to_html(text),
        made_at=to_datetime(row.made_at),
        last_seen_n=None if seen is None else seen.n,
        changed_html=changed,
    )


def changed_html(before: str, after: str) -> str | None:
    """The lines that are new in `after`, as HTML; None if nothing is."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    new = [line[2:] for line in lines if line.startswith("+ ") and line[2:].strip()]
    return to_html("\n\n".join(new)) if new else None


def change_guideline(work: Work, project: str, change: GuidelineChange) -> Guideline:
    """The next version of the instructions; equal text changes nothing.

    Raises:
        TooLarge: `guideline.too-long`.
    """
    if len(change.text) > MAX_LENGTH:
        raise TooLarge("guideline.too-long", f"A guideline has at most {MAX_LENGTH:,} characters.")
    present = read_guideline(work, project)
    if present.text == change.text:
        return present
    c = guideline_versions.c
    last = work.session.value(
        select(func.max(c.n)).where(c.workspace_id == work.actor.workspace, c.project == project)
    )
    version = new_id()
    add_version(
        work,
        guideline_versions,
        version,
        project=project,
        n=last + 1,
        body={"text": change.text},
    )
    work.session.run(
        update(projects)
        .where(projects.c.workspace_id == work.actor.workspace, projects.c.id == project)
        .values(guideline_version=version, revision=projects.c.revision + 1)
    )
    work.record(GuidelineChanged(subject=version, project=project, n=last + 1))
    return read_guideline(work, project)
