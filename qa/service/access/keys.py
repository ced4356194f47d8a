"""The keys of the service: who may ask it, and who may change the library. They are in a file of the home.

The file holds no key that could be used, only hashes. It is read again whenever it changes, so that a key that is
revoked is refused at once by a service that runs; and where it cannot be read, nobody is let in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import filelock

from qa.errors import ArgumentInvalid, KeyNameTaken, KeyNameUnknown, KeysUnusable
from qa.language import say
from qa.output import Json

FILE_NAME = "keys.json"
PREFIX = "zj"
LONGEST_NAME = 64
MOST_RATE = 1_000_000
MOST_QUOTA = 1_000_000_000
"""Requests a minute and a day: more than one machine can answer."""

Scope = Literal["read", "write"]

_LOCK_SECONDS = 10
_SHAPED = re.compile(rf"{PREFIX}_([0-9a-f]{{8}})_([\w-]{{43}})", re.ASCII)
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class Key:
    """One key, without what is secret about it.

    ``rate`` is how many requests it may make in a minute (None: as many as the setting ``serve_rate`` says),
    ``quota`` how many in a day, and from ``expires`` on it is not valid.
    """

    id: str
    name: str
    scope: Scope
    hash: str
    created: dt.datetime
    expires: dt.datetime | None = None
    rate: int | None = None
    quota: int | None = None

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and self.expires <= dt.datetime.now(dt.UTC)


class Keys:
    """The keys in a home; any number of processes may use and change them.

    >>> from tempfile import mkdtemp
    >>> keys = Keys(Path(mkdtemp()))
    >>> keys.are_needed
    False
    >>> key, secret = keys.add("编辑部", scope="write")
    >>> keys.are_needed, keys.find(secret) == key, keys.find(secret[:-1])
    (True, True, None)
    >>> keys.revoke("编辑部") == key, keys.find(secret), keys.are_needed
    (True, None, True)

    :param home: The folder that the file is in.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE_NAME
        self._read: tuple[object, dict[str, Key]] | None = None
        self._were_needed = False

    @property
    def are_needed(self) -> bool:
        """Whether requests need a key: from the first key on, also when it is revoked or expired.

        Once they do, they do for as long as the process runs, whatever becomes of the file.
        """
        return self._were_needed or self._signature() is not None

    def all(self) -> list[Key]:
        """Return the keys, the oldest first.

        :raises KeysUnusable: the file cannot be read, or is not what was written.
        """
        return list(self._by_id().values())

    def find(self, presented: str) -> Key | None:
        """Return the key that somebody has, or None if it is none of ours or expired.

        How long this takes says nothing of how near a wrong key is to a right one, nor of which ids there are.

        :raises KeysUnusable: the file cannot be read, or is not what was written.
        """
        found = _SHAPED.fullmatch(presented)
        key = self._by_id().get(found[1]) if found else None
        known = hmac.compare_digest(_hash(found[2] if found else ""), key.hash if key else _NOBODY)
        return key if key and known and not key.is_expired else None

    def add(
        self,
        name: str,
        *,
        scope: Scope = "read",
        expires: dt.datetime | None = None,
        rate: int | None = None,
        quota: int | None = None,
    ) -> tuple[Key, str]:
        """Make a key; return it with what its owner has to send, which is not kept and cannot be shown again.

        :raises ArgumentInvalid: the name is empty, too long or not printable, or a number is out of range.
        :raises KeyNameTaken: there is a key of this name.
        :raises KeysUnusable: the file cannot be read or written.
        """
        name = name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            allowed = say(f"1 to {LONGEST_NAME} printable characters", f"1 到 {LONGEST_NAME} 个可见字符")
            raise ArgumentInvalid(name="name", value=name, allowed=allowed)
        for what, value, most in (("rate", rate, MOST_RATE), ("quota", quota, MOST_QUOTA)):
            if value is not None and not 1 <= value <= most:
                raise ArgumentInvalid(name=what, value=value, allowed=f"1-{most}")
        with self._changing() as keys:
            if any(key.name == name for key in keys.values()):
                raise KeyNameTaken(name=name)
            id_ = next(new for new in iter(lambda: secrets.token_hex(4), None) if new not in keys)
            secret = secrets.token_urlsafe(32)
            now = dt.datetime.now(dt.UTC).replace(microsecond=0)
            key = Key(id_, name, scope, _hash(secret), now, expires, rate, quota)
            keys[id_] = key
        return key, f"{PREFIX}_{id_}_{secret}"

    def revoke(self, name: str) -> Key:
        """Take a key away, by its name or its id, and return what it was.

        :raises KeyNameUnknown: there is none.
        :raises KeysUnusable: the file cannot be read or written.
        """
        with self._changing() as keys:
            named = [key for key in keys.values() if key.name == name.strip()]
            key = named[0] if named else keys.get(name.strip())
            if key is None:
                raise KeyNameUnknown(name=name)
            del keys[key.id]
        return key

    # --- the file --------------------------------------------------------------------------------------

    def _signature(self) -> object:
        try:
            seen = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise self._unusable(problem.strerror or str(problem)) from problem
        if os.name == "posix" and seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            others = say("others may write to it; run chmod 600", "别的用户可以改写它；请运行 chmod 600")
            raise self._unusable(others)
        self._were_needed = True
        return seen.st_mtime_ns, seen.st_size, seen.st_ino

    def _by_id(self) -> dict[str, Key]:
        signature = self._signature()
        if signature is None:
            return {}
        if self._read is None or self._read[0] != signature:
            try:
                written = self.path.read_bytes()
            except OSError as problem:
                raise self._unusable(problem.strerror or str(problem)) from problem
            try:
                self._read = signature, _parsed(json.loads(written))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
                raise self._unusable(str(problem) or type(problem).__name__) from None
        return self._read[1]

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        lock = filelock.FileLock(self.path.with_suffix(".lock"), timeout=_LOCK_SECONDS)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with lock:
                keys = dict(self._by_id())
                yield keys
                self._write(keys)
        except filelock.Timeout:
            raise self._unusable(say("another process is changing them", "另一个进程正在改动")) from None
        except OSError as problem:
            raise self._unusable(problem.strerror or str(problem)) from problem

    def _write(self, keys: dict[str, Key]) -> None:
        text = json.dumps({"keys": [_written(key) for key in keys.values()]}, ensure_ascii=False, indent=2)
        # mkstemp makes a file that only its owner may read; it is moved to its place once all of it is on the disk.
        file, part = tempfile.mkstemp(dir=self.path.parent, prefix=".keys-", suffix=".part")
        try:
            with open(file, "w", encoding="utf-8") as opened:  # noqa: PTH123 - a descriptor, not a path
                opened.write(text + "\n")
                opened.flush()
                os.fsync(opened.fileno())
            Path(part).replace(self.path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise

    def _unusable(self, problem: str) -> KeysUnusable:
        return KeysUnusable(path=self.path, problem=problem)


def shape(key: Key) -> Json:
    """Return the JSON of a key, as it may be shown: without its hash.

    >>> made = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
    >>> shape(Key("0a1b2c3d", "page", "read", "…", made, quota=1000))["created"]
    '2026-03-02T08:00:00+00:00'
    """
    return {name: value for name, value in _written(key).items() if name != "hash"}


def added(key: Key, secret: str) -> Json:
    """Return the JSON of a new key, with what its owner has to send."""
    return {"key": shape(key), "secret": secret}


def listed(keys: Iterable[Key]) -> Json:
    """Return the JSON of keys."""
    return {"keys": [shape(key) for key in keys]}


def revoked(key: Key) -> Json:
    """Return the JSON of a key that was taken away."""
    return {"revoked": shape(key)}


def _hash(secret: str) -> str:
    # One round of SHA-256, and no salt: those slow down the guessing of what people choose. This secret is 256 random
    # bits; nobody guesses one, hash at hand or not, and each request is hashed once.
    return hashlib.sha256(secret.encode()).hexdigest()


def _written(key: Key) -> Json:
    return {
        "id": key.id,
        "name": key.name,
        "scope": key.scope,
        "hash": key.hash,
        "created": key.created.isoformat(),
        "expires": key.expires.isoformat() if key.expires else None,
        "rate": key.rate,
        "quota": key.quota,
    }


_FIELDS = set(Key.__slots__)


def _parsed(content: Any) -> dict[str, Key]:
    """Return what a file has in it. Strictly: a field that is not understood may have narrowed what a key may do."""
    if set(content) != {"keys"}:
        raise ValueError("not an object with the one field keys")
    keys: dict[str, Key] = {}
    for number, entry in enumerate(content["keys"]):
        if set(entry) != _FIELDS:
            raise ValueError(f"keys[{number}]: fields {sorted(set(entry) ^ _FIELDS)}")
        key = Key(
            **{
                **entry,
                "created": _moment(entry["created"]),
                "expires": None if entry["expires"] is None else _moment(entry["expires"]),
            }
        )
        texts = isinstance(key.name, str) and isinstance(key.id, str) and isinstance(key.hash, str)
        numbers = all(value is None or (type(value) is int and value >= 1) for value in (key.rate, key.quota))
        if not texts or not numbers or key.scope not in get_args(Scope):
            raise ValueError(f"keys[{number}]: a value that cannot be")
        if not re.fullmatch("[0-9a-f]{8}", key.id) or not re.fullmatch("[0-9a-f]{64}", key.hash):
            raise ValueError(f"keys[{number}]: no id or no hash")
        if key.id in keys or any(key.name == other.name for other in keys.values()):
            raise ValueError(f"keys[{number}]: the id or the name of another")
        keys[key.id] = key
    return keys


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment.astimezone(dt.UTC)
