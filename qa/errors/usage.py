"""Errors of what was asked for: it cannot be meant."""

from __future__ import annotations

from qa.errors.base import QaError


class UsageError(QaError):
    """What was asked for cannot be meant."""

    exit_code = 2


class QuestionEmpty(UsageError):
    """The question has no letter, character or digit in it."""

    en = "The question {question!r} has no word in it. Ask in Chinese or English, for example: qa ask '…？'"
    zh = "问题 {question!r} 里没有任何文字。请用中文或英文提问，例如：qa ask '……？'"


class QuestionTooLong(UsageError):
    """The question is longer than can be meant."""

    en = "The question has {length} characters; at most {limit} are allowed. Shorten it, or ingest the text."
    zh = "问题有 {length} 个字符，上限是 {limit}。请缩短问题；如果是一篇文章，请先用 qa ingest 收录。"


class CheckEmpty(UsageError):
    """The text that is to be checked has no letter, character or digit in it."""

    en = "There is no word in the text to check. Give a sentence, a file or -, for example: qa check note.md"
    zh = "要核对的内容里没有任何文字。请给出句子、文件或 -，例如：qa check note.md"


class CheckTooLong(UsageError):
    """The text is longer than what is checked at a time."""

    en = "The text to check has {length} characters; at most {limit} are checked at a time. Split it."
    zh = "要核对的内容有 {length} 个字符，一次最多核对 {limit} 个。请分成几份。"


class ArgumentInvalid(UsageError):
    """An argument has a value that is not allowed; ``allowed`` says which are."""

    en = "{name} = {value!r} is not allowed. Allowed: {allowed}."
    zh = "{name} = {value!r} 不可用。可用的取值：{allowed}。"
