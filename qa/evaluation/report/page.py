"""The report as one HTML page that needs nothing but itself: no network, no script.

What a run holds comes from articles and models, so all of it is escaped, and the page forbids itself, by its own
content security policy, everything except its one style sheet.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from qa.evaluation.comparing import Comparison
from qa.evaluation.record import Place, Run
from qa.evaluation.report import made, names, showing, tables
from qa.evaluation.report.curve_charts import curve_charts
from qa.evaluation.report.outcomes import Outcome, outcomes
from qa.evaluation.report.row_charts import row_charts
from qa.evaluation.scores import Scores
from qa.evaluation.suite import SectionRef, Suite
from qa.language import say
from qa.publishing.places import path

if TYPE_CHECKING:
    import jinja2

_HERE = Path(__file__).resolve().parent
MOST_QUESTIONS = 400
_FULL_PASSAGES = 6
_MOST_PASSAGES = 1000


def html(
    run: Run,
    suite: Suite,
    scores: Scores,
    places: Mapping[SectionRef, Place],
    before: Run | None = None,
    comparison: Comparison | None = None,
) -> str:
    """Return the page of a run, in the language in force.

    :param places: Where the suite's gold sections are in the library, as :func:`qa.evaluation.gold.places` finds them.
    :param before: The run that it is compared with, so that each question can show what was answered then.
    :param comparison: The figures of both, compared.
    """
    told = outcomes(run, suite, places, before, comparison)
    listed = told[:MOST_QUESTIONS]
    asked = {each.question.kind for each in listed}
    kinds = [kind for kind in dict.fromkeys(each.kind for each in suite.questions) if kind in asked]
    columns, rows = tables.kind_rows(scores)
    differences = tables.of(comparison)
    cards = [tables.shown(figure, differences.get(figure.name)) for figure in tables.headline(scores)]
    groups = [
        (group, [tables.shown(figure, differences.get(figure.name)) for figure in figures])
        for group, figures in tables.by_group(scores)
    ]
    style = _style(len(kinds))
    drawn = [*curve_charts(run, scores), *row_charts(scores, comparison)]
    gates = tables.gates(suite, scores)
    notes = showing.notes(run, suite, scores)
    wrong = showing.wrong_sentences(run, suite)
    parts = {
        "figures": (True, say("Headline figures", "主要指标")),
        "gates": (gates, say("Gates", "门槛")),
        "plots": (drawn, say("Plots", "图表")),
        "kinds": (rows, say("By kind", "按问题类型")),
        "all": (groups, say("All figures", "全部指标")),
        "questions": (listed, say("Questions", "逐题查看")),
        "notes": (notes, say("Editor's notes", "编辑导语")),
        "sentences": (run.sentences, say("Labelled sentences", "标注句子的核查")),
        "made": (True, say("What it was made with", "运行环境")),
    }
    page = (
        _environment()
        .get_template("page.html.jinja")
        .render(
            run=run,
            suite=suite,
            style=Markup(style),
            style_hash="sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            summary=showing.summary(run, told),
            parts={anchor: words for anchor, (is_there, words) in parts.items() if is_there},
            cards=cards,
            comparison=comparison,
            before_name=before.info.label or before.info.id if before else "",
            gates=gates,
            charts=drawn,
            columns=columns,
            kind_rows=rows,
            groups=groups,
            filters=_filters(listed),
            kinds=kinds,
            questions=listed,
            left_out=len(told) - len(listed),
            full_passages=max(1, min(_FULL_PASSAGES, _MOST_PASSAGES // max(len(listed), 1))),
            notes=notes,
            sentences_right=len(run.sentences) - len(wrong),
            sentences_wrong=wrong,
            made=made.facts(run.info),
            made_more=made.lists(run.info),
        )
    )
    # Half a character, which a model may have sent, is no UTF-8.
    return page.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    made.globals |= {
        "say": say,
        "lang": showing.lang,
        "anchor": showing.anchor,
        "place": path,
        "ref_words": showing.ref_words,
        "around_best": showing.around_best,
        "ranks": showing.ranks,
        "figure_name": names.figure_name,
        "kind_name": names.kind_name,
        "group_name": names.group_name,
        "stage_name": names.stage_name,
        "score_name": names.score_name,
        "became_words": names.became_words,
        "value_words": names.value_words,
        "interval_words": names.interval_words,
    }
    return made


def _style(kinds: int) -> str:
    """Return the style sheet, with what hides the questions of all kinds but the chosen one."""
    chosen = (
        f"#kind-{n}:checked ~ .questions > .q:not(.k{n}) {{ display: none; }}" for n in range(1, kinds + 1)
    )
    hidden = (
        f"#show-{name}:checked ~ .questions > .q:not(:is({classes})) {{ display: none; }}"
        for name, classes in _SHOWN.items()
    )
    sheet = (_HERE / "page.css").read_text(encoding="utf-8")
    return re.sub(r"\n+", "\n", "\n".join((sheet, *hidden, *chosen)))


_SHOWN = {
    "wrong": ".wrong, .untrue",
    "refused": ".refused",
    "failed": ".failed",
    "worse": ".is-worse",
    "better": ".is-better",
    "right": ".right",
}
"""The choices, and the classes of the questions that each leaves in sight."""


def _filters(listed: Sequence[Outcome]) -> list[tuple[str, str, int]]:
    """Return the choices that leave anything in sight: what each is called in the page and to people, how many."""
    became, turned = Counter(each.became for each in listed), Counter(each.turned for each in listed)
    found = [
        ("all", say("all", "全部"), len(listed)),
        ("wrong", say("wrong", "答错"), became["wrong"] + became["untrue"]),
        ("refused", say("wrongly refused", "误拒"), became["refused"]),
        ("failed", say("not asked", "提问失败"), became["failed"]),
        ("worse", say("worse than before", "比对照差"), turned["worse"]),
        ("better", say("better than before", "比对照好"), turned["better"]),
        ("right", say("right", "正确"), became["right"]),
    ]
    return [(name, words, count) for name, words, count in found if count]
