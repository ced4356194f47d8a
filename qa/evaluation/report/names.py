"""What figures, kinds and the like are called, and how their values are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa.evaluation.metrics.ranking import NOT_RERANKED
from qa.evaluation.scores import Figure
from qa.language import say

_OF_KIND = "refused: "

_NO_SHARES = ("mrr", "ndcg", "ROUGE", "brier")

# The names that the field has for itself are the same in both languages.
_FIGURES: Mapping[str, tuple[str, str]] = {
    "mrr@10": ("MRR@10", "MRR@10"),
    "ndcg@10": ("nDCG@10", "nDCG@10"),
    "answer hit": ("Answer hit", "答案命中"),
    "forbidden phrases": ("Forbidden phrases", "出现禁用语"),
    "exact match": ("Exact match", "完全匹配"),
    "f1": ("F1 (characters)", "F1（字）"),
    "reference recall": ("Recall of the reference", "参考答案召回"),
    "string match": ("String match (RGB)", "字符串匹配（RGB）"),
    "refusal precision": ("Refusal precision", "拒答精确率"),
    "refusal recall": ("Refusal recall", "拒答召回率"),
    "wrong refusals": ("Wrong refusals", "误拒率"),
    "auroc of confidence": ("AUROC of confidence", "置信度 AUROC"),
    "aurc": ("AURC", "AURC"),
    "citation precision": ("Citation precision", "引用精确率"),
    "citation recall": ("Citation recall", "引用召回率"),
    "groundedness": ("Groundedness", "有据率"),
    "quotes exact": ("Quotes exact", "引文逐字一致"),
    "gold cited": ("Gold section cited", "引用标准章节"),
    "form": ("Notes in form", "导语合格式"),
    "coverage": ("Sections covered", "小节覆盖率"),
    "compression": ("Length against the article", "压缩比"),
    "copied share": ("Longest copied run", "最长照抄占比"),
    "unsupported": ("Unsupported statements", "无据陈述"),
    "caught": ("Unsupported, and caught", "无据句拦下率"),
    "kept": ("Supported, and kept", "有据句保留率"),
    "auroc of the check": ("AUROC of the check", "核查 AUROC"),
    "brier score": ("Brier score", "Brier 分"),
    "faithful": ("Faithful (1 to 5)", "忠实（1–5 分）"),
    "relevant": ("Relevant (1 to 5)", "切题（1–5 分）"),
    "fluent": ("Fluent (1 to 5)", "通顺（1–5 分）"),
    "agreement with the check": ("Agreement with the check, kappa", "与核查的一致性 κ"),
    "raw agreement with the check": ("Agreement with the check", "与核查一致的比例"),
    "tokens in": ("Tokens in, a question", "每题输入 token"),
    "tokens out": ("Tokens out, a question", "每题输出 token"),
    "cost": ("Cost, a question", "每题费用"),
    "dropped sentences": ("Sentences dropped, a question", "每题删去句数"),
}
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (r"recall@(\d+)", r"Recall@\1", r"召回率@\1"),
    (r"rcap@(\d+)", r"Capped recall@\1", r"封顶召回率@\1"),
    (r"success@(\d+)", r"Success@\1", r"命中率@\1"),
    (r"seconds search (p\d+)", r"Time to search, \1", r"检索用时 \1"),
    (r"seconds answer (p\d+)", r"Time to answer, \1", r"回答用时 \1"),
    (r"seconds note (p\d+)", r"Time for a note, \1", r"导语用时 \1"),
)
_GROUPS: Mapping[str, tuple[str, str]] = {
    "retrieval": ("Retrieval", "检索"),
    "answers": ("Answers", "回答"),
    "refusal": ("Refusal", "拒答"),
    "citations": ("Citations", "引用"),
    "notes": ("Editor's notes", "编辑导语"),
    "check": ("The grounding check", "依据核查"),
    "judge": ("A model's marks", "模型评分"),
    "cost": ("Time and cost", "时间与成本"),
}
_KINDS: Mapping[str, tuple[str, str]] = {
    "fact": ("fact", "事实"),
    "reason": ("reason", "原因"),
    "comparison": ("comparison", "对比"),
    "across": ("across articles", "跨文章"),
    "definition": ("definition", "定义"),
    "list": ("list", "列举"),
    "metadata": ("metadata", "文章信息"),
    "paraphrase": ("paraphrase", "换说法"),
    "english": ("English", "英文"),
    "typo": ("typo", "错别字"),
    "near": ("near the topic", "近题无解"),
    "far": ("far from it", "离题"),
    "false-premise": ("false premise", "错误前提"),
    "injection": ("injection", "指令注入"),
}
_STAGES: Mapping[str, tuple[str, str]] = {"search": ("search", "检索"), "answer": ("answer", "回答")}
_SCORES: Mapping[str, tuple[str, str]] = {
    "dense": ("dense", "语义"),
    "words": ("words", "词面"),
    "rerank": ("reranked", "重排"),
}
_BECAME: Mapping[str, tuple[str, str]] = {
    "failed": ("! not asked", "! 提问失败"),
    "untrue": ("✕ should refuse", "✕ 应拒未拒"),
    "wrong": ("✕ wrong", "✕ 答错"),
    "refused": ("○ wrong refusal", "○ 误拒"),
    "right": ("✓ right", "✓ 正确"),
}


def figure_name(name: str) -> str:
    """Return what a figure is called; one that is not known keeps its name.

    >>> figure_name("mrr@10"), figure_name("whatever")
    ('MRR@10', 'whatever')
    """
    if name.endswith(NOT_RERANKED):
        return figure_name(name.removesuffix(NOT_RERANKED)) + say(", not reranked", "（重排前）")
    if name.startswith(_OF_KIND):
        return say("Refused: ", "拒答：") + kind_name(name.removeprefix(_OF_KIND))
    if name in _FIGURES:
        return say(*_FIGURES[name])
    for pattern, en, zh in _PATTERNS:
        if match := re.fullmatch(pattern, name):
            return match.expand(say(en, zh))
    return name


def group_name(group: str) -> str:
    """Return what a group of figures is called."""
    return say(*_GROUPS[group]) if group in _GROUPS else group


def in_order(groups: Mapping[str, object]) -> list[str]:
    """Return groups in the order in which they are shown: the known ones as they follow on each other, then the rest."""
    return [group for group in _GROUPS if group in groups] + sorted(set(groups) - set(_GROUPS))


def kind_name(kind: str) -> str:
    """Return what a kind of question is called; a suite's own kinds keep their names."""
    return say(*_KINDS[kind]) if kind in _KINDS else kind


