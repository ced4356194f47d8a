"""What of a model's output is shown: however it is cut into deltas, no thought and no control token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.llm_text import answer_text

A, B = "备付金由银行存管。[1]", "费率是3%。[2]"


def shown(text: str, size: int = 10_000) -> str:
    return "".join(answer_text(text[at : at + size] for at in range(0, len(text), size)))


CASES = {
    # plain text, and what only looks like something else
    "plain": (A + B, A + B),
    "space-before": (" \n" + A, A),
    "markers": ("一。[1][2]【3】[1-3]", "一。[1][2]【3】[1-3]"),
    "less-than": ("a < b，a <= c，<3", "a < b，a <= c，<3"),
    "bars": ("a <| b |> c", "a <| b |> c"),
    "brackets": ("[注] [i] [INS 登记]", "[注] [i] [INS 登记]"),
    "html": ("<b>粗</b>与<br>", "<b>粗</b>与<br>"),
    "open-end": (A + "a <", A + "a <"),
    "book": ("见《章句》[", "见《章句》["),
    # ends of a turn
    "qwen-end": (f"{A}<|im_end|>", A),
    "llama-end": (f"{A}<|eot_id|>{B}", A),
    "gemma-end": (f"{A}<end_of_turn>\n<start_of_turn>user\n{B}", A),
    "mistral-end": (f"{A}</s>{B}", A),
    "deepseek-end": (f"{A}<｜end▁of▁sentence｜>{B}", A),
    "next-turn": (f"{A}\n<|im_start|>user\n{B}", A + "\n"),
    "next-inst": (f"{A}[INST]{B}[/INST]", A),
    "end-in-capitals": (f"{A}<|EOT_ID|>{B}", A),
    "cut-end": (f"{A}<|im_e", A),
    # beginnings
    "qwen-begin": (f"<|im_start|>assistant\n{A}<|im_end|>", A),
    "llama-begin": (f"<|start_header_id|>assistant<|end_header_id|>\n\n{A}", A),
    "gemma-begin": (f"<bos><start_of_turn>model\n{A}", A),
    "mistral-begin": (f"<s>[INST]{A}", A),
    "role-in-the-text": ("<start_of_turn>models 一百台。", "models 一百台。"),
    "no-role": (f"<|im_start|>{A}", A),
    "ends-first": (f"<|im_end|>\n</s>{A}", A),
    # in the middle
    "stray": ("备付金<pad>由<0x0A>银行<unk><unused12>存管。", "备付金由银行存管。"),
    "unknown": (f"<|fim_pad|>{A}<|reserved_special_token_7|>", A),
    "system": (f"<<SYS>>{A}<</SYS>>[/INST]", A),
    # thoughts
    "think": (f"<think>\n嗯，{B}\n</think>\n\n{A}", A),
    "think-after-token": (f"<|im_start|>assistant\n<think>{B}</think>{A}", A),
    "think-twice": (f"<think>一</think>{A}<think>二</think>{B}", f"{A}\n{B}"),
    "think-open": (f"<think>{B}", ""),
    "think-open-later": (f"{A}<think>{B}", f"{A}\n"),
    "think-token-inside": (f"<think>{B}<|im_end|>{B}</think>{A}", A),
    "think-in-capitals": (f"<Think>{B}</THINK>{A}", A),
    "other-words": (f"<reasoning>{B}</reasoning>{A}", A),
    "magistral": (f"[THINK]{B}[/THINK]{A}", A),
    "kimi": (f"◁think▷{B}◁/think▷{A}", A),
    "end-of-a-thought-that-the-prompt-began": (f"想一想\n</think>\n{A}", f"想一想\n\n\n{A}"),
    "tool-call": (f'<tool_call>{{"name": "search"}}</tool_call>{A}', A),
    "harmony": (
        f"<|channel|>analysis<|message|>{B}<|end|><|start|>assistant<|channel|>final<|message|>{A}<|return|>",
        A,
    ),
    "harmony-open": (f"<|channel|>analysis<|message|>{B}", ""),
    "nothing-but-tokens": ("<s><|im_start|>assistant\n<|im_end|></s>", ""),
    "spaces": (" \n\t ", ""),
}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize("name", CASES)
def test_what_is_shown(name: str, size: int) -> None:
    said, expected = CASES[name]
    assert shown(said, size) == expected


def test_nothing_is_read_after_the_end() -> None:
    deltas = iter([A, "<|im_end|>", "no more"])
    assert list(answer_text(deltas)) == [A]
    assert list(deltas) == ["no more"]


def test_text_is_not_held_longer_than_it_must_be() -> None:
    given: list[str] = []

    def deltas() -> object:
        for delta in ("备付金", "由", "银行<", "b>存管。[", "1]"):
            given.append(delta)
            yield delta

    seen = [(text, len(given)) for text in answer_text(deltas())]  # type: ignore[arg-type]
    assert seen == [("备付金", 1), ("由", 2), ("银行", 3), ("<b>存管。", 4), ("[1]", 5)]


def test_halves_of_characters() -> None:
    assert "".join(answer_text(["好\ud83d", "\ude00。", "\ud83d"])) == "好😀。\ufffd"


parts = st.sampled_from(
    [
        "备付金",
        "。",
        "<",
        "<|",
        "|>",
        "im_end",
        "<think>",
        "</think>",
        "[",
        "1]",
        "[INST]",
        "<s>",
        "assistant",
        "<|im_start|>",
        "<|im_end|>",
        "<|channel|>",
        "<|message|>",
        "final",
        "\n",
        "◁",
        "<start_of_turn>",
        "user",
    ]
)


@given(st.lists(parts, max_size=20), st.integers(1, 9))
def test_the_cutting_makes_no_difference(said: list[str], size: int) -> None:
    text = "".join(said)
    whole = shown(text)
    assert shown(text, size) == "".join(answer_text(said)) == whole
    for token in ("<think>", "</think>", "<|im_start|>", "<|im_end|>", "<start_of_turn>"):
        assert token not in whole
