"""Bytes to text, without a guess that could be wrong in silence.

UTF-8 is recognised by its own rules. What else Chinese articles are saved in, GB18030 and Big5, decodes the bytes
of the other without a complaint, so the choice is made by what comes out: the right decoding is made of common
characters. Of 1,000 excerpts of news that is wrong for 5 in Big5 and 3 in GB18030 where they have 8 characters, and
for 1 and 1 where they have 20 (charset-normalizer, restricted to these: 30 and 97, 13 and 32).
"""

from __future__ import annotations

import codecs
from functools import cache
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from qa.errors import EncodingUnknown, FileBinary, FileEmpty

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_BINARY_STARTS = (
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",  # JPEG
    b"GIF87a",
    b"GIF89a",
    b"%PDF-",
    b"PK\x03\x04",  # zip, docx, epub
    b"PK\x05\x06",
    b"\x1f\x8b",  # gzip
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\xfd7zXZ\x00",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",  # doc, xls
    b"SQLite format 3\x00",
)

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\f\r")) + b"\x7f"
_CONTROL_SHARE = 0.05
"""From this share of control characters on, it is not text."""

_SAMPLE = 20_000
"""How many characters a decoding is judged by."""

# The most frequent characters, and the traditional forms of those that have one: three of five characters of running
# text are among them, but one of five at most when text is decoded wrongly or is Korean or Japanese.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个中大来上国和到时要以出会可也你对生能而子那得于着下自之年过发后作里用"
    "道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只"
    "从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手"
    "应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海"
    "通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才"
    "结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼"
    "书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉"
    "术领共确传师观清今切院让识候带导争运"
    "這個來國時會對於過發後裏種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問並應戰頭體見產話"
    "內給門兒東聲員論處義幾認條氣題爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊"
    "張該規萬覺術領確傳師觀讓識帶導爭運"
)
_PUNCTUATION = frozenset("，。、：；“”‘’？！「」『』《》（）…—·　％／×≤≥①②③④⑤")

_COMMON_SHARE = 0.5
_FREQUENT_SHARE = 0.25
"""Below these shares a text is not taken for Chinese (the second counts from 60 characters on)."""


class Decoded(NamedTuple):
    """A file's text, and how to write it again: ``mark + text.encode(encoding)``."""

    text: str
    encoding: str
    mark: bytes = b""


def decode(data: bytes, *, name: str) -> str:
    """Return the text of a file's bytes, without its byte order mark.

    >>> decode("「渡口」在下游".encode("big5"), name="a.txt")
    '「渡口」在下游'
    >>> decode("船是最早的车".encode("gb18030"), name="a.txt")
    '船是最早的车'

    :raises FileEmpty: if there is nothing but white space.
    :raises FileBinary: if it is no text at all.
    :raises EncodingUnknown: if no encoding gives text.
    """
    return decoded(data, name=name).text


def decoded(data: bytes, *, name: str) -> Decoded:
    r"""Return what :func:`decode` does, with the encoding that it is in. Raises what that raises.

    >>> decoded(b"\xef\xbb\xbfabc", name="a.txt")
    Decoded(text='abc', encoding='utf-8', mark=b'\xef\xbb\xbf')
    """
    found = _found(data, name)
    if found is None:
        raise EncodingUnknown(path=name)
    if "\x00" in found.text:
        raise FileBinary(path=name)
    if is_blank(found.text):
        raise FileEmpty(path=name)
    return found


def _found(data: bytes, name: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding, mark)
    if _is_binary(data):
        raise FileBinary(path=name)
    return _try(data, "utf-8") or _try(data, _declared(data)) or _chinese(data)


def is_blank(text: str) -> bool:
    r"""Say whether a text has nothing to see in it.

    >>> is_blank("\ufeff \u3000\u200b\n")
    True
    """
    return all(char.isspace() or char in "\ufeff\u200b\u2060" for char in text)


def _is_binary(data: bytes) -> bool:
    if data.startswith(_BINARY_STARTS) or b"\x00" in data:
        return True
    return len(data) - len(data.translate(None, _CONTROLS)) > _CONTROL_SHARE * len(data)


def _try(data: bytes, encoding: str | None, mark: bytes = b"") -> Decoded | None:
    if encoding is None:
        return None
    try:
        return Decoded(data.removeprefix(mark).decode(encoding), encoding, mark)
    except (UnicodeError, LookupError):
        return None


def _declared(data: bytes) -> str | None:
    """Return the encoding that an HTML page says it is in, under the name of the widest that includes it."""
    head = LexborHTMLParser(data[:4096].decode("latin-1"))
    for meta in head.css("meta"):
        charset = meta.attributes.get("charset")
        if not charset and (meta.attributes.get("http-equiv") or "").lower() == "content-type":
            charset = (meta.attributes.get("content") or "").lower().partition("charset=")[2]
        if charset:
            name = charset.strip().lower()
            if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk"):
                return "gb18030"
            # Microsoft's Big5 is what pages are in that say so.
            return {"big5": "cp950", "big5-hkscs": "big5hkscs"}.get(name, name)
    return None


def _chinese(data: bytes) -> Decoded | None:
    """Return the decoding that looks most like Chinese, or ``None`` if none does."""
    best: tuple[float, Decoded] | None = None
    for encoding in ("gb18030", "cp950", "big5hkscs"):
        found = _try(data, encoding)
        if found is None:
            continue
        score = _likeness(found.text)
        if score is not None and (best is None or score > best[0]):
            best = score, found
    return best and best[1]


def _likeness(text: str) -> float | None:
    """Return how much a text is like Chinese, from 0 to 2, or ``None`` if it is not."""
    chars = list(islice((char for char in text if char > "\x7f"), _SAMPLE))
    if not chars:
        return None
    common = _common()
    common_share = sum(char in common for char in chars) / len(chars)
    frequent_share = sum(char in _FREQUENT for char in chars) / len(chars)
    if common_share < _COMMON_SHARE or (len(chars) >= 60 and frequent_share < _FREQUENT_SHARE):
        return None
    return common_share + frequent_share


@cache
def _common() -> frozenset[str]:
    """Return the first levels of GB 2312 and Big5 (3,755 and 5,401 characters in use) and punctuation."""
    gb = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    lows = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5 = [bytes((high, low)) for high in range(0xA4, 0xC7) for low in lows]
    chars = "".join(pair.decode("gb2312", "ignore") for pair in gb)
    chars += "".join(pair.decode("big5", "ignore") for pair in big5)
    return frozenset(chars) | _PUNCTUATION
