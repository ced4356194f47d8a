"""Uploads as clients make them, for tests: sent, followed to their end, and looked for on the disk."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.service.conftest import Served

Files = Iterable[tuple[str, bytes]]


def article(title: str, text: str = "") -> bytes:
    """Return a small article as Markdown."""
    return f"# {title}\n\n{text or f'{title}的正文，讲的是渡口与桥。'}\n".encode()


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return raw.getvalue()


def send(served: Served, files: Files, **options: Any) -> httpx.Response:
    """Send files in a form."""
    return served.client.post("/v1/articles", files=[("files", file) for file in files], **options)


def ended(served: Served, response: httpx.Response, seconds: float = 20) -> dict[str, Any]:
    """Return the job of an upload when it is over."""
    assert response.status_code == 202, response.text
    path = response.headers["location"]
    assert path == f"/v1/jobs/{response.json()['id']}"
    job: dict[str, Any] = until(
        lambda: served.client.get(path).json(),
        lambda job: job["status"] in ("done", "failed", "stopped"),
        seconds,
    )
    return job


def until(look: Callable[[], Any], is_so: Callable[[Any], bool], seconds: float = 10) -> Any:
    """Return what is seen once it is so."""
    last = time.monotonic() + seconds
    while not is_so(seen := look()):
        assert time.monotonic() < last, str(seen)[:1000]
        time.sleep(0.02)
    return seen


def put_in(served: Served, files: Files) -> dict[str, Any]:
    """Send files and return the job when it is over."""
    return ended(served, send(served, files))


def outcomes(job: dict[str, Any]) -> dict[str, str]:
    """Return what became of each file: its outcome, or the code of what is wrong with it."""
    return {
        item["path"]: item["error"]["code"] if item["error"] else item["outcome"] for item in job["items"]
    }


def kept(served: Served) -> list[Path]:
    """Return what is on the disk of uploads."""
    return [path for path in served.service.jobs.uploads.rglob("*") if path.is_file()]


def connect(served: Served) -> socket.socket:
    """Return a bare connection to the service."""
    address = urlsplit(served.url)
    connection = socket.create_connection((address.hostname, address.port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
