"""Public benchmarks as they are published: in each of their forms, and cut down to what the papers measure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.embedding.base import Embedder
from qa.errors import ArgumentInvalid, SuiteBroken, SuiteEmpty
from qa.evaluation.formats import beir, rgb, squad
from qa.evaluation.gold import places
from qa.evaluation.loading import load_suite, select
from qa.evaluation.suite import SectionRef, Suite
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from tests.cheap_embedder import CheapEmbedder

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data of others is not here")


def write(path: Path, value: object, **how: Any) -> Path:
    """Write JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, **how), encoding="utf-8")
    return path


def lines(path: Path, *rows: object) -> Path:
    """Write an object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def in_a_library(suite: Suite, home: Path) -> dict[SectionRef, Any]:
    """Put a benchmark's documents into a real library and find its gold there."""
    embedder: Embedder = CheapEmbedder()
    library = Library(home, str(home / "store"), Identity(embedder.id, embedder.dimension, 320, 120))
    with library.write(embedder) as writer:
        for document in suite.documents:
            writer.put(document)
    try:
        assert len(library.records) == len(suite.documents)
        return dict(places(suite, list(library.records.values())))
    finally:
        library.close()


# --- SQuAD and its kin -----------------------------------------------------------------------------------------


def squad_file(path: Path, **how: Any) -> Path:
    """Write a file in SQuAD 2.0's format: paragraphs without ids, an impossible question, an answer given twice."""
    ferry, bridge = "渡船每天开六班。", "大桥全长一千二百米。"
    asked = [
        {
            "id": "a",
            "question": "渡船每天开几班？",
            "answers": [{"text": "六班", "answer_start": 5}, {"text": "六班", "answer_start": 5}],
            "is_impossible": False,
        },
        {
            "id": "b",
            "question": "渡船票价多少？",
            "answers": [],
            "plausible_answers": [{"text": "六班", "answer_start": 5}],
            "is_impossible": True,
        },
    ]
    entry = {
        "title": "渡口",
        "paragraphs": [
            {"context": ferry, "qas": asked},
            {
                "context": bridge,
                "qas": [{"id": "c", "question": "大桥多长？", "answers": [{"text": "一千二百米"}]}],
            },
            {"context": ferry, "qas": [{"id": "d", "question": "每天几班？", "answers": [{"text": "六班"}]}]},
        ],
    }
    return write(path, {"version": "v2.0", "data": [entry]}, **how)


@pytest.mark.parametrize("indent", [None, 2])
def test_squad_2_on_one_line_or_many(tmp_path: Path, indent: int | None) -> None:
    suite = load_suite(squad_file(tmp_path / "dev.json", indent=indent))
    assert (suite.protocol, suite.name) == ("squad", "dev")
    assert [(q.id, q.answerable, q.kind, q.references) for q in suite.questions] == [
        ("a", True, "fact", ("六班",)),
        ("b", False, "near", ()),
        ("c", True, "fact", ("一千二百米",)),
        ("d", True, "fact", ("六班",)),
    ]
    assert [question.must for question in suite.questions][:2] == [(("六班",),), ()]
    # The third paragraph is the first again, and a library holds it once.
    assert [document.origin for document in suite.documents] == ["渡口-1", "渡口-2"]
    assert [question.gold[0].sections[0].article for question in suite.questions if question.gold] == [
        "渡口-1",
        "渡口-2",
        "渡口-1",
    ]
    assert set(in_a_library(suite, tmp_path)) == {SectionRef("渡口-1"), SectionRef("渡口-2")}


def test_drcd_has_ids_of_paragraphs_and_of_answers(tmp_path: Path) -> None:
    paragraph = {
        "id": "1147-5",
        "context": "渡船每天開六班。",
        "qas": [
            {
                "id": "1147-5-1",
                "question": "渡船每天開幾班？",
                "answers": [{"id": "1", "text": "六班", "answer_start": 5}],
            }
        ],
    }
    path = write(
        tmp_path / "drcd",
        {"version": "1.3", "data": [{"title": "渡口", "id": 1147, "paragraphs": [paragraph]}]},
    )
    [question] = load_suite(path).questions
    assert (question.id, question.gold[0].sections) == ("1147-5-1", (SectionRef("1147-5"),))


