"""What is asked for is found by name or path, and whatever is wrong in a suite is told with its file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa import language
from qa.errors import ArgumentInvalid, PathMissing, QaError, SuiteBroken, SuiteEmpty, SuiteUnknown
from qa.evaluation.loading import known_suites, load_suite, select
from qa.evaluation.suite import Gold, Question, SectionRef, Suite

QUESTION: dict[str, Any] = {"id": "q1", "question": "渡船每天开几班？", "must": ["六班"]}


def lines(path: Path, *rows: object) -> Path:
    """Write a file with one row a line; a string is written as it is."""
    written = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


def suite(folder: Path, *rows: object, settings: str = 'questions = "questions.jsonl"\n') -> Path:
    """Write a suite of some questions and return its folder."""
    folder.mkdir(exist_ok=True)
    (folder / "suite.toml").write_text(settings, encoding="utf-8")
    lines(folder / "questions.jsonl", *(rows or (QUESTION,)))
    return folder


def broken(reference: Path) -> tuple[str, int, str]:
    """Return the file's name, the line and the problem of a suite that cannot be read."""
    with pytest.raises(SuiteBroken) as caught:
        load_suite(reference)
    details = caught.value.details
    return Path(str(details["path"])).name, int(str(details["line"])), str(details["problem"])


def test_a_whole_suite(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    for name in ("a.md", "b.md", "c.txt"):
        (tmp_path / "articles" / name).write_text("文", encoding="utf-8")
    folder = suite(
        tmp_path / "ferry",
        {
            **QUESTION,
            "kind": "reason",
            "gold": [
                ["a.md", "渡口", "班次"],
                [["a.md"], ["b.md", "渡口"]],
                {"any": [["c.txt"]], "grade": 3},
            ],
            "must": ["六班", ["每天", "每日"]],
            "must_not": ["七班"],
            "references": ["每天六班。"],
            "within": ["a.md"],
            "note": "容易与大桥相混",
        },
        "",
        {"id": "q2", "question": "Is there a ferry to the moon?", "answerable": False},
        settings="""
            name = "渡口"
            description = "渡船与大桥"
            articles = ["../articles/*.md", "../articles/c.txt"]
            questions = "questions.jsonl"
            notes = "notes.jsonl"
            sentences = "sentences.jsonl"
            gates = ["recall@1>=0.9"]
        """,
    )
    lines(
        folder / "notes.jsonl",
        {"article": "a.md", "references": ["这是一篇关于渡口的文章。"]},
        {"article": "b.md"},
    )
    lines(
        folder / "sentences.jsonl",
        {"id": "s1", "text": "渡船每天开六班。", "supported": True, "article": "a.md"},
    )
    loaded = load_suite(folder)
    assert (loaded.name, loaded.description, loaded.gates) == ("渡口", "渡船与大桥", ("recall@1>=0.9",))
    assert [path.name for path in loaded.articles] == ["a.md", "b.md", "c.txt"]
    first, second = loaded.questions
    assert first.gold == (
        Gold((SectionRef("a.md", ("渡口", "班次")),)),
        Gold((SectionRef("a.md"), SectionRef("b.md", ("渡口",)))),
        Gold((SectionRef("c.txt"),), 3),
    )
    assert first.must == (("六班",), ("每天", "每日"))
    assert (first.must_not, first.references, first.within) == (("七班",), ("每天六班。",), ("a.md",))
    assert (first.line, second.line) == (1, 3)
    assert (second.answerable, second.kind, second.gold) == (False, "unanswerable", ())
    assert [(note.article, note.references) for note in loaded.notes][1] == ("b.md", ())
    assert loaded.sentences[0].supported
    assert load_suite(folder / "suite.toml") == loaded
    assert load_suite(str(folder)) == loaded


def test_articles_that_are_not_there_are_told_when_they_are_read(tmp_path: Path) -> None:
    settings = 'questions = "questions.jsonl"\narticles = ["../elsewhere"]\n'
    assert load_suite(suite(tmp_path / "s", settings=settings)).articles == (tmp_path / "elsewhere",)


def test_yaml_says_the_same_as_toml(tmp_path: Path) -> None:
    toml = load_suite(suite(tmp_path / "one", settings='name = "渡口"\nquestions = "questions.jsonl"\n'))
    other = suite(tmp_path / "other")
    (other / "suite.toml").unlink()
    (other / "suite.yaml").write_text("name: 渡口\nquestions: questions.jsonl\n", encoding="utf-8")
    yaml = load_suite(other)
    assert (yaml.name, yaml.questions, yaml.hash) == (toml.name, toml.questions, toml.hash)


def test_bare_questions_are_asked_of_the_users_own_library(tmp_path: Path) -> None:
    loaded = load_suite(lines(tmp_path / "mine.jsonl", QUESTION))
    assert (loaded.name, loaded.articles, loaded.documents, len(loaded.questions)) == ("mine", (), (), 1)


def test_what_comes_with_the_package_goes_by_its_name_and_the_folder_by_its_path() -> None:
    assert load_suite("corpus").path.parent.name == "corpus"
    with pytest.raises(SuiteUnknown):
        load_suite("./corpus")


@pytest.mark.parametrize("name", ["corpsu", "./nothing", "nothing.jsonl", "suite.toml"])
def test_an_unknown_suite_names_those_that_there_are(name: str) -> None:
    with pytest.raises(SuiteUnknown) as caught:
        load_suite(name)
    assert all(known in str(caught.value) for known in known_suites())
    assert name in str(caught.value)


def test_the_nearest_name_comes_first() -> None:
    with pytest.raises(SuiteUnknown) as caught:
        load_suite("corpsu")
    assert str(caught.value.details["known"]).startswith("corpus")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"id": "x", "must": ["甲"]}, "'question' is missing"),
        ({"question": "甲？", "must": ["甲"]}, "'id' is missing"),
        ({**QUESTION, "question": 5}, "'question' has 5, not a text"),
        ({**QUESTION, "question": "  "}, "'question' is blank"),
        ({**QUESTION, "question": "？！"}, "no word"),
        ({**QUESTION, "id": 7}, "'id' has 7"),
        ({**QUESTION, "answerable": "no"}, "not true or false"),
        ({**QUESTION, "kind": ["fact"]}, "'kind'"),
        ({**QUESTION, "must": "六班"}, "not a list"),
        ({**QUESTION, "must": [[]]}, "'must'"),
        ({**QUESTION, "must": [["六班", ""]]}, "blank"),
        ({**QUESTION, "must_not": [["七班"]]}, "'must_not'"),
        ({**QUESTION, "answer": "六班"}, "there is no field 'answer'; the nearest is answerable"),
        ({**QUESTION, "gold": ["a.md", "渡口"]}, "'gold' has \"a.md\""),
        ({**QUESTION, "gold": [["a.md", ""]]}, "blank"),
        ({**QUESTION, "gold": [[]]}, "'gold' has []"),
        ({**QUESTION, "gold": [["a.md", None]]}, "'gold' has null"),
        ({**QUESTION, "gold": [[["a.md"], "b.md"]]}, "'gold' has \"b.md\""),
        ({**QUESTION, "gold": [{"any": [["a.md"]], "grade": 0}]}, "'grade' has 0"),
        ({**QUESTION, "gold": [{"any": [["a.md"]], "grade": True}]}, "'grade' has true"),
        ({**QUESTION, "gold": [{"some": [["a.md"]]}]}, "no field 'some'"),
        ({"id": "x", "question": "甲？"}, "nothing is expected"),
        ({**QUESTION, "answerable": False}, "not answerable, and yet"),
        ([QUESTION], "not an object"),
        ("5", "not an object"),
        ('{"id": "x", "question": "甲？"', "not JSON"),
        ('{"id": NaN}', "not JSON"),
        ('{"id": "x"} {"id": "y"}', "not JSON"),
        ("# a remark", "not JSON"),
    ],
)
def test_a_broken_line_is_named_with_file_and_line(tmp_path: Path, row: object, problem: str) -> None:
    folder = suite(tmp_path / "s", {**QUESTION, "id": "first"}, "", row)
    file, line, told = broken(folder)
    assert (file, line) == ("questions.jsonl", 3)
    assert problem in told
    language.use("zh")
    assert broken(folder)[2] != told


