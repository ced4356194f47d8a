"""What stands around an argument and is no part of it: editor's note, author's blurb, copyright, picture credits.

Only whole paragraphs are recognised, at an article's start or end (a picture's credit also under the picture), and
only if every sentence in them is of that kind: "未经许可不得转载的规定……" in an argument is an argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.models import PARAGRAPH_BREAK
from qa.reading.block import Block
from qa.reading.byline import Byline, parse_byline
from qa.reading.credit import is_credit, is_reward, simplify, squeeze

_START = 3
"""How many paragraphs count as the start of an article."""

_BLURB_LENGTH = 1000
"""More text under "about the author" is a part of the argument."""

_BLURB_PARAGRAPH_LENGTH = 300
"""A longer last paragraph is no blurb without a heading that says so."""

_NOTE_LENGTH = 1500
"""A longer quotation is not all editor's note, even if it begins with one."""

# The label of an editor's note, in brackets or with a colon after it.
_NOTE = re.compile(
    r"(?:【|\[|（|\()?\s*(?:编辑导[语读]|编者导[语读]|小编导[语读]|编[者辑]按语?|小编按|编者注|导[语读])\s*"
    r"(?:[】\]）)]\s*[：:]?|[：:丨|\n]|$)\s*"
)
_AUTHOR_HEADING = re.compile("专栏作家|作者简介|作者介绍|关于作者|作者信息|abouttheauthor", re.IGNORECASE)
_AUTHOR_LABEL = re.compile(
    r"[#＃【]?(?:专栏作家|作者简介|作者介绍|关于作者|本文作者|作者)[#＃】]?\s*[：:\n]\s*"
)
_LAST_HEADING = re.compile("版权声明|免责声明|版权信息|版权|声明|赞赏|打赏|支持作者|赞赏支持")

_CHANNEL = r"\s*[，,]\s*(?:微信|个人)?(?:公众号|微博|知乎|视频号)(?:ID)?\s*[：:「《“@]"
_PEN_NAME = re.compile(rf"@?([^\W_][^，,。：:；;！？\s]{{1,11}}){_CHANNEL}")
_NAME = re.compile(
    r"(本文作者|作者)?\s*[：:]?\s*@?([\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,6})?|[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3})"
    r"\s*(?=[，,：:；;。（(|｜/丨\n]|$)"
)
# Characters that stand in "十年经验，" and "长期关注，" but hardly in a name.
_NOT_IN_NAMES = frozenset("年的是在注期验业界们")


@dataclass(frozen=True, slots=True)
class Parted:
    """An article's blocks without boilerplate, and the boilerplate by kind."""

    blocks: list[Block]
    editor_note: str | None = None
    author_note: str | None = None
    columnist: str | None = None
    bylines: tuple[Byline, ...] = ()
    credits: tuple[str, ...] = ()


def part(blocks: list[Block]) -> Parted:
    """Return an article's argument and what stands around it.

    >>> parted = part([
    ...     Block("编辑导语：桥比路贵。", quote=1),
    ...     Block("桥是路的一部分。"),
    ...     Block("#专栏作家#", level=3),
    ...     Block("林一木，公众号：一木，写桥十年。"),
    ...     Block("本文原创发布于某站，未经许可，禁止转载"),
    ... ])
    >>> [block.text for block in parted.blocks], parted.editor_note, parted.columnist
    (['桥是路的一部分。'], '桥比路贵。', '林一木')
    >>> parted.credits
    ('本文原创发布于某站，未经许可，禁止转载',)
    """
    start = _Start(list(blocks))
    end = _End(start.kept)
    captions = [block.text for block in end.kept if block.caption and is_credit(block.text)]
    return Parted(
        blocks=[block for block in end.kept if not (block.caption and is_credit(block.text))],
        editor_note=start.editor_note,
        author_note=end.author_note,
        columnist=columnist(end.author_note) if end.author_note else None,
        bylines=tuple(start.bylines),
        credits=tuple(dict.fromkeys([*start.credits, *captions, *end.credits])),
    )