def test_cmrc2018_in_its_own_form(tmp_path: Path) -> None:
    qas = [
        {"query_id": "T_1_QUERY_0", "query_text": "渡船每天开几班？", "answers": ["六班", "每天六班"]},
        {"query_id": "T_1_QUERY_1", "query_text": "", "answers": ["六班"]},
    ]
    entry = {"context_id": "T_1", "context_text": "渡船每天开六班。", "title": "渡口", "qas": qas}
    suite = load_suite(write(tmp_path / "cmrc.json", [entry]))
    [question] = suite.questions
    assert (question.id, question.references) == ("T_1_QUERY_0", ("六班", "每天六班"))
    assert "1 without a word left out" in suite.description
    assert suite.documents[0].title == "渡口"


@needs_data
def test_the_real_cmrc2018(tmp_path: Path) -> None:
    suite = load_suite(DATA / "cmrc2018_trial.json")
    assert (len(suite.questions), len(suite.documents), suite.protocol) == (1000, 256, "squad")
    assert all(question.references and question.gold for question in suite.questions)
    few = select(suite, limit=20)
    assert len(in_a_library(few, tmp_path)) == 20


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"data": [5]}, "not an object"),
        ({"data": [{"paragraphs": {}}]}, "'paragraphs' has {}"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, "'context' is missing"),
        ({"data": [{"paragraphs": [{"context": "文。", "qas": [{"id": "a"}]}]}]}, "'question' is missing"),
        (
            {
                "data": [
                    {
                        "paragraphs": [
                            {"context": "文。", "qas": [{"id": "a", "question": "甲？", "answers": ["甲"]}]}
                        ]
                    }
                ]
            },
            "not an",
        ),
        (
            [{"context_id": "T", "context_text": "文。", "qas": [{"query_id": "a"}]}],
            "'query_text' is missing",
        ),
    ],
)
def test_squad_that_is_not_as_it_should_be(tmp_path: Path, value: object, problem: str) -> None:
    with pytest.raises(SuiteBroken) as caught:
        load_suite(write(tmp_path / "dev.json", value))
    assert problem in str(caught.value)


def test_an_id_that_comes_twice_in_squad(tmp_path: Path) -> None:
    asked = {"id": "a", "question": "甲？", "answers": []}
    path = write(
        tmp_path / "x.json", {"data": [{"paragraphs": [{"context": "文。", "qas": [asked, asked]}]}]}
    )
    with pytest.raises(SuiteBroken, match="'a' comes twice"):
        load_suite(path)


def test_squad_without_a_question(tmp_path: Path) -> None:
    with pytest.raises(SuiteEmpty):
        load_suite(write(tmp_path / "x.json", {"data": []}))


def test_squad_that_is_cut_off(tmp_path: Path) -> None:
    path = squad_file(tmp_path / "x.json", indent=1)
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    with pytest.raises(SuiteBroken) as caught:
        load_suite(path)
    assert int(str(caught.value.details["line"])) > 5


def test_numbers_for_ids_and_blank_titles_are_taken(tmp_path: Path) -> None:
    [paragraph] = squad.paragraphs(
        write(
            tmp_path / "x.json",
            {"data": [{"paragraphs": [{"context": "文。", "qas": [{"id": 7, "question": "甲？"}]}]}]},
        )
    )
    assert (paragraph.name, paragraph.asked[0].id) == ("1-1", "7")


# --- RGB -------------------------------------------------------------------------------------------------------


def item(number: int = 0, **fields: Any) -> dict[str, Any]:
    """Return a line with three passages that hold the answer and six that do not."""
    return {
        "id": number,
        "query": f"第{number}号渡口每天几班？",
        "answer": ["六班"],
        "positive": [f"{number} 正{n}：六班。" for n in range(3)],
        "negative": [f"{number} 反{n}。" for n in range(6)],
        **fields,
    }


