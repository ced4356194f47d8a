"""What is wrong with the fields of a request, in the language in force; pydantic itself speaks English only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException

from qa.errors import MediaTypeUnknown, QaError, RequestBroken, RequestInvalid
from qa.language import say

MOST_TOLD = 5
"""How many things that are wrong are told at a time."""

JSON = "application/json"

_HALF = re.compile("[\ud800-\udfff]")

# By the kinds of pydantic's errors, whose context fills the fields.
_TEXTS: dict[str, tuple[str, str]] = {
    "missing": ("is missing", "缺失"),
    "extra_forbidden": ("is not known", "不是可用的字段"),
    "string_type": ("must be text", "应为文字"),
    "string_unicode": ("has half a character in it", "含有不完整的字符"),
    "string_too_long": ("must have at most {max_length} characters", "最多 {max_length} 个字符"),
    "string_too_short": ("must have at least {min_length} characters", "至少 {min_length} 个字符"),
    "too_long": ("must have at most {max_length} entries", "最多 {max_length} 项"),
    "too_short": ("must have at least {min_length} entries", "至少 {min_length} 项"),
    "list_type": ("must be a list", "应为列表"),
    "tuple_type": ("must be a list", "应为列表"),
    "dict_type": ("must be an object", "应为对象"),
    "model_type": ("must be an object", "应为对象"),
    "model_attributes_type": ("must be an object", "应为对象"),
    "int_type": ("must be a whole number", "应为整数"),
    "int_parsing": ("must be a whole number", "应为整数"),
    "int_parsing_size": ("is too large", "数值过大"),
    "int_from_float": ("must be a whole number", "应为整数"),
    "float_type": ("must be a number", "应为数字"),
    "float_parsing": ("must be a number", "应为数字"),
    "finite_number": ("must be a number", "应为数字"),
    "bool_type": ("must be true or false", "应为 true 或 false"),
    "bool_parsing": ("must be true or false", "应为 true 或 false"),
    "greater_than": ("must be more than {gt}", "必须大于 {gt}"),
    "greater_than_equal": ("must be at least {ge}", "不能小于 {ge}"),
    "less_than": ("must be less than {lt}", "必须小于 {lt}"),
    "less_than_equal": ("must be at most {le}", "不能大于 {le}"),
    "literal_error": ("must be one of {expected}", "应为以下之一：{expected}"),
    "enum": ("must be one of {expected}", "应为以下之一：{expected}"),
    "date_type": ("must be a date such as 2021-12-03", "应为日期，例如 2021-12-03"),
    "date_parsing": ("must be a date such as 2021-12-03", "应为日期，例如 2021-12-03"),
    "date_from_datetime_parsing": ("must be a date such as 2021-12-03", "应为日期，例如 2021-12-03"),
    "date_from_datetime_inexact": ("must be a date such as 2021-12-03", "应为日期，例如 2021-12-03"),
}


def problem_of(found: Sequence[Mapping[str, Any]], content_type: str | None) -> QaError:
    """Return what is wrong with a request that was not what the route takes.

    :param found: What pydantic found.
    :param content_type: That of the request.

    >>> str(problem_of([{"type": "missing", "loc": ("body", "question"), "msg": ""}], JSON))
    'The request is not valid: question is missing. /openapi.json describes what is.'
    """
    for each in found:
        if each["type"] == "json_invalid":
            place = each["loc"][-1] + 1
            return RequestBroken(
                problem=say(f"it is not JSON, from character {place} on", f"从第 {place} 个字符起不是 JSON")
            )
        # FastAPI hands on the bytes of a body that does not say that it is JSON.
        if each["loc"] == ("body",) and isinstance(each.get("input"), bytes):
            return MediaTypeUnknown(type=content_type or "", allowed=JSON)
    told = [_told(each) for each in found[:MOST_TOLD]]
    return RequestInvalid(problem=say("; ", "；").join(told), field=_name(found[0]["loc"]))


def unreadable(error: HTTPException) -> str:
    """Return why a body could not be read at all."""
    cause = error.__cause__
    if isinstance(cause, RecursionError):
        return say("it is nested too deep", "嵌套过深")
    if isinstance(cause, UnicodeDecodeError):
        return say("it is not UTF-8", "不是 UTF-8 编码")
    if isinstance(cause, ValueError):  # Python's own limit on the digits of a number
        return say("a number in it is too long", "其中的数字过长")
    return str(error.detail)


def _told(found: Mapping[str, Any]) -> str:
    where = _where(found["loc"])
    if found["type"] in _TEXTS:
        context = {**found.get("ctx", {})}
        if "expected" in context:
            context["expected"] = str(context["expected"]).replace(" or ", ", ")
        return f"{where} {say(*_TEXTS[found['type']]).format(**context)}"
    # Of a validator of ours, which speaks both languages; else of pydantic.
    error = found.get("ctx", {}).get("error")
    return f"{where}: {error if isinstance(error, Exception) else found['msg']}"


def _where(loc: Sequence[str | int]) -> str:
    place, name = loc[0], _name(loc)
    if not name:
        return say("the body", "正文") if place == "body" else str(place)
    return name if place == "body" else f"{name} ({place})"


def _name(loc: Sequence[str | int]) -> str:
    """Return the name of a field: the dotted way to it."""
    return ".".join(_printable(str(name))[:100] for name in loc[1:])


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def half_characters(value: Any) -> Iterator[str]:
    """Yield the strings in a JSON value that have half of a character (a lone surrogate) in them.

    >>> list(half_characters({"a": ["\\ud83d", "章句"]}))
    ['\\ud83d']
    """
    if isinstance(value, str):
        if _HALF.search(value):
            yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from half_characters(name)
            yield from half_characters(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from half_characters(item)