def columnist(blurb: str) -> str | None:
    """Return the person that an author's blurb names at its start.

    >>> columnist("林一木，微信公众号：一木写桥，某站专栏作家。")
    '林一木'
    >>> columnist("长期关注水运。") is None
    True
    """
    blurb = blurb.strip()
    if found := _PEN_NAME.match(simplify(blurb)):
        return blurb[found.start(1) : found.end(1)]
    found = _NAME.match(simplify(blurb))
    if found and (found[1] or _NOT_IN_NAMES.isdisjoint(found[2])):
        return blurb[found.start(2) : found.end(2)]
    return None


class _Start:
    """Takes bylines, the editor's note and credits off the paragraphs before the first heading."""

    def __init__(self, blocks: list[Block]) -> None:
        self.kept = blocks
        self.credits: list[str] = []
        self.bylines: list[Byline] = []
        self.editor_note: str | None = None
        place = 0
        for _ in range(_START):
            if place >= len(blocks) or blocks[place].level:
                break
            block = blocks[place]
            if is_credit(block.text):
                self.credits += block.text.split("\n")
                del blocks[place]
            elif place == 0 and not block.quote and (byline := parse_byline(block.text)):
                self.bylines.append(byline)
                self.credits.append(block.text)
                del blocks[place]
            elif self.editor_note is None and (label := _NOTE.match(simplify(block.text))):
                self._take_note(place, label.end())
            else:
                place += 1

    def _take_note(self, place: int, label: int) -> None:
        first = self.kept[place]
        count = 1
        if first.quote:
            quote = [block for block in self.kept[place:] if block.quote == first.quote]
            if sum(len(block.text) for block in quote) <= _NOTE_LENGTH:
                count = len(quote)
        texts = [first.text[label:], *(block.text for block in self.kept[place + 1 : place + count])]
        following = self.kept[place + count : place + count + 1]
        if texts == [""] and following and not following[0].level:
            # The label is a paragraph of its own.
            texts.append(following[0].text)
            count += 1
        self.editor_note = PARAGRAPH_BREAK.join(filter(None, texts)) or None
        del self.kept[place : place + count]


class _End:
    """Takes credits, the author's blurb and pleas for money off an article's end, in whatever order they stand."""

    def __init__(self, blocks: list[Block]) -> None:
        self.kept = blocks
        self.credits: list[str] = []
        self.author_note: str | None = None
        while self.kept and (self._take_line() or self._take_blurb() or self._take_signature()):
            pass

    def _take_line(self) -> bool:
        last = self.kept[-1]
        if is_credit(last.text):
            self.credits[:0] = last.text.split("\n")
        elif not is_reward(last.text) and not (last.level and _LAST_HEADING.fullmatch(squeeze(last.text))):
            return False
        self.kept.pop()
        return True

    def _take_signature(self) -> bool:
        """Take a blurb that says itself what it is, without a heading."""
        last = self.kept[-1]
        if self.author_note is not None or last.level or len(last.text) > _BLURB_PARAGRAPH_LENGTH:
            return False
        text = simplify(last.text)
        label = _AUTHOR_LABEL.match(text)
        if not label and not _PEN_NAME.match(text):
            return False
        self.author_note = last.text[label.end() if label else 0 :] or None
        self.kept.pop()
        return True

    def _take_blurb(self) -> bool:
        """Take the blurb under a heading, if that is the last one."""
        if self.author_note is not None:
            return False
        length = 0
        for place in range(len(self.kept) - 1, -1, -1):
            block = self.kept[place]
            if _AUTHOR_HEADING.fullmatch(squeeze(block.text)):
                self._take_from(place)
                return True
            length += len(block.text)
            if block.level or length > _BLURB_LENGTH:
                break
        return False

    def _take_from(self, place: int) -> None:
        note: list[str] = []
        lines: list[str] = []
        for block in self.kept[place + 1 :]:
            if is_credit(block.text):
                lines += block.text.split("\n")
            elif not is_reward(block.text):
                note.append(block.text)
        self.author_note = PARAGRAPH_BREAK.join(note) or None
        self.credits[:0] = lines
        del self.kept[place:]
