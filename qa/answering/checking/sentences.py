"""The text that a model streams, cut into sentences with the passage numbers that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from qa import text as zh

_SOURCE = re.compile(r"材料|资料|文献|来源|段落|passages?|sources?", re.IGNORECASE)
_INSIDE = rf"(?:[\s\d,，、;；~～–\-^和与及]|参见|见|{_SOURCE.pattern}){{1,60}}"
# [1] [1,2] [1-3] [材料1] 【1】 ［1］ (1) （1）, as far as _markers() takes them.
_BRACKETS = re.compile(
    rf"[\[【［〔](?P<square>{_INSIDE})[\]】］〕]|[（(](?P<round>{_INSIDE})[)）]", re.IGNORECASE
)
_BEGUN = re.compile(rf"[\[【［〔（(](?:{_INSIDE})?[a-z材资文来段参]{{0,8}}", re.IGNORECASE)
_MOST_DIGITS = 3
_SUM = re.compile(r"\d,\d{3}")
_MAY_END = re.compile(r"[。！？!?….\n]")
_ENDS = "。！？!?….\n"
_WHOLE = re.compile(r"[。！？!?][」』”’）)》\"']*$")
_PAUSES = _ENDS + "，,；;、）)"

_MARKUP = re.compile(
    r"^\s*(?:[-*+]\s+|[•·●▪]\s*|#{1,6}\s+|>\s*|\d{1,2}(?:[.)]\s+|\.(?=[^\d\s])|、(?!\d))"
    r"|(?:答|回答|答案|Answer)\s*[:：]\s*)|\*\*|__|`"
)
# 根据材料3， in front of a sentence is a citation as well; to a reader it means nothing.
_LED = re.compile(
    r"^\s*(?:根据|依据|按照|按|据|从|由|在|如|正如)?(?:材料|资料|文献|段落|引文)\s*(?P<zh>\d{1,3}(?:\s*[、,，和与及]\s*(?:材料|资料|段落)?\s*\d{1,3})*)"
    r"(?:中|里)?的?(?:内容|信息|记载|描述)?(?:所述|所示|可知|可以看出|显示|指出|提到|提及|表明|记载|来看)?\s*[，,：:]\s*"
    r"|^\s*(?:according to|based on|in|from)\s+(?:passages?|sources?|materials?)\s*(?P<en>\d{1,3}(?:\s*(?:,|and)\s*\d{1,3})*)\s*[,:]\s*",
    re.IGNORECASE,
)
_LONGEST = 600
# What stands for a marker while sentences are looked for: white space belongs to the sentence before it.
_BEFORE, _AFTER = " ", "\ue000"


class Written(NamedTuple):
    """One sentence as the model wrote it, without markers, and the passage numbers (from 1) that it cites."""

    text: str
    cited: tuple[int, ...]


def written_sentences(deltas: Iterable[str]) -> Iterator[Written]:
    """Yield each sentence as soon as it is complete: when something else follows it, or a pause after its end.

    An empty delta is a pause. How the text is cut into others makes no difference.

    >>> list(written_sentences(["商户要", "登记。[1", "][3] 费率是3%【2】", "。"]))
    [Written(text='商户要登记。', cited=(1, 3)), Written(text='费率是3%。', cited=(2,))]
    """
    buffer = ""
    is_early = (
        False  # whether the last sentence was given in a pause, so that markers of its own may still come
    )
    for delta in deltas:
        if not delta and _has_ended(buffer):
            yield from _parsed(buffer)
            buffer, is_early = "", True
        for character in delta:
            buffer += character
            if is_early:
                buffer, is_early = _without_late_marker(buffer)
            while (cut := _complete(buffer)) is not None:
                yield from _parsed(buffer[:cut])
                buffer = buffer[cut:]
    while buffer:
        cut = _complete(buffer, is_last=True) or len(buffer)
        yield from _parsed(buffer[:cut])
        buffer = buffer[cut:]


def _complete(buffer: str, *, is_last: bool = False) -> int | None:
    """Return where the first sentence ends with the markers after it, once it is sure that it does."""
    is_long = len(buffer) > _LONGEST
    if not (is_long or is_last or _MAY_END.search(buffer, 0, len(buffer) - 1)):
        return None
    markers = _markers(buffer)
    plain = _replaced(buffer, markers, _BEFORE)
    marked = _replaced(plain, _leading(plain, markers), _AFTER)
    for start, end in zh.sentences(marked):
        if not marked[start:end].strip():
            continue
        if is_last or is_long:
            return min(end, _LONGEST)
        # What follows may still be the beginning of a marker, or of a quotation's end.
        is_sure = _says_something(plain[end:]) and not zh.is_open(marked, end)
        return end if is_sure else None
    return _LONGEST if is_long else None


def _has_ended(buffer: str) -> bool:
    """Whether a buffer is one whole sentence and nothing that has only begun; a point may be the one in 3.5."""
    markers = _markers(buffer)
    plain = _replaced(buffer, markers, _BEFORE).rstrip()
    if not _WHOLE.search(plain) or zh.is_open(plain, len(plain)) or _complete(buffer) is not None:
        return False
    found = [plain[start:end] for start, end in zh.sentences(plain) if plain[start:end].strip()]
    return len(found) == 1


def _without_late_marker(buffer: str) -> tuple[str, bool]:
    """Return a buffer without a marker that leads it, and whether another may still come."""
    led = buffer.lstrip(" \t")
    markers = _markers(led)
    if markers and markers[0].start == 0:
        return led[markers[0].end :], True
    return buffer, not led or _BEGUN.fullmatch(led) is not None


def _says_something(text: str) -> bool:
    """Whether there is more in a text, without its markers, than white space and what may become a marker."""
    return bool(text.strip()) and not _BEGUN.fullmatch(text.strip())


class _Marker(NamedTuple):
    start: int
    end: int
    cited: tuple[int, ...]


def _markers(text: str) -> list[_Marker]:
    """Return the citations of a text; a year or a sum in brackets is none, and neither is a count.

    (1) is a citation where a sentence begins, and where one or a part of it ends; elsewhere it counts what
    follows, as in 分两步：(1)登记；(2)备案.
    """
    found: list[_Marker] = []
    for match in _BRACKETS.finditer(text):
        inside = match["square"] or match["round"]
        runs = re.findall(r"\d+", inside)
        if not runs or max(map(len, runs)) > _MOST_DIGITS or _SUM.search(inside):
            continue
        if match["round"] and not _SOURCE.search(inside):
            before, after = text[: match.start()].rstrip(" \t"), text[match.end() :].lstrip(" \t")
            follows_marker = bool(found) and found[-1].end == len(before)
            is_apart = not before or before[-1] in _ENDS or follows_marker
            is_at_end = not after or after[0] in _PAUSES or _BRACKETS.match(after) is not None
            if max(map(len, runs)) == _MOST_DIGITS or not (is_apart or is_at_end):
                continue
        found.append(_Marker(*match.span(), tuple(_numbers_in(inside))))
    return found


def _leading(plain: str, markers: Iterable[_Marker]) -> list[_Marker]:
    """Return those that lead a line: [1] belongs to what follows it there, elsewhere to what is before it."""
    return [
        marker
        for marker in markers
        if not plain[: marker.start].rpartition("\n")[2].strip()
        and _says_something(plain[marker.end :].partition("\n")[0])
    ]


def _replaced(text: str, markers: Iterable[_Marker], blank: str) -> str:
    for start, end, _ in markers:
        text = text[:start] + blank * (end - start) + text[end:]
    return text


def without_markers(text: str, blank: str) -> str:
    """Return a text of the same length in which its citations are blanks.

    >>> without_markers("手续费是3%[1]。", " ")
    '手续费是3%   。'
    """
    return _replaced(text, _markers(text), blank)


def _parsed(raw: str) -> Iterator[Written]:
    cited: list[int] = []
    text, at = "", 0
    for marker in _markers(raw):
        cited.extend(marker.cited)
        text, at = text + raw[at : marker.start] + _AFTER, marker.end
    text += raw[at:]
    text = re.sub(rf"[（(]\s*{_AFTER}[\s{_AFTER}]*[)）]", _AFTER, text)
    # Where a marker stood between two words of English, a space stays.
    text = re.sub(rf"(?<=[!-~])[\s{_AFTER}]*{_AFTER}[\s{_AFTER}]*(?=[0-9A-Za-z])", " ", text)
    text = re.sub(rf"[ \t]*{_AFTER}[ \t]*", "", text)
    while (plain := _MARKUP.sub("", text)) != text:
        text = plain
    if led := _LED.match(text):
        cited[:0] = _numbers_in(led["zh"] or led["en"])
        text = text[led.end() :]
    text = re.sub(r"([。！？!?])[。.]+$", r"\1", " ".join(text.split()))
    if any(character.isalnum() for character in text):
        yield Written(text, tuple(dict.fromkeys(cited)))


def _numbers_in(marker: str) -> list[int]:
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*[-–~～]\s*(\d+))?", marker):
        if last and 0 < int(last) - int(first) < 20:
            found.extend(range(int(first), int(last) + 1))
        else:
            found.extend(map(int, filter(None, (first, last))))
    return found
