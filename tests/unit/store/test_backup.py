"""Backups: what was stored is there again, on either database; a damaged one restores nothing."""

import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from ascertain.core.clock import Micros
from ascertain.core.errors import Conflict, Invalid
from ascertain.core.ids import new_id
from ascertain.store import backup, migrations
from ascertain.store.blobs import FolderBlobs
from ascertain.store.database import open_database
from ascertain.store.home import make_home
from ascertain.store.tables import metadata

NOW = Micros(1_750_000_000_000_000)


def told(_what: str, share: float) -> None:
    assert 0 <= share <= 1


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


@pytest.fixture
def filled(database, home):
    """A workspace with a person, a project with a model (bytes), an event, and a blob."""
    workspace, user, member, project = (new_id() for _ in range(4))
    FolderBlobs(home.blobs).put(workspace, b"a picture")
    rows = {
        "workspaces": [{"id": workspace, "name": "main", "made_at": NOW}],
        "users": [{"id": user, "email": "ä@example.org", "made_at": NOW}],
        "members": [
            {
                "workspace_id": workspace,
                "id": member,
                "user": user,
                "roles": '["owner"]',
                "handle": "o-001",
                "made_at": NOW,
            }
        ],
        "projects": [
            {
                "workspace_id": workspace,
                "id": project,
                "name": "leaves “1”\t\n",
                "stage": "poc",
                "stage_since": NOW,
                "target": 0.1 + 0.2,
                "state": "open",
                "schema_version": "s",
                "flow_version": "f",
                "guideline_version": "g",
                "made_at": NOW,
            }
        ],
        "quality_models": [
            {
                "workspace_id": workspace,
                "id": new_id(),
                "project": project,
                "field": "f",
                "method": "ds",
                "parameters": bytes(range(256)),
                "n_gold": 0,
                "n_judgments": 9,
                "made_at": NOW,
            }
        ],
        "events": [
            {
                "id": new_id(),
                "workspace_id": workspace,
                "seq": number,
                "type": "project.created",
                "at": NOW,
                "payload": "{}",
            }
            for number in range(1, 5001)
        ],
    }

    def fill(session):
        for table, values in rows.items():
            session.run(insert(metadata.tables[table]), values)

    database.write(fill)
    return database


def everything(database):
    """Every row of every table, bytes as bytes."""

    def read(session):
        return {
            table.name: [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                for row in session.rows(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }

    return database.read(read)


@pytest.fixture(params=("sqlite", pytest.param("postgres", marks=pytest.mark.postgres)))
def empty_url(request, tmp_path):
    """A database without even a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'other.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.database_url(name)
    server.drop(name)


def test_a_backup_restores_every_row_and_blob_on_either_database(filled, home, empty_url, tmp_path):
    file = tmp_path / "home.tar"
    home.config.write_text('[database]\nurl = "postgresql://old/one"\n')
    size = backup.back_up(home, filled, file, now=NOW, progress=told)
    assert size == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0, "it holds the key of the home"
    other = make_home(tmp_path / "restored")
    with closing(open_database(empty_url)) as target:
        manifest = backup.restore(file, other, target, progress=told)
        assert everything(target) == everything(filled)
    assert manifest["tables"]["events"] == 5000
    assert other.secret() == home.secret()
    assert other.settings({}).database.url == "", "the copy does not write into the original"
    blobs = [p.relative_to(home.blobs) for p in home.blobs.rglob("*") if p.is_file()]
    assert blobs
    assert all(
        (other.blobs / path).read_bytes() == (home.blobs / path).read_bytes() for path in blobs
    )


def test_records_move_to_another_database(filled, empty_url):
    with closing(open_database(empty_url)) as target:
        counts = backup.move_records(filled, target, progress=told)
        assert counts["events"] == 5000
        assert everything(target) == everything(filled)
        with pytest.raises(Conflict, match="holds workspaces"):
            backup.move_records(filled, target, progress=told)


def test_nothing_is_overwritten(filled, home, tmp_path):
    file = tmp_path / "home.tar"
    backup.back_up(home, filled, file, now=NOW, progress=told)
    before = everything(filled)
    with pytest.raises(Conflict):
        backup.restore(file, make_home(tmp_path / "again"), filled, progress=told)
    assert everything(filled) == before


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9])
def test_a_file_cut_short_restores_nothing(filled, home, tmp_path, keep):
    file = tmp_path / "home.tar"
    backup.back_up(home, filled, file, now=NOW, progress=told)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * keep)])
    with closing(open_database(f"sqlite:///{tmp_path / 'o.db'}")) as target:
        with pytest.raises(Invalid, match="no whole backup"):
            backup.restore(file, make_home(tmp_path / "again"), target, progress=told)
        assert migrations.current(target) is None


def test_a_backup_that_lacks_rows_is_refused_whole(filled, home, tmp_path):
    whole, lacking = tmp_path / "home.tar", tmp_path / "lacking.tar"
    backup.back_up(home, filled, whole, now=NOW, progress=told)
    other = "records/users.jsonl.gz"
    with tarfile.open(whole) as old, tarfile.open(lacking, "w") as new:
        for member in old:
            data = old.extractfile("records/tokens.jsonl.gz" if member.name == other else member)
            member.size = old.getmember(
                "records/tokens.jsonl.gz" if member.name == other else member.name
            ).size
            new.addfile(member, data)
    with closing(open_database(f"sqlite:///{tmp_path / 'o.db'}")) as target:
        with pytest.raises(Invalid, match="1 rows of users and holds 0"):
            backup.restore(lacking, make_home(tmp_path / "again"), target, progress=told)
        assert not any(rows for name, rows in everything(target).items() if name != "settings")


def test_a_backup_of_a_newer_version_is_named(filled, home, tmp_path):
    file = tmp_path / "home.tar"
    backup.back_up(home, filled, file, now=NOW, progress=told)
    newer = tmp_path / "newer.tar"
    with tarfile.open(file) as old, tarfile.open(newer, "w") as new:
        for member in old:
            data = old.extractfile(member)
            assert data is not None
            if member.name == "manifest.json":
                changed = data.read().replace(migrations.head().encode(), b"f" * 12)
                path = Path(tmp_path / "manifest.json")
                path.write_bytes(changed)
                new.add(path, arcname="manifest.json")
            else:
                new.addfile(member, data)
    with (
        closing(open_database(f"sqlite:///{tmp_path / 'o.db'}")) as target,
        pytest.raises(Invalid, match="Install that version or newer"),
    ):
        backup.restore(newer, make_home(tmp_path / "again"), target, progress=told)


def test_a_failed_backup_leaves_nothing(filled, home, tmp_path):
    (home.folder / "secrets.toml").unlink()
    with pytest.raises(FileNotFoundError):
        backup.back_up(home, filled, tmp_path / "home.tar", now=NOW, progress=told)
    assert not list(tmp_path.glob("*.tar*"))
    assert not list(tmp_path.glob(".*"))


def test_what_is_stored_later_is_not_in_it(filled, home, tmp_path):
    file = tmp_path / "home.tar"
    backup.back_up(home, filled, file, now=NOW, progress=told)
    users = metadata.tables["users"]
    filled.write(lambda session: session.run(update(users).values(email="later@example.org")))
    with closing(open_database(f"sqlite:///{tmp_path / 'o.db'}")) as target:
        backup.restore(file, make_home(tmp_path / "again"), target, progress=told)
        assert "later@example.org" not in str(everything(target)["users"])
