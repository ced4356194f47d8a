"""A query as it is typed: whether it can be asked, and whether it asks for articles rather than what they say."""

from __future__ import annotations

import re

from qa import text as zh
from qa.errors import QuestionEmpty, QuestionTooLong

LONGEST_QUERY = 2000

# What is asked of the article itself rather than of what it says.
_BY = r"(作者|撰稿人|署名|执笔|发布方|发布者|来源|原作者)"
_OUT = r"发表|发布|刊登|刊发|登载"
_WHEN = r"(什么时候|何时|几时|哪一?(天|年|个?月)|几月(几[号日])?|几[号日])"
_ABOUT_ARTICLE = re.compile(
    rf"{_BY}([、和与及]{_BY})*(各|分别)?(是|叫|为)?(谁|哪位|什么人|什么名字)|谁(写|撰写|撰文|执笔|采写|是作者)|(是|由)(谁|哪位|哪家|哪个(网站|媒体|公众号))(写|撰写|发布|发表)"
    r"|谁的(手笔|笔下|文章|作品)|(哪|几|多少)(一|几|些|两)?(位|个)作者|作者(都|又)?有(谁|哪)"
    rf"|(写|撰写|{_OUT})(了|过|的)?(哪|几|多少|什么)(几|些)?(篇)?(文章|作品)|(写|撰写|{_OUT})(了|过)?(哪几|哪些|几|多少)篇"
    rf"|(写|撰写|{_OUT})[^，。？]{{0,8}}(文章|作品|篇目)(有|是|一共|总共|共)*(哪|几|多少|什么)|的(文章|作品|篇目)(都|一共|总共|共)*有(哪|几|多少)"
    rf"|(哪|几|多少)(一|几|些|两)?篇(文章|作品)?(是|在|由)?[^，。？]{{0,8}}(写|撰写|{_OUT})(的|于|在)?"
    rf"|{_WHEN}(写|成文|见报|{_OUT})|({_OUT})(于|在|的)?({_WHEN}|日期|时间)|(文章|这篇|那篇|》)[^，。？]{{0,6}}{_WHEN}(的|写|登|刊|发[表布的])"
    r"|(文章|本文|全文|这篇|那篇|》).{0,6}在(哪里|哪儿|哪家|哪个|什么地方)[^，。]{0,4}(发|刊|登)|(原载|首发|转载)(于|在|自)?(哪|什么)"
    rf"|(哪家|哪个|什么)(媒体|网站|公众号|杂志|报纸|刊物)[^，。？]{{0,4}}({_OUT})|(文章|本文|这篇|那篇|》)[^，。？]{{0,6}}(刊|登|载|发表|发布)(在|于)(哪|什么)"
    rf"|(文章|这篇|那篇|》)[^，。？]{{0,12}}(由|是)(谁|哪|什么)[^，。？]{{0,6}}(写|撰|采访|整理|编|{_OUT})|(写|作|成文)于{_WHEN}"
    r"|(文章|这篇|那篇|》)[^。？]{0,12}(归|分|放)(类)?(在|到|入|为|进)了?(哪|什么)"
    r"|(标题|题目|篇名)(是|叫|为)?(什么|啥)|(属于|归在|归到|归入|归为|是|在)(什么|哪一?个|哪些|哪一?)(分类|栏目|类别|门类)|(分类|栏目|类别)(是|有)(什么|哪个|哪些)"
    r"|(文章|本文|全文|这篇|那篇|》).{0,8}(分(成|为)?|有|共有?)(几|多少|哪几|哪些)(个)?(小?节|部分|章节?|小标题)"
    r"|\bwho (wrote|is the author)|\bwhen (was|were) .{0,60}(published|written)|\btitle of (the|this) (article|essay)"
    r"|\b(which|what|how many) (articles|essays|pieces) (did|has|have|were|are) .{0,40}(wr[io]t|publish|by\b)"
    r"|\b(articles|essays|pieces) (by|from|in the category)\b",
    re.IGNORECASE,
)
# With an author, a site, a category or a date, this asks for articles.
_OF_ARTICLES = re.compile(
    r"文章|(哪|几|多少)[一几些两]?篇|这篇|那篇|作者|\b(articles?|essays?)\b", re.IGNORECASE
)


def is_about_article(query: str) -> bool:
    """Whether a query asks for an article's author, date, title, category or outline.

    >>> is_about_article("这篇文章的作者是谁？"), is_about_article("作者认为谁是基础设施？")
    (True, False)
    """
    return bool(_ABOUT_ARTICLE.search(zh.fold(query)))


def require_query(query: str) -> str:
    """Return the query cleaned, or raise :class:`QuestionEmpty` or :class:`QuestionTooLong`."""
    cleaned = " ".join(zh.clean(query).split())
    if len(cleaned) > LONGEST_QUERY:
        raise QuestionTooLong(length=len(cleaned), limit=LONGEST_QUERY)
    if not any(character.isalnum() for character in cleaned):
        raise QuestionEmpty(question=cleaned[:40])
    return cleaned


def asks_for_articles(query: str) -> bool:
    """Whether a query that names an author, a site, a category or a date asks for the articles that have it.

    >>> asks_for_articles("林见微写了哪几篇？"), asks_for_articles("林见微认为桥是什么？")
    (True, False)
    """
    return bool(_OF_ARTICLES.search(zh.fold(query)))
