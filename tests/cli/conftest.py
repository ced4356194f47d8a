"""The command, run in this process, in a folder and a home of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource
from typer.testing import CliRunner, Result

from qa import language
from qa.cli.app import app
from tests.cli.stage import StageAssistant

SCHEMAS = Path(__file__).parent / "schemas"
Run: TypeAlias = Callable[..., Result]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the machine's configuration reaches a test, and no test leaves a language behind."""
    for name in os.environ:
        if name.startswith(("QA_", "OPENAI_", "XDG_", "LC_")) or name in (
            "FORCE_COLOR",
            "NO_COLOR",
            "GITHUB_ACTIONS",
            "PY_COLORS",
            "COLUMNS",
        ):
            monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(tmp_path / "home"),
        "QA_HOME": str(tmp_path / "library"),
        "QA_EMBEDDER": "use",
        "LANG": "en_US.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(language, "_chosen", None)
    return tmp_path


@pytest.fixture
def run() -> Run:
    def run(*arguments: str, stdin: str | bytes | None = None, **variables: str) -> Result:
        return CliRunner(env=variables).invoke(app, list(arguments), input=stdin)

    return run


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> type[StageAssistant]:
    """Put an actor in the place of the real assistant."""
    actor = type("Actor", (StageAssistant,), {})
    monkeypatch.setattr("qa.assistant.Assistant", actor)
    return actor


def check(shape: Any, schema: str) -> Any:
    """Return the shape after it was found to be what the schema says."""
    common = Resource.from_contents(json.loads((SCHEMAS / "common.json").read_text(encoding="utf-8")))
    registry: Registry[Any] = Registry().with_resource("common.json", common)
    wanted = json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))
    Draft202012Validator(wanted, registry=registry).validate(shape)
    return shape
