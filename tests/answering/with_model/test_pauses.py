"""A model that pauses: what it has said is given at once, and what comes late does no harm."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from qa.answering.checking.sentences import Written, written_sentences
from qa.answering.with_model.pauses import PAUSE_SECONDS, with_pauses


def said(*deltas: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(written.text, written.cited) for written in written_sentences(deltas)]


def at_the_pause(*deltas: str) -> list[Written]:
    """Return the sentences that are given before anything follows the last of these deltas, a pause."""
    found: list[Written] = []

    def read() -> Iterator[str]:
        yield from deltas
        yield ""
        counted.append(len(found))

    counted: list[int] = []
    for written in written_sentences(read()):
        found.append(written)  # noqa: PERF402 - read() looks at it meanwhile
    return found[: counted[0]]


def test_a_sentence_is_given_when_the_model_pauses_after_it() -> None:
    assert at_the_pause("费率是3%。[1]") == [Written("费率是3%。", (1,))]
    assert at_the_pause("费率是3%。[1][2] ") == [Written("费率是3%。", (1, 2))]
    assert at_the_pause("[1]费率是3%。") == [Written("费率是3%。", (1,))]
    assert at_the_pause("他说：“费率是3%。”") == [Written("他说：“费率是3%。”", ())]


@pytest.mark.parametrize(
    "begun",
    [
        "费率是3",
        "费率是3.",
        "费率……",
        "费率是3%。[",
        "费率是3%。[1",
        "他说：“费率是3%。",
        "（见附录。",
        "费率是3%；",
        "",
    ],
)
def test_what_is_not_whole_waits(begun: str) -> None:
    assert at_the_pause(begun) == []


def test_a_marker_that_comes_late_belongs_to_no_other_sentence() -> None:
    assert said("费率是3%。[1]", "", "[2]", "商户要登记。[3]") == [
        ("费率是3%。", (1,)),
        ("商户要登记。", (3,)),
    ]
    assert said("费率是3%。", "", "[", "2", "]", " 商户要登记。") == [
        ("费率是3%。", ()),
        ("商户要登记。", ()),
    ]
    # One that leads a line is that line's.
    assert said("费率是3%。[1]", "", "\n[2]商户要登记。") == [("费率是3%。", (1,)), ("商户要登记。", (2,))]


def test_pauses_in_the_middle_change_nothing() -> None:
    whole = "商户要登记。[1][3] 费率是3.5%【2】。他说：“好。走吧！”[2]完"
    assert said(*(piece for character in whole for piece in (character,))) == said(whole)
    cut = [piece for part in whole.split("。") for piece in (part + "。", "")][:-2]
    assert [text for text, _ in said(*cut, "")][:2] == [text for text, _ in said(whole)][:2]


def test_a_silence_is_told_once_and_in_time() -> None:
    going_on = threading.Event()

    def pieces() -> Iterator[str]:
        yield "一"
        going_on.wait(10)
        yield "二"

    read = with_pauses(pieces())
    assert next(read) == "一"
    began = time.monotonic()
    assert next(read) == ""
    assert PAUSE_SECONDS <= time.monotonic() - began + 0.01 < 2
    threading.Timer(3 * PAUSE_SECONDS, going_on.set).start()
    assert list(read) == ["二"]


def test_what_reading_raises_is_raised_after_what_was_read() -> None:
    class Stopped(BaseException):
        pass

    def pieces() -> Iterator[str]:
        yield "一"
        raise Stopped

    read = with_pauses(pieces())
    assert next(read) == "一"
    with pytest.raises(Stopped):
        next(read)


def test_the_thread_ends_with_its_reader() -> None:
    before = threading.active_count()
    read = with_pauses("字" for _ in range(100_000))
    assert next(read) == "字"
    read.close()  # type: ignore[attr-defined]
    until = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert threading.active_count() == before
