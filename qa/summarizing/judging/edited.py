"""A note that somebody wrote or edited, looked at as those that are written here are: its form, and what bears it out."""

from __future__ import annotations

from dataclasses import replace

from qa import text as zh
from qa.answering.checking.statements import statements
from qa.models import CheckedSentence, CheckReport, NoteCheck, Sentence, SkippedSentence, SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.counting import length
from qa.summarizing.judging.checks import form_checks
from qa.summarizing.judging.sentence import judge


def check_note(text: str, source: Source, brief: Brief, *, generative: bool = False) -> NoteCheck:
    """Check an edited note against its article and against what was asked for.

    :param generative: It may have no long run of the article's words, as what a model writes may not.

    >>> from qa.reading import read_text
    >>> source = Source(read_text("渡船每天开六班。大桥明年通车。", name="渡口").article)
    >>> checked = check_note("渡船每天有六班。船票三元。", source, Brief(length=(10, 40)))
    >>> [(sentence.text, sentence.supported) for sentence in checked.report.sentences], checked.characters
    ([('渡船每天有六班。', True), ('船票三元。', False)], 13)
    >>> [check.name for check in checked.checks if not check.ok]
    ['recommendation', 'cited']
    """
    text = zh.clean(text)
    report = _report(text, source, brief)
    checks = form_checks(_parts(report), source, brief, generative=generative)
    return NoteCheck(checks, report, length(text))


def _report(text: str, source: Source, brief: Brief) -> CheckReport:
    checked: list[CheckedSentence] = []
    skipped: list[SkippedSentence] = []
    for part in statements(text):
        if part.why is not None:
            skipped.append(SkippedSentence(part.text, part.why, part.start, part.end))
            continue
        judged = judge(part.text, source, brief.audience)
        checked.append(replace(judged, start=part.start, end=part.end))
    return CheckReport(text, tuple(checked), tuple(skipped))


def _parts(report: CheckReport) -> list[SummaryPart]:
    """Return the paragraphs as they were typed, marks of Markdown and all; what nothing bears out has no citation."""
    parts = []
    at = 0
    for line in report.text.splitlines(keepends=True):
        sentences = []
        for begin, end in zh.sentences(line):
            stated = [one for one in report.sentences if one.start < at + end and at + begin < one.end]
            places = [place for one in stated for place in one.citations]
            borne = all(one.supported for one in stated)
            sentences.append(Sentence(line[begin:end].strip(), tuple(dict.fromkeys(places)) if borne else ()))
        at += len(line)
        if sentences:
            parts.append(SummaryPart(None, tuple(sentences)))
    return parts
