"""Files, folders and zip archives as a source. Nothing is ever extracted to a path: members are
read as streams, links are refused, counts and sizes are bounded."""

import gzip
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, Self, cast

from ascertain.contracts.format import FileRefused
from ascertain.contracts.source import FilePart, RefusedPart
from ascertain.sources.bounded import Bounded

_SPOOL_BYTES = 16_000_000
_IGNORED = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".7z", ".rar")
_HINTS = {
    ".svg": "SVG can carry scripts; convert it to PNG.",
    ".heic": "Convert it to JPEG or PNG.",
    ".xls": "Save it as .xlsx or CSV.",
    ".txt": "Save it as CSV, TSV or JSON Lines.",
    ".pkl": "Pickles run code when they are read; write CSV, JSON Lines or Parquet.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. `ratio` is unpacked to packed bytes and holds from 10 MB on; `depth`
    counts folders."""

    files: int = 1_000_000
    file_bytes: int = 10_000_000_000
    archive_bytes: int = 50_000_000_000
    ratio: int = 300
    depth: int = 32


class Files:
    """Paths on this machine, mixed: files, folders, zips of them. One for each import, by one
    thread; `close` it, or use it in a `with`."""

    name: ClassVar[str] = "files"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parts(
        self, locators: Sequence[str], *, endings: Mapping[str, str]
    ) -> Iterator[FilePart | RefusedPart]:
        """The files behind the paths, each folder and archive in the order of its names. Hidden
        files and what operating systems leave behind are passed over."""
        count = 0
        for locator in locators:
            for part in self._of(Path(locator), endings):
                count += 1
                if count > self.limits.files:
                    yield RefusedPart(
                        part.source,
                        "too-many-files",
                        f"There are more than {self.limits.files:,} files; nothing from here on "
                        "was read.",
                    )
                    return
                yield part

    def open(self, part: FilePart) -> BinaryIO:
        """The bytes of a part, as a stream that can seek; gzip is unpacked on the way.

        Raises:
            OSError, zipfile.BadZipFile: as the system does, if it is gone or damaged.
            FileRefused: `too-large` or `ratio`, while it is read.
        """
        if part.member is not None:
            return self._open_member(part)
        flags = os.O_RDONLY | os.O_NONBLOCK | (os.O_NOFOLLOW if part.inside else 0)
        descriptor = os.open(part.path, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileRefused("not-a-file", "It is no regular file.")
        raw = os.fdopen(descriptor, "rb")
        if not part.path.lower().endswith(".gz"):
            return raw
        packed = os.fstat(descriptor).st_size
        with raw, gzip.GzipFile(fileobj=raw) as unpacked:
            return self._spooled(cast("BinaryIO", unpacked), packed)

    def _open_member(self, part: FilePart) -> BinaryIO:
        archive = self._archive_at(part.path)
        try:
            info = archive.getinfo(part.member or "")
        except KeyError:
            raise FileRefused("unreadable", "The archive has changed and lacks it now.") from None
        with archive.open(info) as member:
            if not part.source.lower().endswith(".gz"):
                return self._spooled(cast("BinaryIO", member), info.compress_size)
            with gzip.GzipFile(fileobj=member) as unpacked:
                return self._spooled(cast("BinaryIO", unpacked), info.compress_size)

    def _archive_at(self, path: str) -> zipfile.ZipFile:
        """The archive, kept open until another is asked for: reading the list of its members each
        time would take quadratic time."""
        if self._archive is None or self._archive.filename != path:
            self.close()
            self._archive = zipfile.ZipFile(path)
        return self._archive

    def close(self) -> None:
        """Lets go of the archive that was read last."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def _spooled(self, stream: BinaryIO, packed: int) -> BinaryIO:
        """A copy that can seek: in memory while small, then in an unnamed temporary file."""
        bound = Bounded(stream, packed, limit=self.limits.file_bytes, ratio=self.limits.ratio)
        spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - handed on
        try:
            shutil.copyfileobj(bound, spool, 1_048_576)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return cast("BinaryIO", spool)

    def _of(self, path: Path, endings: Mapping[str, str]) -> Iterator[FilePart | RefusedPart]:
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                yield from self._of_folder(path, endings)
            elif not stat.S_ISREG(mode):
                yield RefusedPart(path.name, "not-a-file", "It is neither a file nor a folder.")
            elif path.name.lower().endswith(".zip"):
                yield from self._of_archive(path, endings)
            else:
                yield _part(path.name, str(path), path.stat().st_size, endings)
        except OSError as error:
            reason = error.strerror or str(error)
            yield RefusedPart(path.name or str(path), "unreadable", f"{reason}: {path}")

    def _of_folder(
        self, root: Path, endings: Mapping[str, str]
    ) -> Iterator[FilePart | RefusedPart]:
        top = root.resolve()
        for inside, entry in _walk(root, "", self.limits.depth):
            if isinstance(entry, RefusedPart):
                yield entry
                continue
            path = entry.path
            if entry.is_symlink():
                target = Path(path).resolve()
                if not target.is_relative_to(top) or not target.is_file():
                    yield RefusedPart(
                        inside, "link", "It is a link that leads out of the folder, or nowhere."
                    )
                    continue
                path = str(target)
            elif not entry.is_file(follow_symlinks=False):
                yield RefusedPart(inside, "not-a-file", "It is neither a file nor a folder.")
                continue
            yield _part(inside, path, entry.stat().st_size, endings, inside=True)

    def _of_archive(
        self, path: Path, endings: Mapping[str, str]
    ) -> Iterator[FilePart | RefusedPart]:
        try:
            with zipfile.ZipFile(path) as archive:
                members = sorted(archive.infolist(), key=lambda info: info.filename)
        except (zipfile.BadZipFile, NotImplementedError, UnicodeError, ValueError) as error:
            yield RefusedPart(
                path.name, "archive-damaged", f"It is no zip that can be read: {error}"
            )
            return
        if len(members) > self.limits.files:
            yield RefusedPart(
                path.name,
                "too-many-files",
                f"The archive holds more than {self.limits.files:,} files.",
            )
            return
        if sum(info.file_size for info in members) > self.limits.archive_bytes:
            yield RefusedPart(
                path.name,
                "archive-too-large",
                f"Unpacked, it has more than {self.limits.archive_bytes:,} bytes.",
            )
            return
        seen: set[str] = set()
        for info in members:
            if not (info.is_dir() or _is_ignored(info.filename)):
                yield self._of_member(path, info, seen, endings)

    def _of_member(
        self, path: Path, info: zipfile.ZipInfo, seen: set[str], endings: Mapping[str, str]
    ) -> FilePart | RefusedPart:
        name = info.filename
        source = _shown(name)
        pieces = name.replace("\\", "/").split("/")
        refusals = (
            (name in seen, "repeated-member", "The archive holds this name twice."),
            (
                stat.S_ISLNK(info.external_attr >> 16),
                "link",
                "Links in archives are not followed.",
            ),
            (
                ".." in pieces or pieces[0] == "" or ":" in pieces[0],
                "unsafe-path",
                "The name leads out of the archive.",
            ),
            (
                bool(info.flag_bits & 0x1),
                "encrypted",
                "It is encrypted; unpack it and import that.",
            ),
            (len(pieces) > self.limits.depth, "too-deep", "It lies too deep in folders."),
            (info.file_size > self.limits.file_bytes, "too-large", "It is too large, unpacked."),
        )
        seen.add(name)
        for holds, code, message in refusals:
            if holds:
                return RefusedPart(source, code, message)
        return _part(source, str(path), info.file_size, endings, member=name)


def _walk(
    folder: Path, prefix: str, depth: int
) -> Iterator[tuple[str, os.DirEntry[str] | RefusedPart]]:
    """Entries that are no folders, with their path inside the root; links to folders are refused,
    since they may lead round in circles."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield prefix, RefusedPart(_shown(prefix), "unreadable", error.strerror or str(error))
        return
    for entry in entries:
        if _is_ignored(entry.name):
            continue
        inside = prefix + _shown(entry.name)
        if entry.is_dir(follow_symlinks=False):
            if depth <= 1:
                yield inside, RefusedPart(inside, "too-deep", "It lies too deep in folders.")
            else:
                yield from _walk(Path(entry.path), f"{inside}/", depth - 1)
        elif entry.is_symlink() and entry.is_dir():
            yield inside, RefusedPart(inside, "link", "Links to folders are not followed.")
        else:
            yield inside, entry


def _is_ignored(name: str) -> bool:
    pieces = name.replace("\\", "/").split("/")
    return any(
        (piece.startswith(".") and piece not in {".", ".."}) or piece.lower() in _IGNORED
        for piece in pieces
    )


def _shown(name: str) -> str:
    """A name that a report and a database can hold."""
    whole = name.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in whole)


def _part(
    source: str,
    path: str,
    size: int,
    endings: Mapping[str, str],
    *,
    member: str | None = None,
    inside: bool = False,
) -> FilePart | RefusedPart:
    lower = source.lower()
    name = lower.rsplit("/", 1)[-1]
    for dot in (at for at, character in enumerate(name) if character == "."):
        if name[dot:] in endings:
            return FilePart(source, endings[name[dot:]], path, member, size, inside)
    if lower.endswith(_ARCHIVES):
        return RefusedPart(
            source,
            "archive-inside" if inside or member else "unsupported",
            "Archives are read only as zip, and not inside folders or other archives; unpack it.",
        )
    ending = name[name.rfind(".") :] if "." in name else ""
    hint = _HINTS.get(ending, f"Read are {', '.join(sorted(endings))}.")
    said = f"Files ending in “{ending}” are not read." if ending else "The name has no ending."
    return RefusedPart(source, "unsupported", f"{said} {hint}")
