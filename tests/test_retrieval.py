"""From a query to passages, with the real embedder, Chroma and tantivy on a handful of small articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa import text as zh
from qa.chunking import in_context
from qa.embedding.base import Embedder
from qa.errors import LibraryEmpty, QuestionEmpty, QuestionTooLong
from qa.indexing.library import Library
from qa.indexing.vectors import Identity
from qa.models import INTRODUCTION, Article, Filters, Passage, Section
from qa.query import LONGEST_QUERY, is_about_article, require_query
from qa.retrieval import Found, Retriever
from tests.remembering_e5 import RememberingE5

EVERYTHING = Filters()


def article(title: str, *sections: tuple[str, str], **fields: object) -> Article:
    made = (
        Section(index, heading, 2, (heading,), f"s{index}", text)
        for index, (heading, text) in enumerate(sections)
    )
    return replace(Article(title, tuple(made)), **fields)  # type: ignore[arg-type]


RESERVE = article(
    "备付金去了哪里",
    ("什么是备付金", "备付金是支付机构预收的、要付给商户的钱。它不属于支付机构。"),
    ("利息给了谁", "集中存管以后，海棠支付一年的利息收入减少了1.62亿元。"),
    author="林见微",
    date=dt.date(2021, 3, 15),
    categories=("支付", "监管"),
)
CLOUD = article(
    "核心系統上雲記",
    ("停机", "迁移期间停机四次，每次不超过两小时。作者认为这已经很少。"),
    ("成本", "三年花了三亿元，其中一半是人力。"),
    author="数智周刊",
    columnist="周遠山",
    date=dt.date(2022, 6, 1),
    categories=("技术",),
)
INSURANCE = article(
    "车险理赔新流程",
    ("拍照定损", "车主拍三张照片，模型当场估出维修费用，小额案件十分钟到账。"),
    author="林见微",
    date=dt.date(2022, 6, 2),
    categories=("保险",),
)
UNDATED = article(
    "农村普惠金融随笔",
    ("助农取款", "村口小卖部装了取款点，老人不用再坐班车去镇上领养老金。"),
    categories=("支付",),
)
COPY = article(
    "转载一则",
    ("拍照定损", "车主拍三张照片，模型当场估出维修费用，小额案件十分钟到账！"),
    author="转载者",
    date=dt.date(2023, 1, 1),
)
# Each sentence is a chunk of its own.
STEPS = [
    "第一步要向当地的人民银行提交书面申请，写明股东和业务范围。",
    "第二步由监管部门现场核查，看机房也看制度，四十天内给意见。",
    "第三步是公示十天，在此期间任何人都可以对申请提出书面异议。",
    "第四步缴纳保证金并签承诺书，保证金不得低于注册资本的一成。",
    "第五步领取许可证，有效期五年，期满之前六个月要再申请续展。",
]
LICENCE = article("怎样申请支付许可证", ("办理步骤", "".join(STEPS)), ("费用", "办理许可证不收取任何费用。"))
ARTICLES = [RESERVE, CLOUD, INSURANCE, UNDATED, COPY, LICENCE]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    made = new_library(tmp_path_factory.mktemp("retrieval"), embedder)
    with made.write(embedder) as writer:
        for each in ARTICLES:
            writer.put(each)
    yield made
    made.close()


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return RememberingE5()


def new_library(home: Path, embedder: Embedder) -> Library:
    return Library(home, str(home / "store"), Identity(embedder.id, embedder.dimension, 50, 50))


@pytest.fixture(scope="module")
def retriever(library: Library, embedder: Embedder) -> Retriever:
    return Retriever(library, embedder, 0.3)


def search(retriever: Retriever, query: str, filters: Filters = EVERYTHING, limit: int = 6) -> list[Passage]:
    return list(retriever.find(require_query(query), limit, filters).passages)


def titles(passages: list[Passage]) -> set[str]:
    return {passage.title for passage in passages}


# --- ranking --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title", "heading"),
    [
        ("备付金的定义", "备付金去了哪里", "什么是备付金"),
        ("海棠支付的利息少了多少？", "备付金去了哪里", "利息给了谁"),
        ("系统搬到云上一共花了多少钱？", "核心系統上雲記", "成本"),
        ("遷移時停機幾次？", "核心系統上雲記", "停机"),
        ("老年人怎样在家门口取到退休金？", "农村普惠金融随笔", "助农取款"),
        ("申请牌照要公示多久？", "怎样申请支付许可证", "办理步骤"),
        ("ＧＰＴ 办理许可证的费用", "怎样申请支付许可证", "费用"),
    ],
)
def test_the_right_section_comes_first(retriever: Retriever, query: str, title: str, heading: str) -> None:
    best = search(retriever, query)[0]
    assert (best.title, best.path) == (title, (heading,))


def test_a_passage_is_a_piece_of_its_section(retriever: Retriever, library: Library) -> None:
    passages = search(retriever, "申请支付许可证的步骤和费用", limit=10)
    assert len(passages) == 10
    for passage in passages:
        section = library.article(passage.article).sections[passage.section]
        assert section.text[passage.start : passage.end] == passage.text
        assert (section.path, section.anchor) == (passage.path, passage.anchor)
        assert set(passage.scores) == {"dense", "words", "rerank"}
        if passage.best is not None:
            assert section.text[passage.best.start : passage.best.end] == passage.best.text
            assert passage.best.text in passage.text
    assert [passage.score for passage in passages] == sorted((p.score for p in passages), reverse=True)
    assert len({passage.chunk for passage in passages}) == len(passages)


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_no_more_passages_than_wanted(retriever: Retriever, limit: int) -> None:
    assert 0 < len(search(retriever, "支付", limit=limit)) <= limit


def test_the_same_twice_is_given_once(retriever: Retriever) -> None:
    found = search(retriever, "车险理赔拍照定损要几张照片？", limit=10)
    assert len(titles(found) & {INSURANCE.title, COPY.title}) == 1


def test_the_order_is_always_the_same(retriever: Retriever, library: Library, embedder: Embedder) -> None:
    query = require_query("支付机构的钱和许可证")
    first: Found = retriever.find(query, 10, EVERYTHING)
    assert retriever.find(query, 10, EVERYTHING) == first
    library.close()
    assert Retriever(library, embedder, 0.3).find(query, 10, EVERYTHING) == first


def test_words_alone_and_vectors_alone(library: Library, embedder: Embedder) -> None:
    for weight in (0.0, 1.0):
        best = Retriever(library, embedder, weight).find("海棠支付的利息收入", 3, EVERYTHING).passages[0]
        assert best.path == ("利息给了谁",)


# --- filters --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(author="林见微"), {RESERVE.title, INSURANCE.title}),
        (Filters(author="林見微"), {RESERVE.title, INSURANCE.title}),
        (Filters(author="数智周刊"), {CLOUD.title}),
        (Filters(author="周远山"), {CLOUD.title}),
        (Filters(author="林"), set()),
        (Filters(category="支付"), {RESERVE.title, UNDATED.title}),
        (Filters(category="監管"), {RESERVE.title}),
        (Filters(since=dt.date(2022, 6, 1)), {CLOUD.title, INSURANCE.title, COPY.title}),
        (Filters(since=dt.date(2022, 6, 2)), {INSURANCE.title, COPY.title}),
        (Filters(until=dt.date(2021, 3, 15)), {RESERVE.title}),
        (Filters(until=dt.date(2021, 3, 14)), set()),
        (Filters(since=dt.date(2022, 6, 1), until=dt.date(2022, 6, 1)), {CLOUD.title}),
        (Filters(since=dt.date(2023, 1, 1), until=dt.date(2021, 1, 1)), set()),
        (Filters(author="林见微", category="支付"), {RESERVE.title}),
        (Filters(author="林见微", category="技术"), set()),
        (Filters(articles=("nope",)), set()),
    ],
)
def test_filters(retriever: Retriever, filters: Filters, expected: set[str]) -> None:
    for query in ("支付机构的备付金", "拍照片", "这篇文章的作者是谁？"):
        found = titles(search(retriever, query, filters, limit=20))
        if expected >= {INSURANCE.title, COPY.title}:  # of which one is left out as a copy
            assert found - {INSURANCE.title, COPY.title} == expected - {INSURANCE.title, COPY.title}
        else:
            assert found == expected


def test_filters_by_article(retriever: Retriever, library: Library) -> None:
    ids = {record.title: record.id for record in library.records.values()}
    one = Filters(articles=(ids[CLOUD.title],))
    assert titles(search(retriever, "备付金", one)) == {CLOUD.title}
    two = replace(one, articles=(ids[CLOUD.title], ids[RESERVE.title]))
    assert titles(search(retriever, "备付金", two)) == {CLOUD.title, RESERVE.title}
    assert titles(search(retriever, "备付金", replace(two, author="林见微"))) == {RESERVE.title}


# --- questions about the article itself -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title", "fact"),
    [
        ("《备付金去了哪里》的作者是谁？", RESERVE.title, "林见微"),
        ("车险理赔那篇文章是谁写的？", INSURANCE.title, "林见微"),
        ("备付金那篇文章什么时候发表的？", RESERVE.title, "2021年3月15日"),
        ("《备付金去了哪里》发表于哪一年？", RESERVE.title, "2021年3月15日"),
        ("怎样申请支付许可证这篇文章分几节？", LICENCE.title, "共有2节"),
        ("核心系统上云记的作者是谁？", CLOUD.title, "周遠山"),
        ("備付金去了哪裡的作者是誰？", RESERVE.title, "林见微"),
        ("周遠山写了哪几篇文章？", CLOUD.title, "周遠山"),
        ("《核心系统上云记》的作者和发布方各是谁？", CLOUD.title, "周遠山"),
    ],
)
def test_the_metadata_answers(retriever: Retriever, query: str, title: str, fact: str) -> None:
    best = search(retriever, query)[0]
    assert (best.section, best.path) == (-1, ("文章信息",))
    assert best.title == title
    assert fact in best.text


@pytest.mark.parametrize(
    "query",
    [
        "作者认为停机次数多吗？",
        "作者说备付金属于谁？",
        "停机四次，作者怎么看？",
        "备付金是什么？",
        "许可证的有效期到什么时候？",
        "谁来公示？",
        "写明哪些内容？",
        "资金的来源是什么？",
        "银行在哪里发卡？",
        "监管发布了哪几个办法？",
        "这个产品什么时候上线？",
        "中奖号码登在什么地方？",
        "《备付金账本》是哪年发行的软件？",
        "这个办法由哪家机构发布？",
    ],
)
def test_the_metadata_keeps_out_of_other_questions(retriever: Retriever, query: str) -> None:
    assert not is_about_article(query)
    assert all(passage.section >= 0 for passage in search(retriever, query, limit=20))


@pytest.mark.parametrize(
    "query",
    [
        *["这篇文章的作者是谁？", "谁写了这篇文章？", "这篇文章由谁撰写？", "作者叫什么名字？"],
        *["它是什么时候发表的？", "这篇文章发表于哪一年？", "文章的标题是什么？", "这篇文章属于哪个分类？"],
        *["许某写了哪几篇文章？", "这篇文章最早是在哪里发的？", "《桥》的作者和发布方各是谁？"],
        *["这篇文章由哪家网站发布？", "那篇文章写于哪一年？", "这篇文章归在哪一类？", "谁采写了这篇文章？"],
        *[
            "《桥》刊登在哪家报纸？",
            "许某发表的文章有哪些？",
            "哪几篇是许某写的？",
            "Which articles did Xu write?",
        ],
        *["这篇文章分几节？", "全文共有多少章？", "Who wrote this article?"],
        "這篇文章的作者是誰？",
    ],
)
def test_about_the_article(query: str) -> None:
    assert is_about_article(query)


def test_articles_that_the_question_names_come_first(tmp_path: Path, embedder: Embedder) -> None:
    by_author = [
        replace(article(title, (INTRODUCTION, text)), author=author)
        for title, text, author in (
            ("渡口", "渡船每天开六班。", "程望潮"),
            ("大桥", "大桥全长一千二百米。", "袁野"),
            ("航标灯", "守灯塔的人每晚点灯。", "程望潮"),
            ("写作课", "写文章先要想好写几篇，哪几篇先写。", "袁野"),
            ("文章做在水上", "船工写了几首号子。", "袁野"),
        )
    ]
    library = new_library(tmp_path, embedder)
    with library.write(embedder) as writer:
        for each in by_author:
            writer.put(each)
    retriever = Retriever(library, embedder, 0.3)
    for query in ("程望潮写了哪几篇文章？", "程望潮的作品，文章有几篇？"):
        found = retriever.find(query, 5, EVERYTHING).passages
        assert {passage.title for passage in found[:2]} == {"渡口", "航标灯"}
        assert all(passage.section < 0 for passage in found[:2])
        scores = [passage.score for passage in found]
        assert scores == sorted(scores, reverse=True)
    library.close()


# --- other words, other languages -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title", "heading"),
    [
        ("How much interest did Haitang lose?", RESERVE.title, "利息给了谁"),
        ("How many staff hours did the cloud cost?", CLOUD.title, "成本"),
        ("Where do the elderly withdraw their pension in the village?", UNDATED.title, "助农取款"),
        ("乡下拿退休金的地方叫什么？", UNDATED.title, "助农取款"),
    ],
)
def test_what_shares_no_word_with_the_question(
    retriever: Retriever, query: str, title: str, heading: str
) -> None:
    assert (title, (heading,)) in [(p.title, p.path) for p in search(retriever, query)[:2]]


def test_scores_are_of_the_question_itself(retriever: Retriever, embedder: Embedder) -> None:
    query = "什么是备付金？"
    for passage in search(retriever, query):
        if passage.best is not None:
            context = in_context(passage.title, passage.path, passage.best.text)
            cosine = embedder.embed_passages([context])[0] @ embedder.embed_queries([query])[0]
            assert passage.scores["dense"] == pytest.approx(float(cosine), abs=2e-3)


def test_both_things_that_are_compared_come_first(tmp_path: Path, embedder: Embedder) -> None:
    boats = article(
        "过河",
        (INTRODUCTION, "过河有两条路，渡船和大桥，各有各的花费，这篇文章把渡船和大桥放在一起比。"),
        ("水上", "坐渡船，每人收两元钱，孩子不收，逢大风停开。"),
        ("桥上", "走大桥，汽车一次收十五元钱，行人不收。"),
        ("码头", "码头边有茶摊，卖花生和凉茶。"),
    )
    library = new_library(tmp_path, embedder)
    with library.write(embedder) as writer:
        for each in (boats, *ARTICLES):
            writer.put(each)
    found = Retriever(library, embedder, 0.3).find("渡船和大桥各收多少钱？", 10, EVERYTHING)
    assert {passage.path for passage in found.passages[:2]} == {("水上",), ("桥上",)}
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)
    # What only a side brought up does not make the question look nearer to the library than it is.
    near = embedder.embed_queries(["渡船和大桥各收多少钱？"])[0]
    assert max(found.span_scores.values()) == pytest.approx(float(library.nearest(near, 1)[0][1]), abs=2e-3)
    library.close()


# --- reranking ------------------------------------------------------------------------------------------


def test_an_introduction_goes_behind_its_section(tmp_path: Path, embedder: Embedder) -> None:
    told = article(
        "渡口",
        (INTRODUCTION, "渡船为什么停开，渡船停开以后过河的人怎么办，这里讲渡船停开的这两件事。"),
        ("停开的原因", "上游修坝以后，水位降了两米，船底会擦到沙洲，渡船只好停开。"),
        ("过河", "现在过河的人绕道五公里走大桥。"),
    )
    library = new_library(tmp_path, embedder)
    with library.write(embedder) as writer:
        for each in (told, *ARTICLES):
            writer.put(each)
    query, sections = "渡船为什么停开？", {}
    for rerank in (True, False):
        found = Retriever(library, embedder, 0.3, rerank=rerank).find(query, 5, EVERYTHING).passages
        sections[rerank] = [passage.section for passage in found][:2]
        assert all(("rerank" in passage.scores) == rerank for passage in found)
        scores = [passage.score for passage in found]
        assert scores == sorted(scores, reverse=True)
    library.close()
    assert sections == {True: [1, 0], False: [0, 1]}


# --- queries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\n\t",
        "　",
        "👍",
        "👨\u200d👩\u200d👧",
        "\x00\x1b",
        "？",
        "。，！",
        "「」",
        "\u200b\ufeff",
        "——",
        "\u0301",
        "\ud800",
    ],
)
def test_an_empty_question(query: str) -> None:
    with pytest.raises(QuestionEmpty) as caught:
        require_query(query)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("query", ["支" * 20_000, "a" * (LONGEST_QUERY + 1), "？" * 20_000])
def test_a_question_that_is_too_long(query: str) -> None:
    with pytest.raises(QuestionTooLong) as caught:
        require_query(query)
    assert caught.value.details == {"length": len(query), "limit": LONGEST_QUERY}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("  什么是\n备付金？ ", "什么是 备付金？"),
        ("\x00备付金\u200b", "备付金"),
        ("3", "3"),
        ("a" * LONGEST_QUERY, "a" * LONGEST_QUERY),
        ("cafe\u0301", "café"),
    ],
)
def test_a_question_is_cleaned(query: str, expected: str) -> None:
    assert require_query(query) == expected


@pytest.mark.parametrize(
    "query", ["的", "a OR b AND NOT (c", 'words:"备付金"', "*", "1+1", "备付金^2~", "<|endoftext|>x"]
)
def test_any_question_is_only_text(retriever: Retriever, query: str) -> None:
    if any(character.isalnum() for character in query):
        assert search(retriever, query)


def test_an_empty_library(tmp_path: Path, embedder: Embedder) -> None:
    empty = new_library(tmp_path, embedder)
    with pytest.raises(LibraryEmpty) as caught:
        Retriever(empty, embedder, 0.3).find("备付金", 3, EVERYTHING)
    assert caught.value.details["store"] == str(tmp_path / "store")


# --- widening -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(retriever: Retriever, library: Library) -> list[Passage]:
    """Return the five chunks of one section, as passages in reading order."""
    [licence] = [record for record in library.records.values() if record.title == LICENCE.title]
    found = search(retriever, "支付许可证怎样办理", Filters(articles=(licence.id,)), limit=20)
    ordered = sorted((p for p in found if p.section == 0), key=lambda passage: passage.start)
    assert [passage.text for passage in ordered] == STEPS
    return ordered


def tokens(passages: list[Passage]) -> int:
    return sum(zh.count_tokens(passage.text) for passage in passages)


def in_place(library: Library, passages: list[Passage]) -> None:
    taken: set[tuple[str, int, int]] = set()
    for passage in passages:
        section = library.article(passage.article).sections[passage.section]
        assert section.text[passage.start : passage.end] == passage.text
        mine = {(passage.article, passage.section, at) for at in range(passage.start, passage.end)}
        assert not mine & taken
        taken |= mine


def test_a_passage_is_given_its_neighbours(
    retriever: Retriever, library: Library, steps: list[Passage]
) -> None:
    [widened] = retriever.widen([steps[2]], 3000)
    assert widened.start < steps[2].start
    assert widened.end > steps[2].end
    assert (widened.article, widened.section, widened.score) == (steps[2].article, 0, steps[2].score)
    in_place(library, [widened])


@pytest.mark.parametrize("budget", [1, 60, 80, 110, 130, 3000])
@pytest.mark.parametrize("order", [[2], [0, 4], [4, 0, 2], [3, 1], [0, 1, 2, 3, 4], [4, 3, 2, 1, 0]])
def test_the_budget_is_kept(
    retriever: Retriever, library: Library, steps: list[Passage], budget: int, order: list[int]
) -> None:
    chosen = [steps[number] for number in order]
    widened = retriever.widen(chosen, budget)
    in_place(library, widened)
    assert widened[0].start <= chosen[0].start < chosen[0].end <= widened[0].end, "the best is always there"
    assert tokens(widened) <= max(budget, tokens(chosen[:1]))


def test_passages_side_by_side_become_one(
    retriever: Retriever, library: Library, steps: list[Passage]
) -> None:
    [joined] = retriever.widen([steps[1], steps[2]], tokens(steps[1:3]))
    assert joined.text == STEPS[1] + STEPS[2]
    [joined] = retriever.widen([steps[2], steps[1]], tokens(steps[1:3]))
    assert joined.text == STEPS[1] + STEPS[2]
    in_place(library, [joined])


def test_the_one_between_two_makes_them_one(
    retriever: Retriever, library: Library, steps: list[Passage]
) -> None:
    [joined] = retriever.widen([steps[0], steps[2], steps[1]], tokens(steps[:3]))
    assert joined.text == "".join(STEPS[:3])
    in_place(library, [joined])


def test_other_sections_stay_apart(retriever: Retriever, library: Library, steps: list[Passage]) -> None:
    others = search(retriever, "利息和费用", limit=3)
    widened = retriever.widen([steps[0], *(p for p in others if p.article != steps[0].article)], 3000)
    in_place(library, widened)
    assert len({(passage.article, passage.section) for passage in widened}) == len(widened)


def test_nothing_widens_to_nothing(retriever: Retriever) -> None:
    assert retriever.widen([], 3000) == []
