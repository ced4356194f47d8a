from __future__ import annotations

import pytest

from qa.reading import read_text
from qa.summarizing.article.source import Source
from qa.summarizing.judging.sentence import judge
from qa.summarizing.judging.telling import pieces

_ARTICLE = """# 渡口与大桥

## 一、渡船的账

白沙渡口的渡船每天开六班，一张票三元。有人说，大桥一通车渡船就该停掉。撑船的冯伯不这样看，他每天还能载一百二十人。

## 二、大桥的账

大桥全长一千二百米，造价四亿元。桥不是终点，而是两岸往来的起点。只要收费不取消，货车就仍会绕行下游的老桥。

## 三、谁来付钱

县里打算用十五年的过桥费还清贷款。审计局的人提醒，车流量若低于预测的八成，十五年还不清。
"""


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(read_text(_ARTICLE, name="渡口").article)


@pytest.mark.parametrize(
    "sentence",
    [
        "本文比较了渡船与大桥的账。",
        "作者从白沙渡口的渡船谈到大桥的造价，最后落到由谁付钱的问题。",
        "作者认为，桥不是终点，而是两岸往来的起点。",
        "在作者看来，桥是两岸往来的起点。",
        "文章先介绍渡船的票与班，又以冯伯为例，指出渡船每天还能载一百二十人。",
        "文章认为桥不是终点；渡船每天开六班。",
        "有人说大桥一通车渡船就该停掉。",
        "文末讨论了过桥费与贷款。",
        "在这篇文章中，冯伯谈到渡船该不该停掉。",
        "作者提醒，收费不取消，货车就仍会绕行下游的老桥。",
    ],
)
def test_what_the_article_bears_out_is_kept(source: Source, sentence: str) -> None:
    checked = judge(sentence, source)
    assert checked.supported, checked.why
    assert checked.citations
    for citation in checked.citations:
        section = next(section for section in source.sections if section.index == citation.section)
        assert section.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "sentence",
    [
        "作者认为桥是终点。",
        "文章指出，大桥造价五亿元。",
        "本文介绍了隧道的造价。",
        "作者从渡船谈到高铁，认为桥不是终点。",
        "文章比较了渡船与大桥的七本账。",
        "作者认为，大桥一通车渡船就该停掉。",
        "大桥一通车，渡船就该停掉。",
        "文章回顾了渡船的历史，指出桥是终点。",
        "作者以冯伯为例，说明渡船每天载二百一十人。",
        "文章讨论了渡船为何每天开八班。",
        "文章认为桥不是终点；渡船每天开九班。",
        "在这篇文章中，罗伯谈到渡船。",
    ],
)
def test_what_it_does_not_is_refused_with_a_reason(source: Source, sentence: str) -> None:
    checked = judge(sentence, source)
    assert not checked.supported
    assert checked.why
    assert checked.citations == ()


def test_a_topic_is_cited_where_the_article_treats_it(source: Source) -> None:
    checked = judge("本文介绍了大桥的造价与渡船的票。", source)
    assert checked.supported
    assert {citation.section for citation in checked.citations} <= {0, 1}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("作者指出，水是湿的。", [("水是湿的。", "claim")]),
        ("本文讲述了甲、乙以及丙。", [("甲", "topic"), ("乙", "topic"), ("丙", "topic")]),
        ("作者以一座桥作比，主张先修路。", [("一座桥", "topic"), ("先修路。", "claim")]),
        ("文章分析了路是基础这一点。", [("路是基础这一点", "claim")]),
        ("文章分析了路为何是基础。", [("路为何是基础", "topic")]),
        ("他们认为文章写得长。", [("他们认为文章写得长。", "claim")]),
    ],
)
def test_a_sentence_is_taken_apart(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [tuple(piece) for piece in pieces(sentence)] == found
