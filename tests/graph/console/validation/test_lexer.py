"""The lexer; expected tokens are those of the server's own scanner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.console.validation.lexer import tokenize
from graph.errors import ConsoleRefusedError
from tests.each import each

B = "\\"


def read(text: str) -> list[str]:
    """Return tokens as text: words unchanged, strings, names and parameters with their delimiters."""
    shown = {"string": "'{}'", "name": "`{}`", "parameter": "${}"}
    return [shown.get(token.kind, "{}").format(token.text) for token in tokenize(text)]


@each(
    ("text", "expected"),
    [
        ("RETURN 'a // b' AS x // c", ["RETURN", "'a // b'", "AS", "x"]),
        ("RETURN 1 // c \n + 1", ["RETURN", "1", "+", "1"]),
        ("RETURN 1 // c \r + 1", ["RETURN", "1", "+", "1"]),
        ("RETURN 1 // c \u2028 + 1", ["RETURN", "1"]),
        (f"RETURN 1 // c {B}u000a + 1", ["RETURN", "1", "+", "1"]),
        (f"RETURN 1 /* x *{B}u002F + 2", ["RETURN", "1", "+", "2"]),
        ("RETURN 1 /* a /* b */ + 2", ["RETURN", "1", "+", "2"]),
        (f"RETURN 'a{B}u0027 AS x", ["RETURN", "'a'", "AS", "x"]),
        (f"RETURN 'a{B}{B}u0027b' AS x", ["RETURN", f"'a{B}{B}u0027b'", "AS", "x"]),
        (f"RETURN '{B}u005Cu0027' AS x", ["RETURN", f"'{B}u0027'", "AS", "x"]),
        (f"RETURN 'it{B}'s' AS x", ["RETURN", f"'it{B}'s'", "AS", "x"]),
        (f"R{B}u0045TURN 1", ["RETURN", "1"]),
        ("RETURN 1 AS `a``b`", ["RETURN", "1", "AS", "`a`b`"]),
        (f"RETURN 1 AS `a{B}u0060", ["RETURN", "1", "AS", "`a`"]),
        ("RETURN\u00a01\u3000AS\x1fx\u2028", ["RETURN", "1", "AS", "x"]),
        ("RETURN $use, $`a b`, $1", ["RETURN", "$use", ",", "$a b", ",", "$1"]),
        ("MATCH (n:$($x)) RETURN [1..2]", ["MATCH", "(", "n", ":", "$", "(", "$x", ")", ")", "RETURN", "[", "1", ".", ".", "2", "]"]),
        ("RETURN 0x1F, 1_000, 1e5, .5, 1.5E-3", ["RETURN", "0x1F", ",", "1_000", ",", "1e5", ",", ".5", ",", "1.5E-3"]),
        ("RETURN 学校.名称", ["RETURN", "学校", ".", "名称"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@each("text", ["'a", '"a', "`a", "`a``", "/* a", f"'{B}u12'", f"{B}u", "1 \u200b", "1 \x00", "'a\\'", "1 \ufeff"])
def test_unterminated_tokens_and_invisible_characters_are_refused(text: str) -> None:
    with pytest.raises(ConsoleRefusedError):
        tokenize(text)


@given(st.text(alphabet="ab '\"`\\/*\nu0027$.;(){}[]1", max_size=60))
def test_token_offsets_refer_to_the_original_text(text: str) -> None:
    try:
        tokens = tokenize(text)
    except ConsoleRefusedError:
        return
    ends = [0, *(token.end for token in tokens)]
    assert all(end <= token.start < token.end for end, token in zip(ends, tokens, strict=False))
    assert all(text[token.start : token.end] == token.text for token in tokens if token.kind in {"word", "number"} and "\\" not in text)


@pytest.mark.parametrize("size", [100_000])
def test_tokenizing_takes_linear_time(size: int) -> None:
    for part in ("`", "'", "``", "\\", "/*", "a.", "1.", "$"):
        try:
            tokenize(part * size)
        except ConsoleRefusedError:
            continue
