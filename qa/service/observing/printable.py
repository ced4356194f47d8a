"""Text of others as it may stand in a log: on one line, and without what a terminal would take for an order."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1 with its one-byte CSI), line and paragraph separators, what turns the direction of writing or
# cannot be seen, and halves of characters.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""Return a text with everything that is unsafe in a line written out, as JSON writes it.

    >>> print(printable("一行\nERROR \x1b[31mfalse\u202e"))
    一行\u000aERROR \u001b[31mfalse\u202e
    """
    return _UNSAFE.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code - 0x10000 & 0x3FF):04x}"
