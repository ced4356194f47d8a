"""What every test starts from: nothing of this machine's configuration, and English."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest

from qa import language
from tests.openai_server import OpenAIServer

# How long an example takes says something of the machine only.
hypothesis.settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")


@pytest.fixture(autouse=True)
def nothing_configured(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of ours or of OpenAI's is set, and the user's folders are empty ones."""
    for name in os.environ:
        if name.startswith(("QA_", "OPENAI_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp() / "user"))
    monkeypatch.setattr(language, "_chosen", "en")


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A model's server on this machine."""
    with OpenAIServer() as running:
        yield running
