"""What a question says of the article that it means."""

from __future__ import annotations

import datetime as dt

import pytest

from qa.indexing.records import record_of
from qa.models import Article, Section
from qa.named import times_named

TEXT = Section(0, "导言", 0, ("导言",), None, "渡船每天开六班。")
FERRY = record_of(
    Article(
        "渡口的黄昏：一条河的三十年",
        (TEXT,),
        author="水乡日报",
        columnist="程望潮",
        date=dt.date(2017, 5, 4),
        categories=("交通", "地方志"),
    ),
    "r",
    chunks=1,
    spans=1,
)


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("程望潮写了哪几篇文章？", 1),
        ("程望潮在水乡日报发表过什么文章？", 1),
        ("《渡口的黄昏》是谁写的？", 2),
        ("程望潮的《渡口的黄昏》哪天发表？", 3),
        ("2017年5月发表的文章有哪些？", 1),
        ("2017年5月4日发表的是哪一篇？", 1),
        ("2017年6月发表的文章有哪些？", 0),
        ("交通这个分类里有哪些文章？", 1),
        ("讲交通的那篇文章是谁写的？", 0),
        ("《渡轮》的作者是谁？", 0),
        ("《 》的作者是谁？", 0),
        ("作者是谁？", 0),
    ],
)
def test_what_is_said_of_an_article(question: str, times: int) -> None:
    assert times_named(question, FERRY) == times


def test_an_article_of_which_nothing_is_known() -> None:
    bare = record_of(Article("", (TEXT,)), "r", chunks=1, spans=1)
    assert times_named("《渡口》是谁2017年写的？", bare) == 0
