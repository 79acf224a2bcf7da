"""The home: the folder of one installation, who owns it now, and how to speak to the owner.

One process owns a home at a time, by a lock of the operating system that ends with the process;
`run/server.json` (mode 600) says where it listens and the operator's token of this run.
"""

import contextlib
import json
import os
import secrets
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ascertain.core import settings as settings_module
from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.core.settings import Settings

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

CONFIG = "ascertain.toml"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns a home: where it answers and what opens it."""

    url: str
    token: str
    pid: int


@dataclass(frozen=True, slots=True)
class Home:
    """Where things are in the folder of one installation."""

    folder: Path

    @property
    def config(self) -> Path:
        """The settings, commented."""
        return self.folder / CONFIG

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is named."""
        return self.folder / "ascertain.db"

    @property
    def blobs(self) -> Path:
        """Content of items and manifests, by hash."""
        return self.folder / "blobs"

    @property
    def uploads(self) -> Path:
        """What was sent and is not imported yet."""
        return self.folder / "uploads"

    @property
    def log(self) -> Path:
        """What the server wrote down."""
        return self.folder / "log"

    @property
    def server_file(self) -> Path:
        """Where the owner says how to reach it."""
        return self.folder / "run" / "server.json"

    def settings(self, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings of this home, the environment first.

        Raises:
            Invalid: a setting that does not exist or cannot have that value.
        """
        values = os.environ if environment is None else environment
        return settings_module.load(self.config.read_text("utf-8"), values)

    def secret(self) -> bytes:
        """The key that signs media links, made when the home was.

        Raises:
            Invalid: `home.secret` if it is missing, too short or one that is known.
        """
        path = self.folder / "secrets.toml"
        try:
            key = bytes.fromhex(tomllib.loads(path.read_text("utf-8"))["key"])
        except (OSError, KeyError, ValueError, TypeError):
            key = b""
        if len(key) < SECRET_BYTES or len(set(key)) < SECRET_BYTES // 4:
            raise Invalid(
                "home.secret",
                f"{path} holds no good key. Take it from a backup, or delete the file and run "
                "“ascertain init” again: links to pictures made before will end.",
            )
        return key

    def owner(self) -> Owner | None:
        """Who owns the home now, if somebody does and says where it listens."""
        if not self._is_locked():
            return None
        try:
            said = json.loads(self.server_file.read_text("utf-8"))
            return Owner(said["url"], said["token"], said["pid"])
        except (OSError, ValueError, KeyError):
            return None

    @contextlib.contextmanager
    def owned(self) -> Iterator[None]:
        """Own the home while the block runs.

        Raises:
            Conflict: `home.owned` if another process does, naming it.
        """
        run = self.server_file.parent
        run.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # Whoever asks “does somebody own it?” holds the lock for an instant: try a few times.
            for attempt in range(10):
                if _lock(descriptor):
                    break
                time.sleep(0.02 * attempt)
            else:
                raise self._owned_by_other()
            self.server_file.unlink(missing_ok=True)
            try:
                yield
            finally:
                self.server_file.unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    def announce(self, owner: Owner) -> None:
        """Write where the owner listens, readable by the operator alone."""
        write_private(
            self.server_file,
            json.dumps({"url": owner.url, "token": owner.token, "pid": owner.pid}),
        )

    def _owned_by_other(self) -> Conflict:
        try:
            said = json.loads(self.server_file.read_text("utf-8"))
            who = f"the process {said['pid']}, which answers on {said['url']}"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return Conflict(
            "home.owned",
            f"The home {self.folder} is owned by {who}. Stop it, or speak to it with --server.",
        )

    def _is_locked(self) -> bool:
        path = self.server_file.parent / "lock"
        if not path.exists():
            return False
        descriptor = os.open(path, os.O_RDWR)
        try:
            return not _lock(descriptor)
        finally:
            os.close(descriptor)


def find_home(given: Path | None, environment: Mapping[str, str], start: Path) -> Home:
    """The home that a command means.

    `given` (from `--home`), else `ASCERTAIN_HOME`, else the nearest folder upwards from `start`
    that holds an `ascertain.toml`.

    Raises:
        NotFound: `home.missing`, naming the command that makes one.
    """
    named = given or (
        Path(environment["ASCERTAIN_HOME"]) if "ASCERTAIN_HOME" in environment else None
    )
    if named is not None:
        if (named / CONFIG).is_file():
            return Home(named.resolve())
        raise NotFound(
            "home.missing", f"{named} is no Ascertain home. “ascertain init {named}” makes one."
        )
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG).is_file():
            return Home(folder)
    raise NotFound(
        "home.missing",
        f"Neither {start.resolve()} nor a folder above it is an Ascertain home. "
        "“ascertain init” makes one here; --home DIR or ASCERTAIN_HOME names another.",
    )


def make_home(folder: Path) -> Home:
    """Make the folder of a new installation: settings, a fresh secret, places for files.

    What is there already stays; an existing home is completed, never changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    home = Home(folder.resolve())
    for part in (home.blobs, home.uploads, home.log, home.server_file.parent):
        part.mkdir(exist_ok=True, mode=0o700)
    secret = home.folder / "secrets.toml"
    if not secret.exists():
        write_private(secret, f'key = "{secrets.token_hex(SECRET_BYTES)}"\n')
    if not home.config.exists():
        home.config.write_text(settings_module.template(), "utf-8")
    return home


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _lock(descriptor: int) -> bool:
    """Take the lock of an open file, without waiting."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
