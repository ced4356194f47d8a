from __future__ import annotations

import pytest

from qa.summarizing.form import wording


@pytest.mark.parametrize(
    "text",
    ["我认为渡船亏本。", "我们一起看。", "咱们的渡口", "笔者走访了渡口", "小编带来一篇文章", "我市的渡口", "本报记者到了渡口", "拙作讲的是渡口", "把「我」放进去"],
)  # fmt: skip
def test_the_first_person_is_found(text: str) -> None:
    assert wording.first_person(text)


@pytest.mark.parametrize(
    "text",
    ["渡口的自我修复", "日本网点不多", "须由本人授权", "《我的渡口》一文", "作者认为渡船亏本", "本文讲渡口", "资本公司", "忘我地摆渡", "样本报告", "他我行我素", "我国的渡口"],
)  # fmt: skip
def test_what_only_looks_like_the_first_person_is_none(text: str) -> None:
    assert wording.first_person(text) == ()


@pytest.mark.parametrize("text", ["你会发现", "您可以", "各位读者", "帮妳算账"])
def test_the_second_person_is_found(text: str) -> None:
    assert wording.second_person(text)


def test_an_english_note_has_persons_of_its_own() -> None:
    assert wording.first_person("We think that our ferry pays.") == ("We", "our")
    assert wording.second_person("What you should know of ferries.") == ("you",)
    assert wording.first_person("The iPad and the USA are no persons; 'I/O' is.") == ("I",)
    assert wording.first_person("文章讲 US 市场和 I 期临床的渡口，并不用第一人称。") == ()


@pytest.mark.parametrize(
    "text",
    ["文章深入浅出", "作者深刻剖析了渡口", "见解独到", "干货满满的一篇", "令人深思", "强烈推荐", "具有重要的参考价值", "不容错过的好文", "读后受益匪浅", "全面而深入地阐述了渡口"],
)  # fmt: skip
def test_praise_of_the_article_is_never_earned(text: str) -> None:
    assert wording.praise(text, f"渡口。{text}。")


def test_praise_of_a_thing_is_earned_where_the_article_has_it() -> None:
    assert wording.praise("作者访问了著名的渡口。", "渡口在青石镇。") == ("著名",)
    assert wording.praise("作者访问了著名的渡口。", "这个著名的渡口在青石镇。") == ()
    assert wording.praise("資深船員說", "他是一位资深船员。") == ()


@pytest.mark.parametrize(
    "text",
    ["适合渡口从业者阅读。", "值得船员与镇政府的会计一读。", "作者主张把两本账合起来看。", "渡口的收入来自租金。", "推荐关心县域交通的读者阅读。"],
)  # fmt: skip
def test_plain_words_are_no_praise_and_no_clickbait(text: str) -> None:
    assert wording.praise(text, "") == ()
    assert wording.clickbait(text, "") == ()
    assert wording.chatter(text) == ()
    assert wording.markup(text) == ()


@pytest.mark.parametrize(
    "text",
    ["震惊", "看完沉默了", "99%的人不知道", "一文读懂渡口", "渡口竟然亏本", "渡口亏本！", "渡口亏本!", "不看后悔", "绝对想不到", "赶紧收藏", "答案就在文中"],
)  # fmt: skip
def test_clickbait_is_found(text: str) -> None:
    assert wording.clickbait(text, "渡口亏本。")


def test_a_word_of_suspense_may_stand_where_the_article_has_it() -> None:
    assert wording.clickbait("渡口竟然亏本。", "算下来竟然亏本。") == ()
    assert wording.clickbait("看完沉默了", "看完沉默了") == ("看完沉默",)


@pytest.mark.parametrize(
    "text",
    [
        "作为一个AI语言模型，无法评价。",
        "作为人工智能助手",
        "抱歉，文章太长。",
        "渡口。很抱歉，没有找到。",
        "无法为您生成导语",
        "好的，渡口",
        "以下是导语",
        "编辑导语：渡口",
        "导读:渡口",
        "渡口亏本（共 5 字）",
        "字数：98",
        "根据您的要求",
        "希望对您有帮助",
        "如需修改",
        "As an AI language model",
        "I'm sorry, but",
        "Sure, here is",
    ],
)
def test_talk_of_the_work_is_found(text: str) -> None:
    assert wording.chatter(text)


@pytest.mark.parametrize(
    "text",
    [
        "船员向客人道歉，说对不起大家。",
        "渡口无法提供发票。",
        "全镇有四十七个字号。",
        "当然也有亏本的时候。",
        "以下级码头为限",
    ],
)
def test_what_the_article_may_be_about_is_no_talk(text: str) -> None:
    assert wording.chatter(text) == ()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("**渡口**", "**"),
        ("# 渡口", "# "),
        ("- 渡口", "- "),
        ("1. 渡口", "1."),
        ("一、渡口", "一、"),
        ("（1）渡口", "（1）"),
        ("渡口[1]", "[1]"),
        ("渡口【2】", "【2】"),
        ("见[渡口](a.md)", "[渡口](a.md)"),
        ("<p>渡口", "<p>"),
        ("`渡口`", "`"),
        ("{{ title }}", "{{"),
        ("渡口🚢", "🚢"),
        ("> 渡口", "> "),
        ("https://example.com", "https://"),
        ("第一行\n2、渡口", "2、"),
        ("渡口&nbsp;", "&nbsp;"),
    ],
)
def test_marks_of_markup_are_found(text: str, mark: str) -> None:
    assert mark in wording.markup(text)


@pytest.mark.parametrize(
    "text",
    [
        "2.5亿元的渡口",
        "渡口宽3.5米",
        "渡口2021-2022年的账",
        "一二三",
        "A<B且B>C",
        "渡口（一九九八年）",
        "10%—20%",
    ],
)
def test_figures_and_comparisons_are_no_markup(text: str) -> None:
    assert wording.markup(text) == ()


def test_a_banned_word_is_found_however_it_is_written() -> None:
    assert wording.banned("為渡口賦能，ＡＩ先行。", ["赋能", "ai", "闭环", " "]) == ("赋能", "ai")
