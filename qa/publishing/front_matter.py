"""An editor's note in the front matter of a file, and every other byte as it was."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import yaml

from qa.errors import FrontMatterBroken, NotePlaceMissing
from qa.language import say
from qa.reading.encoding import Decoded, decoded
from qa.reading.front_matter import FrontMatter, find_front_matter

KEY = "editor_note"

_LINE_END = re.compile(r"\r\n|\n|\r")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def with_note(data: bytes, note: str, *, name: str) -> bytes:
    r"""Return a file's bytes with a note in its front matter, instead of the one that is there.

    A file without front matter gets one on top. The result is read again before it is returned: it says what it said,
    and the note.

    >>> print(with_note("---\ntitle: 桥\n---\n文。\n".encode(), "谈桥。", name="a.md").decode())
    ---
    title: 桥
    editor_note: "谈桥。"
    ---
    文。
    <BLANKLINE>

    :raises NotePlaceMissing: its front matter is written in a way that cannot be added to safely.
    :raises ReadingError: it is not text, or its front matter is not YAML.
    """
    file = decoded(data, name=name)
    found = find_front_matter(file.text, name=name)
    change = _on_top(file, note) if found is None else _inside(file, found, note)
    made = file.text[: change.start] + change.text + file.text[change.end :]
    start, end = _bytes_at(data, file, change.start), _bytes_at(data, file, change.end)
    result = data[:start] + change.text.encode(file.encoding) + data[end:]
    if not _says(result, made, note, file, found, name=name):
        raise NotePlaceMissing(
            path=name,
            problem=say(
                "its front matter is written in a way that cannot be added to without harm; add the line yourself",
                "front matter 的写法无法安全地添加内容，请手工加上这一行",
            ),
        )
    return result


def quoted(text: str, encoding: str = "utf-8") -> str:
    r"""Return a text as YAML writes it in double quotes, on one line and in characters that the encoding has.

    >>> print(quoted('他说："渡口" #1'))
    "他说：\"渡口\" #1"
    >>> print(quoted("渡船𠮷", "big5"))
    "渡船\U00020bb7"
    """
    return f'"{"".join(_quoted(char, encoding) for char in text)}"'


def _quoted(char: str, encoding: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        is_known = False
    else:
        is_known = True
    if is_known and char.isprintable():
        return char
    point = ord(char)
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


class _Change(NamedTuple):
    """What stands in the place of ``text[start:end]``."""

    start: int
    end: int
    text: str


def _on_top(file: Decoded, note: str) -> _Change:
    text = file.text
    start = len(text) - len(text.lstrip("\ufeff"))
    first = _LINE_END.search(text)
    end = first[0] if first else "\n"
    return _Change(start, start, end.join(("---", f"{KEY}: {quoted(note, file.encoding)}", "---", "")))


def _inside(file: Decoded, found: FrontMatter, note: str) -> _Change:
    written = file.text[found.start : found.end]
    value = quoted(note, file.encoding)
    layout = _layout(written)
    if layout.value is not None:
        start, end = layout.value
        before = written[start - 1 : start]
        # A list may begin where its key does; nothing else may.
        space = " " if before == ":" else "  " if before in ("", "\n", "\r") else ""
        return _Change(found.start + start, found.start + end, space + value)
    if layout.opening is not None:
        at = found.start + layout.opening
        return _Change(at, at, f"{KEY}: {value}" + ("" if layout.is_empty else ", "))
    ends = _LINE_END.findall(file.text[: found.end]) or ["\n"]
    line = f"{' ' * layout.indent}{KEY}: {value}{ends[-1]}"
    return _Change(found.end, found.end, line)


class _Layout(NamedTuple):
    """How a mapping is written: where the note's value is, if it has one; where it opens, if it is in braces."""

    value: tuple[int, int] | None = None
    opening: int | None = None
    is_empty: bool = True
    indent: int = 0


def _layout(written: str) -> _Layout:
    layout = _Layout()
    depth, is_key, key_end = 0, True, -1
    for event in yaml.parse(written, Loader=yaml.BaseLoader):
        start, end = _place(event)
        if depth == 0:
            if isinstance(event, yaml.MappingStartEvent):
                depth = 1
                layout = layout._replace(opening=end if event.flow_style else None)
            continue
        if depth == 1 and isinstance(event, yaml.MappingEndEvent):
            break
        if depth == 1 and is_key:
            if layout.is_empty:
                indent = event.start_mark.column if event.start_mark else 0
                layout = layout._replace(is_empty=False, indent=indent)
            is_note = isinstance(event, yaml.ScalarEvent) and event.value.lower() == KEY
            key_end = end if is_note else -1
        elif depth == 1 and key_end >= 0:
            if start == end and isinstance(event, yaml.ScalarEvent):  # no value at all
                start = end = written.index(":", key_end) + 1
            layout = layout._replace(value=(start, _without_blanks(written, start, end)))
        elif key_end >= 0 and layout.value and start < end:
            # What ends a block has no width, and stands after all comments.
            layout = layout._replace(value=(layout.value[0], _without_blanks(written, start, end)))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth == 1:
            is_key = not is_key
    return layout


def _place(event: yaml.Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


def _without_blanks(written: str, start: int, end: int) -> int:
    # The empty lines after a block are none of it.
    return start + len(written[start:end].rstrip())


def _bytes_at(data: bytes, file: Decoded, characters: int) -> int:
    """Return how many bytes the mark and the first characters have; other encoders might write them otherwise."""
    decoder = codecs.getincrementaldecoder(file.encoding)()
    at, seen = len(file.mark), 0
    while seen < characters:
        seen += len(decoder.decode(data[at : at + 1]))
        at += 1
    return at


def _says(
    result: bytes, made: str, note: str, file: Decoded, before: FrontMatter | None, *, name: str
) -> bool:
    """Whether what was made is read as what was there, with the note."""
    if decoded(result, name=name).text != made:
        return False
    try:
        after = find_front_matter(made, name=name)
    except FrontMatterBroken:
        return False
    old, body = (before.values, file.text[before.after :]) if before else ({}, file.text.lstrip("\ufeff"))
    return after is not None and after.values == {**old, KEY: note} and made[after.after :] == body
