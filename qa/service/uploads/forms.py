"""A form on its way: its files are handed on piece by piece, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from qa.errors import RequestBroken, RequestInvalid
from qa.language import say
from qa.service.uploads.names import safe_name

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

T = TypeVar("T")

_LONGEST_HEADER = 8192


class Files(Protocol):
    """Whoever takes the files of a form."""

    def begin(self, name: str) -> None:
        """Take another file, under the name that the client gave it."""

    def add(self, data: bytes) -> None:
        """Take another piece of it."""

    def end(self) -> None:
        """Take note that it is whole."""


class Form:
    """Takes a ``multipart/form-data`` body apart.

    :param content_type: The header, which says what parts are parted by.
    :param files: Told of each file; what it raises goes through.
    :raises RequestBroken: the header names no boundary.
    """

    def __init__(self, content_type: str, files: Files) -> None:
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise RequestBroken(problem=say("the form has no boundary", "表单没有 boundary"))
        self._files = files
        self._header, self._value = b"", b""
        self._disposition = b""
        self._is_whole = False
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": lambda data, start, end: files.add(data[start:end]),
            "on_part_end": files.end,
            "on_end": self._end,
        }
        self._parser = self._trying(lambda: MultipartParser(boundary, callbacks))

    def write(self, data: bytes) -> None:
        """Take the next piece of the body.

        :raises RequestBroken: it is no form.
        :raises RequestInvalid: a part of it is no file.
        """
        self._trying(lambda: self._parser.write(data))

    def finish(self) -> None:
        """Take note that the body is at its end. Raises ``RequestBroken`` where the form is not."""
        if not self._is_whole:
            raise RequestBroken(problem=say("the form is cut off", "表单不完整"))

    @staticmethod
    def _trying(parse: Callable[[], T]) -> T:
        try:
            return parse()
        except FormParserError as problem:
            raise RequestBroken(problem=say("it is not a form", "不是表单")) from problem

    def _begin(self) -> None:
        self._disposition = self._header = self._value = b""

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._value) > _LONGEST_HEADER:
            raise RequestBroken(problem=say("a name in the form is too long", "表单中的名称过长"))

    def _on_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers(self) -> None:
        options = parse_options_header(self._disposition)[1]
        if b"filename" not in options:
            field = safe_name(_text(options.get(b"name", b"")))[:100]
            problem = say(f"{field} is no file with a name", f"{field} 不是带文件名的文件")
            raise RequestInvalid(problem=problem, field=field)
        self._files.begin(_text(options[b"filename"]))

    def _end(self) -> None:
        self._is_whole = True


def _text(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
    return raw.decode("latin-1")
