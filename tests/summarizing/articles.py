"""Articles of our own for the tests of summaries."""

from __future__ import annotations

from qa.models import Article, Section
from qa.reading import read_text
from qa.summarizing.article.source import Source

FERRY = """# 渡口不该只算船票：青石镇的一本水账

青石镇的渡船每天开六班，船票两元，十年没有涨过。镇上的人说它亏本，也有人说它赚钱。本文想算清楚这本账。

## 一、船票之外的收入

渡船公司去年的收入是一百八十万元，其中船票只占三成，其余来自码头上的铺面租金和货运。铺面之所以租得出去，是因为渡船每天带来四千名客人。船票便宜，客人才多；客人多，铺面才值钱。

## 二、桥通车以后

大桥二〇二一年通车，全长一千二百米，过桥费每车十元。桥没有抢走渡船的生意，坐船的人反而多了一成。原因在于桥离镇子有八公里，步行的人过不去。

## 三、亏损是怎样算出来的

渡口的“亏损”不是经营不善，而是记账的口径造成的。铺面租金记在镇政府的账上，船员工资却记在渡船公司的账上。两本账分开看，一本必亏，一本必赚。

## 四、三条建议

镇政府应当把铺面租金的一半返还给渡船公司。船票可以涨到三元，但是老人和学生不涨。码头的维护费由桥的收费来补，因为桥的引道占了码头的地。
"""


def source_of(text: str, name: str = "一篇文章") -> Source:
    """Return a text ready to be summarised."""
    return Source(read_text(text, name=name).article)


def ferry() -> Source:
    """Return an article with an introduction and four sections."""
    return source_of(FERRY)


def sections(**texts: str) -> Source:
    """Return an article with these headings and texts."""
    found = (Section(at, h, 2, (h,), None, text) for at, (h, text) in enumerate(texts.items()))
    return Source(Article("一座桥", tuple(found)))
