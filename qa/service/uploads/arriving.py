"""An upload on its way: a form, a text in JSON, or a bare text, onto the disk as it comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from pydantic import ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request

from qa.errors import (
    FilesTooMany,
    MediaTypeUnknown,
    RequestBroken,
    RequestInvalid,
    RequestTooLarge,
)
from qa.language import say
from qa.reading import ENDINGS
from qa.service.problems.validating import problem_of
from qa.service.shapes.asked import Asked
from qa.service.uploads.forms import Form
from qa.service.uploads.names import LONGEST_NAME, ending, safe_name
from qa.service.uploads.spool import Spool, SpooledFile, new_spool, require_room, unwritable

FILES_LIMIT = 1_000
"""How many files an upload may have; those in a zip file count as one."""

JSON_LIMIT = 8 * 1024 * 1024
"""The most bytes of a text in JSON, which has to be in memory as a whole, and more than once."""

FORM, JSON = "multipart/form-data", "application/json"
TEXTS = {"text/markdown": ".md", "text/html": ".html", "text/plain": ".txt"}
"""What a bare text may be, and what its name ends in where the client leaves that out."""

_AT_ONCE = 256 * 1024
"""How much is gathered in memory before it goes onto the disk."""


class TextSent(Asked):
    """An article that is in no file; the name is its title where it has none."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "渡口", "text": "渡船每天开六班。"}]}
    )

    text: str = Field(description="Markdown, HTML or plain text.")
    name: str = Field(min_length=1, max_length=1000)


async def arrived(request: Request, root: Path, limit: int) -> tuple[Spool, list[SpooledFile]]:
    """Return the files of a request, kept on the disk. Whatever goes wrong, nothing is left of them.

    :param root: The folder of all uploads.
    :param limit: How many bytes are taken.
    :raises UploadUnwritable: there is no room for it.
    :raises RequestTooLarge: there is more of it.
    :raises FilesTooMany: it has more than :data:`FILES_LIMIT` files.
    :raises MediaTypeUnknown: it is of another type.
    :raises RequestBroken: it is not what its type says, or is cut off.
    :raises RequestInvalid: there is no file in it, or no name with it.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (FORM, JSON, *TEXTS):
        raise MediaTypeUnknown(type=kind, allowed=", ".join((FORM, JSON, *TEXTS)))
    name = _name_of_text(request, kind) if kind in TEXTS else ""
    length = request.headers.get("content-length", "")
    await asyncio.to_thread(require_room, root, int(length) if length.isdigit() else limit)
    spool = await asyncio.to_thread(new_spool, root)
    taking = _Taking(spool)
    try:
        body = _bounded(request, min(limit, JSON_LIMIT) if kind == JSON else limit)
        if kind == FORM:
            await _take_form(request.headers["content-type"], body, taking)
        elif kind == JSON:
            await _take_json(body, taking)
        else:
            await _take_text(name, body, taking)
        if not taking.files:
            raise RequestInvalid(problem=say("there is no file in it", "其中没有文件"), field="files")
    except BaseException:
        taking.close()
        spool.remove()
        raise
    return spool, taking.files


async def _bounded(request: Request, limit: int) -> AsyncIterator[bytes]:
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise RequestTooLarge(limit=limit)
            yield piece
    except ClientDisconnect as gone:
        raise RequestBroken(problem=say("it is cut off", "不完整")) from gone


async def _take_form(content_type: str, body: AsyncIterator[bytes], taking: _Taking) -> None:
    form = Form(content_type, taking)
    async for piece in body:
        form.write(piece)
        if taking.waiting >= _AT_ONCE:
            await asyncio.to_thread(taking.flush)
    form.finish()
    await asyncio.to_thread(taking.flush)


async def _take_text(name: str, body: AsyncIterator[bytes], taking: _Taking) -> None:
    taking.begin(name)
    async for piece in body:
        taking.add(piece)
        if taking.waiting >= _AT_ONCE:
            await asyncio.to_thread(taking.flush)
    taking.end()
    await asyncio.to_thread(taking.flush)


async def _take_json(body: AsyncIterator[bytes], taking: _Taking) -> None:
    raw = b"".join([piece async for piece in body])

    def take() -> None:
        sent = _parsed(raw)
        name = safe_name(sent.name)
        if not name:
            raise RequestInvalid(
                problem=say("nothing of the name can be shown", "name 没有可显示的字符"), field="name"
            )
        taking.begin(name, is_text=True)
        # Half characters make a bad article, which is told as such.
        taking.add(sent.text.encode("utf-8", "surrogatepass"))
        taking.end()
        taking.flush()

    await asyncio.to_thread(take)


def _parsed(raw: bytes) -> TextSent:
    try:
        sent = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RequestBroken(problem=say("it is not JSON", "不是 JSON")) from error
    try:
        return TextSent.model_validate(sent)
    except ValidationError as error:
        found = error.errors(include_url=False)
    # Outside of the block: what was sent is not to be in the chain of causes.
    raise problem_of([{**each, "loc": ("body", *each["loc"])} for each in found], JSON)


def _name_of_text(request: Request, kind: str) -> str:
    name = safe_name(request.query_params.get("name", ""))
    if not name:
        problem = say("a text needs a name, in the query", "请在查询参数 name 里给出名称")
        raise RequestInvalid(problem=problem, field="name")
    return name if ending(name) in ENDINGS else name[: LONGEST_NAME - 5] + TEXTS[kind]


class _Taking:
    """Puts files into a spool. What comes is gathered, and written where it may take its time: in a thread."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.files: list[SpooledFile] = []
        self.waiting = 0
        """How many bytes are gathered."""
        self._steps: list[bytes | str | None] = []
        self._open: BinaryIO | None = None
        self._is_empty = True

    # --- on the event loop: what comes ---------------------------------------------------------------------

    def begin(self, name: str, *, is_text: bool = False) -> None:
        if len(self.files) >= FILES_LIMIT:
            raise FilesTooMany(limit=FILES_LIMIT)
        shown = safe_name(name)
        self._is_empty = not shown
        file = str(len(self.files))
        self.files.append(SpooledFile(shown or say("a file without a name", "无名文件"), file, is_text))
        self._steps.append(file)

    def add(self, data: bytes) -> None:
        self._steps.append(data)
        self.waiting += len(data)
        self._is_empty &= not data

    def end(self) -> None:
        if self._is_empty:  # what a browser sends where no file was chosen
            self.files.pop()
            self._is_empty = False
        self._steps.append(None)

    # --- in a thread: onto the disk ------------------------------------------------------------------------

    def flush(self) -> None:
        """Write what is gathered. Raises ``UploadUnwritable``."""
        steps, self._steps, self.waiting = self._steps, [], 0
        with unwritable():
            for step in steps:
                if isinstance(step, bytes):
                    assert self._open is not None
                    self._open.write(step)
                elif step is None:
                    self.close()
                else:
                    self._open = (self._spool.folder / step).open("wb")

    def close(self) -> None:
        """Close the file that is being written."""
        if self._open is not None:
            self._open.close()
            self._open = None
