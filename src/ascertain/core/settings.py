"""Every setting, in one place: its section, default, unit and what it is for.

A value comes from `ASCERTAIN_<SECTION>_<NAME>` in the environment, else from `ascertain.toml`,
else from here. An unknown name is an error that names the nearest known one.
"""

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from ascertain.core.errors import Invalid

PREFIX = "ASCERTAIN_"
# Not settings: where things are, and who speaks.
RESERVED = frozenset({"ASCERTAIN_HOME", "ASCERTAIN_TOKEN", "ASCERTAIN_DATABASE_URL"})


def _setting(default: Any, about: str) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, slots=True)
class Server:
    """How the web app listens."""

    host: str = _setting("127.0.0.1", "Address to listen on; 0.0.0.0 for every interface.")
    port: int = _setting(8765, "Port to listen on; 0 takes a free one.")
    public_url: str = _setting(
        "", "The address people type, when a proxy stands before the server, with https://."
    )
    session_days: int = _setting(14, "Days after which a browser must sign in again.")
    upload_mb: int = _setting(2048, "Largest upload, in MB.")


@dataclass(frozen=True, slots=True)
class Database:
    """Where records are."""

    url: str = _setting(
        "", "postgresql://… ; empty: SQLite in this folder. ASCERTAIN_DATABASE_URL says the same."
    )
    pool: int = _setting(32, "Largest number of PostgreSQL connections of one process.")


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """How work is handed out."""

    lease_seconds: int = _setting(900, "Seconds an untouched lease lasts; activity extends it.")
    lease_max_seconds: int = _setting(14_400, "Longest life of one lease, in seconds.")
    undo_seconds: int = _setting(600, "Seconds for which a plain undo is offered.")
    held: int = _setting(3, "Tasks that one person may hold at once.")


@dataclass(frozen=True, slots=True)
class Quality:
    """How labels are settled."""

    target: float = _setting(
        0.95, "Probability at which a label is accepted, if a project says none."
    )
    judgments_max: int = _setting(5, "Judgments after which an open item goes to review.")
    refresh_min: int = _setting(
        200, "New judgments after which the model of a project is fitted again."
    )


@dataclass(frozen=True, slots=True)
class Imports:
    """What an import accepts."""

    cell_mb: int = _setting(10, "Largest single value, in MB.")
    image_mb: int = _setting(64, "Largest image file, in MB.")
    image_megapixels: int = _setting(100, "Largest image, in millions of pixels.")
    archive_files: int = _setting(200_000, "Most files in one archive.")
    archive_gb: int = _setting(20, "Most bytes that an archive may unpack to, in GB.")
    report_rows: int = _setting(
        1000, "Rejected rows shown with an import; the full list is a download."
    )


@dataclass(frozen=True, slots=True)
class Log:
    """What the server writes down."""

    level: str = _setting("info", "debug, info, warning or error.")
    json: bool = _setting(False, "One JSON object a line, for collectors.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections, frozen."""

    server: Server = Server()
    database: Database = Database()
    work: WorkSettings = WorkSettings()
    quality: Quality = Quality()
    imports: Imports = Imports()
    log: Log = Log()


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting as documentation shows it."""

    section: str
    name: str
    default: Any
    about: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"{PREFIX}{self.section}_{self.name}".upper()


def entries() -> Iterator[Entry]:
    """Every setting there is, in the order of the file."""
    for section in dataclasses.fields(Settings):
        for item in dataclasses.fields(section.default):  # type: ignore[arg-type]  # a dataclass
            yield Entry(section.name, item.name, item.default, item.metadata["about"])


def template() -> str:
    """The commented `ascertain.toml` of a new home: every setting, at its default."""
    lines = ["# Settings of this Ascertain home. Take the # off a line to change it.", ""]
    section = ""
    for entry in entries():
        if entry.section != section:
            section = entry.section
            lines += ["", f"[{section}]"]
        value = (
            str(entry.default).lower() if isinstance(entry.default, bool) else repr(entry.default)
        )
        lines += [f"# {entry.about}", f"# {entry.name} = {value.replace(chr(39), chr(34))}"]
    return "\n".join(lines) + "\n"


def load(text: str, environment: Mapping[str, str]) -> Settings:
    """Settings from the text of an `ascertain.toml` and the environment.

    Raises:
        Invalid: `settings.syntax`, `settings.unknown`, `settings.value`; each says what would do.
    """
    try:
        given: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid("settings.syntax", f"ascertain.toml cannot be read: {error}.") from None
    known = {(entry.section, entry.name): entry for entry in entries()}
    chosen: dict[str, dict[str, Any]] = {section: {} for section, _ in known}
    for section, values in given.items():
        if not isinstance(values, dict):
            raise _unknown(section, known)
        for name, value in values.items():
            entry = known.get((section, name))
            if entry is None:
                raise _unknown(f"{section}.{name}", known)
            chosen[section][name] = _convert(entry, value, f"{section}.{name}")
    by_variable = {entry.variable: entry for entry in known.values()}
    sections = tuple(f"{PREFIX}{section}_".upper() for section in chosen)
    for variable, value in environment.items():
        if variable == "ASCERTAIN_DATABASE_URL":
            chosen["database"]["url"] = value
        elif variable in by_variable:
            entry = by_variable[variable]
            chosen[entry.section][entry.name] = _convert(entry, value, variable)
        elif variable.startswith(sections):
            raise _unknown(variable, {(v, ""): e for v, e in by_variable.items()})
    hints = get_type_hints(Settings)
    return Settings(**{name: hints[name](**values) for name, values in chosen.items()})


def _unknown(name: str, known: Mapping[tuple[str, str], Entry]) -> Invalid:
    names = [".".join(part for part in key if part) for key in known]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0)
    return Invalid("settings.unknown", f"There is no setting “{name}”. Did you mean “{near[0]}”?")


def _convert(entry: Entry, value: Any, place: str) -> Any:
    kind = type(entry.default)
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    given = str(value).strip()
    try:
        converted: Any = words[given.lower()] if kind is bool else kind(given)
    except (KeyError, ValueError):
        raise Invalid(
            "settings.value",
            f"{place} is {value!r}; it takes {_words(kind)}, such as {entry.default!r}.",
        ) from None
    return converted


def _words(kind: type) -> str:
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(kind, "a text")
