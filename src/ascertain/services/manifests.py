"""The manifest of a frozen dataset version: canonical JSON Lines, one line an item, by key. Its
bytes are the version: every other format is made from them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ascertain.core import canonical
from ascertain.store.blobs import Blobs
from ascertain.store.work import Work

Labels = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item with its labels by field; `sha256` is of the content that was labelled."""

    key: str
    item: str
    sha256: str
    type: str
    labels: Labels
    slices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version, as far as reading it needs."""

    id: str
    project: str
    name: str
    n: int
    manifest: str
    schema_version: str
    slices: tuple[str, ...]
    made_at: int

    @property
    def title(self) -> str:
        """`NAME@N`."""
        return f"{self.name}@{self.n}"


def line(one: Labelled) -> bytes:
    """The line of an item."""
    return canonical.dumps(asdict(one)).encode() + b"\n"


def read(work: Work, frozen: Frozen) -> Iterator[Labelled]:
    """The items of a version, by key."""
    return lines(work.blobs, work.actor.workspace, frozen.manifest)


def lines(blobs: Blobs, workspace: str, manifest: str) -> Iterator[Labelled]:
    """The items of a manifest, by key; one line in memory at a time."""
    with blobs.open(workspace, manifest) as file:
        for text in file:
            yield Labelled(**canonical.loads(text))