def texts(suite: Suite, question: int) -> list[str]:
    """Return the passages that a question may look at."""
    by_name = {document.origin: document.sections[0].text for document in suite.documents}
    return [by_name[name] for name in suite.questions[question].within]


def test_rgb_asks_each_question_with_the_answer_there_and_without(tmp_path: Path) -> None:
    suite = load_suite(lines(tmp_path / "zh.json", item(0), item(1)))
    assert [(q.id, q.kind, q.answerable) for q in suite.questions] == [
        ("0-noise", "noise", True),
        ("1-noise", "noise", True),
        ("0-rejection", "rejection", False),
        ("1-rejection", "rejection", False),
    ]
    assert suite.protocol == "rgb"
    # 5 passages, 0.6 of them noise.
    assert texts(suite, 0) == ["0 正0：六班。", "0 正1：六班。", "0 反0。", "0 反1。", "0 反2。"]
    assert texts(suite, 2) == [f"0 反{n}。" for n in range(5)]
    names = {text: name for name, text in zip(suite.questions[0].within, texts(suite, 0), strict=True)}
    [gold] = suite.questions[0].gold
    assert [ref.article for ref in gold.sections] == [names["0 正0：六班。"], names["0 正1：六班。"]]
    assert suite.questions[0].must == (("六班",),)
    assert (suite.questions[2].gold, suite.questions[2].must) == ((), ())
    assert len({document.origin for document in suite.documents}) == len(suite.documents) == 14
    in_a_library(suite, tmp_path)


@pytest.mark.parametrize(
    ("noise", "positive", "negative"),
    [(0.0, 3, 2), (0.2, 3, 2), (0.4, 3, 2), (0.6, 2, 3), (0.8, 1, 4), (1.0, 0, 5)],
)
def test_the_share_of_noise_is_rounded_up_and_filled_from_the_other_sort(
    tmp_path: Path, noise: float, positive: int, negative: int
) -> None:
    suite = rgb.load(lines(tmp_path / "zh.json", item()), protocols=("noise",), noise=noise)
    given = texts(suite, 0)
    assert (sum("正" in text for text in given), sum("反" in text for text in given)) == (positive, negative)


def test_too_few_passages_without_the_answer(tmp_path: Path) -> None:
    path = lines(tmp_path / "zh.json", item(negative=["甲。", "乙。"]))
    given = texts(rgb.load(path, protocols=("noise",), noise=0.8), 0)
    assert sum("正" in text for text in given) == 3
    assert texts(rgb.load(path, protocols=("rejection",)), 0) == ["甲。", "乙。"]


def test_answers_of_several_parts_in_several_ways(tmp_path: Path) -> None:
    suite = rgb.load(lines(tmp_path / "zh.json", item(answer=["甲", ["4次", "四次"]])), protocols=("noise",))
    assert suite.questions[0].must == (("甲",), ("4次", "四次"))
    assert suite.questions[0].references == ("甲、4次",)
    suite = rgb.load(lines(tmp_path / "zh.json", item(answer=[["4次", "四次"]])), protocols=("noise",))
    assert (suite.questions[0].must, suite.questions[0].references) == ((("4次", "四次"),), ("4次", "四次"))


def test_integration_takes_one_passage_of_each_part_first(tmp_path: Path) -> None:
    grouped = item(answer=["甲", "乙"], positive=[["甲0。", "甲1。", "甲2。"], ["乙0。"]])
    path = lines(tmp_path / "zh_int.json", grouped)
    suite = load_suite(path)
    assert [question.kind for question in suite.questions] == ["integration"]
    assert texts(suite, 0) == ["甲0。", "乙0。", "0 反0。", "0 反1。", "0 反2。"]
    assert [len(gold.sections) for gold in suite.questions[0].gold] == [1, 1]
    # Less noise: a second passage of the part that has one.
    assert texts(rgb.load(path, noise=0.2), 0) == ["甲0。", "乙0。", "甲1。", "甲2。", "0 反0。"]
    # Every part has its passage, however many passages there may be.
    assert texts(rgb.load(path, noise=0.2, passages=1), 0) == ["甲0。", "乙0。"]


