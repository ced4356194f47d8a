"""Tables: one paragraph a row, which says by itself what its values are."""

from __future__ import annotations

from tests.reading.test_markup import blocks, texts


def test_a_row_repeats_the_columns_headings() -> None:
    html = "<table><tr><th>方式<th>成本</tr><tr><td>网点<td>186元<tr><td>接口<td>23元</table>"
    assert texts(html) == ["方式：网点；成本：186元", "方式：接口；成本：23元"]


def test_a_head_of_plain_cells() -> None:
    html = "<table><thead><tr><td>方式<td>成本</thead><tbody><tr><td>网点<td>186元</table>"
    assert texts(html) == ["方式：网点；成本：186元"]


def test_without_headings_the_cells_are_joined() -> None:
    assert texts("<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>") == ["甲；乙", "丙；丁"]


def test_an_empty_corner_and_empty_cells() -> None:
    html = "<table><tr><th><th>甲<th>乙</tr><tr><th>本质<td>钱<td>路</tr><tr><td>费用<td><td>零</tr><tr><td><td></table>"
    assert texts(html) == ["本质；甲：钱；乙：路", "费用；乙：零"]


def test_a_row_that_is_headed_at_its_start() -> None:
    assert texts("<table><tr><th>姓名<td>林一木<tr><th>城市<td>望江</table>") == [
        "姓名：林一木",
        "城市：望江",
    ]


def test_headings_alone_are_a_row() -> None:
    assert texts("<table><tr><th>甲<th>乙</table>") == ["甲；乙"]


def test_a_cell_over_several_rows_counts_in_each() -> None:
    html = (
        "<table><tr><th>地区<th>年<th>数</tr><tr><td rowspan=2>南方<td>2020<td>1</tr><tr><td>2021<td>2</tr>"
        "<tr><td>北方<td>2020<td>3</table>"
    )
    assert texts(html) == [
        "地区：南方；年：2020；数：1",
        "地区：南方；年：2021；数：2",
        "地区：北方；年：2020；数：3",
    ]


def test_headings_on_two_levels() -> None:
    html = (
        "<table><thead><tr><th rowspan=2>行<th colspan=2>成本</tr><tr><th>2020<th>2021</tr></thead>"
        "<tr><td>甲<td>1<td>2</table>"
    )
    assert texts(html) == ["行：甲；成本 2020：1；成本 2021：2"]


def test_a_cell_over_several_columns_has_no_heading() -> None:
    html = "<table><tr><th>甲<th>乙<th>丙</tr><tr><td colspan=2>合计<td>9</tr><tr><td colspan=3>备注</table>"
    assert texts(html) == ["合计；丙：9", "备注"]


def test_captions_lists_and_line_breaks_in_cells() -> None:
    html = "<table><caption>表1 成本</caption><tr><td>甲<br>乙<td><ul><li>丙<li>丁</ul></table>"
    assert texts(html) == ["表1 成本", "甲 乙；丙 丁"]


def test_a_table_in_a_table() -> None:
    html = "<table><tr><td>甲<td><table><tr><td>乙<td>丙</table></table>"
    assert texts(html) == ["甲；乙；丙"]


def test_a_page_laid_out_as_a_table_is_not_one_paragraph() -> None:
    html = "<table><tr><td><p>甲</p><p>乙</p></table>"
    assert texts(html) == ["甲", "乙"]
    long = "长" * 200
    assert texts(f"<table><tr><td>目录<td><p>{long}</p><p>{long}</p></table>") == ["目录", long, long]


def test_a_table_in_an_item_and_a_quotation() -> None:
    assert texts("<ol><li>甲<table><tr><td>乙<td>丙</table></ol>") == ["1. 甲", "乙；丙"]
    assert [block.quote for block in blocks("<blockquote><table><tr><td>乙<td>丙</table></blockquote>")] == [
        1
    ]


def test_hostile_spans_do_no_harm() -> None:
    assert texts("<table><tr><td colspan=999999999 rowspan=999999999>甲<td>乙<tr><td>丙</table>") == [
        "甲；乙",
        "甲；丙",
    ]
    assert texts("<table><tr><td colspan=-1>甲<td rowspan=0>乙</table>") == ["甲；乙"]
