"""Boilerplate goes and argument stays, whichever it looks like."""

from __future__ import annotations

import pytest

from qa.errors import TextMissing
from qa.models import Article
from qa.reading import read_text
from qa.reading.boilerplate import columnist
from qa.reading.credit import is_credit, is_reward


def read(html: str) -> Article:
    return read_text(html, name="船.html").article


def body(article: Article) -> list[str]:
    return [paragraph for section in article.sections for paragraph in section.paragraphs]


CREDITS = [
    "本文由 @林一木 原创发布于望江周刊。未经许可，禁止转载。",
    "本文由@林一木 翻译发布于望江周刊，未经作者许可，禁止转载",
    "本文原创发布于望江周刊，未经许可，禁止转载",
    "本文首发于《望江周刊》2021年第3期，有删改。",
    "本文系作者授权望江周刊发表，未经许可，不得转载。",
    "本文经授权转载。",
    "本文转载自微信公众号「老船工」，作者：林一木",
    "本文来自微信公众号：老船工（ID：boat），作者：林一木",
    "未经许可，禁止转载",
    "未经授权不得转载。",
    "未经书面许可，严禁以任何形式转载或使用本文内容，违者必究。",
    "转载请注明出处",
    "欢迎转载，转载请注明作者和出处。",
    "转载请注明：望江周刊 » 先有水路",
    "如需转载请联系编辑部授权",
    "商业转载请联系作者获得授权，非商业转载请注明出处。",
    "本文版权归望江周刊所有，未经许可不得转载",
    "著作权归作者所有。商业转载请联系作者获得授权，非商业转载请注明出处。",
    "版权归原作者所有，如有侵权请联系删除。",
    "© 2021 望江周刊",
    "Copyright © 2021 Wangjiang Weekly. All rights reserved.",
    "版权所有，侵权必究。",
    "本文为作者独立观点，不代表望江周刊立场，未经允许不得转载，授权事宜请联系编辑部",
    "该文观点仅代表作者本人，望江周刊平台仅提供信息存储空间服务。",
    "本作品采用知识共享署名-非商业性使用 4.0 国际许可协议进行许可。",
    "题图来自Pexels，基于CC0协议",
    "题图来自 Unsplash，基于 CC0 协议。",
    "（题图来源：视觉中国）",
    "题图及文中配图均来自网络，侵删",
    "头图：视觉中国",
    "图片来源：望江周刊资料室",
    "文中图片均来自受访者",
    "图片由受访者提供",
    "图源：Unsplash",
    "图/林一木",
    "Photo by Lin on Unsplash",
    "责任编辑：林一木",
    "來源：望江周刊",
    "本文由林一木原創發佈於望江週刊，未經許可，禁止轉載",
    "題圖來自Pexels，基於CC0協議",
]

ARGUMENTS = [
    "未经许可不得转载的规定，保护的其实是平台。",
    "未经许可不得转载的规定由来已久，本文不再重复。",
    "主编在会上说，未经许可不得转载。",
    "转载请注明出处的约定，从来没有人遵守。",
    "转载请联系作者的提示，其实没人看。",
    "本文由三个失败的翻译案例组成。",
    "本文由三个案例发现，平台发布规则之后，收入会先降后升。",
    "本文来自一次真实的失败，我想把它写下来。",
    "本文发表在十年前，当时没有人相信。",
    "本文使用的数据来自公开的协议文本。",
    "版权归创作者的时代正在到来。",
    "内容的版权归平台所有，这并不公平。",
    "版权所有者应当得到补偿。",
    "图片来自哪里，往往决定了读者信不信。",
    "图片来源不明的新闻越来越多。",
    "图1：各渠道的成本",
    "编辑部里没有人说话。",
    "来源不同的水，到下游就分不开了。",
    "题图是一座桥。",
    "观点只代表作者的时候，才值得一读，否则只是口号而已。",
    "使用任何技术都应注明代价。",
    "完全没有必要。",
    "本文作者见过那座桥。",
]


