"""Where raw data comes from: a source names its parts one by one and opens each as a stream."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file to read, picklable.

    `source` is what reports call it: its name, or its path inside the folder or archive it came
    in. `format` is the name of the format that reads it. `path` and `member` (of an archive) are
    for the source that opens it; `size` is in bytes, as declared, and may lie.
    """

    source: str
    format: str
    path: str
    member: str | None = None
    size: int = 0
    inside: bool = False


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """A file that is not read at all, and why: one rejected row with `row` None."""

    source: str
    code: str
    message: str


class Source(Protocol):
    """A place that data can be read from."""

    name: ClassVar[str]

    def parts(
        self, locators: Sequence[str], *, endings: Mapping[str, str]
    ) -> Iterator[FilePart | RefusedPart]:
        """The parts behind the locators, in a stable order. `endings` maps a lower-case ending to
        the format that reads it; others are refused."""
        ...

    def open(self, part: FilePart) -> BinaryIO:
        """The bytes of a part, from the start. May raise OSError or FileRefused while reading."""
        ...
