from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import language
from qa.models import Form, FormCheck, Sentence, SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.judging.checks import form_checks
from tests.summarizing.articles import ferry, sections, source_of

NOTE = (
    "渡船该不该涨价，要先看账怎么记。",
    "作者把铺面租金、过桥费和船员工资放到一处，认为亏损出在口径上，主张租金返还一半、码头由桥的收费维护。",
    "适合关心县域交通和公共服务定价的读者阅读。",
)


def part(source: Source, *texts: str, heading: str | None = None) -> SummaryPart:
    place = source.cite(0, 0, 5)
    return SummaryPart(heading, tuple(Sentence(text, (place,)) for text in texts))


def checked(
    parts: Sequence[SummaryPart],
    source: Source,
    form: Form = "note",
    *,
    generative: bool = True,
    instructions: str = "",
    banned: tuple[str, ...] = (),
) -> dict[str, FormCheck]:
    brief = Brief(form, banned=banned)
    found = form_checks(parts, source, brief, generative=generative, instructions=instructions)
    assert len({check.name for check in found}) == len(found)
    return {check.name: check for check in found}


def failing(checks: dict[str, FormCheck]) -> set[str]:
    return {check.name for check in checks.values() if not check.ok}


def test_a_good_note_passes_every_check_and_has_a_word_on_each() -> None:
    source = ferry()
    checks = checked([part(source, *NOTE)], source)
    assert failing(checks) == set()
    assert all(check.detail for check in checks.values())
    assert {
        "length",
        "paragraphs",
        "ending",
        "person",
        "praise",
        "clickbait",
        "title",
        "copied run",
    } <= checks.keys()


@pytest.mark.parametrize(
    ("name", "at", "text", "shown"),
    [
        ("length", 1, "作者算账。", "too few"),
        ("length", 1, NOTE[1] * 3, "too many"),
        ("paragraphs", 1, NOTE[1] + "\n", "2 (1)"),
        ("repetition", 1, NOTE[0], "said twice"),
        ("ending", 2, NOTE[2].rstrip("。"), "的读者阅读"),
        ("ending", 2, NOTE[2].rstrip("。") + "……", "……"),
        ("punctuation", 0, "渡船该不该涨价，要先看“账”怎么记」。", "怎么记」"),
        ("punctuation", 0, "渡船该不该涨价，，要先看账怎么记。", "，，"),
        ("person", 0, "我们先看账怎么记，再谈渡船涨价。", "我们"),
        ("person", 2, "如果你关心县域交通和公共服务定价，可以一读。", "你"),
        ("praise", 2, "文章深入浅出，适合关心县域交通的读者阅读。", "深入浅出"),
        ("clickbait", 0, "渡船竟然亏本，要先看账怎么记。", "竟然"),
        ("chatter", 0, "以下是编辑导语，要先看账怎么记。", "以下是"),
        ("markup", 0, "**渡船**该不该涨价，要先看账怎么记。", "**"),
        ("title", 0, "渡口不该只算船票，青石镇的一本水账说明了这点。", "青石镇的一本水账"),
        ("copied sentence", 1, "本文想算清楚这本账。" + NOTE[1], "本文想算清楚这本账"),
        ("copied run", 1, NOTE[1][:20] + "桥没有抢走渡船的生意，坐船的人反而多。", "桥没有抢走渡船的生意"),
    ],
)
def test_what_is_wrong_is_found_and_shown(name: str, at: int, text: str, shown: str) -> None:
    source = ferry()
    texts = list(NOTE)
    texts[at] = text
    check = checked([part(source, *texts)], source)[name]
    assert not check.ok
    assert shown in check.detail


def test_details_say_how_much_and_where_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", "zh")
    source = ferry()
    texts = ("我们算账。", "桥没有抢走渡船的生意，坐船的人反而多，船票还便宜。")
    checks = checked([part(source, *texts)], source)
    assert checks["length"].detail == "30 字，少了 30 字（要求 60–120 字）"
    assert checks["person"].detail == "第一人称：“我们”"
    run = "。桥没有抢走渡船的生意，坐船的人反而多"
    assert checks["copied run"].detail == f"与原文连续相同，最多 15 字：19 字“{run}”"


