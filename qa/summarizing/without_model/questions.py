"""Sample questions with their answers, by rule: a sentence of the article is turned into the question that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa import text as zh
from qa.answering.question.phrases import noun_phrases
from qa.answering.question.questions import asked, fillers
from qa.answering.without_model.candidates import candidates
from qa.answering.without_model.ranking import logit
from qa.fitted import sentence_rule
from qa.grounding.rarity import rarity
from qa.models import INTRODUCTION, Sentence, SummaryPart
from qa.retrieval import Found
from qa.summarizing.article.headings import stripped
from qa.summarizing.article.source import Source, SourceSentence
from qa.summarizing.article.topics import Topic, topics
from qa.summarizing.form.counting import length
from qa.summarizing.form.wording import first_person, second_person
from qa.summarizing.sentences.turning import LISTED, MAKERS, NO_SUBJECT
from qa.summarizing.without_model.sayings import sayings

MOST = 5
"""How many questions there are, where nothing else is said."""

_SHORTEST, _LONGEST = 12, 110
_LONGEST_QUESTION = 34
# What points to something outside the sentence, or takes up what was said before it.
_POINTS_BACK = re.compile(
    r"这|那(?!么多)|它|他(?!人)|她|(?<!因|彼|如)此(?!外|类)|其(?!他|实|余)|(?<![应本])该(?=[一-鿿]{2})|本文|上述|前者|后者|两者|二者|双方|各自|对方|同样|由此"
    r"|因此|(?<!之)所以|于是|然而|反而|反过来|换句话|另一|前面|后来|当时|那时|刚才|据此|两家|两边"
)
_BEGINS_LATE = re.compile(
    r"^(?:但是?|而且?|也|又|还|并且?|则|却|只是|可是?|可见|正|再|更|甚至|尤其|比如|例如|譬如|其[中次实]|首先|最后|然后|接着|同时|另外|此外|一是|二是|第[一二三四五六]|如果|假如|假设|若|即使|虽然|当|只要|只有|除非|无论)"
)
_SPOKEN = re.compile(r"[\"：:？?！!|]|[说问道答喊]，|——|^[“「『]")
_OPENS = re.compile(
    r"^(?:所以|因此|但是?(?!书)|不过|可是|然而|而且|此外|另外|于是|也就是说|换句话说|事实上|其实|可见|总之|说到底|一般来说|总的来说|从本质上(?:来)?[看讲说]|归根结底|实际上|在我看来|我认为|显然|当然|无疑|说白了|简单(?:来|地)?说)，?"
)
_STANCE = re.compile(
    r"应当|应该|必须|关键|本质|不是.{2,30}而是|才能|才会|意味着|真正|取决于|离不开|根本|不等于|并不|终究|核心"
)
# 公司 is one company, and the question does not say which.
_GENERAL = re.compile(
    r"^(?:公司|系统|平台|企业|该|相关|双方|项目|产品|其|则|从|市场|全年|同期|上半年|下半年)"
)
_KIND_WEIGHT = {
    "definition": 3.0,
    "reason": 3.0,
    "comparison": 2.5,
    "which": 2.5,
    "either": 2.4,
    "ought": 2.0,
    "view": 1.2,
    "number": 1.4,
    "who": 1.4,
    "date": 0.8,
}
_NEED_A_TOPIC = ("number", "who", "date", "ought", "either")
_BEST_OPEN = 6
_OFTEN = 4
_FEWEST = 3
_LONGEST_HEADING = 24
_MOST_OF_A_KIND = 2
_TRIED = 24


class Asked(NamedTuple):
    """A question, of what kind it is, and the sentence of the article that answers it."""

    question: str
    kind: str
    answer: Sentence
    section: int
    weight: float


def extract_questions(source: Source, most: int = MOST) -> tuple[SummaryPart, ...]:
    """Return questions with their answers as the parts of a summary, in the order of the article.

    >>> from qa.reading import read_text
    >>> text = "渡船是河两岸的人来往的交通工具。铺面之所以租得出去，是因为渡船每天带来四千名客人。"
    >>> for part in extract_questions(Source(read_text(text, name="渡口").article)):
    ...     print(part.heading, part.sentences[0].text)
    什么是渡船？ 渡船是河两岸的人来往的交通工具。
    铺面为什么租得出去？ 铺面之所以租得出去，是因为渡船每天带来四千名客人。
    """
    return tuple(
        SummaryPart(each.question, (each.answer,), path=source.sections[each.section].path)
        for each in questions(source, most)
    )


def questions(source: Source, most: int = MOST) -> tuple[Asked, ...]:
    """Return up to ``most`` questions, from as many sections as there are, each with the sentence that answers it.

    A question is kept only if the rules that answer without a model find that very sentence for it in the article.
    """
    made = possible(source)
    chosen: list[Asked] = []
    checked: dict[str, bool] = {}
    for of_a_section, of_a_kind in ((1, _MOST_OF_A_KIND), (2, _MOST_OF_A_KIND + 1)):
        for each in made:
            if len(chosen) == most or len(checked) > _TRIED:
                break
            if (
                each in chosen
                or sum(other.section == each.section for other in chosen) >= of_a_section
                or sum(other.kind == each.kind for other in chosen) >= of_a_kind
                or any(
                    other.answer == each.answer or _alike(other.question, each.question) for other in chosen
                )
            ):
                continue
            if each.question not in checked:
                checked[each.question] = _is_found(each, source)
            if checked[each.question]:
                chosen.append(each)
    for each in _of_sections(source):
        if len(chosen) >= min(_FEWEST, most):
            break
        if all(each.section != other.section for other in chosen):
            chosen.append(each)
    return tuple(sorted(chosen, key=lambda each: (each.section, each.answer.citations[0].start)))


def possible(source: Source) -> list[Asked]:
    """Return every question that a sentence of the article answers by its form, the best first.

    Several may ask for the same, and whether the answer would be found is not looked at.
    """
    found = topics(source, 12)
    return sorted(
        (each for sentence in source.sentences for each in _of(sentence, source, found)),
        key=lambda each: (-each.weight, each.answer.citations[0].section, each.answer.citations[0].start),
    )


def _of(sentence: SourceSentence, source: Source, known: tuple[Topic, ...]) -> Iterator[Asked]:
    whole = _OPENS.sub("", sentence.text.strip())
    pieces = [f"{piece}。" for piece in whole.rstrip("。").split("；")] if "；" in whole else []
    for text in (whole, *pieces):
        made = _of_statement(text, sentence, source, known) if stands_alone(text) else None
        if made is not None:
            yield made
            return


def _of_sections(source: Source) -> Iterator[Asked]:
    """Yield what sections say, for an article of whose sentences too few answer a question of their own."""
    by_index = {section.index: at for at, section in enumerate(source.sections)}
    for sentence in sayings(source, _FEWEST + MOST, _LONGEST):
        at = by_index[sentence.citations[0].section]
        heading = stripped(source.sections[at].heading)
        if source.sections[at].heading != INTRODUCTION and length(heading) <= _LONGEST_HEADING:
            yield Asked(f"文章在“{heading.strip('“”')}”一节讲了什么？", "section", sentence, at, 0.0)
        elif len(source.sections) == 1:
            yield Asked("文章主要讲了什么？", "section", sentence, at, 0.0)


def _of_statement(
    text: str, sentence: SourceSentence, source: Source, known: tuple[Topic, ...]
) -> Asked | None:
    for kind, make in MAKERS:
        question = make(text)
        if question is None or not is_self_contained(question):
            continue
        names = sum(topic.text in question for topic in known)
        if kind in _NEED_A_TOPIC and not (names or _is_often_named(question, source)):
            continue
        return _asked(question, kind, text, sentence, source, min(names, 2))
    above = "\n".join((source.title, *source.article.categories))
    topic = next((topic for topic in known if text.startswith(topic.text) and topic.text in above), None)
    if topic is not None and _STANCE.search(text):
        return _asked(f"文章怎样看待{topic.text}？", "view", text, sentence, source, 1)
    return None


def _is_often_named(question: str, source: Source) -> bool:
    return any(len(word) > 1 and source.folded.count(word) >= _OFTEN for word in zh.content_words(question))


def _asked(
    question: str, kind: str, text: str, sentence: SourceSentence, source: Source, names: int
) -> Asked:
    start = sentence.start + len(sentence.text) - len(sentence.text.lstrip())
    place = source.cite(sentence.section, start, start + len(sentence.text.strip()))
    weight = _KIND_WEIGHT[kind] + names - 0.01 * length(text) - 0.02 * length(question)
    return Asked(question, kind, Sentence(text, (place,)), sentence.section, weight)


def stands_alone(text: str) -> bool:
    """Whether a sentence can be read by itself, and nobody speaks in it."""
    first = text.split("，", 1)[0]
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and text.endswith("。")
        and text.count("。") == 1
        and "\n" not in text
        and not _POINTS_BACK.search(first)
        and not _BEGINS_LATE.match(text)
        and not (_SPOKEN.search(text) and not LISTED.match(text))
        and not first_person(text)
        and not second_person(text)
        and all(text.count(a) == text.count(b) for a, b in ("（）", "《》", "()", "“”", "「」"))
    )


def is_self_contained(question: str) -> bool:
    """Whether a question can be understood by somebody who has not read the article."""
    body = question.rstrip("？")
    return (
        length(question) <= _LONGEST_QUESTION
        and not NO_SUBJECT.match(body.removeprefix("为什么"))
        and not _POINTS_BACK.search(body)
        and not _GENERAL.match(body)
        and not first_person(body)
        and not second_person(body)
        and body.count("“") == body.count("”")
        and body.count("「") == body.count("」")
        and (body.startswith("什么") or bool(noun_phrases(body)) or re.search("[A-Za-z]", body) is not None)
    )


def _alike(one: str, other: str) -> bool:
    a, b = set(zh.content_words(one)), set(zh.content_words(other))
    return len(a & b) > 0.6 * min(len(a), len(b)) if a and b else one == other


def _is_found(made: Asked, source: Source) -> bool:
    """Whether the rules that answer without a model take this sentence, of all in the article, for the answer."""
    if asked(made.question).kind in ("number", "date") and not fillers(made.answer.text, made.question):
        return False
    rule = sentence_rule("")
    passages = tuple(passage for passage in source.nearest(made.question) if passage.section >= 0)
    found = candidates(made.question, Found(passages, {}), rarity)
    ranked = sorted(found, key=lambda each: -logit(made.question, rule, each))
    place = made.answer.citations[0]
    return any(
        each.passage.section == place.section and place.start <= each.start < place.end
        for each in ranked[: _BEST_OPEN if asked(made.question).is_open else 1]
    )
