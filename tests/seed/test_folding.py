"""One folding for names and queries."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from graph.reconciliation.normalisation import plain
from seed.characters import RADICALS
from seed.folding import compact, fold, normalise, simplified
from tests.each import each

CASES = [
    ("桂陽縣", "桂阳县"),
    ("桂陽 縣", "桂阳县"),
    ("ＪＤ．ＣＯＭ", "jd.com"),
    ("Guìyáng", "guiyang"),
    (unicodedata.normalize("NFD", "Guìyáng"), "guiyang"),
    ("nǚ", "nu"),
    ("长\u200b歌\ufeff", "长歌"),
    ("\u202e长歌\u2066", "长歌"),
    ("\u2ed3歌", "长歌"),
    ("\u2fa7歌", "长歌"),
    ("\uf92c", "郎"),
    ("Xi\u2019an", "xi'an"),
    ("  A \u3000 b ", "a b"),
    ("STRASSE", "strasse"),
    ("Straße", "strasse"),
    ("가나", "가나"),
]


@each(("text", "folded"), CASES)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@each(("text", "folded"), CASES)
def test_matching_uses_the_same_folding(text: str, folded: str) -> None:
    assert plain(text) == plain(folded)


@each(("text", "key"), [("Xi'an", "xian"), ("JD.com", "jdcom"), ("资兴 市", "资兴市"), ("…", "")])
def test_compact(text: str, key: str) -> None:
    assert compact(text) == key


def test_simplified_keeps_other_characters() -> None:
    assert simplified("桂陽 abc") == "桂阳 abc"


def test_every_radical_is_replaced_by_an_ideograph() -> None:
    assert not [radical for radical in RADICALS if not unicodedata.name(normalise(radical)).startswith("CJK UNIFIED")]


def test_the_table_has_no_radical_that_nfkc_replaces() -> None:
    assert not [radical for radical in RADICALS if unicodedata.normalize("NFKC", radical) != radical]


def test_every_radical_is_replaced_in_both_blocks() -> None:
    blocks = [*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6)]
    assert not [hex(code) for code in blocks if normalise(chr(code)) == chr(code)]


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
