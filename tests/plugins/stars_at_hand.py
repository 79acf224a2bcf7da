"""Brings the kind `stars` of another package into a test: as an entry point in this process, or as
an installed distribution that Python finds by itself."""

import shutil
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

HERE = Path(__file__).parent / "stars"
STARS = EntryPoint("stars", "ascertain_stars:STARS", "ascertain.kinds")


def install(site: Path) -> None:
    """Puts the package and its dist-info into a folder, as an installer would."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    for module in HERE.glob("*.py"):
        shutil.copy(module, site)
    name = project["name"].replace("-", "_")
    info = site / f"{name}-{project['version']}.dist-info"
    info.mkdir()
    header = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(header)
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{point} = {target}" for point, target in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


def uninstall(site: Path) -> None:
    """Takes all of it away again."""
    for path in site.glob("ascertain_stars*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
