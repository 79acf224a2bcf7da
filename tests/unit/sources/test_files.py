"""Files, folders and archives: what is read, and what would lead outside."""

import gzip
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from ascertain.contracts.format import FileRefused
from ascertain.contracts.source import FilePart, RefusedPart
from ascertain.formats import ENDINGS
from ascertain.sources.files import Files, Limits

Told = list[tuple[str, str]]


def parts(*paths: Path, limits: Limits | None = None) -> list[FilePart | RefusedPart]:
    with Files(limits) as source:
        return list(source.parts([str(path) for path in paths], endings=ENDINGS))


def told(*paths: Path, limits: Limits | None = None) -> Told:
    """Source with format, or with the code of the refusal."""
    return [
        (part.source, part.format if isinstance(part, FilePart) else part.code)
        for part in parts(*paths, limits=limits)
    ]


def read(part: FilePart | RefusedPart, limits: Limits | None = None) -> bytes:
    assert isinstance(part, FilePart)
    with Files(limits) as source, source.open(part) as stream:
        return stream.read()


def put(path: Path, data: bytes = b"a,b\n1,2\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_files_folders_and_archives_mixed(tmp_path: Path) -> None:
    for name in ("d/b.csv", "d/a.JSONL", "d/deep/x.png", "d/.git/config", "d/.DS_Store"):
        put(tmp_path / name)
    put(tmp_path / "d/__MACOSX/._a.csv")
    archive = zipped(
        tmp_path / "z.zip",
        {"in/t.tsv": b"", "in/u.csv.gz": b"", "__MACOSX/in/._t.tsv": b"", ".h/x.csv": b""},
    )
    found = told(put(tmp_path / "one.parquet"), tmp_path / "d", archive)
    assert found == [
        ("one.parquet", "parquet"),
        ("a.JSONL", "jsonl"),
        ("b.csv", "csv"),
        ("deep/x.png", "image"),
        ("in/t.tsv", "tsv"),
        ("in/u.csv.gz", "csv"),
    ]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("a.txt", "unsupported", "CSV"),
        ("a.svg", "unsupported", "PNG"),
        ("a.pkl", "unsupported", "run code"),
        ("a", "unsupported", "no ending"),
        ("a.csv.zip.tar", "unsupported", "unpack"),
    ],
)
def test_endings_that_are_not_read(tmp_path: Path, name: str, code: str, hint: str) -> None:
    (part,) = parts(put(tmp_path / name))
    assert isinstance(part, RefusedPart)
    assert (part.source, part.code) == (name, code)
    assert hint in part.message


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    found = told(tmp_path / "gone.csv", tmp_path / "pipe.csv", tmp_path)
    assert found == [
        ("gone.csv", "unreadable"),
        ("pipe.csv", "not-a-file"),
        ("pipe.csv", "not-a-file"),
    ]


def test_links_stay_inside_the_folder(tmp_path: Path) -> None:
    outside = put(tmp_path / "secret.csv", b"secret")
    root = tmp_path / "root"
    inside = put(root / "sub" / "a.csv", b"inside")
    (root / "good.csv").symlink_to(inside)
    (root / "bad.csv").symlink_to(outside)
    (root / "gone.csv").symlink_to(root / "nothing")
    (root / "loop").symlink_to(root)
    (root / "up.csv").symlink_to("../secret.csv")
    assert told(root) == [
        ("bad.csv", "link"),
        ("gone.csv", "link"),
        ("good.csv", "csv"),
        ("loop", "link"),
        ("sub/a.csv", "csv"),
        ("up.csv", "link"),
    ]
    good = next(part for part in parts(root) if part.source == "good.csv")
    assert read(good) == b"inside"


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "secret.csv", b"secret")
    path = put(tmp_path / "root" / "a.csv")
    (part,) = parts(tmp_path / "root")
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(OSError, match="symbolic link"):
        read(part)


def test_members_that_would_leave_the_archive(tmp_path: Path) -> None:
    names = ["../a.csv", "x/../../a.csv", "/etc/a.csv", "..\\a.csv", "C:\\a.csv", "ok/a.csv"]
    archive = zipped(tmp_path / "z.zip", dict.fromkeys(names, b"a,b\n1,2\n"))
    found = dict(told(archive))
    assert found.pop("ok/a.csv") == "csv"
    assert set(found.values()) == {"unsafe-path"}
    assert len(found) == 5
    assert [path.name for path in tmp_path.iterdir()] == ["z.zip"]


