"""Articles grouped by what they are about, under names that each of them has."""

from __future__ import annotations

from pathlib import Path

from qa.models import Article, Section
from qa.reading import read_file
from qa.summarizing.article.source import Source
from qa.summarizing.digests.themes import Theme, key_phrases, themes

CORPUS = Path(__file__).parents[3] / "corpus"


def source(text: str, title: str = "一篇文章", categories: tuple[str, ...] = ()) -> Source:
    section = Section(0, "导言", 0, ("导言",), None, text)
    return Source(Article(title, (section,), categories=categories))


def grouped(*sources: Source) -> list[Theme]:
    return themes([key_phrases(each) for each in sources])


FERRY = "渡船每天开六班。渡船停在渡口。渡船不过夜。"
CREDIT = "征信记的是履约。征信不是评分。查征信要本人授权。"
TEA = "茶园在山上。茶园今年采了三次茶。茶园不打药。"


def test_every_article_is_in_one_group_and_its_text_has_the_name() -> None:
    sources = [Source(read_file(path).article) for path in sorted(CORPUS.iterdir())]
    found = themes([key_phrases(each) for each in sources])
    assert sorted(at for theme in found for at in theme.members) == list(range(len(sources)))
    for theme in found:
        assert theme.name is None or all(theme.name in sources[at].text for at in theme.members)
    assert {theme.name: len(theme.members) for theme in found if theme.name} == {
        "支付": 3,
        "征信": 3,
        "开放银行": 2,
    }


def test_one_article_has_a_theme_of_its_own() -> None:
    assert grouped(source(FERRY)) == [Theme("渡船", (0,))]


def test_articles_that_share_nothing_stand_alone_and_many_of_them_together() -> None:
    assert [theme.members for theme in grouped(source(FERRY), source(CREDIT), source(TEA))] == [
        (0,),
        (1,),
        (2,),
    ]
    school = source("校车早上来。校车中午不来。校车有二十座。")
    assert grouped(source(FERRY), source(CREDIT), source(TEA), school) == [Theme(None, (0, 1, 2, 3))]


def test_a_category_that_no_text_speaks_of_names_no_theme() -> None:
    one, other = source(FERRY, categories=("最新文章",)), source(CREDIT, categories=("最新文章",))
    assert [theme.name for theme in grouped(one, other)] == ["渡船", "征信"]


def test_a_category_that_the_texts_speak_of_names_one() -> None:
    one = source("码头要修。夜航要灯。码头的夜航靠渡工。", categories=("夜航",))
    other = source("夜航的船票贵。夜航不准带牲口。", categories=("夜航",))
    assert grouped(one, other)[0].members == (0, 1)


def test_what_is_in_a_few_articles_of_many_binds_more_than_what_is_in_all() -> None:
    texts = [
        "码头边的渡船要修。渡船旧了。渡船和码头都归县里。码头大。码头新。",
        "渡船快。渡船停在码头。渡船准点。码头大。码头新。",
        "茶园近码头。茶园的茶从码头走。茶园大。码头大。码头新。",
        "茶园在山上。茶园离码头远。茶园小。码头大。码头新。",
    ]
    found = grouped(*map(source, texts))
    assert all(len(theme.members) < len(texts) for theme in found)


def test_an_article_without_a_word_is_about_nothing() -> None:
    assert key_phrases(source("123。")) == {}
    assert grouped(source("123。")) == [Theme(None, (0,))]
