"""What a pronoun or another reference in a follow-up question stands for: 它, 那家银行, 第二点, 后者, 当年.

It is looked for in the turns before: the questions as they were understood, and the answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from qa import text as zh
from qa.answering.question.phrases import Phrase, noun_phrases, period

_LONGEST_QUOTE = 60
END = "？?。.!！~～ \t"
# What ties a sentence to the one before it in its article.
_OPENING = re.compile(
    r"^(?:换句话说|也就是说|换言之|说到底|总之|事实上|实际上|其实|然而|不过|但是?|因此|所以|于是|此外|另外|同时|当然|可见|例如|比如)[，,]?"
)
QUESTION_WORD = re.compile(
    r"什么|怎么|怎样|为何|为啥|如何|哪|谁|多少|几|多[大高长久快远重]|是否|有没有|是不是|能不能|吗|何时|何处"
)
_ORDINAL = re.compile(
    r"第(?P<number>[一二三四五六七八九十]|\d{1,2})(?:点|条|句|个原因|个理由|种说法|个说法|个)|(?P<last>最后一?(?:点|条|句|个))"
)
_PAIR = re.compile(r"前者|后者")
_ARTICLE = re.compile(r"(?:这|那|该|本)(?:一)?(?:篇)?(?:文章|文)|(?:这|那)篇|(?<![一-鿿])作者")
_WHEN = re.compile(r"(?:那|这)(?:一)?(?:年(?![费利度报化薪轻息])|时候|时|天)|当时|当年|那个时候")
_WHERE = re.compile(r"(?:那|这)(?:里|儿|边)|当地|该地")
_MEASURED = re.compile(
    r"(?:这|那|该|此)(?:一)?(?:个|家|种|笔|项|位|些|次|件|座|款|条|份|类|套|张|台|段|间|支|名|起|批|句)"
    r"|该(?=公司|银行|机构|平台|企业|系统|产品|项目|方案|模型|办法|技术|团队|部门|国|市|省|县|行|人|书|法)|此(?=事|举|案|人|法|外)"
)
_IT = re.compile(
    r"它们|它|(?<![其吉排利])他们|(?<![其吉排利])他(?![们人国乡日杀])|她们|她"
    r"|(?<![尤极与何莫更若及])其(?![他它次实余间后一二三所乐])"
)
_THIS = re.compile(
    r"[这那](?:样|么|方面)(?!多)|(?:这|(?<=[对把为跟和与在从])那)(?=是|会|能|说|对|意味|和|跟|与|算|有|在|从|由|要|也|还|就|不|$)"
)
# What a question says before a pronoun can be what it stands for: in an earlier clause, or for 它的 and 其.
_CLAUSE = re.compile(r"[，,；;。：:]|说|认为|觉得|指出|表示|提到|主张|强调")
_COMPANY = (
    "支付",
    "银行",
    "公司",
    "平台",
    "科技",
    "集团",
    "机构",
    "镇",
    "县",
    "市",
    "省",
    "国",
    "局",
    "部",
    "会",
    "社",
)
_JOINT = re.compile(r"\s*(?:和|与|跟|同|及|以及|还是|或者?|、)\s*")
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question as it was understood and what was answered. ``titles`` are those of the articles cited."""

    question: str
    sentences: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


class Reference(NamedTuple):
    kind: Literal["it", "this", "measured", "when", "where", "article", "ordinal", "pair"]
    start: int
    end: int
    text: str


