"""Where values come from, and what is said when one is wrong."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from qa import language
from qa.errors import ConfigInvalid, ConfigUnreadable
from qa.settings import (
    OPENAI_MODEL,
    OPENAI_URL,
    Settings,
    default_embedder,
    describe,
    mask,
    project_file,
    user_file,
)

KEY = "sk-do-not-show-0123456789"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder and a home of its own, and none of our variables."""
    for name in os.environ:
        if name.startswith(("QA_", "OPENAI_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    folder = tmp_path / "project" / "deep"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder.parent


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_everything_has_a_default() -> None:
    settings = Settings()
    assert set(settings.sources().values()) == {"default"}
    assert settings.store == settings.home / "store"
    assert settings.embedder == default_embedder()
    assert not settings.generative
    assert settings.lang is None


def test_each_source_is_stronger_than_the_one_before(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def now() -> tuple[int, str]:
        settings = Settings()
        return settings.chunk_tokens, settings.sources()["chunk_tokens"]

    assert now() == (320, "default")
    user = write(user_file(), "chunk_tokens = 101\npassages = 3")
    assert now() == (101, str(user))
    far = write(project / "qa.toml", "chunk_tokens = 102")
    assert now() == (102, str(far))
    near = write(project / "deep" / "qa.toml", "chunk_tokens = 103")
    assert now() == (103, str(near))
    assert project_file() == near
    monkeypatch.setenv("QA_CHUNK_TOKENS", "104")
    assert now() == (104, "QA_CHUNK_TOKENS")
    settings = Settings(chunk_tokens=105)
    assert (settings.chunk_tokens, settings.sources()["chunk_tokens"]) == (105, "flag")
    assert settings.passages == 3, "the user's file still holds for what the project's does not name"


@pytest.mark.parametrize("empty", ["", "   ", "\t\n"])
def test_an_empty_variable_counts_as_unset(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QA_CHUNK_TOKENS", "QA_LLM_API_KEY", "QA_HOME", "QA_LANG", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, empty)
    assert set(Settings().sources().values()) == {"default"}


def test_an_empty_value_in_a_file_counts_as_unset(project: Path) -> None:
    write(project / "qa.toml", 'llm_model = ""\nllm_base_url = " "')
    assert Settings().llm_base_url is None


def test_spaces_around_a_key_are_not_part_of_it(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    monkeypatch.setenv("QA_LLM_API_KEY", f" {KEY} \n")
    assert Settings().secrets == (KEY,)
    monkeypatch.delenv("QA_LLM_API_KEY")
    write(project / "qa.toml", f'llm_api_key = "{KEY} "')
    assert Settings().secrets == (KEY,)


def test_a_key_alone_means_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = Settings()
    assert settings.generative
    assert (settings.llm_base_url, settings.llm_model) == (OPENAI_URL, OPENAI_MODEL)
    assert settings.secrets == (KEY,)
    assert settings.sources()["llm_api_key"] == settings.sources()["embedding_api_key"] == "OPENAI_API_KEY"


def test_a_server_alone_needs_neither_key_nor_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_LLM_BASE_URL", "http://localhost:11434/v1/")
    settings = Settings()
    assert settings.generative
    assert (settings.llm_base_url, settings.llm_model) == ("http://localhost:11434/v1", None)


def test_our_own_variables_win_over_openai_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-theirs")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://theirs/v1")
    assert Settings().llm_base_url == "http://theirs/v1"
    monkeypatch.setenv("QA_LLM_API_KEY", "sk-ours")
    monkeypatch.setenv("QA_LLM_BASE_URL", "http://ours/v1")
    settings = Settings()
    assert settings.llm_base_url == "http://ours/v1"
    assert settings.secrets == ("sk-ours", "sk-theirs")
    assert settings.sources()["llm_base_url"] == "QA_LLM_BASE_URL"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("zh", "zh"), ("zh_CN.UTF-8", "zh"), ("zh-Hans", "zh"), ("EN", "en"), ("en_GB", "en")],
)
def test_a_language_may_be_a_locale(given: str, expected: str) -> None:
    assert Settings(lang=given).lang == expected


def test_auto_is_resolved_at_once() -> None:
    assert Settings(embedder="auto").embedder == default_embedder()


def test_paths_start_where_they_are_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(project / "qa.toml", 'home = "library"\nprompts = "~/prompts"\nstore = "../vectors"')
    settings = Settings()
    assert settings.home == project / "library"
    assert settings.prompts == tmp_path / "home" / "prompts"
    assert Path(settings.store).resolve() == tmp_path / "vectors"
    monkeypatch.setenv("QA_HOME", "here")
    assert Settings().home == project / "deep" / "here"


def test_a_store_may_be_a_server() -> None:
    assert Settings(store="http://localhost:8000/").store == "http://localhost:8000"


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.chunk_tokens = 50
    assert hash(settings) == hash(Settings())
    assert pickle.loads(pickle.dumps(settings)) == settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chunk_tokens", "abc"),
        ("chunk_tokens", "39"),
        ("chunk_tokens", "4001"),
        ("span_characters", "2001"),
        ("words_weight", "1.5"),
        ("words_weight", "nan"),
        ("llm_timeout", "0"),
        ("llm_timeout", "inf"),
        ("embedder", "e6"),
        ("lang", "fr"),
        ("llm_base_url", "localhost:11434"),
        ("llm_base_url", "http://[broken"),
        ("store", "ftp://host/x"),
        ("home", "~nobody-of-this-name/x"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = f"QA_{name.upper()}"
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigInvalid) as caught:
        Settings()
    assert caught.value.details["name"] == name
    assert caught.value.details["source"] == variable
    for lang in ("en", "zh"):
        assert value in caught.value.message(lang)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_problems_are_told_in_the_language_in_force() -> None:
    language.use("zh")
    try:
        with pytest.raises(ConfigInvalid, match="chunk_tokens") as caught:
            Settings(chunk_tokens=3)
        assert "不能小于 40" in str(caught.value)
    finally:
        language.use(None)


def test_an_unknown_name_is_told_with_its_file_and_the_nearest_name(project: Path) -> None:
    path = write(project / "qa.toml", "chunk_token = 100")
    with pytest.raises(ConfigInvalid) as caught:
        Settings()
    assert caught.value.details["name"] == "chunk_token"
    assert caught.value.details["source"] == str(path)
    assert "chunk_tokens" in str(caught.value.details["problem"])


def test_a_misspelt_key_is_not_shown(project: Path) -> None:
    write(project / "qa.toml", f'lm_api_key = "{KEY}"')
    with pytest.raises(ConfigInvalid) as caught:
        Settings()
    assert KEY not in f"{caught.value}{caught.value.details}"


def test_a_key_of_the_wrong_type_is_not_shown(project: Path) -> None:
    write(project / "qa.toml", "llm_api_key = 123456789")
    with pytest.raises(ConfigInvalid) as caught:
        Settings()
    assert "123456789" not in f"{caught.value}{caught.value.details}"


def test_an_unknown_flag_is_an_error() -> None:
    with pytest.raises(ConfigInvalid, match="passages"):
        Settings(passage=3)


@pytest.mark.parametrize("content", ["chunk_tokens =", b"\xff\xfe\x00", "a = 1\na = 2"])
def test_a_file_that_is_not_toml(content: str | bytes, project: Path) -> None:
    path = write(project / "qa.toml", content)
    with pytest.raises(ConfigUnreadable) as caught:
        Settings()
    assert caught.value.details["path"] == path


def test_a_byte_order_mark_does_no_harm(project: Path) -> None:
    write(project / "qa.toml", b"\xef\xbb\xbfpassages = 2")
    assert Settings().passages == 2


def test_a_folder_called_qa_toml_is_passed_over(project: Path) -> None:
    (project / "deep" / "qa.toml").mkdir()
    path = write(project / "qa.toml", "passages = 2")
    assert project_file() == path


def test_a_deleted_current_folder_has_no_project(project: Path) -> None:
    (project / "deep").rmdir()
    assert project_file() is None


def test_keys_are_masked_and_passwords_in_urls_too() -> None:
    settings = Settings(
        llm_api_key=KEY, embedding_api_key="short", store="https://reader:pass-word@host", llm_timeout=None
    )
    lines = {line.name: line for line in describe(settings)}
    assert list(lines) == list(Settings.model_fields)
    assert (lines["llm_api_key"].value, lines["llm_api_key"].masked) == ("sk-…6789", True)
    assert lines["embedding_api_key"].value == "****"
    assert lines["store"].value == "https://****@host"
    assert lines["llm_timeout"].source == "default"
    assert not lines["passages"].masked
    assert KEY not in repr(settings) + str(settings) + repr(lines)


@pytest.mark.parametrize(
    ("key", "shown"), [("", "****"), ("a" * 15, "****"), ("a" * 16, "…aaaa"), (KEY, "sk-…6789")]
)
def test_mask(key: str, shown: str) -> None:
    assert mask(key) == shown


def test_a_key_for_other_programs_goes_to_no_server_that_a_project_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "qa.toml").write_text('llm_base_url = "https://elsewhere.example/v1"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-other-programs-1234")
    assert Settings().llm_api_key is None
    monkeypatch.setenv("QA_LLM_API_KEY", "sk-of-this-program-5678")
    key = Settings().llm_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-of-this-program-5678"
    monkeypatch.delenv("QA_LLM_API_KEY")
    monkeypatch.setenv("QA_LLM_BASE_URL", "https://mine.example/v1")
    key = Settings().llm_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-of-other-programs-1234"


def test_a_key_in_the_users_file_goes_to_no_server_that_a_project_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file().parent.mkdir(parents=True, exist_ok=True)
    user_file().write_text('llm_api_key = "sk-for-my-own-server-9876"\n')
    assert Settings().llm_api_key is not None
    (tmp_path / "qa.toml").write_text('llm_base_url = "https://elsewhere.example/v1"\n')
    monkeypatch.chdir(tmp_path)
    assert Settings().llm_api_key is None


# --- files that are turned on and off -------------------------------------------------------------------


@pytest.mark.parametrize("word", ["on", "True", "yes", "1"])
def test_a_file_that_is_turned_on_is_in_the_home(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_LLM_CACHE", word)
    settings = Settings(home="/tmp/library")
    assert settings.llm_cache == Path("/tmp/library/llm_cache.sqlite3")


@pytest.mark.parametrize("content", ["llm_cache = true", "llm_cache = 'on'"])
def test_it_is_in_the_home_for_a_file_too(content: str, project: Path) -> None:
    write(project / "qa.toml", content)
    settings = Settings()
    assert settings.llm_cache == settings.home / "llm_cache.sqlite3"
    assert Settings(llm_cache="off").llm_cache is None


def test_a_file_of_one_s_own_starts_where_it_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project / "qa.toml", "llm_cache = 'kept/answers'")
    assert Settings().llm_cache == project / "kept" / "answers"
    monkeypatch.setenv("QA_LLM_CACHE", "here")
    assert Settings().llm_cache == project / "deep" / "here"
    monkeypatch.setenv("QA_LLM_CACHE", "off")
    assert Settings().llm_cache is None
    with pytest.raises(ConfigInvalid, match="llm_cache"):
        Settings(llm_cache=7)
