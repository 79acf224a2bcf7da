"""Backups: every record and blob of a home in one file that either database can be made from.

A backup is a tar: `manifest.json`, `ascertain.toml`, `secrets.toml`, `records/<table>.jsonl.gz`
(first line the column names, then one JSON array a row) and `blobs/…`. Records are one snapshot;
blobs never change, so those that the snapshot names are there whenever they are copied. The same
records move a home from SQLite to PostgreSQL.
"""

import base64
import gzip
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import LargeBinary, Table, insert, select
from sqlalchemy import table as named_table
from sqlalchemy.sql import column as named_column

import ascertain
from ascertain.core import canonical
from ascertain.core.clock import Micros
from ascertain.core.errors import Conflict, Invalid
from ascertain.store import migrations
from ascertain.store.database import Database
from ascertain.store.home import CONFIG, Home, write_private
from ascertain.store.session import Session
from ascertain.store.tables import metadata

FORMAT = 1
BATCH = 2000
SECRETS = "secrets.toml"
_BLOB = re.compile(r"blobs/[0-9a-f-]{36}/[0-9a-f]{2}/[0-9a-f]{62}")
# The restored home is not the one that was backed up: it must not write into that one's database.
_DATABASE_URL = re.compile(r"(?m)^(\s*url\s*=)")
_BINARY = {
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, LargeBinary)
}

Progress = Callable[[str, float], None]