def references(core: str) -> list[Reference]:
    """Return what in a question stands for something outside it, in order and without overlap.

    >>> [(reference.kind, reference.text) for reference in references("那家银行的利息归它吗")]
    [('measured', '那家'), ('it', '它')]
    """
    found: list[Reference] = []
    taken: set[int] = set()
    for kind, pattern in (
        ("ordinal", _ORDINAL),
        ("pair", _PAIR),
        ("article", _ARTICLE),
        ("when", _WHEN),
        ("where", _WHERE),
        ("measured", _MEASURED),
        ("it", _IT),
        ("this", _THIS),
    ):
        for match in pattern.finditer(core):
            places = set(range(*match.span()))
            if places & taken or (kind == "it" and _is_inside(core, match)):
                continue
            if kind == "article" and match.group() == "作者" and not core.startswith("作者"):
                continue
            if kind == "pair" and _JOINT.search(core[: match.start()]) and len(noun_phrases(core)) >= 2:
                continue
            taken |= places
            found.append(Reference(kind, *match.span(), match.group()))  # type: ignore[arg-type]
    return sorted(found, key=lambda reference: reference.start)


def _is_inside(core: str, pronoun: re.Match[str]) -> bool:
    """Whether the question itself says, before a pronoun, what that stands for."""
    before = core[: pronoun.start()]
    phrases = noun_phrases(before)
    if not phrases:
        return False
    if pronoun.group()[0] in "他她" and not any(
        phrase.kind == "person" or phrase.head.endswith(("人", "者", "家", "员", "长", "经理", "行长"))
        for phrase in phrases
    ):
        return "作者" in before and _CLAUSE.search(before) is not None
    is_possessive = pronoun.group() == "其" or core[pronoun.end() :].startswith("的")
    return is_possessive or _CLAUSE.search(before, phrases[0].end) is not None


def resolved(core: str, turns: Sequence[Turn]) -> str | None:
    """Return a question with what stands for something else replaced by it; None where one is not known.

    >>> resolved("它的手续费是多少", [Turn("海棠支付2018年的利息收入是多少？")])
    '海棠支付的手续费是多少'
    """
    result, shift = core, 0
    for reference in references(zh.fold(core)):
        rest = core[reference.end :]
        put = _antecedent(reference, rest, turns)
        if put is None:
            return None
        new, more = put
        start, end = reference.start + shift, reference.end + shift + more
        result = result[:start] + new + result[end:]
        shift += len(new) - (reference.end - reference.start) - more
    return result


def _antecedent(reference: Reference, rest: str, turns: Sequence[Turn]) -> tuple[str, int] | None:
    """Return what a reference stands for, and how many characters after it that replaces too."""
    last = turns[-1]
    folded_rest = zh.fold(rest)
    if reference.kind == "article":
        if len(set(last.titles)) != 1:
            return None
        return f"《{last.titles[0]}》" + ("的作者" if reference.text == "作者" else ""), 0
    if reference.kind == "ordinal":
        match = _ORDINAL.fullmatch(reference.text)
        said = _nth(match, last) if match else None
        return (f"“{said}”", 0) if said else None
    if reference.kind == "pair":
        pair = _two(last)
        return (pair[reference.text == "后者"], 0) if pair else None
    if reference.kind == "when":
        dates = [text[slice(*at)] for text in _texts(turns) if (at := period(zh.fold(text)))]
        return (dates[0], 0) if dates else None
    if reference.kind == "where":
        return _first(turns, "place")
    if reference.kind == "measured":
        return _measured(reference, rest, turns)
    if reference.kind == "this":
        said = statement_of(last)
        if said:
            return f"“{said}”" + (reference.text if len(reference.text) > 1 else ""), 0
        topic = _nearest_topic(turns)
        return (topic, 0) if topic else None
    if reference.text.endswith("们") and (pair := _two(last)):
        return f"{pair[0]}和{pair[1]}", 0
    if reference.text[0] in "他她":
        person = _person(turns)
        return (person, 0) if person else None
    topic = _nearest_topic(turns, possessive=folded_rest.startswith("的") or reference.text == "其")
    if topic is None:
        return None
    return (f"{topic}的", 0) if reference.text == "其" and not folded_rest.startswith("中") else (topic, 0)


def statement_of(last: Turn) -> str | None:
    """Return what was answered, where it is short enough to be asked about."""
    if not last.sentences:
        return None
    first = _OPENING.sub("", last.sentences[0].strip(END))
    return first if len(first) <= _LONGEST_QUOTE and not QUESTION_WORD.search(zh.fold(first)) else None


