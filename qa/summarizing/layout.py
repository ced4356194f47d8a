"""A summary's parts, set as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.extractive import texts
from qa.models import Form, Sentence, SummaryPart


def text_of(form: Form, parts: Sequence[SummaryPart]) -> str:
    """Return the parts as a reader gets them, without marks for citations.

    >>> text_of("takeaways", [SummaryPart(None, (Sentence(line, ()),)) for line in ("桥要先勘察。", "再打桩。")])
    '1. 桥要先勘察。\\n2. 再打桩。'
    """
    if form in ("note", "abstract", "one-line"):
        return "\n\n".join(_joined(part) for part in parts)
    if form == "takeaways":
        return "\n".join(f"{number}. {_joined(part)}" for number, part in enumerate(parts, 1))
    if form == "qa":
        return "\n\n".join(f"问：{part.heading}\n答：{_joined(part)}" for part in parts)
    return "\n\n".join("\n".join(filter(None, (part.heading, _joined(part)))) for part in parts)


def sentences_of(parts: Sequence[SummaryPart]) -> tuple[Sentence, ...]:
    """Return the sentences of all parts, in order."""
    return tuple(sentence for part in parts for sentence in part.sentences)


def _joined(part: SummaryPart) -> str:
    return texts(part.sentences)
