"""A suite gone through: what is kept of each question, what fails, and how a run is taken up again."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.errors import (
    ArgumentInvalid,
    GoldMissing,
    RunInUse,
    RunsApart,
    RunStopped,
    ServerUnauthorized,
    SuiteEmpty,
)
from qa.evaluation.loading import load_suite, select
from qa.evaluation.rate import Rate, RatedChat, Stopped
from qa.evaluation.record import QuestionRecord, Run
from qa.evaluation.run_folder import RunFolder
from qa.evaluation.running import run
from qa.evaluation.suite import Suite
from qa.llm import ChatStream, Message, OpenAIChat
from qa.models import Progress
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.small_suite import QUESTIONS, SENTENCES, write_suite
from tests.openai_server import MODEL, OpenAIServer, answer, hang, status

ANSWER = "修桥的钱由海棠市的财政支付。[1]"


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(write_suite(tmp_path / "suite"))


@pytest.fixture
def questions(tmp_path: Path) -> Suite:
    return load_suite(write_suite(tmp_path / "suite", notes=(), sentences=()))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def go(suite: Suite, settings: Settings, **options: Any) -> RunFolder:
    return run(suite, settings, embedder=options.pop("embedder", CheapEmbedder()), **options)


def bare(done: Run) -> Run:
    """Return a run without what differs from time to time."""
    return replace(
        done,
        info=replace(done.info, id="", started="", finished=None, seconds=0.0, commit=None),
        questions=tuple(
            replace(each, seconds={}, answer=each.answer and replace(each.answer, seconds=0.0))
            for each in done.questions
        ),
        notes=tuple(
            replace(each, seconds=0.0, summary=each.summary and replace(each.summary, seconds=0.0))
            for each in done.notes
        ),
        sentences=tuple(replace(each, seconds=0.0) for each in done.sentences),
    )


def by_id(folder: RunFolder) -> dict[str, QuestionRecord]:
    return {each.id: each for each in folder.read().questions}


def test_what_is_kept(suite: Suite, settings: Settings) -> None:
    steps: list[Progress] = []
    folder = go(suite, settings, on_progress=steps.append, label="first", prices=(1.0, 2.0))
    done = folder.read()
    assert [each.id for each in done.questions] == [each["id"] for each in QUESTIONS]
    assert [each.article for each in done.notes] == ["bridge.md"]
    assert [(each.id, each.supported) for each in done.sentences] == [
        (each["id"], each["supported"]) for each in SENTENCES
    ]
    paid = by_id(folder)["pay"]
    assert paid.answer is not None
    assert paid.answer.mode == "extractive"
    assert "海棠市" in paid.answer.text
    assert paid.ranked == paid.unranked
    assert {passage.path[-1] for passage in paid.ranked} == {
        "一、什么是基础设施",
        "二、谁来付钱",
        "只看雨",
        "保费",
    }
    assert paid.supports == ((1.0, True),) * len(paid.answer.sentences)
    assert paid.seconds.keys() == {"search", "answer"}
    assert {passage.title for passage in by_id(folder)["years"].ranked} == {"桥与车"}  # within
    refused = by_id(folder)["bell"].answer
    assert refused is not None
    assert refused.status == "refused"
    info = done.info
    assert (info.label, info.prices, info.mode, info.gated, info.model) == (
        "first",
        (1.0, 2.0),
        "extractive",
        True,
        None,
    )
    assert info.finished
    assert info.library_hash
    assert info.suite_hash == suite.hash
    assert info.settings["passages"] == 6
    assert not [name for name in info.settings if name.endswith("key")]
    assert [step.done for step in steps if step.stage == "ask"] == list(range(1, 10))
    assert len(folder.places) == 4
    assert folder.suite.questions == suite.questions


def test_twice_the_same(suite: Suite, settings: Settings, tmp_path: Path) -> None:
    first = go(suite, settings).read()
    assert bare(go(suite, settings).read()) == bare(first)
    elsewhere = bare(go(suite, Settings(home=tmp_path / "other")).read())
    places = {"home", "store"}
    assert {n: v for n, v in elsewhere.info.settings.items() if n not in places} == {
        n: v for n, v in first.info.settings.items() if n not in places
    }
    assert replace(elsewhere, info=first.info) == replace(bare(first), info=first.info)


def test_at_once_the_same_as_one_after_the_other(suite: Suite, settings: Settings) -> None:
    one, many = bare(go(suite, settings).read()), bare(go(suite, settings, concurrency=4).read())
    assert sorted(many.questions, key=lambda each: each.id) == sorted(one.questions, key=lambda each: each.id)


def test_a_query_is_embedded_once(questions: Suite, settings: Settings) -> None:
    asked: list[str] = []

    class Counting(CheapEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> Any:
            asked.extend(texts)
            return super().embed_queries(texts)

    go(questions, settings, embedder=Counting())
    assert [text for text in asked if text == "修桥的钱由谁支付？"] == ["修桥的钱由谁支付？"]


def test_the_log_of_answers_stays_as_it_is(questions: Suite, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", log="on")
    go(questions, settings)
    assert settings.log is not None
    assert not settings.log.exists()


def test_the_user_s_own_library(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    folder = write_suite(tmp_path / "suite", articles=False)
    with Assistant(settings, embedder=CheapEmbedder()) as assistant:
        assistant.ingest([folder / "articles"])
    done = go(load_suite(folder), settings)
    answered = by_id(done)["pay"].answer
    assert answered is not None
    assert "海棠市" in answered.text
    assert not (settings.home / "eval" / "libraries").exists()


def test_an_empty_suite(suite: Suite, settings: Settings) -> None:
    with pytest.raises(SuiteEmpty):
        go(replace(suite, questions=(), notes=(), sentences=()), settings)


def test_a_gold_section_that_is_no_more(tmp_path: Path, settings: Settings) -> None:
    rows = [{**QUESTIONS[0], "gold": [["bridge.md", "三、谁来修桥"]]}, *QUESTIONS[1:]]
    suite = load_suite(write_suite(tmp_path / "suite", questions=rows))
    with pytest.raises(GoldMissing) as caught:
        go(suite, settings)
    assert "三、谁来修桥" in str(caught.value)
    assert "pay" in str(caught.value)
    assert not (settings.home / "eval" / "runs").exists()  # nothing was asked, and nothing is listed


def test_a_question_that_cannot_be_asked_is_no_wrong_answer(tmp_path: Path, settings: Settings) -> None:
    rows = [{"id": "long", "question": "长" * 3000, "answerable": False}, *QUESTIONS]
    suite = load_suite(write_suite(tmp_path / "suite", questions=rows))
    found = by_id(go(suite, settings))
    failure = found["long"].failure
    assert failure is not None
    assert failure.code == "QuestionTooLong"
    assert found["pay"].failure is None


def test_generative_without_a_model(questions: Suite, settings: Settings) -> None:
    with pytest.raises(ArgumentInvalid):
        go(questions, settings, mode="generative")


# --- with a model ---------------------------------------------------------------------------------------


def chat(server: OpenAIServer, **options: Any) -> OpenAIChat:
    return OpenAIChat(server.url, MODEL, retries=0, **options)


def test_answers_of_a_model(suite: Suite, settings: Settings) -> None:
    with OpenAIServer(answer(ANSWER)) as server:
        folder = go(suite, settings, chat=chat(server))
    done = folder.read()
    assert (done.info.mode, done.info.model) == ("generative", MODEL)
    paid = by_id(folder)["pay"].answer
    assert paid is not None
    assert paid.mode == "generative"
    assert paid.text == "修桥的钱由海棠市的财政支付。"
    assert by_id(folder)["pay"].supports[0][1]


def test_a_server_that_fails_for_some(tmp_path: Path, settings: Settings) -> None:
    rows = [{**QUESTIONS[0], "id": f"pay-{at}"} for at in range(12)]
    suite = load_suite(write_suite(tmp_path / "suite", questions=rows, notes=(), sentences=()))
    with OpenAIServer(answer(ANSWER)) as server:
        server.script(answer(ANSWER), status(500), status(503), answer(ANSWER), status(502))
        folder = go(suite, settings, chat=chat(server))
        found = by_id(folder)
        failed = [id for id, each in found.items() if each.failure]
        assert failed == ["pay-1", "pay-2", "pay-4"]
        assert all(found[id].answer is None for id in failed)
        assert {found[id].failure.code for id in failed} == {"ServerFailed"}  # type: ignore[union-attr]
        before = len(server.requests)
        again = go(suite, settings, chat=chat(server), folder=folder)
        assert len(server.requests) - before == 3  # only what failed is asked again
    assert again.path == folder.path
    assert not [id for id, each in by_id(again).items() if each.failure]


def test_a_key_that_is_refused_ends_the_run(questions: Suite, settings: Settings) -> None:
    with OpenAIServer(status(401)) as server, pytest.raises(ServerUnauthorized):
        go(questions, settings, chat=chat(server))
    assert len(server.requests) == 1


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_server_that_is_down_ends_the_run(tmp_path: Path, settings: Settings, concurrency: int) -> None:
    rows = [{**QUESTIONS[0], "id": f"pay-{at}"} for at in range(40)]
    suite = load_suite(write_suite(tmp_path / "suite", questions=rows, notes=(), sentences=()))
    begun: list[RunFolder] = []
    with OpenAIServer(status(500)) as server, pytest.raises(RunStopped) as caught:
        go(suite, settings, chat=chat(server), concurrency=concurrency, on_begin=begun.append)
    [folder] = begun
    assert folder.path.name in str(caught.value)
    assert 10 <= len(folder.read().questions) < 20
    assert folder.info.finished is None
    with OpenAIServer(answer(ANSWER)) as server:
        done = go(suite, settings, chat=chat(server), concurrency=concurrency, folder=folder)
    assert not [each for each in done.read().questions if each.failure]
    assert len(done.read().questions) == 40


def test_under_way_at_once(tmp_path: Path, settings: Settings) -> None:
    rows = [{**QUESTIONS[0], "id": f"pay-{at}"} for at in range(16)]
    suite = load_suite(write_suite(tmp_path / "suite", questions=rows, notes=(), sentences=()))
    with OpenAIServer(answer(ANSWER, characters=100, pause=0.2)) as server:
        began = time.monotonic()
        go(suite, settings, chat=chat(server), concurrency=8)
        took = time.monotonic() - began
        gaps = sorted(request.at for request in server.requests)
    assert len(gaps) == 16
    assert gaps[7] - gaps[0] < 0.2 < took


def test_ctrl_c_ends_what_is_under_way(questions: Suite, settings: Settings) -> None:
    class Interrupting:
        def __call__(self, step: Progress) -> None:
            if step.stage == "ask" and step.done == 1:
                raise KeyboardInterrupt

    begun: list[RunFolder] = []
    with OpenAIServer(hang("修桥")) as server:
        server.script(answer(ANSWER))
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            go(
                questions,
                settings,
                chat=chat(server),
                concurrency=3,
                on_progress=Interrupting(),
                on_begin=begun.append,
            )
        assert time.monotonic() - began < 30
    kept = begun[0].read().questions
    assert all(each.answer is not None and each.answer.status == "answered" for each in kept)
    assert len(kept) <= 2


# --- taken up again -------------------------------------------------------------------------------------


class Interrupted(Exception):
    """Stands for whatever ends a process."""


def interrupting(after: int) -> Callable[[Progress], None]:
    def on_progress(step: Progress) -> None:
        if step.stage == "ask" and step.done == after:
            raise Interrupted

    return on_progress


@pytest.mark.parametrize("after", [1, 4, 6, 8])
def test_taken_up_again_is_the_same_as_undisturbed(suite: Suite, settings: Settings, after: int) -> None:
    begun: list[RunFolder] = []
    with pytest.raises(Interrupted):
        go(suite, settings, on_progress=interrupting(after), on_begin=begun.append)
    [folder] = begun
    assert folder.info.finished is None
    steps: list[Progress] = []
    resumed = go(suite, settings, folder=folder, on_progress=steps.append)
    assert [step.total for step in steps if step.stage == "ask"] == [9 - after] * (9 - after)
    undisturbed = go(suite, settings)
    assert bare(resumed.read()) == bare(undisturbed.read())
    assert resumed.info.finished


def test_a_run_that_is_done_is_not_asked_again(suite: Suite, settings: Settings) -> None:
    folder = go(suite, settings)
    before = folder.read()
    steps: list[Progress] = []
    go(suite, settings, folder=folder, on_progress=steps.append)
    assert not [step for step in steps if step.stage == "ask"]
    assert folder.read().questions == before.questions


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"passages": 3}, "passages: 6 → 3"),
        ({"words_weight": 0.9}, "words_weight"),
        ({"gated": False}, "gated"),
        ({"limit": 2}, "suite"),
    ],
)
def test_taken_up_otherwise(suite: Suite, settings: Settings, change: dict[str, Any], named: str) -> None:
    folder = go(suite, settings)
    gated, limit = change.pop("gated", True), change.pop("limit", None)
    part = select(suite, limit=limit) if limit else suite
    with pytest.raises(RunsApart) as caught:
        go(part, Settings(home=settings.home, **change), gated=gated, folder=folder)
    assert named in str(caught.value)
    assert folder.path.name in str(caught.value)


def test_written_by_one_at_a_time(suite: Suite, settings: Settings) -> None:
    folder = go(suite, settings)
    with folder.writing(), pytest.raises(RunInUse):
        go(suite, settings, folder=RunFolder(folder.path))


def test_two_runs_at_once(suite: Suite, settings: Settings) -> None:
    done: list[RunFolder] = []
    threads = [threading.Thread(target=lambda: done.append(go(suite, settings))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({folder.path for folder in done}) == 3
    assert len({repr(bare(folder.read())) for folder in done}) == 1


# --- the rate -------------------------------------------------------------------------------------------


def test_requests_wait_for_their_turn() -> None:
    rate = Rate(600)  # one in 0.1 s
    began = time.monotonic()
    times: list[float] = []

    def ask() -> None:
        rate.wait()
        times.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    assert all(at >= 0.1 * number - 0.01 for number, at in enumerate(times))
    assert times[-1] < 1.0


def test_whoever_waits_is_let_go_when_it_is_stopped() -> None:
    rate = Rate(1)
    rate.wait()
    ended: list[float] = []

    def ask() -> None:
        with pytest.raises(Stopped):
            rate.wait()
        ended.append(time.monotonic())

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.05)
    stopped = time.monotonic()
    rate.stop()
    thread.join(5)
    assert ended[0] - stopped < 1


def test_a_stream_under_way_ends_when_it_is_stopped() -> None:
    with OpenAIServer(hang("开头")) as server:
        rated = RatedChat(chat(server), Rate())
        stream: ChatStream = rated.stream([Message("user", "?")])
        assert next(stream)
        threading.Timer(0.1, rated.stop).start()
        began = time.monotonic()
        with contextlib.suppress(Stopped):
            assert not list(stream)
        assert time.monotonic() - began < 5
        assert server.requests[0].disconnected.wait(5)
