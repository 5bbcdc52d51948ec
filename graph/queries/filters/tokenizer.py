"""Scan the tokens of a filter: names, values and operators. The grammar is in :mod:`graph.queries.filters.parser`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.errors import BadValueError
from graph.queries.filters.syntax_tree import Comparison
from seed.bilingual import Bilingual, sentences
from seed.model import LABEL_BY_PREFIX

POINTER = "/query/filter"
MOST_VALUES = 400
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_TERM_AHEAD = re.compile(r"\s*(?:[!(]|(?P<head>[A-Za-z_][A-Za-z0-9_.\-]*)[:(])")
_PLAIN = re.compile(r'[^,|()"]*')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_COMPARISON = re.compile(r"\s*(>=|<=|>|<)?\s*")


@dataclass(frozen=True)
class Value:
    """A value of a filter: its position, the comparison before it and its text."""

    at: int
    comparison: Comparison
    text: str


_MISSING = (
    Bilingual("a value is missing.", "缺少取值。"),
    Bilingual(
        "To match rows without a value, write !has: and the name of the field. Quote blank text.",
        "查找没有取值的行，请写 !has: 加字段名。空白文本请加引号。",
    ),
)
_NEGATED = (
    Bilingual("a value cannot be negated.", "取值不能取反。"),
    Bilingual("Put ! before the name: !level:secondary.", "请把 ! 写在名称前：!level:secondary。"),
)


class Scanner:
    """The text of a filter and the current position in it."""

    def __init__(self, text: str, pointer: str = POINTER) -> None:
        self.text, self.pointer, self.at = text, pointer, 0
        self.values = 0

    def fail(self, detail: Bilingual, hint: Bilingual | None = None, at: int | None = None) -> BadValueError:
        """Return the error for the position ``at`` (None: the current position)."""
        return BadValueError(sentences(self.place(self.at if at is None else at), detail), pointer=self.pointer, hint=hint)

    def place(self, at: int) -> Bilingual:
        """Return the start of an error message: the parameter and the position."""
        name = self.pointer.rpartition("/")[2]
        return Bilingual(f"In '{name}', at character {at + 1}:", f"“{name}”第 {at + 1} 个字符：")

    def value(self) -> Value:
        """Read a value with its comparison."""
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.fail(
                Bilingual("the filter has too many values.", "筛选条件的取值过多。"),
                Bilingual(f"The maximum is {MOST_VALUES}.", f"最多 {MOST_VALUES} 个。"),
            )
        comparison = _COMPARISON.match(self.text, self.at)
        assert comparison is not None
        sign, at = comparison[1] or "=", comparison.end()
        quoted = _QUOTED.match(self.text, at)
        if quoted is not None:
            self.at = quoted.end()
            self.blanks()
            return Value(at, sign, quoted[1].replace('""', '"'))  # type: ignore[arg-type]  # one of the five
        plain = _PLAIN.match(self.text, at)
        assert plain is not None
        text = plain[0].strip()
        self.at = plain.end()
        if not text or text.startswith("!"):
            raise self.fail(*(_NEGATED if text else _MISSING), at)
        if self.text.startswith(("(", '"'), self.at):
            raise self.fail(
                Bilingual(f"'{self.text[self.at]}' is not allowed in unquoted text.", f"未加引号的文本中不能有“{self.text[self.at]}”。"),
                Bilingual('Quote it, and double inner quotes: name:"A (""B"")".', '请加引号，内部的引号写两遍：name:"A (""B"")"。'),
            )
        return Value(at, sign, text)  # type: ignore[arg-type]

    def read_values(self, targets: tuple[str, ...]) -> list[Value]:
        """Read one or more values; ``targets``: the types whose ids are allowed."""
        values = [self.value()]
        while self.more(targets):
            values.append(self.value())
        return values

    def more(self, targets: tuple[str, ...]) -> bool:
        """Return whether ``|`` and another value follow; if so, skip the ``|``."""
        if not self.text.startswith("|", self.at):
            return False
        ahead = _TERM_AHEAD.match(self.text, self.at + 1)
        if ahead is not None and (ahead["head"] is None or LABEL_BY_PREFIX.get(ahead["head"]) not in targets):
            return False
        self.at += 1
        return True

    def path(self) -> str:
        """Read a path: one or more names joined by dots."""
        self.blanks()
        match = _PATH.match(self.text, self.at)
        if match is None:
            raise self.fail(
                Bilingual("a name is missing.", "缺少名称。"),
                Bilingual("A condition is name:value, !name:value or has:name.", "条件的写法是 name:value、!name:value 或 has:name。"),
            )
        self.at = match.end()
        return match[0]

    def close(self) -> None:
        """Read the closing parenthesis."""
        if not self.eat(")"):
            raise self.fail(Bilingual("a closing parenthesis is missing.", "缺少右括号。"))

    def blanks(self) -> None:
        """Skip whitespace."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def eat(self, letter: str) -> bool:
        """Return whether this character comes next; if so, skip it."""
        self.blanks()
        if not self.text.startswith(letter, self.at):
            return False
        self.at += 1
        return True
