"""What the value of a setting may be: a URL, a path, a word for on or off, a language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from qa.language import Language, say

_SWITCHES = {
    **dict.fromkeys(("on", "true", "yes", "1"), True),
    **dict.fromkeys(("off", "false", "no", "0"), False),
}


def is_relative(value: str) -> bool:
    """Whether a text is a path that has to be put under a folder; a URL, ``~`` or a word for on or off is none.

    >>> is_relative("answers.sqlite3"), is_relative("https://host"), is_relative("on")
    (True, False, False)
    """
    return not _is_url(value) and not value.startswith("~") and _switch(value) is None


def _absolute(value: Path) -> Path:
    try:
        return value.expanduser().absolute()
    except RuntimeError:  # ~name of somebody who is not on this machine
        raise ValueError(say("there is no such home folder", "没有这个用户目录")) from None


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        complete = False
    if not complete:
        raise ValueError(
            say("must start with http:// or https:// and name a host", "应为 http:// 或 https:// 开头的网址")
        )
    return value.rstrip("/")


def _is_url(value: object) -> bool:
    return isinstance(value, str) and "://" in value


def _place(value: object) -> object:
    if _is_url(value):
        return _url(str(value))
    return _absolute(Path(value)) if isinstance(value, str | Path) else value


def _switch(value: object) -> bool | None:
    return _SWITCHES.get(str(value).lower())


def _language(value: object) -> object:
    # QA_LANG is often set to a locale, such as zh_CN.UTF-8.
    code = value.lower().replace("_", "-").split(".")[0] if isinstance(value, str) else ""
    return next((known for known in ("zh", "en") if code == known or code.startswith(f"{known}-")), value)


def file_in_home(name: str) -> BeforeValidator:
    """Take a file's path, or ``on`` for the file of this name in the home, or ``off`` for none."""

    def place(value: object, info: ValidationInfo) -> object:
        is_on = _switch(value)
        if is_on is None:
            return value
        return info.data["home"] / name if is_on and "home" in info.data else None

    return BeforeValidator(place)


Url = Annotated[str, AfterValidator(_url)]
AbsolutePath = Annotated[Path, AfterValidator(_absolute)]
Place = Annotated[Path | str, BeforeValidator(_place)]
Lang = Annotated[Language | None, BeforeValidator(_language)]
