"""The parts of a sentence that can be taken without the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from qa import text as zh
from qa.summarizing.sentences.completeness import are_halves, is_complete, is_list

_PAUSE = re.compile(r"[，,](?!\d{3})|[；;：:]|——")
_CLOSED = {"」": "「", "』": "『", "”": "“", "’": "‘", "）": "（", ")": "(", "》": "《", "】": "【"}

# What points to something before it.
_POINTS_BACK = re.compile(
    r"^(?:这|那(?!些写)|此|该|其(?!实)|它|他|她|前者|后者|二者|两者|三者|双方|彼此|因此|因而|所以|同时|而|但|却|也|还|又|并|且|就|才|都|于是|然后|否则|反而|不过|可是|"
    r"然而|甚至|尤其|其中|例如|比如|即|如此|从此|此后|后来|随后|接着|再|更|另|其次|以及|或者?|和|与|及|乃至|直到|则|便|只是|毕竟|何况|况且|于此|上述|以上|以下|同样|"
    r"[一二三四五六七八九十]是|原来|结果|之后|之前|答案|原因|理由|区别|差别|好处|坏处|办法|代价是|方法|反过来|相反|多数|有的|有些|另外|教训|关键的?一|结论|意思|好在|道理|自己|请(?!求|示)|.{1,3}的(?:只|就|正|都)?是|.{1,4}的时候)"
)
_ANAPHORA = re.compile(
    r"这(?!样一来)|那(?!么多)|它|他(?!人)|她|其(?![实中他余次])|此(?!外)|该(?=[一-鿿]{2})(?<!应该)|前者|后者|二者|两者|三者|上述|如此|双方|两边|两件|两种|三件|几件|三句|第[一二三四五六七八九十][个条种次]|同一|同样|左边|右边|对方|前一|后一|[上下前后]面|以[上下]|如下|另一|其余|这里|那里|此处"
)
_OPENS = re.compile(
    r"如果|假如|假设|倘若|要是|若(?!干)|一旦|除非|只要|只有|虽然|尽管|固然|即使|即便|就算|哪怕|纵然|无论|不管|不论|因为|由于|既然|不仅|不但|不光|与其|宁可|当[^，]{1,16}时|鉴于|作为|截至|根据|按照|为[^，]{2,20}[，]?$|有鉴|"
    r"之所以|随着|为了|对于?[^，]{1,14}(?:来说|来讲|而言)$|一方面|看似|表面上|有[的人]"
)
_LIMITS_BEFORE = re.compile(
    r"^(?:但|却|不过|然而|只是|可是|除非|前提|如果|只要|只有|除了|而(?!且)|否则|因为|由于|直到|不含|不包括|条件|仅|至少|至多|最多|才|就|则|也|都|便|那么?|反|其实|虽|尽管|即|哪怕|无论|并|且|是|"
    r"要么|不是|并非|而非|没有|或|以|用|靠|从而|以便|免得|以免)"
)
# 有三条： and 他说： announce what is then left out.
_ANNOUNCES = re.compile(
    r"(?:是|说|有|为|如下|问|道|写着|包括|分为|分成|办法|条件|原因|理由|测算|回溯|统计|调查|规定|决定|比较|一句话?|看法|标准|规矩|意思|步骤?|[一二三四五六七八九十两几][件条种个点步层类项份样]\w{0,4})$|^.{0,5}$"
)
# Half of a pair whose other half was left out, or a point of time without what happened then.
_HANGS = re.compile(
    r"既(?!然|得|有)|(?<![并从])不是(?!.*而是)|一(?:边|面)|^(?:先|宁)|要么|或者|与其|越|(?:之?[前后时]|时候|以来|期间|之下|前提下|情况下|基础上|过程中|来说|而言|来看|来讲|方面)$|"
    r"^(?:从|在|对|按|据|以|用|靠|凭|拿|由于|随着|为了|关于|至于|除了)[^，]{0,12}$"
)
_CONSEQUENCE = re.compile(r"[^，。]{0,6}?(?:就|才|便|则(?!是)|也|却|反|仍)")
_NAMED_ONLY = re.compile(r"的[一-鿿、和与]{1,14}$")
_SHORT_NAME = 5
_PREDICATED = re.compile(r"是|有|为|等于|叫|让|使|把|被|将|了|着|在于|需要|可以|应|能|不|没")
_FOLLOWS = re.compile(r"就|则|才|也|都|便|那么|仍|必|但|却|会|只是|将|而是|要|不能|应")
_LEADS = re.compile(r"^(?:说的|指的|意思|也就|就是说|换句)")
# What something is not may be left out where what it is stays.
_CONTRAST = re.compile(r"而(?:不是|非|不在于)[^，；：]+")
GOES_ON = (
    "的",
    "和",
    "与",
    "在",
    "把",
    "被",
    "对",
    "从",
    "向",
    "及",
    "或",
    "是",
    "为",
    "在于",
    "意味着",
    "说",
    "称",
    "认为",
    "表示",
    "指出",
)
_VERBS = ("v", "a", "z", "i", "l", "d")
_COPULAS = ("不是", "而是", "就是")
_PREDICATES = frozenset(
    re.findall(
        r"\S+",
        """
        把 被 将 让 给 要 能 会 可以 可 应当 应该 需要 必须 不能 不要 是 有 叫 属于 包括 等于 使 令 只能
        来自 负责 用 靠 由 往 看 采用 要求 不得
        """,
    )
)


def runs(sentence: str) -> Iterator[str]:
    """Yield what a sentence says by itself, the longest first: the whole, and what stands before a pause.

    A part is only given where nothing that limits it is left behind.

    >>> list(runs("桥要先勘察，河床每年都变；船可以等，除非涨水。"))
    ['桥要先勘察，河床每年都变；船可以等，除非涨水', '桥要先勘察，河床每年都变', '桥要先勘察', '船可以等，除非涨水']
    """
    bare = sentence.strip().rstrip("。！!；;… ")
    seen: set[str] = set()
    for at, part in enumerate([bare, *_at(bare, "；;")]):
        for run in _prefixes(part, is_first=at == 0):
            if run not in seen:
                seen.add(run)
                yield run


def _at(text: str, marks: str) -> list[str]:
    parts = [part.strip() for part in re.split(f"[{marks}]", text)]
    if len(parts) == 1 or not all(map(is_whole, parts)):
        return []
    return [] if any(are_halves(one, other) for one, other in pairwise(parts)) else parts


def _prefixes(part: str, *, is_first: bool) -> Iterator[str]:
    if (is_first or is_whole(part)) and not is_list(part):
        yield part
    pauses = [pause.start() for pause in _PAUSE.finditer(part)]
    for at in reversed(pauses):
        kept, rest = part[:at], part[at:].lstrip("，,；;：:—")
        if (
            (part[at] in "：:" and _ANNOUNCES.search(kept))
            or not is_whole(kept)
            or (_LIMITS_BEFORE.match(rest) and not _CONTRAST.fullmatch(rest))
            or not is_complete(kept, rest)
        ):
            continue
        clauses = [clause for clause in _PAUSE.split(kept) if clause]
        if not _is_left_whole(clauses, rest):
            continue
        yield kept


def _is_left_whole(clauses: list[str], rest: str) -> bool:
    """Whether clauses say something without the rest: no condition without what follows from it, no half of a pair."""
    last, following = clauses[-1], _PAUSE.split(rest)[0]
    if _OPENS.search(last) or _HANGS.search(last) or not _is_said(last) or _CONSEQUENCE.match(following):
        return False
    if any(map(_OPENS.search, clauses)) and not _FOLLOWS.search(last):
        return False
    if last[:2] == following[:2] or last[-2:] == following[-2:]:
        return False
    if any(pair in last and pair in rest for pair in ("的是", "要么", "有的", "一半")):
        return False
    return re.match(r"是(?:依据|按照|根据|在|指|由|以|把|将|让)", last) is None


def _is_said(clause: str) -> bool:
    """Whether a clause says something of its own, and does not only lead to what comes: 清算, or 在转移之前."""
    words = [(word, tag) for word, tag in zh.tagged_words(clause) if any(map(str.isalnum, word))]
    if not words or _LEADS.search(clause) or is_name(clause):
        return False
    return any(
        tag.startswith(("v", "a", "z", "i", "l")) or word in _COPULAS for word, tag in words[len(words) > 1 :]
    )


def is_name(text: str) -> bool:
    """Whether a clause only names something: 成交与交收之间的空当.

    >>> is_name("成交与交收之间的空当"), is_name("桥梁是路的一部分")
    (True, False)
    """
    tail = _NAMED_ONLY.search(text)
    if tail is None or _PREDICATED.search(text):
        return False
    # 桥的维护归镇上 says something, after a name of more than a word.
    return len(tail.group()) <= _SHORT_NAME or not any(
        t.startswith("v") for _, t in zh.tagged_words(tail.group())
    )


def is_whole(text: str) -> bool:
    """Whether quotation marks and brackets are closed, and nothing is left hanging at the end.

    >>> is_whole("他说“桥要先勘察"), is_whole("桥要先勘察的"), is_whole("桥要先勘察")
    (False, False, True)
    """
    return is_closed(text) and bool(text.strip()) and not text.rstrip().endswith(GOES_ON)


def is_closed(text: str) -> bool:
    """Whether quotation marks and brackets have their other halves.

    >>> is_closed("他说“桥要先勘察"), is_closed("「桥」要先勘察")
    (False, True)
    """
    opened: list[str] = []
    for mark in text:
        if mark in _CLOSED.values():
            opened.append(mark)
        elif mark in _CLOSED and (not opened or opened.pop() != _CLOSED[mark]):
            return False
    return not opened and text.count('"') % 2 == 0


def stands_alone(text: str) -> bool:
    """Whether a part of a sentence can be read without what stood before it.

    It has a subject, and what it points to is in it.

    >>> stands_alone("桥梁要先勘察"), stands_alone("因此要先勘察"), stands_alone("它要先勘察"), stands_alone("先勘察再打桩")
    (True, False, False, False)
    >>> stands_alone("桥梁要先勘察，它才不会塌")
    True
    """
    label = text.partition("：")[0]
    if "：" in text and (_ANNOUNCES.search(label) or not has_subject(label)):
        return False
    if (
        is_name(text)
        or not is_whole(text)
        or _POINTS_BACK.match(text)
        or text.endswith(("？", "?", "呢", "吗"))
    ):
        return False
    return not points_back(text) and has_subject(text)


def begins_back(text: str) -> bool:
    """Whether a text begins as what follows something does, or waits for what comes.

    >>> begins_back("因此要先勘察"), begins_back("如果不勘察"), begins_back("先勘察再打桩")
    (True, True, False)
    """
    return _POINTS_BACK.match(text) is not None or _OPENS.search(_PAUSE.split(text)[-1]) is not None


def points_back(text: str) -> bool:
    """Whether something in a text is only to be understood by what stood before it.

    >>> points_back("先看下面四行"), points_back("桥梁要先勘察，它才不会塌")
    (True, False)
    """
    for match in _ANAPHORA.finditer(text):
        before = text[: match.start()]
        # 它 may follow its noun; the others point further back.
        if match.group() not in ("它", "其") or not _PAUSE.search(before) or not has_subject(before):
            return True
    return False


def has_subject(text: str) -> bool:
    """Whether a clause seems to begin with what it is about, and not with what is said of something before it.

    >>> has_subject("桥梁要先勘察"), has_subject("先勘察"), has_subject("把桥拆了")
    (True, False, False)
    """
    words = [(word, tag) for word, tag in zh.tagged_words(text) if any(map(str.isalnum, word))]
    if len(words) < 2:
        return False
    word, tag = words[0]
    if tag.startswith("p") and word not in _PREDICATES:
        # 在桥上打桩 has no subject, 在桥上，工人打桩 has.
        pause = _PAUSE.search(text)
        return pause is not None and has_subject(text[pause.end() :])
    if tag.startswith(("d", "u", "y")) or word in _PREDICATES:
        return False
    return any(tag.startswith(_VERBS) or word in _COPULAS for word, tag in words[1:])