def test_an_id_that_comes_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    folder = suite(tmp_path / "s", QUESTION, {**QUESTION, "id": "q2"}, {**QUESTION, "question": "别的？"})
    assert broken(folder) == ("questions.jsonl", 3, "'q1' is on line 1 already")


def test_notes_and_sentences_are_read_as_strictly(tmp_path: Path) -> None:
    settings = 'questions = "questions.jsonl"\nnotes = "notes.jsonl"\nsentences = "sentences.jsonl"\n'
    folder = suite(tmp_path / "s", settings=settings)
    lines(folder / "sentences.jsonl", {"id": "s", "text": "句子。", "supported": True})
    lines(folder / "notes.jsonl", {"article": "a.md"}, {"article": "a.md"})
    assert broken(folder)[:2] == ("notes.jsonl", 2)
    lines(folder / "notes.jsonl", {"article": "a.md", "reference": "一"})
    assert "the nearest is references" in broken(folder)[2]
    lines(folder / "notes.jsonl", {"article": "a.md"})
    lines(folder / "sentences.jsonl", {"id": "s", "text": "句子。"})
    assert broken(folder) == ("sentences.jsonl", 1, "'supported' is missing")
    lines(folder / "sentences.jsonl", {"id": "s", "text": "句子。", "supported": 1})
    assert "not true or false" in broken(folder)[2]


