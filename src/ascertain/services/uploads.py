"""What was sent and is not imported yet: a folder per upload below the home's `uploads`, holding
the files under their (checked) relative names. Archives lie apart, since they are read as such."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ascertain.core import canonical
from ascertain.core.errors import Invalid, NotFound, TooLarge
from ascertain.core.ids import is_id, new_id
from ascertain.core.settings import Settings
from ascertain.store.home import Home

MB = 1_000_000
KEPT_SECONDS = 24 * 3600
"""How long an upload waits for its import."""
_LONGEST_NAME = 200
_DEEPEST = 30


@dataclass(slots=True)
class Upload:
    """One upload. `size` is in bytes, `files` counts them, `first` is the name of one of them."""

    folder: Path
    project: str
    files: int = 0
    size: int = 0
    first: str = ""

    @property
    def id(self) -> str:
        """How the API calls it."""
        return self.folder.name

    @property
    def label(self) -> str:
        """What people call it: the file, or one of several."""
        return self.first if self.files < 2 else f"{self.first} + {self.files - 1}"  # noqa: PLR2004

    def paths(self) -> list[str]:
        """What a source is to read: the folder of files, then each archive."""
        archives = sorted((self.folder / "archives").rglob("*.*"))
        return [str(self.folder / "files"), *(str(path) for path in archives if path.is_file())]

    def report(self, job: str) -> Path:
        """Where an import writes its rejected rows down as it goes."""
        return self.folder / f"{job}.rejected.jsonl"

    def place(self, name: str) -> Path:
        """Where a file of this name goes: inside the upload, and free.

        Raises:
            Invalid: `upload.name`, the name leads out of the folder or cannot be a file's name.
        """
        pieces = _pieces(name)
        is_archive = len(pieces) == 1 and pieces[0].lower().endswith(".zip")
        root = self.folder / ("archives" if is_archive else "files")
        wanted = root.joinpath(*pieces)
        path, n = wanted, 2
        while path.exists():
            path = wanted.with_name(f"{wanted.stem}~{n}{wanted.suffix}")
            n += 1
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise Invalid(
                "upload.name", f"“{name}” lies in a folder that is a file of this upload, too."
            ) from None
        if not self.first:
            self.first = pieces[-1]
        return path

    def save(self) -> None:
        """Writes down what the upload holds, whole or not at all."""
        told = {
            "project": self.project,
            "files": self.files,
            "size": self.size,
            "first": self.first,
        }
        aside = self.folder / ".upload.json"
        aside.write_text(canonical.dumps(told), "utf-8")
        aside.replace(self.folder / "upload.json")

    def remove(self) -> None:
        """Deletes the files."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be sent: bytes and files."""

    size: int
    files: int

    def check(self, upload: Upload) -> None:
        """Raises:
        TooLarge: `upload.too-large` or `upload.too-many`."""
        if upload.size > self.size:
            raise TooLarge(
                "upload.too-large",
                f"An upload has at most {self.size // MB:,} MB (setting server.upload_mb). Send "
                "less at once, or raise the setting.",
            )
        if upload.files > self.files:
            raise TooLarge("upload.too-many", f"An upload has at most {self.files:,} files.")


def room(settings: Settings) -> Room:
    """The limits of one upload."""
    return Room(settings.server.upload_mb * MB, settings.imports.archive_files)


def begin(home: Home, workspace: str, project: str) -> Upload:
    """A new, empty upload."""
    upload = Upload(home.uploads / workspace / new_id(), project)
    (upload.folder / "files").mkdir(parents=True)
    upload.save()
    return upload


def find(home: Home, workspace: str, project: str, upload: str) -> Upload:
    """An upload of this project.

    Raises:
        NotFound: `upload.not-found`; it was imported, is too old, or never was.
    """
    folder = home.uploads / workspace / upload
    told: Any = None
    if is_id(upload):
        try:
            told = canonical.loads((folder / "upload.json").read_bytes())
        except FileNotFoundError:
            told = None
    if told is None or told["project"] != project:
        raise NotFound(
            "upload.not-found",
            "There is no such upload: it was imported, or it is older than a day. Send the files "
            "again.",
        )
    return Upload(folder, project, told["files"], told["size"], told["first"])


def sweep(home: Home, now_seconds: float, *, needed: set[str]) -> int:
    """Deletes uploads that nobody has imported in a day, save those needed; how many."""
    gone = 0
    for folder in _folders(home):
        marker = folder / "upload.json"
        try:
            age = now_seconds - marker.stat().st_mtime
        except FileNotFoundError:
            age = now_seconds - folder.stat().st_mtime
        if age > KEPT_SECONDS and folder.name not in needed:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _folders(home: Home) -> Iterator[Path]:
    if not home.uploads.is_dir():
        return
    for workspace in home.uploads.iterdir():
        if workspace.is_dir():
            yield from (folder for folder in workspace.iterdir() if folder.is_dir())


def _pieces(name: str) -> list[str]:
    """The parts of a relative name."""
    clean = name.replace("\\", "/")
    pieces = [piece for piece in PurePosixPath(clean).parts if piece != "."]
    faults = (
        not pieces,
        clean.startswith("/"),
        ".." in pieces,
        ":" in clean.split("/", 1)[0] and len(clean.split(":", 1)[0]) == 1,
        len(pieces) > _DEEPEST,
        any(len(os.fsencode(piece)) > _LONGEST_NAME for piece in pieces)
        if _is_text(name)
        else True,
        not all(c.isprintable() for c in clean),
    )
    if any(faults):
        raise Invalid(
            "upload.name",
            f"“{ascii(name)[1:81]}” cannot be the name of a file here: it leads out of the folder, "
            "or is too long, too deep, or not printable.",
        )
    return pieces


def _is_text(name: str) -> bool:
    """Whether it holds no half surrogates, which no file system here could store."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
