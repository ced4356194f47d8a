"""Whether the amounts and dates of a source bear out a stated one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from qa.grounding.amounts import Amount, Date

_ALONE = ("%", "年", "月", "日", "第", "比", "倍", "数")


def same_unit(one: str, other: str) -> bool:
    """Whether two units can count the same things: a bare number fits any but a percentage, a time and an ordinal.

    >>> same_unit("元", ""), same_unit("人", "个"), same_unit("元", "人")
    (True, True, False)
    """
    if one == other:
        return True
    if one.startswith(_ALONE) or other.startswith(_ALONE):
        return not one and other.startswith("比")
    if not one or not other:
        return True
    return "个" in (one, other) and {one, other} <= {"个", "件", "人", "户"}


def fits(stated: Amount, given: Amount) -> bool:
    """Whether a source's amount bears out a stated one.

    Equal ones do, unless one is said to be over and the other under. A stated 约, 近, 超 takes a given amount near
    it on that side.

    >>> from qa.grounding.amounts import amounts
    >>> [fits(amounts(a)[0], amounts(b)[0]) for a, b in (("近6万人", "5.9万人"), ("超5%", "不到5%"), ("3万元", "3万人"))]
    [True, False, False]
    """
    if not same_unit(stated.unit, given.unit):
        return False
    if stated.value == given.value:
        return {stated.bound, given.bound} != {"over", "under"}
    if stated.value <= 0 or given.value <= 0 or stated.unit.startswith(("第", "比")):
        return False
    step = stated.step
    if not stated.bound:
        return _is_rounded(stated, given)
    if given.step >= step:
        return False  # nobody says nearly 5,010 of 5,000
    if stated.bound == "over":
        return stated.value <= given.value < stated.value + step
    if stated.bound == "under":
        return max(stated.value - step, stated.value * _LEAST_NEAR) <= given.value <= stated.value
    return abs(stated.value - given.value) <= min(step / 2, stated.value * _MOST_ABOUT)


_LEAST_NEAR = Decimal("0.85")
_MOST_ABOUT = Decimal("0.1")
_MOST_ROUNDED = Decimal("0.01")


def _is_rounded(stated: Amount, given: Amount) -> bool:
    """Whether a number is another one with fewer digits, and hardly another: 35万亿 for 35.2万亿."""
    apart = given.value - stated.value
    if given.step >= stated.step or abs(apart) > given.value * _MOST_ROUNDED or stated.value == 100:
        return False
    return 0 <= apart < stated.step or abs(apart) <= stated.step / 2


def known(stated: Amount, given: Sequence[Amount], dates: Iterable[Date] = ()) -> bool:
    """Whether one of the given amounts bears out the stated one; 前9个月 is borne out by 9月, too.

    An only one (1家, 一位) is as good as an article.
    """
    if stated.value == 1 and stated.unit in ("个", "件", "人", "户", "次", ""):
        return True
    if stated.unit == "个月" and any(date.month == stated.value for date in dates):
        return True
    fitting = [one for one in given if fits(stated, one)]
    if any(one.unit or not stated.unit for one in fitting):
        return True
    # A bare 10 is as good as 10人, but not where 10 is said to be 10次.
    return bool(fitting) and not any(one.unit and one.value == stated.value for one in given)


def date_known(
    stated: Date, given: Iterable[Date], years: Iterable[int], spans: Iterable[Amount] = ()
) -> bool:
    """Whether sources give a date: all its parts together, or those that they leave out elsewhere (``years``).

    >>> from qa.grounding.amounts import dates
    >>> date_known(dates("2014年3月15日")[0], dates("2014年成立。3月15日开业，3月16日停业。"), ())
    True
    >>> date_known(dates("2014年3月16日")[0], dates("2014年3月15日成立。"), ())
    False
    """
    if (
        stated.year is None
        and stated.day is None
        and any(span.unit == "个月" and span.value == stated.month for span in spans)
    ):
        return True  # 工期6月
    given = list(given)
    known_years = {date.year for date in given} | set(years)
    if stated.year is not None and stated.year not in known_years:
        return False
    if stated.month is None and stated.day is None:
        return True
    for date in given:
        agrees = all(
            mine is None or theirs is None or mine == theirs
            for mine, theirs in zip(stated[:3], date[:3], strict=True)
        )
        if not agrees:
            continue
        if stated.day is not None and date.day != stated.day:
            continue
        if stated.day is None and date.month != stated.month:
            continue
        # A source that says 9日 has named the month elsewhere.
        if (
            stated.month is not None
            and date.month is None
            and all(other.month != stated.month for other in given)
        ):
            continue
        return True
    return False
