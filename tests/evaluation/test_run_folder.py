"""A run on disk: what was appended is there, whatever cut the process off; what is damaged is said to be."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from qa.errors import OutputUnwritable, RunDamaged, RunInUse, RunUnknown
from qa.evaluation.finding_runs import find_run, runs
from qa.evaluation.record import (
    Failure,
    Judgement,
    NoteRecord,
    Place,
    QuestionRecord,
    RunInfo,
    SentenceRecord,
)
from qa.evaluation.record_json import line, read_line
from qa.evaluation.run_folder import RunFolder, new_id, runs_folder
from qa.evaluation.suite import Gold, Question, SectionRef, Suite
from qa.models import Answer, Conflict, Dropped, FormCheck, Repaired, Summary, SummaryPart, Usage
from tests.evaluation.made import citation, passage, sentence


def info(id: str = "", **fields: Any) -> RunInfo:
    given = {"suite": "small", "started": "2026-03-01T00:00:00.000+00:00", **fields}
    return RunInfo(
        id=id or new_id("small"),
        suite_path="suite.toml",
        suite_hash="h",
        mode="extractive",
        gated=True,
        settings={"passages": 6, "words_weight": 0.3, "log": None},
        versions={"qa": "0"},
        prompts={},
        **given,
    )


def make(home: Path, **fields: Any) -> RunFolder:
    made = info(**fields)
    return RunFolder.create(runs_folder(home) / made.id, made)


WHOLE = QuestionRecord(
    id="问-1",
    ranked=(passage(1), passage(0)),
    unranked=(passage(0), passage(1)),
    answer=Answer(
        "partial",
        "桥？",
        "桥要先勘察。",
        (sentence("桥要先勘察。", citation(1, "桥要先勘察。")), sentence("没有出处。")),
        "generative",
        reason="没有涉及：车",
        nearest=(passage(0),),
        passages=(passage(1),),
        dropped=(Dropped("错。", "没有依据"),),
        model="m",
        prompt="answer/2",
        usage=Usage(3, 4, cached=True),
        repaired=(Repaired("桥。", (9,), (1,), "w"),),
        missing=("车",),
        conflicts=(Conflict(("1", "2"), (sentence("甲。"), sentence("乙。"))),),
    ),
    confidence=0.25,
    supports=((1.0, True), (0.0, False)),
    seconds={"search": 0.5, "answer": 1.5},
)
SUMMARY = Summary(
    "a",
    "note",
    "桥。",
    (sentence("桥。", citation(0, "桥。")),),
    (FormCheck("length", False, "2"),),
    "extractive",
    parts=(SummaryPart(None, (sentence("桥。"),), path=("一",)),),
    covered=(("一",), ("一", "二")),
)


@pytest.mark.parametrize(
    "record",
    [
        WHOLE,
        QuestionRecord("q", (), (), None, failure=Failure("ServerFailed", "500\n第二行")),
        NoteRecord("桥.md", SUMMARY, 0.5),
        NoteRecord("桥.md", None, failure=Failure("ServerFailed", "500")),
        SentenceRecord("s", 0.125, True, 0.5),
        Judgement("q", 5, None, 3, "因为"),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_record_comes_back_as_it_was(record: Any) -> None:
    written = line(record)
    assert "\n" not in written
    assert read_line(type(record), written) == record


def test_half_a_character_does_not_stop_a_run(tmp_path: Path) -> None:
    folder = make(tmp_path)
    broken = QuestionRecord("q", (), (), None, failure=Failure("ServerFailed", "坏\ud83d"))
    with folder.writing():
        folder.append(broken)
    assert folder.read().questions[0].failure == Failure("ServerFailed", "坏?")


def test_passages_that_were_not_reranked_are_written_once() -> None:
    same = QuestionRecord("q", (passage(0),), (passage(0),), None)
    assert json.loads(line(same))["unranked"] is None
    assert read_line(QuestionRecord, line(same)).unranked == same.ranked


def test_suite_and_places_are_kept(tmp_path: Path) -> None:
    ref = SectionRef("桥.md", ("一", "二"))
    suite = Suite(
        "small",
        Path("suite.toml"),
        (Question("q", "桥？", gold=(Gold((ref,), 2),), must=(("甲", "乙"),), within=("桥.md",)),),
        articles=(Path("articles"),),
        gates=("recall@1>=0.9",),
        hash="h",
    )
    folder = RunFolder.create(tmp_path / "run", info(), suite)
    folder.write_places({ref: Place(ref, "a", (0, 1))})
    assert folder.suite == suite
    assert folder.places == {ref: Place(ref, "a", (0, 1))}


def test_what_was_asked_again_counts_as_the_last_time(tmp_path: Path) -> None:
    folder = make(tmp_path)
    with folder.writing():
        folder.append(SentenceRecord("s", 0.0, False, failure=Failure("ServerFailed", "500")))
        folder.append(SentenceRecord("t", 0.5, True))
        folder.append(SentenceRecord("s", 1.0, True))
    assert [(each.id, each.score) for each in folder.read().sentences] == [("s", 1.0), ("t", 0.5)]


def test_cut_off_after_any_byte(tmp_path: Path) -> None:
    folder = make(tmp_path)
    records = [SentenceRecord(f"句-{number}", number / 4, True) for number in range(4)]
    with folder.writing():
        for record in records:
            folder.append(record)
    path = folder.path / "sentences.jsonl"
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    for cut in (*random.Random(1).sample(range(len(whole)), 40), 0, 1, *ends, len(whole) - 1):
        path.write_bytes(whole[:cut])
        survived = sum(end <= cut for end in ends)
        assert folder.read().sentences == tuple(records[:survived])
        with folder.writing():  # the rest of a line must not become part of the next one
            folder.append(records[3])
        assert set(folder.read().sentences) == {*records[:survived], records[3]}


@pytest.mark.parametrize("damage", [b"{}\n", b"[1]\n", b"nonsense\n", b"\xff\xfe\n", b"\n", b"null\n"])
def test_a_line_in_the_middle_that_is_none(tmp_path: Path, damage: bytes) -> None:
    folder = make(tmp_path)
    with folder.writing():
        folder.append(WHOLE)
    path = folder.path / "questions.jsonl"
    path.write_bytes(damage + path.read_bytes())
    with pytest.raises(RunDamaged) as caught:
        folder.read()
    assert "line 1" in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"id": 1}', "\xff"])
def test_a_run_json_that_is_none(tmp_path: Path, text: str) -> None:
    folder = make(tmp_path)
    (folder.path / "run.json").write_text(text, encoding="latin-1")
    with pytest.raises(RunDamaged):
        folder.read()
    assert runs(tmp_path) == []
    with pytest.raises(RunDamaged):
        find_run(folder.path.name, tmp_path)


def test_one_writer(tmp_path: Path) -> None:
    folder = make(tmp_path)
    with folder.writing():
        with pytest.raises(RunInUse) as caught, RunFolder(folder.path).writing():
            pass
        assert folder.path.name in str(caught.value)
    with RunFolder(folder.path).writing():
        pass


def test_a_folder_that_has_a_run_is_not_written_over(tmp_path: Path) -> None:
    RunFolder.create(tmp_path / "run", info("first"))
    with pytest.raises(OutputUnwritable):
        RunFolder.create(tmp_path / "run", info("second"))
    assert RunFolder(tmp_path / "run").info.id == "first"


def test_a_disk_that_is_full_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path)
    with folder.writing():
        folder.append(SentenceRecord("a", 1.0, True))

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr("qa.evaluation.run_folder.os.fsync", full)
            with pytest.raises(OutputUnwritable) as caught:
                folder.append(SentenceRecord("b", 1.0, True))
        assert "No space left" in str(caught.value)
        folder.append(SentenceRecord("c", 1.0, True))
    assert [each.id for each in folder.read().sentences] == ["a", "c"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_home_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputUnwritable):
        make(tmp_path)


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x", encoding="utf-8")
    with pytest.raises(OutputUnwritable):
        make(tmp_path / "home")
    assert runs(tmp_path / "home") == []


class TestFinding:
    def test_by_every_name(self, tmp_path: Path) -> None:
        old = make(tmp_path, id="20260101-000000-small-aaaa", started="2026-01-01", label="before")
        new = make(tmp_path, id="20260102-000000-small-bbbb", started="2026-01-02", label="after")
        for reference, folder in (
            ("20260101", old),
            ("20260102-000000-small-bbbb", new),
            ("last", new),
            ("before", old),
            (str(old.path), old),
        ):
            assert find_run(reference, tmp_path).path == folder.path

    @pytest.mark.parametrize("reference", ["", " ", "2026", "nothing", "../runs", "last/..", "\0"])
    def test_what_is_none_or_several(self, tmp_path: Path, reference: str) -> None:
        make(tmp_path, id="20260101-000000-small-aaaa")
        make(tmp_path, id="20260102-000000-small-bbbb")
        with pytest.raises(RunUnknown):
            find_run(reference, tmp_path)

    def test_last_of_none(self, tmp_path: Path) -> None:
        with pytest.raises(RunUnknown):
            find_run("last", tmp_path)

    def test_of_several_with_a_label_the_newest(self, tmp_path: Path) -> None:
        make(tmp_path, started="2026-01-01", label="x")
        new = make(tmp_path, started="2026-01-02", label="x")
        assert find_run("x", tmp_path).path == new.path
