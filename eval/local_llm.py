"""What a weak local model is shown to say, with the check and without it, on questions of the RGB benchmark.

    python -m eval.local_llm collect ../shared/data/rgb_zh_dev.jsonl http://127.0.0.1:18080/v1
    python -m eval.local_llm label ../shared/data/rgb_zh_dev.jsonl
    python -m eval.local_llm report ../shared/data/rgb_zh_dev.jsonl

Each question is put twice to a library of five passages: two that hold the answer and three that do not, and five that
do not. ``collect`` asks the model with this project's own prompt and keeps what it writes (it can be stopped and started
again). ``report`` shows the same texts bare, and through the Assistant: its refusal before the model, and its check of
each sentence. Whether a sentence is supported is read from labels that a person gave (``label`` lists the sentences that
have none); they are kept by a hash of passages and sentence, since the texts are other people's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.retrieval import CACHE, open_library
from eval.recorded_chat import Replayed
from qa import text as zh
from qa.answering.checking.absence import split_absent
from qa.answering.checking.sentences import written_sentences
from qa.assistant import Assistant
from qa.embedding.base import Embedder
from qa.embedding.cache import CachedEmbedder
from qa.embedding.e5 import E5Embedder
from qa.evaluation.suites.formats import rgb
from qa.evaluation.suites.formats.documents import document
from qa.llm import Message, OpenAIChat, first_model
from qa.models import Answer, Filters
from qa.prompting import load_prompt
from qa.retrieval import Retriever
from qa.settings import Settings

Kind = Literal["answerable", "negative"]
KINDS: tuple[Kind, ...] = ("answerable", "negative")
QUESTIONS, PASSAGES, POSITIVE = 30, 5, 2
MAX_TOKENS = 200
WRITTEN = CACHE.parent / "local_llm.jsonl"
LABELS = Path(__file__).with_name("labels_local_llm.jsonl")


@dataclass(frozen=True)
class Item:
    """One question with its five passages."""

    id: int
    kind: Kind
    question: str
    passages: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]


def items(path: Path, *, seed: int = 0) -> list[Item]:
    """Return 30 questions twice each, the same ones and the same passages every time."""
    chance = random.Random(seed)
    rows = [
        row for row in rgb.rows(path) if len(row["negative"]) >= PASSAGES and len(row["positive"]) >= POSITIVE
    ]
    found = []
    for row in chance.sample(rows, QUESTIONS):
        negatives = chance.sample(row["negative"], PASSAGES)
        positives = chance.sample(row["positive"], POSITIVE)
        answers = tuple(tuple(one) if isinstance(one, list) else (one,) for one in row["answer"])
        for kind in KINDS:
            texts = positives + negatives[POSITIVE:] if kind == "answerable" else negatives
            found.append(Item(row["id"], kind, row["query"], tuple(texts), answers))
    return found


def settings(home: Path) -> Settings:
    """Return settings that give the model all five passages, whatever the environment says."""
    return Settings(home=home, passages=2 * PASSAGES, llm_base_url=None, llm_api_key=None)


def library(item: Item, embedder: Embedder, home: Path) -> None:
    """Put the item's passages into a library under ``home``."""
    articles = [document(f"{i}", text.strip() or "。") for i, text in enumerate(item.passages)]
    open_library(articles, embedder, home).close()


def messages(item: Item, embedder: Embedder) -> tuple[list[Message], str]:
    """Return what the model is asked, exactly as the Assistant asks, and the prompt's name and version."""
    prompt = load_prompt("answer")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        library(item, embedder, home)
        with Assistant(settings(home), embedder=embedder) as assistant:

            def gather(retriever: Retriever) -> list[Message]:
                found = retriever.find(item.question, assistant.settings.passages, Filters())
                passages = retriever.widen(found.passages, assistant.settings.context_tokens)
                return prompt.render(question=item.question, passages=passages)

            return assistant.steadily(gather), prompt.label


def collect(path: Path, base_url: str, embedder: Embedder) -> None:
    """Ask the model what was not asked yet."""
    model = first_model(base_url, None)
    chat = OpenAIChat(base_url, model, None, timeout_seconds=1200, temperature=0, max_tokens=MAX_TOKENS)
    done = {(row["id"], row["kind"]) for row in written()}
    WRITTEN.parent.mkdir(parents=True, exist_ok=True)
    for item in items(path):
        if (item.id, item.kind) in done:
            continue
        asked, label = messages(item, embedder)
        with chat.stream(asked) as stream:
            text = "".join(stream)
            row = {
                "id": item.id,
                "kind": item.kind,
                "model": model,
                "prompt": label,
                "text": text,
                "finish_reason": stream.finish_reason,
                "usage": [stream.usage.tokens_in, stream.usage.tokens_out],
            }
        with WRITTEN.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(item.id, item.kind, len(text), flush=True)


def written() -> list[dict[str, object]]:
    """Return what the model has written so far."""
    if not WRITTEN.exists():
        return []
    return [json.loads(line) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]


