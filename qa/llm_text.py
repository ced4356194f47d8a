"""What of a chat model's output is its answer: not what it thinks aloud, and no token that steers a model.

A server that knows its model takes these out by itself; with a wrong chat template, or a base model, they come as
text. The forms are those of the models' own templates (Llama, Qwen, DeepSeek, Gemma, Mistral, GLM, Kimi, gpt-oss).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator

# How thinking, or a tool that nobody offered, begins and ends.
_HIDDEN = {
    **{f"<{word}>": f"</{word}>" for word in ("think", "thinking", "thought", "reasoning", "reflection")},
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<tool_call>": "</tool_call>",
    "<|tool_call|>": "<|/tool_call|>",
}
# Somebody's turn begins; the name of whose it is follows.
_TURNS = (
    "<|im_start|>",
    "<start_of_turn>",
    "<|start_header_id|>",
    "<|start|>",
    "[inst]",
    "<｜user｜>",
    "<|user|>",
)
_ENDS = (
    *("<|im_end|>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|eot|>", "<|return|>"),
    *("<|end|>", "<end_of_turn>", "</s>", "<eos>", "<eot>", "<｜end▁of▁sentence｜>"),
)
# gpt-oss names what it writes, after <|channel|>: analysis is thinking, final is the answer.
_CHANNEL, _FINAL = "<|channel|>", "final"
_CHANNEL_NAMED, _CHANNEL_ENDS = ("<|message|>",), ("<|end|>", "<|return|>", "<|call|>")
_OTHERS = (
    *(
        "<s>",
        "<bos>",
        "<pad>",
        "<unk>",
        "<sop>",
        "<eop>",
        "<mask>",
        "<<sys>>",
        "<</sys>>",
        "[/inst]",
        "[gmask]",
    ),
    *("[mask]", "[pad]", "[unk]", "[cls]", "[sep]", "[bos]", "[eos]", "[system_prompt]", "[/system_prompt]"),
)
_NAMED = {*_HIDDEN, *_HIDDEN.values(), *_TURNS, *_ENDS, *_OTHERS, _CHANNEL}
_LONGEST = 48
_TOKEN = re.compile(
    r"<\|[^<>|\s]{1,40}\|>|<｜[^<>｜\s]{1,40}｜>|<0x[0-9a-f]{2}>|<unused\d{1,4}>|"
    + "|".join(re.escape(token) for token in sorted(_NAMED, key=len, reverse=True)),
    re.IGNORECASE,
)
_MAY_BE = re.compile(
    r"<\|[^<>|\s]{0,40}\|?|<｜[^<>｜\s]{0,40}｜?|<0?x?[0-9a-f]{0,2}|<u?n?u?s?e?d?\d{0,4}", re.IGNORECASE
)
_ROLES = ("assistant", "model", "system", "user", "tool", "developer")
_ROLE = re.compile(rf"\s*(?:{'|'.join(_ROLES)})(?![a-z])\s*:?\s*", re.IGNORECASE)


def answer_text(deltas: Iterable[str]) -> Generator[str]:
    """Yield what a reader is meant to see, as soon as it is sure that it is that.

    The answer ends where the model ends its turn or begins another's; white space before it is left out. How the
    text is cut into deltas makes no difference.

    >>> "".join(answer_text(["<thi", "nk>嗯。</think>\\n备付金", "由银行存管。<|im_", "end|>还有"]))
    '备付金由银行存管。'
    """
    reader = _Reader()
    for delta in _whole_characters(deltas):
        yield from reader.read(delta)
        if reader.is_over:
            return
    yield from reader.rest()


class _Reader:
    """Takes a text in pieces, and gives what is to be seen of it."""

    def __init__(self) -> None:
        self.is_over = False
        self._buffer = ""
        self._has_begun = False
        self._until: tuple[str, ...] = ()  # what ends the part that is being left out
        self._left_out = ""  # how that part begins
        self._role: str | None = None  # what came after the beginning of a turn

    def read(self, delta: str) -> Iterator[str]:
        """Yield what is sure to be text after one more piece."""
        self._buffer += delta
        while token := _TOKEN.search(self._buffer):
            before, self._buffer = self._buffer[: token.start()], self._buffer[token.end() :]
            yield from self._text(before, is_whole=True)
            yield from self._token(token[0].lower())
            if self.is_over:
                return
        sure = _sure(self._buffer)
        before, self._buffer = self._buffer[:sure], self._buffer[sure:]
        yield from self._text(before)

    def rest(self) -> Iterator[str]:
        """Yield what is left where nothing more comes."""
        is_cut_token = self._buffer.startswith(("<|", "<｜"))
        yield from self._text("" if is_cut_token else self._buffer, is_whole=True)

    def _token(self, token: str) -> Iterator[str]:
        if self._until:
            if token in self._until:
                is_answer = self._until != _CHANNEL_NAMED or self._left_out.strip().startswith(_FINAL)
                self._until = () if is_answer else _CHANNEL_ENDS
        elif token == _CHANNEL:
            self._leave_out(_CHANNEL_NAMED)
        elif token in _HIDDEN or token in _HIDDEN.values():
            # What comes after it is another sentence. One that ends without having begun was in the prompt.
            yield from ("\n" if self._has_begun else "")
            if token in _HIDDEN:
                self._leave_out((_HIDDEN[token],))
        elif token in _TURNS or token in _ENDS:
            self.is_over = self._has_begun
            self._role = "" if token in _TURNS else None

    def _leave_out(self, until: tuple[str, ...]) -> None:
        self._until, self._left_out = until, ""

    def _text(self, text: str, *, is_whole: bool = False) -> Iterator[str]:
        if self._until:
            self._left_out = (self._left_out + text)[:_LONGEST]
            return
        if self._role is not None:
            self._role += text
            begun = self._role.strip().lower()
            if not is_whole and any(role.startswith(begun) for role in _ROLES):
                return
            text, self._role = (
                _ROLE.sub("", self._role, count=1) if _ROLE.match(self._role) else self._role,
                None,
            )
        text = text if self._has_begun else text.lstrip()
        if text:
            self._has_begun = True
            yield text


def _sure(text: str) -> int:
    """Return where what may be the beginning of a token begins, or the text's length."""
    for at in range(max(0, len(text) - _LONGEST), len(text)):
        if text[at] in "<[◁":
            tail = text[at:].lower()
            if _MAY_BE.fullmatch(tail) or any(token.startswith(tail) for token in _NAMED):
                return at
    return len(text)


def _whole_characters(deltas: Iterable[str]) -> Iterator[str]:
    """Put together characters whose two UTF-16 halves came one by one, as some gateways send them."""
    half = ""
    for delta in deltas:
        text = half + delta
        half = text[-1] if "\ud800" <= text[-1:] <= "\udbff" else ""
        whole = text[: len(text) - len(half)]
        if whole:
            yield whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if half:
        yield "\ufffd"
