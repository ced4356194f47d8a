"""The last question with something else in the place of a part of it: another year, another bank, the last bus for the first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa import text as zh
from qa.answering.conversation.antecedents import subject_of
from qa.answering.question.phrases import Phrase, noun_phrases, period
from qa.answering.question.questions import asked
from qa.numerals import numbers

_RANK = re.compile(
    r"(?:第(?:[一二三四五六七八九十百]+|\d+)|首|头|末|最后一?|倒数第[一二三四五六七八九十]|前一|后一|上一|下一)(?P<of>[班次届期位个名批轮条章节步点项场站代集季])"
)
_RELATIVE_YEAR = re.compile(r"(?:(?P<before>前|上|头)|后|下|第二)一?年")
_RELATIVE_TIME = re.compile(
    r"[去今明前后]年|[今昨明后前][天日晚早]|[上下本这]个?(?:周|星期|月|季度)|周末|工作日|节假日"
)
# What is asked for by these has a form of its own, and a thing that has another cannot take its subject's place.
_CLOSED = ("date", "place", "person", "reason")


def substituted(base: str, added: str) -> str:
    """Return a question with what a short question puts in the place of a part of it.

    >>> substituted("海棠支付2018年的利息收入是多少", "2017年"), substituted("第一班渡船是什么时候", "末班")
    ('海棠支付2017年的利息收入是多少', '末班渡船是什么时候')
    """
    added = added.removesuffix("的")
    return _with_rank(base, added) or _with_period(base, added)


def whole_subject(base: str) -> str:
    """Return what a question is about with all that tells it from others; empty where it names nothing.

    >>> whole_subject("海棠支付2018年的利息收入是多少"), whole_subject("第一班渡船是什么时候")
    ('海棠支付2018年的利息收入', '第一班渡船')
    """
    phrases = noun_phrases(base)
    if not phrases:
        return ""
    subject = subject_of(phrases, base)
    start, end = subject[0].start, subject[-1].end
    for rank in _RANK.finditer(zh.fold(base)):
        # 农商行第一班公交, 第一班渡船
        if rank.start() <= end and rank.end() >= start:
            start = min(start, rank.start())
            end = next((phrase.end for phrase in phrases if phrase.start <= rank.end() < phrase.end), end)
    return base[start:end].rstrip("是的")


def _with_rank(base: str, added: str) -> str | None:
    """Return the question with another rank of the same: 末班 for 第一班, 第二个 for 第一个."""
    new = _RANK.match(zh.fold(added))
    old = next((rank for rank in _RANK.finditer(zh.fold(base)) if new and rank["of"] == new["of"]), None)
    if new is None or old is None:
        return None
    end = old.end()
    if new.end() < len(added):  # 末班车 has a noun of its own
        end = next((p.end for p in noun_phrases(base) if p.start <= old.end() < p.end), end)
    return f"{base[: old.start()]}{added}{base[end:]}"


def _with_period(base: str, added: str) -> str:
    rest, old = added, period(zh.fold(base))
    when, new = period(zh.fold(added)), ""
    if match := _RELATIVE_YEAR.match(zh.fold(added)):
        when, new = match.span(), _year_beside(base, -1 if match["before"] else 1)
    elif when is not None:
        new = added[slice(*when)]
    elif match := _RELATIVE_TIME.match(zh.fold(added)):
        when, new = match.span(), added[slice(*match.span())]
    if when is not None and new:
        rest = (added[: when[0]] + added[when[1] :]).strip("的，, ")
        base = f"{base[: old[0]]}{new}{base[old[1] :]}" if old else f"{new}{base}"
    return _with_phrase(base, rest) if rest else base


def _year_beside(base: str, step: int) -> str:
    """Return the year before or after that of a question; empty where it has none."""
    years = [number for number in numbers(zh.fold(base)) if number.kind == "年" and number.value > 100]
    return f"{int(years[0].value) + step}年" if years else ""


def _with_phrase(base: str, rest: str) -> str:
    phrases = noun_phrases(base)
    if not phrases:
        return f"{base}，{rest}呢"
    its, kind = asked(rest).kind, asked(base).kind
    if kind in _CLOSED and its is not None and its != kind:
        return f"{whole_subject(base)}的{rest}{'是多少' if its == 'number' else '是什么'}"
    mine = noun_phrases(rest)
    old = _counterpart(rest, mine[-1].kind if mine else "thing", phrases, base)
    return f"{base[: old.start]}{rest}{base[old.end :]}"


def _counterpart(text: str, kind: str, phrases: Sequence[Phrase], base: str) -> Phrase:
    """Return the phrase that another one stands in the place of: of the same ending, the same kind, or the subject."""

    def common_end(phrase: Phrase) -> int:
        size = 0
        for a, b in zip(reversed(zh.fold(phrase.text)), reversed(zh.fold(text)), strict=False):
            if a != b:
                break
            size += 1
        return size

    best = max(phrases, key=common_end)
    if common_end(best):
        return best
    if kind != "thing":
        return next((phrase for phrase in phrases if phrase.kind == kind), phrases[0])
    return subject_of(phrases, base)[-1]