@pytest.mark.parametrize("text", CREDITS)
def test_credits(text: str) -> None:
    assert is_credit(text)
    article = read(f"<p>甲。</p><p>{text}</p>")
    assert (body(article), article.credits) == (["甲。"], (text,))
    article = read(f"<p>{text}</p><p>甲。</p>")
    assert (body(article), article.credits) == (["甲。"], (text,))


@pytest.mark.parametrize("text", ARGUMENTS)
def test_arguments_are_not_credits(text: str) -> None:
    assert not is_credit(text)
    assert not is_reward(text)
    article = read(f"<p>{text}</p><p>甲。</p><p>{text}</p>")
    assert (body(article), article.credits) == ([text, "甲。", text], ())


@pytest.mark.parametrize("text", CREDITS)
def test_a_credit_in_the_middle_or_in_a_longer_paragraph_stays(text: str) -> None:
    long = f"老船工把这句话念了三遍：{text}然后他笑了，说船上从来不写这个。"
    article = read(f"<p>甲。</p><p>乙。</p><p>丙。</p><p>{text}</p><p>丁。</p><p>{long}</p>")
    assert body(article) == ["甲。", "乙。", "丙。", text, "丁。", long]


@pytest.mark.parametrize(
    "text",
    [
        "赞赏", "打赏", "给作者打赏，鼓励TA抓紧创作！", "请作者喝杯茶吧", "如果这篇文章对你有用，可以请作者喝杯茶",
        "—END—", "（完）", "全文完",
    ],
)  # fmt: skip
def test_pleas_and_end_marks_go(text: str) -> None:
    article = read(f"<p>甲。</p><p>{text}</p>")
    assert (body(article), article.credits, article.author_note) == (["甲。"], (), None)


@pytest.mark.parametrize(
    "text",
    ["给作者打赏的人不到千分之一。", "打赏是一门生意。", "收藏", "分享", "给作者打赏，其实是一种投票。"],
)
def test_arguments_about_money_stay(text: str) -> None:
    assert body(read(f"<p>甲。</p><p>{text}</p>")) == ["甲。", text]


@pytest.mark.parametrize(
    "note",
    [
        "<blockquote><p>编辑导语：船比车早。</p></blockquote>",
        "<blockquote>编辑导读：船比车早。</blockquote>",
        "<blockquote><p><strong>导语：</strong>船比车早。</p></blockquote>",
        "<p>编者按：船比车早。</p>",
        "<p>【编者按】船比车早。</p>",
        "<p>【编者按】：船比车早。</p>",
        "<p>编者按 | 船比车早。</p>".replace("|", "丨"),
        "<p>編輯導語：船比车早。</p>",
        "<p>编者按:船比车早。</p>",
        "<p>编者按<br>船比车早。</p>",
        "<p><b>编者按：</b></p><p>船比车早。</p>",
        "<p>题图来自Pexels，基于CC0协议</p><blockquote><p>编辑导语：船比车早。</p></blockquote>",
    ],
)
def test_editors_notes(note: str) -> None:
    article = read(f"<h1>船</h1>{note}<p>甲。</p><h2>一</h2><p>乙。</p>")
    assert article.editor_note == "船比车早。"
    assert body(article) == ["甲。", "乙。"]


def test_an_editors_note_of_several_paragraphs() -> None:
    article = read(
        "<blockquote><p>编者按：船比车早。</p><p>车比船快。</p></blockquote><blockquote>甲。</blockquote><p>乙。</p>"
    )
    assert article.editor_note == "船比车早。\n\n车比船快。"
    assert body(article) == ["甲。", "乙。"]


def test_an_editors_note_in_front_matter() -> None:
    text = "---\neditor_note: |\n  船比车早。\n\n  车比船快。\n---\n<blockquote>编者按：旧的。</blockquote><p>甲。</p>"
    article = read(text)
    assert article.editor_note == "船比车早。\n\n车比船快。"
    assert body(article) == ["甲。"]


@pytest.mark.parametrize(
    "text", ["导语写得好，文章就成功了一半。", "编辑导语是什么？", "编者按住了话筒。", "导读者过河的人。"]
)
def test_sentences_that_begin_like_a_label(text: str) -> None:
    article = read(f"<p>{text}</p><p>甲。</p>")
    assert (body(article), article.editor_note) == ([text, "甲。"], None)


