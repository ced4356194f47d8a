"""Errors of the library."""

from __future__ import annotations

from qa.errors.base import QaError


class LibraryError(QaError):
    """The library cannot do what was asked."""


class LibraryEmpty(LibraryError):
    """There is no article yet."""

    en = "The library at {store} has no article. Add some first: qa ingest PATH"
    zh = "文库 {store} 里还没有文章。请先收录：qa ingest PATH"


class LibraryLocked(LibraryError):
    """Another process is writing."""

    en = "Another process{holder} is writing to the library at {store}. Wait for it, then try again."
    zh = "另一个进程{holder}正在写入文库 {store}。请等它结束后再试。"


class LibraryMismatch(LibraryError):
    """The index was made by other parts or parameters than those configured now."""

    en = (
        "The library at {store} was made with {field} = {stored}, and now {field} = {configured} is configured. "
        "Set it back, or rebuild the library: qa reindex"
    )
    zh = (
        "文库 {store} 建立时 {field} = {stored}，现在配置的是 {field} = {configured}。"
        "请改回原来的配置，或重建文库：qa reindex"
    )


class LibraryDamaged(LibraryError):
    """The files of the store cannot be opened."""

    en = (
        "The library at {store} is damaged: {problem}. Restore it from a backup, or move the folder away and "
        "ingest the articles again: qa ingest PATH"
    )
    zh = "文库 {store} 已损坏：{problem}。请从备份恢复，或移走该目录后重新收录：qa ingest PATH"


class LibraryUnwritable(LibraryError):
    """No space, or no permission to write."""

    en = (
        "The library at {store} cannot be written: {problem}. Free some space or take write permission, then run "
        "the same command again; what was already in is kept."
    )
    zh = "文库 {store} 无法写入：{problem}。请腾出空间或取得写权限，再运行同一条命令；已收录的内容不受影响。"


class LibraryUnreachable(LibraryError):
    """The Chroma server does not answer."""

    en = "The Chroma server at {store} does not answer: {problem}. Start it, or correct QA_STORE."
    zh = "Chroma 服务器 {store} 没有响应：{problem}。请启动它，或改正 QA_STORE。"


class ArticleUnknown(LibraryError):
    """No article has this id, title or path."""

    en = "No article is called {reference!r}. `qa list` shows all ids and titles."
    zh = "没有名为 {reference!r} 的文章。用 `qa list` 查看全部编号和标题。"


class ArticleAmbiguous(LibraryError):
    """Several articles fit; ``candidates`` names them."""

    en = "{reference!r} fits several articles: {candidates}. Give the id."
    zh = "{reference!r} 对应多篇文章：{candidates}。请给出编号。"


class FiltersTooNarrow(LibraryError):
    """There are articles, but none that the filters let through; ``filters`` says which these are."""

    en = "No article fits the filters: {filters}. `qa list` shows dates, authors and categories; ask for more of them."
    zh = "没有符合条件的文章：{filters}。用 `qa list` 查看日期、作者和分类，再放宽条件。"
