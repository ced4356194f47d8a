"""What stands between an input's markup and its sections: one heading or one paragraph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (``level`` 1 to 6) or a paragraph (``level`` 0), with what boilerplate is recognised by.

    ``quote`` numbers the blockquote that the block stands in, from 1, and is 0 outside of any. ``caption`` says that
    it belongs to a picture.

    >>> Block("一、账本", level=2, anchor="toc-1").level
    2
    """

    text: str
    level: int = 0
    anchor: str | None = None
    quote: int = 0
    caption: bool = False
