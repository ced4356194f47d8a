"""What a note opens with: what the article sets out to tell, by its first sentences and the words of its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.summarizing.article.scoring import Scored, Scores
from qa.summarizing.form.counting import is_chinese, length
from qa.summarizing.said.claims import Claim, parts_of
from qa.summarizing.sentences.clauses import is_closed
from qa.summarizing.sentences.compression import trimmed

OPENING = 10
"""In how many of the first sentences the matter is looked for, where the article has no introduction of its own."""

MOST = 46
"""The most characters of an opening sentence."""

_PURPOSE = re.compile(
    r"(?:这(?:篇|份|组|则)(?P<what>文章|手记|笔记|短文|长文|随笔|报告|文字)|本文|文章|下文|我|笔者)?[^，。：“”]{0,10}?(?:想|要|试图|打算|希望|尝试)(?:先)?(?:把它)?"
    r"(?:用[^，。]{2,14})?(?P<verb>说清楚|说明白|说明|说说|谈谈|讲清楚|弄明白|弄清楚|搞清楚|算清楚|讨论|探讨|分析|梳理|介绍|聊聊|回答|回顾|记录|看看|看|谈|讲|说|聊)"
    r"(?:一下|的是|清楚|明白)?(?P<rest>.+)$"
)
_QUESTION = re.compile(
    r"(?:问题|疑问|矛盾|困惑|疑惑|一问)(?:是|在于|开始|变成了|其实是|就是|来了)?[：:，,](?P<rest>[^。]+?)[？?。]?$"
)
_COUNT = re.compile(
    r"^(?:[^，。：:]{0,14}?[一二三四五六七八九十两几]+(?:件|个|点|条|种|项)[^，。：:]{0,12}|的是|清楚|明白)?[：:，,]"
)
_PIECES = re.compile(r"[，,；;]|、以及|以及|、")
_ASK = re.compile(r"什么|怎么|怎样|如何|为何|为什么|谁|哪|多少|是否|[不没]|该|还是|能|吗|到底|究竟")
_LEADS = re.compile(
    r"(?:之?[前后时]|时候|以来|之下|前提下|情况下|来说|而言|来看|方面|为什么)$|^(?:如果|虽然|因为|当|在|从)"
)
_BACK = re.compile(r"^(?:以及|和|与|还有|并且?|又)")
_DEMONSTRATIVE = re.compile(
    r"这|那(?!些)|此|该(?!不该|怎|如|谁|向)|前者|后者|我们|咱|[我你您他她]|她们|两者|三者"
)
_ACTED = re.compile(
    r"我.{0,12}?(?:参与|负责|走访|采访|调查|做过|做了|跟了|跟踪|去了|待了|放了|在[^，]{2,12}(?:做|写|工作|负责)|接触|统计|整理|试|买|用|写|访)"
)

_DID_MUCH = re.compile(r"参与|负责|走访|采访|调查|跟了|跟踪|做过|待了|接触|统计|整理")


def matters(scores: Scores, topics: Sequence[str]) -> list[Claim]:
    """Return how a note may open, the best first, each a sentence without its full stop.

    >>> from qa.reading import read_text
    >>> from qa.summarizing.article.source import Source
    >>> text = "大家都在谈桥梁。我想弄明白一件事：它通车以后，渡船靠什么过日子。"
    >>> [claim.text for claim in matters(Scores(Source(read_text(text, name="桥梁.md").article)), ["桥梁"])][0]
    '文章追问桥梁通车以后，渡船靠什么过日子'
    """
    opening = _opening(scores)
    found: list[Claim] = []
    before = ""
    for scored in opening:
        sentence = scored.sentence
        if not scored.barred or sentence.text.rstrip().endswith(("？", "?")):
            asked = list(_asked(trimmed(sentence.text), before, topics))
            found += [Claim(text, sentence, 2.2 + _fit(text, topics), True) for text in asked]
            if not scored.barred:
                found += _acted(scored, topics)
                found += _told(scored, topics)
        before += sentence.text
    found += _plain(scores, topics)
    return sorted((claim for claim in found if length(claim.text) <= MOST), key=lambda claim: -claim.score)


def _opening(scores: Scores) -> list[Scored]:
    own = [scored for scored in scores.sentences if scored.sentence.section == 0]
    return own[:OPENING] if len(scores.source.sections) == 1 else own[: 2 * OPENING]


def _asked(text: str, before: str, topics: Sequence[str]) -> Iterator[str]:
    """Yield what the author sets out to answer or to tell, said of the article."""
    purpose = _PURPOSE.search(text)
    match = purpose or _QUESTION.search(text)
    if match is None or not is_closed(match["rest"]):
        return
    rest = match["rest"].strip(" 。？?！!")
    counted = _COUNT.match(rest)
    if counted and rest[counted.end() :].strip():
        rest = rest[counted.end() :]
    elif purpose and purpose["verb"] in ("说", "讲", "看", "谈", "聊") and not re.match(r"[：:]", rest):
        return
    rest = rest.strip("：:，, ")
    pieces = [piece for piece in _resolved(_PIECES.split(rest), before, topics) if piece]
    if not pieces:
        return
    for count in range(len(pieces), 0, -1):
        if _LEADS.search(pieces[count - 1]):
            continue
        told = "，".join(pieces[:count])
        if _ASK.search("，".join(pieces)) and not _ASK.search(told):
            continue
        if length(told) >= 6:
            yield f"文章追问{told}" if _ASK.search(told) else f"文章谈的是{told}"


def _resolved(pieces: Sequence[str], before: str, topics: Sequence[str]) -> Iterator[str]:
    """Yield what can be read without what stood before: 它 is what the article is about, if that was named."""
    named = topics[0] if topics and topics[0] in before else ""
    for piece in pieces:
        text = _BACK.sub("", piece.strip()).removeprefix("那些").removeprefix("这些")
        if "它" in text:
            if not named or "它们" in text:
                continue
            # 它 may follow another noun, and then mean that.
            at = text.index("它")
            if at > 3 or text.count("它") > 1:
                continue
            text = text[:at] + named + text[at + 1 :]
        if not _DEMONSTRATIVE.search(text):
            yield text


def _acted(scored: Scored, topics: Sequence[str]) -> Iterator[Claim]:
    """Yield what the author did that the article tells of."""
    if not _ACTED.search(scored.sentence.text):
        return
    for text, _ in parts_of(scored.sentence.text, most=MOST):
        if text.count("作者") == 1 and not text.startswith("作者认为"):
            yield Claim(
                text, scored.sentence, 0.9 + 0.4 * bool(_DID_MUCH.search(text)) + _fit(text, topics), True
            )


def _told(scored: Scored, topics: Sequence[str]) -> Iterator[Claim]:
    """Yield what the article's first sentences say of its topic."""
    if scored.others:
        return
    for text, _ in parts_of(scored.sentence.text, most=MOST):
        if "作者" not in text:
            yield Claim(text, scored.sentence, 0.3 * scored.score + _fit(text, topics))


def _plain(scores: Scores, topics: Sequence[str]) -> Iterator[Claim]:
    """Yield that the article is about its topics."""
    for count in (2, 1):
        named = list(topics[:count])
        places = [sentence for sentence in scores.source.sentences if named and named[0] in sentence.text]
        if len(named) < count or not places or not all(topic in scores.source.text for topic in named):
            continue
        text = f"文章谈的是{'与'.join(named)}"
        if not is_chinese(places[0].text):
            text = f"The article is about {' and '.join(named)}"
        yield Claim(text, places[0], 0.8 + 0.1 * count, True)


def _fit(text: str, topics: Sequence[str]) -> float:
    return 0.4 * any(topic in text for topic in topics[:2]) - abs(length(text) - 28) / 60
