"""The page in Debian's Chromium, over services that run as their users run them."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from playwright.sync_api import expect

from qa.assistant import Assistant
from qa.settings import Settings
from tests.e2e.page.articles import write_all
from tests.e2e.page.visiting import Visit
from tests.e2e.serving import Serving
from tests.evaluation.report.made_runs import small
from tests.openai_server import OpenAIServer
from tests.service.conftest import nothing_configured
from tests.service.test_evaluations import keep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Visiting: TypeAlias = Callable[..., Visit]


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with an evaluation, to be copied; made with the embedder that the processes use."""
    folder = tmp_path_factory.mktemp("stocked")
    with pytest.MonkeyPatch.context() as patch:
        nothing_configured(patch, folder)
        with Assistant(Settings(home=folder / "library", embedder="use")) as assistant:
            assert not assistant.ingest(write_all(folder)).failed
        keep(folder / "library", small())
    return folder / "library"


@pytest.fixture(scope="session")
def copied(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make copies of the library."""
    return lambda: Path(shutil.copytree(stocked, tmp_path_factory.mktemp("page") / "home"))


@pytest.fixture(scope="session")
def plain(copied: Callable[[], Path]) -> Iterator[Serving]:
    """A service without a model, whose library stays as it is."""
    with Serving(copied()) as serving:
        yield serving


@pytest.fixture(scope="session")
def own(copied: Callable[[], Path]) -> Iterator[Serving]:
    """A service without a model, whose library tests change."""
    with Serving(copied()) as serving:
        yield serving


@pytest.fixture(scope="session")
def model() -> Iterator[OpenAIServer]:
    """The model of :func:`modelled`."""
    with OpenAIServer() as running:
        yield running


@pytest.fixture
def llm(model: OpenAIServer) -> Iterator[OpenAIServer]:
    """The same for one test: what that scripts is for no other."""
    yield model
    model._script.clear()


class Modelled:
    """A service with a model, which can be killed and started again where it was."""

    def __init__(self, home: Path, model: OpenAIServer) -> None:
        self._home, self._settings = home, {"llm_base_url": model.url, "llm_model": "test-model"}
        self.serving = Serving(home, **self._settings)
        self.url, self.client = self.serving.url, self.serving.client

    def kill(self) -> None:
        """Kill it, with SIGKILL, in whatever it is at."""
        self.serving.tell(signal.SIGKILL)
        self.serving.__exit__(None, None, None)

    def start(self) -> None:
        """Start it again, at the same address."""
        self.serving = Serving(self._home, "--port", self.url.rpartition(":")[2], **self._settings)
        self.client = self.serving.client


@pytest.fixture(scope="session")
def modelled(copied: Callable[[], Path], model: OpenAIServer) -> Iterator[Modelled]:
    """A service with a model, whose library stays as it is."""
    started = Modelled(copied(), model)
    yield started
    started.kill()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visiting]:
    """Visit pages: ``visit(url, **options)``; see :class:`Visit`. What went wrong on one fails the test at its end."""
    expect.set_options(timeout=40_000)
    visits: list[Visit] = []

    def go(url: str, **options: Any) -> Visit:
        visits.append(Visit(browser, url, **options))
        return visits[-1]

    yield go
    for each in visits:
        each.close()