def test_a_long_run_is_a_fault_only_where_a_model_wrote() -> None:
    source = ferry()
    texts = (NOTE[0], "桥没有抢走渡船的生意，坐船的人反而多。" + NOTE[1], NOTE[2])
    assert "copied run" not in checked([part(source, *texts)], source, generative=False)
    whole = (
        NOTE[0],
        "坐船的人多了。渡船公司去年的收入是一百八十万元，其中船票只占三成，其余来自码头上的铺面租金和货运。",
        NOTE[2],
    )
    assert not checked([part(source, *whole)], source, generative=False)["copied sentence"].ok


def test_a_run_over_two_sentences_of_the_summary_is_one() -> None:
    source = ferry()
    texts = ("桥没有抢走渡船的生意。", "坐船的人反而多了一成。")
    assert not checked([part(source, *texts)], source)["copied run"].ok


def test_words_of_the_instructions_are_found_unless_the_article_has_them() -> None:
    source = ferry()
    told = "导语写成一个自然段，先点明主题，再概括主要观点。文章：镇上的人说它亏本，也有人说它赚钱。"
    texts = ("导语写成一个自然段，先点明主题。", "镇上的人说它亏本，也有人不这样看。")
    checks = checked([part(source, *texts)], source, instructions=told)
    assert "导语写成一个自然段，先点明主题" in checks["chatter"].detail
    assert checked([part(source, texts[1])], source, instructions=told)["chatter"].ok


def test_a_users_own_words_are_banned_only_if_there_are_any() -> None:
    source = ferry()
    assert "banned" not in checked([part(source, *NOTE)], source)
    assert not checked([part(source, *NOTE)], source, banned=("口径",))["banned"].ok
    assert checked([part(source, *NOTE)], source, banned=("赋能",))["banned"].ok


def test_a_sentence_without_a_source_is_named() -> None:
    source = ferry()
    note = part(source, *NOTE)
    bare = SummaryPart(None, (*note.sentences[:2], Sentence(NOTE[2], ())))
    check = checked([bare], source)["cited"]
    assert not check.ok
    assert NOTE[2] in check.detail


def test_nothing_at_all_has_no_form() -> None:
    source = ferry()
    for form in ("note", "abstract", "takeaways", "qa", "outline", "one-line", "digest"):
        assert failing(checked([], source, form)), form
        assert "cited" in failing(checked([], source, form)), form


def test_one_line_may_go_without_a_full_stop_but_not_with_a_comma() -> None:
    source = ferry()
    for text, ok in (
        ("渡船的亏损出在记账口径上", True),
        ("渡船的亏损出在口径上。", True),
        ("渡船的亏损出在口径上，", False),
    ):
        assert checked([part(source, text)], source, "one-line")["ending"].ok is ok
    assert not checked([part(source, "渡船的亏损出在口径上" * 5)], source, "one-line")["length"].ok


def test_takeaways_are_three_to_five_and_none_twice() -> None:
    source = ferry()
    lines = [f"第{n}点是渡船的账要合起来看{n}次。" for n in "一二三四五六"]
    for count, ok in ((2, False), (3, True), (5, True), (6, False)):
        parts = [part(source, line) for line in lines[:count]]
        assert checked(parts, source, "takeaways")["takeaways"].ok is ok
    twice = [part(source, line) for line in (*lines[:2], lines[0])]
    assert not checked(twice, source, "takeaways")["repetition"].ok


def test_an_article_of_one_sentence_need_not_have_three_takeaways() -> None:
    source = source_of("渡船每天开六班，船票两元。")
    assert checked([part(source, "船票是两元，一天六班。")], source, "takeaways")["takeaways"].ok


def test_questions_are_questions_and_have_answers() -> None:
    source = ferry()
    good = [
        part(source, "因为账记在两处。", heading=f"渡船为什么{how}？") for how in ("亏本", "不涨价", "赚钱")
    ]
    assert failing(checked(good, source, "qa")) == set()
    no_question = [*good[:2], part(source, "因为账记在两处。", heading="渡船的账")]
    assert "渡船的账" in checked(no_question, source, "qa")["pairs"].detail
    no_answer = [*good[:2], SummaryPart("渡船为什么赚钱？", ())]
    assert "渡船为什么赚钱" in checked(no_answer, source, "qa")["pairs"].detail
    spoken = [*good[:2], part(source, "因为账记在两处。", heading="你知道渡船为什么赚钱吗？")]
    assert not checked(spoken, source, "qa")["person"].ok


