from __future__ import annotations

import itertools
from typing import get_args

import pytest

from qa.models import Style, SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.article.topics import topics
from qa.summarizing.form.brief import Brief
from qa.summarizing.judging.checks import form_checks
from qa.summarizing.judging.recommendation import is_recommendation, judge_recommendation
from qa.summarizing.judging.sentence import judge
from qa.summarizing.without_model.readers import recommendations
from tests.summarizing.articles import ferry, sections, source_of


def article(number: int) -> Source:
    subject = ("渡船", "索道", "风车", "水库", "灯塔", "铁路", "菜市场", "图书馆")[number % 8]
    other = ("票价", "维护", "租金", "工资", "安全", "噪声", "排队", "补贴")[number // 8 % 8]
    text = f"# {subject}的{other}怎么算（之{number}）\n\n" + "\n\n".join(
        f"## {n}、{subject}与{other}\n\n镇上的{subject}开了很多年。说到{other}，{subject}各有各的算法，{other}也年年在变。"
        for n in "一二三"
    )
    return source_of(text)


@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize("audience", [None, "船运公司的会计"])
def test_what_the_rules_make_is_a_recommendation_that_passes_as_one(
    style: Style, audience: str | None
) -> None:
    for source in (
        ferry(),
        article(3),
        article(20),
        source_of("渡船每天开六班。"),
        source_of("The ferry leaves at six. The ferry is cheap."),
    ):
        found = recommendations(source, Brief("note", style=style, audience=audience))
        assert found
        for sentence in found:
            assert is_recommendation(sentence.text), sentence.text
            judged = judge_recommendation(sentence.text, source, audience)
            assert judged.supported, (sentence.text, judged.why)
            assert sentence.citations
            for place in (*sentence.citations, *judged.citations):
                section = next(s for s in source.sections if s.index == place.section)
                assert section.text[place.start : place.end] == place.quote
            if audience:
                assert audience in sentence.text


def test_styles_have_their_own_words() -> None:
    source = ferry()
    said = {
        style: {sentence.text for sentence in recommendations(source, Brief("note", style=style))}
        for style in get_args(Style)
    }
    assert all(one.isdisjoint(other) for one, other in itertools.combinations(said.values(), 2))


def test_forty_notes_do_not_all_end_in_one_way_and_each_always_in_its_own() -> None:
    endings = []
    for number in range(40):
        source = article(number)
        subjects = {topic.text for topic in topics(source)}
        text = recommendations(source, Brief("note"))[0].text
        assert text == recommendations(article(number), Brief("note"))[0].text
        for subject in sorted(subjects, key=len, reverse=True):
            text = text.replace(subject, "…")
        endings.append(text)
    assert len(set(endings)) >= 4
    assert max(map(endings.count, set(endings))) <= 20


def test_an_article_without_sentences_is_recommended_to_nobody() -> None:
    assert recommendations(sections(桥=""), Brief("note")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "推荐对渡船运营感兴趣、想了解铺面租金的读者阅读。",
        "适合渡船从业者与镇政府的会计阅读。",
        "关心渡口亏损的读者可以一读。",
        "供关注过桥费的读者参考。",
        "值得关心渡船的管理者一读。",
        "谨荐予关心渡船与大桥的读者。",
        "无论是船员还是铺面的老板，都可以参考。",
        "适合想了解渡船亏损、铺面租金的归属的读者阅读。",
    ],
)
def test_readers_and_topics_of_the_article_may_be_named(text: str) -> None:
    source = ferry()
    assert is_recommendation(text)
    judged = judge_recommendation(text, source)
    assert judged.supported, judged.why
    assert judged.citations
    assert judge(text, source) == judged


@pytest.mark.parametrize("text", ["推薦閱讀。", "推薦關心渡船者閱讀，值得細讀。", "Suited to READERS."])
def test_other_ways_to_write_readers_and_reading_are_known(text: str) -> None:
    source = ferry()
    assert is_recommendation(text)
    assert judge(text, source).supported, judge(text, source).why
    assert not judge(f"{text.rstrip('。.')}，渡船二〇三一年停航。", source).supported


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("推荐这篇获奖文章给船运从业者阅读。", "获奖"),
        ("推荐给三万名船运从业者阅读。", "三万名"),
        ("推荐5000多名渡船读者阅读。", "5000"),
        ("推荐关心区块链的读者阅读。", "区块"),
        ("适合关心渡船、比特币的读者阅读。", "比特"),
        ("渡船2031年停航，适合关心渡船的读者阅读。", "2031"),
        ("渡船公司已经倒闭，适合关心渡船的读者阅读。", "倒闭"),
        ("推荐王建国和关心渡船的读者阅读。", "王建国"),
        ("不容错过的文章，推荐关心渡船的读者阅读。", "不容错过"),
        ("适合关心《长江航运史》的读者阅读。", "长江航运史"),
    ],
)
def test_facts_names_figures_and_praise_are_refused(text: str, reason: str) -> None:
    judged = judge_recommendation(text, ferry())
    assert not judged.supported
    assert not judged.citations
    assert reason in (judged.why or "")


@pytest.mark.parametrize(
    "text",
    [
        "渡船适合步行的人。",
        "推荐系统适合电商平台。",
        "镇政府应当返还租金。",
        "谁会推荐读者阅读它？",
        "作者建议把两本账合起来看。",
        "",
    ],
)
def test_a_claim_is_no_recommendation(text: str) -> None:
    assert not is_recommendation(text)


def test_whom_it_was_asked_to_be_written_for_may_be_named_whatever_the_article_says() -> None:
    text = "适合区块链从业者阅读。"
    assert not judge_recommendation(text, ferry()).supported
    assert judge_recommendation(text, ferry(), "区块链从业者").supported


def test_names_of_one_company_or_person_are_no_topic() -> None:
    text = "# 松果支付的账本\n\n" + "".join(
        f"松果第{n}年收了手续费。陈望江说手续费要降。松果支付的手续费由陈望江来定。" for n in range(1, 9)
    )
    found = [topic.text for topic in topics(source_of(text))]
    assert "手续费" in found
    assert not {"松果", "松果支付", "陈望江"} & set(found)


def test_a_category_that_only_the_site_needs_is_no_topic() -> None:
    source = source_of(
        "---\ntitle: 渡口\ncategories: [最新文章, 渡船]\n---\n\n渡船开六班。最新文章讲渡船。渡船便宜。"
    )
    assert [topic.text for topic in topics(source)] == ["渡船"]


def test_topics_stand_in_the_sentence_they_name_and_in_no_other_topic() -> None:
    for source in (ferry(), *map(article, range(8))):
        found = topics(source)
        for topic in found:
            assert topic.text in source.sentences[topic.sentence].text
        assert not any(a.text in b.text for a, b in itertools.permutations(found, 2))


def test_a_note_that_does_not_say_whom_it_is_for_lacks_it() -> None:
    source = ferry()
    closing = recommendations(source, Brief("note"))[0]
    for sentences, ok in (((closing,), True), ((), False)):
        checks = form_checks([SummaryPart(None, sentences)], source, Brief("note"), generative=False)
        assert next(check for check in checks if check.name == "recommendation").ok is ok
