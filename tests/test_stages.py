"""What the core tells of its work, and that it costs nothing where nobody listens."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.errors import ServerError, ServerFailed
from qa.llm import Message, OpenAIChat
from qa.llm_cache import CachedChat
from qa.llm_stage import HeardChat
from qa.models import Answer, IngestItem, Sentence, Summary
from qa.settings import Settings
from qa.stages import Fact, Name, observed, observer, stage, tell
from tests.cheap_embedder import CheapEmbedder
from tests.openai_server import OpenAIServer, answer, endless, status

QUESTION = "渡船每天开几班？"


@dataclass
class Heard:
    """A stage that was heard of, and those within it."""

    name: str
    facts: dict[str, Fact] = field(default_factory=dict)
    error: BaseException | None = None
    ends: int = 0
    within: list[Heard] = field(default_factory=list)
    results: list[tuple[object, str]] = field(default_factory=list)

    def begun(self, name: Name) -> Heard:
        self.within.append(Heard(name))
        return self.within[-1]

    def ended(self, facts: dict[str, Fact], error: BaseException | None) -> None:
        self.facts, self.error = dict(facts), error
        self.ends += 1

    def told(self, result: object, kind: str) -> None:
        self.results.append((result, kind))

    def of(self, name: str) -> list[Heard]:
        """Return the stages of a name, however deep."""
        return [each for each in self.all() if each.name == name]

    def all(self) -> Iterator[Heard]:
        for each in self.within:
            yield each
            yield from each.all()


@pytest.fixture
def heard() -> Iterator[Heard]:
    listening = Heard("test")
    with observed(listening):
        yield listening


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    """A library of one article, put in where nobody listened."""
    with Assistant(Settings(home=tmp_path / "library"), embedder=CheapEmbedder()) as assistant:
        with observed(None):
            assistant.ingest_text("渡船每天开六班。大桥全长一千二百米。", name="渡口")
        yield assistant


def with_model(library: Assistant, server: OpenAIServer, **settings: object) -> Assistant:
    home = library.settings.home
    return Assistant(
        Settings(home=home, llm_base_url=server.url, llm_model="m", **settings), embedder=CheapEmbedder()
    )


# --- blocks ---------------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with stage("check") as facts:
        facts["outcome"] = "shown"
        tell("a result")
        assert observer() is None
    with pytest.raises(KeyError), stage("check"):
        raise KeyError


def test_a_stage_within_a_stage(heard: Heard) -> None:
    with stage("ingest") as outer:
        outer["inputs"] = 1
        with stage("embed") as inner:
            inner["made"] = 2
        tell("a result", "a kind")
    with stage("check"):
        pass
    assert [(each.name, each.facts) for each in heard.within] == [("ingest", {"inputs": 1}), ("check", {})]
    assert [(each.name, each.facts) for each in heard.within[0].within] == [("embed", {"made": 2})]
    assert heard.within[0].results == [("a result", "a kind")]


def test_a_stage_that_fails(heard: Heard) -> None:
    def fail() -> None:
        with stage("embed") as facts:
            facts["made"] = 0
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    [failed] = heard.within
    assert (failed.ends, failed.facts, str(failed.error)) == (1, {"made": 0}, "broken")
    assert observer() is heard


def test_no_block_is_left_half_way() -> None:
    """Who waits for a generator would be within its stage."""
    blocks = 0
    for path in Path(__file__).parents[1].glob("qa/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.With) and any(is_stage(item.context_expr) for item in node.items):
                blocks += 1
                inside = [each for line in node.body for each in ast.walk(line)]
                assert not any(isinstance(each, ast.Yield | ast.YieldFrom) for each in inside), path
    assert blocks >= 8


def is_stage(call: ast.expr) -> bool:
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "stage"


# --- the model's answer ---------------------------------------------------------------------------------


def chat_of(server: OpenAIServer, retries: int = 0) -> HeardChat:
    return HeardChat(OpenAIChat(server.url, "m", retries=retries))


MESSAGES = [Message("user", "在吗？")]


def test_an_answer_to_its_end(heard: Heard) -> None:
    with OpenAIServer(answer("你好。")) as server, chat_of(server).stream(MESSAGES) as stream:
        assert heard.within == []  # nothing was asked yet
        assert "".join(stream) == "你好。"
    [llm] = heard.within
    assert llm.facts.pop("first") > 0  # type: ignore[operator]
    assert llm.facts == {"model": "m", "tokens_in": 3, "tokens_out": 3, "cached": False, "finish": "stop"}
    assert (llm.ends, llm.error) == (1, None)


def test_who_reads_is_not_within_it(heard: Heard) -> None:
    with OpenAIServer(answer("你好，世界。")) as server, chat_of(server).stream(MESSAGES) as stream:
        next(stream)
        assert observer() is heard
        with stage("check"):
            pass
        list(stream)
    assert [each.name for each in heard.within] == ["llm", "check"]


def test_an_answer_that_is_closed(heard: Heard) -> None:
    with OpenAIServer(endless()) as server:
        with chat_of(server).stream(MESSAGES) as stream:
            next(stream)
        stream.close()
    [llm] = heard.within
    assert (llm.ends, llm.facts["finish"]) == (1, "closed")


def test_an_answer_that_was_never_asked_for(heard: Heard) -> None:
    with OpenAIServer() as server:
        chat_of(server).stream(MESSAGES).close()
    assert heard.within == []


def test_closed_by_another_thread_while_it_is_read(heard: Heard) -> None:
    with OpenAIServer(answer("好", pause=30)) as server, chat_of(server).stream(MESSAGES) as stream:
        closing = threading.Timer(0.2, stream.close)
        closing.start()
        assert list(stream) == []
        closing.join()
    [llm] = heard.within
    assert llm.ends == 1
    assert "first" not in llm.facts


def test_a_server_that_fails(heard: Heard) -> None:
    with (
        OpenAIServer(status(500)) as server,
        chat_of(server).stream(MESSAGES) as stream,
        pytest.raises(ServerError),
    ):
        next(stream)
    [llm] = heard.within
    assert llm.ends == 1
    assert isinstance(llm.error, ServerFailed)


def test_an_answer_that_was_kept(heard: Heard, tmp_path: Path) -> None:
    with OpenAIServer(answer("你好。")) as server:
        chat = HeardChat(CachedChat(OpenAIChat(server.url, "m"), tmp_path / "answers.sqlite3"))
        for _ in range(2):
            with chat.stream(MESSAGES) as stream:
                list(stream)
    assert [each.facts["cached"] for each in heard.within] == [False, True]


# --- the work of an assistant ---------------------------------------------------------------------------


def test_questions(heard: Heard, library: Assistant) -> None:
    library.search(QUESTION)
    assert [each.name for each in heard.within] == ["retrieve"]
    assert heard.within[0].facts["passages"] == 1
    assert [(each.name, each.facts) for each in heard.within[0].within] == [("embed", {"queries": 1})]
    found = library.ask(QUESTION)
    library.ask("月球背面的陨石坑叫什么名字？")
    assert [type(result) for result, _ in heard.results] == [Answer, Answer]
    assert heard.results[0] == (found, "")
    assert heard.results[1][1] in ("too_far", "not_said")


def test_a_model_answers(heard: Heard, library: Assistant) -> None:
    said = "渡船每天开六班[1]。大桥是纸做的[1]。大桥全长一千二百米[9]。"
    with OpenAIServer(answer(said)) as server, with_model(library, server) as assistant:
        found = assistant.ask(QUESTION)
    assert [each.name for each in heard.within] == ["retrieve", "llm", "check", "check", "check"]
    checks = [each.facts for each in heard.of("check")]
    assert checks[:2] == [{"outcome": "shown"}, {"outcome": "dropped", "reason": "unsupported"}]
    assert len(found.dropped) == sum("reason" in facts for facts in checks)
    assert heard.results == [(found, "")]


def test_a_refusal_has_a_kind(heard: Heard, library: Assistant) -> None:
    for said, kind in {"大桥是纸做的[1]。": "unsupported", "材料中没有提到。": "declined"}.items():
        with OpenAIServer(answer(said)) as server, with_model(library, server) as assistant:
            found = assistant.ask(QUESTION, mode="generative")
        assert found.status == "refused"
        assert heard.results.pop() == (found, kind)


def test_who_closes_an_answer_ends_its_stages(heard: Heard, library: Assistant) -> None:
    def go_on(messages: object) -> str:  # noqa: ARG001
        return "渡船每天开六班[1]。" + "渡船很多。" * 500

    with OpenAIServer(answer(go_on, pause=0.01)) as server, with_model(library, server) as assistant:
        pieces = assistant.stream(QUESTION)
        assert isinstance(next(pieces), Sentence)
        assert observer() is heard
        [llm] = heard.of("llm")
        assert llm.ends == 0
        pieces.close()
    assert (llm.ends, llm.facts["finish"]) == (1, "closed")
    assert heard.results == []


def test_what_is_put_in(heard: Heard, tmp_path: Path) -> None:
    with Assistant(Settings(home=tmp_path / "library"), embedder=CheapEmbedder()) as assistant:
        for _ in range(2):
            assistant.ingest_text("渡船每天开六班。", name="渡口")
        assistant.ingest([tmp_path / "nowhere.md"])
        assistant.reindex()
    outcomes = [
        result.outcome
        for each in heard.of("ingest")
        for result, _ in each.results
        if isinstance(result, IngestItem)
    ]
    assert outcomes == ["added", "unchanged", "failed"]
    first, last = heard.of("embed")[0], heard.of("embed")[-1]
    assert (first.facts["kept"], last.facts["made"]) == (0, 0)
    assert first.facts["made"] == last.facts["kept"]


def test_checks_and_summaries(heard: Heard, library: Assistant) -> None:
    library.check("渡船每天开六班。渡船每天开九班。")
    assert [each.facts["outcome"] for each in heard.of("check")] == ["supported", "unsupported"]
    summary = library.summarize("渡口", "one-line")
    assert [result for result, _ in heard.results if isinstance(result, Summary)] == [summary]


# --- the command ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [["--help"], ["articles"]])
def test_the_command_loads_nothing_of_it(typed: list[str], tmp_path: Path) -> None:
    program = (
        "import sys; from qa.cli.main import main\n"
        f"sys.argv = ['qa', *{typed!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith(('prometheus_client', 'qa.service', 'qa.llm_stage', 'opentelemetry.exporter'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"QA_HOME": str(tmp_path), "QA_EMBEDDER": "use", "PATH": ""},
    )
    assert done.stdout.splitlines()[-1] == "[]"
