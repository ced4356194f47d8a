from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa.models import Citation, Sentence
from qa.summarizing.article.source import Source
from qa.summarizing.judging.coverage import coverage
from tests.summarizing.articles import ferry, sections, source_of


def cited(source: Source, *places: tuple[int, int, int]) -> Sentence:
    return Sentence("渡船开六班。", tuple(source.cite(*place) for place in places))


def test_each_section_that_is_cited_has_its_say_and_the_others_are_named() -> None:
    source = ferry()
    found = coverage([cited(source, (0, 0, 3), (2, 0, 3)), cited(source, (2, 3, 6))], source)
    assert [path[-1] for path in found.covered] == ["导言", "二、桥通车以后"]
    assert [path[-1] for path in found.missing] == [
        "一、船票之外的收入",
        "三、亏损是怎样算出来的",
        "四、三条建议",
    ]
    assert found.share == 0.4


def test_a_heading_without_a_text_can_not_be_missing() -> None:
    source = source_of("# 渡口\n\n## 桥\n\n### 造桥\n\n桥要先勘察。\n\n## 船\n\n船每天开六班。\n")
    found = coverage([], source)
    assert found.covered == ()
    assert [path[-1] for path in found.missing] == ["造桥", "船"]


def test_a_section_that_a_line_of_argument_names_has_its_say() -> None:
    source = sections(
        **{"一、备用码头的维护": "码头要修。", "二、铺面租金的归属": "租金归镇里。", "三、账": "账要合起来。"}
    )
    line = Sentence("作者先谈码头维护的备用，再谈铺面租金的归属。", (source.cite(2, 0, 2),))
    assert coverage([line], source).missing == ()
    other = Sentence("作者谈到租金和码头。", (source.cite(2, 0, 2),))
    assert len(coverage([other], source).missing) == 2


def test_a_short_heading_is_not_named_by_chance() -> None:
    source = sections(船="船每天开六班。", 桥="桥全长一千二百米。")
    assert len(coverage([Sentence("船与桥都要收费。", ())], source).missing) == 2


def test_another_articles_sections_do_not_count() -> None:
    source = sections(船="船每天开六班。", 桥="桥全长一千二百米。")
    place = replace(source.cite(0, 0, 2), article="another")
    assert coverage([Sentence("船。", (place,))], source).covered == ()


def test_an_article_without_headings_is_looked_at_in_thirds() -> None:
    source = source_of("".join(f"第{n}号码头今年修好了，花了{n}万元。" for n in "一二三四五六七八九"))
    last = source.sentences[-1]
    found = coverage([cited(source, (0, 0, 5), (0, last.start, last.end))], source)
    assert found.covered == (("beginning",), ("end",))
    assert found.missing == (("middle",),)


def test_a_short_article_without_headings_is_one_thing() -> None:
    source = source_of("渡船每天开六班。船票两元。")
    assert coverage([cited(source, (0, 0, 3))], source).missing == ()
    assert coverage([], source).covered == ()


def test_an_article_without_text_lacks_nothing() -> None:
    source = sections(桥="", 船="")
    assert coverage([], source).share == 1.0


SOURCE = ferry()


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20), st.integers(1, 10)), max_size=8))
def test_covered_and_missing_are_all_sections_once(places: list[tuple[int, int, int]]) -> None:
    citations: list[Citation] = [SOURCE.cite(section, start, start + size) for section, start, size in places]
    found = coverage([Sentence("渡。", (citation,)) for citation in citations], SOURCE)
    assert sorted(found.covered + found.missing) == sorted(section.path for section in SOURCE.sections)
    assert len(found.covered) == len({section for section, _, _ in places})
