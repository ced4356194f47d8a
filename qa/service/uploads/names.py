"""What a file that was sent is called: shown to people, and what it is known by. Never a path on this disk."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 200
"""The most characters of a name, its folders included."""

_DRIVE = re.compile(r"[A-Za-z]:")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Control characters, what turns the direction of writing, halves of characters, and what is no character."""


def safe_name(given: str) -> str:
    r"""Return a name without what could mislead a reader or lead out of a folder, or an empty one if nothing is left.

    The folders of a relative path are kept, since two files may differ in nothing else; of an absolute one only the
    file's own name is: it says more about the sender's disk than about the file.

    >>> safe_name("2021/支付/备付金.md"), safe_name("../../etc/a.md"), safe_name("C:\\用户\\林\\a.md"), safe_name("/srv/a.md")
    ('2021/支付/备付金.md', 'etc/a.md', 'a.md', 'a.md')
    >>> safe_name("a\u202egpj.md\x00"), safe_name(" .. / ")
    ('agpj.md', '')
    """
    # Of a name that is longer than any, only the end is of interest.
    written = given[-20 * LONGEST_NAME :].replace("\\", "/")
    is_absolute = written.startswith("/") or bool(_DRIVE.match(given))
    parts = [part for part in map(_clean, written.split("/")) if part not in ("", ".", "..")]
    if is_absolute:
        parts = parts[-1:]
    if parts and _DRIVE.match(parts[-1]):  # a: and then nothing, or a name on the current folder of a drive
        parts[-1] = parts[-1][2:].strip()
    return _cut("/".join(filter(None, parts)))


def ending(name: str) -> str:
    """Return what a name ends in, in small letters, with its dot.

    >>> ending("2021/A.MD"), ending("v1.2/readme")
    ('.md', '')
    """
    return PurePosixPath(name).suffix.lower()


def _clean(part: str) -> str:
    seen = "".join(" " if char.isspace() else char for char in part)
    seen = "".join(char for char in seen if unicodedata.category(char) not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _cut(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    own = name.rpartition("/")[2]
    if len(own) <= LONGEST_NAME:
        return own
    kept = ending(own) if len(ending(own)) <= 10 else ""
    return own[: LONGEST_NAME - len(kept) - 1].rstrip() + "…" + kept
