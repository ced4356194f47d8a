"""What a run was made with, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qa.evaluation.record import RunInfo
from qa.language import say

Rows = list[tuple[str, str]]


def facts(info: RunInfo) -> Rows:
    """Return the facts about a run that are known, the ones that tell runs apart first."""
    given = (
        (say("Run", "运行"), info.id),
        (say("Label", "标签"), info.label),
        (say("Suite", "评测集"), f"{info.suite} · {info.suite_hash[:12]}"),
        (say("Commit", "提交"), info.commit),
        (say("Answers", "回答方式"), info.mode),
        (say("Model", "模型"), info.model),
        (say("Judge", "评分模型"), info.judge),
        (say("Refusal and check", "拒答与核查"), say("on", "启用") if info.gated else say("off", "未启用")),
        (say("Library", "文章库"), info.library_hash[:12]),
        (say("Started", "开始"), info.started),
        (say("Finished", "结束"), info.finished or say("not finished", "未完成")),
        (say("Seconds", "总用时（秒）"), f"{info.seconds:.1f}"),
        (say("Prices per million tokens", "每百万 token 价格"), " / ".join(map(str, info.prices or ()))),
    )
    return [(name, value) for name, value in given if value]


def lists(info: RunInfo) -> list[tuple[str, Rows]]:
    """Return what is too long for that: settings, versions, hashes of prompts, the machine."""
    given = (
        (say("Settings", "设置"), info.settings),
        (say("Versions", "版本"), info.versions),
        (say("Prompts", "提示词"), info.prompts),
        (say("Machine", "机器"), info.machine),
    )
    return [(title, _rows(values)) for title, values in given if values]


def _rows(values: Mapping[str, Any]) -> Rows:
    return [(name, _written(value)) for name, value in values.items()]


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