def test_links_nested_archives_and_encrypted_members_are_refused(tmp_path: Path) -> None:
    archive = tmp_path / "z.zip"
    with zipfile.ZipFile(archive, "w") as out:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(link, "/etc/passwd")
        out.writestr("inner.zip", b"PK")
        out.writestr("secret.csv", b"a,b\n1,2\n")
    data = bytearray(archive.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.rindex(magic)
        data[place + offset] |= 1
    archive.write_bytes(bytes(data))
    assert told(archive) == [
        ("inner.zip", "archive-inside"),
        ("link.csv", "link"),
        ("secret.csv", "encrypted"),
    ]


def test_names_that_stand_twice_are_read_once(tmp_path: Path) -> None:
    archive = tmp_path / "z.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("a.csv", b"first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            out.writestr("a.csv", b"second")
    assert told(archive) == [("a.csv", "csv"), ("a.csv", "repeated-member")]


def test_names_become_ones_that_a_report_can_hold(tmp_path: Path) -> None:
    put(tmp_path / "r" / "a\nb.csv")
    (part,) = parts(tmp_path / "r")
    assert part.source == "a\ufffdb.csv"
    assert read(part) == b"a,b\n1,2\n"


def test_damaged_archives_are_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "z.zip", {"a.csv": b"a,b\n" * 100}).read_bytes()
    assert told(put(tmp_path / "cut.zip", whole[:-30])) == [("cut.zip", "archive-damaged")]
    assert told(put(tmp_path / "text.zip", b"text")) == [("text.zip", "archive-damaged")]
    broken = bytearray(whole)
    broken[45] ^= 0xFF
    (part,) = parts(put(tmp_path / "crc.zip", bytes(broken)))
    with pytest.raises((zipfile.BadZipFile, OSError, Exception), match=r"CRC|decompress"):
        read(part)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(files=2), "too-many-files"),
        (Limits(archive_bytes=100), "archive-too-large"),
        (Limits(file_bytes=50), "too-large"),
        (Limits(depth=1), "too-deep"),
    ],
)
def test_limits_on_archives(tmp_path: Path, limits: Limits, code: str) -> None:
    archive = zipped(tmp_path / "z.zip", {f"d/{n}.csv": b"x" * 60 for n in range(3)})
    assert code in {found for _, found in told(archive, limits=limits)}


def test_limits_on_folders(tmp_path: Path) -> None:
    for n in range(3):
        put(tmp_path / "deep" / "er" / f"{n}.csv")
    assert [code for _, code in told(tmp_path, limits=Limits(files=2))] == [
        "csv",
        "csv",
        "too-many-files",
    ]
    assert told(tmp_path, limits=Limits(depth=2)) == [("deep/er", "too-deep")]


def test_decompression_bombs_are_stopped_while_they_unpack(tmp_path: Path) -> None:
    zeros = b"0" * 50_000_000
    archive = zipped(tmp_path / "z.zip", {"a.csv": zeros})
    packed = put(tmp_path / "b.csv.gz", gzip.compress(zeros))
    inside = zipped(tmp_path / "y.zip", {"c.csv.gz": gzip.compress(zeros)})
    for path in (archive, packed, inside):
        (part,) = parts(path)
        with pytest.raises(FileRefused) as refused:
            read(part)
        assert refused.value.code == "ratio"
    (part,) = parts(archive)
    assert len(read(part, Limits(ratio=100_000))) == 50_000_000
    with pytest.raises(FileRefused) as refused:
        read(part, Limits(ratio=100_000, file_bytes=40_000_000))
    assert refused.value.code == "too-large"


def test_members_are_read_in_any_order_and_packed_ones_unpacked(tmp_path: Path) -> None:
    table = b"a,b\n1,2\n"
    archive = zipped(tmp_path / "z.zip", {"a.csv": table, "b.csv.gz": gzip.compress(b"b" + table)})
    other = zipped(tmp_path / "y.zip", {"c.csv": b"c" + table})
    found = parts(archive, other)
    with Files() as source:
        for index in (1, 2, 0, 1):
            part = found[index]
            assert isinstance(part, FilePart)
            with source.open(part) as stream:
                data = stream.read()
                assert stream.seek(0, io.SEEK_END) == len(data)
            assert data == [table, b"b" + table, b"c" + table][index]


def test_an_archive_that_lost_a_member_says_so(tmp_path: Path) -> None:
    (part,) = parts(zipped(tmp_path / "z.zip", {"a.csv": b"x"}))
    zipped(tmp_path / "z.zip", {"b.csv": b"x"})
    with pytest.raises(FileRefused) as refused:
        read(part)
    assert refused.value.code == "unreadable"