def subject_of(phrases: Sequence[Phrase], base: str) -> list[Phrase]:
    """Return the phrases at the beginning that 的 joins: 海棠支付, 利息收入."""
    group = [phrases[0]]
    for phrase in phrases[1:]:
        between = zh.fold(base[group[-1].end : phrase.start])
        if not re.fullmatch(r"(?:\d+年(?:\d+月)?(?:\d+[日号])?)?的?", between) or not between:
            break
        group.append(phrase)
    return group


def topic_of(base: str, *, possessive: bool = False) -> str | None:
    """Return what a question is about: 备付金的利息, or its owner where something else of it is asked for."""
    phrases = [phrase for phrase in noun_phrases(base) if phrase.kind != "person"] or list(noun_phrases(base))
    if not phrases:
        return None
    subject = subject_of(phrases, base)
    if possessive or subject[0].kind != "thing" or subject[0].text.endswith(_COMPANY):
        return subject[0].text
    return base[subject[0].start : subject[-1].end]


def _measured(reference: Reference, rest: str, turns: Sequence[Turn]) -> tuple[str, int] | None:
    """Return what 那家银行 stands for: what ends in the same word, else what it is about."""
    named = _first_word(rest)
    if named:
        for text in _texts(turns):
            for phrase in noun_phrases(text):
                if zh.fold(phrase.text).endswith(named) and len(phrase.text) > len(named):
                    return phrase.text, len(named)
    topic = _nearest_topic(turns)
    if topic is None:
        return None
    if not named:
        return topic, 0
    # 那次迁移 is one of several things about the topic, 这笔钱 is the topic.
    is_event = reference.text[-1] in "次段批步点些"
    return (f"{topic}的", 0) if is_event else (topic, len(named))


def _first_word(rest: str) -> str:
    """Return the noun or verb that a text begins with, folded; empty where it begins with neither."""
    for word, tag in zh.tagged_words(zh.fold(rest)):
        is_matter = (
            tag.startswith(("n", "v")) and word not in zh.STOP_WORDS and not QUESTION_WORD.search(word)
        )
        return word if is_matter else ""
    return ""


def _texts(turns: Sequence[Turn]) -> list[str]:
    """Return questions and answers, the latest turn first."""
    return [text for turn in reversed(turns) for text in (turn.question, *turn.sentences)]


def _nearest_topic(turns: Sequence[Turn], *, possessive: bool = False) -> str | None:
    topics = (topic_of(text, possessive=possessive) for text in _texts(turns))
    return next(filter(None, topics), None)


def _first(turns: Sequence[Turn], kind: str) -> tuple[str, int] | None:
    for text in _texts(turns):
        for phrase in noun_phrases(text):
            if phrase.kind == kind:
                return phrase.text, 0
    return None


def _person(turns: Sequence[Turn]) -> str | None:
    """Return the person spoken of last: the one that was asked for, else the one in the question."""
    for turn in reversed(turns):
        texts = [turn.question, *turn.sentences]
        if re.search(r"谁|哪位|什么人", zh.fold(turn.question)):
            texts = [*turn.sentences, turn.question]
        for text in texts:
            people = [phrase.text for phrase in noun_phrases(text) if phrase.kind == "person"]
            if people:
                return people[0]
    return None


def _nth(match: re.Match[str], last: Turn) -> str | None:
    if not last.sentences:
        return None
    if match["last"]:
        number = len(last.sentences)
    else:
        written = match["number"]
        number = int(written) if written.isdigit() else _DIGITS.index(written) + 1
    return last.sentences[number - 1].strip(END) if 0 < number <= len(last.sentences) else None


def _two(last: Turn) -> tuple[str, str] | None:
    """Return the two things that were named side by side."""
    for text in (last.question, *last.sentences):
        phrases = noun_phrases(text)
        for one, other in pairwise(phrases):
            if _JOINT.fullmatch(text[one.end : other.start]):
                return one.text, other.text
    return None
