"""A suite, gone through once: each question is put on record as soon as it is answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from qa.assistant import Assistant, OnProgress
from qa.embedding import make_embedder
from qa.embedding.base import Embedder
from qa.errors import RunStopped, SuiteEmpty
from qa.evaluation.asking import Asker, OnceEmbedder
from qa.evaluation.gold import article_names, places
from qa.evaluation.made_with import now, require_same, run_info
from qa.evaluation.rate import Rate, RatedChat, Stopped
from qa.evaluation.record import NoteRecord, QuestionRecord, SentenceRecord
from qa.evaluation.run_folder import Record, RunFolder, key, runs_folder
from qa.evaluation.suite import Suite
from qa.evaluation.suite_library import library_hash, with_library
from qa.language import say
from qa.llm import ChatModel
from qa.llm_cache import CachedChat
from qa.llm_setup import kept, make_server_chat, require_model
from qa.models import Mode, Progress
from qa.settings import Settings

MOST_FAILURES = 10
"""After how many failures in a row a run ends, to be taken up again when the server is well."""


def run(
    suite: Suite,
    settings: Settings,
    *,
    folder: RunFolder | None = None,
    out: Path | None = None,
    mode: Mode | None = None,
    gated: bool = True,
    label: str = "",
    prices: tuple[float, float] | None = None,
    concurrency: int = 1,
    rate: float | None = None,
    chat: ChatModel | None = None,
    embedder: Embedder | None = None,
    on_progress: OnProgress | None = None,
    on_begin: Callable[[RunFolder], None] | None = None,
) -> RunFolder:
    """Go through a suite, and return the folder with everything that came of it.

    :param folder: A run that was interrupted or in which something failed: what is done is not asked again.
    :param out: Where a new run is kept; by default under the settings' home.
    :param mode: ``generative`` where there is a model, unless something else is said. A model that fails is never
        replaced by quotations: the question has a ``failure``.
    :param gated: Whether the refusal and the check of each sentence are in force.
    :param concurrency: How many questions are under way at once.
    :param rate: Requests a minute that the model is asked at most.
    :param chat: Used instead of the model that the settings name.
    :param embedder: Used instead of the embedder that the settings name.
    :param on_begin: Called with the folder before the first question is asked.
    :raises ArgumentInvalid: answers are to be generative, and there is no model.
    :raises GoldMissing: the suite names what is not in its articles; nothing was asked.
    :raises RunsApart: the folder's run was begun otherwise.
    :raises RunInUse: another process writes it.
    :raises RunStopped: :data:`MOST_FAILURES` questions failed in a row.
    :raises ServerError: the model's server refuses every request.
    """
    if not (suite.questions or suite.notes or suite.sentences):
        raise SuiteEmpty(path=suite.path, problem=say("nothing is asked", "没有任何题目"))
    chosen = chosen_mode(settings, mode, chat)
    if chosen == "generative" and chat is None:
        require_model(settings)
    info = run_info(suite, settings, mode=chosen, gated=gated, label=label, prices=prices)
    if folder is not None:
        require_same(folder.info, info)
    turns = Rate(rate)
    with ExitStack() as stack:
        once = OnceEmbedder(embedder or make_embedder(settings))
        # Nobody wants to find an evaluation's questions among the answers that were logged.
        here = with_library(suite, settings.model_copy(update={"log": None}), once, on_progress)
        asked = _Asked(settings, chat, turns) if chosen == "generative" else None
        model = asked.model if asked else None
        if asked:
            stack.callback(asked.close)
        assistant = stack.enter_context(Assistant(here, embedder=once, chat=model))
        records = assistant.articles()
        found = places(suite, records)
        if folder is None:
            folder = RunFolder.create(out or runs_folder(settings.home) / info.id, info, suite)
        stack.enter_context(folder.writing())
        info = replace(
            folder.info,
            library_hash=library_hash(records),
            model=model.id if model else None,
            finished=None,
        )
        folder.write_info(info)
        folder.write_places(found)
        if on_begin:
            on_begin(folder)
        asker = Asker(assistant, article_names(records), chosen, model, gated=gated, embedder=once.id)
        asker.warm_up()
        began = time.perf_counter()
        try:
            stop = asked.stop if asked else turns.stop
            _Going(folder, _jobs(suite, asker, folder), turns, stop, on_progress).on(concurrency)
            info = replace(info, finished=now())
        finally:
            info = replace(info, seconds=round(info.seconds + time.perf_counter() - began, 3))
            folder.write_info(info)
    return folder


def chosen_mode(settings: Settings, mode: Mode | None, chat: ChatModel | None = None) -> Mode:
    """Return the mode that is asked for or, by default, that there are the parts for."""
    if mode is not None:
        return mode
    return "generative" if chat is not None or settings.generative else "extractive"


class _Asked:
    """The model, whose requests wait for their turn and end with the run.

    There is no circuit around it: a server that is left alone for a while would fail the questions of that while.
    """

    def __init__(self, settings: Settings, chat: ChatModel | None, turns: Rate) -> None:
        rated = RatedChat(chat if chat is not None else make_server_chat(settings), turns)
        self.model = rated if chat is not None else kept(rated, settings)
        self.stop = rated.stop

    def close(self) -> None:
        if isinstance(self.model, CachedChat):
            self.model.close()


class _Job(NamedTuple):
    label: str
    do: Callable[[], Record]


def _jobs(suite: Suite, asker: Asker, folder: RunFolder) -> list[_Job]:
    """Return what is to be done and is not done yet, in the suite's order."""
    before = folder.read()
    records: list[Record] = [*before.questions, *before.notes, *before.sentences]
    done = {(type(record), key(record)) for record in records if record.failure is None}
    jobs = [
        *(
            ((QuestionRecord, each.id), _Job(each.text, partial(asker.question, each)))
            for each in suite.questions
        ),
        *(
            ((NoteRecord, each.article), _Job(each.article, partial(asker.note, each)))
            for each in suite.notes
        ),
        *(
            ((SentenceRecord, each.id), _Job(each.text, partial(asker.sentence, each)))
            for each in suite.sentences
        ),
    ]
    return [job for known_by, job in jobs if known_by not in done]


class _Going:
    """Does jobs, and puts what comes of them on record in the order in which they are done."""

    def __init__(
        self,
        folder: RunFolder,
        jobs: Sequence[_Job],
        turns: Rate,
        stop: Callable[[], None],
        on_progress: OnProgress | None,
    ) -> None:
        self._folder, self._jobs, self._turns = folder, jobs, turns
        self._stop, self._on_progress = stop, on_progress
        self._lock = threading.Lock()
        self._done = self._failed = 0

    def on(self, concurrency: int) -> None:
        """Do them all, so many at once. What is raised concerns more than one; nothing is under way any more then."""
        if concurrency == 1:
            for job in self._jobs:
                self._do(job)
            return
        pool = ThreadPoolExecutor(concurrency)
        try:
            for future in as_completed([pool.submit(self._do, job) for job in self._jobs]):
                future.result()
        except BaseException:
            self._stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _do(self, job: _Job) -> None:
        try:
            record = job.do()
        except Stopped:
            return
        if self._turns.is_stopped:
            return  # it was cut short, and is not what it would have been
        self._folder.append(record)
        with self._lock:
            self._done += 1
            self._failed = self._failed + 1 if record.failure else 0
            if self._on_progress:
                self._on_progress(Progress("ask", self._done, len(self._jobs), job.label))
            if record.failure and self._failed == MOST_FAILURES:
                raise RunStopped(
                    run=self._folder.reference, times=self._failed, problem=record.failure.message
                )
