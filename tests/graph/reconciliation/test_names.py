"""Names in one way of writing, and taken apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.reconciliation.names import take_apart
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
def test_plain_is_one_way_of_writing(text: str, wanted: str) -> None:
    assert plain(text) == wanted


@given(st.text(max_size=400))
def test_plain_takes_anything_and_changes_nothing_twice(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    take_apart(text, PLACES)


def test_numbers_are_taken_out_in_their_order() -> None:
    assert numbers("桂阳县第二中学") == (("2",), "桂阳县中学")
    assert numbers("第十二中学3班") == (("12", "3"), "中学班")
    assert numbers("simulated school 0001") == (("0001",), "simulated school")


def test_languages_are_told_apart() -> None:
    assert languages("京东集团jd com") == ("京东集团", "jd com")
    assert languages("京东集团") == languages("jd com") == ()


def test_what_sounds_alike_sounds_alike() -> None:
    assert sound(plain("嘉禾县")) == sound(plain("Jia He Xian")) == "jiahexian"
    assert sound("贵阳") == sound("桂阳")


@each(("word", "wanted"), [("tiancheng", True), ("chenzhou", True), ("vocational", False), ("hydrogen", False), ("batteries", False)])
def test_what_can_be_read_as_pinyin(word: str, wanted: bool) -> None:
    assert like_pinyin(word) is wanted


@each(("name", "wanted"), [("嘉禾县", "嘉禾"), ("郴州市", "郴州"), ("沅县", "沅县"), ("恩施土家族苗族自治州", "恩施土家族苗族")])
def test_the_stem_of_a_place(name: str, wanted: str) -> None:
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
def test_a_name_is_taken_apart(text: str, places: list[str], core: str, kind: tuple[str, ...]) -> None:
    name = take_apart(text, PLACES)
    assert [place.word for place in name.places] == places
    assert (name.core, name.kind) == (core, kind)


def test_a_word_that_names_two_places_keeps_both() -> None:
    assert take_apart("长沙", PLACES).places[0].ids == {"region:changsha", "county:changsha"}
    assert take_apart("长沙县", PLACES).places[0].ids == {"county:changsha"}


def test_a_simulated_place_with_a_number_is_no_word() -> None:
    assert take_apart("模拟县企业", PLACES).places == ()


def test_places_lie_in_places() -> None:
    assert PLACES.around(["county:jiahe"]) == {"county:jiahe", "region:chenzhou", "region:hunan"}
    circle = Gazetteer([], {"a": ["b"], "b": ["a"]})
    assert circle.around(["a"]) == {"a", "b"}


def test_no_word_for_a_kind_has_two_meanings() -> None:
    assert all(len(word) >= 2 for word in kinds())
    assert kinds()["职业中等专业学校"] == kinds()["职业中专"] != kinds()["职业技术学院"]
    assert kinds()["职业学院"] != kinds()["职业技术学院"]