def test_counterfactual_has_passages_with_another_answer(tmp_path: Path) -> None:
    changed = [f"0 误{n}：七班。" for n in range(3)]
    path = lines(tmp_path / "zh_fact.json", item(answer="六班", fakeanswer="七班", positive_wrong=changed))
    suite = load_suite(path)
    [question] = suite.questions
    assert (question.kind, question.must, question.must_not) == ("counterfactual", (("六班",),), ("七班",))
    assert texts(suite, 0) == ["0 误0：七班。", "0 误1：七班。", "0 反0。", "0 反1。", "0 反2。"]
    assert question.gold == ()
    # Of five: one left as it was, and it is not the one of a passage that was changed.
    some = rgb.load(path, noise=0.4, correct=0.2)
    assert texts(some, 0) == ["0 误0：七班。", "0 误1：七班。", "0 正2：六班。", "0 反0。", "0 反1。"]
    assert len(some.questions[0].gold) == 1


def test_a_seed_draws_other_passages_and_the_same_again(tmp_path: Path) -> None:
    path = lines(tmp_path / "zh.json", *(item(n) for n in range(5)))
    first, again, other = (load_suite(f"{path}#seed={seed}") for seed in (1, 1, 2))
    assert first.documents == again.documents
    assert [texts(first, n) for n in range(10)] != [texts(other, n) for n in range(10)]
    assert all(len(set(texts(first, n))) == 5 for n in range(10))


def test_a_passage_of_two_questions_is_one_article(tmp_path: Path) -> None:
    shared = ["共同的一段。", *item(0)["negative"]]
    suite = rgb.load(lines(tmp_path / "zh.json", item(0, negative=shared), item(1, negative=shared)))
    assert suite.questions[2].within[0] == suite.questions[3].within[0]
    assert len(in_a_library(suite, tmp_path)) == 4


def test_a_suite_can_be_read_again_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines(tmp_path / "zh.json", *(item(n) for n in range(3)))
    beir_folder(tmp_path / "ferry", split="dev")
    monkeypatch.chdir(tmp_path)
    for name in ("zh.json#seed=3,noise=0.8", "ferry#split=dev", "zh.json", "ferry"):
        suite = load_suite(name)
        monkeypatch.chdir(tmp_path.parent)
        assert load_suite(str(suite.path)) == suite
        monkeypatch.chdir(tmp_path)


def test_options_stand_behind_the_files_name(tmp_path: Path) -> None:
    path = lines(tmp_path / "zh.json", item())
    assert [q.kind for q in load_suite(f"{path}#protocols=rejection,passages=3").questions] == ["rejection"]
    for wrong in (
        "noise=2",
        "noise=x",
        "noise=nan",
        "seed=0.5",
        "passages=0",
        "protocols=some",
        "noice=1",
        "noise",
    ):
        with pytest.raises(ArgumentInvalid):
            load_suite(f"{path}#{wrong}")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (item(answer=[]), "'answer' is empty"),
        (item(answer=[5]), "'answer' has 5"),
        (item(positive="甲"), "'positive' has"),
        (item(negative=[5]), "not a list of texts"),
        (item(positive=[["甲"], "乙"]), "not a list of texts"),
        (item(query=""), "'query' is blank"),
    ],
)
def test_rgb_that_is_not_as_it_should_be(tmp_path: Path, row: object, problem: str) -> None:
    with pytest.raises(SuiteBroken) as caught:
        load_suite(lines(tmp_path / "zh.json", item(), row))
    assert caught.value.details["line"] == 2
    assert problem in str(caught.value)


@needs_data
def test_the_real_rgb() -> None:
    suite = load_suite(DATA / "rgb_zh_dev.jsonl")
    assert len(suite.questions) == 200
    # Some passages are in the file twice.
    assert {len(question.within) for question in suite.questions} == {4, 5}
    few = select(suite, limit=4)
    assert [question.kind for question in few.questions] == ["noise", "noise", "rejection", "rejection"]
    assert len(few.documents) == len({name for question in few.questions for name in question.within})


# --- BEIR ------------------------------------------------------------------------------------------------------