def outline(source: Source) -> list[SummaryPart]:
    return [
        SummaryPart(
            section.heading,
            (Sentence(f"这一节讲的是{section.heading[-4:]}方面。", (source.cite(at, 0, 4),)),),
            section.level,
            section.path,
        )
        for at, section in enumerate(source.sections)
    ]


def test_an_outline_has_the_articles_headings_in_their_order() -> None:
    source = ferry()
    parts = outline(source)
    assert failing(checked(parts, source, "outline")) == set()
    assert "二、桥通车以后" in checked([*parts[:2], *parts[3:]], source, "outline")["headings"].detail
    assert not checked(parts[::-1], source, "outline")["headings"].ok
    more = [*parts, SummaryPart("五、结语", parts[0].sentences, 2, ("五、结语",))]
    assert "五、结语" in checked(more, source, "outline")["headings"].detail


def test_a_section_of_an_outline_has_one_or_two_sentences() -> None:
    source = ferry()
    parts = outline(source)
    for count, ok in ((0, False), (1, True), (2, True), (3, False)):
        first = SummaryPart(parts[0].heading, parts[0].sentences * count, parts[0].level, parts[0].path)
        assert checked([first, *parts[1:]], source, "outline")["sentences"].ok is ok


def test_a_heading_without_a_text_may_stand_in_an_outline_with_nothing_under_it() -> None:
    source = source_of("# 渡口\n\n## 桥\n\n### 造桥\n\n桥要先勘察，再打桩。\n\n## 船\n\n船每天开六班。\n")
    bridge = source.article.sections[0]
    assert bridge.text == ""
    with_parent = [SummaryPart(bridge.heading, (), bridge.level, bridge.path), *outline(source)]
    for parts in (outline(source), with_parent):
        checks = checked(parts, source, "outline")
        assert checks["headings"].ok, checks["headings"]
        assert checks["sentences"].ok


def test_a_digest_has_themes_of_its_own_and_several_sources() -> None:
    one, other = ferry(), sections(桥="桥全长一千二百米，明年通车。")
    theme = SummaryPart("渡船与桥", (*part(one, NOTE[0]).sentences, *part(other, "桥明年开通。").sentences))
    found = {
        check.name: check for check in form_checks([theme], [one, other], Brief("digest"), generative=True)
    }
    assert failing(found) == set()
    spoken = SummaryPart("我们的渡船与桥", theme.sentences)
    found = {
        check.name: check for check in form_checks([spoken], [one, other], Brief("digest"), generative=True)
    }
    assert failing(found) == {"person"}


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("抱歉，作为AI语言模型，我无法总结这篇文章。", "chatter"),
        ("## 导语\n- 渡船\n- 桥", "markup"),
        ("【标题】渡口{{ title }}", "markup"),
        ("As an AI language model, I cannot help.", "chatter"),
    ],
)
def test_what_a_bad_model_says_fails(answer: str, name: str) -> None:
    source = ferry()
    assert name in failing(checked([part(source, answer)], source))


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["note", "takeaways", "qa", "digest"]))
def test_any_text_gets_a_verdict(texts: list[str], form: Form) -> None:
    source = SOURCE
    parts = [part(source, text, heading=text) for text in texts]
    for check in checked(parts, source, form, instructions="写一段导语").values():
        assert check.detail
        assert isinstance(check.ok, bool)


SOURCE = ferry()


def test_a_note_is_checked_in_about_a_millisecond() -> None:
    source = source_of(
        "# 渡口\n\n"
        + "\n\n".join(f"第{n}号码头租给了{n * 7}号商户，每月收租金{n % 9}元。" for n in range(120))
    )
    note = [part(source, *NOTE)]
    checked(note, source)
    began = time.process_time()
    for _ in range(50):
        checked(note, source)
    assert (time.process_time() - began) / 50 < 0.01
