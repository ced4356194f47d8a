"""The JSON of a message: at once, or in chunks."""

from __future__ import annotations

import json
import time
import uuid

import qa
from qa.output import Json
from qa.service import showing
from qa.service.openai.completing import Ended
from qa.service.openai.content import Content

DONE = b"data: [DONE]\n\n"


class Reply:
    """One message to a client.

    :param model: What it asked for.
    """

    def __init__(self, model: str) -> None:
        self.asked = 0
        """How many tokens the question has."""
        self._head: Json = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": model,
            "system_fingerprint": f"zhangju-{qa.__version__}",
        }

    def whole(self, content: Content, ended: Ended) -> Json:
        """Return the message at once."""
        message = {
            "role": "assistant",
            "content": content.text,
            "refusal": content.refusal,
            "annotations": content.annotations,
            "zhangju": showing.to_json(ended.answer) if ended.answer else None,
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": ended.finish_reason}
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": self._usage(ended),
        }

    def chunk(self, delta: Json, finish_reason: str | None = None) -> bytes:
        """Return an event that adds to the message."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._event([choice])

    def last(self, content: Content, ended: Ended) -> bytes:
        """Return the event with what is known of a message only at its end."""
        delta: Json = {"annotations": content.annotations}
        if content.refusal is not None:
            delta["refusal"] = content.refusal
        if ended.answer is not None:
            delta["zhangju"] = showing.to_json(ended.answer)
        return self.chunk(delta)

    def counted(self, ended: Ended) -> bytes:
        """Return the event that says how many tokens it was."""
        return self._event([], usage=self._usage(ended))

    def _event(self, choices: list[Json], **more: object) -> bytes:
        told = {**self._head, "object": "chat.completion.chunk", "choices": choices, **more}
        return f"data: {json.dumps(told, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()

    def _usage(self, ended: Ended) -> Json:
        return {
            "prompt_tokens": self.asked,
            "completion_tokens": ended.tokens,
            "total_tokens": self.asked + ended.tokens,
        }
