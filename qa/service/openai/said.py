"""What is written around the sentences of an answer: so that it can be told from them when it comes back.

A client sends the answers that it got along with its next question. Of such a text only the sentences are what was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language import say

LONGEST_READ = 20_000
"""How many characters of an answer are read when it comes back."""

_UNDERSTOOD = re.compile(r"> (?:理解为：|Understood as: )(?P<question>.+)")
_REMARK = re.compile(
    r"(?:未能回答：|No answer: |未能完全回答：|Not fully answered: |文章说法不一：|The articles disagree: |以上是文章的原句|These are sentences of the articles)"
)
_REFUSED = ("未能回答：", "No answer: ")
_FOOTNOTE = re.compile(r"\[\d{1,3}\] 《(?P<title>.+?)》(?: ›|：| #|: )")
_MARKS = re.compile(r" ?(?:\[\d{1,3}\]){1,20}(?: |$)", re.MULTILINE)


def understood_as(question: str) -> str:
    """Return the line that says how a question was understood."""
    return "> " + say("Understood as: ", "理解为：") + question


def refused(reason: str) -> str:
    """Return the line that says why there is no answer."""
    return say("No answer: ", "未能回答：") + reason


def incomplete(reason: str) -> str:
    """Return the line that says what an answer lacks."""
    return say("Not fully answered: ", "未能完全回答：") + reason


def disagreeing(values: str) -> str:
    """Return the line that says in what the articles differ."""
    return say("The articles disagree: ", "文章说法不一：") + values


def quoted_instead() -> str:
    """Return the line that says that a model failed."""
    return say(
        "These are sentences of the articles: the model did not answer.",
        "以上是文章的原句：模型没有给出回答。",
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer said."""

    text: str
    titles: tuple[str, ...] = ()
    understood_as: str | None = None


def read_back(content: str) -> Said:
    """Return what an answer said that a client sends back: its sentences, the titles cited, how it was understood.

    Any other text, another model's say, is what it says.

    >>> read_back("> 理解为：商户的年费是多少？\\n\\n年费是1.2万元。[1] \\n\\n[1] 《备付金》 › 二、利息：“年费是1.2万元。”")
    Said(text='年费是1.2万元。', titles=('备付金',), understood_as='商户的年费是多少？')
    >>> read_back("The ferry is small.[1] It runs daily.[2][3]").text
    'The ferry is small. It runs daily.'
    >>> read_back("No answer: nothing fits.\\n\\nThe nearest sections:\\n- 《渡口》").text
    ''
    """
    meant = None
    titles: list[str] = []
    lines: list[str] = []
    for line in content[:LONGEST_READ].splitlines():
        if line.startswith(_REFUSED):
            return Said("", (), meant)
        if footnote := _FOOTNOTE.match(line):
            titles.append(footnote["title"])
        elif not lines and (question := _UNDERSTOOD.match(line)):
            meant = question["question"].strip()
        elif not _REMARK.match(line):
            lines.append(line)
    text = _MARKS.sub(" ", "\n".join(lines)).strip()
    return Said(text, tuple(dict.fromkeys(titles)), meant)
