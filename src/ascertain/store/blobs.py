"""Files by content: named by (workspace, sha256), so that no tenant learns what another one has."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ascertain.core.errors import Invalid, NotFound, Unavailable

_CHUNK = 1 << 20
_SHA = re.compile(r"[0-9a-f]{64}\Z")
_WORKSPACE = re.compile(r"[0-9a-zA-Z-]{1,64}\Z")


class Blobs(Protocol):
    """Where files are. Safe to use from any thread."""

    def put(self, workspace: str, data: "bytes | Path | BinaryIO") -> str:
        """Stores bytes, a file or a stream; returns its sha256 in hex. Durable on return.

        Raises:
            Unavailable: the disk is full; nothing was stored.
        """
        ...

    def open(self, workspace: str, sha: str) -> BinaryIO:
        """The file, for reading.

        Raises:
            NotFound: `blob.not-found`.
        """
        ...

    def path(self, workspace: str, sha: str) -> Path:
        """A local path with the bytes (not to be changed).

        Raises:
            NotFound: `blob.not-found`.
        """
        ...

    def exists(self, workspace: str, sha: str) -> bool:
        """Whether it is there."""
        ...

    def delete(self, workspace: str, sha: str) -> bool:
        """Takes it away; False if it was not there."""
        ...


class FolderBlobs:
    """A folder: `<root>/<workspace>/<2 hex>/<62 hex>`, each file written aside and renamed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, workspace: str, data: "bytes | Path | BinaryIO") -> str:
        """See `Blobs.put`. The same bytes again cost one reading and no writing."""
        folder = self._folder(workspace)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".put-", dir=folder)
            aside = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    sha = _copy(data, file)
                    target = self._path(workspace, sha)
                    if target.exists():
                        return sha
                    file.flush()
                    os.fsync(file.fileno())
                target.parent.mkdir(exist_ok=True)
                aside.rename(target)
                _sync_folder(target.parent)
                return sha
            finally:
                aside.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(
                "blob.not-stored", f"The file could not be stored: {error.strerror}."
            ) from error

    def open(self, workspace: str, sha: str) -> BinaryIO:
        """See `Blobs.open`."""
        return self.path(workspace, sha).open("rb")

    def path(self, workspace: str, sha: str) -> Path:
        """See `Blobs.path`."""
        path = self._path(workspace, sha)
        if not path.is_file():
            raise NotFound("blob.not-found", "There is no such file.")
        return path

    def exists(self, workspace: str, sha: str) -> bool:
        """See `Blobs.exists`."""
        return self._path(workspace, sha).is_file()

    def delete(self, workspace: str, sha: str) -> bool:
        """See `Blobs.delete`."""
        try:
            self._path(workspace, sha).unlink()
        except FileNotFoundError:
            return False
        return True

    def _folder(self, workspace: str) -> Path:
        if not _WORKSPACE.match(workspace):
            raise Invalid("blob.workspace", "This is not the id of a workspace.")
        return self.root / workspace

    def _path(self, workspace: str, sha: str) -> Path:
        if not _SHA.match(sha):
            raise NotFound("blob.not-found", "There is no such file.")
        return self._folder(workspace) / sha[:2] / sha[2:]


def _copy(data: "bytes | Path | BinaryIO", file: BinaryIO) -> str:
    """Copies to `file`; the sha256 of what was copied."""
    state = hashlib.sha256()
    for chunk in _chunks(data):
        state.update(chunk)
        file.write(chunk)
    return state.hexdigest()


def _chunks(data: "bytes | Path | BinaryIO") -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(data.open("rb")) if isinstance(data, Path) else data
        while chunk := stream.read(_CHUNK):
            yield chunk


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