def back_up(home: Home, database: Database, out: Path, *, now: Micros, progress: Progress) -> int:
    """Write a backup of a home, beside a running server if there is one. Returns its bytes.

    The file appears whole or not at all, and only its owner may read it: it holds the home's key.
    """
    temporary = out.with_name(f".{out.name}.{os.getpid()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                counts = database.read(lambda session: _dump(session, tar, progress))
                blobs = _add_blobs(home, tar, progress)
                for name in (CONFIG, SECRETS):
                    tar.add(home.folder / name, arcname=name)
                manifest = {
                    "format": FORMAT,
                    "version": ascertain.__version__,
                    "revision": migrations.current(database),
                    "made_at": now,
                    "tables": counts,
                    "blobs": blobs,
                }
                _add_bytes(tar, "manifest.json", canonical.dumps(manifest).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return out.stat().st_size


def restore(file: Path, home: Home, database: Database, *, progress: Progress) -> dict[str, Any]:
    """Fill an empty home from a backup; returns the backup's manifest.

    Records go in as one transaction, blobs before them: what is interrupted leaves an empty home.

    Raises:
        Conflict: `restore.not-empty`, the database holds a workspace already.
        Invalid: `restore.file`, the file is no backup, is cut short, or is of a newer version.
    """
    try:
        with tarfile.open(file, mode="r:") as tar:
            members = {member.name: member for member in tar if member.isfile()}
            manifest = _manifest(tar, members, file)
            _take_blobs(tar, members, home, progress)
            config = _read(tar, members, CONFIG, file).decode()
            write_private(home.folder / CONFIG, _DATABASE_URL.sub(r"# \1", config))
            write_private(home.folder / SECRETS, _read(tar, members, SECRETS, file).decode())
            migrations.upgrade(database, to=manifest["revision"])
            database.write(lambda session: _load(session, tar, members, manifest, progress))
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise _no_backup(file, str(error)) from None
    migrations.upgrade(database)
    return manifest


def move_records(source: Database, target: Database, *, progress: Progress) -> dict[str, int]:
    """Copy all records from one database into another, empty one; rows copied by table.

    One snapshot is read and one transaction written, in batches: memory stays flat.

    Raises:
        Conflict: `restore.not-empty`, the target holds a workspace already.
    """
    migrations.upgrade(target)

    def copy(reading: Session, writing: Session) -> dict[str, int]:
        _refuse_filled(writing)
        counts = {}
        for index, table in enumerate(metadata.sorted_tables):
            columns = [str(column.name) for column in table.columns]
            _clear_made_by_migration(writing, table)
            counts[table.name] = _insert(writing, table.name, columns, _rows(reading, table))
            progress(table.name, (index + 1) / len(metadata.sorted_tables))
        return counts

    return source.read(lambda reading: target.write(lambda writing: copy(reading, writing)))


def _dump(session: Session, tar: tarfile.TarFile, progress: Progress) -> dict[str, int]:
    counts = {}
    for index, table in enumerate(metadata.sorted_tables):
        with tempfile.TemporaryFile() as file:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=3, mtime=0) as packed:
                counts[table.name] = _write_rows(session, table, packed)
            _add_file(tar, f"records/{table.name}.jsonl.gz", file)
        progress(table.name, (index + 1) / len(metadata.sorted_tables))
    return counts


def _write_rows(session: Session, table: Table, out: Any) -> int:
    columns = [str(column.name) for column in table.columns]
    out.write(canonical.dumps(columns).encode() + b"\n")
    count = 0
    for row in _rows(session, table):
        out.write(canonical.dumps([_plain(value) for value in row]).encode() + b"\n")
        count += 1
    return count


def _rows(session: Session, table: Table) -> Iterator[Sequence[Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in session.sql.execute(query.execution_options(yield_per=BATCH)):
        yield tuple(row)


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _load(
    session: Session,
    tar: tarfile.TarFile,
    members: dict[str, tarfile.TarInfo],
    manifest: dict[str, Any],
    progress: Progress,
) -> None:
    _refuse_filled(session)
    known = {table.name: table for table in metadata.sorted_tables}
    names = [name for name in known if name in manifest["tables"]]
    for index, name in enumerate(names):
        packed = tar.extractfile(members[f"records/{name}.jsonl.gz"])
        with gzip.GzipFile(fileobj=packed) as lines:
            columns = canonical.loads(lines.readline())
            _clear_made_by_migration(session, known[name])
            count = _insert(session, name, columns, (canonical.loads(line) for line in lines))
        if count != manifest["tables"][name]:
            raise Invalid(
                "restore.file",
                f"The backup names {manifest['tables'][name]} rows of {name} and holds {count}. "
                "It is damaged; nothing was restored.",
            )
        progress(name, (index + 1) / len(names))


def _insert(
    session: Session, name: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]
) -> int:
    """Insert by column name, so that a backup of an older schema finds its columns."""
    binary = [(name, column) in _BINARY for column in columns]
    target = named_table(name, *(named_column(column) for column in columns))
    count = 0
    while batch := list(islice(rows, BATCH)):
        values = [
            {
                column: base64.b64decode(value) if is_binary and isinstance(value, str) else value
                for column, value, is_binary in zip(columns, row, binary, strict=True)
            }
            for row in batch
        ]
        session.run(insert(target), values)
        count += len(values)
    return count


def _refuse_filled(session: Session) -> None:
    if session.row(select(metadata.tables["workspaces"].c.id).limit(1)) is not None:
        raise Conflict(
            "restore.not-empty",
            "The database holds workspaces already. Name an empty one: nothing is overwritten.",
        )


def _clear_made_by_migration(session: Session, table: Table) -> None:
    """Rows that the migration of an empty database makes give way to the stored ones."""
    if table.name in {"settings", "cursors"}:
        session.run(table.delete())


def _add_blobs(home: Home, tar: tarfile.TarFile, progress: Progress) -> int:
    paths = [path for path in home.blobs.glob("*/??/*") if path.is_file()]
    for index, path in enumerate(paths):
        tar.add(path, arcname=f"blobs/{path.relative_to(home.blobs).as_posix()}")
        if index % 100 == 0:
            progress("blobs", index / len(paths))
    return len(paths)


def _take_blobs(
    tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], home: Home, progress: Progress
) -> None:
    found = [member for name, member in members.items() if _BLOB.fullmatch(name)]
    for index, member in enumerate(found):
        path = home.blobs / Path(member.name).relative_to("blobs")
        path.parent.mkdir(parents=True, exist_ok=True)
        taken = tar.extractfile(member)
        if taken is not None:
            path.write_bytes(taken.read())
        if index % 100 == 0:
            progress("blobs", index / len(found))


def _manifest(
    tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], file: Path
) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = canonical.loads(_read(tar, members, "manifest.json", file))
        readable = manifest["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        raise _no_backup(file, "its manifest cannot be read") from None
    known = {script.revision for script in migrations.scripts().walk_revisions()}
    if not readable or manifest["revision"] not in known:
        raise Invalid(
            "restore.file",
            f"{file} was made by ascertain {manifest['version']}; this is "
            f"{ascertain.__version__}. Install that version or newer.",
        )
    return manifest


def _read(
    tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], name: str, file: Path
) -> bytes:
    taken = tar.extractfile(members[name]) if name in members else None
    if taken is None:
        raise _no_backup(file, f"it holds no {name}")
    return taken.read()


def _no_backup(file: Path, why: str) -> Invalid:
    return Invalid("restore.file", f"{file} is no whole backup of Ascertain: {why}.")


def _add_file(tar: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = file.tell()
    entry.mode = 0o600
    file.seek(0)
    tar.addfile(entry, file)


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    file = io.BytesIO(data)
    file.seek(0, os.SEEK_END)
    _add_file(tar, name, file)
