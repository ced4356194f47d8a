"""Follow-up questions in Chinese made self-contained, by rules: 那2017年呢？ 它归谁？ 为什么？ 第二点是什么意思？

What a question leaves out is taken from the turn before it: the question as it was understood, and the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from qa import text as zh
from qa.answering.phrases import Phrase, noun_phrases, period

Need = Literal["yes", "maybe", "no"]
"""Whether a question needs what was said before: certainly, perhaps (it is short and names nothing), or not."""

_LONGEST_QUOTE = 60
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """One question as it was understood and what was answered. ``titles`` are those of the articles cited."""

    question: str
    sentences: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


_END = "？?。.!！~～ \t"
_LEAD = re.compile(
    r"(?:那么|那就|那|然后|所以|可是|但是|而且|并且|另外|还有|好的|好|嗯|哦|噢|啊)[，,、 ]*(?!里|儿|一?[个家时些种位次样]|一?年(?![费利度报化薪]))"
)
# What ties a sentence to the one before it in its article.
_OPENING = re.compile(
    r"^(?:换句话说|也就是说|换言之|说到底|总之|事实上|实际上|其实|然而|不过|但是?|因此|所以|于是|此外|另外|同时|当然|可见|例如|比如)[，,]?"
)
_TAIL = re.compile(r"(?:呢|啊|呀|嘛|吗|的)+$")
_WHO = r"(?:作者|文章|文中|原文|本文|他们|她们|他|她)"

_WHY = re.compile(
    r"(?:这是|那是|这|那|又)?(?:是)?(?:为什么|为何|为啥|什么原因|啥原因|何故|凭什么|凭啥|怎么会(?:这样)?|原因(?:是什么|何在)?)(?:会)?(?:这样|如此|这么说)?"
)
_MORE = re.compile(
    r"还有(?:什么|哪些|别的|其他的?|没有)?|(?:其他|其它|别的|另外)(?:的|方面)?|除此(?:之外|以外)|此外|继续|接着说|再说说|更多"
)
_DETAIL = re.compile(
    r"(?:能不能|能|可以|请|再)?(?:具体|详细|展开|仔细)(?:地|点|一点|一些|一下|来说|说说|讲讲|说|讲|解释|说明|是怎样|怎么样|是什么|怎么做|有哪些|指什么|内容)*"
)
_EXAMPLE = re.compile(
    r"(?:比如|例如|譬如)(?:说)?|(?:能)?(?:再)?举(?:个|一个|几个|些)?例(?:子|说明)?|有(?:什么|没有|哪些)?例子"
)
_BARE = re.compile(
    r"(?:是|在|从|到|由|有|大概|一共|总共|又|到底|究竟|后来|结果)?(?:什么时候|何时|哪一?年|哪一?天|几时|哪里|哪儿|何处|什么地方|谁|哪位|多少钱?|几[个家次年天条种]|多久|多大|哪些|哪个|怎么做(?:到)?|怎么办|如何做(?:到)?|怎么实现|真的|是真的)"
    r"(?:开始|结束|发生|做|说|提出|的)?"
)
_OPINION = re.compile(
    rf"(?P<who>{_WHO})?(?:是|又|对此|对这)?(?:怎么|如何|怎样)(?:看待?|说|想|认为|评价|解释)"
)
_VIEW = re.compile(rf"(?P<who>{_WHO})(?:的)?(?:看法|观点|意见|结论|立场|态度)(?:是什么|是)?")
_AND = re.compile(r"(?P<what>.{1,24}?)(?:又|会|也)?(?:呢|怎么样|怎样|如何)")
_QUESTION_WORD = re.compile(
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


def need(question: str) -> Need:
    """Return whether a question can be understood only from what was said before it.

    >>> need("那2017年呢？"), need("它归谁？"), need("什么是备付金？"), need("手续费是多少？")
    ('yes', 'yes', 'no', 'maybe')
    """
    if not any(map(str.isalnum, question)):
        return "no"
    folded = zh.fold(question).strip(_END)
    core = _LEAD.sub("", folded, count=1) if _LEAD.match(folded) else folded
    bare = _TAIL.sub("", core)
    if not bare or any(p.fullmatch(bare) for p in (_WHY, _MORE, _DETAIL, _EXAMPLE, _BARE, _OPINION, _VIEW)):
        return "yes"
    if _MORE.fullmatch(_TAIL.sub("", folded)) or _short_and(core) is not None:
        return "yes"
    if _references(core):
        return "yes"
    names = [phrase for phrase in noun_phrases(core) if phrase.kind != "thing" or len(phrase.text) > 4]
    if core != folded and not names:
        return "maybe"
    is_definition = re.match(r"什么是|什么叫|何谓|.{2,10}(?:是什么|指什么|什么意思)$", bare) is not None
    if names or is_definition or len(bare) > _SHORT or period(core) or re.search(r"[《「“\"A-Za-z]", core):
        return "no"
    return "maybe"


def asks_further(question: str) -> bool:
    """Whether a question wants something that was not said yet about the same thing: why, what else, for example."""
    folded = zh.fold(question).strip(_END)
    lead = _LEAD.match(folded)
    cores = (folded, folded[lead.end() :]) if lead else (folded,)
    return any(
        pattern.fullmatch(_TAIL.sub("", core))
        for core in cores
        for pattern in (_WHY, _MORE, _DETAIL, _EXAMPLE)
    )


class _Reference(NamedTuple):
    kind: Literal["it", "this", "measured", "when", "where", "article", "ordinal", "pair"]
    start: int
    end: int
    text: str


def _references(core: str) -> list[_Reference]:
    """Return what in a question stands for something outside it, in order and without overlap."""
    found: list[_Reference] = []
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
            found.append(_Reference(kind, *match.span(), match.group()))  # type: ignore[arg-type]
    return sorted(found, key=lambda reference: reference.start)


def without_references(question: str) -> str:
    """Return a question without what stands for something else in it.

    >>> without_references("那家银行的利息呢")
    '  银行的利息呢'
    """
    folded = zh.fold(question)
    lead = _LEAD.match(folded)
    kept = list(question)
    if lead:
        kept[: lead.end()] = " " * lead.end()
    for reference in _references(folded):
        kept[reference.start : reference.end] = " " * (reference.end - reference.start)
    return "".join(kept)


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


def _short_and(core: str) -> str | None:
    """Return the 2017年 of 2017年呢 where that is all that is asked."""
    match = _AND.fullmatch(core)
    if match is None or _QUESTION_WORD.search(match["what"]) or not any(map(str.isalnum, match["what"])):
        return None
    is_fate = re.search(r"后来|现在|最后|目前|进展|效果|结果", match["what"])
    if not core.endswith("呢") and (len(match["what"]) > 8 or is_fate):
        return None  # 那家银行后来怎么样 asks something of its own
    return match["what"].removeprefix("关于").removeprefix("至于")


def understood(question: str, turns: Sequence[Turn]) -> str | None:
    """Return a follow-up question made self-contained; None where it needs nothing or there is nothing to take.

    ``turns`` are the ones before it, oldest first.

    >>> turns = [Turn("海棠支付2018年的利息收入是多少？", ("利息收入为1.62亿元。",))]
    >>> understood("那2017年呢？", turns), understood("它的手续费是多少？", turns)
    ('海棠支付2017年的利息收入是多少？', '海棠支付的手续费是多少？')
    """
    if not turns or need(question) != "yes":
        return None
    last = turns[-1]
    stripped = question.strip(_END)
    folded = zh.fold(stripped)
    lead = _LEAD.match(folded)
    core = stripped[lead.end() :] if lead and lead.end() < len(folded) else stripped
    short = _elliptical(_TAIL.sub("", zh.fold(core)), last) or _elliptical(_TAIL.sub("", folded), last)
    if short is not None:
        return short
    added = _short_and(zh.fold(core))
    if added is not None:
        at = zh.fold(core).index(added)
        added = core[at : at + len(added)]  # as it was written, not as it was folded
        named = _resolved(added, turns) or added
        base = _bare(last.question)
        put = _substituted(base, named)
        return f"{put}？" if put != base else f"{base}，{named}呢？"
    resolved = _resolved(core, turns)
    if resolved is not None and resolved != core:
        return f"{resolved}？"
    return f"{_bare(last.question)}，{core}？"


def _bare(question: str) -> str:
    return re.sub(r"，(?:还有别的吗|具体是怎样的|有什么例子)$", "", question.strip(_END))


def _elliptical(bare: str, last: Turn) -> str | None:
    """Return what a question means that says nothing but why, when, what else."""
    base = _bare(last.question)
    if _WHY.fullmatch(bare):
        said = _statement_of(last)
        return f"为什么{said}？" if said else f"{base}，为什么？"
    if _MORE.fullmatch(bare):
        return f"{base}，还有别的吗？"
    if _DETAIL.fullmatch(bare):
        return f"{base}，具体是怎样的？"
    if _EXAMPLE.fullmatch(bare):
        return f"{base}，有什么例子？"
    if _BARE.fullmatch(bare):
        return f"{_without_question_words(base)}，{bare}？"
    opinion = _OPINION.fullmatch(bare) or _VIEW.fullmatch(bare)
    if opinion and (opinion["who"] or "作者") not in ("他", "她", "他们", "她们"):
        title = f"《{last.titles[0]}》的" if len(set(last.titles)) == 1 else ""
        return f"{title}作者怎么看{_topic(base) or base}？"
    return None


def _statement_of(last: Turn) -> str | None:
    """Return what was answered, where it is short enough to be asked about."""
    if not last.sentences:
        return None
    first = _OPENING.sub("", last.sentences[0].strip(_END))
    return first if len(first) <= _LONGEST_QUOTE and not _QUESTION_WORD.search(zh.fold(first)) else None


def _without_question_words(base: str) -> str:
    folded = zh.fold(base)
    kept = re.sub(
        r"(?:是|有|由|归|在|到底|究竟|要)?(?:为什么|为何|为啥|什么时候|什么|怎么样?|怎样|如何|哪些|哪里|哪个|哪年|谁|多少|几[个家次年天条种]?|是否|吗|呢)",
        lambda match: "\0" * len(match.group()),
        folded,
    )
    left = "".join(a for a, b in zip(base, kept, strict=True) if b != "\0").strip("，, 的")
    return left or base


def _substituted(base: str, added: str) -> str:
    """Return the last question with what a short question puts in the place of a part of it."""
    rest = added
    when = period(zh.fold(added))
    if when:
        rest = (added[: when[0]] + added[when[1] :]).strip("的，, ")
        old = period(zh.fold(base))
        new = added[slice(*when)]
        base = f"{base[: old[0]]}{new}{base[old[1] :]}" if old else f"{new}{base}"
    if not rest:
        return base
    phrases = noun_phrases(base)
    if not phrases:
        return f"{base}，{rest}呢"
    mine = noun_phrases(rest)
    old_phrase = _counterpart(rest, mine[-1].kind if mine else "thing", phrases, base)
    return f"{base[: old_phrase.start]}{rest}{base[old_phrase.end :]}"


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
    subject = _group(phrases, base)
    return subject[-1]


def _group(phrases: Sequence[Phrase], base: str) -> list[Phrase]:
    """Return the phrases at the beginning that 的 joins: 海棠支付, 利息收入."""
    group = [phrases[0]]
    for phrase in phrases[1:]:
        between = zh.fold(base[group[-1].end : phrase.start])
        if not re.fullmatch(r"(?:\d+年(?:\d+月)?(?:\d+[日号])?)?的?", between) or not between:
            break
        group.append(phrase)
    return group


def _topic(base: str, *, possessive: bool = False) -> str | None:
    """Return what a question is about: 备付金的利息, or its owner where something else of it is asked for."""
    phrases = [phrase for phrase in noun_phrases(base) if phrase.kind != "person"] or list(noun_phrases(base))
    if not phrases:
        return None
    group = _group(phrases, base)
    if possessive or group[0].kind != "thing" or group[0].text.endswith(_COMPANY):
        return group[0].text
    return base[group[0].start : group[-1].end]


def _resolved(core: str, turns: Sequence[Turn]) -> str | None:
    """Return a question with what stands for something else replaced by it; None where one is not known."""
    result, shift = core, 0
    for reference in _references(zh.fold(core)):
        rest = core[reference.end :]
        put = _antecedent(reference, rest, turns)
        if put is None:
            return None
        new, more = put
        start, end = reference.start + shift, reference.end + shift + more
        result = result[:start] + new + result[end:]
        shift += len(new) - (reference.end - reference.start) - more
    return result


def _antecedent(reference: _Reference, rest: str, turns: Sequence[Turn]) -> tuple[str, int] | None:
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
        said = _statement_of(last)
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


def _measured(reference: _Reference, rest: str, turns: Sequence[Turn]) -> tuple[str, int] | None:
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
            tag.startswith(("n", "v")) and word not in zh.STOP_WORDS and not _QUESTION_WORD.search(word)
        )
        return word if is_matter else ""
    return ""


def _texts(turns: Sequence[Turn]) -> list[str]:
    """Return questions and answers, the latest turn first."""
    return [text for turn in reversed(turns) for text in (turn.question, *turn.sentences)]


def _nearest_topic(turns: Sequence[Turn], *, possessive: bool = False) -> str | None:
    topics = (_topic(text, possessive=possessive) for text in _texts(turns))
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
    return last.sentences[number - 1].strip(_END) if 0 < number <= len(last.sentences) else None


def _two(last: Turn) -> tuple[str, str] | None:
    """Return the two things that were named side by side."""
    for text in (last.question, *last.sentences):
        phrases = noun_phrases(text)
        for one, other in pairwise(phrases):
            if _JOINT.fullmatch(text[one.end : other.start]):
                return one.text, other.text
    return None
