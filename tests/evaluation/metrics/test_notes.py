"""Notes, measured by their article and against a person's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.evaluation.metrics import notes
from qa.evaluation.metrics.notes import likeness, longest_copied, measured
from qa.evaluation.metrics.statistics import estimated
from qa.evaluation.record import NoteRecord
from qa.models import Article, FormCheck, Section, Summary
from tests.evaluation.made import citation, sentence

SURVEY = "造桥之前，工程队先勘察了河床。"
FEE = "渡船的票价是两元，每天开二十班。"
ARTICLE = Article(
    "桥与渡船",
    (
        Section(0, "桥", 1, ("桥",), None, SURVEY),
        Section(1, "渡船", 1, ("渡船",), None, FEE),
        Section(2, "空", 1, ("空",), None, ""),
    ),
    editor_note="桥与渡船，各有各的用处。",
)


def note(*sentences: str, ok: bool = True) -> Summary:
    told = tuple(sentence(text, citation(0, SURVEY)) for text in sentences)
    return Summary("", "note", "".join(sentences), told, (FormCheck("length", ok, ""),), "extractive")


def test_by_hand() -> None:
    found = notes.figures(
        [NoteRecord("桥", note(SURVEY, "票价是五元。", ok=False))], {"桥": ARTICLE}, {"桥": (SURVEY,)}
    )
    units = {figure.name: figure.units["桥"] for figure in found}
    text = SURVEY + "票价是五元。"
    assert units["form"] == (0, 1)
    assert units["coverage"] == (1 / 2, 1)
    assert units["unsupported"] == (1, 2)
    assert units["copied share"] == pytest.approx((len(SURVEY) / len(text), 1))
    assert units["compression"] == pytest.approx((len(text) / len(f"{SURVEY}\n\n{FEE}"), 1))
    # The longest common subsequence is SURVEY itself: all of the reference, and so much of the note.
    precision = len(SURVEY) / len(text)
    assert units["ROUGE-L"][0] == pytest.approx(2 * precision / (1 + precision), abs=1e-3)
    assert 0 < units["chrF"][0] < 100


def test_the_editors_own_note_is_a_reference_and_the_likest_counts() -> None:
    written = note(ARTICLE.editor_note or "")
    units = {
        f.name: f.units.get("桥") for f in notes.figures([NoteRecord("桥", written)], {"桥": ARTICLE}, {})
    }
    assert units["ROUGE-L"] == (1, 1)
    assert units["chrF"] == (100, 1)
    with_another = notes.figures([NoteRecord("桥", written)], {"桥": ARTICLE}, {"桥": ("别的话。",)})
    assert {f.name: f.units.get("桥") for f in with_another}["ROUGE-L"] == (1, 1)


def test_an_article_that_is_not_at_hand() -> None:
    written = replace(note(SURVEY), covered=(("桥",),), missing=(("渡船",),))
    found = {f.name: f.units for f in notes.figures([NoteRecord("桥", written)], {}, {})}
    assert found["form"] == {"桥": (1, 1)}
    assert found["coverage"] == {"桥": (0.5, 1)}
    assert not found["unsupported"]
    assert not found["ROUGE-L"]


def test_an_empty_note() -> None:
    found = {
        f.name: f.units for f in notes.figures([NoteRecord("桥", note())], {"桥": ARTICLE}, {"桥": (SURVEY,)})
    }
    assert found["ROUGE-L"] == {"桥": (0, 1)}
    assert found["compression"] == {"桥": (0, 1)}
    assert not found["unsupported"]


def test_no_note() -> None:
    found = notes.figures([NoteRecord("桥", None)], {"桥": ARTICLE}, {})
    assert all(estimated(figure).value is None for figure in found)


def test_likeness_of_nothing() -> None:
    assert likeness("", "桥") == likeness("桥", " ") == (0.0, 0.0)


def test_a_citation_that_is_no_slice_is_told() -> None:
    one = replace(note(SURVEY), sentences=(sentence(SURVEY, citation(1, SURVEY)),))
    assert measured(one, ARTICLE).uncited == (SURVEY,)
    assert measured(note(SURVEY), ARTICLE).uncited == ()


@pytest.mark.parametrize(
    ("text", "source", "run"), [("", "桥", ""), ("桥", "", ""), ("一桥二", "三桥二", "桥二")]
)
def test_longest_copied(text: str, source: str, run: str) -> None:
    assert longest_copied(text, source) == run
