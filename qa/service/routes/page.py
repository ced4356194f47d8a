"""The web page: its files, as they are in ``qa/service/page``, read once and never looked for on the disk again.

What is served is what is in a dictionary, so no path, however it is written, leads anywhere else.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.errors import ResourceUnknown

# Not `gzip;q=0`, which is how a client says that it does not.
_TAKES_GZIP = re.compile(r"\bgzip\s*(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))(?=[\s;,]|$)", re.IGNORECASE)

FOLDER = Path(__file__).resolve().parent.parent / "page"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'none'",
        "frame-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
"""Nothing but its own files; no markup is ever made from text; the one frame is for a report (``routes/evaluations.py``)."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class File:
    """One file of the page, as it is sent."""

    content: bytes
    packed: bytes
    type: str
    etag: str


@cache
def files() -> dict[str, File]:
    """Return the files of the page by their names."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in TYPES:
            content = path.read_bytes()
            packed = gzip.compress(content, mtime=0)
            etag = hashlib.sha256(content).hexdigest()[:20]
            found[path.name] = File(content, packed, TYPES[path.suffix], etag)
    return found


@router.api_route("/", methods=["GET", "HEAD"])
async def page(request: Request) -> Response:
    """Return the page."""
    return _sent(request, files()["index.html"])


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
async def icon(request: Request) -> Response:
    """Return the icon, for browsers that look for it where it always was."""
    return _sent(request, files()["icon.svg"])


@router.api_route("/page/{name:path}", methods=["GET", "HEAD"])
async def file(request: Request, name: str) -> Response:
    """Return a file of the page."""
    found = files().get(name)
    if found is None:
        raise ResourceUnknown(path=request.url.path)
    return _sent(request, found)


def _sent(request: Request, found: File) -> Response:
    is_packed = bool(_TAKES_GZIP.search(request.headers.get("accept-encoding", "")))
    etag = f'"{found.etag}{"-gz" if is_packed else ""}"'
    headers = {
        "ETag": etag,
        # Asked for every time and sent only where it is another: a new version of the service has a new page at once.
        "Cache-Control": "no-cache",
        "Content-Security-Policy": POLICY,
        "Vary": "Accept-Encoding",
    }
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    return Response(found.packed if is_packed else found.content, 200, headers, found.type)
