"""The library of the page's tests: some sample articles, and some written for what a page may stumble over."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).parents[3] / "corpus"
SAMPLES = ("third-party-payment-reserve.txt", "clearing-settlement.md", "rural-inclusive-finance.md")

RESERVE = "备付金不是支付公司的钱：海棠支付的三年账本"
CLEARING = "清算是算账，结算是给钱"

_LEDGER = """---
title: {title}
author: 梁渡生
date: {date}
categories: [渡口]
---

## 渡口的账

青石渡的渡船由县里管，早上六点开第一班。青石渡2018年的票款收入为{total}万元。大雾天停航，末班是傍晚六点。
"""

# What counts as one character for the service and as two for a browser, before, in and after what is quoted.
LAMP = """---
title: 灯塔守夜人
author: 𠮷田远
date: 2024-05-01
categories: [灯塔]
---

## 一、夜里

😀😀 守塔人姓𠮷田，爱在日志里画表情 👩‍👩‍👧。𠀋𠀋风大的时候他也不下山。灯塔🚢的灯每七秒闪一次，雾天改为每三秒闪一次。🌙 天亮以前他会睡一会儿。

## 二、白天

白天他修灯。灯泡每两年换一次 💡。
"""

HOSTILE = """---
title: 关于<img src=x onerror=alert(1)>注入的笔记
author: <script>alert('author')</script>
date: 2024-06-01
source: "javascript:alert('source')"
categories: ["<b onmouseover=alert(2)>安全</b>"]
---

## 一、演示 `<script>alert('heading')</script>`

注入攻击的演示脚本写作 `<script>alert('text')</script>`，浏览器不应当执行它。点开[这个链接](javascript:alert('link'))也不应当发生什么。

<script>alert('raw')</script>

<img src="https://elsewhere.test/x.png" onerror="alert('image')"> 图片的事件处理器 `onerror="alert(3)"` 同样不应当运行。

<iframe src="https://elsewhere.test/"></iframe> <a href="javascript:alert(4)" onclick="alert(5)">再点这里</a>，<svg onload=alert(6)></svg>什么都不会弹出来。
"""


def write_all(folder: Path) -> list[Path]:
    """Put the articles that are not samples into files of a folder; return all files of the library."""
    texts = {
        "旧账.md": _LEDGER.format(title="旧账", date="2019-02-01", total=37),
        "新账.md": _LEDGER.format(title="新账", date="2020-02-01", total=52),
        "灯塔.md": LAMP,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [*(CORPUS / name for name in SAMPLES), *(folder / name for name in texts)]
