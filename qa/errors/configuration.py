"""Errors of the configuration."""

from __future__ import annotations

from qa.errors.base import QaError


class ConfigError(QaError):
    """The configuration cannot be used."""


class ConfigUnreadable(ConfigError):
    """A configuration file is not TOML, or cannot be read."""

    en = "The configuration file {path} cannot be read: {problem}. Correct it or move it away."
    zh = "配置文件 {path} 无法读取：{problem}。请改正，或把它移走。"


class ConfigInvalid(ConfigError):
    """A setting has a value that is not allowed."""

    en = "The setting {name} = {value!r} (from {source}) is not valid: {problem}. Correct it there."
    zh = "配置项 {name} = {value!r}（来自 {source}）无效：{problem}。请在该处改正。"
