"""Short clauses that say of their subject what no source says, beside those that do."""

from __future__ import annotations

import pytest

from qa.grounding import check

SOURCE = "备付金由人民银行集中存管。商户的手续费为百分之三，年费是1.2万元，去年有所提升。"


@pytest.mark.parametrize(
    "sentence", ["手续费很高。", "手续费便宜。", "商户的手续费免费。", "手续费十分合理。", "年费昂贵。"]
)
def test_what_nobody_says_of_it(sentence: str) -> None:
    support = check(sentence, [SOURCE])
    assert not support.supported
    assert not support.hard, "a second opinion may know better"
    assert support.why is not None
    assert support.why.startswith("no source says so")


class _Yes:
    def supports(self, sentence: str, sources: object) -> bool:
        del sentence, sources
        return True


def test_a_second_opinion_may_accept_it() -> None:
    support = check("手续费很高。", [SOURCE], second_opinion=_Yes())
    assert support.supported
    assert support.why is None


@pytest.mark.parametrize(
    "sentence",
    [
        "备付金集中存管。",
        "人民银行存管备付金。",
        "年费提高了。",
        "年费去年提升。",
        "收费：手续费为百分之三。",
    ],
)
def test_what_is_said_of_it(sentence: str) -> None:
    assert check(sentence, [SOURCE]).supported, check(sentence, [SOURCE]).why