def test_a_note_further_down_is_argument() -> None:
    article = read("<p>甲。</p><h2>一</h2><blockquote>编者按：从前的编者这样写。</blockquote><p>乙。</p>")
    assert (len(body(article)), article.editor_note) == (3, None)


@pytest.mark.parametrize(
    "heading",
    [
        "<h3>#专栏作家#</h3>", "<h2># 专栏作家 #</h2>", "<h6>作者简介</h6>", "<h4>关于作者：</h4>", "<p><b>作者简介</b></p>",
        "<p><strong>关于作者：</strong></p>", "<p>#专栏作家#</p>", "<p>【作者簡介】</p>", "<h3>關於作者</h3>", "<h3>About the author</h3>",
    ],
)  # fmt: skip
def test_author_blurbs(heading: str) -> None:
    article = read(
        f"<p>甲。</p><h2>一</h2><p>乙。</p>{heading}<p>林一木，微信公众号：老船工，望江周刊专栏作家。</p><p>写船十年。</p>"
        "<p>本文原创发布于望江周刊，未经许可，禁止转载</p><p>题图来自Pexels，基于CC0协议</p>"
    )
    assert [section.heading for section in article.sections] == ["导言", "一"]
    assert body(article) == ["甲。", "乙。"]
    assert article.author_note == "林一木，微信公众号：老船工，望江周刊专栏作家。\n\n写船十年。"
    assert article.columnist == "林一木"
    assert article.credits == ("本文原创发布于望江周刊，未经许可，禁止转载", "题图来自Pexels，基于CC0协议")


@pytest.mark.parametrize(
    ("end", "note"),
    [
        ("<p>作者简介：林一木，船工。</p>", "林一木，船工。"),
        ("<p><b>作者简介</b><br>林一木，船工。</p>", "林一木，船工。"),
        ("<p>作者：林一木，公众号：老船工。</p>", "林一木，公众号：老船工。"),
        ("<p>林一木，公众号：老船工，写船十年。</p>", "林一木，公众号：老船工，写船十年。"),
        ("<p>题图：网络</p><p>林一木，公众号：老船工</p><p>未经许可，禁止转载</p>", "林一木，公众号：老船工"),
    ],
)
def test_author_blurbs_without_a_heading(end: str, note: str) -> None:
    article = read(f"<p>甲。</p><h2>一</h2><p>乙。</p>{end}")
    assert (body(article), article.author_note, article.columnist) == (["甲。", "乙。"], note, "林一木")


def test_a_section_about_an_author_is_argument() -> None:
    article = read("<p>甲。</p><h2>关于作者</h2><p>乙。</p><h2>结论</h2><p>丙。</p>")
    assert [section.heading for section in article.sections] == ["导言", "关于作者", "结论"]
    long = "他写过很多船。" * 200
    article = read(f"<p>甲。</p><h2>关于作者</h2><p>{long}</p>")
    assert body(article) == ["甲。", long]


@pytest.mark.parametrize(
    ("blurb", "name"),
    [
        ("林一木，微信公众号：老船工，专栏作家。", "林一木"),
        ("@林一木，公众号：老船工", "林一木"),
        ("一只爱写字的小船，微信公众号：老船工", "一只爱写字的小船"),
        ("Lin Yimu, boatman.".replace(",", "，"), "Lin Yimu"),
        ("林一木（公众号：老船工）", "林一木"),
        ("本文作者林一木，船工。", "林一木"),
        ("阿卜·杜拉，船工。", "阿卜·杜拉"),
        ("林一木", "林一木"),
        ("林一木 | 船工", "林一木"),
        ("长期关注水运，写船十年。", None),
        ("十年经验，喜欢船。", None),
        ("望江周刊的老朋友写了很多年的船。", None),
        ("", None),
    ],
)
def test_columnists(blurb: str, name: str | None) -> None:
    assert columnist(blurb) == name


