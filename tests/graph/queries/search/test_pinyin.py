"""Pinyin of Chinese names: every reading of a polyphone, and pinyin syllables in queries."""

from __future__ import annotations

from pypinyin import Style, pinyin

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
