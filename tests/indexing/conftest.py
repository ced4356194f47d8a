"""Libraries over an embedder that costs nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from qa.assistant import Assistant
from qa.indexing import library
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.sample_articles import numbered, write

Open: TypeAlias = Callable[..., Assistant]
TITLES = [f"第{number}号文章" for number in range(8)]


@pytest.fixture(autouse=True)
def no_pause_between_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader looks at every call whether somebody has written, not only every few milliseconds."""
    monkeypatch.setattr(library, "_LOOK_SECONDS", 0.0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def opened(home: Path) -> Iterator[Open]:
    """Open assistants on this test's library, each with an embedder of its own unless it is given one."""
    with ExitStack() as stack:

        def open_one(embedder: CheapEmbedder | None = None, **settings: Any) -> Assistant:
            configured = Settings(**{"home": home, **settings})
            return stack.enter_context(Assistant(configured, embedder=embedder or CheapEmbedder()))

        yield open_one


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``articles`` and the ``library`` of them, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    for number, title in enumerate(TITLES):
        write(folder / "articles" / f"{number}.md", title, numbered(number))
    with Assistant(Settings(home=folder / "library"), embedder=CheapEmbedder()) as assistant:
        assistant.ingest([folder / "articles"])
    return folder


@pytest.fixture
def filled(made_once: Path, home: Path) -> Path:
    """The home of a library of the eight articles of ``TITLES``."""
    shutil.copytree(made_once / "library", home)
    return home


@pytest.fixture
def articles(made_once: Path) -> Path:
    """The folder that the eight articles were read from; not to be changed."""
    return made_once / "articles"
