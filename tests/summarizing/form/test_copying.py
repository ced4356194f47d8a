from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from qa.summarizing.form.copying import LONGEST_RUN, Original, bare

CHARACTERS = "渡船每天开六班，票价二元。12ab \n"


def naive(text: str, article: str) -> int:
    """Return the longest run of letters and digits that two texts share, found the slow way."""
    said, written = bare(text), bare(article)
    return max(
        (b - a for a in range(len(said)) for b in range(a + 1, len(said) + 1) if said[a:b] in written),
        default=0,
    )


@given(
    st.text(CHARACTERS, max_size=40),
    st.text(CHARACTERS, max_size=20),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
)
def test_a_run_is_as_long_as_one_that_was_looked_for_the_slow_way(
    article: str, more: str, piece: tuple[int, int]
) -> None:
    # Long enough to be Chinese whatever is in it, and nothing of it is in the article.
    text = "甲乙丙丁戊己庚辛壬癸" * 8 + article[min(piece) : max(piece)] + more
    run = Original([article]).longest_run(text)
    expected = naive(text, article)
    if expected >= 8:
        assert run is not None
        assert run.length >= expected
        assert bare(run.text) in bare(text)
    else:
        assert run is None or run.length > expected  # counted with punctuation


def test_a_changed_mark_a_width_or_a_traditional_character_hides_no_copy() -> None:
    original = Original(["船票便宜，客人才多；客人多，铺面才值钱，这是渡口的道理。"])
    for text in (
        "船票便宜客人才多、客人多——铺面才值钱。",
        "船票便宜, 客人才多; 客人多,\n铺面才值钱.",
        "船票便宜，「客人才多」；客人多，鋪面才值錢。",
    ):
        run = original.longest_run(text)
        assert run is not None
        assert run.length > LONGEST_RUN
        assert run.text in text


def test_marks_that_both_have_count_as_characters_of_the_run() -> None:
    run = Original(["「甲」「乙」「丙」「丁」「戊」是五条船。"]).longest_run(
        "说的是「甲」「乙」「丙」「丁」「戊」。"
    )
    assert run is not None
    assert run.length == len("「甲」「乙」「丙」「丁」「戊」")


def test_a_note_in_english_is_counted_in_words() -> None:
    article = "The ferry leaves six times a day and has done so for more than ten years."
    run = Original([article]).longest_run("It says the ferry leaves six times a day, cheaply.")
    assert run is not None
    assert run.length == 7
    in_chinese = Original([article]).longest_run(
        "文章说，the ferry leaves 是每天的事，渡口的人都知道，也都习惯了这样的时刻。"
    )
    assert in_chinese is not None
    assert in_chinese.length == len("theferryleaves")


def test_a_run_does_not_go_from_one_text_to_another() -> None:
    assert Original(["渡船每天开六班", "票价二元不涨价"]).longest_run("渡船每天开六班票价二元不涨价") is None


def test_a_sentence_is_copied_whole_however_it_is_marked_and_whatever_stands_around_it() -> None:
    original = Original(["渡船每天带来四千名客人。铺面租金记在镇政府的账上，船员工资却不在。票价两元。"])
    for text in (
        "渡船每天带来四千名客人。",
        "「渡船每天带来四千名客人」。",
        "作者指出，铺面租金记在镇政府的账上，船员工资却不在。",
        "首先，渡船每天，带来四千名客人，其次票价不高。",
        "渡船每天带来四千名客人；票价不高。",
    ):
        assert original.whole_sentences(text), text
    for text in (
        "渡船每天带来的客人有四千名。",
        "铺面租金记在镇政府的账上。",
        "票价两元。",
        "",
    ):
        assert original.whole_sentences(text) == (), text


def test_a_note_costs_little_beside_200000_characters() -> None:
    article = "".join(
        f"第{at}号码头的铺面租给了{at * 7}号商户，每月收{at % 97}元租金。" for at in range(8000)
    )[:200_000]
    original = Original([article])
    original.longest_run("先把文章读一遍，往后就快了。")
    original.whole_sentences("先把文章读一遍，往后就快了。")
    began = time.process_time()
    for _ in range(20):
        original.longest_run("第100号码头的铺面租给了700号商户，每月收的租金不多。" * 4)
        original.whole_sentences("第100号码头的铺面租给了700号商户，每月收的租金不多。" * 4)
    assert (time.process_time() - began) / 20 < 0.05
