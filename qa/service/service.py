"""What every request works with, made once from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from qa.assistant import Assistant
from qa.embedding.base import Embedder
from qa.service.stopping import StoppableChat
from qa.service.workers import Workers
from qa.settings import Settings


class Reports(Protocol):
    """The runs of the evaluation, which another room keeps; the page shows them."""

    def runs(self) -> list[dict[str, object]]:
        """Return what is told of each run in a list, the newest first."""

    def page(self, run: str) -> str | None:
        """Return the report of a run: one HTML file; None where there is no such run."""


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of the service.

    ``searches`` are the threads for what takes milliseconds, ``answers`` those for what may wait for a model.
    """

    settings: Settings
    assistant: Assistant
    searches: Workers
    answers: Workers
    reports: Reports | None = None

    def close(self) -> None:
        """Let go of the library and the threads."""
        for workers in (self.searches, self.answers):
            workers.close()
        self.assistant.close()


def make_service(
    settings: Settings, reports: Reports | None = None, *, embedder: Embedder | None = None
) -> Service:
    """Wire the parts.

    :param embedder: Used instead of the one that the settings name.
    """
    from qa.llm_setup import make_chat

    chat = StoppableChat(make_chat(settings)) if settings.generative else None
    return Service(
        settings,
        Assistant(settings, embedder=embedder, chat=chat),
        Workers("search", settings.serve_searches, settings.serve_waiting),
        Workers("answer", settings.serve_answers, settings.serve_waiting),
        reports,
    )
