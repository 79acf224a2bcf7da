"""The two commands of a fresh checkout, and their parts: run | test | setup | check.

Standard library alone. It orders tools (venv, pip, uv, npm, ruff, mypy, pytest …) and skips what
has not changed since it last succeeded; what a tool can do itself is not repeated here.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"  # the product and its tests
TOOLS = ROOT / ".venv-tools"  # what installs and builds: uv, and Node where the machine has none
UI = ROOT / "ui"
BROWSER = ROOT / "tests" / "fixtures" / "browser"
STATIC = ROOT / "src" / "ascertain" / "web" / "static"
# pip's settings under the names that uv reads (uv does not read pip's files).
UV_NAMES = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}


def call(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command; its failure is ours. npm runs on the Node that was found."""
    env = env or (node_environment() if command[0] == "npm" else None)
    subprocess.run([str(part) for part in command], cwd=cwd, env=env, check=True)


def output(*command: str | Path) -> str:
    """What a command prints, "" where it fails."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def step(name, inputs, proof, action) -> None:
    """Do `action` unless it succeeded on the same input files before and `proof` still exists."""
    stamp = VENV / ".stamps" / name
    state = hashlib.sha256(f"{ROOT} {sys.version}".encode())
    for path in sorted(inputs):
        state.update(str(path).encode() + path.read_bytes())
    if proof.exists() and stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    print(f"dev.py: {name} …", file=sys.stderr, flush=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state.hexdigest())


def environments() -> None:
    """Two empty environments; the tools' one has the pip that begins."""
    # One that something else made is kept; one of ours whose Python or place changed is not.
    try:
        venv.create(VENV, clear=(VENV / ".stamps").exists(), symlinks=True)
        venv.create(TOOLS, clear=True, symlinks=True, with_pip=True)
    except (ImportError, subprocess.CalledProcessError):
        sys.exit("dev.py: this Python cannot make environments: install its venv and ensurepip.")
    pip_install(TOOLS, "--require-hashes", "-r", ROOT / "requirements" / "tools.txt")


def pip_install(target: Path, *what: str | Path) -> None:
    """Install with pip."""
    python = target / "bin" / "python"
    call(TOOLS / "bin" / "python", "-m", "pip", "--python", python, "install", "-q", *what)


def install(target: Path, *what: str | Path) -> None:
    """Install with uv, on the index that pip is set to; where uv fails, with pip."""
    env = dict(os.environ)
    for line in output(TOOLS / "bin" / "python", "-m", "pip", "config", "list").splitlines():
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name:
            env.setdefault(name, ast.literal_eval(value))
    python = target / "bin" / "python"
    try:
        call(TOOLS / "bin" / "uv", "pip", "install", "-q", "--python", python, *what, env=env)
    except (subprocess.CalledProcessError, OSError):
        print("dev.py: uv could not install; trying pip", file=sys.stderr, flush=True)
        pip_install(target, *what)


def install_set(name: str) -> None:
    """The locked set `requirements/<name>.txt`, and the package itself, editable."""
    locked = ROOT / "requirements" / f"{name}.txt"

    def action() -> None:
        install(VENV, "--require-hashes", "-r", locked)
        install(VENV, "--no-deps", "--no-build-isolation", "-e", ROOT)

    step(f"packages to {name}", (locked, ROOT / "pyproject.toml"), VENV / "bin/ascertain", action)


def node_environment() -> dict[str, str]:
    """An environment with a Node that Vite 8 accepts: the machine's, else one from a wheel."""
    found = shutil.which("npm") and shutil.which("node")
    version = [
        int(part) for part in re.findall(r"\d+", output(found, "--version") if found else "")
    ]
    if [20, 19] <= version < [21] or version >= [22, 12]:
        return dict(os.environ)
    locked = ROOT / "requirements" / "node.txt"
    action = partial(install, TOOLS, "--require-hashes", "-r", locked)
    step("Node", [locked], TOOLS / "bin" / "npm", action)
    path = f"{TOOLS / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path}


def npm_install(folder: Path) -> None:
    """The packages that a folder's lock names; the lock records no hosts."""
    inputs = (folder / "package.json", folder / "package-lock.json")
    action = partial(call, "npm", "ci", "--loglevel=error", cwd=folder)
    step(f"packages of {folder.name}", inputs, folder / "node_modules", action)


def build_ui() -> None:
    """The web app, built to `src/ascertain/web/static`."""
    npm_install(UI)
    tops = [top for top in UI.iterdir() if top.name != "node_modules"]
    sources = [path for top in tops for path in (top, *top.rglob("*")) if path.is_file()]
    action = partial(call, "npm", "run", "--silent", "build", "--", "--logLevel=warn", cwd=UI)
    step("web app", sources, STATIC / "index.html", action)


def run(line: str, folder: Path = ROOT) -> int:
    """Run one tool, quiet unless it fails; its exit code."""
    env = node_environment()
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env['PATH']}"
    done = subprocess.run(line.split(), cwd=folder, env=env, stdout=-1, stderr=-2, check=False)
    print(f"{line}: {'FAILED' if done.returncode else 'ok'}", flush=True)
    if done.returncode:
        print(done.stdout.decode(), flush=True)
    return done.returncode


def check() -> list[int]:
    """Everything that a reviewer should not have to say; the exit codes."""
    ours = ("ruff format --check", "ruff check", "lint-imports --no-logo", "deptry src", "mypy")
    theirs = ("types", "structure")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(run, line) for line in ours]
        jobs += [pool.submit(run, f"npm run --silent --if-present {name}", UI) for name in theirs]
        return [job.result() for job in jobs]


def pytest(*arguments: str) -> int:
    """pytest, on all cores; its exit code."""
    command = (VENV / "bin" / "pytest", "-n", "auto", *arguments)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    """Read the command, set up what it needs, do it."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    parser.add_argument("command", choices=("run", "test", "setup", "check"))
    parser.add_argument("--fast", action="store_true", help="test: no browser, no PostgreSQL")
    arguments, rest = parser.parse_known_args()
    rest = [word for word in rest if word != "--"]

    step("environments", (), TOOLS / "bin" / "uv", environments)
    if arguments.command == "check":
        install_set("test")
        npm_install(UI)
        codes = [*check(), pytest("-q", "tests/architecture", "tests/docs/test_links.py")]
        return next((code for code in codes if code), 0)
    install_set("run")
    build_ui()
    if arguments.command == "run":
        os.execv(VENV / "bin" / "ascertain", ["ascertain", "demo", *rest])  # noqa: S606 - ours
    if arguments.command == "setup":
        return 0
    install_set("test")
    chosen = ("-m", "not postgres and not browser")
    if not arguments.fast:
        npm_install(BROWSER)
        chosen = ()
    codes = [*check(), run("npm run --silent --if-present test", UI), pytest(*chosen, *rest)]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one should be told
        sys.exit(f"dev.py: Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failed:
        words = [str(word) for word in failed.cmd]
        asks = " Is the registry that pip or npm is set to reachable?"
        hint = asks if {"install", "ci"} & set(words) else ""
        sys.exit(f"dev.py: failed ({failed.returncode}): {' '.join(words)}.{hint}")
    except KeyboardInterrupt:
        sys.exit(130)
