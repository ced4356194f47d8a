"""The library of the service's tests: three short articles, each with something the others lack."""

from __future__ import annotations

from pathlib import Path

RESERVE = """---
title: 备付金去了哪里
author: 林见微
date: 2021-03-15
categories: [支付, 监管]
---

## 一、什么是备付金

备付金是支付机构预收的、要付给商户的钱。2018年起，备付金由人民银行集中存管。

## 二、利息给了谁

集中存管以后，海棠支付2018年的利息收入为1.62亿元。商户的手续费为百分之三，年费是1.2万元。
"""

CLOUD = """---
title: 核心系统上云记
author: 周远山
date: 2022-06-01
categories: [技术]
---

## 三年

白桦银行的核心系统花了三年才搬到云上，迁移期间停机四次，每次不超过两小时。

## 代价

迁移的预算是八千万元，实际花了一亿二千万元。项目组最多时有三百人。
"""

FERRY = """# 渡口

渡船每天开六班。大桥全长一千二百米，明年通车。船票每张三元，学生半价。
"""

ARTICLES = {"备付金.md": RESERVE, "上云记.md": CLOUD, "渡口.md": FERRY}


def write_all(folder: Path) -> list[Path]:
    """Put the articles into files of a folder."""
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in ARTICLES]
