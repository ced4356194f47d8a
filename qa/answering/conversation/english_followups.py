"""Follow-up questions in English made self-contained, by rules: What about 2017? Why? Who runs it?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.conversation.antecedents import Turn
from qa.answering.conversation.followups import Need

_END = "?.! \t"
_LEAD = re.compile(r"(?:(?:and|but|so|ok|okay|then|well|right|also|now)\b[, ]*)+", re.IGNORECASE)
_WHY = re.compile(
    r"(?:but )?(?:why|how come|what for)(?: (?:so|not|is that|was that|is it so))?|what(?: is|'s) the reason",
    re.I,
)
_MORE = re.compile(
    r"(?:what|who|where|anything|any ?thing|something) else|(?:any )?others?|(?:and )?more|go on|continue",
    re.I,
)
_DETAIL = re.compile(
    r"(?:how|what) exactly|in (?:more )?detail|(?:can|could) you (?:elaborate|explain|say more)|(?:tell|give) me more(?: details?)?"
    r"|more details?|specifically|meaning",
    re.I,
)
_EXAMPLE = re.compile(r"(?:for|an) (?:example|instance)|such as|like what|example|any examples?", re.I)
_BARE = re.compile(
    r"(?:since |until |by |to |for |from |in )?(?:when|where|who|whom|how|how (?:much|many|long|often)|which(?: ones?)?|what)(?: then)?",
    re.I,
)
_ABOUT = re.compile(r"(?:what|how) about (?P<what>.+)", re.I)
_FRAGMENT = re.compile(r"(?:(?:in|for|at|by|the|of|on) )*(?P<what>[\w' -]{1,40})", re.I)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|tell|explain|list|say|says|said)\b",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NAME = re.compile(r"(?<![.?!] )\b(?:[A-Z][\w&'-]*(?: (?:of|the|and|for) (?=[A-Z]))? ?)+|[\u3400-\u9fff]+")
_THING = re.compile(
    r"\b(?:the|a|an) (?P<thing>(?!same|most|first|second|last|next|reason)[a-z][\w-]*(?: (?!of|in|on|for|to|by|at|with|from|was|is|are|were|did|does|do|has|had|have)[a-z][\w-]*){0,2})",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|she|his|her|him|these|those|that (?:one|bank|company|firm|year|case)|this (?:one|bank|company|firm)"
    r"|the (?:former|latter|same))\b|^(?:this|that)\b|\b(?:this|that)$",
    re.I,
)
# It rains: nothing that was said before.
_EXPLETIVE = re.compile(
    r"\b(?:is|was|does|did|would|will|can) it (?:true|possible|take|matter|mean|cost|legal|safe|necessary|important)\b",
    re.I,
)
_ORDINAL = re.compile(
    r"\bthe (?P<number>first|second|third|fourth|last) (?:one|point|sentence|reason|item)\b", re.I
)
_NUMBERS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_WH = frozenset(["what", "which", "who", "whom", "whose", "when", "where", "why", "how", "is", "are", "was", "were", "do", "does", "did", "has", "have", "can", "could", "will", "would", "should", "the", "in", "on", "at", "for", "by", "tell"])  # fmt: skip


def need(question: str) -> Need:
    """Return whether a question can be understood only from what was said before it.

    >>> need("What about 2017?"), need("Who runs it?"), need("What is a payment reserve?")
    ('yes', 'yes', 'no')
    """
    core = _core(question)
    if any(p.fullmatch(core) for p in (_WHY, _MORE, _DETAIL, _EXAMPLE, _BARE, _ABOUT)) or _ORDINAL.search(
        core
    ):
        return "yes"
    if _fragment(question) or _pronouns(core):
        return "yes"
    return "no" if len(core.split()) > 3 or _names(core) else "maybe"


def understood(question: str, turns: Sequence[Turn]) -> str | None:
    """Return a follow-up question made self-contained; None where it needs nothing or there is nothing to take.

    >>> turns = [Turn("How much interest did Haitang Pay earn in 2018?")]
    >>> understood("What about 2017?", turns), understood("Who owns it?", turns)
    ('How much interest did Haitang Pay earn in 2017?', 'Who owns Haitang Pay?')
    """
    if not turns or need(question) != "yes":
        return None
    last = turns[-1]
    base, core = last.question.strip(_END + "？。"), _core(question)
    if _WHY.fullmatch(core):
        return f"{base}, and why?"
    if _MORE.fullmatch(core):
        return f"{base}, and what else?"
    if _DETAIL.fullmatch(core):
        return f"{base}, in detail?"
    if _EXAMPLE.fullmatch(core):
        return f"{base}, for example?"
    if _BARE.fullmatch(core):
        return f"{base}, and {core.lower()}?"
    about = _ABOUT.fullmatch(core)
    added = about["what"] if about else _fragment(question)
    if added:
        return f"{_substituted(base, added)}?"
    ordinal = _ORDINAL.search(core)
    if ordinal:
        at = _NUMBERS[ordinal["number"].lower()]
        if -1 <= at < len(last.sentences):
            said = last.sentences[at].strip(_END + "。")
            return f"{core[: ordinal.start()]}“{said}”{core[ordinal.end() :]}?"
    return _resolved(core, turns) or f"{base}; {core}?"


def asks_further(question: str) -> bool:
    """Whether a question wants something that was not said yet about the same thing: why, what else, for example."""
    core = _core(question)
    return any(pattern.fullmatch(core) for pattern in (_WHY, _MORE, _DETAIL, _EXAMPLE))


def _core(question: str) -> str:
    bare = question.strip(_END)
    lead = _LEAD.match(bare)
    return bare[lead.end() :] if lead and lead.end() < len(bare) else bare


def _fragment(question: str) -> str | None:
    """Return the 2017 of “And in 2017?”: something without a verb after a word that goes on."""
    bare = question.strip(_END)
    core = _core(question)
    match = _FRAGMENT.fullmatch(core)
    if (
        match is None
        or _VERB.search(core)
        or core.split()[0].lower() in ("what", "who", "how", "why", "when", "where", "which")
    ):
        return None
    goes_on = core != bare or _YEAR.fullmatch(match["what"]) is not None
    return match["what"] if goes_on else None


def _names(text: str) -> list[str]:
    """Return the names of a text: words with capitals that do not begin it, and what is in Chinese."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower() in _WH:
            words = words[1:]
        if words and not (
            match.start() == 0
            and len(words) == 1
            and words[0] == match.group().strip()
            and words[0].lower() in _WH
        ):
            found.append(" ".join(words))
    return [name for name in found if name != "I"]


