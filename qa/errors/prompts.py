"""Errors of prompts."""

from __future__ import annotations

from qa.errors.base import QaError


class PromptError(QaError):
    """A prompt cannot be used."""


class PromptMissing(PromptError):
    """There is no prompt of this name."""

    en = "There is no prompt {name!r} in {folders}. `qa prompts list` shows their names; if {name}.md was there, restore it."
    zh = "在 {folders} 中没有名为 {name!r} 的提示词。用 `qa prompts list` 查看全部名称；如果 {name}.md 是被删掉的，请恢复。"


class PromptBroken(PromptError):
    """A prompt's front matter or template does not parse."""

    en = "The prompt {path} is broken: {problem}. Correct it, or delete it to use the built-in one."
    zh = "提示词 {path} 有误：{problem}。请改正，或删除它以使用内置的提示词。"


class PromptVariableMissing(PromptError):
    """A template uses a variable that it is not given."""

    en = "The prompt {path} uses the variable {variable!r} on line {line}, which it is not given. Given: {given}."
    zh = "提示词 {path} 第 {line} 行用到了没有提供的变量 {variable!r}。可用的变量：{given}。"
