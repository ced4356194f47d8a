"""The YAML between two lines of three dashes at the top of a feed's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from qa.errors import FrontMatterBroken

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class FrontMatter(NamedTuple):
    """Where it is in a text, and what it says: ``text[start:end]`` is YAML, and the text goes on at ``after``.

    The keys of ``values`` are in lower case. Every value is a string as it is written, or a list or mapping of them:
    YAML would turn a title ``2021`` into a number and stumble over a date ``2021-13-45``.
    """

    values: dict[str, Any]
    start: int
    end: int
    after: int


def split_front_matter(text: str, *, name: str) -> tuple[dict[str, Any], str]:
    r"""Return the values of the front matter, and the text after it.

    >>> split_front_matter("---\ntitle: 甲\ndate: 2021-12-03\n---\n正文\n", name="a.md")
    ({'title': '甲', 'date': '2021-12-03'}, '正文\n')
    >>> split_front_matter("---\n\n正文\n", name="a.md")
    ({}, '---\n\n正文\n')

    :raises FrontMatterBroken: if it is not YAML, or does not end.
    """
    found = find_front_matter(text, name=name)
    return ({}, text) if found is None else (found.values, text[found.after :])


def find_front_matter(text: str, *, name: str) -> FrontMatter | None:
    r"""Return the front matter of a text, or ``None`` if it has none. Raises what :func:`split_front_matter` does.

    >>> find_front_matter("---\ntitle: 甲\n---\n正文\n", name="a.md")
    FrontMatter(values={'title': '甲'}, start=4, end=13, after=17)
    """
    begin = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    lines = text[begin:].splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return None
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        if _is_key(next((line for line in lines[1:] if line.strip()), "")):
            raise FrontMatterBroken(path=name, problem="no --- line after it")
        return None
    written = "".join(lines[1:end])
    try:
        values = YAMLHandler().load(written, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        # The line in the file: the dashes are line 1, and YAML counts from 0.
        where = f"line {mark.line + 2}: " if mark is not None else ""
        raise FrontMatterBroken(path=name, problem=where + (error.problem or str(error))) from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise FrontMatterBroken(path=name, problem=str(error).splitlines()[0]) from error
    except RecursionError as error:
        raise FrontMatterBroken(path=name, problem="nested too deeply") from error
    if isinstance(values, Mapping):
        kept = {str(key).lower(): value for key, value in values.items() if not _is_null(value)}
    elif values is None or _is_null(values):
        kept = {}
    else:
        # Not front matter but a paragraph between two rules.
        return None
    start = begin + len(lines[0])
    return FrontMatter(kept, start, start + len(written), start + len(written) + len(lines[end]))


def _is_key(line: str) -> bool:
    key, colon, _ = line.partition(":")
    return bool(colon) and key.isascii() and key.replace("-", "_").isidentifier()


def _is_null(value: object) -> bool:
    return isinstance(value, str) and value in _NULLS


def strings(value: object) -> list[str]:
    """Return the strings in a value that may be one, or a list of them at any depth.

    >>> strings(["支付", ["清算", ""]])
    ['支付', '清算']
    """
    found: list[str] = []
    waiting = [value]
    # A few lines of YAML can name a list so many times that it holds a billion strings; no real one is this long.
    for _ in range(1000):
        if not waiting:
            break
        item = waiting.pop()
        if isinstance(item, str) and item.strip():
            # YAML writes a character outside the first 65,536 as two escapes, as JSON does; half of one is nothing.
            found.append(item.encode("utf-16", "surrogatepass").decode("utf-16", "ignore"))
        elif isinstance(item, list):
            waiting += reversed(item)
    return found
