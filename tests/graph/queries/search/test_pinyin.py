"""Pinyin of Chinese names: every reading of a polyphone, and pinyin syllables in queries."""

from __future__ import annotations

import csv
from pathlib import Path

from pypinyin import Style, pinyin

from graph.queries.search.full_text import search_text
from graph.queries.search.pinyin import POLYPHONES, pairs_of, words_of
from tests.each import each


@each(
    ("name", "words"),
    [
        ("会计", ("kuaiji", "kj")),
        ("大数据与会计", ("kuaiji", "yukuai")),
        ("给排水", ("jipaishui", "geipaishui", "jps")),
        ("建筑给排水", ("jipai", "geipai", "paishui")),
        ("畜禽", ("chuqin", "xuqin")),
        ("重庆", ("chongqing", "cq")),
        ("重庆市", ("chongqingshi", "chongqing")),
        ("长沙", ("changsha", "cs")),
        ("长歌", ("changge",)),
        ("六安", ("luan", "lu'an", "liuan")),
        ("蚌埠", ("bengbu",)),
        ("厦门", ("xiamen",)),
        ("音乐", ("yinyue",)),
        ("银行", ("yinhang",)),
        ("调度", ("diaodu",)),
        ("单县", ("shanxian",)),
        ("朝阳", ("chaoyang",)),
        ("西安", ("xian", "xi'an")),
        ("吕梁", ("lvliang", "luliang", "lyuliang")),
    ],
)
def test_all_readings_of_a_phrase_are_indexed(name: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(words_of(name))


@each(
    ("name", "reading"),
    [
        ("涡阳", "guoyang"),
        ("浚县", "xunxian"),
        ("繁峙", "fanshi"),
        ("洪洞", "hongtong"),
        ("荥阳", "xingyang"),
        ("荥经", "yingjing"),
        ("筠连", "junlian"),
        ("漯河", "luohe"),
        ("浒墅关", "xushuguan"),
        ("铅山", "yanshan"),
        ("番禺", "panyu"),
        ("大埔", "dabu"),
        ("长子", "zhangzi"),
        ("郴州", "chenzhou"),
    ],
)
def test_local_readings_of_places_are_indexed(name: str, reading: str) -> None:
    assert reading in words_of(name)


def majors() -> list[tuple[str, list[str]]]:
    """Return the majors of the catalogue with the syllables of their names.

    Five conversions (two dictionaries of pypinyin, each with and without word segmentation, and g2pM) were compared. Names on which they
    differ, and 给排水, were corrected by hand.
    """
    with Path(__file__).with_name("majors.csv").open(encoding="utf-8", newline="") as file:
        return [(row["name_zh"], row["reading"].split()) for row in csv.DictReader(file)]


def test_the_list_has_a_thousand_majors_with_one_syllable_per_character() -> None:
    names = [name for name, _ in majors()]
    assert len(set(names)) == len(names) > 1000
    assert not [name for name, reading in majors() if len(name) != len(reading)]


@each(("name", "reading"), majors())
def test_a_major_is_found_by_its_reading(name: str, reading: list[str]) -> None:
    words, typed = set(search_text("", name, ()).partition("|")[0].split()), "".join(reading)
    assert typed in words or any(words.issuperset(pairs) for pairs in pairs_of(typed))


def test_a_rare_reading_is_not_indexed() -> None:
    assert "lanzhou" not in words_of("郴州")


def test_a_character_without_reading_is_kept() -> None:
    assert words_of("\U0002fa1d\U0003134a")


def test_the_readings_are_those_of_the_dictionary() -> None:
    known = {character: set(pinyin(character, style=Style.NORMAL, heteronym=True)[0]) for character in POLYPHONES}
    assert not {character for character, readings in POLYPHONES.items() if not known[character].issuperset(readings)}


@each(
    ("word", "pairs"),
    [
        ("jipaishui", (("jipai", "paishui"),)),
        ("guiyangxian", (("guiyang", "yangxian"),)),
        ("guiyang", ()),
        ("vocational", ()),
        ("a" * 200, ()),
    ],
)
def test_pairs_of_syllables(word: str, pairs: tuple[tuple[str, ...], ...]) -> None:
    assert pairs_of(word) == pairs
