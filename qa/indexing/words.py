"""tantivy: the word index over chunks. It is derived, and can be deleted at any time.

In its folder, ``state.json`` names the folder of the index that counts, what is in it, and a checksum of each of its
files. It is written last: what was cut short or damaged before does not agree with it, and is made again.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from qa import text as zh
from qa.errors import LibraryUnwritable
from qa.models import ArticleRecord, Chunk
from qa.pinyin import sounds

# A title's or heading's word counts less than the same word in the text: measured in bench/context.py.
HEADING_WEIGHT = 0.6
_STATE = "state.json"
_FORMAT = 3
_HEAP = 64_000_000
# tantivy counts a document that was taken out in a word's frequency until it merges the segment. Below this many
# chunks, and above this share of them, the index is made anew instead, so that scores do not depend on history.
_FEW_CHUNKS = 500
_MOST_DEAD = 0.1
_DIGITS = 4
_TRIES = 3
# A word that more than this share of the chunks have is found as it is.
_COMMON = 0.1


class ChunkKey(NamedTuple):
    """Which chunk: its article, the article's revision, the section's and the chunk's number."""

    article: str
    revision: str
    section: int
    order: int

    def __str__(self) -> str:
        return f"{self.article}/{self.revision}/{self.section}/{self.order}"

    @classmethod
    def parse(cls, text: str) -> ChunkKey:
        """Return the key that ``str()`` wrote."""
        article, revision, section, order = text.split("/")
        return cls(article, revision, int(section), int(order))


class Way(NamedTuple):
    """One way of saying what is looked for: words that together are it, and what each of them counts.

    With ``by_sound``, the words are pinyin without tones, and Chinese words that are read like that are meant.
    """

    tokens: tuple[str, ...]
    weight: float = 1.0
    by_sound: bool = False


class Wanted(NamedTuple):
    """One thing that is looked for: of the ways to say it, the one that fits a chunk best counts there.

    The first way is how it was asked for; ``is_translated`` is whether the others are its Chinese.
    """

    ways: tuple[Way, ...]
    is_translated: bool = False


class StoredChunk(NamedTuple):
    """A chunk as the word index keeps it, so that search needs no second look at Chroma for texts."""

    id: str
    start: int
    end: int
    text: str


@dataclass
class _State:
    """What ``state.json`` holds. ``dead`` counts the chunks taken out and still there; ``files`` has (size, CRC-32)."""

    folder: str = ""
    contents: dict[str, str] = field(default_factory=dict)
    dead: int = 0
    files: dict[str, list[int]] = field(default_factory=dict)
    format: int = _FORMAT


class _View:
    """An index as it was at one commit, with what was read of it: a document's address means nothing after the next."""

    def __init__(self, index: tantivy.Index) -> None:
        self.searcher: Any = index.searcher()
        self._schema = index.schema
        # Reading a document's key takes longer than finding it.
        self._keys: dict[tuple[int, int], ChunkKey] = {}
        self._addresses: dict[ChunkKey, Any] = {}

    def key(self, address: Any) -> ChunkKey:
        """Return which chunk a document is."""
        at = (address.segment_ord, address.doc)
        key = self._keys.get(at)
        if key is None:
            key = self._keys[at] = ChunkKey.parse(self.searcher.doc(address)["key"][0])
            self._addresses[key] = address
        return key

    def document(self, key: ChunkKey) -> Any:
        """Return a chunk's document, or None."""
        address = self._addresses.get(key)
        if address is None:
            query = tantivy.Query.term_query(self._schema, "key", str(key), "basic")
            hits = self.searcher.search(query, 1, count=False).hits
            if not hits:
                return None
            address = self._addresses[key] = hits[0][1]
        return self.searcher.doc(address)


