"""What every request works with, made once from the settings."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Protocol

from qa.assistant import Assistant
from qa.embedding.base import Embedder
from qa.service.access.keys import Keys
from qa.service.access.passes import Passes
from qa.service.access.quotas import Quotas
from qa.service.jobs.running import Jobs
from qa.service.observing.observation import Observation
from qa.service.observing.tracing import make_tracing
from qa.service.running.ending import Ending
from qa.service.running.watch import Watch
from qa.service.saved_notes import SavedNotes
from qa.service.stopping import StoppableChat
from qa.service.workers import Workers
from qa.settings import Settings

log = logging.getLogger("qa.service")


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
    ``watch`` knows how the library is, and ``ending`` how far the end of the service is;
    ``notes`` are those that editors saved; ``keys`` are who may ask, and ``quotas`` what they have asked today;
    ``passes`` let a browser open a report; ``jobs`` put uploads into the library.
    """

    settings: Settings
    assistant: Assistant
    searches: Workers
    answers: Workers
    watch: Watch
    notes: SavedNotes
    keys: Keys
    quotas: Quotas
    jobs: Jobs
    reports: Reports | None = None
    ending: Ending = field(default_factory=Ending)
    observation: Observation = field(default_factory=Observation)
    passes: Passes = field(default_factory=Passes)

    def ask_to_end(self) -> None:
        """Begin nothing new; what is under way has time, until :meth:`end`. On the event loop."""
        self.ending.ask()
        self.jobs.ask_to_end()

    def end(self) -> None:
        """End what is still under way, telling those who wait for it. On the event loop."""
        self.ending.come()
        self.jobs.end()
        for workers in (self.searches, self.answers):
            workers.end(self.ending.problem())

    def close(self) -> None:
        """Let go of the library and the threads."""
        self.watch.close()
        self.jobs.close()
        for workers in (self.searches, self.answers):
            workers.close()
        self.quotas.close()
        self.assistant.close()
        self.observation.close()


def make_service(
    settings: Settings, reports: Reports | None = None, *, embedder: Embedder | None = None
) -> Service:
    """Wire the parts.

    :param embedder: Used instead of the one that the settings name.
    """
    from qa.llm_setup import make_chat

    chat = StoppableChat(make_chat(settings)) if settings.generative else None
    assistant = Assistant(
        settings, embedder=embedder, chat=chat, on_warning=lambda problem: log.warning("%s", problem)
    )
    watch = Watch(assistant)
    observation = Observation(make_tracing(), with_text=settings.serve_log_text)
    return Service(
        settings,
        assistant,
        Workers("search", settings.serve_searches, settings.serve_waiting, watch.require_library),
        Workers("answer", settings.serve_answers, settings.serve_waiting, watch.require_library),
        watch,
        SavedNotes(settings.home / "notes"),
        Keys(settings.home),
        Quotas(settings.home),
        Jobs(assistant, settings.home, observer=observation.watching()),
        reports,
        observation=observation,
    )
