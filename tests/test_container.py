"""The Dockerfile and compose.yaml, as far as they can be held to without a registry: what they promise stands in them."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.service.running.serving import LAST_SECONDS, LEFT_SECONDS
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, each in one line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\s*\\\n\s*", " ", text).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


def last_stage() -> list[tuple[str, str]]:
    """Return the instructions that make the image itself."""
    found = instructions()
    starts = [number for number, (word, _) in enumerate(found) if word == "FROM"]
    assert len(starts) == 2
    return found[starts[-1] :]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def is_pinned(image: str) -> bool:
    _, _, tag = image.partition(":")
    return bool(re.search(r"\d+\.\d+", tag)) and "latest" not in tag


def test_every_image_has_a_version(compose: dict[str, Any]) -> None:
    bases = [rest.partition("=")[2] for word, rest in instructions() if word == "ARG"]
    used = [service["image"] for service in compose["services"].values()]
    assert len(bases) == 1
    assert all(map(is_pinned, [*bases, *used]))
    assert not is_pinned("python")
    assert not is_pinned("python:latest")
    assert all("${PYTHON}" in rest for word, rest in instructions() if word == "FROM")


def test_the_python_is_one_that_the_packages_are_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = next(rest for word, rest in instructions() if word == "ARG")
    version = re.search(r"python:(\d+\.\d+)", base)
    assert version is not None
    assert f"Programming Language :: Python :: {version[1]}" in project["classifiers"]


def test_versions_agree(compose: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    services = compose["services"]
    assert services["zhangju"]["image"] == f"zhangju:{project['version']}"
    chroma = services["chroma"]["image"].partition(":")[2]
    assert f"chromadb=={chroma}\n" in constraints


def test_nobody_needs_to_be_root() -> None:
    stage = dict(last_stage())
    user = stage["USER"].partition(":")[0]
    assert user.isdigit()
    assert int(user) >= 1000
    assert [word for word, _ in last_stage()].index("USER") < [word for word, _ in last_stage()].index(
        "ENTRYPOINT"
    )


def test_the_process_gets_the_signal_itself() -> None:
    stage = dict(last_stage())
    # A shell in between would keep SIGTERM to itself.
    assert json.loads(stage["ENTRYPOINT"]) == ["qa"]
    assert json.loads(stage["CMD"]) == ["serve"]
    assert stage["STOPSIGNAL"] == "SIGTERM"


def test_its_variables_are_settings_of_the_program(compose: dict[str, Any]) -> None:
    env = " ".join(rest for word, rest in last_stage() if word == "ENV")
    named = set(re.findall(r"\bQA_([A-Z_]+)=", env)) | {
        name.removeprefix("QA_") for name in compose["services"]["zhangju"]["environment"]
    }
    assert {"HOME", "SERVE_HOST"} <= named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
    port = re.search(r"QA_SERVE_PORT=(\d+)", env)
    assert port is not None
    assert port[1] == dict(last_stage())["EXPOSE"]
    assert compose["services"]["zhangju"]["ports"] == [f"127.0.0.1:{port[1]}:{port[1]}"]


def test_health_is_looked_at_by_python(compose: dict[str, Any]) -> None:
    in_image = dict(last_stage())["HEALTHCHECK"].partition("CMD ")[2]
    for command, path in (
        (json.loads(in_image), "/healthz"),
        (compose["services"]["zhangju"]["healthcheck"]["test"][1:], "/readyz"),
    ):
        assert command[:3] == ["python3", "-I", "-c"]
        ast.parse(command[3])
        assert path in command[3]


def test_nothing_is_built_where_it_runs() -> None:
    runs = " ".join(rest for word, rest in last_stage() if word == "RUN")
    assert "apt-get" not in runs
    assert "pip install" not in runs
    assert "pip uninstall" in runs
    installs = [rest for word, rest in instructions() if word == "RUN" and "install --constraint" in rest]
    assert len(installs) == 2
    assert all("constraints.txt" in rest for rest in installs)


def test_the_wheel_gets_all_that_it_is_made_of() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    kept = {line[1:] for line in ignored if line.startswith("!")}
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = hatch["targets"]["wheel"]
    assert "*" in ignored
    assert {*wheel["packages"], *wheel["force-include"]} <= kept
    assert {"pyproject.toml", "constraints.txt", "README.md", "LICENSE"} <= kept
    # Neither a key nor a library of whoever builds it.
    assert not kept & {".", ".git", ".env", "qa.toml", "build", "tests"}


def test_compose_gives_it_no_more_than_it_needs(compose: dict[str, Any]) -> None:
    service = compose["services"]["zhangju"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["library:/data"]
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
    assert "library" in compose["volumes"]
    for other in compose["services"].values():
        assert "privileged" not in other
        assert "network_mode" not in other
        assert all("docker.sock" not in volume for volume in other.get("volumes", []))


def test_it_is_given_the_time_to_stop(compose: dict[str, Any]) -> None:
    given = compose["services"]["zhangju"]["stop_grace_period"]
    needed = Settings.model_fields["serve_stop_seconds"].default + LAST_SECONDS + LEFT_SECONDS
    assert int(given.removesuffix("s")) >= needed
