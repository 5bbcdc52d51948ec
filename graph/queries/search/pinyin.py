"""Pinyin of Chinese names for the full-text index, with every reading of a polyphone, and syllables of pinyin in queries.

A reading comes from the phrase dictionary of pypinyin, for the whole text and for each pair of characters: 会计 is ``kuaiji`` in
大数据与会计 too. Characters with several readings in current use (:data:`POLYPHONES`) also have their other readings. Rare readings of
other characters are left out: 郴 is also ``lan`` in the dictionary, and ``lanzhou`` must not find 郴州.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise, product

_TABLE = (
    "给:gei,ji 畜:chu,xu 六:lu,liu 单:dan,shan,chan 长:chang,zhang 重:chong,zhong 会:hui,kuai 行:xing,hang "
    "乐:le,yue 调:diao,tiao 传:chuan,zhuan 朝:chao,zhao 厦:xia,sha 都:du,dou 校:xiao,jiao 藏:cang,zang "
    "曾:zeng,ceng 盛:sheng,cheng 解:jie,xie 车:che,ju 蚌:beng,bang 埔:pu,bu 堡:bao,bu,pu 泊:bo,po 柏:bai,bo "
    "铅:qian,yan 番:fan,pan 莘:shen,xin 血:xue,xie 角:jiao,jue 弹:dan,tan 薄:bo,bao 壳:ke,qiao 模:mo,mu 率:lv,shuai "
    "露:lu,lou 轧:zha,ya 涡:wo,guo 浚:jun,xun 峙:zhi,shi 洞:dong,tong 荥:xing,ying 筠:yun,jun 漯:ta,luo 浒:hu,xu"
)
POLYPHONES = {entry[0]: tuple(entry[2:].split(",")) for entry in _TABLE.split()}
"""Readings in current use of characters that are commonly read in several ways. All of them are in the dictionary of pypinyin."""
_SHORT = 4
"""Maximum number of characters of a run for which other readings of the whole run are indexed."""
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|ve|er|a|e|i|o|u|v)"
)
_LONGEST_SYLLABLE, _MOST_SYLLABLES, _SPLITS = 6, 16, 4
Readings = tuple[str, ...]


@lru_cache(maxsize=100_000)
def words_of(run: str) -> tuple[str, ...]:
    """Return the words to index for a run of Chinese characters.

    The pinyin as one word, the initials, the pinyin in pairs of syllables (so that the middle of a name matches too) and the last
    syllable. A pair whose second syllable starts with a vowel is also written with an apostrophe: ``xi'an``.
    """
    certain, possible = _readings(run)
    first = [readings[0] for readings in certain]
    spellings = [first]
    if len(run) <= _SHORT:
        spellings = [list(spelling) for spelling in product(*possible)] if len(run) <= 2 else [first, *_one_changed(first, possible)]
    words = ["".join(spelling) for spelling in spellings]
    words += ["".join(syllable[0] for syllable in spelling) for spelling in spellings]
    for one, two in pairwise(possible):
        for left, right in product(one, two):
            words += [left + right, f"{left}'{right}"] if right[0] in "aeo" else [left + right]
    words += certain[-1]
    return tuple(dict.fromkeys(words))


@lru_cache(maxsize=10_000)
def pairs_of(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the pairs of syllables of a word of at least three syllables, for each way to split it. Empty for other words.

    ``jipaishui`` -> ``(("jipai", "paishui"),)``
    """
    splits = sorted(_splits(word, 0, 0), key=len)
    likely = [split for split in splits if len(split) == len(splits[0])] if splits else []
    return tuple(tuple(one + two for one, two in pairwise(split)) for split in likely[:_SPLITS] if len(split) > 2)


def is_syllable(word: str) -> bool:
    """Return whether a word is one syllable of pinyin."""
    return _SYLLABLE.fullmatch(word) is not None


def _splits(word: str, at: int, depth: int) -> list[tuple[str, ...]]:
    if at == len(word):
        return [()]
    if depth == _MOST_SYLLABLES:
        return []
    rests: list[tuple[str, ...]] = []
    for end in range(min(len(word), at + _LONGEST_SYLLABLE), at, -1):
        if _SYLLABLE.fullmatch(word, at, end):
            rests += [(word[at:end], *rest) for rest in _splits(word, end, depth + 1)]
            if len(rests) >= _SPLITS:
                break
    return rests[:_SPLITS]


def _one_changed(first: list[str], possible: list[Readings]) -> list[list[str]]:
    return [[*first[:at], other, *first[at + 1 :]] for at, readings in enumerate(possible) for other in readings if other != first[at]]


def _readings(run: str) -> tuple[list[Readings], list[Readings]]:
    """Return the certain readings of each character, the most likely first, and all possible ones."""
    context = _pinyin(run)
    certain = [dict.fromkeys((readings[0],)) for readings in context]
    for at in range(len(run) - 1):
        for offset, readings in enumerate(_pinyin(run[at : at + 2])):
            if len(readings) == 1:  # the pair is a phrase, or the character has one reading
                certain[at + offset][readings[0]] = None
    sure = [tuple(_spelt(list(readings))) for readings in certain]
    possible = [
        tuple(dict.fromkeys((*readings, *_spelt(list(POLYPHONES.get(character, ()))))))
        for readings, character in zip(sure, run, strict=True)
    ]
    return sure, possible


def _spelt(readings: list[str]) -> list[str]:
    """Add the spellings of ü: ``lv`` is also typed ``lu`` and ``lyu``."""
    return [*readings, *(reading.replace("v", other) for reading in readings if "v" in reading for other in ("u", "yu"))]


@lru_cache(maxsize=100_000)
def _pinyin(text: str) -> list[Readings]:
    """Return the readings of each character. A character without a reading stands for itself."""
    convert, normal = _converter()
    found = convert(text, style=normal, heteronym=True, errors=lambda rest: [[character] for character in rest])
    return [tuple(dict.fromkeys(readings)) for readings in found]


@cache
def _converter():  # type: ignore[no-untyped-def]  # noqa: ANN202
    from pypinyin import Style, pinyin  # noqa: PLC0415 - takes 130 ms and loads a dictionary

    return pinyin, Style.NORMAL
