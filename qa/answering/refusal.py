"""When to refuse before anything is written: the evidence is too weak."""

from __future__ import annotations

from qa.fitted import refusal_rule
from qa.language import say
from qa.retrieval import Evidence, Found, is_about_article

# For embedders that nothing was fitted for: cosines mean something else with each, so only words are looked at.
_LEAST_COVERAGE = 0.2


def too_weak(question: str, found: Found, evidence: Evidence, embedder: str) -> str | None:
    """Return why the passages cannot answer the question, or None when they may. ``embedder`` is its id."""
    if not found.passages:
        return say("no article passes the filters", "没有符合筛选条件的文章")
    if is_about_article(question) and found.passages[0].section < 0:
        return None  # the metadata answers, whatever words it shares with the question
    rule = refusal_rule(embedder)
    if rule is None:
        weak = evidence.coverage < _LEAST_COVERAGE
    else:
        weak = rule.cosine * evidence.cosine + rule.coverage * evidence.coverage + rule.bias < rule.threshold
    if not weak:
        return None
    return say(
        f"no passage is close enough to the question (similarity {evidence.cosine:.2f}, "
        f"{evidence.coverage:.0%} of its words found)",
        f"没有与问题足够相近的段落（相似度 {evidence.cosine:.2f}，找到问题中 {evidence.coverage:.0%} 的词）",
    )
