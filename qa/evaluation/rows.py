"""Files of a suite, read strictly: what is wrong in one is told with its line, in the language in force."""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from qa.errors import PathMissing, PathUnreadable, SuiteBroken
from qa.language import say

_LONGEST_SHOWN = 40


def read_text(path: Path) -> str:
    """Return a file's text, without a byte order mark.

    :raises PathMissing: if there is no such file.
    :raises PathUnreadable: if it may not be read.
    :raises SuiteBroken: if it is not UTF-8, with the line on which it is not.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PathMissing(path=str(path)) from error
    except OSError as error:
        raise PathUnreadable(path=str(path), problem=error.strerror or type(error).__name__) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SuiteBroken(path=path, line=line, problem=say("it is not UTF-8", "不是 UTF-8 编码")) from None


def json_value(text: str, path: Path, first_line: int = 1) -> Any:
    """Return what a text in JSON says; ``first_line`` is where it begins in its file."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        line, problem = first_line + error.lineno - 1, f"{error.msg} ({error.colno})"
    except RecursionError:
        line, problem = first_line, say("it is nested too deeply", "嵌套过深")
    except ValueError as error:
        line, problem = first_line, str(error)
    raise SuiteBroken(
        path=path, line=line, problem=say(f"not JSON: {problem}", f"不是合法的 JSON：{problem}")
    )


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def json_lines(path: Path, text: str | None = None) -> Iterator[Row]:
    """Yield the objects of a file that has one a line; blank lines count as lines and are passed over."""
    # Not splitlines: JSON may hold the other line separators of Unicode as they are.
    for number, line in enumerate((read_text(path) if text is None else text).split("\n"), 1):
        if line.strip():
            yield row(json_value(line, path, number), path, number)


def row(value: object, path: Path, line: int) -> Row:
    """Return an object with the place that it stands at; anything else is broken."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise SuiteBroken(path=path, line=line, problem=say("not an object {…}", "不是对象 {…}"))
    return Row(path, line, value)


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a file. Each method takes a field of one type and raises :class:`SuiteBroken` on any other."""

    path: Path
    line: int
    values: Mapping[str, Any]

    def broken(self, en: str, zh: str) -> NoReturn:
        """Say what is wrong with it."""
        raise SuiteBroken(path=self.path, line=self.line, problem=say(en, zh))

    def only(self, known: Collection[str]) -> None:
        """See to it that it has no other fields than these."""
        for key in self.values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                names = near or sorted(known)
                self.broken(
                    f"there is no field {key!r}; {'the nearest is' if near else 'there are'} {', '.join(names)}",
                    f"没有 {key!r} 这个字段；{'相近的是' if near else '可用的有'} {'、'.join(names)}",
                )

    def has(self, key: str) -> bool:
        """Whether a field is there and not null."""
        return self.values.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string that is not blank, without the spaces around it; ``default`` where there is no such field."""
        if not self.has(key):
            if default is None:
                self.broken(f"{key!r} is missing", f"缺少 {key!r}")
            return default
        return self.string(self.values[key], key)

    def string(self, value: object, key: str) -> str:
        """Return what is in the field ``key`` as :meth:`text` does."""
        if not isinstance(value, str):
            self.broken(f"{key!r} has {shown(value)}, not a text", f"{key!r} 应为文字，而不是 {shown(value)}")
        stripped = unicodedata.normalize("NFC", value).strip()
        if not stripped:
            self.broken(f"{key!r} is blank", f"{key!r} 是空白")
        return stripped

    def items(self, key: str) -> list[Any]:
        """Return a list of anything; an empty one where there is no such field."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.broken(f"{key!r} has {shown(value)}, not a list", f"{key!r} 应为列表，而不是 {shown(value)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple(self.string(value, key) for value in self.items(key))

    def alternatives(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return a list in which each entry is a string or a list of strings, any of which will do."""
        return tuple(
            tuple(self.string(each, key) for each in value)
            if isinstance(value, list) and value
            else (self.string(value, key),)
            for value in self.items(key)
        )

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            if key not in self.values:
                self.broken(f"{key!r} is missing", f"缺少 {key!r}")
            self.broken(
                f"{key!r} has {shown(value)}, not true or false",
                f"{key!r} 应为 true 或 false，而不是 {shown(value)}",
            )
        return value


def shown(value: object) -> str:
    """Return a value as a message shows it.

    >>> shown([1, None])
    '[1, null]'
    """
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _LONGEST_SHOWN else written[: _LONGEST_SHOWN - 1] + "…"