def stage_name(stage: str) -> str:
    """Return what a stage of the work is called."""
    return say(*_STAGES[stage]) if stage in _STAGES else stage


def score_name(score: str) -> str:
    """Return what a part of a passage's score is called."""
    return say(*_SCORES[score]) if score in _SCORES else score


def became_words(became: str) -> str:
    """Return what became of a question, with a sign that tells it without colour."""
    return say(*_BECAME[became])


def value_words(figure: Figure, value: float | None = None, *, signed: bool = False) -> str:
    """Write a value of a figure (its own, if none is given) in what it is measured in; a dash for none.

    >>> value_words(Figure("recall@1", "retrieval", {}), 0.9251), value_words(Figure("aurc", "refusal", {}, statistic="aurc"), 0.0312)
    ('92.5%', '0.031')
    >>> value_words(Figure("recall@1", "retrieval", {}), 0.02, signed=True)
    '+2.0'
    """
    value = figure.value if value is None else value
    if value is None:
        return "—"
    unit, digits = "", 3
    if figure.statistic in ("p50", "p95"):
        unit, digits = " s", 2 if abs(value) < 10 else 1
    elif is_share(figure):
        value, unit, digits = value * 100, "" if signed else "%", 1
    elif figure.group == "cost":
        digits = 0 if abs(value) >= 100 else 2 if abs(value) >= 1 or not value else 4
    elif figure.name == "chrF":
        digits = 1
    elif figure.group == "judge" and figure.statistic == "ratio":
        digits = 2
    written = f"{abs(value):,.{digits}f}"
    if not float(written.replace(",", "")):
        return ("±" if signed else "") + written + unit
    return ("−" if value < 0 else "+" if signed else "") + written + unit


def is_share(figure: Figure) -> bool:
    """Whether a figure is a share of something, and is written in percent."""
    if figure.statistic != "ratio" or figure.group == "cost" or figure.name.startswith(_NO_SHARES):
        return False
    return all(0 <= above <= below for above, below in figure.units.values())


def interval_words(figure: Figure) -> str:
    """Write a figure's interval, without the unit; nothing where there is none.

    >>> interval_words(Figure("recall@1", "retrieval", {}, low=0.9, high=0.95))
    '[90.0, 95.0]'
    """
    if figure.low is None or figure.high is None:
        return ""
    low, high = (
        value_words(figure, end).removesuffix("%").removesuffix(" s") for end in (figure.low, figure.high)
    )
    return f"[{low}, {high}]"
