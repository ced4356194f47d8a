"""What a judge may write, and which marks are in it: none is made up."""

from __future__ import annotations

import pytest

from qa.evaluation.marks import Marks, read_marks

FORM = "理由：无\n忠实：5\n切题：4\n通顺：3"


def given(written: str) -> tuple[int | None, int | None, int | None]:
    marks = read_marks(written)
    return marks.faithful, marks.relevant, marks.fluent


@pytest.mark.parametrize(
    "written",
    [
        FORM,
        FORM.replace("：", ":"),
        "忠实：５\n切题：４\n通顺：３",
        "忠实：五\n切题：四分\n通顺：三",
        "忠实 5\r\n切题 4\r\n通顺 3\r\n",
        "**忠实**：**5**\n**切题**：**4**\n**通顺**：**3**",
        "1. 忠实：5\n2. 切题：4\n3. 通顺：3",
        "- 忠实度：5/5\n- 切题度：4 / 5\n- 通顺度：3／5",
        "忠实（1-5）：5\n切题（1到5分）：4\n通顺(满分5):3",
        "忠实：[5]\n切题：[4]\n通顺：[3]",
        "忠实得分：5，切题得分：4，通顺得分：3。",
        "忠实打5分，切题打4分，通顺打3分",
        "| 忠实 | 5 |\n| 切题 | 4 |\n| 通顺 | 3 |",
        '{"忠实": 5, "切题": "4", "通顺": 3}',
        '```json\n{"faithful": 5, "relevant": 4, "fluent": 3}\n```',
        "Faithfulness: 5\nRelevance: 4\nFluency: 3",
        "The faithfulness score is 5. Relevance - 4 out of 5. FLUENCY = 3.",
        "相关性：4\n流畅度：3\n忠实性：5",
        "<think>忠实：1\n切题：1\n通顺：1</think>\n" + FORM,
        "先想想：忠实：2？切题：2？通顺：2？不对。\n" + FORM,
        "好的，下面是评分。\n\n" + FORM + "\n\n如有需要可以再解释。" * 3,
        FORM + "<|im_end|>\n忠实：1\n切题：1\n通顺：1",
    ],
)
def test_ways_to_write_the_same(written: str) -> None:
    assert given(written) == (5, 4, 3)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   \n",
        "好的。",
        "都给 5 分",
        "5\n4\n3",
        "忠实：\n切题：\n通顺：",
        "忠实：0\n切题：6\n通顺：10",
        "忠实：55\n切题：４４\n通顺：-3",
        "忠实：4.5\n切题：3.5分\n通顺：1-5",
        "忠实：8/10\n切题：80/100\n通顺：4/4",
        "忠实：四点五\n切题：五五\n通顺：很高",
        "忠实：材料1说的是三万\n切题：4个材料都谈到\n通顺：2019年",
        "忠实：[1]没有这样说\n切题：[2]谈的是别的\n通顺：[3]、[4]都通顺",
        "忠实：1~5\n切题：1至5\n通顺：1到5",
        "忠实：" + "9" * 400,
    ],
)
def test_no_mark_is_made_up(written: str) -> None:
    assert given(written) == (None, None, None)


def test_what_is_missing_is_told() -> None:
    assert read_marks("忠实：5\n通顺：7").missing == ("relevant", "fluent")
    assert read_marks(FORM).missing == ()


def test_the_last_of_several_counts_even_where_it_is_none() -> None:
    assert given("忠实：5\n切题：5\n通顺：5\n更正：忠实：9") == (None, 5, 5)


def test_the_reason() -> None:
    assert (
        read_marks("**理由**：“三万”写成了“两万”。\n忠实：2\n切题：5\n通顺：5").why == "“三万”写成了“两万”。"
    )
    assert (
        read_marks("Reason: one point is not said.\nfaithful: 3\nrelevant: 5\nfluent: 5").why
        == "one point is not said."
    )
    assert read_marks("忠实：2\n切题：5\n通顺：5") == Marks(2, 5, 5, "")
    assert len(read_marks("理由：" + "长" * 9000 + "\n忠实：2").why) == 500
