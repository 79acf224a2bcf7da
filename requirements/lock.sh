#!/usr/bin/env bash
# Writes the locks in this folder anew from pyproject.toml; arguments go to uv (`--upgrade`).
set -euo pipefail
cd "$(dirname "$0")/.."
lock() {
  .venv-tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --no-annotate "$@"
}
extras=(--extra server --extra demo)
lock pyproject.toml "${extras[@]}" --extra postgres --extra testing --group build --group test -o requirements/test.txt "$@"
# What runs is a part of what is tested, at the same versions.
lock pyproject.toml "${extras[@]}" --group build -c requirements/test.txt -o requirements/run.txt
lock --group tools -o requirements/tools.txt
lock --group node -o requirements/node.txt
