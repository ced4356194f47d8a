"""tantivy: the word index over chunks. It is derived, and can be deleted at any time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from qa import text as zh
from qa.models import ArticleRecord, Chunk

# A title's or heading's word counts less than the same word in the text: measured in bench/context.py.
HEADING_WEIGHT = 0.6
_STATE = "state.json"
_FORMAT = 1
_HEAP = 64_000_000


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


class StoredChunk(NamedTuple):
    """A chunk as the word index keeps it, so that search needs no second look at Chroma for texts."""

    id: str
    start: int
    end: int
    text: str


class WordIndex:
    """BM25 over the words of each chunk, and with less weight over its title and headings.

    ``folder`` None keeps it in memory. ``contents`` tells which revision of which article is in it.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._index, self.contents = _open(folder)
        # By itself it would follow other processes' commits, in the middle of whatever is going on here.
        self._index.config_reader(reload_policy="manual")
        self._writer: Any = None
        # Reading a document's key takes longer than finding it; addresses hold until the next commit.
        self._keys: dict[tuple[int, int], ChunkKey] = {}
        self._addresses: dict[ChunkKey, Any] = {}

    def update(self, records: Iterable[tuple[ArticleRecord, Sequence[Chunk]]], gone: Iterable[str]) -> None:
        """Put these articles in, in place of older revisions, and take ``gone`` out. Seen after `commit`."""
        if self._writer is None:
            self._writer = self._index.writer(_HEAP, 1)
        for article in gone:
            self._writer.delete_documents_by_term("article", article)
            self.contents.pop(article, None)
        for record, chunks in records:
            if record.id in self.contents:
                self._writer.delete_documents_by_term("article", record.id)
            paths = {section.index: section.path for section in record.headings}
            for chunk in chunks:
                self._writer.add_document(_document(record, paths.get(chunk.section, ()), chunk))
            self.contents[record.id] = record.revision

    def commit(self) -> None:
        """Write what was updated. The state is written last: what is cut short before is done again."""
        if self._writer is None:
            return
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._index.reload()
        self._keys.clear()
        self._addresses.clear()
        if self._folder is not None:
            part = self._folder / (_STATE + ".part")
            part.write_text(json.dumps({"format": _FORMAT, "contents": self.contents}))
            part.replace(self._folder / _STATE)

    def search(
        self,
        words: Sequence[str],
        limit: int,
        *,
        articles: Sequence[str] | None = None,
        kind: str | None = None,
    ) -> list[tuple[ChunkKey, float]]:
        """Return up to ``limit`` (chunk, BM25 score), best first, of chunks with at least one of the words."""
        if not words or (articles is not None and not articles):
            return []
        schema, should = self._index.schema, tantivy.Occur.Should
        clauses = []
        for word in dict.fromkeys(words):
            clauses.append((should, tantivy.Query.term_query(schema, "words", word, "freq")))
            in_heading = tantivy.Query.term_query(schema, "heading", word, "freq")
            clauses.append((should, tantivy.Query.boost_query(in_heading, HEADING_WEIGHT)))
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
        searcher = self._index.searcher()
        found = []
        for score, address in searcher.search(query, limit, count=False).hits:
            at = (address.segment_ord, address.doc)
            key = self._keys.get(at)
            if key is None:
                key = self._keys[at] = ChunkKey.parse(searcher.doc(address)["key"][0])
                self._addresses[key] = address
            found.append((key, score))
        return found

    def chunks(self, keys: Iterable[ChunkKey]) -> dict[ChunkKey, StoredChunk]:
        """Return those of the chunks that are in the index."""
        searcher = self._index.searcher()
        found = {}
        for key in keys:
            address = self._addresses.get(key)
            if address is None:
                query = tantivy.Query.term_query(self._index.schema, "key", str(key), "basic")
                hits = searcher.search(query, 1, count=False).hits
                if not hits:
                    continue
                address = self._addresses[key] = hits[0][1]
            document = searcher.doc(address)
            identity, start, end = bytes(document["chunk"][0]).decode().split("/")
            found[key] = StoredChunk(identity, int(start), int(end), bytes(document["text"][0]).decode())
        return found

    def rarity(self, word: str) -> tuple[int, int]:
        """Return (chunks that hold the word, all chunks), from which a word's weight is made."""
        searcher = self._index.searcher()
        return int(searcher.doc_freq("words", word)), int(searcher.num_docs)

    def missing(self, live: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Return (articles to put in, articles to take out) to agree with ``live``, id to revision."""
        put = [article for article, revision in live.items() if self.contents.get(article) != revision]
        return put, [article for article in self.contents if article not in live]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("words", "heading"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("article", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("chunk", "text"):
        builder.add_bytes_field(name, stored=True, indexed=False)
    return builder.build()


def _document(record: ArticleRecord, path: Sequence[str], chunk: Chunk) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("words", " ".join(zh.words(chunk.text)))
    document.add_text("heading", " ".join(zh.words("\n".join((record.title, *path)))))
    document.add_text("article", record.id)
    document.add_text("kind", "text" if chunk.section >= 0 else "card")
    document.add_text("key", str(ChunkKey(record.id, record.revision, chunk.section, chunk.order)))
    document.add_bytes("chunk", f"{chunk.id}/{chunk.start}/{chunk.end}".encode())
    document.add_bytes("text", chunk.text.encode())
    return document


def _open(folder: Path | None) -> tuple[tantivy.Index, dict[str, str]]:
    if folder is None:
        return tantivy.Index(_schema()), {}
    try:
        state = json.loads((folder / _STATE).read_text())
        if state["format"] == _FORMAT:
            return tantivy.Index.open(str(folder)), dict(state["contents"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # never made, cut short, damaged, or of another version: it is made again
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(_schema(), path=str(folder)), {}
    except (OSError, ValueError):
        return tantivy.Index(_schema()), {}
