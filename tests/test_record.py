"""The log of answers: everything that an answer was is found again, and no answer is lost for it."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import AnswerUnknown, LogUnusable, QaError
from qa.models import Answer, Usage
from qa.record import AnswerLog
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.sample_articles import write
from tests.test_output import ANSWER


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "log.sqlite3"


@pytest.fixture
def log(path: Path) -> AnswerLog:
    return AnswerLog(path)


def test_everything_is_found_again(log: AnswerLog, path: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    kept = log.keep(ANSWER)
    assert kept == replace(ANSWER, id=kept.id)
    [logged] = log.entries()
    assert logged == log.find(str(kept.id))
    assert logged.answer.passages[0].scores["dense"] == pytest.approx(0.5)
    assert replace(logged.answer, passages=(), nearest=()) == replace(kept, passages=(), nearest=())
    assert logged.answer.passages[0].best == ANSWER.passages[0].best
    assert before <= logged.at <= dt.datetime.now(dt.UTC)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_answer_of_an_older_version_has_the_defaults(log: AnswerLog, path: Path) -> None:
    kept = log.keep(replace(ANSWER, fallback="down"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE answers SET answer = json_remove(json_set(answer, '$.later', 1), '$.fallback', '$.usage.cached')"
        )
    found = log.find(str(kept.id)).answer
    assert (found.fallback, found.usage, found.id) == (None, Usage(3, 4), kept.id)


def test_by_the_beginning_of_an_id(log: AnswerLog) -> None:
    kept = [log.keep(ANSWER) for _ in range(3)]
    for each in kept:
        assert log.find(f" {str(each.id)[:8].upper()} ").id == each.id
    for nothing in ("", str(kept[0].id)[:3], "zzzzzz", "%", "____", str(kept[0].id) + "0"):
        with pytest.raises(AnswerUnknown, match="qa log"):
            log.find(nothing)


def test_an_id_that_could_be_two(log: AnswerLog, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = iter(["aaaa11111111", "aaaa22222222"])
    monkeypatch.setattr("qa.record.secrets.token_hex", lambda size: next(ids))
    for _ in range(2):
        log.keep(ANSWER)
    with pytest.raises(AnswerUnknown):
        log.find("aaaa")
    assert log.find("aaaa2").id == "aaaa22222222"


def test_entries(log: AnswerLog, path: Path) -> None:
    for number, (question, status) in enumerate(
        [("桥在哪里？", "answered"), ("What is 50%_of a bridge?", "refused"), ("桥有多长？", "partial")]
    ):
        kept = log.keep(replace(ANSWER, question=question, status=status))  # type: ignore[arg-type]
        at = dt.datetime(2026, 3, 1 + number, 23, 30).timestamp()
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE answers SET at = ? WHERE id = ?", (at, kept.id))

    def questions(limit: int = 20, **conditions: object) -> list[str]:
        found = log.entries(limit, **conditions)  # type: ignore[arg-type]
        return [logged.answer.question[:2] for logged in found]

    assert questions() == ["桥有", "Wh", "桥在"]
    assert questions(limit=2) == ["桥有", "Wh"]
    assert questions(contains="桥") == ["桥有", "桥在"]
    assert questions(contains="BRIDGE") == ["Wh"]
    assert questions(contains="%_") == ["Wh"]
    assert questions(contains="_%") == []
    assert questions(status="refused") == ["Wh"]
    assert questions(since=dt.date(2026, 3, 2)) == ["桥有", "Wh"]
    assert questions(until=dt.date(2026, 3, 2)) == ["Wh", "桥在"]
    assert questions(since=dt.date(2026, 3, 1), until=dt.date(2026, 3, 1)) == ["桥在"]


def test_nothing_was_kept_yet(log: AnswerLog, path: Path) -> None:
    assert log.entries() == []
    with pytest.raises(AnswerUnknown):
        log.find("abcdef")
    assert not path.parent.exists(), "looking makes nothing"


def test_half_a_character(log: AnswerLog) -> None:
    kept = log.keep(replace(ANSWER, question="桥\ud83d？"))
    assert log.find(str(kept.id)).answer.question == "桥??".replace("??", "?？")


def test_the_oldest_go_first(path: Path) -> None:
    log = AnswerLog(path, most_bytes=200_000)
    kept = [log.keep(replace(ANSWER, text=f"{number:04}" * 1000)) for number in range(100)]
    found = [logged.id for logged in log.entries(1000)]
    assert 20 < len(found) < 60
    assert found == [each.id for each in reversed(kept)][: len(found)]
    assert path.stat().st_size < 250_000


# --- files that are not what they should be -------------------------------------------------------------


def folder_is_a_file(path: Path) -> None:
    path.parent.write_text("")


def path_is_a_folder(path: Path) -> None:
    path.mkdir(parents=True)


def garbage(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 1000)


def another_program_s(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE answers (name TEXT)")


SPOILT = [folder_is_a_file, path_is_a_folder, garbage, another_program_s]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_log_that_cannot_be_used(spoil: Callable[[Path], None], log: AnswerLog, path: Path) -> None:
    spoil(path)
    with pytest.raises(LogUnusable, match="QA_LOG") as caught:
        log.keep(ANSWER)
    assert str(path) in str(caught.value)
    if spoil is not folder_is_a_file:
        with pytest.raises(LogUnusable):
            log.entries()


@pytest.mark.parametrize("answer", ["no json", "[]", "{}", '{"status": "answered"}', '{"sentences": 7}'])
def test_an_answer_that_is_damaged(answer: str, log: AnswerLog, path: Path) -> None:
    log.keep(ANSWER)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE answers SET answer = ?", (answer,))
    with pytest.raises(LogUnusable):
        log.entries()


def test_a_log_that_is_locked(log: AnswerLog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.keep(ANSWER)
    connect = sqlite3.connect
    monkeypatch.setattr("qa.record.sqlite3.connect", lambda path, timeout: connect(path, timeout=0.05))
    with closing(connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogUnusable, match="locked"):
            log.keep(ANSWER)
    log.keep(ANSWER)


# --- several at once ------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from qa.record import AnswerLog
from tests.test_output import ANSWER
for _ in range(25):
    AnswerLog(Path(sys.argv[1])).keep(ANSWER)
"""


