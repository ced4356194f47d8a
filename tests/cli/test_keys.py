"""`qa keys`, and what `qa serve` says where there are none."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from qa.service.access.keys import Keys
from tests.cli.conftest import Run, check


@pytest.fixture
def keys(alone: Path) -> Keys:
    return Keys(alone / "library")


def test_a_key_is_made_shown_once_and_revoked(run: Run, keys: Keys) -> None:
    assert "open to this machine only" in run("keys", "list").stdout
    made = run(
        "keys", "add", "编辑部", "--scope", "write", "--rate", "30", "--quota", "1000", "--expires", "30"
    )
    assert made.exit_code == 0
    secret = made.stdout.strip()
    assert re.fullmatch(r"zj_[0-9a-f]{8}_[\w-]{43}", secret), "the key alone, for scripts"
    assert "may read and write" in made.stderr
    assert "From now on" in made.stderr
    key = keys.find(secret)
    assert key is not None
    listed = run("keys", "list").stdout
    for part in ("编辑部", key.id, "write", "30", "1000", f"{key.created.astimezone():%Y-%m-%d}"):
        assert part in listed
    assert secret.split("_", 2)[2] not in listed
    second = run("keys", "add", "page")
    assert "may read (" in second.stderr
    assert "From now on" not in second.stderr
    assert run("keys", "revoke", "编辑部").stdout.strip() == f"revoked 编辑部 ({key.id})"
    assert keys.find(secret) is None
    last = run("keys", "revoke", "page")
    assert "lets nobody in" in last.stderr
    assert "lets nobody in" in run("keys", "list").stdout


def test_json(run: Run, keys: Keys) -> None:
    made = check(
        json.loads(run("keys", "add", "page", "--expires", "2090-12-03", "--json").stdout), "keys-add"
    )
    key = keys.find(made["secret"])
    assert key is not None
    assert made["key"]["name"] == "page"
    assert dt.datetime.fromisoformat(made["key"]["expires"]) == key.expires
    assert key.expires is not None
    assert f"{key.expires.astimezone():%Y-%m-%d %H:%M}" == "2090-12-04 00:00"
    assert check(json.loads(run("keys", "list", "--json").stdout), "keys-list")["keys"] == [made["key"]]
    gone = check(json.loads(run("keys", "revoke", key.id, "--json").stdout), "keys-revoke")
    assert gone["revoked"] == made["key"]
    assert check(json.loads(run("keys", "list", "--json").stdout), "keys-list") == {"keys": []}


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["add", "page"], 1, "KeyNameTaken"),
        (["add", " "], 2, "ArgumentInvalid"),
        (["add", "x", "--rate", "0"], 2, "UsageError"),
        (["add", "x", "--quota", "0"], 2, "UsageError"),
        (["add", "x", "--scope", "admin"], 2, "UsageError"),
        (["add", "x", "--expires", "2020-01-01"], 2, "UsageError"),
        (["add", "x", "--expires", "0"], 2, "UsageError"),
        (["add", "x", "--expires", "99999999"], 2, "UsageError"),
        (["add", "x", "--expires", "soon"], 2, "UsageError"),
        (["revoke", "nobody"], 1, "KeyNameUnknown"),
    ],
)
def test_what_cannot_be_meant(run: Run, keys: Keys, arguments: list[str], code: int, kind: str) -> None:
    keys.add("page")
    result = run("keys", *arguments, "--json")
    assert result.exit_code == code
    assert check(json.loads(result.stdout), "error")["error"]["code"] == kind
    assert [key.name for key in keys.all()] == ["page"]


def test_a_broken_file_is_not_written_over(run: Run, keys: Keys) -> None:
    keys.path.parent.mkdir(exist_ok=True)
    keys.path.write_text("{broken", encoding="utf-8")
    for arguments in (["list"], ["add", "page"], ["revoke", "page"]):
        result = run("keys", *arguments)
        assert result.exit_code == 1
        assert "keys.json cannot be used" in result.stderr
    assert keys.path.read_text(encoding="utf-8") == "{broken"
    assert run("serve", "--port", "0").exit_code == 1


def test_an_expired_key_is_told_as_one(run: Run, keys: Keys) -> None:
    keys.add("old", expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert "(over)" in run("keys", "list").stdout
    assert "（已过期）" in run("keys", "list", QA_LANG="zh").stdout


def test_serving_others_needs_a_key(run: Run) -> None:
    for host in ("0.0.0.0", "::", "notes.example"):
        result = run("serve", "--host", host)
        assert result.exit_code == 1
        assert "qa keys add NAME" in result.stderr
    refused = run("serve", QA_SERVE_ORIGINS="*")
    assert refused.exit_code == 1
    assert "serve_origins" in refused.stderr
