"""The log of the service, on standard error: a JSON object a line, or for a terminal a line to read.

Every logger of the process ends here, uvicorn's and those of the libraries underneath, too. What those say is not ours to
vouch for, so without the setting ``serve_log_text`` only who said something and where is kept of it. Keys never get here.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import threading
from collections.abc import Iterable
from typing import IO, Any

from qa.masking import mask
from qa.service.observing.failures import described, named
from qa.service.observing.printable import printable
from qa.service.observing.record import Record
from qa.stages import observer

service = logging.getLogger("qa.service")
requests = logging.getLogger("qa.service.requests")
"""Gets one record for each request, with the :class:`Record` as ``request``."""

_OPEN = ("qa", "uvicorn", "opentelemetry")
"""Loggers whose messages hold nothing of a request."""

WITHHELD = "(not shown without QA_SERVE_LOG_TEXT=true)"


def install(*, with_text: bool, secrets: Iterable[str] = (), stream: IO[str] | None = None) -> None:
    """Make this the log of the whole process.

    :param with_text: Whether questions, answers and the messages of errors and libraries may stand in it.
    :param secrets: What is masked in any case, beside what looks like a key.
    :param stream: Where it goes, by default standard error.
    """
    out = sys.stderr if stream is None else stream
    form = _Lines if out.isatty() else _Json
    handler = _Handler(out)
    handler.setFormatter(form(with_text=with_text, secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("qa").setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").setLevel(
        logging.CRITICAL
    )  # it has paths as they were sent, and we have our own
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_type is not SystemExit and failed.exc_value is not None:
        service.error("a thread failed", exc_info=failed.exc_value)


class _Handler(logging.StreamHandler[IO[str]]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Go on: nobody can be told that there is no log, and logging's own report would show what was not to be."""


class _Form(logging.Formatter):
    def __init__(self, *, with_text: bool, secrets: Iterable[str]) -> None:
        super().__init__()
        self._with_text, self._secrets = with_text, tuple(secrets)

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what is told of a record, in order."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        found: dict[str, Any] = {"time": at.replace("+00:00", "Z"), "level": record.levelname.lower()}
        request = getattr(record, "request", None)
        if isinstance(request, Record):
            return found | _of_request(request)
        found |= {"message": self._message(record), "logger": record.name}
        current = getattr(observer(), "record", None)
        request_id = getattr(record, "request_id", None) or (
            current.id if isinstance(current, Record) else None
        )
        if request_id:
            found["id"] = str(request_id)
        if not _is_open(record.name):
            found["at"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            found["errors"] = described(record.exc_info[1], with_text=self._with_text)
        return found

    def _message(self, record: logging.LogRecord) -> str:
        if not self._with_text and not _is_open(record.name):
            return WITHHELD
        if not isinstance(record.args, tuple) or not record.args:
            return record.getMessage()
        shown = tuple(
            named(each, with_text=self._with_text) if isinstance(each, BaseException) else each
            for each in record.args
        )
        return str(record.msg) % shown

    def masked(self, text: str) -> str:
        """Return a line that is safe to write."""
        return printable(mask(text, self._secrets))


class _Json(_Form):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        return self.masked(json.dumps(self.fields(record), ensure_ascii=False, default=str))


class _Lines(_Form):
    def format(self, record: logging.LogRecord) -> str:
        """Return one line to read, and below it where an error came from."""
        found = self.fields(record)
        begin = f"{found.pop('time')[11:19]} {found.pop('level'):7} "
        if found["message"] == "request" and "route" in found:
            return self.masked(begin + _read(found))
        errors = found.pop("errors", [])
        more = " ".join(
            f"{name}={value}" for name, value in found.items() if name not in ("message", "logger")
        )
        lines = [f"{begin}{found['logger']}: {found['message']} {more}".rstrip()]
        for each in errors:
            lines += [f"    {each['error']}", *(f"        {place}" for place in each["at"])]
        return "\n".join(map(self.masked, lines))


def _is_open(name: str) -> bool:
    return name.partition(".")[0] in _OPEN


def _of_request(request: Record) -> dict[str, Any]:
    found: dict[str, Any] = {
        "message": "request",
        "id": request.id,
        "method": request.method or None,
        "route": request.route,
        "status": request.told_status,
        "ms": round(request.seconds * 1000, 1),
        "bytes": request.bytes,
        "client": request.client,
        "key": request.key,
        "key_name": request.key_name,
        "outcome": request.outcome,
        "mode": request.mode,
        "problem": request.problem,
        "hung_up": request.hung_up or None,
        "trace_id": request.trace_id,
        "question": request.question,
        "answer": request.answer,
    }
    return {name: value for name, value in found.items() if value is not None}


def _read(found: dict[str, Any]) -> str:
    told = [
        str(found["status"]),
        found.get("method", "-"),
        found["route"],
        f"{found['ms']:.0f} ms",
        f"{found['bytes']} bytes",
    ]
    told += [str(found[name]) for name in ("outcome", "mode", "problem") if name in found]
    told += ["hung up"] if "hung_up" in found else []
    told += [
        f"{name}={found[name]}"
        for name in ("key_name", "client", "id", "trace_id", "question", "answer")
        if name in found
    ]
    return " ".join(told)
