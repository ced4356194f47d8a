"""The chores that chat front ends give to whatever model is chosen: titles, tags, what might be asked next.

They come as a message of the user with the whole chat in it. The words of that are the library's, so that it would be
searched, and a model asked, to write what is not wanted.
"""

from __future__ import annotations

import re

from qa.language import say
from qa.models import Answer
from qa.service.openai.completing import Pieces

# Open WebUI's all have this form; its questions with documents begin so as well, but hold no chat. LibreChat's begin so.
_TASK = re.compile(
    r"\s*(?:###\s*Task:.*?<chat_history>"
    r"|(?:Please )?(?:provide|generate) a concise,? 5-word-or-less title for the conversation"
    r"|Analyze this conversation and provide:\s*1\. The detected language)",
    re.IGNORECASE | re.DOTALL,
)
_MOST_READ = 20_000
_MOST_TOLD = 200


def is_task(question: str) -> bool:
    """Whether a question is none of a person's, but a chore of the front end.

    >>> is_task("### Task:\\nSuggest 3-5 follow-up questions …\\n<chat_history>USER: 渡船几班？</chat_history>")
    True
    >>> is_task("What is the task of the ferry?")
    False
    """
    return _TASK.match(question[:_MOST_READ]) is not None


def declined(question: str) -> Pieces:
    """Yield the refusal of a chore: nothing is looked for, and no model is asked."""
    reason = say("this model only answers questions from its articles", "这个模型只依据文库里的文章回答问题")
    yield Answer("refused", question[:_MOST_TOLD], "", (), "extractive", reason)
