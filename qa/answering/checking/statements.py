"""What a text states: its sentences, and those parts of it that state nothing which a source could support.

The text may be Markdown: marks of headings, lists, emphasis and links are no part of a sentence, and neither are
citation marks such as [1].
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qa import text as zh
from qa.answering.checking.absence import says_absent
from qa.answering.checking.sentences import without_markers
from qa.language import say
from qa.numerals import numbers

# What stands for a mark that is taken out. U+001F counts as white space, so that a sentence ends where a mark
# follows its full stop; the other does not, so that 什么是**备付金** stays one word. Neither is in a clean text.
_GAP, _NOTHING = "\x1f", "\x1e"
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*")
_RULE = re.compile(r"\s*\|?[\s|:-]*-[\s|:-]*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<inside>[^*_]+)\1[：:]?\s*")
_LIST_MARK = re.compile(
    r"\s*(?:>\s*)*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|[•·●▪◦]\s*|#{1,6}\s+|>\s*|\d{1,2}(?:[.)]\s+|\.(?=[^\d\s])|[、）]\s*)"
    r"|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]\s*|[①-⑳]\s*|[一二三四五六七八九十]{1,3}、\s*)"
    r"|\s*(?:答|回答|答案|答复|编辑导语|导语|编者按|摘要|提要|内容提要|总结|结论|Answer|Summary)\s*[:：]\s*",
    re.IGNORECASE,
)
_LINK = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|\[(?P<shown>[^\]\n]+)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"\*\*|__|`+|~~|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_CELL = re.compile(r"\s*\|\s*")
_CLOSINGS = "」』”’）)》\"'*_ \x1e\x1f\n\t\u3000"
_PLAIN_HEADING = 25
_BROKEN_LINE = 25

_GREETING = re.compile(
    r"(您好|你好|大家好|各位(读者|朋友|同事)?(大家)?(早上|上午|中午|下午|晚上)?好|早上好|上午好|下午好|晚上好|嗨|哈喽)(呀|啊)?"
    r"|(好的|当然|没问题|可以的|明白了|收到)(可以|的)?|(非常)?(感谢|谢谢)(您的|你的|大家的|各位的)?(提问|阅读|关注|支持|观看|耐心)*"
    r"|(很高兴|乐意)(能)?(为您|为你|帮您|帮你).{0,8}|希望(以上|这些|我的|这|上述)?.{0,10}(对您|对你|能).{0,8}(帮助|帮到您|帮到你|有用).{0,2}"
    r"|(如|如果)(您|你)?(还)?有(其他|任何|别的|更多)?(的)?(问题|疑问).{0,20}|(祝|敬)(您|你|大家|阅读).{0,8}|敬请(期待|关注|阅读)"
    r"|(hi|hello|hey|dear \w+|good (morning|afternoon|evening))( there| everyone| all)?|sure|of course|certainly"
    r"|thank(s| you)( for [\w ]{1,30})?|(i )?hope (this|that|it) helps|let me know if .{0,60}|best regards",
    re.IGNORECASE,
)
# A sentence of nothing but these says only that something comes, or that something came.
_ANNOUNCEMENT = """
下面 以下 如下 上面 以上 上述 接下来 首先 其次 最后 然后 接着 此外 另外 总之 综上 综上所述 总的来说
总体 总体而言 简而言之 简单 来说 分 分为 分成 分别 几 三点 两点 四点 五点 几点 点 条 方面 几个 三个
两个 四个 五个 多个 多方面 部分 层面 角度 步骤 步 原因 理由 要点 说明 介绍 总结 概括 归纳 梳理 解释
回答 解答 分析 讨论 来看 看 谈 谈谈 讲 讲讲 说 说说 列出 列举 整理 详细 具体 主要 体现 包括 包含
一一 逐一 就是 全部 材料 资料 原文 文章 文中 段落 内容 信息 提供 给出 给定 可知 得知 得出 结论 答案
问题 这个 该 一下 根据 依据 基于 按 按照 其中 例如 比如 譬如 一 二 两 三 四 五 六 七 八 九 十 个
大 点儿 我 我们 本文 全文 为 从 对 你 您 大家
"""
_ANNOUNCING = frozenset(_ANNOUNCEMENT.split())
_ANNOUNCING_ENGLISH = re.compile(
    r"(here (is|are)|the following|in (summary|short|conclusion)|to (sum up|summari[sz]e)|as follows"
    r"|(based on|according to) the (text|article|passages?|material)s?)[\w ,]{0,40}",
    re.IGNORECASE,
)


class Statement(NamedTuple):
    """A part of a text. ``why`` is None for a sentence that states something, else what it is instead."""

    text: str
    start: int
    end: int
    why: str | None


def statements(text: str) -> Iterator[Statement]:
    """Yield the parts of a clean text, in order; what has no letter or digit in it is none.

    >>> for part in statements("# 费率\\n\\n1. 手续费是**3%**。[1] 这合理吗？"):
    ...     print(part.text, part.why)
    费率 a heading
    手续费是3%。 None
    这合理吗？ a question
    """
    lines = list(_joined(text, _lines(text)))
    for number, (start, end, is_code) in enumerate(lines):
        line = text[start:end]
        following = text[slice(*lines[number + 1][:2])] if number + 1 < len(lines) else ""
        is_heading = not is_code and _is_heading(line, following, is_alone=len(lines) == 1)
        marked = line if is_code else _without_marks(line)
        for begin, stop in [(0, len(marked))] if is_code or is_heading else zh.sentences(marked):
            raw = marked[begin:stop]
            shown = _shown(raw)
            if not any(character.isalnum() for character in shown):
                continue
            first = begin + len(raw) - len(raw.lstrip(f" \t\u3000{_GAP}{_NOTHING}"))
            last = begin + len(raw.rstrip())
            why = say("code", "代码") if is_code else _states_nothing(shown, is_heading=is_heading)
            yield Statement(shown, start + first, start + last, why)


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is it code) of each line that has something in it."""
    at, fence = 0, ""
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        opened = _FENCE.match(line)
        if opened and (not fence or opened[1] == fence):
            fence = "" if fence else opened[1]
            continue
        if line.strip():
            yield start, start + len(line.rstrip()), bool(fence)


