"""What is in the library: articles as a whole, written so that no reader ever sees half of one."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from qa.embedding.base import Embedder
from qa.errors import LibraryDamaged, LibraryLocked, LibraryUnreachable, LibraryUnwritable, QaError
from qa.indexing import segments
from qa.indexing.connection import Replaced, is_server, is_there
from qa.indexing.reader import Reader, State
from qa.indexing.turns import Turns
from qa.indexing.vectors import Identity, VectorStore
from qa.indexing.words import WordIndex
from qa.indexing.writer import Writer
from qa.models import ArticleRecord

T = TypeVar("T")

# How long a reader goes on without looking whether another process has written.
_LOOK_SECONDS = 0.02
_WORDS_SECONDS = 1.0
_TRIES = 4
_STEADY_SECONDS = 10.0


class Library(Reader):
    """The articles of one store, for reading, and for writing through :meth:`write`.

    ``home`` is the folder of what is derived (word index, caches); ``store`` a folder or the URL of a Chroma server.
    It can be used by several threads at once. Each call reads what is in at that moment; what several calls read
    belongs together only inside :meth:`steadily`.
    """

    def __init__(self, home: Path, store: str, identity: Identity) -> None:
        self.home, self.store, self.identity = home, store, identity
        self._turns = Turns(home, store)
        self._guard = threading.RLock()
        # Held while what readers see is changed; taken before the guard, where both are.
        self._changing = threading.RLock()
        self._latest: State | None = None
        self._looked = 0.0
        self._failed: tuple[float, LibraryUnreachable] | None = None
        self._words: WordIndex | None = None
        self._words_retry = 0.0
        # Set in a snapshot only: what it reads, and whose it is.
        self._fixed: State | None = None
        self._live = self

    # --- opening ---------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        with self._guard:
            self._latest = self._words = None

    def _state(self, *, look: bool = False) -> State:
        """Return what is in, read anew if another process has written; ``look`` makes sure of it."""
        if self._fixed is not None:
            return self._fixed
        asked = time.monotonic()
        with self._guard:
            if self._failed is not None and self._failed[0] >= asked:
                # One has waited for the server in vain. Those who waited for that one need not do so in turn.
                raise LibraryUnreachable(**self._failed[1].details)
            try:
                return self._looked_up(look=look)
            except LibraryUnreachable as problem:
                self._failed = time.monotonic(), problem
                raise

    def _looked_up(self, *, look: bool) -> State:
        now = time.monotonic()
        if self._latest is None or look or now - self._looked >= _LOOK_SECONDS:
            if not is_there(self.store):
                if self._latest is None or self._latest.vectors is not None:
                    self._latest, self._words = State(None, {}, ""), None
            elif not self._is_current(self._latest):
                self.close()
                self._latest = self._opened()
            self._looked = now
        assert self._latest is not None
        return self._latest

    def _opened(self) -> State:
        for tries_left in reversed(range(_TRIES)):
            vectors = self._open_vectors()
            vectors.require_identity()
            generation = vectors.generation()
            try:
                return State(vectors, vectors.records(), generation)
            except Replaced:
                if not tries_left:
                    raise
        raise AssertionError

    @staticmethod
    def _is_current(state: State | None) -> bool:
        # Chroma does not see what another process wrote until it is opened again.
        return (
            state is not None and state.vectors is not None and state.vectors.generation() == state.generation
        )

    def _open_vectors(self, *, rescue: bool = False) -> VectorStore:
        with self._turns.opening():
            return VectorStore(self.store, self.identity, rescue=rescue)

    def snapshot(self) -> Library:
        """Return the library as it is now: for reading only, and the same however much is written meanwhile."""
        return self._at(self._state())

    def _at(self, state: State) -> Library:
        still = Library(self.home, self.store, self.identity)
        still._fixed, still._live = state, self
        return still

    def steadily(self, read: Callable[[Library], T]) -> T:
        """Return what ``read`` makes of a snapshot, if need be again, so that no write came in between.

        Chroma keeps one revision only: a snapshot that is overtaken by a write finds less, or finds a gap. Raises
        :class:`LibraryLocked` where it was overtaken again and again, for seconds.
        """
        until, failures = time.monotonic() + _STEADY_SECONDS, 0
        for attempt in itertools.count():
            # One that is overtaken again and again holds up this process's own writer for once.
            with self._changing if attempt > 1 else contextlib.nullcontext():
                still = self.snapshot()
                try:
                    result = read(still)
                except LibraryDamaged as problem:
                    is_overtaken = self._state(look=True) is not still._fixed
                    failures += not is_overtaken
                    # Vectors that cannot be read are hardly ever a matter of the moment.
                    most = 2 if problem.details.get("repairable") else _TRIES
                    if failures == most:
                        raise
                    if time.monotonic() > until:
                        if is_overtaken:  # by one write after the other; nothing is damaged
                            raise self._turns.locked() from problem
                        raise
                    if not is_overtaken:
                        self.close()
                else:
                    if self._state(look=True) is still._fixed or time.monotonic() > until:
                        return result
            time.sleep(0.02 * failures)
        raise AssertionError

    # --- words -----------------------------------------------------------------------------------------

    def words(self) -> WordIndex:
        """Return the word index, brought up to date with the store if nobody else is at it."""
        if self._live is not self:
            return self._live.words()
        with self._guard:
            state = self._state()
            if self._words is None:
                self._words = WordIndex(self._words_folder)
                self._words_retry = 0.0
            if time.monotonic() >= self._words_retry:
                if any(self._words.missing(_revisions(state))):
                    self._words = self._repaired_words(state) or self._words
                    self._words_retry = time.monotonic() + _WORDS_SECONDS
                else:
                    self._words_retry = float("inf")
            return self._words

    @property
    def _words_folder(self) -> Path:
        # One word index per store: a home can be used with several, and be moved with those inside it.
        inside = not is_server(self.store) and Path(self.store).is_relative_to(self.home)
        place = Path(self.store).relative_to(self.home).as_posix() if inside else self.store
        return self.home / f"words-{hashlib.blake2b(place.encode(), digest_size=4).hexdigest()}"

    def _repaired_words(self, state: State) -> WordIndex | None:
        try:
            with self._turns.of_home():
                return self._synced(WordIndex(self._words_folder), state)
        except LibraryLocked:
            return None  # a writer will bring it up to date; until then what is missing is found by vector
        except LibraryUnwritable:
            return self._synced(WordIndex(None), state)

    def _synced(self, words: WordIndex, state: State) -> WordIndex:
        """Bring a word index up to date with the store, or make it anew where it is worn."""
        put, gone = words.missing(_revisions(state))
        if words.is_worn:
            words, put, gone = WordIndex(self._words_folder, afresh=True), list(state.records), []
        if put or gone:
            words.update(self._at(state).chunks_of(put, whole_only=True), gone)
            words.commit()
        return words

    # --- writing ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(self, embedder: Embedder) -> Iterator[Writer]:
        """Take the writer's lock and give a writer; what it has put in is complete when it is left.

        Raises :class:`LibraryLocked` when another process has the lock. When the block raises, what was put in
        before stays. Readers see each article as soon as it is stored, and its words when the writer is left.
        """
        with self._turns.writing() as require:
            try:
                vectors, state, damaged = self._prepared()
            except LibraryDamaged as problem:
                if not problem.details.get("repairable"):
                    raise
                # What a writer can do that was killed while Chroma wrote its vectors; the cache still has them.
                self._rescued()[0].require_identity()
                self._rebuild(embedder, lambda done, total, title: None, require)
                vectors, state, damaged = self._prepared()
            words = self._synced(WordIndex(self._words_folder), state)
            self._publish(state, words)

            def announce(written: Mapping[str, ArticleRecord]) -> None:
                records = {article: written[article] for article in sorted(written)}
                self._publish(State(vectors, records, vectors.announce()))

            writer = Writer(
                vectors,
                words,
                state.records,
                embedder,
                self.identity,
                announce=announce,
                require=require,
                changing=self._changing,
                damaged=damaged,
            )
            with self._settled(vectors, words):
                try:
                    yield writer
                finally:
                    writer.finish()
                if writer.has_written:
                    self._settle(vectors, words)

    def _prepared(self) -> tuple[VectorStore, State, list[str]]:
        """Open the store for writing and clear up; return what is in, and what of it is damaged."""
        vectors = self._vectors_for_writing()
        vectors.require_identity()
        vectors.take_over_rebuild()
        vectors.create()
        state = State(vectors, vectors.records(), vectors.generation())
        if vectors.count() == sum(record.spans for record in state.records.values()):
            return vectors, state, []
        # Left behind by a writer that was killed; or lost, and can be put in again.
        if vectors.sweep(state.records.values()):
            state = replace(state, generation=vectors.announce())
        return vectors, state, [record.id for record in self._at(state).damaged()]

    def rebuild(self, embedder: Embedder, on_progress: Callable[[int, int, str], None]) -> int:
        """Make vectors and words anew with the configured identity; return the number of articles.

        The old store is read until the new one is whole. ``on_progress`` gets (spans done, spans in all, title).
        """
        with self._turns.writing() as require:
            return self._rebuild(embedder, on_progress, require) if is_there(self.store) else 0

    def _rebuild(
        self,
        embedder: Embedder,
        on_progress: Callable[[int, int, str], None],
        require: Callable[[], None],
    ) -> int:
        vectors, records = self._rescued()
        vectors.take_over_rebuild()
        old = self._at(State(vectors, records, ""))
        words = WordIndex(self._words_folder, afresh=True)
        try:
            writer = Writer(vectors.start_rebuild(), words, {}, embedder, self.identity, require=require)
            total, done = sum(record.spans for record in records.values()), 0
            for record, article in old.articles_of(records):
                on_embedded = functools.partial(_count_from, on_progress, done, total, record.title)
                writer.put(article, on_embedded=on_embedded)
                done += record.spans
            writer.flush()
            require()
        except BaseException:
            words.abandon()
            with contextlib.suppress(QaError):
                require()
                vectors.take_over_rebuild()  # clears it away
            raise
        with self._settled(vectors, words), self._changing:
            vectors.finish_rebuild()
            writer.finish()
            self._settle(vectors, words)
        return len(writer.records)

    def _rescued(self) -> tuple[VectorStore, dict[str, ArticleRecord]]:
        """Open the store for its texts: the vectors will be made anew, and must not be in the way."""
        self.close()
        vectors = self._open_vectors(rescue=True)
        try:
            vectors.count()
            return vectors, vectors.records()
        except LibraryDamaged:
            if is_server(self.store):
                raise
            vectors.announce()  # from here on, what is missing is known to be missing
            segments.clear(Path(self.store))
            vectors = self._open_vectors(rescue=True)
            return vectors, vectors.records()

    def _vectors_for_writing(self) -> VectorStore:
        with self._guard:
            state = self._latest
            if state is None or state.vectors is None or not self._is_current(state):
                self.close()
                return self._open_vectors()
            return state.vectors

    def _settle(self, vectors: VectorStore, words: WordIndex) -> None:
        """Let all readers see what was written, with its words."""
        records = vectors.records()
        words = self._synced(words, State(vectors, records, ""))
        self._publish(State(vectors, records, vectors.announce()), words)

    @contextlib.contextmanager
    def _settled(self, vectors: VectorStore, words: WordIndex) -> Iterator[None]:
        """When the block fails, let all readers look again: what is in, only the store knows."""
        try:
            yield
        except BaseException:
            words.abandon()
            self.close()
            with contextlib.suppress(QaError):
                vectors.announce()
            raise

    def _publish(self, state: State, words: WordIndex | None = None) -> None:
        with self._guard:
            self._latest = state
            if words is not None:
                self._words, self._words_retry = words, 0.0


def _revisions(state: State) -> dict[str, str]:
    return {record.id: record.revision for record in state.records.values()}


def _count_from(
    on_progress: Callable[[int, int, str], None], before: int, total: int, title: str, done: int, _: int
) -> None:
    on_progress(min(before + done, total), total, title)