def test_threads(log: AnswerLog) -> None:
    threads = [threading.Thread(target=lambda: [log.keep(ANSWER) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({logged.id for logged in log.entries(100)}) == 40


@pytest.mark.e2e
def test_two_processes(log: AnswerLog, path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen(command, cwd=Path(__file__).parents[1]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert len(log.entries(100)) == 50


# --- by an assistant ------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Assistant(Settings(home=tmp_path / "home"), embedder=CheapEmbedder()) as assistant:
        assistant.ingest([write(tmp_path / "a.md")])
    return tmp_path / "home"


def test_an_assistant_keeps_every_answer(home: Path) -> None:
    with Assistant(Settings(home=home, log="on"), embedder=CheapEmbedder()) as assistant:
        asked = [assistant.ask("桥是什么？"), assistant.ask("红烧肉怎么做？")]
        *_, streamed = assistant.stream("车是什么？")
        talked = assistant.chat().ask("桥是什么？")
    found = AnswerLog(home / "log.sqlite3").entries()
    assert isinstance(streamed, Answer)
    assert [logged.answer for logged in found] == [talked, streamed, *reversed(asked)]
    assert {each.status for each in asked} == {"answered", "refused"}


def test_without_the_setting_nothing_is_kept(home: Path) -> None:
    with Assistant(Settings(home=home), embedder=CheapEmbedder()) as assistant:
        assert assistant.ask("桥是什么？").id is None
    assert not (home / "log.sqlite3").exists()


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_answer_is_not_lost_for_the_log(spoil: Callable[[Path], None], home: Path, path: Path) -> None:
    spoil(path)
    warned: list[QaError] = []
    settings = Settings(home=home, log=path)
    with Assistant(settings, embedder=CheapEmbedder(), on_warning=warned.append) as assistant:
        answer = assistant.ask("桥是什么？")
    assert (answer.status, answer.id) == ("answered", None)
    assert [type(each) for each in warned] == [LogUnusable]
    with (
        Assistant(settings, embedder=CheapEmbedder()) as assistant,
        pytest.warns(UserWarning, match="cannot be used"),
    ):
        assert assistant.ask("桥是什么？").sentences == answer.sentences
