"""What an answer has to say, must not say, and how like a reference it is."""

from __future__ import annotations

from dataclasses import replace

from qa.evaluation.metrics import answers
from qa.evaluation.scores import Figure
from tests.evaluation.made import answer, question, record


def named(found: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in found}


def test_hit_wants_every_entry_in_any_of_its_forms() -> None:
    asked = question("q", must=(("3%", "三个百分点"), ("备案",)))
    assert answers.hits(asked, "手續費為百分之三，須備案。")
    assert not answers.hits(asked, "手续费为百分之三。")
    assert not answers.hits(asked, "")


def test_a_forbidden_phrase_is_no_hit() -> None:
    asked = question("q", must=(("备案",),), must_not=("免费",))
    assert answers.hits(asked, "要备案。")
    assert not answers.hits(asked, "要备案，免费。")


def test_a_refusal_is_an_empty_answer_and_counts() -> None:
    asked = [
        (question("hit", must=(("勘察",),)), record("hit", answer("桥要先勘察。"))),
        (question("refused", must=(("勘察",),)), record("refused")),
    ]
    found = named(answers.figures(asked))
    assert found["answer hit"].units == {"hit": (1.0, 1.0), "refused": (0.0, 1.0)}
    assert not found["f1"].units
    assert "string match" not in found


def test_the_words_of_a_refusal_are_no_answer() -> None:
    refused = replace(answer(), text="没有与问题相符的段落")
    assert answers.answer_text(record("q", refused)) == ""


def test_what_is_unanswerable_counts_only_for_what_it_must_not_say() -> None:
    asked = [
        (
            question("q", answerable=False, must=(("勘察",),), must_not=("免费",), references=("免费",)),
            record("q", answer("过桥免费。")),
        )
    ]
    found = named(answers.figures(asked, "rgb"))
    assert found["forbidden phrases"].units == {"q": (1.0, 1.0)}
    assert found["forbidden phrases"].better == "lower"
    assert not any(found[name].units for name in ("answer hit", "f1", "exact match", "string match"))


def test_a_partial_answer_counts_as_it_stands() -> None:
    given = answer("桥要先勘察。", status="partial")
    found = named(answers.figures([(question("q", must=(("勘察",),)), record("q", given))]))
    assert found["answer hit"].units == {"q": (1.0, 1.0)}


def test_rgb_looks_for_the_words_as_they_are() -> None:
    asked = question("q", must=(("2014年", "Jan 2014"), ("武汉",)))
    assert answers.matches(asked, "jan 2014，在武汉")
    assert not answers.matches(asked, "二〇一四年，在武汉")
    assert answers.hits(asked, "二〇一四年，在武汉")
    assert not answers.matches(asked, "2014年")


def test_references() -> None:
    asked = [(question("q", references=("一九五七年", "1957年")), record("q", answer("大桥建于1957年。")))]
    found = named(answers.figures(asked))
    assert found["exact match"].units["q"] == (0.0, 1.0)
    assert found["reference recall"].units["q"] == (1.0, 1.0)
    assert found["f1"].units["q"] == (2 * (2 / 6) * 1 / (2 / 6 + 1), 1.0)
