"""Small articles, in files and as they are read, for tests of the library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.models import Article, Section


def article(title: str = "桥与车", *texts: str, **fields: Any) -> Article:
    """Return an article with a section for each text; ``fields`` are those of the article."""
    sections = (
        Section(index, f"第{index}节", 2, (f"第{index}节",), f"toc-{index}", text)
        for index, text in enumerate(texts or ("桥是基础设施，车是跑在上面的应用。",))
    )
    return replace(Article(title, tuple(sections)), **fields)


def write(
    path: Path,
    title: str = "桥与车",
    sections: Mapping[str, str] | None = None,
    *,
    author: str | None = "林见微",
    date: dt.date | None = dt.date(2021, 3, 15),
) -> Path:
    """Write an article as Markdown and return its path."""
    lines = ["---", f"title: {title}"]
    lines += [f"author: {author}"] if author else []
    lines += [f"date: {date}"] if date else []
    lines += ["---", ""]
    for heading, text in (sections or {"基础": "桥是基础设施，车是跑在上面的应用。"}).items():
        lines += [f"## {heading}", "", text, ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def numbered(number: int, *, edition: int = 1, sentences: int = 12) -> dict[str, str]:
    """Return sections in which every sentence names the article's number and the edition of the text."""
    kinds = ("桥梁", "河流", "账本", "雨伞", "灯塔")
    return {
        kind: "".join(
            f"第{number}号文章第{edition}版谈{kind}的第{at}件事，说法与别处不同。" for at in range(sentences)
        )
        for kind in kinds[:3]
    }