def _joined(text: str, lines: Iterable[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines; one that is the rest of a long one, which was broken in the middle of a sentence, with it."""
    held: tuple[int, int, bool] | None = None
    for start, end, is_code in lines:
        if (
            held is not None
            and not (is_code or held[2])
            and _goes_on(text[slice(*held[:2])], text[held[1] : end])
        ):
            held = (held[0], end, False)
            continue
        if held is not None:
            yield held
        held = (start, end, is_code)
    if held is not None:
        yield held


def _goes_on(line: str, rest: str) -> bool:
    last = line.rpartition("\n")[2].strip()
    return (
        len(last) >= _BROKEN_LINE
        and rest.count("\n") == 1
        and not _ends_sentence(line)
        and not line.rstrip(_CLOSINGS).endswith(("：", ":"))
        and not re.match(r"\s*(#|\||>|```|~~~|!\[|[-=*_]{3})", rest)
        and not _LIST_MARK.match(rest.lstrip())
        and not re.match(r"\s*(#|\|)", line)
    )


def _is_heading(line: str, following: str, *, is_alone: bool) -> bool:
    if _HEADING.match(line):
        return True
    if _UNDERLINE.fullmatch(following) and not _UNDERLINE.fullmatch(line):
        return True
    if line.lstrip().startswith("|") and _RULE.fullmatch(following):
        return True
    bold = _BOLD_LINE.fullmatch(line)
    if bold and not _ends_sentence(bold["inside"]):
        return True
    # A line without a mark in it, above one that is a sentence: a title. One by itself is what is to be checked.
    short = line.strip()
    return (
        not is_alone
        and len(short) <= _PLAIN_HEADING
        and not re.search(r"[，。；：,;:!?！？|]|^\s*[-*+•·●▪◦\d①-⑳（(]", line)
        and len(following) > 2 * len(short)
        and _ends_sentence(following)
    )


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSINGS)[-1:] in (*"。！？!?….；;",)


def _without_marks(line: str) -> str:
    """Return a line of the same length in which marks are gaps."""
    line = re.sub(r"(?<=[!-~])\n", " ", line).replace("\n", _NOTHING)
    line = _blank(_LIST_MARK, line, _NOTHING, at_start=True)
    if line.lstrip().startswith("|"):
        line = re.sub(r"(?<!\\)\|", "，", line)
    # A link's text stays, before a marker is looked for: [1](address) is a link.
    found = list(_LINK.finditer(line))
    for match in found:
        shown = match["shown"] or ""
        kept = _NOTHING + shown if shown else ""
        line = line[: match.start()] + kept.ljust(len(match.group()), _NOTHING) + line[match.end() :]
    line = without_markers(line, _GAP)
    return _blank(_EMPHASIS, line, _NOTHING)


def _blank(pattern: re.Pattern[str], line: str, blank: str, *, at_start: bool = False) -> str:
    if not at_start:
        return pattern.sub(lambda match: blank * len(match.group()), line)
    at = 0
    while (match := pattern.match(line, at)) and match.end() > at:
        line, at = line[:at] + blank * (match.end() - at) + line[match.end() :], match.end()
    return line


def _shown(raw: str) -> str:
    text = raw.replace(_NOTHING, "")
    # Between two words of English a space stays where a marker stood.
    text = re.sub(rf"(?<=[!-~])[ \t]*{_GAP}[\s]*(?=[0-9A-Za-z])", " ", text)
    text = re.sub(rf"[ \t]*{_GAP}+[ \t]*", "", text)
    return re.sub(r" ?， ?", "，", " ".join(text.split())).strip("，")


def _states_nothing(sentence: str, *, is_heading: bool) -> str | None:
    """Return what a sentence is that states nothing, or None.

    A heading or a question with a figure in it does state it.
    """
    bare = sentence.strip().rstrip("。.！!~～…，,:： ")
    if is_heading and not numbers(sentence):
        return say("a heading", "标题")
    if sentence.rstrip(_CLOSINGS)[-1:] in ("？", "?") and not numbers(sentence):
        return say("a question", "疑问句")
    if all(_GREETING.fullmatch(piece) for piece in re.split(r"[，,！!。\s]+", bare) if piece) or (
        _GREETING.fullmatch(bare)
    ):
        return say("a greeting", "客套话")
    if _announces(bare):
        return say("it only announces what comes", "只是引出下文")
    if says_absent(sentence):
        return say(
            "it says that something is not there, which no sentence can support", "说的是原文没有写，无从对照"
        )
    return None


def _announces(bare: str) -> bool:
    if _ANNOUNCING_ENGLISH.fullmatch(bare):
        return True
    if re.search(r"[A-Za-z]", bare) or any(number.kind for number in numbers(bare)):
        return False
    import rjieba

    words = [word for word in rjieba.cut(zh.fold(bare)) if word.strip() and any(map(str.isalnum, word))]
    return bool(words) and all(word in _ANNOUNCING or word in zh.STOP_WORDS for word in words)
