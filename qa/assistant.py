"""The public face: one object that ingests articles, searches them and answers from them.

It wires the parts from :class:`qa.Settings`; the work is done in the rooms underneath.
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from qa.answering.draft import Draft
from qa.answering.languages.across import find_across, weighed_across
from qa.answering.question.parts import nearness_by
from qa.answering.question.requests import without_orders
from qa.answering.refusing.refusal import Refusal
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.errors import (
    ArgumentInvalid,
    ArticleUnknown,
    LibraryEmpty,
    LogUnusable,
    QaError,
    ServerError,
)
from qa.indexing.library import Library
from qa.indexing.references import resolved
from qa.indexing.vectors import Identity
from qa.language import say
from qa.models import (
    Answer,
    Article,
    ArticleRecord,
    Check,
    CheckReport,
    Chunk,
    Filters,
    Form,
    IngestItem,
    IngestReport,
    Mode,
    NoteCheck,
    Passage,
    PastTurn,
    Progress,
    Sentence,
    Style,
    Summary,
)
from qa.query import require_query
from qa.retrieval import Retriever
from qa.settings import Settings
from qa.stages import observer, stage, tell

if TYPE_CHECKING:
    from qa.answering.checking.repair import Judge
    from qa.answering.checking.texts import OnSentence
    from qa.answering.conversation.antecedents import Turn
    from qa.answering.conversation.conversation import Conversation
    from qa.indexing.ingesting import SentFile
    from qa.llm import ChatModel
    from qa.summarizing.with_model.writing import Writer

T = TypeVar("T")
Sources: TypeAlias = str | Path | Article | Iterable[str | Path | Article]
OnProgress = Callable[[Progress], None]
_NO_FILTERS = Filters()


class Assistant:
    """Questions and answers over a library of articles.

    :param settings: Where the library is and which parts it is made of; by default from the environment and
        ``qa.toml``.
    :param embedder: Used instead of the one that the settings name.
    :param chat: Used instead of the model that the settings name.
    :param on_warning: Called with what goes wrong without stopping anything, such as a log that cannot be written;
        by default a Python warning.
    :raises EmbedderUnavailable: the embedder is not installed here.

    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> _ = (folder / "桥与车.md").write_text("# 桥与车\\n\\n桥是基础设施，车是跑在上面的应用。", encoding="utf-8")
    >>> with Assistant(Settings(home=folder / "library")) as assistant:
    ...     report = assistant.ingest([folder / "桥与车.md"])
    ...     answer = assistant.ask("什么是基础设施？")
    >>> report.items[0].outcome, answer.status
    ('added', 'answered')
    >>> answer.sentences[0].citations[0].quote
    '桥是基础设施，车是跑在上面的应用。'
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        chat: ChatModel | None = None,
        on_warning: Callable[[QaError], None] | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._on_warning = on_warning or _warn
        self._given_embedder, self._given_chat = embedder, chat
        self._made: dict[str, Any] = {}
        self._making = threading.RLock()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library's files; the next call opens them again."""
        with self._making:
            if "library" in self._made:
                self._made["library"].close()
            if "embedder" in self._made:
                self._made.pop("embedder").close()
            if hasattr(self._made.get("chat"), "close"):
                self._made["chat"].close()

    # --- the parts -------------------------------------------------------------------------------------

    def _part(self, name: str, make: Callable[[], T]) -> T:
        """Return a part, made when it is first needed, and once however many threads need it."""
        with self._making:
            if name not in self._made:
                self._made[name] = make()
            part: T = self._made[name]
            return part

    @property
    def _embedder(self) -> CachedEmbedder:
        return self._part("embedder", self._make_embedder)

    def _make_embedder(self) -> CachedEmbedder:
        from qa.embedding import make_embedder

        made = self._given_embedder or self._part("model", lambda: make_embedder(self.settings))
        return CachedEmbedder(made, self.settings.home / "vectors.sqlite3")

    @property
    def _library(self) -> Library:
        return self._part("library", self._make_library)

    def _make_library(self) -> Library:
        settings = self.settings
        identity = Identity(
            self._embedder.id, self._embedder.dimension, settings.chunk_tokens, settings.span_characters
        )
        return Library(settings.home, str(settings.store), identity)

    @property
    def _chat(self) -> ChatModel:
        chat = self._given_chat if self._given_chat is not None else self._part("chat", self._make_chat)
        if observer() is None:
            return chat
        from qa.llm_stage import HeardChat

        return HeardChat(chat)

    def _make_chat(self) -> ChatModel:
        from qa.llm_setup import make_chat

        return make_chat(self.settings)

    def _server_chat(self) -> ChatModel:
        """Return the model itself: a doctor does not look at what is kept of it."""
        from qa.llm_setup import make_server_chat

        return self._given_chat if self._given_chat is not None else make_server_chat(self.settings)

    def steadily(self, read: Callable[[Retriever], T], *, rerank: bool | None = None) -> T:
        """Return what is found in the library, all of it as it was at one moment."""
        embedder, weight = self._embedder, self.settings.words_weight
        mended = self.settings.rerank if rerank is None else rerank
        return self._library.steadily(
            lambda library: read(Retriever(library, embedder, weight, rerank=mended))
        )

    def _require_model(self) -> None:
        if self._given_chat is None:
            from qa.llm_setup import require_model

            require_model(self.settings)

    # --- articles --------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        on_progress: OnProgress | None = None,
        on_item: Callable[[IngestItem], None] | None = None,
    ) -> IngestReport:
        """Put articles into the library; an article that is in already is embedded again only where it changed.

        Folders are walked. An input that cannot be read is reported and does not stop the others; each article
        is wholly in or not at all. ``on_item`` is called when an input's article is safely stored, or failed.

        Raises :class:`LibraryLocked`, :class:`LibraryMismatch`, :class:`LibraryUnwritable`, and what the embedder
        raises: those concern all inputs.
        """
        from qa.indexing.ingesting import files, ingest

        return ingest(self._library, self._embedder, files(paths), on_progress, on_item)

    def ingest_files(
        self,
        files: Iterable[SentFile],
        *,
        on_progress: OnProgress | None = None,
        on_item: Callable[[IngestItem], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> IngestReport:
        """Put in files that are not on this disk, as :meth:`ingest` does those that are.

        Each is a name and a function that returns its bytes when it is its turn, or raises a ``ReadingError``. A file
        of the same name as before is the next version of that article. ``stop`` is asked before each file whether
        this and those after it are to be left out: the report ends before them.

        >>> from tempfile import mkdtemp
        >>> with Assistant(Settings(home=mkdtemp())) as assistant:
        ...     for text in ("渡船每天开六班。", "渡船每天开八班。"):
        ...         report = assistant.ingest_files([("渡口.md", text.encode)])
        ...         print(report.items[0].outcome, [record.origin for record in assistant.articles()])
        added ['渡口.md']
        updated ['渡口.md']
        """
        from qa.indexing.ingesting import ingest, sent

        return ingest(self._library, self._embedder, sent(files), on_progress, on_item, stop)

    def ingest_text(
        self,
        text: str,
        *,
        name: str,
        on_progress: OnProgress | None = None,
        on_item: Callable[[IngestItem], None] | None = None,
    ) -> IngestReport:
        """Put in an article that is in no file; ``name`` is its title where the text has none."""
        from qa.indexing.ingesting import ingest
        from qa.reading import read_text

        source = (name, lambda: read_text(text, name=name))
        return ingest(self._library, self._embedder, [source], on_progress, on_item)

    def articles(self, filters: Filters = _NO_FILTERS) -> list[ArticleRecord]:
        """Return what is in the library, in the order of the ids."""
        library = self._library.snapshot()
        ids = library.matching(filters)
        return [library.records[article] for article in (library.records if ids is None else ids)]

    def require_articles(self) -> None:
        """Raise :class:`LibraryEmpty` where there is no article yet, and what opening the library raises."""
        if not self._library.snapshot().records:
            raise LibraryEmpty(store=self._library.store)

    def count(self) -> int:
        """Return how many articles there are; a Chroma server that is silent is not waited for long.

        Raises what opening the library raises.
        """
        from qa.indexing.connection import is_server, require_answer

        if is_server(store := str(self.settings.store)):
            require_answer(store)
        return len(self._library.snapshot().records)

    def require_words(self) -> None:
        """Bring the word index up to date. Raises what opening the library raises."""
        self._library.words()

    def warm_up(self) -> None:
        """Load all that the first questions would otherwise wait for.

        Raises what :meth:`search` raises, except for a library without articles.
        """
        from qa.answering.question import parts  # noqa: F401 - what the first answer would import
        from qa.answering.with_model import generative  # noqa: F401 - what the first answer would import
        from qa.prompting import load_prompt

        load_prompt("answer", self.settings.prompts)
        self.check("渡船每天开六班。", ["渡船每天开五班。"])
        if self.count():
            self.search("渡船每天开几班？")
        else:
            self._embedder.embed_queries(["渡船每天开几班？"])

    def resolve(self, reference: str) -> ArticleRecord:
        """Return the article with this id, beginning of an id, title, part of a title, or path.

        Raises :class:`ArticleUnknown` or :class:`ArticleAmbiguous`.
        """
        return resolved(reference, self._library)

    def article(self, reference: str) -> Article:
        """Return a whole article, as it was read."""
        return self._library.steadily(lambda library: library.article(resolved(reference, library).id))

    def chunks(self, reference: str) -> list[Chunk]:
        """Return an article's chunks in reading order; those of its metadata come first, as section -1."""
        return self._library.steadily(lambda library: library.chunks(resolved(reference, library).id))

    def article_with_chunks(self, reference: str) -> tuple[Article, list[Chunk]]:
        """Return what :meth:`article` and :meth:`chunks` do, both of one edition, whoever writes meanwhile."""

        def read(library: Library) -> tuple[Article, list[Chunk]]:
            article = resolved(reference, library).id
            return library.article(article), library.chunks(article)

        return self._library.steadily(read)

    def remove(self, references: Iterable[str]) -> list[ArticleRecord]:
        """Take articles out. If one of the references fits none, nothing is taken out."""
        records = list({record.id: record for record in map(self.resolve, references)}.values())
        if records:
            with self._library.write(self._embedder) as writer:
                for record in records:
                    if record.id in writer.records:
                        writer.remove(record.id)
        return records

    def reindex(self, *, on_progress: OnProgress | None = None) -> int:
        """Make the vectors and the word index anew from the stored text, with what is configured now.

        Returns the number of articles. The old index is used until the new one is whole.
        """

        def report(done: int, total: int, title: str) -> None:
            if on_progress:
                on_progress(Progress("embed", done, total, title))

        return self._library.rebuild(self._embedder, report)

    def doctor(self) -> list[Check]:
        """Look at every part that the settings name. Never raises."""
        from qa import health

        return health.examine(self.settings, lambda: self._embedder, lambda: self._library, self._server_chat)

    # --- questions -------------------------------------------------------------------------------------

    def search(
        self, query: str, *, limit: int = 10, filters: Filters = _NO_FILTERS, rerank: bool | None = None
    ) -> list[Passage]:
        """Return up to ``limit`` passages, best first; ``rerank`` is by default what the setting says.

        Raises :class:`QuestionEmpty`, :class:`QuestionTooLong`, :class:`LibraryEmpty`.
        """
        if limit < 1:
            raise ArgumentInvalid(name="limit", value=limit, allowed=">= 1")
        query = require_query(query)
        with stage("retrieve") as facts:
            found = self.steadily(lambda retriever: retriever.find(query, limit, filters), rerank=rerank)
            facts["passages"] = len(found.passages)
        return list(found.passages)

    def ask(self, question: str, *, filters: Filters = _NO_FILTERS, mode: Mode | None = None) -> Answer:
        """Return the whole answer, or a refusal that says why."""
        answer: Answer | None = None
        for piece in self.stream(question, filters=filters, mode=mode):
            if isinstance(piece, Answer):
                answer = piece
        assert answer is not None
        return answer

    def stream(
        self, question: str, *, filters: Filters = _NO_FILTERS, mode: Mode | None = None
    ) -> Generator[Sentence | Answer, None, None]:
        """Yield each sentence once it is checked, and last the whole answer. Closing it stops the model.

        ``mode`` is by default generative where a model is configured, and falls back to extractive where that
        model fails before there is a sentence to show (see ``Answer.fallback``). Raises what :meth:`search` raises,
        and with ``mode="generative"`` :class:`qa.errors.ServerError` instead of falling back.
        """
        return self._keeping(self._stream(question, filters, self._mode(mode), may_fall_back=mode is None))

    def _keeping(self, pieces: Generator[Sentence | Answer]) -> Generator[Sentence | Answer]:
        with closing(pieces):
            for piece in pieces:
                yield self._kept(piece) if isinstance(piece, Answer) else piece

    def _kept(self, answer: Answer) -> Answer:
        """Put an answer into the log, if there is one; an answer is never lost for it."""
        if self.settings.log is None:
            return answer
        from qa.record import AnswerLog

        try:
            return AnswerLog(self.settings.log).keep(answer)
        except LogUnusable as problem:
            self._on_warning(problem)
            return answer

    def chat(
        self,
        *,
        filters: Filters = _NO_FILTERS,
        mode: Mode | None = None,
        history: Sequence[PastTurn] = (),
    ) -> Conversation:
        """Begin a conversation: each question may refer to those before it.

        A follow-up is made self-contained by the chat model in generative mode, by rules otherwise, and then answered
        as :meth:`stream` does. What is remembered is bounded by the setting ``history_tokens``. ``history`` is what was
        said before, oldest first: it explains what a question refers to, and is never a source. Raises
        :class:`ArgumentInvalid` if it is none.

        >>> from tempfile import mkdtemp
        >>> with Assistant(Settings(home=mkdtemp())) as assistant:
        ...     _ = assistant.ingest_text("渡船每天开六班。大桥全长一千二百米。", name="渡口")
        ...     conversation = assistant.chat()
        ...     _ = conversation.ask("渡船每天开几班？")
        ...     conversation.ask("那大桥全长多少米呢？").sentences[0].text
        '大桥全长一千二百米。'
        """
        from qa.answering.conversation.conversation import Conversation
        from qa.answering.conversation.rewriting import Rewritten, by_model
        from qa.prompting import load_prompt

        chosen = self._mode(mode)

        def rewrite(question: str, turns: Sequence[Turn]) -> Rewritten:
            return by_model(question, turns, self._chat, load_prompt("rewrite", self.settings.prompts))

        return Conversation(
            lambda question, said: self._stream(question, filters, chosen, said, may_fall_back=mode is None),
            rewrite=rewrite if chosen == "generative" else None,
            keep=self._kept,
            history_tokens=self.settings.history_tokens,
            history=history,
        )

    def _mode(self, mode: Mode | None) -> Mode:
        """Return the mode that is asked for or, by default, that there are the parts for."""
        if mode is None:
            is_generative = self._given_chat is not None or self.settings.generative
            mode = "generative" if is_generative else "extractive"
        if mode == "generative":
            self._require_model()
        return mode

    def _stream(
        self,
        question: str,
        filters: Filters,
        mode: Mode,
        said: Collection[tuple[str, int, int] | str] = (),
        *,
        may_fall_back: bool = True,
    ) -> Generator[Sentence | Answer, None, None]:
        """Answer one question; without a model, from sentences that were not ``said``: (article, section, start), or text."""
        began = time.perf_counter()
        question = require_query(question)
        asked = without_orders(question)

        embedder = self._embedder.id

        def gather(retriever: Retriever) -> tuple[Draft, Refusal | None]:
            found, apart = find_across(retriever, asked or question, self.settings.passages, filters)
            draft = Draft(asked, mode, found, began, nearness_by(self._embedder), given=question)
            draft.look_through(retriever.rarity, retriever.knows, in_parts=apart is None)
            if apart and asked:
                refusal, draft.confidence = weighed_across(retriever, asked, found, apart, embedder)
            else:
                refusal = draft.judged(retriever.evidence, retriever.knows, embedder)
            if refusal is None and mode == "generative":
                draft.passages = retriever.widen(found.passages, self.settings.context_tokens)
            elif refusal is None:
                draft.quote(embedder, said)
            return draft, refusal

        with stage("retrieve") as facts:
            draft, refusal = self.steadily(gather)
            facts["passages"] = len(draft.passages)
        yield from draft.sentences
        if refusal is None and mode == "generative":
            try:
                yield from self._generate(draft)
                failure = draft.silence
            except ServerError as error:
                if not may_fall_back:
                    raise
                failure = str(error)
            if failure and may_fall_back:
                draft.fall_back(failure)
                draft.quote(embedder, said)
                yield from draft.sentences
        yield from draft.disagreeing()
        answer = draft.finished(refusal)
        tell(answer, draft.why_refused(refusal))
        yield answer

    def _generate(self, draft: Draft) -> Iterator[Sentence]:
        from qa.answering.checking.second_opinion import ModelOpinion, with_opinion
        from qa.answering.languages.language_judge import LanguageJudge
        from qa.prompting import load_prompt

        prompt = load_prompt("answer", self.settings.prompts)
        judging: Judge = LanguageJudge.of(draft.question, draft.passages, self.steadily, self._embedder.id)
        if self.settings.second_opinion:
            opinion = ModelOpinion(self._chat, load_prompt("opinion", self.settings.prompts))
            judging = with_opinion(judging, opinion)
        yield from draft.write(self._chat, prompt, self.settings.llm_max_seconds, judging)

    # --- summaries -------------------------------------------------------------------------------------

    def summarize(
        self,
        source: str | Path | Article,
        form: Form = "note",
        *,
        length: tuple[int, int] | None = None,
        style: Style = "平实",
        audience: str | None = None,
        candidates: int = 1,
        mode: Mode | None = None,
        on_progress: OnProgress | None = None,
    ) -> Summary:
        """Write a summary of one article: by default the editor's note, in one paragraph of 60 to 120 characters.

        ``source`` is a reference to an article (as for :meth:`resolve`), a ``Path`` of a file, which need not be in
        the library, or an :class:`Article`. ``length`` is the least and the most, in characters as an editor counts;
        ``audience`` is whom the article is recommended to, by default chosen by what it is about.

        ``mode`` is ``extractive``, ``generative`` or by default what there are the parts for. A chat model writes
        ``candidates`` texts, of which the best is returned and the others are in its ``candidates``. What it writes is
        checked, sent back with the reasons and mended; what still fails is written without it, and ``fallback`` says
        why. ``on_progress`` hears of each part of an article that is too long for one request.

        Raises :class:`ArgumentInvalid`, :class:`ArticleUnknown`, for a file a :class:`qa.errors.ReadingError` and, with
        ``mode="generative"``, a :class:`ServerError`.

        >>> from tempfile import mkdtemp
        >>> with Assistant(Settings(home=mkdtemp())) as assistant:
        ...     _ = assistant.ingest_text("渡船每天开六班。大桥全长一千二百米，明年通车。", name="渡口")
        ...     summary = assistant.summarize("渡口", "one-line")
        >>> summary.form, summary.sentences[0].citations[0].article == summary.article
        ('one-line', True)
        """
        from qa.summarizing.article.source import Source
        from qa.summarizing.form.brief import Brief
        from qa.summarizing.summary import MOST_CANDIDATES, summarize

        brief = Brief(form, length, style, audience, self.settings.banned)
        if not 1 <= candidates <= MOST_CANDIDATES:
            raise ArgumentInvalid(name="candidates", value=candidates, allowed=f"1 - {MOST_CANDIDATES}")
        writer = self._writer(on_progress) if self._mode(mode) == "generative" else None
        article = Source(self._article(source))
        summary = summarize(article, brief, writer, candidates=candidates, may_fall_back=mode is None)
        tell(summary)
        return summary

    def _writer(self, on_progress: OnProgress | None) -> Writer:
        from qa.summarizing.with_model.writing import Writer

        settings = self.settings
        return Writer(
            self._chat,
            settings.prompts,
            settings.article_tokens,
            settings.llm_max_seconds,
            on_progress,
        )

    def digest(
        self,
        references: Iterable[str | Path | Article] = (),
        *,
        filters: Filters = _NO_FILTERS,
        style: Style = "平实",
        mode: Mode | None = None,
        on_progress: OnProgress | None = None,
    ) -> Summary:
        """Write one digest of several articles: by theme, each sentence cited, and where their authors differ.

        ``references`` are what :meth:`summarize` takes; without any, all articles of the library are meant. Of these,
        ``filters`` chooses. An article that is named twice is taken once. ``mode`` is as for :meth:`summarize`;
        ``on_progress`` hears how many articles the model has written of.

        Raises :class:`ArgumentInvalid` for too many, :class:`FiltersTooNarrow` where none is left, and what
        :meth:`summarize` raises.

        >>> from tempfile import mkdtemp
        >>> with Assistant(Settings(home=mkdtemp())) as assistant:
        ...     _ = assistant.ingest_text("# 快\\n\\n渡船要快。渡船每天开六班。渡船准点。", name="快")
        ...     _ = assistant.ingest_text("# 稳\\n\\n渡船停在渡口。渡船要稳。渡船不过夜。", name="稳")
        ...     summary = assistant.digest()
        >>> summary.parts[0].heading, len(summary.articles), summary.missing
        ('渡船', 2, ())
        """
        from qa.errors import FiltersTooNarrow
        from qa.indexing.reader import described, fits
        from qa.summarizing.article.source import Source
        from qa.summarizing.digests.digest import digest, within_bounds
        from qa.summarizing.form.brief import Brief

        def all_that_fit(library: Library) -> list[Article]:
            ids = library.matching(filters)
            wanted = within_bounds(list(library.records if ids is None else ids))
            return [article for _, article in library.articles_of(wanted)]

        given = list(references)
        if given:
            articles = [article for article in map(self._article, given) if fits(article, filters)]
        else:
            # At once, since nobody named one that somebody else may take out meanwhile.
            articles = self._library.steadily(all_that_fit)
        if not given and not articles:
            self.require_articles()
        if not articles:
            raise FiltersTooNarrow(filters=described(filters))
        writer = self._writer(on_progress) if self._mode(mode) == "generative" else None
        sources = [Source(article) for article in articles]
        brief = Brief("digest", style=style, banned=self.settings.banned)
        summary = digest(sources, writer, brief, may_fall_back=mode is None)
        tell(summary)
        return summary

    def _article(self, source: str | Path | Article) -> Article:
        """Return the article that is meant: one of the library, a file's, or the one that is given."""
        from qa.reading import read_file

        if isinstance(source, Path):
            return read_file(source).article
        return self.article(source) if isinstance(source, str) else source

    # --- texts of others -------------------------------------------------------------------------------

    def check(
        self, text: str, sources: Sources | None = None, *, on_sentence: OnSentence | None = None
    ) -> CheckReport:
        """Check a text sentence by sentence, without a model.

        ``sources`` is what it is held against: by default the whole library, of which each sentence gets the
        passages that fit it best; else one or several of these: a reference to an article (as for
        :meth:`resolve`), a ``Path`` of a file that is not in the library, an :class:`Article`, or a text. A ``str``
        that fits no article and has the end of a sentence in it is a text. ``on_sentence`` is called with each
        sentence as soon as it is checked.

        Raises :class:`CheckEmpty`, :class:`CheckTooLong`, :class:`ArticleUnknown`, :class:`LibraryEmpty` and, for a
        file, a :class:`qa.errors.ReadingError`.

        >>> from tempfile import mkdtemp
        >>> assistant = Assistant(Settings(home=Path(mkdtemp())))
        >>> report = assistant.check("手续费是3%。年费是五元。", ["商户的手续费为百分之三。"])
        >>> [(sentence.text, sentence.supported) for sentence in report.sentences]
        [('手续费是3%。', True), ('年费是五元。', False)]
        """
        from qa.answering.checking.texts import Shelf, check_text, passages_of

        if sources is None:
            return check_text(text, self._nearest_in_library(), on_sentence)
        given = [sources] if isinstance(sources, str | Path | Article) else sources
        articles = [self._source(source, number) for number, source in enumerate(given, 1)]
        if not articles:
            raise ArgumentInvalid(name="sources", value=sources, allowed=say("at least one", "至少一个"))
        shelf = Shelf(passage for article in articles for passage in passages_of(article))
        return check_text(text, shelf.nearest, on_sentence)

    def check_note(
        self,
        text: str,
        source: str | Path | Article,
        *,
        length: tuple[int, int] | None = None,
        audience: str | None = None,
        mode: Mode = "extractive",
    ) -> NoteCheck:
        """Check an editor's note that was written or edited by hand as :meth:`summarize` checks its own.

        ``source`` is the article that it is about, as for :meth:`summarize`; so are ``length`` and ``audience``.
        ``mode`` is what wrote it at first: what a model writes may not have long runs of the article's words.

        Raises :class:`ArgumentInvalid`, :class:`ArticleUnknown` and, for a file, a :class:`qa.errors.ReadingError`.

        >>> from qa.reading import read_text
        >>> article = read_text("渡船每天开六班。大桥明年通车。", name="渡口").article
        >>> checked = Assistant(Settings()).check_note("船票三元。", article)
        >>> checked.characters, checked.report.sentences[0].supported
        (5, False)
        """
        from qa.summarizing.article.source import Source
        from qa.summarizing.form.brief import Brief
        from qa.summarizing.judging.edited import check_note

        brief = Brief("note", length, audience=audience, banned=self.settings.banned)
        return check_note(text, Source(self._article(source)), brief, generative=mode == "generative")

    def _nearest_in_library(self) -> Callable[[str], list[Passage]]:
        from qa.answering.checking.texts import nearest_passages

        self.require_articles()

        def nearest(sentence: str) -> list[Passage]:
            with stage("retrieve") as facts:
                passages = self.steadily(lambda retriever: nearest_passages(retriever, sentence))
                facts["passages"] = len(passages)
            return passages

        return nearest

    def _source(self, source: str | Path | Article, number: int) -> Article:
        from qa.answering.checking.texts import as_article, require_no_folder

        if isinstance(source, Path):
            require_no_folder(source)
        try:
            return self._article(source)
        except ArticleUnknown:
            article = as_article(source, number) if isinstance(source, str) else None
            if article is None:
                raise
            return article


def _warn(problem: QaError) -> None:
    warnings.warn(str(problem), stacklevel=2)
