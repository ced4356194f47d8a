"""A run goes out as samples that ragas and DeepEval read: their field names, one object a line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.errors import OutputUnwritable, QaError
from qa.evaluation.exporting import export, gold_texts
from qa.evaluation.loading import load_suite
from qa.evaluation.record import Failure, QuestionRecord, Run
from qa.evaluation.run_folder import RunFolder
from qa.evaluation.running import run
from qa.evaluation.suite import SectionRef
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.test_loading import lines
from tests.sample_articles import write

FERRY = "渡船每天开六班。票价两元，学生免票。"
BRIDGE = "大桥全长一千二百米，二〇〇八年通车。"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A real run over one article: a fact, two sections at once, metadata, and what nothing answers."""
    home = tmp_path_factory.mktemp("exporting")
    write(home / "articles" / "ferry.md", "渡口与大桥", {"渡口": FERRY, "大桥": BRIDGE})
    suite = home / "suite"
    suite.mkdir()
    (suite / "suite.toml").write_text(
        'name = "ferry"\narticles = ["../articles"]\nquestions = "questions.jsonl"\n', encoding="utf-8"
    )
    lines(
        suite / "questions.jsonl",
        {
            "id": "fact",
            "question": "渡船每天开几班？",
            "gold": [["ferry.md", "渡口"]],
            "must": ["六班"],
            "references": ["每天六班。"],
            "note": "简单",
        },
        {
            "id": "both",
            "kind": "comparison",
            "question": "渡船票价多少，大桥多长？",
            "gold": [[["ferry.md", "渡口"], ["ferry.md"]], ["ferry.md", "大桥"]],
            "must": ["两元", ["一千二百米", "1200米"]],
        },
        {
            "id": "card",
            "question": "文章的作者是谁？",
            "gold": [["ferry.md", "文章信息"]],
            "must": ["林见微"],
        },
        {"id": "none", "question": "潜水艇的票价是多少？", "answerable": False, "must_not": ["两元"]},
    )
    return run(load_suite(suite), Settings(home=home / "home"), embedder=CheapEmbedder())


def exported(ran: RunFolder, form: Any, path: Path, **how: Any) -> dict[str, dict[str, Any]]:
    """Export a run and return its samples by question."""
    suite, places = ran.suite, ran.places
    how = {"places": places, "texts": gold_texts(suite, places), **how}
    export(ran.read(), suite, form, path, **how)
    key = "user_input" if form == "ragas" else "input"
    return {row[key]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def test_samples_of_ragas(ran: RunFolder, tmp_path: Path) -> None:
    samples = exported(ran, "ragas", tmp_path / "out.jsonl")
    assert len(samples) == 4
    fields = {
        "user_input", "retrieved_contexts", "reference_contexts", "retrieved_context_ids",
        "reference_context_ids", "response", "reference",
    }  # fmt: skip
    assert {frozenset(sample) for sample in samples.values()} == {frozenset(fields)}
    fact = samples["渡船每天开几班？"]
    assert fact["reference"] == "每天六班。"
    assert fact["reference_contexts"] == [FERRY]
    assert FERRY in fact["retrieved_contexts"]
    assert set(fact["reference_context_ids"]) <= set(fact["retrieved_context_ids"])
    both = samples["渡船票价多少，大桥多长？"]
    assert both["reference"] == "两元；一千二百米"
    assert both["reference_contexts"] == [FERRY, BRIDGE]
    [card] = samples["文章的作者是谁？"]["reference_contexts"]
    assert card.startswith("《渡口与大桥》的作者是林见微。")
    none = samples["潜水艇的票价是多少？"]
    assert (none["reference"], none["reference_contexts"]) == (None, [])
    assert none["response"]


def test_samples_of_deepeval(ran: RunFolder, tmp_path: Path) -> None:
    samples = exported(ran, "deepeval", tmp_path / "out.jsonl")
    fact, none = samples["渡船每天开几班？"], samples["潜水艇的票价是多少？"]
    assert (fact["name"], fact["expected_output"], fact["context"]) == ("fact", "每天六班。", [FERRY])
    assert FERRY in fact["retrieval_context"]
    assert (fact["comments"], fact["source_file"]) == ("简单", "ferry.md")
    assert fact["additional_metadata"]["kind"] == "fact"
    assert none["additional_metadata"]["answerable"] is False
    assert none["additional_metadata"]["must_not"] == ["两元"]
    assert none["context"] == []


def test_without_texts_there_are_no_reference_contexts(ran: RunFolder, tmp_path: Path) -> None:
    samples = exported(ran, "ragas", tmp_path / "out.jsonl", texts={})
    assert samples["渡船每天开几班？"]["reference_contexts"] is None


def test_what_could_not_be_asked_is_left_out_and_named(ran: RunFolder, tmp_path: Path) -> None:
    done = ran.read()
    failed = QuestionRecord("fact", (), (), None, failure=Failure("ServerTimeout", "no answer"))
    some = Run(done.info, (failed, *done.questions[1:], replace(done.questions[0], id="gone")))
    path = tmp_path / "out.jsonl"
    told = export(some, ran.suite, "ragas", path)
    assert told == (3, ("fact", "gone"))
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


def test_half_a_character_does_not_break_the_file(ran: RunFolder, tmp_path: Path) -> None:
    done = ran.read()
    first = done.questions[0]
    assert first.answer is not None
    odd = replace(first, answer=replace(first.answer, text="半个\ud83d字\u2028符"))
    path = tmp_path / "out.jsonl"
    export(Run(done.info, (odd,)), ran.suite, "deepeval", path)
    [line] = path.read_bytes().decode().rstrip("\n").split("\n")
    assert json.loads(line)["actual_output"].startswith("半个")


def test_a_file_that_cannot_be_written(ran: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable):
        export(ran.read(), ran.suite, "ragas", tmp_path / "nowhere" / "out.jsonl")


def test_an_article_that_is_gone_is_said(ran: RunFolder) -> None:
    gone = replace(ran.suite, articles=(Path("/nowhere/ferry.md"),))
    with pytest.raises(QaError):
        gold_texts(gone, ran.places)


def test_a_benchmarks_documents_are_read_again(tmp_path: Path) -> None:
    text = {"question": "渡船每天开几班？", "id": "a", "answers": [{"text": "六班"}]}
    data = {"data": [{"title": "渡口", "paragraphs": [{"context": FERRY, "qas": [text]}]}]}
    (tmp_path / "dev.json").write_text(json.dumps(data), encoding="utf-8")
    folder = run(
        load_suite(tmp_path / "dev.json"), Settings(home=tmp_path / "home"), embedder=CheapEmbedder()
    )
    assert folder.suite.documents == ()
    assert gold_texts(folder.suite, folder.places) == {SectionRef("渡口-1"): FERRY}


def test_the_users_own_library(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    embedder = CheapEmbedder()
    with Assistant(settings, embedder=embedder) as assistant:
        assistant.ingest([write(tmp_path / "ferry.md", "渡口与大桥", {"渡口": FERRY})])
    ref = SectionRef("渡口与大桥", ("渡口",))
    question = {"id": "a", "question": "渡船每天开几班？", "gold": [[ref.article, *ref.path]]}
    folder = run(load_suite(lines(tmp_path / "mine.jsonl", question)), settings, embedder=embedder)
    assert gold_texts(folder.suite, folder.places) == {}
    with Assistant(settings, embedder=embedder) as assistant:
        assert gold_texts(folder.suite, folder.places, assistant.article) == {ref: FERRY}
