"""Drawing in SVG: elements, scales and axes. Sizes are in user units, about a pixel each.

Nothing here has a colour: the page's style sheet gives each class its own, in light and in dark.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDE = "　"
"""Characters from here on are as wide as they are high: Chinese, Japanese, full-width signs."""


def element(name: str, *children: object, **attributes: object) -> Markup:
    """Return an element; text in it is escaped, ``class_`` stands for class and ``_`` for a hyphen.

    >>> element("text", "a < b", x=1.0, y=2.345, text_anchor="end", class_="tick")
    Markup('<text x="1" y="2.35" text-anchor="end" class="tick">a &lt; b</text>')
    """
    given = (
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), number(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup("").join(given), inside)


def number(value: object) -> str:
    """Return a coordinate with at most two digits behind the point, anything else as it is.

    >>> number(2.0), number(0.126), number("middle")
    ('2', '0.13', 'middle')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the description of a line through points.

    >>> path([(0, 0), (10, 2.5)])
    'M0,0L10,2.5'
    """
    return (
        "M" + "L".join(f"{number(float(x))},{number(float(y))}" for x, y in points) + ("Z" if closed else "")
    )


def drawing(width: float, height: float, label: str, *parts: object, class_: str = "") -> Markup:
    """Return a whole picture, as wide as there is room for; ``label`` is what it says to those who do not see it."""
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=label,
        class_=f"plot {class_}".strip(),
    )


def text_width(text: str, size: float = 12) -> float:
    """Return about how wide a text is, by what its characters take in a usual font.

    >>> text_width("召回率", 10), text_width("recall", 10)
    (30.0, 33.0)
    """
    return sum((size if character >= _WIDE else size * 0.55 for character in text), 0.0)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from ``low`` to ``high``, at most so many and in equal steps.

    >>> ticks(0, 1), ticks(0.83, 1.0), ticks(0, 37)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [0.85, 0.9, 0.95, 1.0], [0.0, 10.0, 20.0, 30.0])
    """
    if high <= low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(
        power * factor for factor in (1, 2, 5, 10, 20, 50) if (high - low) / (power * factor) <= most - 0.999
    )
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from ``low`` to ``high`` on a line of the picture, which goes from ``start`` to ``end``.

    >>> Axis(0, 1, 40, 240).at(0.25)
    90.0
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands; what is beyond an end stands at the end."""
        held = min(max(value, self.low), self.high)
        share = (held - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + share * (self.end - self.start)


def grid_of_values(y: Axis, left: float, right: float, marks: Sequence[tuple[float, str]]) -> Markup:
    """Return a line across for each mark of an upright axis, and its words on the left."""
    return Markup("").join(
        element("line", x1=left, x2=right, y1=y.at(value), y2=y.at(value), class_="grid")
        + element("text", words, x=left - 8, y=y.at(value) + 4, text_anchor="end", class_="tick")
        for value, words in marks
    )


def marks_below(x: Axis, bottom: float, marks: Sequence[tuple[float, str]]) -> Markup:
    """Return the words of a level axis under the picture, each with a short stroke."""
    return Markup("").join(
        element("line", x1=x.at(value), x2=x.at(value), y1=bottom, y2=bottom + 4, class_="axis")
        + element("text", words, x=x.at(value), y=bottom + 18, text_anchor="middle", class_="tick")
        for value, words in marks
    )