class _Replay:
    """A chat model that writes again what it wrote when it was asked."""

    def __init__(self, row: dict[str, object]) -> None:
        self.id, self._row = str(row["model"]), row

    def stream(self, messages: Sequence[Message]) -> Replayed:
        """Return what was kept, whatever is asked."""
        del messages
        return Replayed(self._row)


def ask(item: Item, row: dict[str, object], embedder: Embedder) -> Answer:
    """Return what the Assistant gives a reader of what the model wrote."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        library(item, embedder, home)
        with Assistant(settings(home), embedder=embedder, chat=_Replay(row)) as assistant:
            return assistant.ask(item.question)


@dataclass(frozen=True)
class Shown:
    """What a reader sees of one answer: the sentences that state something, and whether it is a refusal."""

    sentences: tuple[str, ...]
    refused: bool
    right: bool


def bare(item: Item, row: dict[str, object]) -> Shown:
    """Return what the model wrote, as it wrote it; markers of citations are not part of a sentence."""
    texts = [one.text for one in written_sentences([str(row["text"])])]
    stated = tuple(text for text in texts if split_absent(text)[0])
    return Shown(stated, not stated, has_answer(item, "".join(stated)))


def checked(item: Item, answer: Answer) -> Shown:
    """Return what passed the check."""
    texts = tuple(sentence.text for sentence in answer.sentences)
    return Shown(texts, not texts, has_answer(item, "".join(texts)))


def has_answer(item: Item, text: str) -> bool:
    """Whether each part of the answer stands in the text in one of its wordings, as RGB counts it."""
    folded = zh.fold(text)
    return all(any(zh.fold(wording) in folded for wording in part) for part in item.answers)


def key(item: Item, sentence: str) -> str:
    """Return what a label is kept under: a hash of the passages and the sentence."""
    return hashlib.sha256("\n".join([*sorted(item.passages), sentence]).encode()).hexdigest()[:20]


def labels() -> dict[str, bool]:
    """Return the labels: whether the passages support the sentence."""
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row["supported"] for row in rows}


def unlabelled(path: Path) -> None:
    """Print every stated sentence without a label, with its passages, to be read by a person."""
    known = labels() if LABELS.exists() else {}
    by_id = {(row["id"], row["kind"]): row for row in written()}
    for item in items(path):
        row = by_id.get((item.id, item.kind))
        left = [s for s in bare(item, row).sentences if key(item, s) not in known] if row else []
        if left:
            print(f"== {item.id} {item.kind}: {item.question}", *item.passages, sep="\n  ")
        for sentence in left:
            print(f"-> {key(item, sentence)} {sentence}")


def report(path: Path, embedder: Embedder) -> None:
    """Print the table: bare and checked side by side, over the same texts."""
    known = labels()
    by_id = {(row["id"], row["kind"]): row for row in written()}
    pairs = [(item, by_id[item.id, item.kind]) for item in items(path) if (item.id, item.kind) in by_id]
    ways = {
        "bare": [(item, bare(item, row)) for item, row in pairs],
        "checked": [(item, checked(item, ask(item, row, embedder))) for item, row in pairs],
    }
    models = sorted({f"{row['model']}, {row['prompt']}" for _, row in pairs})
    print(f"{'; '.join(models)}; {len(pairs)} answers\n")
    print("| | answerable: answered | with the answer | negatives only: refused | sentences | unsupported |")
    print("| --- | --- | --- | --- | --- | --- |")
    for way, shown in ways.items():
        good = [one for item, one in shown if item.kind == "answerable"]
        bad = [one for item, one in shown if item.kind == "negative"]
        stated = [(item, sentence) for item, one in shown for sentence in one.sentences]
        unsupported = [s for item, s in stated if not supported(item, s, known)]
        print(
            f"| {way} | {sum(not one.refused for one in good)}/{len(good)} "
            f"| {sum(one.right for one in good)}/{len(good)} "
            f"| {sum(one.refused for one in bad)}/{len(bad)} "
            f"| {len(stated)} | {len(unsupported)} ({len(unsupported) / max(1, len(stated)):.1%}) |"
        )


def supported(item: Item, sentence: str, known: dict[str, bool]) -> bool:
    """Whether the passages support a sentence: by its label, or because it is copied from them."""
    if any(sentence in passage for passage in item.passages):
        return True
    if key(item, sentence) not in known:
        raise SystemExit(f"no label for a sentence of question {item.id} ({item.kind}): run `label`")
    return known[key(item, sentence)]


def main() -> None:
    """Collect, label or report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("collect", "label", "report"))
    parser.add_argument("file", type=Path, help="RGB's questions, JSONL")
    parser.add_argument("base_url", nargs="?", help="for collect: an OpenAI-compatible server")
    args = parser.parse_args()
    if args.step == "label":
        return unlabelled(args.file)
    embedder = CachedEmbedder(E5Embedder(), CACHE)
    if args.step == "report":
        return report(args.file, embedder)
    if not args.base_url:
        parser.error("collect needs the address of a server, such as http://127.0.0.1:18080/v1")
    return collect(args.file, args.base_url, embedder)


if __name__ == "__main__":
    main()
