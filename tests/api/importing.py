"""Steps that tests of imports share: send files, import them, wait for the report."""

import io
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PIL import Image

from ascertain.jobs.runner import HANDLERS
from ascertain.jobs.worker import Worker
from tests.api.product import Client, Product

FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "refund", "other"]}]
PATIENCE_SECONDS = 60


@contextmanager
def at_work(product: Product) -> Iterator[None]:
    """Jobs are worked on while the block runs."""
    worker = Worker(product.context, HANDLERS)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def make_project(client: Client, name: str = "Messages", **more: Any) -> str:
    made: str = client.post("/projects", {"name": name, "fields": FIELDS, **more})["id"]
    return made


def send(client: Client, project: str, files: Mapping[str, bytes | str]) -> str:
    """The name of the upload."""
    parts = [
        ("files", (name, data if isinstance(data, bytes) else data.encode()))
        for name, data in files.items()
    ]
    reply = client.request("POST", f"/projects/{project}/uploads", files=parts)
    assert reply.status_code == 200, reply.text
    upload: str = reply.json()["upload"]
    return upload


def finished(client: Client, job: str, *, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """The import, once it has come to an end."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found: dict[str, Any] = client.get(f"/imports/{job}")
        if found["state"] not in {"queued", "running", "undoing", *also}:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not finished: {found}")


def bring(
    client: Client, project: str, files: Mapping[str, bytes | str], **start: Any
) -> dict[str, Any]:
    """Sends and imports files; the import at its end."""
    upload = send(client, project, files)
    body = {"upload": upload, **start}
    return finished(client, client.post(f"/projects/{project}/imports", body)["id"])


def counts(done: dict[str, Any]) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, rejected."""
    report = done["report"]
    return report["added"], report["updated"], report["unchanged"], report["rejected"]


def picture(colour: tuple[int, int, int] = (10, 120, 60), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 16), colour).save(out, kind)
    return out.getvalue()
