"""The built web app: hashed assets for ever, pages afresh, nothing outside the folder (S9).

Files are few and small; each is read once, compressed once, and kept in memory.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ascertain.web.problems import problem

ROOT = Path(__file__).parent / "static"
# What is not a page of the app and must say so when it is missing.
RESERVED = ("/api", "/assets", "/media", "/healthz", "/readyz", "/metrics")
SMALL = 1024
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_BUILT = (
    "The web app is not built here; the API answers under /api/v1. In a checkout, "
    "“python3 dev.py setup” builds it.\n"
)

# The machine's own table of types may say anything; browsers refuse scripts of a wrong type.
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class _File:
    media_type: str
    body: bytes
    gzipped: bytes | None
    etag: str


class StaticFiles:
    """An ASGI app for all that no route answers."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root.resolve()
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a file, a page of the app, or that there is nothing."""
        if scope["type"] != "http":
            return
        response = self._answer(Request(scope, receive))
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if request.method not in {"GET", "HEAD"}:
            return problem(404, "route.unknown", "There is nothing at this address.")
        found = self._find(path.lstrip("/"))
        if found is not None:
            hashed = path.startswith("/assets/")
            cache = "public, max-age=31536000, immutable" if hashed else "no-cache"
            return _respond(request, found, cache)
        is_page = not path.startswith(RESERVED) and "." not in path.rsplit("/", 1)[-1]
        if not is_page:
            return problem(404, "route.unknown", "There is nothing at this address.")
        index = self._find("index.html")
        if index is None:
            return Response(_NOT_BUILT, 404, media_type="text/plain; charset=utf-8")
        return _respond(request, index, "no-cache")

    def _find(self, name: str) -> _File | None:
        path = (self._root / name).resolve() if "\x00" not in name else self._root
        if not path.is_relative_to(self._root) or not path.is_file():
            return None
        # A build replaces files under our feet only in a checkout; then their time differs.
        key = f"{path}\n{path.stat().st_mtime_ns}"
        if key not in self._files:
            self._files[key] = _read(path)
        return self._files[key]


def _read(path: Path) -> _File:
    body = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0]
    media_type = _TYPES.get(path.suffix, guessed) or "application/octet-stream"
    is_text = media_type.startswith(TEXT)
    gzipped = gzip.compress(body, 9, mtime=0) if is_text and len(body) > SMALL else None
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return _File(media_type, body, gzipped, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _respond(request: Request, file: _File, cache: str) -> Response:
    headers = {"Cache-Control": cache, "ETag": file.etag, "Vary": "Accept-Encoding"}
    if file.media_type.startswith("text/html"):
        headers["Content-Security-Policy"] = PAGE_POLICY
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = file.gzipped
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=file.media_type, headers=headers)
