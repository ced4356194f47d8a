"""Summaries as text, Markdown and HTML: nothing of an article is markup, and every number leads to its place."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from qa.models import Citation, Form, Sentence, Summary, SummaryPart
from qa.publishing.pages import as_html, as_markdown, as_text
from qa.summarizing.form.layout import text_of

HERE = Citation(
    "a1", "桥与<车>", ("一、造", "*桩*"), "toc-1", 0, 0, 8, "先勘察，\n再打桩。", "https://x.test/a?b=1&c"
)
THERE = Citation("a2", "渡口", (), None, 0, 0, 5, "渡船六班。", "javascript:alert(1)")
NASTY = '<script>alert(1)</script> & "引" *星* [链](x) `码` # 号\x1b[31m'


def made(form: Form, *parts: SummaryPart, title: str = "桥与<车>") -> Summary:
    sentences = tuple(sentence for part in parts for sentence in part.sentences)
    return Summary("a1", form, text_of(form, parts), sentences, (), "extractive", title=title, parts=parts)


def said(*texts: str, heading: str | None = None, level: int = 0) -> SummaryPart:
    return SummaryPart(heading, tuple(Sentence(text, (HERE,)) for text in texts), level)


NOTE = made(
    "note", SummaryPart(None, (Sentence("文章谈造桥。", (HERE, THERE)), Sentence("适合船夫。", (HERE,))))
)
OUTLINE = made(
    "outline", said("先勘察。", heading="一、造", level=2), said("再打桩。", heading="1.1 桩", level=3)
)
TAKEAWAYS = made("takeaways", said("先勘察。"), said("再打桩。"))
QA = made("qa", said("三年。", heading="要多久？"), said("三亿。", heading="多少钱？"))
FORMS = [NOTE, OUTLINE, TAKEAWAYS, QA]


@pytest.mark.parametrize("summary", FORMS, ids=lambda summary: summary.form)
def test_plain_text_is_the_summary_s(summary: Summary) -> None:
    assert as_text([summary]) == f"{summary.text}\n"
    numbered = as_text([summary], cite=True)
    assert re.sub(r"\[\d+\]", "", numbered.split("\n\n[1] ")[0]) == summary.text


def test_numbers_lead_to_places() -> None:
    assert as_text([NOTE], cite=True) == (
        "文章谈造桥。[1][2]适合船夫。[1]\n\n"
        "[1] 《桥与<车>》 › 一、造 › *桩* #toc-1\n    “先勘察， 再打桩。”\n"
        "[2] 《渡口》\n    “渡船六班。”\n"
    )


def test_several_are_numbered_through_and_have_titles() -> None:
    other = replace(NOTE, title="渡口", parts=(SummaryPart(None, (Sentence("船。", (THERE,)),)),))
    assert as_text([NOTE, other], cite=True).startswith(
        "《桥与<车>》\n文章谈造桥。[1][2]适合船夫。[1]\n\n《渡口》\n船。[2]\n\n[1] "
    )
    assert as_markdown([NOTE, other]) == (
        "# 《桥与\\<车\\>》\n\n文章谈造桥。适合船夫。\n\n# 《渡口》\n\n船。\n"
    )
    page = LexborHTMLParser(as_html([NOTE, other], cite=True))
    assert [node.text() for node in page.css("h1")] == ["《桥与<车>》", "《渡口》"]
    assert [node.attributes["id"] for node in page.css("li")] == ["cite-1", "cite-2"]


def test_english_sentences_keep_their_space() -> None:
    summary = made("note", said("Bridges first.", "Then ships."))
    assert as_text([summary]) == "Bridges first. Then ships.\n"
    assert as_text([summary], cite=True).startswith("Bridges first.[1] Then ships.[1]\n")
    assert "Bridges first.[^1] Then ships.[^1]" in as_markdown([summary], cite=True)


def test_what_stands_on_lines_of_its_own_does_so_everywhere() -> None:
    summary = made("digest", said("桥：先勘察", "再打桩。", heading="桥"))
    assert as_text([summary]) == "桥\n桥：先勘察\n再打桩。\n"
    assert "<p>桥：先勘察<br>\n再打桩。</p>" in MarkdownIt().render(as_markdown([summary])).replace(
        " />", ">"
    )
    assert "<p>桥：先勘察<br>\n再打桩。</p>" in as_html([summary])


def test_markdown_of_each_form() -> None:
    assert as_markdown([NOTE]) == "文章谈造桥。适合船夫。\n"
    assert as_markdown([OUTLINE]) == "# 一、造\n\n先勘察。\n\n## 1.1 桩\n\n再打桩。\n"
    assert as_markdown([TAKEAWAYS]) == "1. 先勘察。\n2. 再打桩。\n"
    assert as_markdown([QA]).startswith("**问：要多久？**\n\n答：三年。\n\n**问：")


def test_footnotes() -> None:
    shown = as_markdown([NOTE], cite=True)
    assert shown.startswith("文章谈造桥。[^1][^2]适合船夫。[^1]\n\n[^1]: 《桥与\\<车\\>》")
    assert "#toc-1 (https://x.test/a?b=1\\&c): “" in shown.replace("\\#", "#")
    assert "[^2]: 《渡口》: “渡船六班。”" in shown, "a path on somebody's machine is not for readers"


@pytest.mark.parametrize("form", ["note", "outline", "takeaways", "qa", "digest"])
def test_nothing_in_a_text_is_markup(form: Form) -> None:
    citation = replace(HERE, title=NASTY, path=(NASTY,), quote=NASTY)
    part = SummaryPart(NASTY if form not in ("note", "takeaways") else None, (Sentence(NASTY, (citation,)),))
    summary = made(form, part, title=NASTY)
    page = LexborHTMLParser(as_html([summary], cite=True))
    assert not page.css("script, em, code")
    assert page.body is not None
    assert page.body.text().count('<script>alert(1)</script> & "引" *星* [链](x) `码` # 号') >= 3
    rendered = LexborHTMLParser(MarkdownIt().render(as_markdown([summary, summary], cite=True)))
    assert not rendered.css("script, em, a, code")
    assert rendered.body is not None
    assert '<script>alert(1)</script> & "引" *星* [链](x) `码` # 号' in rendered.body.text()
    for shown in (
        as_html([summary], cite=True),
        as_markdown([summary], cite=True),
        as_text([summary], cite=True),
    ):
        assert "\x1b" not in shown


@pytest.mark.parametrize("line", ["1. 桥", "- 桥", "+ 桥", "# 桥", "> 桥", "2) 桥", "~~~ 桥", "* 桥"])
def test_a_sentence_is_no_list(line: str) -> None:
    rendered = MarkdownIt().render(as_markdown([made("note", said(line))]))
    assert rendered == f"<p>{line.replace('>', '&gt;')}</p>\n"


def test_a_page_is_whole_and_its_links_lead_somewhere() -> None:
    for summary in FORMS:
        shown = as_html([summary], cite=True)
        Balanced().feed(shown)
        page = LexborHTMLParser(shown)
        targets = {node.attributes.get("id") for node in page.css("[id]")}
        for link in page.css("a"):
            href = link.attributes["href"] or ""
            assert href.startswith("https://") or href.removeprefix("#") in targets
        assert [node.attributes["class"] for node in page.css("article")] == [summary.form]
        assert not LexborHTMLParser(as_html([summary])).css("sup, footer")
    assert 'href="https://x.test/a?b=1&amp;c#toc-1"' in as_html([NOTE], cite=True)
    assert "javascript" not in as_html([NOTE], cite=True)


def test_headings_of_a_page_keep_their_order() -> None:
    page = LexborHTMLParser(as_html([OUTLINE]))
    assert [(node.tag, node.text()) for node in page.css("h2, h3")] == [("h2", "一、造"), ("h3", "1.1 桩")]
    page = LexborHTMLParser(as_html([QA]))
    assert [node.text() for node in page.css("dt")] == ["要多久？", "多少钱？"]
    assert len(LexborHTMLParser(as_html([TAKEAWAYS])).css("ol > li")) == 2


class Balanced(HTMLParser):
    """Fails where a tag is not closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
