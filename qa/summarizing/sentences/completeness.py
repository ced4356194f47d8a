"""Whether what is kept of a sentence says something by itself, or waits for what was cut off."""

from __future__ import annotations

import re
from collections import Counter

from qa import text as zh

_PAUSES = re.compile(r"[，,](?!\d{3})|[；;]|——")
# A clause that only says when, where, in what respect, or that something follows.
_WAITS = re.compile(
    r"(?:之?[前后]|以[前后来]|时|时候|当[中天时]|其中|期间|同时|为止|起见|的话|[情状]况下|前提下|条件下|背景下|影响下|基础上|过程中|方面|来[说讲看]|而言|看来|来看|反过来|相反|"
    r"在于|如下|包括|例如|比如|起来|以外|之外|结果|原因|目的|办法|理由|依据|开始|为了|按[照说]|凭借|根据|通过|经过|随着|对于?|至于|除了|关于|会议?上|[仪活].{0,3}上|"
    r"发现|披露|强调|指出|表示|认为|显示|透露|提到|写道|获悉|了解到|宣布|声称|坦言|[介绍说]绍?称|通报称|报道称)$|既[有要是能会](?![^，]*[又也])"
)
_WHEN = re.compile(
    r"^当(?!事|下|前|地|场|局|今|初|选|然|作|成|年|日|晚|天|代|铺|铺子|家)|^(?:每当|等到|直到|自从|在|按照?|依照|依据|根据|作为|除|对于?|至于|关于|随着|为了|经过|凭)[^，]*$|就算|哪怕|即[使便]"
)
# What begins so says something of a subject that stands before the pause.
_PREDICATE = re.compile(
    r"^(?:正?是|就是|才是|都是|便是|也是|正在|已经?|仍|还|比|会|能|将|应|必|可(?!是)|要|需|得|有|没|不|未|无|却|均|全|只|总|更|最|来自|属于|等于|意味|使|让|令|导致|带来|成为|变成)"
)
# Two halves of one comparison: neither is said without the other.
_HALVES = tuple(
    zip(
        ("前者", "左", "前", "上", "内", "里", "早", "大", "好", "快", "一", "先", "过去", "以前", "从前", "白天", "买", "东", "南", "一边", "有的", "红", "收", "多", "老", "旧"),
        ("后者", "右", "后", "下", "外", "外", "晚", "小", "坏", "慢", "二", "再", "现在", "如今", "现在", "夜里", "卖", "西", "北", "一边", "有的", "蓝", "付", "少", "新", "新"),
        strict=True,
    )
)  # fmt: skip
_COUNTED = re.compile(r"[一二两三四五六七八九十几]+(?:[条个件种点步层项类块段类]|样|方面)")
# Clauses with so many of their characters in common are said of two things in turn.
_PARALLEL = 0.6
_NOUNS = 3
_LISTED = re.compile(r"^[^，是有]*、[^，是有]*的[^，、]{2,6}$")
_VERBS = ("v", "a", "z", "i", "l")
_COPULAS = ("是", "不是", "而是", "就是", "即", "有", "没有", "叫", "如", "像")


def is_complete(kept: str, rest: str) -> bool:
    """Whether ``kept`` can be said without the ``rest`` of its sentence.

    >>> is_complete("桥要先勘察", "河床每年都变"), is_complete("清算，是在资金转移之前", "对指令进行核对")
    (True, False)
    >>> is_complete("左边是桥", "右边是渡口"), is_complete("办法有三条：先看户名", "再看小票")
    (False, False)
    """
    clauses = _PAUSES.split(kept)
    last, first = clauses[-1].strip(), _PAUSES.split(rest)[0].strip()
    if _WAITS.search(last) or _WHEN.search(last):
        return False
    if "：" in kept or ":" in kept:
        return False
    if any(are_halves(clause.strip(), first) for clause in clauses) or _share(last, first) >= _PARALLEL:
        return False
    if (
        _COUNTED.search(last)
        and not rest.startswith(("，", "；"))
        and rest.count("；") + rest.count("、") >= 2
    ):
        return False
    if _PREDICATE.match(first) and _ends_in_noun(last):
        return False
    return _has_predicate(last)


def is_list(text: str) -> bool:
    """Whether a text is a list of names, and says nothing of them.

    >>> is_list("姓名、证件与住址的变更记录"), is_list("桥、渡口都要收费")
    (True, False)
    """
    return _LISTED.match(text) is not None


def are_halves(one: str, other: str) -> bool:
    """Whether two clauses are the two sides of a comparison: 左边…右边…, or both begin alike.

    >>> are_halves("左边是桥", "右边是渡口"), are_halves("桥要先勘察", "河床每年都变")
    (True, False)
    """
    if len(one) > 2 and (one[:2] == other[:2] or ("的是" in one and "的是" in other)):
        return True
    return any(
        (one.startswith(a) and other.startswith(b)) or (one.startswith(b) and other.startswith(a))
        for a, b in _HALVES
    )


def _share(one: str, other: str) -> float:
    common = Counter(one) & Counter(other)
    return sum(common.values()) / max(1, min(len(one), len(other)))


def _ends_in_noun(clause: str) -> bool:
    """Whether a clause ends as a subject does: in a noun with all of its verbs in what modifies it."""
    words = [(word, tag) for word, tag in zh.tagged_words(clause) if any(map(str.isalnum, word))]
    if not words or not words[-1][1].startswith(("n", "r", "j", "b", "vn", "an")):
        return False
    after = words[_after_last_de(words) :]
    return len(after) <= _NOUNS or not any(tag.startswith("v") for _, tag in after)


def _has_predicate(clause: str) -> bool:
    words = [(word, tag) for word, tag in zh.tagged_words(clause) if any(map(str.isalnum, word))]
    preposition = max((at for at, (_, tag) in enumerate(words) if tag == "p"), default=-1)
    if preposition >= 0:
        # 以负担得起的成本 has a verb, and says nothing yet.
        begin = max(preposition + 1, _after_last_de(words))
        has_verb = any(tag.startswith(_VERBS) or word in _COPULAS for word, tag in words[begin:])
        # 放在桌上 is whole.
        if not has_verb and not words[max(0, preposition - 1)][1].startswith("v"):
            return False
    return any(tag.startswith(_VERBS) or word in _COPULAS for word, tag in words)


def _after_last_de(words: list[tuple[str, str]]) -> int:
    return max((at + 1 for at, (word, _) in enumerate(words) if word == "的"), default=0)
