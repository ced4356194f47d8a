"""`qa serve` as a process of its own, with a client that knows where it listens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

COMMAND = str(Path(sys.executable).with_name("qa"))


class Serving:
    """The process, on a free port.

    :param home: Its library.
    :param environment: Further variables, with or without ``QA_``.
    """

    def __init__(self, home: Path, *arguments: str, **environment: object) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("QA_", "OPENAI_", "XDG_"))
        }
        ours = {f"QA_{name.upper()}": str(value) for name, value in environment.items()}
        given = {
            "QA_EMBEDDER": "use",
            "QA_LANG": "en",
            "QA_HOME": str(home),
            "HOME": str(home.parent),
            **ours,
        }
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", *arguments],
            env=kept | given,
            cwd=home.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.lines: list[str] = []
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self.url = self._url()
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def said(self) -> str:
        """Return all that it wrote."""
        return "".join(self.lines)

    def _url(self, seconds: float = 60) -> str:
        until = time.monotonic() + seconds
        while not (found := re.search(r"istening on (http://\S+)", self.said())):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.01)
        return found[1]

    def wait_until_ready(self, seconds: float = 60, *, ready: bool = True) -> None:
        """Wait until /readyz says that it is, or is not."""
        until = time.monotonic() + seconds
        while (self.client.get("/readyz").status_code == 200) is not ready:
            assert time.monotonic() < until, self.client.get("/readyz").text
            time.sleep(0.05)

    def tell(self, number: int = signal.SIGTERM) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self, seconds: float = 10) -> int:
        """Wait until it has ended; return its exit code."""
        code = self.process.wait(seconds)
        self._reading.join(5)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.process.kill()
        self.process.wait(10)
        self._reading.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