def _pronouns(core: str) -> list[re.Match[str]]:
    """Return the pronouns that nothing before them in the question explains."""
    free = _EXPLETIVE.sub(lambda match: " " * len(match.group()), core)
    return [
        match
        for match in _PRONOUN.finditer(free)
        if not _names(core[: match.start()]) and not _THING.search(core[: match.start()])
    ]


def _substituted(base: str, added: str) -> str:
    year = _YEAR.search(added)
    if year and len(added) <= 12:
        old = _YEAR.search(base)
        return (
            f"{base[: old.start()]}{year.group()}{base[old.end() :]}" if old else f"{base} in {year.group()}"
        )
    names, mine = _names(base), _names(added)
    if names and mine:
        return base.replace(names[0], mine[0], 1)
    tail = added.split()[-1].lower()
    for thing in _THING.finditer(base):
        if thing["thing"].lower().split()[-1] == tail:
            return f"{base[: thing.start('thing')]}{added.removeprefix('the ')}{base[thing.end('thing') :]}"
    return f"{base} — what about {added}"


def _thing_of(text: str) -> str | None:
    """Return what a text is about: its first name, else its first thing with an article."""
    names = _names(text)
    if names:
        return names[0]
    thing = _THING.search(text)
    return f"the {thing['thing']}" if thing else None


def _resolved(core: str, turns: Sequence[Turn]) -> str | None:
    texts = [text for turn in reversed(turns) for text in (turn.question, *turn.sentences)]
    found = next(filter(None, map(_thing_of, texts)), None)
    if found is None:
        return None
    result = core
    for match in reversed(_pronouns(core)):
        word = match.group().lower()
        after = core[match.end() :]
        is_possessive = word in ("its", "their", "his") or (
            word == "her" and re.match(r" [a-z]", after) is not None
        )
        result = result[: match.start()] + found + ("'s" if is_possessive else "") + result[match.end() :]
    return f"{result}?"
