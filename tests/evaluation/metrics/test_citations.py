"""Citations as ALCE counts them, with the grounding check for a judge; cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.evaluation.metrics import citations
from qa.evaluation.metrics.citations import Cited, carried, cited, is_exact, supported
from qa.evaluation.scores import Figure
from tests.evaluation.made import answer, citation, gold, passage, places, question, record, sentence

SURVEY = "造桥之前，工程队先勘察了河床。"
FEE = "渡船的票价是两元，每天开二十班。"
OTHER = "图书馆周一闭馆整理书架。"


def named(found: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in found}


def test_a_quotation_carries_itself() -> None:
    for quote in (SURVEY, FEE, "对。", "不是吗？", SURVEY + FEE):
        assert carried(quote, (quote,)) == (True, 1.0)
    assert carried(FEE, (SURVEY + FEE,)) == (True, 1.0)


def test_a_part_of_a_denial_is_not_carried() -> None:
    assert not carried("渡船的票价是两元。", ("渡船的票价不是两元，是三元。",))[0]


def test_nothing_carries_nothing() -> None:
    assert carried(FEE, ()) == (False, 0.0)
    assert supported(sentence(FEE)) == (0.0, False)


def test_one_true_citation() -> None:
    assert cited(sentence(FEE, citation(0, FEE))) == Cited(True, 1, 1)


def test_one_false_citation() -> None:
    assert cited(sentence(FEE, citation(0, OTHER))) == Cited(False, 1, 0)


def test_a_citation_in_vain() -> None:
    # FEE carries it alone; OTHER does not, and is not missed.
    assert cited(sentence(FEE, citation(0, FEE), citation(1, OTHER))) == Cited(True, 2, 1)


def test_twice_the_same_is_not_in_vain() -> None:
    assert cited(sentence(FEE, citation(0, FEE), citation(1, FEE))) == Cited(True, 2, 2)


def test_what_only_two_carry_together() -> None:
    both = "工程队先勘察了河床，渡船的票价是两元。"
    assert not carried(both, (SURVEY,))[0]
    assert not carried(both, (FEE,))[0]
    assert cited(sentence(both, citation(0, SURVEY), citation(1, FEE))) == Cited(True, 2, 2)


def test_no_citation_of_a_sentence_without_support_is_precise() -> None:
    assert cited(sentence("票价是五元。", citation(0, FEE), citation(1, SURVEY))) == Cited(False, 2, 0)


def test_shares_are_of_all_sentences_and_all_citations() -> None:
    given = answer(
        sentence(FEE, citation(0, FEE), citation(1, OTHER)),
        sentence("图书馆有三十万册书。", citation(1, OTHER)),
        sentence(SURVEY),
    )
    asked = [
        (question("q", gold(1)), record("q", given, supports=((1.0, True), (0.1, False), (0.0, False)))),
        (question("r", gold(5)), record("r", answer(FEE), supports=((1.0, True),))),
        (question("refused", gold(5)), record("refused")),
        (question("unanswerable", answerable=False), record("unanswerable", answer(FEE))),
    ]
    found = named(citations.figures(asked, places()))
    assert found["citation recall"].units == {"q": (1, 3), "r": (1, 1), "unanswerable": (1, 1)}
    assert found["citation precision"].units == {"q": (1, 3), "r": (1, 1), "unanswerable": (1, 1)}
    assert found["groundedness"].units == {"q": (1, 3), "r": (1, 1)}
    assert found["gold cited"].units == {"q": (1, 1), "r": (0, 1)}
    assert not found["quotes exact"].units  # no passage is kept that covers them


@pytest.mark.parametrize("held", [True, False])
def test_what_the_check_cannot_compare_is_as_the_record_says(held: bool) -> None:
    english = sentence("The ferry costs two yuan.", citation(0, FEE), citation(1, OTHER))
    asked = [(question("q"), record("q", answer(english), supports=((float(held), held),)))]
    found = named(citations.figures(asked, places()))
    assert found["citation recall"].units == found["groundedness"].units == {"q": (held, 1)}
    assert found["citation precision"].units == {"q": (2 * held, 2)}


def test_quotes_are_slices_of_their_section() -> None:
    covering = passage(0, SURVEY + FEE, start=100)
    true = citation(0, FEE, start=100 + len(SURVEY))
    assert is_exact(true, [passage(1, FEE), covering]) is True
    assert is_exact(replace(true, start=true.start + 1, end=true.end + 1), [covering]) is None
    assert is_exact(replace(true, start=true.start - 1, end=true.end - 1), [covering]) is False
    assert is_exact(replace(true, section=2), [covering]) is None
    given = answer(sentence(FEE, true, replace(true, quote=FEE[:-1] + "！")), passages=(covering,))
    found = named(citations.figures([(question("q"), record("q", given))], places()))
    assert found["quotes exact"].units == {"q": (1, 2)}


def test_an_empty_answer() -> None:
    empty = replace(answer(), status="answered")
    found = citations.figures([(question("q", gold(1)), record("q", empty))], places())
    assert named(found)["gold cited"].units == {"q": (0, 1)}
    assert not named(found)["citation recall"].units
