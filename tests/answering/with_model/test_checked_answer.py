"""The check of a streamed answer by itself, without server or library: for texts that no model would think of."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from types import TracebackType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering.with_model.generative import CheckedAnswer
from qa.models import Passage, Sentence, Usage

unhurried = settings(deadline=None)

SECTION = "　申请材料未提交完整的，退回申请人。手续费为百分之三。\n\n林见微认为：「桥是基础设施。」材料里没有写年费。"


class Stream:
    """An answer that is already there; ``closed`` tells whether nobody wanted the rest."""

    usage = Usage()

    def __init__(self, deltas: Iterable[str], finish_reason: str | None = "stop") -> None:
        self._deltas = iter(deltas)
        self._last = finish_reason
        self.finish_reason: str | None = None
        self.closed = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return next(self._deltas)
        except StopIteration:
            self.finish_reason = self._last
            raise

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def passages(start: int = 7) -> list[Passage]:
    """Return the section in two passages that do not begin where the section does."""
    middle = SECTION.index("\n")
    return [
        Passage("a1", "桥", ("一",), None, 0, "c1", start, start + middle, SECTION[:middle], 1.0),
        Passage(
            "a1", "桥", ("一",), None, 0, "c2", start + middle, start + len(SECTION), SECTION[middle:], 0.5
        ),
    ]


def read(
    text: str | Iterable[str], finish_reason: str = "stop"
) -> tuple[list[Sentence], CheckedAnswer, Stream]:
    stream = Stream([text] if isinstance(text, str) else text, finish_reason)
    checked = CheckedAnswer(stream, passages())
    shown = list(checked)
    section = " " * 7 + SECTION
    for sentence in shown:
        assert sentence.citations
        for citation in sentence.citations:
            assert section[citation.start : citation.end] == citation.quote
            assert citation.quote.strip() == citation.quote != ""
    return shown, checked, stream


parts = st.sampled_from(
    [
        "手续费",
        "为",
        "百分之三",
        "3%",
        "4%",
        "林见微",
        "认为",
        "「桥",
        "是基础设施",
        "」",
        "。",
        "，",
        "\n",
        "[1]",
        "[2]",
        "[7]",
        "材料未载",
        "申请材料",
        "未提交完整的",
        "退回申请人",
        "（1）",
        "**",
        " ",
        "a",
    ]
)


@unhurried
@given(st.lists(parts, max_size=30), st.sampled_from(["stop", "length"]))
def test_whatever_is_written_what_is_shown_has_its_place(deltas: list[str], finish_reason: str) -> None:
    shown, checked, _ = read(deltas, finish_reason)
    assert all("4%" not in sentence.text for sentence in shown)
    assert all(dropped.why for dropped in checked.dropped)
    texts = [each.text for each in shown] + [each.text for each in checked.dropped]
    assert len(texts) == len(set(texts)) <= 40
    assert len(shown) <= 12


@pytest.mark.parametrize(
    "text",
    [
        "申请材料未提交完整的，退回申请人。",
        "手续费为百分之三。",
        "林见微认为：「桥是基础设施。」",
        "林见微认为桥是基础设施。",
    ],
)
def test_a_sentence_about_documents_is_no_refusal(text: str) -> None:
    shown, checked, _ = read(text)
    assert [sentence.text for sentence in shown] == [text]
    assert not checked.declined


@pytest.mark.parametrize(
    "text",
    [
        "材料未载",
        "材料中没有说明年费。",
        "文章未提及。",
        "原文并没有直接给出答案。",
        "无法根据材料得出答案。",
        "资料中没有相关内容。",
        "This is not mentioned in the passages.",
        "There is no information about it.",
        "It doesn't say; the fee isn't provided.",
    ],
)
def test_declining(text: str) -> None:
    shown, checked, _ = read(text)
    assert shown == []
    assert checked.declined
    assert [dropped.text for dropped in checked.dropped] == [text]


@pytest.mark.parametrize(
    "text", ["The service is now provided by banks.", "Note the information in the annex."]
)
def test_not_every_sentence_with_these_words_declines(text: str) -> None:
    assert not read(text)[1].declined


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("手续费为百分之三。手续费为百分之", ["手续费为百分之三。"]),
        ("手续费为百分之三。", ["手续费为百分之三。"]),
        ("林见微认为：「桥是基础设施。」", ["林见微认为：「桥是基础设施。」"]),
        ("手续费为百分之三", []),
        ("手续费为百分之三。[1", ["手续费为百分之三。"]),
        ("手续费为3.", []),
        ("林见微认为：「桥是基础设施。", []),
        ("手续费为百分之三…", []),
    ],
)
def test_the_last_sentence_of_an_answer_that_was_cut(text: str, kept: list[str]) -> None:
    shown, checked, _ = read(text, "length")
    assert [sentence.text for sentence in shown] == kept
    assert all("cut off" in dropped.why for dropped in checked.dropped)
    assert [sentence.text for sentence in read("手续费为百分之三", "stop")[0]] == ["手续费为百分之三"]


def test_what_is_not_supported_comes_to_an_end() -> None:
    _, checked, stream = read(f"第{number}种说法。" for number in range(100))
    assert len(checked.dropped) == 40
    assert (stream.closed, checked.end) == (True, "sentences")


def test_twelve_sentences_are_enough() -> None:
    shown, checked, stream = read(f"手续费为百分之三{'，' * number}。" for number in range(30))
    assert len(shown) == 12
    assert (stream.closed, checked.end) == (True, "sentences")


def test_twelve_and_no_more_is_no_limit() -> None:
    shown, checked, _ = read(f"手续费为百分之三{'，' * number}。" for number in range(12))
    assert (len(shown), checked.end) == (12, "done")


def test_the_second_time_is_passed_over() -> None:
    shown, checked, _ = read(["手续费为百分之三。"] * 2 + ["林见微认为桥是基础设施。"])
    assert [sentence.text for sentence in shown] == ["手续费为百分之三。", "林见微认为桥是基础设施。"]
    assert checked.end == "done"


@pytest.mark.parametrize("loop", [["手续费为百分之三。"], ["手续费为百分之三。", "林见微认为桥是基础设施。"]])
def test_going_round_in_circles_is_the_end(loop: list[str]) -> None:
    shown, checked, stream = read(loop * 9)
    assert [sentence.text for sentence in shown] == loop
    assert (stream.closed, checked.end) == (True, "repeats")


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_a_phrase_that_goes_round_is_not_shown(size: int) -> None:
    text = "林见微认为桥是基础设施。" + "手续费为百分之三，" * 30
    shown, checked, stream = read(text[at : at + size] for at in range(0, len(text), size))
    assert [sentence.text for sentence in shown] == ["林见微认为桥是基础设施。"]
    assert [dropped.why for dropped in checked.dropped] == ["cut off in the middle"]
    assert (stream.closed, checked.end) == (True, "repeats")


@pytest.mark.parametrize("filler", [" ", "\n", "。", "[1]", "…", "-", "👍"])
def test_nothing_for_ever_comes_to_an_end(filler: str) -> None:
    shown, checked, stream = read(itertools.chain(["手续费为百分之三。"], itertools.repeat(filler)))
    assert [sentence.text for sentence in shown] == ([] if filler == "…" else ["手续费为百分之三。"])
    assert stream.closed
    assert checked.end in ("repeats", "characters")


def test_a_text_without_a_sentence_comes_to_an_end() -> None:
    _, checked, stream = read(f"{number}、" for number in itertools.count())
    assert stream.closed
    assert checked.end in ("sentences", "characters")


def test_the_question_is_no_answer() -> None:
    stream = Stream(["问题：手续费是多少？手续费为百分之三。"])
    checked = CheckedAnswer(stream, passages(), "手续费是多少?")
    assert [sentence.text for sentence in checked] == ["手续费为百分之三。"]
    assert [dropped.why for dropped in checked.dropped] == ["repeats the question"]


def test_an_answer_may_begin_with_the_words_of_the_question() -> None:
    checked = CheckedAnswer(Stream(["手续费为百分之三。"]), passages(), "手续费")
    assert [sentence.text for sentence in checked] == ["手续费为百分之三。"]


def test_no_passage_no_sentence() -> None:
    checked = CheckedAnswer(Stream(["手续费为百分之三。[1]"]), [])
    assert list(checked) == []
    assert len(checked.dropped) == 1
