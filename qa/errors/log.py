"""Errors of the log of answers."""

from __future__ import annotations

from qa.errors.base import QaError


class LogError(QaError):
    """The log of answers."""


class LogUnusable(LogError):
    """The log's file cannot be read or written, or is none."""

    en = (
        "The log {path} cannot be used: {problem}. Move it away or correct it, or set QA_LOG to another file."
    )
    zh = "无法使用记录文件 {path}：{problem}。请移走或修复它，或用 QA_LOG 指定别的文件。"


class AnswerUnknown(LogError):
    """No answer in the log has this id, or several begin with it."""

    en = "The log {path} has no answer {reference!r}, or several that begin so. `qa log` lists them."
    zh = "记录 {path} 中没有编号为 {reference!r} 的回答，或有多个以此开头。用 `qa log` 查看。"
