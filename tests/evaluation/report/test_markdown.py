from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from qa.evaluation.comparing import compare
from qa.evaluation.record import QuestionRecord
from qa.evaluation.report.markdown import MOST_LISTED, markdown
from qa.evaluation.suite import Question
from tests.evaluation.report.made_runs import answered, info, large, made, passage, small


def rendered(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(MarkdownIt("gfm-like", {"linkify": False}).render(text))


def test_tables_have_as_many_cells_as_their_headers() -> None:
    now, then = large(), large(skill=0.6, info=info("before"))
    page = rendered(markdown(*now.parts, then.run, compare(then.scores, now.scores)))
    tables = page.css("table")
    assert len(tables) == 2
    for table in tables:
        sizes = {len(row.css("th, td")) for row in table.css("tr")}
        assert len(sizes) == 1
    assert [each.text() for each in page.css("h2")] == [
        "Headline figures", "Gates", "By kind of question", "What changed (before → 20260314-101500-ferry-1a2b)",
        "What went wrong", "What it was made with",
    ]  # fmt: skip


def test_what_went_wrong_is_listed_with_what_came() -> None:
    listed = [line for line in markdown(*small().parts).splitlines() if line.startswith("- **")]
    assert [line.split("`")[1] for line in listed] == ["failed", "untrue", "wrong", "refused"]
    assert listed[0] == "- **! not asked** `failed` 大桥收费吗？ (fact, rank —) — 没有在 60 秒内响应"
    assert (
        listed[3]
        == "- **○ wrong refusal** `refused` 造桥先做什么？ (reason, rank —) — 文章里没有讲到这一点。"
    )


def test_what_changed_is_said_only_where_a_test_says_so() -> None:
    now = small()
    same = markdown(*now.parts, now.run, compare(now.scores, now.scores))
    assert "No headline figure differs by more than chance." in same
    then = replace(now, run=replace(now.run, info=info("before"), questions=tuple(
        replace(record, answer=answered("船票多少钱？", 4)) if record.id == "right" else record for record in now.run.questions
    )))  # fmt: skip
    told = markdown(*now.parts, then.run, compare(then.scores, now.scores))
    assert "- ▲ `right` 船票多少钱？ — " in told


def test_a_real_difference_is_called_one() -> None:
    good, bad = large(120, skill=1.0), large(120, skill=0.2, info=info("bad"))
    told = markdown(*bad.parts, good.run, compare(good.scores, bad.scores))
    assert "- ▼ worse: Answer hit −" in told


def test_text_is_no_markup() -> None:
    evil = "<script>alert(1)</script> | a | **b** `c` [d](http://e)\n# f"
    run = made((Question("a", evil, kind=evil, answerable=False),), (QuestionRecord("a", (passage(0),), (), answered(evil, 0)),), info=info(label=evil))  # fmt: skip
    page = rendered(markdown(*run.parts))
    assert not page.css("script, a")
    assert [each.text() for each in page.css("h1")] == ["ferry"]
    assert {len(row.css("th, td")) for row in page.css("table")[-1].css("tr")} == {
        len(page.css("table")[-1].css("th"))
    }


def test_a_long_list_ends() -> None:
    questions = tuple(Question(f"q{n}", "问？", answerable=False) for n in range(MOST_LISTED + 5))
    records = tuple(QuestionRecord(q.id, (), (), answered("问？", 0)) for q in questions)
    told = markdown(*made(questions, records).parts)
    assert told.count("- **") == MOST_LISTED
    assert "… and 5 more." in told


def test_an_empty_run() -> None:
    assert markdown(*made((), ()).parts).startswith("# ferry\n")
