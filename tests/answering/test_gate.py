"""What a reader sees was checked before, and is there as soon as it is: with a server that takes its time."""

from __future__ import annotations

import time

from qa.assistant import Assistant
from qa.models import Answer, Sentence
from tests.openai_server import Exchange, OpenAIServer

QUESTION = "备付金的存管和商户的手续费是怎样的？"
KEPT = "备付金由人民银行集中存管。"
FALSE = "商户的手续费为百分之九。"
FEE = "商户的手续费为百分之三。"
_PAUSE = 0.02
_SOON = 1.0


def test_each_sentence_comes_when_it_is_checked(assistant: Assistant, server: OpenAIServer) -> None:
    written: dict[str, float] = {}

    def slowly(exchange: Exchange) -> None:
        exchange.start()
        for sentence in (KEPT, FALSE, FEE):
            for character in sentence:
                exchange.delta(character)
                exchange.pause(_PAUSE)
            written[sentence] = time.monotonic()
        # A sentence is over when something else begins.
        exchange.delta("\n\n")
        exchange.pause(5 * _PAUSE)
        exchange.delta(finish="stop")
        exchange.event("[DONE]")
        exchange.end()

    server.chat = slowly
    seen: dict[str, float] = {}
    for piece in assistant.stream(QUESTION):
        if isinstance(piece, Sentence):
            seen[piece.text] = time.monotonic()
        else:
            whole = piece
    assert isinstance(whole, Answer)
    assert whole.status == "answered"
    assert list(seen) == [KEPT, FEE] == [sentence.text for sentence in whole.sentences]
    assert written[KEPT] < seen[KEPT] < written[FALSE] + _SOON
    assert seen[KEPT] < written[FEE], "the first was there before the last was written"
    assert seen[FEE] - written[FEE] < _SOON + 5 * _PAUSE
    assert [dropped.text for dropped in whole.dropped] == [FALSE]