class WordIndex:
    """BM25 over the words of each chunk, and with less weight over its title and headings.

    What is in ``folder`` is opened if it is whole, and nothing is written before :meth:`update`; with ``afresh`` a
    new index takes its place at the next :meth:`commit`. ``folder`` None keeps it in memory.
    """

    def __init__(self, folder: Path | None, *, afresh: bool = False) -> None:
        self._folder = folder
        self._state = _State()
        self._index = tantivy.Index(_schema())
        if folder is not None and not afresh:
            self._open(folder)
        self._writer: Any = None
        # Threads that search go on with the one that they began with.
        self._view = _View(self._index)

    @property
    def contents(self) -> dict[str, str]:
        """Which revision of which article is in it."""
        return self._state.contents

    @property
    def is_worn(self) -> bool:
        """Whether so much was taken out that it should be made anew."""
        chunks = int(self._view.searcher.num_docs)
        return self._state.dead > (0 if chunks <= _FEW_CHUNKS else chunks * _MOST_DEAD)

    def _open(self, folder: Path) -> None:
        for _ in range(_TRIES):
            try:
                state = _State(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
                index = folder / state.folder
                if state.format == _FORMAT and state.files == _files(index):
                    opened = tantivy.Index.open(str(index))
                    # By itself it would follow other processes' commits, in the middle of whatever is going on here.
                    opened.config_reader(reload_policy="manual")
                    # A file that was taken away before it was opened is taken for an empty one.
                    if all((index / name).exists() for name in state.files):
                        self._index, self._state = opened, state
                        return
            except FileNotFoundError:
                pass  # never made, or another process made it anew meanwhile
            except (OSError, ValueError, TypeError, KeyError):
                return  # cut short, damaged, or of another version

    def _begin(self) -> None:
        if self._writer is None:
            if self._folder is not None and not self._state.folder:
                name = uuid.uuid4().hex[:8]
                try:
                    (self._folder / name).mkdir(parents=True)
                    self._index = tantivy.Index(_schema(), path=str(self._folder / name))
                    self._index.config_reader(reload_policy="manual")
                    self._state.folder = name
                except (OSError, ValueError):
                    self._folder = None  # a folder that cannot be written is done without
            with self._translated():
                self._writer = self._index.writer(_HEAP, 1)

    def abandon(self) -> None:
        """Let go of what is not committed, and of tantivy's lock on the folder."""
        self._writer = None

    def update(self, records: Iterable[tuple[ArticleRecord, Sequence[Chunk]]], gone: Iterable[str]) -> None:
        """Put these articles in, in place of older revisions, and take ``gone`` out. Seen after `commit`.

        Raises :class:`LibraryUnwritable`, as `commit` does.
        """
        self._begin()
        for article in gone:
            self._writer.delete_documents_by_term("article", article)
            self.contents.pop(article, None)
        for record, chunks in records:
            self._writer.delete_documents_by_term("article", record.id)
            paths = {section.index: section.path for section in record.headings}
            documents = [_document(record, paths.get(chunk.section, ()), chunk) for chunk in chunks]
            with self._translated():
                for document in documents:
                    self._writer.add_document(document)
            self.contents[record.id] = record.revision

    def commit(self) -> None:
        """Write what was updated. The state is written last: what is cut short before is done again."""
        if self._writer is None:
            return
        with self._translated():
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
            self._index.reload()
            self._view = _View(self._index)
            if self._folder is not None:
                self._write_state(self._folder, self._folder / self._state.folder)

    def _write_state(self, folder: Path, index: Path) -> None:
        self._state.files = _files(index)
        deletes = [segment["deletes"] for segment in _segments(index) if segment["deletes"]]
        self._state.dead = sum(each["num_deleted_docs"] for each in deletes)
        part = folder / (_STATE + ".part")
        part.write_text(json.dumps(asdict(self._state)), encoding="utf-8")
        part.replace(folder / _STATE)
        for other in folder.iterdir():
            if other.is_dir() and other != index:
                shutil.rmtree(other, ignore_errors=True)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as problem:  # tantivy's errors are ValueErrors
            self.abandon()
            raise LibraryUnwritable(store=self._folder, problem=str(problem)[:300]) from problem

    def search(
        self,
        words: Sequence[str | Wanted],
        limit: int,
        *,
        articles: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> list[tuple[ChunkKey, float]]:
        """Return up to ``limit`` (chunk, BM25 score), best first, of chunks with at least one of the words."""
        if not words or (articles is not None and not articles):
            return []
        schema = self._index.schema
        clauses = []
        for word in dict.fromkeys(words):
            ways = [Way((word,))] if isinstance(word, str) else self._held(word)
            clauses += _clauses(schema, ways)
        query = tantivy.Query.boolean_query(clauses)
        limits = []
        if articles is not None:
            limits.append(tantivy.Query.term_set_query(schema, "article", list(articles)))
        if kind is not None:
            limits.append(tantivy.Query.term_query(schema, "kind", kind, "basic"))
        if limits:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query)]
                + [(tantivy.Occur.Must, tantivy.Query.const_score_query(limit, 0.0)) for limit in limits]
            )
        view, asked = self._view, limit
        while True:
            hits = view.searcher.search(query, asked + 1, count=False).hits
            # Which of several that score alike come first is a matter of how the index was built.
            if len(hits) <= asked or round(hits[-1][0], _DIGITS) < round(hits[limit - 1][0], _DIGITS):
                break
            asked *= 4
        found = [(view.key(address), round(score, _DIGITS)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def _held(self, wanted: Wanted) -> list[Way]:
        """Return those of the ways that any chunk has a word of; only the first where it is common itself."""
        first = wanted.ways[0]
        if all(holding > chunks * _COMMON for holding, chunks in map(self.rarity, first.tokens)):
            return [first]
        return [
            way
            for way in wanted.ways
            if any(self.holds(token, by_sound=way.by_sound) for token in way.tokens)
        ]

    def holds(self, word: str, *, by_sound: bool = False) -> bool:
        """Whether any chunk has a word in it or over it, or a word that is read like that."""
        searcher = self._view.searcher
        fields = ("sound",) if by_sound else ("words", "heading")
        return any(searcher.doc_freq(field, word) for field in fields)

    def chunks(self, keys: Iterable[ChunkKey]) -> dict[ChunkKey, StoredChunk]:
        """Return those of the chunks that are in the index."""
        view = self._view
        found = {}
        for key in keys:
            document = view.document(key)
            if document is None:
                continue
            identity, start, end = bytes(document["chunk"][0]).decode().split("/")
            found[key] = StoredChunk(identity, int(start), int(end), bytes(document["text"][0]).decode())
        return found

    def rarity(self, word: str) -> tuple[int, int]:
        """Return (chunks that hold the word, all chunks), from which a word's weight is made."""
        searcher = self._view.searcher
        chunks = int(searcher.num_docs)
        return min(int(searcher.doc_freq("words", word)), chunks), chunks

    def missing(self, live: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Return (articles to put in, articles to take out) to agree with ``live``, id to revision."""
        contents = dict(self.contents)  # a writer may be at it, in another thread
        put = [article for article, revision in live.items() if contents.get(article) != revision]
        return put, [article for article in contents if article not in live]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("words", "heading"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("sound", tokenizer_name="whitespace", index_option="basic")
    for name in ("article", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("chunk", "text"):
        builder.add_bytes_field(name, stored=True, indexed=False)
    return builder.build()


def _clauses(schema: tantivy.Schema, ways: Sequence[Way]) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """Return what a chunk gains by any of the ways: of several, by the best."""
    said = [[clause for token in way.tokens for clause in _terms(schema, token, way)] for way in ways]
    if len(said) < 2:
        return [clause for clauses in said for clause in clauses]
    best = tantivy.Query.disjunction_max_query([tantivy.Query.boolean_query(clauses) for clauses in said])
    return [(tantivy.Occur.Should, best)]


def _terms(schema: tantivy.Schema, token: str, way: Way) -> Iterator[tuple[tantivy.Occur, tantivy.Query]]:
    fields = (("sound", 1.0),) if way.by_sound else (("words", 1.0), ("heading", HEADING_WEIGHT))
    for field_name, weight in fields:
        query = tantivy.Query.term_query(schema, field_name, token, "basic" if way.by_sound else "freq")
        weight *= way.weight
        yield tantivy.Occur.Should, query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


@lru_cache(maxsize=256)
def _heading_words(headings: str) -> str:
    return " ".join(zh.words(headings))  # the same for all chunks of a section


def _sounds(words: str) -> set[str]:
    return {sound for word in set(words.split()) for sound in sounds(word)}


def _document(record: ArticleRecord, path: Sequence[str], chunk: Chunk) -> tantivy.Document:
    document = tantivy.Document()
    words, heading = " ".join(zh.words(chunk.text)), _heading_words("\n".join((record.title, *path)))
    document.add_text("words", words)
    document.add_text("heading", heading)
    document.add_text("sound", " ".join(sorted(_sounds(words) | _sounds(heading))))
    document.add_text("article", record.id)
    document.add_text("kind", "text" if chunk.section >= 0 else "card")
    document.add_text("key", str(ChunkKey(record.id, record.revision, chunk.section, chunk.order)))
    document.add_bytes("chunk", f"{chunk.id}/{chunk.start}/{chunk.end}".encode())
    document.add_bytes("text", chunk.text.encode())
    return document


def _files(folder: Path) -> dict[str, list[int]]:
    """Return size and checksum of each file that an index is read from."""
    names = ["meta.json"]
    for segment in _segments(folder):
        name, deletes = segment["segment_id"].replace("-", ""), segment["deletes"]
        # What a writer that was killed or is at work has put beside them does not belong to it.
        dead = f"{name}.{deletes['opstamp']}.del" if deletes else ""
        names += [p.name for p in folder.glob(f"{name}.*") if p.suffix != ".del" or p.name == dead]
    found = {}
    for name in sorted(names):
        data = (folder / name).read_bytes()
        found[name] = [len(data), zlib.crc32(data)]
    return found


def _segments(folder: Path) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))[
        "segments"
    ]
    return segments
