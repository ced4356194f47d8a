"""The file of keys: what is in it, who may read it, and what becomes of it when several change it at once."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from qa.errors import ArgumentInvalid, KeyNameTaken, KeyNameUnknown, KeysUnusable
from qa.service.access.keys import Keys, shape
from qa.service.access.quotas import Quotas

ROOT = Path(__file__).parents[2]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "library")


def test_what_is_written(keys: Keys) -> None:
    until = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)
    key, secret = keys.add(" 编辑部 ", scope="write", expires=until, rate=5, quota=7)
    assert (key.name, key.scope, key.expires, key.rate, key.quota) == ("编辑部", "write", until, 5, 7)
    assert secret.startswith(f"zj_{key.id}_")
    assert len(secret) > 50
    written = keys.path.read_text(encoding="utf-8")
    assert secret not in written
    assert secret.split("_", 2)[2] not in written
    assert Keys(keys.path.parent).all() == [key]
    assert "hash" not in shape(key)
    assert key.hash not in json.dumps(shape(key))
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    keys.add("another")
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    assert {path.name for path in keys.path.parent.iterdir()} == {"keys.json", "keys.lock"}


def test_two_keys_have_nothing_in_common(keys: Keys) -> None:
    one, other = keys.add("one")[1], keys.add("other")[1]
    mixed = f"{one.rpartition('_')[0][:12]}{other[12:]}"
    assert keys.find(one) is not None
    assert keys.find(mixed) is None


def test_names(keys: Keys) -> None:
    key, _ = keys.add("page")
    with pytest.raises(KeyNameTaken):
        keys.add("page ")
    for wrong in ("", "  ", "a\nb", "a\x1b[31m", "x" * 65):
        with pytest.raises(ArgumentInvalid):
            keys.add(wrong)
    for numbers in ({"rate": 0}, {"quota": 0}, {"rate": -1}, {"rate": 10**7}):
        with pytest.raises(ArgumentInvalid):
            keys.add("other", **numbers)  # type: ignore[arg-type]
    with pytest.raises(KeyNameUnknown):
        keys.revoke("other")
    # A name goes before an id.
    keys.add(key.id)
    assert keys.revoke(key.id).name == key.id
    assert keys.revoke(key.id).name == "page"


VALID: dict[str, Any] = {
    "id": "0a1b2c3d",
    "name": "page",
    "scope": "read",
    "hash": "0" * 64,
    "created": "2026-03-02T08:00:00+00:00",
    "expires": None,
    "rate": None,
    "quota": None,
}


def test_the_file_that_is_valid(keys: Keys) -> None:
    keys.path.parent.mkdir()
    keys.path.write_text(json.dumps({"keys": [VALID]}), encoding="utf-8")
    assert [key.name for key in keys.all()] == ["page"]


@pytest.mark.parametrize(
    "change",
    [
        {"scope": "admin"},
        {"scope": None},
        {"hash": ""},
        {"hash": "0" * 63},
        {"hash": None},
        {"id": "x"},
        {"id": 7},
        {"name": None},
        {"rate": "many"},
        {"rate": 0},
        {"quota": True},
        {"expires": "never"},
        {"expires": "2026-03-02T08:00:00"},
        {"expires": 0},
        {"created": None},
        {"articles": ["a1"]},  # what a later version may narrow a key with
    ],
)
def test_a_file_that_is_not(keys: Keys, change: dict[str, Any]) -> None:
    keys.path.parent.mkdir()
    _, secret = keys.add("good")
    good = json.loads(keys.path.read_text(encoding="utf-8"))["keys"]
    keys.path.write_text(json.dumps({"keys": [*good, {**VALID, **change}]}), encoding="utf-8")
    for use in (lambda: keys.find(secret), keys.all, lambda: keys.add("new"), lambda: keys.revoke("good")):
        with pytest.raises(KeysUnusable):
            use()
    assert keys.are_needed


def test_a_key_that_is_there_twice(keys: Keys) -> None:
    keys.path.parent.mkdir()
    for second in ({"id": "00000000"}, {"name": "other"}):
        keys.path.write_text(json.dumps({"keys": [VALID, {**VALID, **second}]}), encoding="utf-8")
        with pytest.raises(KeysUnusable):
            keys.all()


def test_a_file_that_others_may_write_to(keys: Keys) -> None:
    _, secret = keys.add("one")
    keys.path.chmod(0o666)
    with pytest.raises(KeysUnusable, match="chmod"):
        keys.find(secret)
    keys.path.chmod(0o644)
    assert keys.find(secret) is not None


def test_a_change_is_seen_at_once(keys: Keys) -> None:
    service = Keys(keys.path.parent)
    assert not service.are_needed
    for number in range(20):
        _, secret = keys.add(f"key {number}")
        assert service.find(secret) is not None
        keys.revoke(f"key {number}")
        assert service.find(secret) is None
    keys.path.unlink()
    assert service.are_needed, "for as long as the process runs"


def test_many_threads_add_keys_at_once(keys: Keys) -> None:
    threads = [threading.Thread(target=Keys(keys.path.parent).add, args=[f"key {n}"]) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {key.name for key in keys.all()} == {f"key {n}" for n in range(16)}


def test_two_processes_add_keys_at_once(keys: Keys) -> None:
    code = (
        "import sys; from pathlib import Path; from qa.service.access.keys import Keys\n"
        "for n in range(25): print(Keys(Path(sys.argv[1])).add(f'{sys.argv[2]} {n}')[1])"
    )
    home = str(keys.path.parent)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, home, name],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for name in ("one", "other")
    ]
    secrets = [secret for process in running for secret in process.communicate(timeout=30)[0].split()]
    assert len(secrets) == 50
    assert all(keys.find(secret) for secret in secrets)
    assert len(keys.all()) == 50


def test_quotas_of_two_processes_are_one(tmp_path: Path) -> None:
    one, other = Quotas(tmp_path), Quotas(tmp_path)
    assert [one.take("a", 5), other.take("a", 5), one.take("a", 5), other.take("b", 5)] == [4, 3, 2, 4]
    one.close()
    other.close()


def test_a_quota_holds_without_its_file(tmp_path: Path) -> None:
    (tmp_path / "usage.sqlite3").mkdir()
    quotas = Quotas(tmp_path)
    assert [quotas.take("a", 2) for _ in range(3)] == [1, 0, None]
    quotas.close()


def test_a_quota_begins_anew_with_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr("qa.service.access.quotas.time.time", lambda: now)
    quotas = Quotas(tmp_path)
    assert [quotas.take("a", 1), quotas.take("a", 1)] == [0, None]
    now += 86_400
    assert [quotas.take("a", 1), quotas.take("a", 1)] == [0, None]
    quotas.close()
