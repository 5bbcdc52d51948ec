"""Parse filters such as ``level:secondary|technician,!has:feeds,offers.major.code:660108``.

::

    filter     = either *( "," either )                 all hold
    either     = one *( "|" one )                       at least one holds; binds more tightly than the comma
    one        = "!" one | "(" filter ")" | term
    term       = "has:" path *( "|" path )              the property has a value, or such a relationship exists
               | path ":" value *( "|" value )          the property has one of the values
               | path "(" filter ")"                    a relationship of this path leads to a node for which the filter holds
    path       = name *( "." name )                     valid names: graph.queries.filters.name_resolution
    value      = [ ">" | ">=" | "<" | "<=" ] text       or, when the path ends with a relationship, an id or a code
    text       = '"' any text, quotes doubled '"' | any text without , | ( ) and "

``!`` negates the whole term after it: ``!level:secondary|technician`` means neither. An unknown value matches no term and therefore matches
its negation: a term and its negation together match the whole list. ``|`` is followed by another value, unless the text after it starts
like a term (``name:`` or ``name(``); after a reference, ``county:431024`` is another id. Spaces around values are ignored.

A date matches a comparison when every day it may stand for does: ``2024`` matches ``>2023``, ``<=2024`` and ``:2024``, but neither
``<2024-06`` nor ``>=2024-06``. A list of words matches ``:word`` when it contains that word. Each term may match a different relationship;
``feeds(year:2024,code:X)`` requires one relationship that matches both.

An error states the position, the nearest valid name and what is valid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.errors import UnknownNameError
from graph.queries.codes import code_forms
from graph.queries.filters.literals import OPERATORS, InvalidLiteralError, example, literal, usage
from graph.queries.filters.name_resolution import (
    END,
    START,
    AmbiguousPathError,
    ResolvedName,
    Scope,
    label_of_prefix,
    names,
    narrowed,
    resolve_name,
)
from graph.queries.filters.syntax_tree import All, Any, Comparison, Condition, End, HasValue, Linked, NodeIn, Not, Step, Test
from graph.queries.filters.tokenizer import POINTER, Scanner, Value
from seed.bilingual import Bilingual, chinese, sentences
from seed.columns import Column
from seed.model import NODES
from seed.packages.choices import Choices
from seed.suggestions import nearest

LONGEST = 8000
"""Maximum length of a filter in characters."""
MOST_TERMS, DEEPEST, MOST_STEPS = 60, 8, 5
HAS = "has"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]*")


def parse(text: str, label: str, choices: Choices | None = None) -> tuple[Condition, ...]:
    """Parse a filter on rows of a type into conditions, all of which must hold.

    :param choices: values that the loaded packages add to lists of the model.
    :raises UnknownNameError: an unknown name; carries the nearest valid names.
    :raises BadValueError: any other error; states the position and what is valid.
    """
    return _Reader(text, choices=choices).whole(Scope((label,)))


def parse_edge(text: str, kinds: tuple[str, ...], choices: Choices | None = None) -> tuple[Condition, ...]:
    """Parse a filter on relationships of some types, such as ``year:>2022,start.level:secondary,end.county:431024``.

    :param choices: values that the loaded packages add to lists of the model.
    :raises UnknownNameError: an unknown name; carries the nearest valid names.
    :raises BadValueError: any other error; states the position and what is valid.
    """
    return _Reader(text, choices=choices).whole(Scope((), kinds=kinds))


def path_of(text: str, scope: Scope, *, pointer: str) -> tuple[list[Step], ResolvedName]:
    """Parse a path from a scope; return its steps and the meaning of its last name.

    :raises UnknownNameError: an unknown name; carries the nearest valid names.
    :raises BadValueError: the path is invalid.
    """
    reader = _Reader(text, pointer)
    way, end = reader.walk(0, reader.path(), scope)
    if reader.at < len(text):
        raise reader.fail(
            Bilingual(f"unexpected '{text[reader.at]}'.", f"此处不应出现“{text[reader.at]}”。"),
            Bilingual("Join names with dots: offers.major.", "请用点连接名称：offers.major。"),
        )
    return way, end


class _Reader(Scanner):
    """Recursive-descent parser for the grammar of filters."""

    def __init__(self, text: str, pointer: str = POINTER, choices: Choices | None = None) -> None:
        super().__init__(text, pointer)
        self.choices = choices or {}
        self.terms = self.depth = 0

    def whole(self, scope: Scope) -> tuple[Condition, ...]:
        if len(self.text) > LONGEST:
            raise self.fail(
                Bilingual(f"the filter has {len(self.text):,} characters.", f"筛选条件有 {len(self.text):,} 个字符。"),
                Bilingual(f"The maximum is {LONGEST:,}.", f"最多 {LONGEST:,} 个。"),
            )
        parts = self.all_of(scope)
        if self.at < len(self.text):
            raise self.fail(
                Bilingual(f"unexpected '{self.text[self.at]}'.", f"此处不应出现“{self.text[self.at]}”。"),
                Bilingual('Quote values that contain , | ( ) or ": name:"A, B".', '含有 , | ( ) 或 " 的值请加引号：name:"A, B"。'),
            )
        return parts

    def all_of(self, scope: Scope) -> tuple[Condition, ...]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail(
                Bilingual("the filter is nested too deeply.", "筛选条件嵌套过深。"),
                Bilingual(f"The maximum is {DEEPEST} levels.", f"最多 {DEEPEST} 层。"),
            )
        parts = [self.either(scope)]
        while self.eat(","):
            parts.append(self.either(scope))
        self.depth -= 1
        return tuple(parts)

    def either(self, scope: Scope) -> Condition:
        parts = [self.one(scope)]
        while self.eat("|"):
            parts.append(self.one(scope))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def one(self, scope: Scope) -> Condition:
        negations = 0
        while self.eat("!"):
            negations += 1
        if self.eat("("):
            part = _all(self.all_of(scope))
            self.close()
        else:
            part = self.term(scope)
        return Not(part) if negations % 2 else part

    def term(self, scope: Scope) -> Condition:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise self.fail(
                Bilingual("the filter has too many conditions.", "筛选条件过多。"),
                Bilingual(f"The maximum is {MOST_TERMS}.", f"最多 {MOST_TERMS} 个。"),
            )
        at, path = self.at, self.path()
        if self.eat("("):
            way, end = self.walk(at, path, scope)
            if end.column is not None:
                raise self.fail(
                    Bilingual(f"'{path}' is a property, not a relationship.", f"“{path}”是属性，不是关系。"),
                    Bilingual(f"Write {path}:{example(end.column)}.", f"请写 {path}:{example(end.column)}。"),
                    at,
                )
            assert end.step is not None
            inner = _all(self.all_of(Scope(end.step.targets, end.step.edge)))
            self.close()
            return _along([*way, end.step], inner)
        if not self.eat(":"):
            raise self.fail(
                Bilingual(f"a colon is missing after '{path}'.", f"“{path}”之后缺少冒号。"),
                Bilingual("Write name:value or has:name.", "请写 name:value 或 has:name。"),
            )
        return self.has_value(scope) if path == HAS else self.compared(at, path, scope)

    def has_value(self, scope: Scope) -> Condition:
        parts: list[Condition] = []
        while True:
            at, path = self.at, self.path()
            way, end = self.walk(at, path, scope)
            parts.append(_along(way, HasValue(end.column, end.on_edge)) if end.column is not None else _along([*way, _step(end)], None))
            if not self.more(()):
                return _any(parts)

    def compared(self, at: int, path: str, scope: Scope) -> Condition:
        way, end = self.walk(at, path, scope)
        if end.column is not None and (end.column.name != "id" or end.on_edge):
            return _along(way, self.tests(path, end.column, self.read_values(()), end.on_edge))
        targets = end.labels if end.column is not None else _step(end).targets
        among = self.among(path, targets, self.read_values(targets))
        return _along(way, among) if end.column is not None else _along([*way, _step(end)], among)

    def tests(self, path: str, column: Column, values: list[Value], on_edge: bool) -> Condition:
        parts: dict[Comparison, list[str | int | float | bool]] = {}
        allowed = OPERATORS[column.kind]
        column = self.extended(column)
        for value in values:
            if value.comparison not in allowed:
                raise self.fail(
                    Bilingual(
                        f"'{path}' is not ordered and does not support '{value.comparison}'.",
                        f"“{path}”没有大小之分，不支持“{value.comparison}”。",
                    ),
                    usage(path, column),
                    value.at,
                )
            try:
                texts = code_forms(value.text) if column.name == "code" else (value.text,)
                parts.setdefault(value.comparison, []).extend(literal(column, text) for text in texts)
            except InvalidLiteralError as problem:
                raise self.fail(
                    Bilingual(
                        f"'{value.text}' is not a valid value for '{path}'. {problem}",
                        f"“{value.text}”不是“{path}”的有效取值。{chinese(str(problem))}",
                    ),
                    usage(path, column),
                    value.at,
                ) from problem
        return _any([Test(column, comparison, tuple(dict.fromkeys(literals)), on_edge) for comparison, literals in parts.items()])

    def extended(self, column: Column) -> Column:
        """Return a column with the values that packages add to the list of this name, of any type."""
        more = [value for name, values in self.choices.items() if name.endswith(f".{column.name}") for value in values]
        return replace(column, choices=tuple(dict.fromkeys((*column.choices, *more)))) if column.choices and more else column

    def among(self, path: str, targets: tuple[str, ...], values: list[Value]) -> NodeIn:
        ids: list[str] = []
        codes: list[str] = []
        coded = any("code" in NODES[label].model_fields for label in targets)
        kinds = ", ".join(targets)
        kinds_zh = "、".join(NODES[target].title_zh for target in targets)
        for value in values:
            label = label_of_prefix(value.text)
            forms = code_forms(value.text) if label is None else (value.text,)
            if value.comparison != "=" or _ID.fullmatch(forms[-1]) is None or (label is None and ":" in forms[-1]):
                raise self.fail(
                    Bilingual(f"'{path}' requires an id{' or a code' if coded else ''}.", f"“{path}”须为 ID{'或代码' if coded else ''}。"),
                    Bilingual(f"It leads to {kinds}: {_id(targets)}.", f"它指向{kinds_zh}：{_id(targets)}。"),
                    value.at,
                )
            if label is None and not coded:
                raise self.fail(
                    Bilingual(f"'{value.text}' is not an id, and {kinds} has no codes.", f"“{value.text}”不是 ID，而{kinds_zh}没有代码。"),
                    Bilingual(f"Write {_id(targets)}.", f"请写 {_id(targets)}。"),
                    value.at,
                )
            if label is not None and label not in targets:
                raise self.fail(
                    Bilingual(
                        f"'{value.text}' is of type {label}, but '{path}' leads to {kinds}.",
                        f"“{value.text}”的类型是{NODES[label].title_zh}，而“{path}”指向{kinds_zh}。",
                    ),
                    Bilingual(f"Write {_id(targets)}.", f"请写 {_id(targets)}。"),
                    value.at,
                )
            (codes if label is None else ids).extend(forms)
        return NodeIn(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(codes)))

    def walk(self, at: int, path: str, scope: Scope) -> tuple[list[Step], ResolvedName]:
        """Resolve a path: its steps and the meaning of its last name."""
        way: list[Step] = []
        words = path.split(".")
        if len(words) > MOST_STEPS:
            raise self.fail(
                Bilingual(f"'{path}' has too many steps.", f"“{path}”的层级过多。"),
                Bilingual(f"The maximum is {MOST_STEPS}.", f"最多 {MOST_STEPS} 层。"),
                at,
            )
        for place, word in enumerate(words):
            name = self.resolve(at, word, scope)
            if way:
                way[-1] = narrowed(way[-1], name.labels)
            elif name.step is not None and scope.labels and name.labels != scope.labels:
                name = replace(name, step=replace(name.step, sources=name.labels))
            if place == len(words) - 1:
                return way, name
            if name.step is None:
                raise self.fail(Bilingual(f"'{word}' is a property, not a relationship.", f"“{word}”是属性，不是关系。"), None, at)
            way.append(name.step)
            scope = Scope(name.step.targets, name.step.edge)
            at += len(word) + 1
        raise AssertionError("a path has at least one name")

    def resolve(self, at: int, word: str, scope: Scope) -> ResolvedName:
        kinds = scope.types
        try:
            name = resolve_name(scope, word)
        except AmbiguousPathError as problem:
            ways = "; ".join(problem.ways[:4])
            raise self.fail(
                Bilingual(f"'{word}' is ambiguous from {kinds} ({ways}).", f"“{word}”有多种含义（{ways}）。"),
                Bilingual("Put the type before it: school.located_in.", "请在前面加上类型：school.located_in。"),
                at,
            ) from None
        if name is None:
            near = nearest(word, [*names(scope), HAS])
            known = names(scope)[:40]
            valid = None if near else Bilingual(f"Valid names: {', '.join(known)}.", f"可用名称：{'、'.join(known)}。")
            detail = Bilingual(f"{kinds} has no field '{word}'.", f"没有字段“{word}”。")
            raise UnknownNameError(sentences(self.place(at), detail, valid), nearest=near, pointer=self.pointer)
        return name


def _all(parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else All(parts)


def _any(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _along(way: list[Step], inner: Condition | None) -> Condition:
    """Wrap ``inner`` in the steps of a path, last step first. Conditions on a relationship belong to the last step."""
    condition = inner
    for step in reversed(way):
        condition = End(step.forward, condition or All(())) if step.name in {START, END} else Linked(step, condition)
    assert condition is not None
    return condition


def _step(found: ResolvedName) -> Step:
    assert found.step is not None
    return found.step


def _id(targets: tuple[str, ...]) -> str:
    return " or ".join(f"{NODES[label].prefix}:..." for label in targets[:4])
