"""Blobs: by content, one tenant apart from another, nothing half written."""

import hashlib
import io
from pathlib import Path

import pytest

from ascertain.core.errors import Invalid, NotFound, Unavailable
from ascertain.store.blobs import FolderBlobs

DATA = b"a leaf" * 1000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize("form", ["bytes", "path", "stream"])
def test_stored_under_its_hash(tmp_path: Path, form: str) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    (tmp_path / "file").write_bytes(DATA)
    given = {"bytes": DATA, "path": tmp_path / "file", "stream": io.BytesIO(DATA)}[form]
    for _ in range(2):
        assert blobs.put("w1", given if form != "stream" else io.BytesIO(DATA)) == SHA  # type: ignore[arg-type]
    with blobs.open("w1", SHA) as file:
        assert file.read() == DATA
    assert blobs.path("w1", SHA).read_bytes() == DATA
    assert len([path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]) == 1


def test_tenants_are_apart(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("w1", DATA)
    assert blobs.exists("w1", SHA)
    assert not blobs.exists("w2", SHA)
    with pytest.raises(NotFound):
        blobs.open("w2", SHA)
    assert blobs.delete("w1", SHA)
    assert not blobs.delete("w1", SHA)


@pytest.mark.parametrize("sha", ["../../etc/passwd", "A" * 64, SHA[:-1], "", SHA + "\n"])
def test_only_hashes_are_names(tmp_path: Path, sha: str) -> None:
    with pytest.raises(NotFound):
        FolderBlobs(tmp_path).path("w1", sha)


@pytest.mark.parametrize("workspace", ["..", "a/b", ""])
def test_only_ids_are_workspaces(tmp_path: Path, workspace: str) -> None:
    with pytest.raises(Invalid):
        FolderBlobs(tmp_path).put(workspace, DATA)


def test_a_reading_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(28, "No space left on device")

    with pytest.raises(Unavailable):
        FolderBlobs(tmp_path).put("w1", Broken())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
