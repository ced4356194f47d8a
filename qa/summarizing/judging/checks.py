"""Whether a summary has the form that was asked for, in words that an editor and a model can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.language import say
from qa.models import Form, FormCheck, SummaryPart
from qa.summarizing.article.source import Source
from qa.summarizing.form import wording
from qa.summarizing.form.brief import Brief
from qa.summarizing.form.copying import LONGEST_RUN, Original, bare
from qa.summarizing.form.counting import excess, is_chinese, length
from qa.summarizing.form.layout import sentences_of, text_of
from qa.summarizing.form.wholeness import points_back, unfinished
from qa.summarizing.judging.recommendation import is_recommendation

TAKEAWAYS = (3, 5)
"""The fewest and the most takeaways; an article of fewer sections need not have as many."""

QUESTIONS = (3, 8)
"""The fewest and the most questions; an article of fewer sections need not have as many."""

SECTION_SENTENCES = (1, 2)
"""How many sentences a section has in an outline."""

_ONE_PARAGRAPH: tuple[Form, ...] = ("note", "abstract", "one-line")
_OWN_WORDS: tuple[Form, ...] = ("note", "one-line")
_CLOSINGS = "」』”’）)》〉】\"'"
_PAIRS = ("「」", "『』", "“”", "‘’", "（）", "()", "《》", "【】")
_DOUBLED = re.compile(
    r"[，。、；：,;:][，。、；：,;:！？!?]|[！？!?][，。、；：]|——，|，——|[（(][）)]|“”|「」"
)
# In a digest authors differ in their own words: 甲《桥》认为：“我不赞成。”
_AUTHORS_OWN = re.compile(r"(?<=：)(?:“[^“”]*”|「.*」)$")
_SHORTEST_TITLE = 6
_TITLE_SHARE = 0.8
_MOST_SHOWN = 40
_END_SHOWN = 8


def form_checks(
    parts: Sequence[SummaryPart],
    source: Source | Sequence[Source],
    brief: Brief,
    *,
    generative: bool,
    instructions: str = "",
) -> tuple[FormCheck, ...]:
    """Return one line for each thing that a form asks for.

    :param source: The article, or those of a digest.
    :param generative: A model wrote it, and it may have no long run of the article's words.
    :param instructions: What the model was told, which must not turn up in what it wrote.

    >>> from qa.models import Article, Section, Sentence
    >>> source = Source(Article("渡口", (Section(0, "导言", 0, ("导言",), None, "渡船每天开六班。"),)))
    >>> note = SummaryPart(None, (Sentence("我们坐渡船。", ()),))
    >>> for check in form_checks([note], source, Brief("note", length=(8, 40)), generative=False):
    ...     if not check.ok:
    ...         print(check.name, check.detail, sep=": ")
    length: 6, which is 2 too few (8-40)
    recommendation: does not close with whom the article is for
    person: first person: "我们"
    cited: no source: 我们坐渡船。
    """
    sources = [source] if isinstance(source, Source) else list(source)
    return tuple(_checks(parts, sources, brief, generative, instructions))


def _checks(
    parts: Sequence[SummaryPart], sources: Sequence[Source], brief: Brief, generative: bool, instructions: str
) -> Iterator[FormCheck]:
    form = brief.form
    # The headings of an outline are the article's; a question and a theme were written for the summary.
    written = [part.heading for part in parts if part.heading and form in ("qa", "digest")]
    told = [sentence.text for sentence in sentences_of(parts)]
    if form == "digest":
        told = [_AUTHORS_OWN.sub("", text) for text in told]
    text = "\n".join((*written, *told))
    originals = [source.original for source in sources]
    article = "\n".join(original.text for original in originals)

    if brief.length is not None:
        yield _length(text_of(form, parts), brief.length)
    yield from _arrangement(form, parts, sources)
    if form == "note":
        yield _recommendation(told)
    yield _ending(form, parts)
    yield _wholeness(parts)
    yield _marks([*written, *told])
    first, second = wording.first_person(text), wording.second_person(text)
    yield _none(
        "person",
        (say("first person", "第一人称"), first),
        (say("speaks to the reader", "对读者说话（第二人称）"), second),
    )
    yield _none(
        "praise", (say("praise the article does not earn", "文章没有说的夸赞"), wording.praise(text, article))
    )
    yield _none("clickbait", (say("clickbait", "标题党的写法"), wording.clickbait(text, article)))
    yield _none(
        "chatter",
        (say("not about the article", "与文章无关的话"), wording.chatter(text)),
        (say("from the instructions", "抄自写作要求"), _from_instructions(text, instructions, article)),
    )
    yield _none("markup", (say("marks of markup", "排版记号"), wording.markup(text)))
    if brief.banned:
        yield _none("banned", (say("banned", "禁用的词"), wording.banned(text, brief.banned)))
    if form != "digest":
        yield _title(text, sources)
    # Of an answer the article's own words are the best, and of longer forms they are all that rules without a model have.
    if form in _OWN_WORDS or (generative and form != "qa"):
        yield _whole(told, originals)
    if generative:
        runs = told if form == "digest" else [text_of("note", [part]) for part in parts]
        yield _run(runs + written, originals)
    uncited = tuple(sentence.text for sentence in sentences_of(parts) if not sentence.citations)
    yield FormCheck(
        "cited",
        bool(told) and not uncited,
        say("no source: ", "没有出处：") + "；".join(map(_short, uncited)) if uncited else str(len(told)),
    )


def _length(text: str, allowed: tuple[int, int]) -> FormCheck:
    count = length(text)
    over = excess(count, allowed)
    least, most = allowed
    if over > 0:
        detail = say(
            f"{count}, which is {over} too many ({least}-{most})",
            f"{count} 字，多了 {over} 字（要求 {least}–{most} 字）",
        )
    elif over < 0:
        detail = say(
            f"{count}, which is {-over} too few ({least}-{most})",
            f"{count} 字，少了 {-over} 字（要求 {least}–{most} 字）",
        )
    else:
        detail = say(f"{count} ({least}-{most})", f"{count} 字（{least}–{most}）")
    return FormCheck("length", over == 0, detail)


def _arrangement(form: Form, parts: Sequence[SummaryPart], sources: Sequence[Source]) -> Iterator[FormCheck]:
    """Yield the checks of how many paragraphs, takeaways, questions or sections there are."""
    if form in _ONE_PARAGRAPH:
        lines = [line for line in text_of(form, parts).split("\n") if line.strip()]
        yield FormCheck(
            "paragraphs",
            len(lines) == 1,
            say(f"{len(lines)} (1)", f"{len(lines)} 段")
            + ("" if len(lines) == 1 else say("", "，应当是一段")),
        )
        yield _not_twice("repetition", [sentence.text for sentence in sentences_of(parts)])
    elif form == "takeaways":
        yield _count("takeaways", "条", len(parts), TAKEAWAYS, sources)
        yield _not_twice("repetition", [text_of("note", [part]) for part in parts])
    elif form == "qa":
        yield _count("questions", "问", len(parts), QUESTIONS, sources)
        yield from _questions(parts)
    elif form == "outline":
        yield from _outline(parts, sources)
    elif form == "digest":
        empty = [part.heading or "" for part in parts if not part.sentences]
        yield FormCheck("themes", bool(parts) and not empty, "、".join(empty) or str(len(parts)))


def _recommendation(told: Sequence[str]) -> FormCheck:
    last = told[-1] if told else ""
    closes = is_recommendation(last)
    missing = say("does not close with whom the article is for", "最后一句没有说推荐给谁读")
    return FormCheck("recommendation", closes, _short(last) if closes else missing)


def _count(
    name: str, unit: str, count: int, allowed: tuple[int, int], sources: Sequence[Source]
) -> FormCheck:
    sections = sum(len(source.sections) for source in sources)
    least, most = min(allowed[0], max(1, sections)), allowed[1]
    over = excess(count, (least, most))
    wanted = f"{least}-{most}" if over else ""
    return FormCheck(
        name,
        over == 0,
        say(
            f"{count} ({wanted})" if over else str(count),
            f"{count} {unit}" + (f"（要求 {wanted} {unit}）" if over else ""),
        ),
    )


def _questions(parts: Sequence[SummaryPart]) -> Iterator[FormCheck]:
    wrong = [
        part.heading or ""
        for part in parts
        if not (part.heading or "").rstrip(_CLOSINGS).endswith(("？", "?"))
    ]
    unanswered = [part.heading or "" for part in parts if not part.sentences]
    yield _none(
        "pairs",
        (say("no question", "不是问句"), tuple(map(_short, wrong))),
        (say("no answer", "没有回答"), tuple(map(_short, unanswered))),
    )
    yield _not_twice("repetition", [part.heading or "" for part in parts])


def _outline(parts: Sequence[SummaryPart], sources: Sequence[Source]) -> Iterator[FormCheck]:
    sections = [section for source in sources for section in source.article.sections]
    with_text = [section for source in sources for section in source.sections]
    by_place = {section.path or (section.heading,): section for section in sections}
    given = [part.path or (part.heading or "",) for part in parts]
    missing = [section.heading for section in with_text if (section.path or (section.heading,)) not in given]
    invented = [part.heading or "" for part, path in zip(parts, given, strict=True) if path not in by_place]
    order = [by_place[path].index for path in given if path in by_place]
    if len(sources) == 1 and len(with_text) == 1:
        missing, invented = [], []  # an article without headings has no outline but its own text
    yield _none(
        "headings",
        (say("missing", "缺少小标题"), tuple(map(_short, missing))),
        (say("not in the article", "文章里没有的小标题"), tuple(map(_short, invented))),
        (say("out of order", "次序与文章不同"), () if order == sorted(order) else ("…",)),
    )
    texts = {section.path or (section.heading,) for section in with_text}
    least, most = SECTION_SENTENCES
    wrong = tuple(
        f"{_short(part.heading or '')} {len(part.sentences)}"
        for part, path in zip(parts, given, strict=True)
        if len(part.sentences) > most or (len(part.sentences) < least and path in texts)
    )
    yield _none("sentences", (say(f"not {least} or {most} sentences", f"不是 {least} 到 {most} 句"), wrong))


def _ending(form: Form, parts: Sequence[SummaryPart]) -> FormCheck:
    """Each part ends as a statement does; one line may go without a full stop, as a headline does."""
    ends = ("。", ".") if any(not is_chinese(text_of("note", [part])) for part in parts) else ("。",)
    wrong = []
    for part in parts:
        text = text_of("note", [part]).rstrip().rstrip(_CLOSINGS)
        bare_line = form == "one-line" and text[-1:].isalnum()
        ended = text.endswith(ends) and not text.endswith(("。。", ".."))
        if part.sentences and not (ended or bare_line):
            wrong.append(text[-_END_SHOWN:])
    return _none("ending", (say("does not end with a full stop", "没有以句号结尾"), tuple(wrong)))


def _wholeness(parts: Sequence[SummaryPart]) -> FormCheck:
    broken = tuple(
        _short(sentence.text)
        for part in parts
        for sentence in part.sentences
        if unfinished(sentence.text, answers=part.heading is not None)
    )
    first = [text_of("note", [part]) for part in parts if part.sentences and not part.heading]
    begun = tuple(dict.fromkeys(word for text in first if (word := points_back(text))))
    return _none(
        "wholeness",
        (say("broken off", "没有说完"), broken),
        (say("begins with a word that points back", "开头的词没有所指"), begun),
    )


def _marks(texts: Sequence[str]) -> FormCheck:
    unclosed = tuple(
        _short(text) for text in texts if any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS)
    )
    doubled = tuple(dict.fromkeys(match.group() for text in texts for match in _DOUBLED.finditer(text)))
    return _none(
        "punctuation",
        (say("a quotation or bracket without its other half", "引号或括号不成对"), unclosed),
        (say("two marks in a row", "标点重叠"), doubled),
    )


def _title(text: str, sources: Sequence[Source]) -> FormCheck:
    said = bare(text)
    repeated = []
    for source in sources:
        title = bare(source.title)
        shared = max(_SHORTEST_TITLE, round(len(title) * _TITLE_SHARE))
        starts = range(len(title) - shared + 1)
        if any(title[at : at + shared] in said for at in starts):
            repeated.append(source.title)
    return _none("title", (say("repeats the title", "重复了标题"), tuple(map(_short, repeated))))


def _whole(told: Sequence[str], originals: Sequence[Original]) -> FormCheck:
    copied = [whole for text in told for original in originals for whole in original.whole_sentences(text)]
    shown = tuple(map(_short, dict.fromkeys(copied)))
    return _none("copied sentence", (say("copied whole from the article", "整句照抄原文"), shown))


def _run(texts: Sequence[str], originals: Sequence[Original]) -> FormCheck:
    runs = [run for text in texts for original in originals if (run := original.longest_run(text))]
    longest = max((run.length for run in runs), default=0)
    if longest <= LONGEST_RUN:
        return FormCheck(
            "copied run",
            True,
            say(f"{longest} (at most {LONGEST_RUN})", f"{longest} 字（最多 {LONGEST_RUN} 字）"),
        )
    shown = dict.fromkeys(
        say(f'{run.length}: "{_short(run.text)}"', f"{run.length} 字“{_short(run.text)}”")
        for run in runs
        if run.length > LONGEST_RUN
    )
    return FormCheck(
        "copied run",
        False,
        say(
            f"the same as in the article (at most {LONGEST_RUN}): {'; '.join(shown)}",
            f"与原文连续相同，最多 {LONGEST_RUN} 字：{'；'.join(shown)}",
        ),
    )


def _from_instructions(text: str, instructions: str, article: str) -> tuple[str, ...]:
    if not instructions:
        return ()
    run = Original([instructions]).longest_run(text)
    return (run.text,) if run and bare(run.text) not in bare(article) else ()


def _not_twice(name: str, texts: Sequence[str]) -> FormCheck:
    seen = [bare(text) for text in texts]
    twice = tuple(_short(text) for at, text in enumerate(texts) if seen[at] in seen[:at])
    return _none(name, (say("said twice", "重复"), twice))


def _none(name: str, *wrong: tuple[str, tuple[str, ...]]) -> FormCheck:
    """Return a check that holds where nothing was found; each of ``wrong`` says what is wrong, and where."""
    found = [
        f"{what}{say(': ', '：')}" + say(", ", "、").join(say(f'"{word}"', f"“{word}”") for word in words)
        for what, words in wrong
        if words
    ]
    return FormCheck(name, not found, say("; ", "；").join(found) or say("none", "无"))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"