def beir_folder(folder: Path, *judgements: str, split: str = "test") -> Path:
    """Write a small folder: four documents (two are the same, one has a title only) and three queries."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "渡口", "text": "渡船每天开六班。", "metadata": {}},
        {"_id": "d2", "title": "", "text": "大桥全长一千二百米。"},
        {"_id": "d3", "title": "渡口", "text": "渡船每天开六班。"},
        {"_id": "d4", "title": "只有题目", "text": ""},
    )
    lines(
        folder / "queries.jsonl", *({"_id": f"q{n}", "text": f"第{n}问", "metadata": {}} for n in (1, 2, 3))
    )
    rows = judgements or ("q1\td1\t2", "q1\td2\t1", "q2\td2\t1", "q2\td1\t0", "q3\td2\t0")
    (folder / "qrels" / f"{split}.tsv").write_text(
        "\n".join(("query-id\tcorpus-id\tscore", *rows)) + "\n", encoding="utf-8"
    )
    return folder


def test_beir_with_grades(tmp_path: Path) -> None:
    suite = load_suite(beir_folder(tmp_path / "ferry"))
    assert (suite.name, suite.protocol) == ("ferry-test", "beir")
    assert {q.id: [(gold.sections[0].article, gold.grade) for gold in q.gold] for q in suite.questions} == {
        "q1": [("d1", 2), ("d2", 1)],
        "q2": [("d2", 1)],
    }
    # d3 is d1 again, and a title alone is a document too.
    assert [document.origin for document in suite.documents] == ["d1", "d2", "d4"]
    in_a_library(suite, tmp_path)


def test_a_document_that_is_another_again_counts_once_with_its_best_grade(tmp_path: Path) -> None:
    [question] = load_suite(beir_folder(tmp_path / "f", "q1\td1\t1", "q1\td3\t3")).questions
    assert [(gold.sections[0].article, gold.grade) for gold in question.gold] == [("d1", 3)]


def test_the_split_is_chosen(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "f", split="dev")
    assert load_suite(folder).name == "f-dev"
    beir_folder(folder, "q3\td4\t1", split="test")
    assert [question.id for question in load_suite(folder).questions] == ["q3"]
    assert len(load_suite(f"{folder}#split=dev").questions) == 2
    assert beir.splits(folder) == ["dev", "test"]
    with pytest.raises(SuiteEmpty, match="there are: dev, test"):
        load_suite(f"{folder}#split=train")


def test_judgements_without_a_heading_and_with_windows_line_ends(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "f")
    (folder / "qrels" / "test.tsv").write_bytes(b"q1\td1\t1\r\nq2\td2\t1.0\r\n\r\n")
    assert [question.id for question in load_suite(folder).questions] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("judgement", "problem"),
    [
        ("q9\td1\t1", "there is no query q9"),
        ("q1\td9\t1", "there is no document d9"),
        ("q1\td1", "2 columns, not 3"),
        ("q1 d1 1", "1 columns"),
        ("q1\td1\tyes", "is no score"),
        ("q1\td1\tinf", "is no score"),
    ],
)
def test_a_broken_judgement_is_named_with_its_line(tmp_path: Path, judgement: str, problem: str) -> None:
    with pytest.raises(SuiteBroken) as caught:
        load_suite(beir_folder(tmp_path / "f", "q1\td1\t1", judgement))
    assert caught.value.details["line"] == 3
    assert problem in str(caught.value)


def test_nothing_relevant(tmp_path: Path) -> None:
    with pytest.raises(SuiteEmpty):
        load_suite(beir_folder(tmp_path / "f", "q1\td1\t0"))


def test_a_document_id_that_comes_twice(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "f")
    lines(folder / "corpus.jsonl", {"_id": "d1", "text": "甲。"}, {"_id": "d1", "text": "乙。"})
    with pytest.raises(SuiteBroken, match="that of line 1 too"):
        load_suite(folder)


def test_one_file_of_a_folder_is_not_the_suite(tmp_path: Path) -> None:
    with pytest.raises(SuiteBroken, match="name the folder"):
        load_suite(beir_folder(tmp_path / "f") / "queries.jsonl")
