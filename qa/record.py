"""The log of answers: each with its model, prompt, passages and usage, kept in a SQLite file and looked up by id."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from qa.cache_file import drop_oldest, make_private
from qa.errors import AnswerUnknown, LogUnusable
from qa.from_json import from_json
from qa.language import say
from qa.models import Answer, Logged, Status
from qa.output import to_json

MOST_BYTES = 256 * 1024 * 1024
"""How large the file becomes; the oldest answers go first."""

_SCHEMA = """CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, at REAL NOT NULL, status TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL)"""
_SHORTEST_PREFIX = 4


class AnswerLog:
    """The answers that were kept, in a file that any number of threads and processes may use.

    The file is made with the first answer, only its owner may read it, and it can be deleted at any time. It grows to
    ``most_bytes``; from then on the oldest answers go.

    >>> from tempfile import mkdtemp
    >>> log = AnswerLog(Path(mkdtemp()) / "log.sqlite3")
    >>> kept = log.keep(Answer("refused", "什么是桥？", "", (), "extractive", reason="…"))
    >>> [(logged.id == kept.id, logged.answer.question) for logged in log.entries()]
    [(True, '什么是桥？')]
    >>> log.find(kept.id[:6]).answer == kept
    True
    """

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._path, self._most_bytes = path, most_bytes

    def keep(self, answer: Answer) -> Answer:
        """Put an answer in, and return it with the id that it got.

        :raises LogUnusable: it cannot be put in.
        """
        kept = dataclasses.replace(answer, id=secrets.token_hex(6))
        text = json.dumps(to_json(kept), ensure_ascii=False)
        question, text = (each.encode("utf-8", "replace").decode() for each in (kept.question, text))
        now = dt.datetime.now(dt.UTC).timestamp()
        with self._opened(is_new=True) as connection, connection:
            connection.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?, ?)", (kept.id, now, kept.status, question, text)
            )
            drop_oldest(connection, "answers", "at", self._most_bytes)
        return kept

    def entries(
        self,
        limit: int = 20,
        *,
        status: Status | None = None,
        contains: str = "",
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> list[Logged]:
        """Return up to so many answers, the newest first; every condition that is given holds for them.

        :param contains: What the question has in it.
        :param since: The first day, in local time.
        :param until: The last day.
        :raises LogUnusable: the file cannot be read.
        """
        conditions: dict[str, object] = {
            "status = ?": status,
            "instr(lower(question), lower(?)) > 0": contains or None,
            "at >= ?": since and _midnight(since),
            "at < ?": until and _midnight(until + dt.timedelta(days=1)),
        }
        held = {condition: value for condition, value in conditions.items() if value is not None}
        where = " AND ".join(held) or "1"
        return self._rows(f"{where} ORDER BY at DESC, rowid DESC LIMIT ?", *held.values(), limit)

    def find(self, reference: str) -> Logged:
        """Return the answer with an id, or with one that begins so (four characters at least).

        :raises AnswerUnknown: there is none, or there are several.
        :raises LogUnusable: the file cannot be read.
        """
        begun = reference.strip().lower()
        found = []
        if len(begun) >= _SHORTEST_PREFIX:
            found = self._rows("substr(id, 1, ?) = ? LIMIT 2", len(begun), begun)
        if len(found) != 1:
            raise AnswerUnknown(path=self._path, reference=reference)
        return found[0]

    def _rows(self, condition: str, *values: object) -> list[Logged]:
        if not self._path.exists():
            return []
        with self._opened() as connection:
            rows = connection.execute(
                f"SELECT id, at, answer FROM answers WHERE {condition}", values
            ).fetchall()
            return [
                Logged(id_, dt.datetime.fromtimestamp(at, dt.UTC), from_json(Answer, json.loads(text)))
                for id_, at, text in rows
            ]

    @contextmanager
    def _opened(self, *, is_new: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            if is_new:
                make_private(self._path)
            with closing(sqlite3.connect(self._path, timeout=10)) as connection:
                if is_new:
                    connection.execute(_SCHEMA)
                yield connection
        except OSError as problem:
            raise LogUnusable(path=self._path, problem=problem.strerror or problem) from problem
        except sqlite3.Error as problem:
            raise LogUnusable(path=self._path, problem=problem) from problem
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as problem:
            broken = say("an answer in it is damaged", "其中的回答已损坏")
            raise LogUnusable(path=self._path, problem=broken) from problem


def _midnight(day: dt.date) -> float:
    return dt.datetime.combine(day, dt.time()).timestamp()
