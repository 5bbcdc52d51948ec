"""Normalising and parsing names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.reconciliation.names import parse_name
from graph.reconciliation.normalisation import languages, like_pinyin, numbers, plain, sound
from graph.reconciliation.places import Gazetteer, stem
from graph.reconciliation.vocabulary import kinds
from tests.each import each

PLACES = Gazetteer(
    [
        ("region:hunan", ("Hunan", "湖南省")),
        ("region:chenzhou", ("Chenzhou", "郴州市", "Chenzhou City")),
        ("county:guiyang", ("Guiyang County", "桂阳县")),
        ("county:jiahe", ("Jiahe County", "嘉禾县")),
        ("region:changsha", ("Changsha", "长沙市")),
        ("county:changsha", ("Changsha County", "长沙县")),
        ("county:sim-1", ("Simulated county 0001", "模拟县 0001")),
    ],
    {
        "region:chenzhou": ["region:hunan"],
        "county:guiyang": ["region:chenzhou"],
        "county:jiahe": ["region:chenzhou"],
        "region:changsha": ["region:hunan"],
        "county:changsha": ["region:changsha"],
    },
)


@each(
    ("text", "wanted"),
    [
        ("郴州 職業技術學院（主校區）", "郴州职业技术学院主校区"),
        ("ＪＤ．ｃｏｍ", "jd com"),
        ("  Chenzhou   Vocational\tCollege ", "chenzhou vocational college"),
        ("“4×4”现代化产业体系", "4 4现代化产业体系"),
        ("Teacher's Café", "teacher cafe"),
        ("桂\u200b阳县\ufeff", "桂阳县"),
        ("-", ""),
    ],
)
def test_plain_normalises_names(text: str, wanted: str) -> None:
    assert plain(text) == wanted


@given(st.text(max_size=400))
def test_plain_accepts_any_text_and_is_idempotent(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    parse_name(text, PLACES)


def test_numbers_are_extracted_in_order() -> None:
    assert numbers("桂阳县第二中学") == (("2",), "桂阳县中学")
    assert numbers("第十二中学3班") == (("12", "3"), "中学班")
    assert numbers("simulated school 0001") == (("0001",), "simulated school")


def test_languages_are_separated() -> None:
    assert languages("京东集团jd com") == ("京东集团", "jd com")
    assert languages("京东集团") == languages("jd com") == ()


def test_homophones_have_the_same_sound() -> None:
    assert sound(plain("嘉禾县")) == sound(plain("Jia He Xian")) == "jiahexian"
    assert sound("贵阳") == sound("桂阳")


@each(("word", "wanted"), [("tiancheng", True), ("chenzhou", True), ("vocational", False), ("hydrogen", False), ("batteries", False)])
def test_words_that_look_like_pinyin(word: str, wanted: bool) -> None:
    assert like_pinyin(word) is wanted


@each(("name", "wanted"), [("嘉禾县", "嘉禾"), ("郴州市", "郴州"), ("沅县", "沅县"), ("恩施土家族苗族自治州", "恩施土家族苗族")])
def test_stem_of_a_place(name: str, wanted: str) -> None:
    assert stem(name) == wanted


@each(
    ("text", "places", "core", "kind"),
    [
        ("郴州市嘉禾县职业中专", ["郴州市", "嘉禾县"], "", ("职业中专",)),
        ("嘉禾职业中等专业学校", ["嘉禾"], "", ("职业中专",)),
        ("郴州思科职业学院", ["郴州"], "思科", ("职业学院",)),
        ("湖南天诚氢能股份有限公司", ["湖南"], "天诚氢能", ()),
        ("贵阳市职业技术教育学校", [], "贵阳市", ("职业技术教育学校",)),
        ("桂阳县(湖南郴州)", ["湖南", "郴州", "桂阳县"], "", ()),
        ("中国湖南郴州职业技术学院", ["湖南", "郴州"], "", ("职业技术学院",)),
        ("Chenzhou Sike Vocational College", ["chenzhou"], "sike", ("vocational", "college")),
        ("Hunan Greep New Energy Co., Ltd.", ["hunan"], "greep new energy", ()),
    ],
)
def test_parse_name(text: str, places: list[str], core: str, kind: tuple[str, ...]) -> None:
    name = parse_name(text, PLACES)
    assert [place.word for place in name.places] == places
    assert (name.core, name.kind) == (core, kind)


def test_ambiguous_place_keeps_all_ids() -> None:
    assert parse_name("长沙", PLACES).places[0].ids == {"region:changsha", "county:changsha"}
    assert parse_name("长沙县", PLACES).places[0].ids == {"county:changsha"}


def test_numbered_simulated_place_is_not_indexed_by_name() -> None:
    assert parse_name("模拟县企业", PLACES).places == ()


def test_surrounding_places() -> None:
    assert PLACES.around(["county:jiahe"]) == {"county:jiahe", "region:chenzhou", "region:hunan"}
    circle = Gazetteer([], {"a": ["b"], "b": ["a"]})
    assert circle.around(["a"]) == {"a", "b"}


def test_words_for_kinds_are_unambiguous() -> None:
    assert all(len(word) >= 2 for word in kinds())
    assert kinds()["职业中等专业学校"] == kinds()["职业中专"] != kinds()["职业技术学院"]
    assert kinds()["职业学院"] != kinds()["职业技术学院"]
