"""What a run says of itself: the commit, the settings without keys, and what has to be the same to go on with it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import qa
from qa.errors import RunsApart
from qa.evaluation.made_with import commit, prompts, require_same, run_info, versions
from qa.evaluation.record_json import to_json
from qa.evaluation.suite import Suite
from qa.prompting import load_prompt
from qa.settings import Settings

SUITE = Suite("small", Path("suite.toml"), (), hash="h")
KEY = "sk-0123456789abcdefwxyz"


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    done = subprocess.run(
        ["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is no checkout, as it is where it was installed."""
    (tmp_path / "site" / "qa").mkdir(parents=True)
    monkeypatch.setattr(qa, "__file__", str(tmp_path / "site" / "qa" / "__init__.py"))


@pytest.mark.usefixtures("installed")
def test_the_commit_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert commit() is None
    git(place, "init", "-q")
    assert commit() is None  # there is none yet
    (place / "a").write_text("1", encoding="utf-8")
    git(place, "add", "a")
    git(place, "commit", "-qm", "a")
    head = git(place, "rev-parse", "HEAD")
    assert commit() == head
    (place / "b").write_text("untracked", encoding="utf-8")
    assert commit() == head
    (place / "a").write_text("2", encoding="utf-8")
    assert commit() == f"{head}+"


@pytest.mark.usefixtures("installed")
def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert commit() is None


def test_no_key_is_in_it(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        llm_api_key=KEY,
        embedding_api_key="short",
        llm_base_url=f"http://me:{KEY}@localhost/v1",
        llm_model="m",
    )
    info = run_info(SUITE, settings, mode="generative")
    text = json.dumps(to_json(info))
    assert KEY not in text
    assert "wxyz" not in text
    assert not [name for name in info.settings if name.endswith("_key")]
    assert info.model == "m"
    assert run_info(SUITE, settings, mode="extractive").model is None


def test_versions_and_prompts(tmp_path: Path) -> None:
    assert {"qa", "python", "chromadb", "tantivy", "numpy", "openai"} <= versions().keys()
    before = prompts()
    [label] = [label for label in before if label.startswith("answer/")]
    original = next(Path(load_prompt("answer").path.parent).glob("answer.md"))
    (tmp_path / "answer.md").write_text(
        original.read_text(encoding="utf-8") + "\n请简短。\n", encoding="utf-8"
    )
    (tmp_path / "broken.md").write_text("---\nname: [", encoding="utf-8")
    after = prompts(tmp_path)
    assert after[label] != before[label]
    assert {name for name in after if after[name] != before.get(name)} == {label}


def test_what_has_to_be_the_same(tmp_path: Path) -> None:
    info = run_info(SUITE, Settings(home=tmp_path), mode="generative")
    require_same(info, run_info(SUITE, Settings(home=tmp_path / "x", lang="zh", log="on"), mode="generative"))
    other = {"answer/2": "another"}
    for changed, named in (
        (replace(info, prompts=other), "answer/2"),
        (replace(info, mode="extractive"), "mode"),
        (replace(info, settings={**info.settings, "chunk_tokens": 100}), "chunk_tokens: 320 → 100"),
        (replace(info, settings={**info.settings, "new_setting": 1}), "new_setting: - → 1"),
    ):
        with pytest.raises(RunsApart) as caught:
            require_same(info, changed)
        assert named in str(caught.value)
    extractive = replace(info, mode="extractive")
    require_same(extractive, replace(extractive, prompts=other))  # no prompt was used
