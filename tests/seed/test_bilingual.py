"""Messages that carry their translation."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from graph.errors import BadValueError, UnknownNameError
from seed.bilingual import Bilingual, chinese, sentences

TEXT = Bilingual("There is no data yet.", "尚无数据。")


def test_it_is_its_english_text() -> None:
    assert TEXT == "There is no data yet."


@pytest.mark.parametrize("through", [str, copy.copy, lambda text: pickle.loads(pickle.dumps(text))], ids=["str", "copy", "pickle"])
def test_the_translation_survives(through: Callable[[Bilingual], str]) -> None:
    assert chinese(through(TEXT)) == "尚无数据。"


def test_a_plain_text_is_its_own_translation() -> None:
    assert chinese("Neo4j") == "Neo4j"


def test_sentences_are_joined_in_both_languages() -> None:
    both = sentences(TEXT, None, Bilingual("Load a package.", "请载入数据包。"), "")
    assert (both, both.zh) == ("There is no data yet. Load a package.", "尚无数据。请载入数据包。")


def test_a_space_follows_an_english_sentence_in_chinese() -> None:
    assert sentences("No data.", TEXT).zh == "No data. 尚无数据。"


def test_the_message_of_an_error_has_its_detail_and_hint_in_chinese() -> None:
    error = BadValueError(TEXT, hint=Bilingual("Load a package.", "请载入数据包。"))
    assert chinese(str(error)) == "尚无数据。请载入数据包。"


def test_the_nearest_names_are_suggested_in_chinese() -> None:
    error = UnknownNameError(TEXT, nearest=("name", "name_zh"))
    assert error.hint is not None
    assert chinese(error.hint) == "是否指“name”、“name_zh”？"
