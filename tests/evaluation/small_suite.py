"""A suite of a few questions over two articles, written to a folder as a person would write it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

BRIDGE = """---
title: 桥与车
author: 林知远
date: 2021-12-03
---

# 桥与车

## 一、什么是基础设施

桥是基础设施，车是跑在上面的应用。一座桥平均要修四年。

## 二、谁来付钱

修桥的钱由海棠市的财政支付，过桥的车不再收费。
"""
TEA = """---
title: 茶山上的保险
author: 韩若溪
date: 2023-05-01
---

# 茶山上的保险

## 只看雨

茶农投保的是降雨指数，只要寒潮到来，赔款第二天就到账。

## 保费

每亩茶园的保费是三十六元，由合作社垫付一半。
"""
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "pay",
        "kind": "fact",
        "question": "修桥的钱由谁支付？",
        "gold": [["bridge.md", "二、谁来付钱"]],
        "must": ["海棠市"],
    },
    {
        "id": "years",
        "kind": "fact",
        "question": "一座桥平均要修几年？",
        "gold": [["bridge.md", "一、什么是基础设施"]],
        "must": ["四年"],
        "within": ["bridge.md"],
    },
    {
        "id": "premium",
        "kind": "fact",
        "question": "每亩茶园的保费是多少？",
        "gold": [["tea.md", "保费"]],
        "must": ["三十六元"],
        "references": ["三十六元"],
    },
    {
        "id": "index",
        "kind": "definition",
        "question": "茶农投保的是什么？",
        "gold": [["tea.md", "只看雨"]],
        "must": ["降雨指数"],
    },
    {"id": "bell", "kind": "far", "question": "贝尔不等式是怎么证明的？", "answerable": False},
)
NOTES: tuple[dict[str, Any], ...] = ({"article": "bridge.md", "references": ["桥是基础设施。"]},)
SENTENCES: tuple[dict[str, Any], ...] = (
    {"id": "s-1", "text": "一座桥平均要修四年。", "supported": True, "article": "bridge.md"},
    {"id": "s-2", "text": "一座桥平均要修九年。", "supported": False, "article": "bridge.md"},
    {"id": "s-3", "text": "每亩茶园的保费是三十六元。", "supported": True},
)


def write_suite(
    folder: Path,
    *,
    questions: Iterable[Mapping[str, Any]] = QUESTIONS,
    notes: Iterable[Mapping[str, Any]] = NOTES,
    sentences: Iterable[Mapping[str, Any]] = SENTENCES,
    gates: Iterable[str] = (),
    articles: bool = True,
) -> Path:
    """Write a suite with its articles; return its folder."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    (folder / "articles" / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (folder / "articles" / "tea.md").write_text(TEA, encoding="utf-8")
    lines = ['name = "small"', 'description = "two articles"', 'questions = "questions.jsonl"']
    lines += ['articles = ["articles"]'] if articles else []
    lines += [f"gates = {json.dumps(list(gates))}"]
    for name, rows in (("questions", questions), ("notes", notes), ("sentences", sentences)):
        written = [json.dumps(row, ensure_ascii=False) for row in rows]
        if written or name == "questions":
            (folder / f"{name}.jsonl").write_text("\n".join(written) + "\n", encoding="utf-8")
        if written and name != "questions":
            lines.append(f'{name} = "{name}.jsonl"')
    (folder / "suite.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
