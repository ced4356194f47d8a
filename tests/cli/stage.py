"""An assistant that plays a part: what a real library cannot be made to do at will."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any

from qa.answering.conversation.conversation import Conversation
from qa.errors import ArticleUnknown, DateUnknown, FileEmpty, QaError
from qa.models import (
    Answer,
    Article,
    ArticleRecord,
    Check,
    Chunk,
    Citation,
    Dropped,
    Filters,
    FormCheck,
    IngestItem,
    IngestReport,
    Mode,
    Passage,
    Section,
    Sentence,
    Span,
    Summary,
    SummaryPart,
    Usage,
)

ID = "a1b2c3d4e5f6a7b8"
TITLE = "隐私计算[bold]笔记[/bold]"
TEXT = "隐私计算让数据可用而不可见。联邦学习是其中一种做法。"
SECTION = Section(0, "一、什么是隐私计算", 2, ("一、什么是隐私计算",), "toc-1", TEXT)
RECORD = ArticleRecord(
    id=ID,
    revision="r1",
    title=TITLE,
    author="林知远",
    columnist=None,
    date=None,
    categories=("技术",),
    source=None,
    head_image=None,
    editor_note=None,
    author_note=None,
    credits=(),
    origin="/articles/a.md",
    headings=(SECTION,),
    chunks=1,
    spans=1,
    characters=len(TEXT),
)
QUOTE = "隐私计算让数据可用而不可见。"
CITATION = Citation(ID, TITLE, SECTION.path, "toc-1", 0, 0, len(QUOTE), QUOTE)
PASSAGE = Passage(
    ID,
    TITLE,
    SECTION.path,
    "toc-1",
    0,
    "c1",
    0,
    len(TEXT),
    TEXT,
    1.25,
    {"dense": 0.875, "words": 7.5},
    Span(0, len(QUOTE), QUOTE),
)
ANSWERED = Answer(
    status="answered",
    question="什么是隐私计算？",
    text="它让数据能用，却看不见。",
    sentences=(Sentence("它让数据能用，却看不见。", (CITATION,)),),
    mode="generative",
    passages=(PASSAGE,),
    dropped=(Dropped("它发明于1990年。", "没有一句原文支持。"),),
    model="test-model",
    prompt="answer/1",
    usage=Usage(100, 20),
    seconds=0.25,
)
REFUSED = Answer(
    status="refused",
    question="谁赢了世界杯？",
    text="",
    sentences=(),
    mode="extractive",
    reason="文库里没有谈到世界杯。",
    nearest=(PASSAGE,),
    passages=(PASSAGE,),
)

NOTE = Summary(
    article=ID,
    form="note",
    text="文章讲隐私计算怎样让数据可用而不可见。",
    sentences=(Sentence("文章讲隐私计算怎样让数据可用而不可见。", (CITATION,)),),
    checks=(FormCheck("length", True, "19 (10-40)"),),
    mode="generative",
    model="test-model",
    usage=Usage(300, 40),
    title=TITLE,
    articles=(ID,),
    parts=(SummaryPart(None, (Sentence("文章讲隐私计算怎样让数据可用而不可见。", (CITATION,)),)),),
    prompt="note/1",
    seconds=0.5,
    covered=(("一、什么是隐私计算",),),
    missing=(("二、做法", "2.1 联邦学习"),),
    rounds=1,
)


class StageAssistant:
    """Has the methods of :class:`qa.Assistant`, and says what it was told to say."""

    answer: Answer = ANSWERED
    summary: Summary = NOTE
    writes: Callable[[Any], Summary] | None = None
    origin: str | None = None
    error: BaseException | None = None
    calls: list[tuple[str, Any]]

    def __init__(self, settings: object, *, on_warning: object = None) -> None:
        self.on_warning = on_warning
        self.settings = settings
        type(self).calls = []

    def __enter__(self) -> StageAssistant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.calls.append(("close", kind))

    def _act(self, name: str, value: Any) -> None:
        self.calls.append((name, value))
        if self.error is not None:
            raise self.error

    def ingest(
        self, paths: Iterable[str], *, on_progress: object = None, on_item: Any = None
    ) -> IngestReport:
        assert on_progress is None, "there is no terminal to draw on"
        self._act("ingest", list(paths))
        items = (
            IngestItem("a.md", "added", ID, TITLE, 1, 1, warnings=(DateUnknown(path="a.md", value="昨天"),)),
            IngestItem("b.md", "failed", error=FileEmpty(path="b.md")),
        )
        for item in items:
            if on_item:
                on_item(item)
        return IngestReport(items, 1.5)

    def ingest_text(
        self, text: str, *, name: str, on_progress: object = None, on_item: Any = None
    ) -> IngestReport:
        assert on_progress is None
        self._act("ingest_text", (text, name))
        item = IngestItem(name, "added", ID, TITLE, 1, 1)
        if on_item:
            on_item(item)
        return IngestReport((item,), 0.1)

    def articles(self, filters: Filters) -> list[ArticleRecord]:
        self._act("articles", filters)
        return [RECORD]

    def resolve(self, reference: str) -> ArticleRecord:
        if reference not in (ID, TITLE, ID[:4]):
            raise ArticleUnknown(reference=reference)
        return RECORD

    def article(self, reference: str) -> Article:
        self.resolve(reference)
        return Article(
            id=ID, title=TITLE, sections=(SECTION,), author="林知远", categories=("技术",), origin=self.origin
        )

    def article_with_chunks(self, reference: str) -> tuple[Article, list[Chunk]]:
        chunk = Chunk("c1", ID, 0, 0, 0, len(TEXT), TEXT, (Span(0, len(TEXT), TEXT),))
        return self.article(reference), [chunk]

    def search(self, query: str, *, limit: int, filters: Filters) -> list[Passage]:
        self._act("search", (query, limit, filters))
        return [PASSAGE]

    def ask(self, question: str, *, filters: Filters, mode: Mode | None) -> Answer:
        self._act("ask", (question, filters, mode))
        return self.answer

    def stream(self, question: str, *, filters: Filters, mode: Mode | None) -> Generator[Sentence | Answer]:
        self._act("stream", (question, filters, mode))
        yield from self.answer.sentences
        yield self.answer

    def summarize(self, source: object, form: str, **asked: object) -> Summary:
        self._act("summarize", (source, form, asked))
        if self.writes is not None:
            return self.writes(source)
        return replace(self.summary, title=source.title if isinstance(source, Article) else TITLE)

    def digest(self, references: Iterable[object], *, filters: Filters, **asked: object) -> Summary:
        self._act("digest", (list(references), filters, asked))
        return replace(self.summary, form="digest", article="", missing=(("渡口",),))

    def chat(self, *, filters: Filters, mode: Mode | None) -> Conversation:
        self._act("chat", (filters, mode))

        def ask(question: str, said: object) -> Generator[Sentence | Answer]:
            assert said is not None
            return self.stream(question, filters=filters, mode=mode)

        return Conversation(ask)

    def remove(self, references: Iterable[str]) -> list[ArticleRecord]:
        self._act("remove", list(references))
        return [RECORD]

    def reindex(self, *, on_progress: object = None) -> int:
        assert on_progress is None
        self._act("reindex", None)
        return 3

    def doctor(self) -> list[Check]:
        self._act("doctor", None)
        return [Check("store", True, "1 篇"), Check("llm", False, "没有响应", "启动服务器")]


class Outrage(QaError):
    """An error that repeats everything it was given."""

    en = "it said: {said}"
    zh = "它说：{said}"
