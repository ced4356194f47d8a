"""The service, running on a free port of this machine over a small library."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest

from qa.assistant import Assistant
from qa.service.running.listening import listen, urls
from qa.service.running.serving import Server
from qa.service.service import Service, make_service
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.service.articles import write_all


@dataclass(frozen=True)
class Served:
    """A running service: where it is, its parts, and a client that knows the address."""

    url: str
    service: Service
    client: httpx.Client
    loop: asyncio.AbstractEventLoop

    def on_loop(self, call: Callable[[], object]) -> None:
        """Call on the service's event loop what belongs there, and wait for it."""
        done = threading.Event()
        self.loop.call_soon_threadsafe(call)
        self.loop.call_soon_threadsafe(done.set)
        assert done.wait(5)

    @property
    def assistant(self) -> Assistant:
        return self.service.assistant


Serve: TypeAlias = Callable[..., Served]


@contextmanager
def running(service: Service) -> Iterator[Served]:
    """Serve on a free port, and close everything at the end."""
    listening = listen("127.0.0.1", 0)
    (url,) = urls(listening)
    server = Server(service, seconds=2)
    thread = threading.Thread(target=server.run, kwargs={"sockets": listening}, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the service ended while it started"
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.005)
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
            yield Served(url, service, client, server.servers[0].get_loop())
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the service did not end"
        service.close()


def nothing_configured(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Keep the machine's own configuration out, where the fixture of each test does not yet."""
    for name in os.environ:
        if name.startswith(("QA_", "OPENAI_", "XDG_")):
            patch.delenv(name)
    patch.setenv("HOME", str(home))


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the three articles, to be copied."""
    folder = tmp_path_factory.mktemp("stocked")
    with pytest.MonkeyPatch.context() as patch:
        nothing_configured(patch, folder)
        settings = Settings(home=folder / "library")
        with Assistant(settings, embedder=CheapEmbedder()) as assistant:
            assert not assistant.ingest(write_all(folder)).failed
    return folder / "library"


@pytest.fixture
def serve(tmp_path: Path, stocked: Path) -> Iterator[Serve]:
    """Start services that end with the test: ``serve(settings_or_service=None, *, empty=False, **settings)``.

    By default over a library of its own with the three articles (``empty=True``: with none), answering from the
    text; ``llm_base_url=openai_server.url`` makes it ask a model. ``settings`` are those of :class:`Settings`.
    """
    with ExitStack() as started:

        def start(given: Settings | Service | None = None, *, empty: bool = False, **settings: Any) -> Served:
            if isinstance(given, Service):
                return started.enter_context(running(given))
            if given is None:
                home = tmp_path / f"service-{len(list(tmp_path.iterdir()))}"
                if not empty:
                    shutil.copytree(stocked, home)
                named = {"llm_model": "test-model"} if "llm_base_url" in settings else {}
                given = Settings(**{"home": home, **named, **settings})
            return started.enter_context(running(make_service(given, embedder=CheapEmbedder())))

        yield start


@pytest.fixture(scope="session")
def standing(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service over the three articles, without a model, for all tests that only read."""
    home = tmp_path_factory.mktemp("standing") / "library"
    shutil.copytree(stocked, home)
    with pytest.MonkeyPatch.context() as patch:
        nothing_configured(patch, home.parent)
        service = make_service(Settings(home=home), embedder=CheapEmbedder())
    with running(service) as started:
        yield started


@pytest.fixture
def served(serve: Serve) -> Served:
    """A service over the three articles, without a model."""
    return serve()
