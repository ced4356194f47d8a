from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from qa import language
from qa.evaluation.comparing import compare
from qa.evaluation.possible_figures import possible
from qa.evaluation.record import Failure, Judgement, NoteRecord, QuestionRecord, SentenceRecord
from qa.evaluation.report.names import figure_name, value_words
from qa.evaluation.report.page import MOST_QUESTIONS, html
from qa.evaluation.scores import Figure
from qa.evaluation.suite import LabelledSentence, Question
from qa.models import Answer, Dropped, FormCheck, Passage, Summary
from tests.evaluation.report.made_runs import (
    Made,
    answered,
    gold_of,
    info,
    large,
    made,
    passage,
    refused,
    small,
)

ATTACK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"' onmouseover=alert(3) {{ 7*7 }} </style></svg>"
)


def parsed(run: Made, **more: Any) -> HTMLParser:
    return HTMLParser(html(*run.parts, **more))


def first(within: HTMLParser | Node, selector: str) -> Node:
    found = within.css_first(selector)
    assert found is not None, selector
    return found


def text_of(node: Node) -> str:
    return " ".join(node.text().split())


@pytest.fixture(scope="module")
def whole() -> str:
    now, then = large(), large(skill=0.6, info=info("20260301-090000-ferry-77aa", label="before"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(language, "_chosen", "zh")
        return html(*now.parts, then.run, compare(then.scores, now.scores))


@pytest.fixture(params=["zh", "en"])
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(language, "_chosen", request.param)
    return str(request.param)


def test_every_part_is_there_and_the_contents_lead_to_it(whole: str) -> None:
    page = HTMLParser(whole)
    parts = ["figures", "gates", "plots", "kinds", "all", "questions", "notes", "sentences", "made"]
    assert [section.id for section in page.css("main > section")] == parts
    assert [link.attributes["href"] for link in page.css("nav a")] == [f"#{part}" for part in parts]
    charts = {figure.id for figure in page.css("figure")}
    assert charts >= {
        f"plot-{each}" for each in ("recall", "risk", "calibration", "latency", "changes", "kind-answer-hit")
    }


def test_nothing_in_it_runs_and_nothing_is_fetched(whole: str) -> None:
    page = HTMLParser(whole)
    assert not page.css("script, link, img, iframe, object, embed, base, form, use, image, video, audio")
    for node in page.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), node.html
            assert name not in ("src", "style", "xlink:href")
            assert name != "href" or (value or "").startswith("#")
    assert "url(" not in whole
    assert "@import" not in whole
    assert not re.search(r"https?://", whole)


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(whole: str) -> None:
    import base64
    import hashlib

    page = HTMLParser(whole)
    [style] = page.css("style")
    sheet = whole.split("<style>")[1].split("</style>")[0]
    assert style.text() == sheet
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = first(page, "meta[http-equiv]").attributes["content"] or ""
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_ids_are_there_once_and_labels_belong_to_something(whole: str) -> None:
    page = HTMLParser(whole)
    ids = [node.id for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for label in page.css("label"):
        assert label.attributes["for"] in ids
    for node in page.css("[aria-labelledby]"):
        assert node.attributes["aria-labelledby"] in ids


def test_headings_go_down_one_level_at_a_time(whole: str) -> None:
    levels = [int((node.tag or "")[1]) for node in HTMLParser(whole).css("h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_each_plot_says_what_it_shows_and_has_its_numbers(whole: str) -> None:
    for figure in HTMLParser(whole).css("figure"):
        picture = first(figure, "svg")
        assert picture.attributes["role"] == "img"
        assert picture.attributes["aria-label"]
        assert text_of(first(figure, "figcaption"))
        rows = figure.css("details tbody tr")
        assert rows
        assert len({len(row.css("th, td")) for row in [*rows, first(figure, "thead tr")]}) == 1


def test_what_came_from_articles_and_models_is_text() -> None:
    evil = replace(
        passage(0), title=ATTACK, path=(ATTACK,), text=ATTACK, best=None, anchor=ATTACK, scores={ATTACK: 1.0}
    )
    answer = replace(answered(ATTACK, 0), text=ATTACK, dropped=(Dropped(ATTACK, ATTACK),), fallback=ATTACK)
    summary = Summary("a", "note", ATTACK, answer.sentences, (FormCheck(ATTACK, False, ATTACK),), "extractive", title=ATTACK, missing=((ATTACK,),))  # fmt: skip
    run = made(
        (
            Question("<q>\"'", ATTACK, kind=ATTACK, gold=(gold_of(0),), must=((ATTACK,),), must_not=(ATTACK,), references=(ATTACK,), note=ATTACK),
            Question("b", ATTACK, kind="near", answerable=False),
            Question("c", ATTACK),
        ),
        (
            QuestionRecord("<q>\"'", (evil,), (evil,), answer, 0.5, ((0.5, False),), {ATTACK: 1.0}),
            QuestionRecord("b", (), (), replace(refused(ATTACK, ATTACK), looked_for=ATTACK)),
            QuestionRecord("c", (), (), None, failure=Failure(ATTACK, ATTACK)),
        ),
        description=ATTACK,
        info=info(ATTACK, label=ATTACK, model=ATTACK, settings={ATTACK: ATTACK}, prompts={ATTACK: ATTACK}),
        notes=(NoteRecord(ATTACK, summary), NoteRecord("n", None, failure=Failure(ATTACK, ATTACK))),
        labelled=(LabelledSentence("s", ATTACK, True),),
        sentences=(SentenceRecord("s", 0.1, False),),
        judgements=(Judgement("<q>\"'", 1, 2, 3, ATTACK),),
    )  # fmt: skip
    written = html(*run.parts)
    page = HTMLParser(written)
    assert not page.css("script, img")
    assert len(page.css("style")) == 1
    assert all(not name.startswith("on") for node in page.css("*") for name in node.attributes)
    assert "{{ 7*7 }}" in written
    assert first(page, "footer")


def test_the_outcomes_are_told_in_words_and_what_went_wrong_comes_first(spoken: str) -> None:
    page = parsed(small())
    assert first(page, "html").attributes["lang"] == {"zh": "zh-CN", "en": "en"}[spoken]
    found = [
        (text_of(first(each, ".badge")), text_of(first(each, ".inside code"))) for each in page.css(".q")
    ]
    words = {
        "zh": ["! 提问失败", "✕ 应拒未拒", "✕ 答错", "○ 误拒", "✓ 正确", "✓ 正确"],
        "en": ["! not asked", "✕ should refuse", "✕ wrong", "○ wrong refusal", "✓ right", "✓ right"],
    }
    ids = ["failed", "untrue", "wrong", "refused", "right", "kept"]
    assert found == list(zip(words[spoken], ids, strict=True))


def test_a_question_shows_what_was_expected_what_came_and_why() -> None:
    page = parsed(small())
    wrong = first(page, "#q-wrong")
    told = text_of(wrong)
    for words in ("bridge.md › 四、养护", "found at rank 2", "每年检查两次", "一年两次。", "桥面每月检查。", "出处里没有「每月」", "0.95", "confidence 0.70", "search 0.020 s"):  # fmt: skip
        assert words in told
    assert [text_of(each) for each in wrong.css("mark")] == [
        "渡船没有停，只是改成了一天两班。",
        "桥面每年检查两次，春天一次，秋天一次。",
    ]
    assert [("gold" in text_of(each)) for each in wrong.css(".passages > li")] == [False, True]
    assert "before reranking 2" in text_of(first(page, "#q-right .passages > li"))
    assert "not supported" in text_of(first(page, "#q-untrue .answer"))
    assert "文章里没有讲到这一点。" in text_of(first(page, "#q-refused .answer"))
    assert "server_timeout 没有在 60 秒内响应" in text_of(first(page, "#q-failed"))


def test_gates_say_whether_they_hold_those_that_do_not_first() -> None:
    gates = [text_of(each) for each in parsed(small()).css(".gates li")]
    assert gates == [
        "✕ failed Refusal recall refusal recall>=0.9 is 50.0%",
        "✓ passed Recall@1 recall@1>=0.3 is 33.3%",
    ]


def test_filters_count_and_only_those_that_find_something_are_offered() -> None:
    page = parsed(small())
    labels = [text_of(each) for each in page.css("label[for^=show-]")]
    assert labels == ["all6", "wrong2", "wrongly refused1", "not asked1", "right2"]
    sheet = first(page, "style").text()
    assert "#show-wrong:checked ~ .questions > .q:not(:is(.wrong, .untrue)) { display: none; }" in sheet


def test_what_was_before_is_beside_what_is_now() -> None:
    now = small()
    worse = answered("船票多少钱？", 4)
    records = tuple(
        replace(record, ranked=(passage(4), *record.ranked), answer=worse) if record.id == "right" else record
        for record in now.run.questions
    )
    then = replace(now, run=replace(now.run, questions=records, info=info("before")))
    better = parsed(now, before=then.run, comparison=compare(then.scores, now.scores))
    told = text_of(first(better, "#q-right"))
    assert "✕ wrong rank 2" in told
    assert "渡船没有停" in told
    assert "is-better" in (first(better, "#q-right").attributes["class"] or "")
    worse_page = parsed(then, before=now.run, comparison=compare(now.scores, then.scores))
    assert "is-worse" in (first(worse_page, "#q-right").attributes["class"] or "")
    changes = [text_of(each) for each in better.css(".cards .change")]
    assert any("no difference" in each for each in changes)


@pytest.mark.parametrize(
    "run",
    [
        made((), ()),
        made((Question("a", "只有一问？", gold=(gold_of(0),)),), (QuestionRecord("a", (passage(0),), (), answered("只有一问？", 0)),)),
        made((Question("a", "问？"),), (QuestionRecord("a", (), (), None, failure=Failure("x", "坏了")),)),
        made((Question("a", "问？"),), (QuestionRecord("a", (), (), Answer("refused", "问？", "", (), "extractive")),)),
        made((), (QuestionRecord("gone", (passage(0),), (), answered("问？", 0)),)),
        made((), (), labelled=(LabelledSentence("s", "句。", True),), sentences=(SentenceRecord("s", 0.0, False, failure=Failure("x", "坏了")),)),
        made((), (), notes=(NoteRecord("a", None, failure=Failure("x", "坏了")),)),
        made((), (), info=info(finished=None, commit=None, settings={}, versions={}, prompts={}, machine={})),
    ],
    ids=["nothing", "one", "all failed", "no reason", "not in the suite", "sentence failed", "note failed", "not finished"],
)  # fmt: skip
def test_runs_with_little_in_them_have_a_page(run: Made) -> None:
    page = parsed(run)
    assert first(page, "h1")
    assert first(page, "footer")
    again = parsed(run, before=run.run)
    assert first(again, "footer")


def test_of_very_many_questions_the_wrong_ones_are_kept_and_the_page_stays_small() -> None:
    count = MOST_QUESTIONS + 30
    questions = tuple(
        Question(f"q{n}", f"第 {n} 问？", answerable=n % 50 > 0, kind="fact") for n in range(count)
    )
    long = tuple(replace(passage(n % 5), text="桥" * 320, chunk=str(n)) for n in range(20))
    records = tuple(QuestionRecord(q.id, long, long, answered(q.text, 0)) for q in questions)
    written = html(*made(questions, records).parts)
    page = HTMLParser(written)
    assert len(page.css(".q")) == MOST_QUESTIONS
    assert len(page.css(".q.untrue")) == len([q for q in questions if not q.answerable])
    assert "30 more questions" in text_of(first(page, "#questions"))
    assert len(written.encode()) < 5_000_000


def test_half_a_character_does_not_break_the_page() -> None:
    """A model may send one; the file is then written as UTF-8 all the same."""
    answer = replace(answered("问？", 0), text="半个\ud83d", status="partial", reason="半个\ud83d")
    run = made((Question("a", "问？"),), (QuestionRecord("a", (), (), answer),))
    html(*run.parts).encode("utf-8")


def test_a_best_span_outside_its_chunk_marks_nothing() -> None:
    odd: Passage = replace(passage(0), start=400, end=430)
    run = made((Question("a", "问？"),), (QuestionRecord("a", (odd,), (odd,), answered("问？", 0)),))
    assert not parsed(run).css("mark")


def test_what_reranking_did_not_change_is_there_once() -> None:
    question = Question("a", "只有一问？", gold=(gold_of(0),))
    now, then = (passage(0), passage(1)), (passage(1), passage(0))
    for unranked, times in ((now, 0), (then, 1)):
        run = made((question,), (QuestionRecord("a", now, unranked, answered("只有一问？", 0)),))
        assert text_of(first(parsed(run), "#all")).count("recall@1 (not reranked)") == times


def test_names_of_figures_are_said_in_both_languages(spoken: str) -> None:
    names = [figure_name(name) for name in ("recall@5 (not reranked)", "refused: near", "seconds search p95")]
    assert (
        names
        == {
            "zh": ["召回率@5（重排前）", "拒答：近题无解", "检索用时 p95"],
            "en": ["Recall@5, not reranked", "Refused: near the topic", "Time to search, p95"],
        }[spoken]
    )


@pytest.mark.usefixtures("spoken")
def test_each_figure_that_a_run_can_have_has_a_name_of_its_own() -> None:
    known = possible(small().suite).figures
    assert [name for name in known if figure_name(name) == name] == ["ROUGE-L", "chrF"]
    assert len({figure_name(name) for name in known}) == len(known)


@pytest.mark.parametrize(
    ("figure", "value", "signed", "words"),
    [
        (Figure("recall@1", "retrieval", {}), None, False, "—"),
        (Figure("recall@1", "retrieval", {}), 1.0, False, "100.0%"),
        (Figure("recall@1", "retrieval", {}), -0.0312, True, "−3.1"),
        (Figure("recall@1", "retrieval", {}), 0.0004, True, "±0.0"),
        (Figure("mrr@10", "retrieval", {"a": (0.5, 1.0)}), 0.5, False, "0.500"),
        (Figure("seconds answer p95", "cost", {}, statistic="p95"), 12.34, False, "12.3 s"),
        (Figure("tokens in", "cost", {}), 1234.5, False, "1,234"),
        (Figure("cost", "cost", {}), 0.00123, False, "0.0012"),
        (Figure("faithful", "judge", {"a": (4.0, 1.0)}), 4.25, False, "4.25"),
        (Figure("chrF", "notes", {"a": (31.0, 1.0)}), 31.04, False, "31.0"),
    ],
)
def test_values_are_written_in_what_they_are_measured_in(
    figure: Figure, value: float | None, signed: bool, words: str
) -> None:
    assert value_words(figure, value, signed=signed) == words
