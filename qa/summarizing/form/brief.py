"""What is asked for: the form of a summary, its length, its style, and for whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from qa.errors import ArgumentInvalid
from qa.language import say
from qa.models import Form, Style

LENGTHS = MappingProxyType[Form, tuple[int, int] | None](
    {
        "note": (60, 120),
        "abstract": (150, 300),
        "one-line": (8, 40),
        "outline": None,
        "takeaways": None,
        "qa": None,
        "digest": None,
    }
)
"""The least and the most characters of a form, as an editor counts (see ``counting``); None where it has no length."""

LONGEST = 2000
"""The most characters that may be asked for: more is no summary, but another article."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked for. ``length`` is inclusive, in characters as an editor counts.

    ``banned`` are words that must not stand in the text, besides those that no note may have.

    >>> Brief("note").length, Brief("note", length=(40, 80)).length
    ((60, 120), (40, 80))

    :raises ArgumentInvalid: there is no such form or style, or the length is none.
    """

    form: Form = "note"
    length: tuple[int, int] | None = None
    style: Style = "平实"
    audience: str | None = None
    banned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value, kind in (("form", self.form, Form), ("style", self.style, Style)):
            if value not in get_args(kind):
                raise ArgumentInvalid(name=name, value=value, allowed=", ".join(get_args(kind)))
        if self.length is None:
            object.__setattr__(self, "length", LENGTHS[self.form])
        elif LENGTHS[self.form] is None:
            raise ArgumentInvalid(
                name="length",
                value=self.length,
                allowed=say(f"none: {self.form} has no length of its own", f"不填：{self.form} 没有字数要求"),
            )
        elif not 1 <= self.length[0] <= self.length[1] <= LONGEST:
            raise ArgumentInvalid(
                name="length",
                value=f"{self.length[0]}-{self.length[1]}",
                allowed=say(
                    f"the least, then the most, within 1 and {LONGEST}: 60-120",
                    f"先下限后上限，在 1 到 {LONGEST} 之间，例如 60-120",
                ),
            )
