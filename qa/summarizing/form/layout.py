"""A summary's parts, set as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.without_model.extractive import texts
from qa.models import Form, Sentence, SummaryPart


def text_of(form: Form, parts: Sequence[SummaryPart]) -> str:
    """Return the parts as a reader gets them, without marks for citations.

    >>> text_of("takeaways", [SummaryPart(None, (Sentence(line, ()),)) for line in ("桥要先勘察。", "再打桩。")])
    '1. 桥要先勘察。\\n2. 再打桩。'
    """
    if form in ("note", "abstract", "one-line"):
        return "\n\n".join(joined(part.sentences) for part in parts)
    if form == "takeaways":
        return "\n".join(f"{number}. {joined(part.sentences)}" for number, part in enumerate(parts, 1))
    if form == "qa":
        return "\n\n".join(f"问：{part.heading}\n答：{joined(part.sentences)}" for part in parts)
    return "\n\n".join("\n".join(filter(None, (part.heading, joined(part.sentences)))) for part in parts)


def sentences_of(parts: Sequence[SummaryPart]) -> tuple[Sentence, ...]:
    """Return the sentences of all parts, in order."""
    return tuple(sentence for part in parts for sentence in part.sentences)


def joined(sentences: Sequence[Sentence]) -> str:
    """Return sentences as one text; in a digest, each article begins a line.

    >>> from qa.models import Citation
    >>> said = [Sentence(f"{title}要修。", (Citation(title, title, (), None, 0, 0, 0, ""),)) for title in ("桥", "桥", "路")]
    >>> joined(said)
    '桥要修。桥要修。\\n路要修。'

    What nothing is cited for begins none, wherever it stands:

    >>> joined([Sentence("船票三元。", ()), *said[:2]])
    '船票三元。桥要修。桥要修。'
    """
    lines: list[list[Sentence]] = []
    before: tuple[str, str] | None = None
    for sentence in sentences:
        first = sentence.citations[0] if sentence.citations else None
        article = (first.article, first.title) if first else before
        if not lines or (before is not None and article != before):
            lines.append([])
        lines[-1].append(sentence)
        before = article
    return "\n".join(texts(line) for line in lines)
