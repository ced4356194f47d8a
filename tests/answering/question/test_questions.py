"""What a question asks for, and where a sentence has it."""

from __future__ import annotations

import doctest

import pytest

import qa.answering.question.questions
from qa.answering.question.questions import asked, fillers, kinds


def test_the_examples_run() -> None:
    assert doctest.testmod(qa.answering.question.questions) == (0, 3)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("海棠支付什么时候成立？", "date"),
        ("海棠支付成立时间", "date"),
        ("试点从哪一年开始？", "date"),
        ("手续费是多少？", "number"),
        ("有几家公司？", "number"),
        ("农村占多大比例？", "number"),
        ("2021年渡口的客流量", "number"),
        ("塌桥事故死亡人数", "number"),
        ("谁提出了这个观点？", "person"),
        ("《桥与车》的导演", "person"),
        ("协会的现任主席是谁？", "person"),
        ("谁赢得了渡口杯冠军？", "name"),
        ("渡口杯女单冠军", "name"),
        ("最卖座的是哪部电影？", "work"),
        ("备付金存在哪家银行？", "organisation"),
        ("总部在哪里？", "place"),
        ("总部在哪个城市？", "place"),
        ("渡口节的举办地", "place"),
        ("这次大会的口号是什么？", "wording"),
        ("海棠队在渡口杯的成绩", "result"),
        ("为什么要集中存管？", "reason"),
        ("什么是备付金？", "definition"),
        ("备付金是什么？", "definition"),
        ("两种做法差在哪儿？", "definition"),
        ("它被誉为什么？", "definition"),
        ("征信起多大作用，有何不同？", "definition"),
        ("為什麼要集中存管？", "reason"),
        ("誰提出了這個觀點？", "person"),
        ("When did it start?", "date"),
        ("How many banks are there?", "number"),
        ("Why is it so?", "reason"),
        ("介绍一下备付金制度", None),
        ("几乎所有银行都参加了吗？", None),
        ("备付金能不能付给谁都行？", None),
        ("", None),
    ],
)
def test_asked(question: str, expected: str | None) -> None:
    assert asked(question).kind == expected
    assert expected is None or expected in kinds(question)


@pytest.mark.parametrize("question", ["为什么？", "什么是备付金？", "介绍一下备付金"])
def test_open_questions(question: str) -> None:
    assert asked(question).is_open


def test_a_question_can_ask_for_several_things() -> None:
    assert kinds("谁是冠军，为什么？") == {"person", "name", "reason", "definition"}


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("海棠支付成立于2014年。", "海棠支付什么时候成立？", ["2014年"]),
        ("海棠支付成立于二〇一四年三月五日。", "海棠支付什么时候成立？", ["二〇一四年三月五日"]),
        ("末班船是傍晚六点。", "末班船是什么时候？", ["傍晚六点"]),
        ("他有三点要求。", "末班船是几时？", ["三点"]),
        ("海棠支付有14家分公司。", "海棠支付什么时候成立？", []),
        ("2016年利息收入为1.62亿元。", "2016年利息是多少？", ["1.62亿"]),
        ("2016年利息收入增加。", "2016年利息是多少？", []),
        ("二〇一六年利息收入增加。", "2016年的事发生在哪一月？", []),
        ("渡口城建于1303年。", "渡口城建于哪一年？", ["1303年"]),
        ("手续费为百分之三。", "手续费是多少？", ["百分之三"]),
        ("手续费很高。", "手续费是多少？", []),
        ("渡船每天开六班，坐满要四百人。", "渡船每天开几班？", ["六", "四百"]),
        ("共有四所学校。", "镇上有几所学校？", ["四"]),
        ("大桥是第三座跨江桥。", "大桥是第几座跨江桥？", ["第三"]),
        ("大桥有3条车道。", "大桥是第几座跨江桥？", []),
        ("李建国提出了这个观点。", "谁提出了这个观点？", ["李建国"]),
        ("李建国提出了这个观点。", "李建国是谁？", []),
        ("总部设在杭州。", "总部在哪里？", ["杭州"]),
        ("总部设在望舒镇。", "总部在哪里？", ["望舒镇"]),
        ("總部設在臺灣。", "总部在哪里？", ["臺灣"]),
        ("总部设在台湾。", "臺灣的总部在哪里？", []),
        ("因为钱要安全。", "为什么要集中存管？", ["因为"]),
        ("影片《桥与车》最卖座。", "最卖座的是哪部电影？", ["《桥与车》"]),
        ("《桥与车》最卖座。", "《桥与车》改编自哪部小说？", []),
        ("好。", "什么是备付金？", []),
        ("", "有多少？", []),
        ("李建国来了。", "介绍一下备付金", []),
    ],
)
def test_fillers(sentence: str, question: str, expected: list[str]) -> None:
    found = fillers(sentence, question)
    assert [sentence[filler.start : filler.end] for filler in found] == expected
    assert all(0 < filler.fit <= 1 for filler in found)


@pytest.mark.parametrize(
    ("question", "fits", "worse"),
    [
        ("塌桥事故死亡人数", "造成12人死亡。", "造成损失12元。"),
        ("渡口的票房是多少？", "票房为3.5亿元。", "共有35人看。"),
        ("渡口节什么时候开幕？", "5月3日开幕。", "2021年开幕。"),
        ("渡口杯冠军是谁？", "李建国夺得冠军。", "卫冕冠军是李建国。"),
    ],
)
def test_what_fits_better(question: str, fits: str, worse: str) -> None:
    best, less = (
        max((filler.fit for filler in fillers(text, question)), default=0.0) for text in (fits, worse)
    )
    assert best > less
