from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.models import Sentence, SummaryPart
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.wholeness import points_back, unfinished
from qa.summarizing.judging.checks import form_checks
from tests.summarizing.articles import ferry


@pytest.mark.parametrize(
    "text",
    [
        "作者认为，渡船更大的意义在于。",
        "辨认的办法有三条：一看船名。",
        "收入有两类：第一是船票。",
        "如果渡船停航。",
        "文章谈到船票、铺面和。",
        "作者指出。",
        "渡口的收入包括。",
        "只有两本账合起来。",
        "需要说明的是。",
        "渡船亏本，因为。",
        "渡船亏本，”",
    ],
)
def test_a_sentence_that_was_broken_off_is_found(text: str) -> None:
    assert unfinished(text)


@pytest.mark.parametrize(
    "text",
    [
        "渡船的亏损在于记账的口径。",
        "辨认的办法有三条：一看船名，二看船票，三看船员。",
        "收入有两类：一是船票；另一类是租金。",
        "如果渡船停航，铺面就租不出去。",
        "两岸的风光很温和。",
        "这笔钱由公司赠与。",
        "作者把两本账合起来看。",
        "不涨价的理由依然存在于账本里。",
        "渡船公司与镇政府各有一本账。",
        "只有船票涨价，渡船才不亏本。",
        "",
    ],
)
def test_a_whole_sentence_is_none(text: str) -> None:
    assert not unfinished(text)


@pytest.mark.parametrize(
    "text", ["因此渡船亏本。", "它亏本。", "这让渡船亏本。", "其亏损在于口径。", "但渡船亏本。", "后者亏本。"]
)
def test_a_beginning_that_points_back_is_found(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    ["这篇文章讲渡船。", "其实渡船亏本。", "其中的道理在账本里。", "渡船它亏本。", "他人的账不好算。", ""],
)
def test_a_beginning_that_points_to_nothing_before_it_is_none(text: str) -> None:
    assert points_back(text) is None


def test_the_check_says_which_sentence_and_which_word() -> None:
    source = ferry()
    note = SummaryPart(None, (Sentence("因此渡船亏本。", ()), Sentence("作者认为，渡船的意义在于。", ())))
    checks = {check.name: check for check in form_checks([note], source, Brief("note"), generative=False)}
    assert not checks["wholeness"].ok
    assert "渡船的意义在于" in checks["wholeness"].detail
    assert '"因此"' in checks["wholeness"].detail


def test_an_answer_and_what_stands_under_a_heading_may_point_to_it() -> None:
    source = ferry()
    answer = SummaryPart("渡船为什么亏本？", (Sentence("这是口径造成的。", ()),))
    checks = {check.name: check for check in form_checks([answer], source, Brief("qa"), generative=False)}
    assert checks["wholeness"].ok


@given(st.text(max_size=200))
def test_any_text_is_told_apart(text: str) -> None:
    assert unfinished(text) in (True, False)
    word = points_back(text)
    assert word is None or text.strip().startswith(word)