@pytest.mark.parametrize(
    ("settings", "line", "problem"),
    [
        ('questions = "questions.jsonl"\nquestoins = "x"\n', 1, "the nearest is questions"),
        ('\nname = 5\nquestions = "questions.jsonl"\n', 2, "'name' has 5"),
        ('questions = "questions.jsonl"\narticles = "x"\n', 2, "not a list"),
        ('questions = "questions.jsonl"\narticles = ["*.html"]\n', 2, "no article at"),
        ('questions = "questions.jsonl"\ngates = [1]\n', 2, "'gates' has 1"),
        ('name = "x"\nquestions = "other.jsonl"\n', 2, "is not there"),
        ("name = \n", 1, "TOML"),
        ('name = "x"\nname = "y"\n', 2, "TOML"),
    ],
)
def test_what_is_wrong_in_the_suites_own_file(tmp_path: Path, settings: str, line: int, problem: str) -> None:
    file, found, told = broken(suite(tmp_path / "s", settings=settings))
    assert (file, found) == ("suite.toml", line)
    assert problem in told


@pytest.mark.parametrize(
    "yaml", ["- a\n- b\n", "name: [\n", "name: 'x'\nother: y\n", "!!python/object:os.x {}\n", ""]
)
def test_yaml_that_is_no_suite(tmp_path: Path, yaml: str) -> None:
    (tmp_path / "suite.yml").write_text(yaml, encoding="utf-8")
    assert broken(tmp_path)[0] == "suite.yml"


def test_what_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(json.dumps(QUESTION).encode() + b"\n" + '{"id": "渡"}'.encode("gb18030") + b"\n")
    assert broken(path) == ("mine.jsonl", 2, "it is not UTF-8")


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows = [json.dumps({**QUESTION, "id": name}, ensure_ascii=False) for name in ("a", "b")]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
    assert [question.line for question in load_suite(path).questions] == [1, 2]


def test_separators_of_unicode_end_no_line(tmp_path: Path) -> None:
    path = lines(tmp_path / "mine.jsonl", {**QUESTION, "note": "一\u2028二\x85三"}, {**QUESTION, "id": "q2"})
    assert [question.line for question in load_suite(path).questions] == [1, 2]


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_holds_nothing_to_ask(tmp_path: Path, content: str) -> None:
    (tmp_path / "mine.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(SuiteEmpty):
        load_suite(tmp_path / "mine.jsonl")
    folder = suite(tmp_path / "s")
    (folder / "questions.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(SuiteEmpty):
        load_suite(folder)


def test_a_folder_without_a_suite_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(SuiteUnknown):
        load_suite(tmp_path)


def test_a_suite_that_goes_away_while_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "suite.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(QaError) as caught:
        load_suite(tmp_path / "suite.toml")
    assert isinstance(caught.value, SuiteUnknown | PathMissing)


# --- hash --------------------------------------------------------------------------------------------------


def test_the_hash_is_over_what_is_asked_and_expected(tmp_path: Path) -> None:
    other = {**QUESTION, "id": "q2", "question": "大桥多长？"}
    one = load_suite(suite(tmp_path / "one", QUESTION, other))
    turned = dict(reversed(list(other.items())))
    same = load_suite(suite(tmp_path / "same", turned, "", {**QUESTION, "note": "remark"}))
    assert one.hash == same.hash
    assert len(one.hash) == 16
    for number, changed in enumerate(
        [
            {**other, "question": "大桥多宽？"},
            {**other, "must": ["七班"]},
            {**other, "must_not": ["七班"]},
            {**other, "gold": [["a.md"]]},
            {**other, "kind": "list"},
            {**other, "id": "q3"},
            {**other, "within": ["a.md"]},
        ]
    ):
        assert load_suite(suite(tmp_path / f"c{number}", QUESTION, changed)).hash != one.hash


# --- parts of a suite ----------------------------------------------------------------------------------------


def parts() -> Suite:
    """Return a suite of ten questions of two kinds."""
    questions = [
        Question(f"q{n}", f"第{n}问？", kind="fact" if n < 6 else "list", must=(("甲",),)) for n in range(10)
    ]
    return Suite("parts", Path("parts"), tuple(questions))


def test_a_limit_takes_evenly_from_the_whole_list() -> None:
    assert [question.id for question in select(parts(), limit=5).questions] == ["q0", "q2", "q4", "q6", "q8"]
    assert len(select(parts(), limit=100).questions) == 10


def test_kinds_and_ids_are_chosen_together() -> None:
    chosen = select(parts(), kinds=("list",), ids=("q1", "q7", "q8"))
    assert [question.id for question in chosen.questions] == ["q7", "q8"]
    assert chosen.hash != parts().hash
    assert select(parts(), kinds=("list",), limit=2).questions == (parts().questions[6], parts().questions[8])


@pytest.mark.parametrize("choice", [{"limit": 0}, {"kinds": ("facts",)}, {"ids": ("q11",)}])
def test_a_choice_that_cannot_be_meant(choice: dict[str, Any]) -> None:
    with pytest.raises(ArgumentInvalid):
        select(parts(), **choice)


def test_a_choice_that_leaves_nothing() -> None:
    with pytest.raises(SuiteEmpty):
        select(parts(), kinds=("list",), ids=("q1",))