def test_a_pictures_credit_goes_and_its_caption_stays() -> None:
    article = read(
        "<p>甲。</p><figure><img><figcaption>图片来源：视觉中国</figcaption></figure><p>乙。</p>"
        "<figure><img><figcaption>图1 渡口（图片来源：视觉中国）</figcaption></figure><p>丙。</p>"
    )
    assert body(article) == ["甲。", "乙。", "图1 渡口（图片来源：视觉中国）", "丙。"]
    assert article.credits == ("图片来源：视觉中国",)


def test_empty_headings_of_boilerplate_go() -> None:
    article = read("<p>甲。</p><h2>一</h2><p>乙。</p><h2>版权声明</h2><p>转载请注明出处</p><h3>赞赏</h3>")
    assert [section.heading for section in article.sections] == ["导言", "一"]


def test_lines_of_one_paragraph_are_credits_of_their_own() -> None:
    article = read("<p>甲。</p><p>未经许可，禁止转载<br>题图来自Pexels</p><p>未经许可，禁止转载</p>")
    assert article.credits == ("未经许可，禁止转载", "题图来自Pexels")


def test_nothing_but_boilerplate_is_no_text() -> None:
    with pytest.raises(TextMissing, match="0 headings"):
        read("<blockquote>编辑导语：船比车早。</blockquote><p>题图来自Pexels</p>")
    with pytest.raises(TextMissing, match="2 headings"):
        read("<h2>一</h2><h3>#专栏作家#</h3><p>林一木，船工。</p>")


@pytest.mark.parametrize(
    ("line", "author", "date", "categories"),
    [
        ("林一木，2021年6月18日", "林一木", "2021-06-18", ()),
        ("林一木　2021-06-18 10:30", "林一木", "2021-06-18", ()),
        ("文／林一木　刊于《望江周刊》2021年6月18日", "林一木", "2021-06-18", ()),
        ("文 | 林一木", "林一木", None, ()),
        ("作者：林一木", "林一木", None, ()),
        ("撰文：林一木 / 编辑：王二", "林一木", None, ()),
        ("林一木 / 望江周刊 / 2021年6月18日 / 分类：水路，公路", "林一木", "2021-06-18", ("水路", "公路")),
        (
            "作者：林一木　　发表于二〇二一年六月十八日《望江周刊》　　分类：水路、公路",
            "林一木",
            "2021-06-18",
            ("水路", "公路"),
        ),
        ("发布时间：2021/6/18 来源：望江周刊", None, "2021-06-18", ()),
        ("2021年6月18日（星期五）", None, "2021-06-18", ()),
        ("作者：林一木<br>日期：2021-06-18", "林一木", "2021-06-18", ()),
    ],
)
def test_bylines(line: str, author: str | None, date: str | None, categories: tuple[str, ...]) -> None:
    article = read(f"<h1>船</h1><p>{line}</p><p>甲。</p><h2>一</h2><p>乙。</p>")
    assert body(article) == ["甲。", "乙。"]
    assert (article.author, article.date and article.date.isoformat()) == (author, date)
    assert article.categories == categories
    assert article.credits == (line.replace("<br>", "\n"),)


@pytest.mark.parametrize(
    "line",
    [
        "2021年6月18日，桥通车了",
        "林一木在2021年6月18日过了河。",
        "从2021年6月18日说起",
        "作者：你为什么要过河？",
        "文字比船走得远",
        "一个人、一条船、一条河、一座桥，2021年6月18日",
        "林一木",
    ],
)
def test_sentences_that_look_like_bylines(line: str) -> None:
    article = read(f"<h1>船</h1><p>{line}</p><p>甲。</p>")
    assert (body(article), article.credits) == ([line, "甲。"], ())


def test_a_byline_gives_way_to_front_matter() -> None:
    article = read(
        "---\nauthor: 乙\ndate: 2020-01-01\ncategories: 路\n---\n<p>林一木 / 2021年6月18日 / 分类：水</p><p>甲。</p>"
    )
    assert (article.author, str(article.date), article.categories) == ("乙", "2020-01-01", ("路",))
