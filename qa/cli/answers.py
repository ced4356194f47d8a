"""An answer on a terminal: each sentence as it comes, then where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from qa.cli.tables import excerpt, place
from qa.cli.texts import text
from qa.models import Answer, Citation, Passage, Sentence, Understood
from qa.publishing.places import Numbers, one_line, path
from qa.text import clean

if TYPE_CHECKING:
    from rich.console import Console


def places(numbers: Mapping[Citation, int]) -> Iterator[Text]:
    """Yield the lines that say where the numbered citations stand."""
    for citation, number in numbers.items():
        line = Text(f"[{number}]", style="cyan")
        line.append(f" {path(citation.title, citation.path, citation.anchor)}", style="bold")
        yield line
        yield Text(f"    “{one_line(citation.quote)}”")


class Pages:
    """Prints what :meth:`qa.Assistant.stream` yields, and numbers the citations as they come."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._numbers = Numbers()

    def sentence(self, sentence: Sentence) -> None:
        """Print one sentence with the numbers of its citations."""
        words = clean(sentence.text)
        marks = self._numbers.of(sentence)
        if any(citation.quote == sentence.text for citation in sentence.citations):
            words = f"“{words}”"
        line = Text(words)
        line.append("".join(f"[{number}]" for number in marks), style="cyan")
        self._print(line)

    def ending(self, answer: Answer) -> None:
        """Print the places that were cited, or why there is no answer and what comes nearest."""
        if answer.fallback:
            self._print(Text(f"\n{text('ask.fallback', why=clean(answer.fallback))}", style="yellow"))
        if answer.status == "refused":
            self._print(
                Text(
                    text("ask.refused", reason=clean(answer.reason or text("ask.no_reason"))), style="yellow"
                )
            )
            if answer.looked_for:
                self._print(Text(text("ask.looked_for", what=clean(answer.looked_for))))
            if answer.nearest:
                self._print(Text(f"\n{text('ask.nearest')}"))
                self._passages(answer.nearest, scores=False)
            return
        if answer.status == "partial":
            reason = clean(answer.reason or text("ask.no_reason"))
            self._print(Text(f"\n{text('ask.partial', reason=reason)}", style="yellow"))
        for conflict in answer.conflicts:
            values = " / ".join(
                f"{clean(value)}{''.join(self._marks(sentence))}"
                for value, sentence in zip(conflict.values, conflict.sentences, strict=True)
            )
            self._print(Text(f"\n{text('ask.conflict', values=values)}", style="yellow"))
        self._print(Text())
        for line in places(self._numbers):
            self._print(line)

    def understood(self, understood: Understood) -> None:
        """Print the question that is answered in the place of one that follows up another."""
        self._print(Text(text("chat.understood", question=clean(understood.understood_as)), style="dim"))

    def sources(self, answer: Answer) -> None:
        """Print each place that an answer cites: its article, where it stands, and the quote."""
        cited = dict.fromkeys(citation for sentence in answer.sentences for citation in sentence.citations)
        if not cited:
            self._print(Text(text("chat.no_sources")))
        for number, citation in enumerate(cited, 1):
            line = Text(f"[{number}]", style="cyan")
            line.append(f" {path(citation.title, citation.path, citation.anchor)}", style="bold")
            self._print(line)
            self._print(
                Text(
                    f"    {citation.article} {citation.start}–{citation.end} {clean(citation.source or '')}".rstrip()
                )
            )
            self._print(Text(f"    “{one_line(citation.quote)}”"))

    def reasons(self, answer: Answer, understood: Understood | None) -> None:
        """Print how a question was understood, why it was answered as it was, and :meth:`explanation`."""
        if understood is not None:
            by = text(f"chat.by.{understood.by}")
            self._print(Text(f"{text('chat.understood', question=clean(understood.understood_as))} ({by})"))
            if understood.rejected:
                self._print(Text(text("chat.rejected", why=clean(understood.rejected))))
        if answer.reason:
            key = "ask.refused" if answer.status == "refused" else "ask.partial"
            self._print(Text(text(key, reason=clean(answer.reason))))
        self.explanation(answer)

    def _marks(self, sentence: Sentence) -> list[str]:
        return [f"[{self._numbers[each]}]" for each in sentence.citations if each in self._numbers]

    def explanation(self, answer: Answer) -> None:
        """Print how the answer came about."""
        self._print(Text(f"\n{text('ask.made', mode=answer.mode, seconds=answer.seconds)}"))
        if answer.model:
            usage = answer.usage
            self._print(
                Text(
                    text(
                        "ask.model_cached" if usage.cached else "ask.model",
                        model=clean(answer.model),
                        prompt=answer.prompt or "-",
                        tokens_in=usage.tokens_in,
                        tokens_out=usage.tokens_out,
                    )
                )
            )
        self._print(Text(text("ask.dropped" if answer.dropped else "ask.none_dropped")))
        for dropped in answer.dropped:
            self._print(Text(f"  {one_line(dropped.text)}\n    {one_line(dropped.why)}"))
        for repaired in answer.repaired:
            cited, instead = (
                "".join(f"[{number}]" for number in numbers) or "-"
                for numbers in (repaired.cited, repaired.instead)
            )
            line = text("ask.repaired", cited=cited, instead=instead, why=one_line(repaired.why))
            self._print(Text(f"{line}\n  {one_line(repaired.text)}"))
        if answer.id:
            self._print(Text(text("ask.logged", id=answer.id)))
        self._print(Text(text("ask.passages")))
        self._passages(answer.passages, scores=True)

    def _passages(self, passages: Iterable[Passage], *, scores: bool) -> None:
        for number, passage in enumerate(passages, 1):
            mark = f"[{number}] " if scores else ""
            line = f"  {mark}{place(passage)} ({passage.article})"
            if scores:
                parts = " · ".join(f"{name} {score:.3f}" for name, score in passage.scores.items())
                line += f"\n    {passage.score:.3f} = {parts}" if parts else f"\n    {passage.score:.3f}"
            self._print(Text(f"{line}\n    {excerpt(passage)}"))

    def _print(self, line: Text) -> None:
        # The terminal wraps by itself, and a pipe gets whole lines.
        self._console.print(line, soft_wrap=True)
