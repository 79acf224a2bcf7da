"""For whoever runs the installation: back up, restore, move, upgrade, see what is the matter."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from ascertain import __version__
from ascertain.cli.connection import HomeOption, the_home
from ascertain.cli.output import FAILED, Json, answer, answer_json, progress_bar, say
from ascertain.core.clock import SystemClock
from ascertain.core.errors import AscertainError, Conflict
from ascertain.core.registry import load
from ascertain.core.settings import Settings
from ascertain.plugins import gather
from ascertain.store.home import Home, make_home

LOW_DISK_BYTES = 2 * 1024**3


def backup(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A file, such as home.tar.")],
    *,
    as_json: Json = False,
    home: HomeOption = None,
) -> None:
    """Write every record and blob to one file; the server may go on working."""
    found = the_home(home)
    database = open_records(found)
    try:
        # Of a newer database only what this program knows would be written: refused instead.
        load("ascertain.store.migrations:pending")(database)
        with progress_bar("Back up") as update:
            size = load("ascertain.store.backup:back_up")(
                found, database, out, now=SystemClock().now(), progress=update
            )
    finally:
        database.close()
    if as_json:
        answer_json({"path": str(out), "bytes": size})
    else:
        say(f"{size:,} bytes. It holds the home's key: keep it as you would a password.")
        typer.echo(out)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    *,
    as_json: Json = False,
    home: HomeOption = None,
) -> None:
    """Fill an empty home from a backup; names the folder with --home."""
    folder = home or Path.cwd()
    if (folder / "ascertain.db").exists():
        raise Conflict(
            "restore.not-empty",
            f"{folder} holds a database already. Name an empty folder with --home DIR.",
        )
    made = make_home(folder)
    with made.owned():
        database = open_records(made)
        try:
            with progress_bar("Restore") as update:
                manifest = load("ascertain.store.backup:restore")(
                    file, made, database, progress=update
                )
        finally:
            database.close()
    if as_json:
        answer_json({"home": str(made.folder), "tables": manifest["tables"]})
    else:
        rows = sum(manifest["tables"].values())
        say(f"{rows:,} records and {manifest['blobs']:,} blobs are back.")
        say(f"Next: ascertain serve --home {made.folder}")


def move(
    to: Annotated[str, typer.Option(metavar="URL", help="An empty database, postgresql://…")],
    *,
    home: HomeOption = None,
) -> None:
    """Copy the records of this home into another database; blobs stay where they are."""
    found = the_home(home)
    with found.owned():
        source = open_records(found)
        target = load("ascertain.store.database:open_database")(to)
        try:
            load("ascertain.store.migrations:pending")(source)
            with progress_bar("Move") as update:
                counts = load("ascertain.store.backup:move_records")(
                    source, target, progress=update
                )
        finally:
            source.close()
            target.close()
    say(f"{sum(counts.values()):,} records are there. What was here is unchanged.")
    say(f"Next: write the address as “url” under [database] in {found.config}.")


def upgrade(*, home: HomeOption = None) -> None:
    """Bring the database to this program's schema; `serve` does it too."""
    found = the_home(home)
    with found.owned():
        database = open_records(found)
        try:
            ran = load("ascertain.store.migrations:upgrade")(database)
        finally:
            database.close()
    say(f"Ran {', '.join(ran)}." if ran else "Nothing to do.")


def doctor(*, as_json: Json = False, home: HomeOption = None) -> None:
    """What is the matter, and what to do about it. Exit 1 if anything is broken."""
    rows = list(_findings(the_home(home)))
    answer(("state", "what", "found", "do"), rows, as_json=as_json)
    if any(row["state"] == "bad" for row in rows):
        raise typer.Exit(FAILED)


def open_records(home: Home) -> Any:
    """The database of a home, as its settings name it."""
    settings = home.settings()
    return load("ascertain.store.database:open_database")(
        settings.database.url or str(home.database)
    )


def _findings(home: Home) -> Iterator[dict[str, str]]:
    yield _row("ok", "program", f"ascertain {__version__}, Python {sys.version.split()[0]}")
    yield _row("ok", "home", str(home.folder))
    settings = None
    try:
        settings = home.settings()
        yield _row("ok", "settings", "read")
        home.secret()
        yield _row("ok", "secret", "good")
    except AscertainError as error:
        yield _row("bad", "settings", error.message, "Mend the file that is named.")
    yield _disk(home)
    yield _server(home)
    for broken in gather().broken:
        found = f"{broken.group} {broken.name}: {broken.reason}"
        yield _row("warn", "plug-in", found, "Update or remove the package that brings it.")
    if settings is not None:
        yield from _records(home, settings)


def _disk(home: Home) -> dict[str, str]:
    free = shutil.disk_usage(home.folder).free
    if free < LOW_DISK_BYTES:
        return _row("bad", "disk", f"{free / 1e9:.1f} GB free", "Make room: writes will fail.")
    return _row("ok", "disk", f"{free / 1e9:.1f} GB free")


def _server(home: Home) -> dict[str, str]:
    owner = home.owner()
    if owner is None:
        return _row("ok", "server", "none is running", "“ascertain serve” starts one.")
    try:
        ready = httpx.get(f"{owner.url}/readyz", timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        return _row(
            "bad",
            "server",
            f"process {owner.pid} owns the home, {owner.url} fails ({type(error).__name__})",
            "Stop that process and start “ascertain serve” again.",
        )
    if ready.is_success:
        return _row("ok", "server", f"answers on {owner.url}")
    return _row("bad", "server", f"{owner.url} is not ready: {ready.text[:200]}", "See its log.")


def _records(home: Home, settings: Settings) -> Iterator[dict[str, str]]:
    where = "PostgreSQL" if settings.database.url else "SQLite"
    try:
        database = open_records(home)
    except AscertainError as error:
        yield _row("bad", "database", error.message, "Is it running, and is the address right?")
        return
    try:
        started = time.monotonic()
        if load("ascertain.store.migrations:pending")(database):
            yield _row("warn", "database", f"{where}, of an older version", "ascertain upgrade")
            return
        yield _row("ok", "database", f"{where}, {1000 * (time.monotonic() - started):.0f} ms")
        yield from (
            _row(*found) for found in database.read(load("ascertain.store.checkup:checkup"))
        )
    except AscertainError as error:
        yield _row("bad", "database", error.message, "Install what it names.")
    finally:
        database.close()


def _row(state: str, what: str, found: str, do: str = "") -> dict[str, str]:
    return {"state": state, "what": what, "found": found, "do": do}


COMMANDS = {
    "backup": backup,
    "restore": restore,
    "move": move,
    "upgrade": upgrade,
    "doctor": doctor,
}
