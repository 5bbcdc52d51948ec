"""Reads filters: ``level:secondary|technician,!has:feeds,offers.major.code:660108``.

::

    filter     = either *( "," either )                 all of them hold
    either     = one *( "|" one )                       one of them holds; binds more tightly than the comma
    one        = "!" one | "(" filter ")" | term
    term       = "has:" path *( "|" path )              the property is known, or there is such a relationship
               | path ":" value *( "|" value )          one of the values fits
               | path "(" filter ")"                    one relationship of this path leads to something for which all of that holds
    path       = name *( "." name )                     what names there are: graph.queries.filters.name_resolution
    value      = [ ">" | ">=" | "<" | "<=" ] text       or, where the path ends with a relationship, an id or a bare code
    text       = '"' anything, a quote doubled '"' | anything without , | ( ) and "

``!`` takes the whole term after it: ``!level:secondary|technician`` is neither. What is not known fulfils no term, so it fulfils the
negation: a term and its negation together give the whole list. After ``|`` stands another value, unless it begins like a term of its own
(``name:`` or ``name(``); behind a reference, ``county:431024`` is another id. Blanks around values do not count.

A date fulfils a comparison when every day that it may mean does: one stated as ``2024`` is ``>2023`` and ``<=2024``, but neither
``<2024-06`` nor ``>=2024-06``, and it is ``:2024``. A list of words fulfils ``:word`` when that is one of its words. Each term looks for a
relationship of its own; ``feeds(year:2024,code:X)`` asks both of one.

Everything that does not fit is refused with its place, the nearest known name and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.errors import UnknownNameError
from graph.queries.filters.literals import OPERATORS, UnfitValueError, example, literal, written
from graph.queries.filters.name_resolution import END, START, AmbiguousPathError, Found, Scope, find, label_of_prefix, names, narrowed
from graph.queries.filters.syntax_tree import All, Among, Any, Comparison, Condition, End, Known, Linked, Not, Step, Test
from graph.queries.filters.tokenizer import POINTER, Scanner, Value
from seed.columns import Column
from seed.model import NODES
from seed.suggestions import nearest

LONGEST = 8000
"""Characters of a filter at most."""
MOST_TERMS, DEEPEST, MOST_STEPS = 60, 8, 5
HAS = "has"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]*")


def parse(text: str, label: str) -> tuple[Condition, ...]:
    """The conditions of a filter on rows of a type, all of which must hold.

    :raises UnknownNameError: a name that means nothing there; carries the nearest.
    :raises BadValueError: anything else that does not fit; says where and what would.
    """
    return _Reader(text).whole(Scope((label,)))


def parse_edge(text: str, kind: str) -> tuple[Condition, ...]:
    """The conditions of a filter on relationships of a type: ``year:>2022,start.level:secondary,end.county:431024``.

    :raises UnknownNameError: a name that means nothing there; carries the nearest.
    :raises BadValueError: anything else that does not fit; says where and what would.
    """
    return _Reader(text).whole(Scope((), kind))


def path_of(text: str, label: str, *, pointer: str) -> tuple[list[Step], Found]:
    """The steps of a path from a type, and what its last name means.

    :raises UnknownNameError: a name that means nothing there; carries the nearest.
    :raises BadValueError: anything else that does not fit.
    """
    reader = _Reader(text, pointer)
    way, end = reader.walk(0, reader.path(), Scope((label,)))
    if reader.at < len(text):
        raise reader.fail(f"'{text[reader.at]}' does not fit here.", "Names are joined by dots: offers.major.")
    return way, end


class _Reader(Scanner):
    """Reads the grammar."""

    def __init__(self, text: str, pointer: str = POINTER) -> None:
        super().__init__(text, pointer)
        self.terms = self.depth = 0

    def whole(self, scope: Scope) -> tuple[Condition, ...]:
        if len(self.text) > LONGEST:
            raise self.fail(f"it has {len(self.text):,} characters.", f"At most {LONGEST:,}.")
        parts = self.all_of(scope)
        if self.at < len(self.text):
            raise self.fail(f"'{self.text[self.at]}' does not fit here.", 'Quote texts that hold , | ( ) or ": name:"A, B".')
        return parts

    def all_of(self, scope: Scope) -> tuple[Condition, ...]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail("it is nested too deeply.", f"At most {DEEPEST} levels.")
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
            raise self.fail("it has too many conditions.", f"At most {MOST_TERMS}.")
        at, path = self.at, self.path()
        if self.eat("("):
            way, end = self.walk(at, path, scope)
            if end.column is not None:
                raise self.fail(f"'{path}' is a property and leads nowhere.", f"Write {path}:{example(end.column)}.", at)
            assert end.step is not None
            inner = _all(self.all_of(Scope(end.step.targets, end.step.edge)))
            self.close()
            return _along([*way, end.step], inner)
        if not self.eat(":"):
            raise self.fail(f"after '{path}' a colon is missing.", "Write name:value, or has:name.")
        return self.known(scope) if path == HAS else self.compared(at, path, scope)

    def known(self, scope: Scope) -> Condition:
        parts: list[Condition] = []
        while True:
            at, path = self.at, self.path()
            way, end = self.walk(at, path, scope)
            parts.append(_along(way, Known(end.column, end.on_edge)) if end.column is not None else _along([*way, _step(end)], None))
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
        for value in values:
            if value.comparison not in allowed:
                raise self.fail(f"'{path}' is not ordered, '{value.comparison}' means nothing.", written(path, column), value.at)
            try:
                parts.setdefault(value.comparison, []).append(literal(column, value.text))
            except UnfitValueError as problem:
                raise self.fail(f"'{value.text}' does not fit '{path}'. {problem}", written(path, column), value.at) from problem
        return _any([Test(column, comparison, tuple(dict.fromkeys(known)), on_edge) for comparison, known in parts.items()])

    def among(self, path: str, targets: tuple[str, ...], values: list[Value]) -> Among:
        ids: list[str] = []
        codes: list[str] = []
        coded = any("code" in NODES[label].model_fields for label in targets)
        kinds = ", ".join(targets)
        for value in values:
            label = label_of_prefix(value.text)
            if value.comparison != "=" or _ID.fullmatch(value.text) is None or (label is None and ":" in value.text):
                raise self.fail(f"'{path}' takes an id{' or a code' if coded else ''}.", f"It leads to {kinds}: {_id(targets)}.", value.at)
            if label is None and not coded:
                raise self.fail(f"'{value.text}' is no id, and {kinds} has no codes.", f"Write {_id(targets)}.", value.at)
            if label is not None and label not in targets:
                raise self.fail(f"'{value.text}' is of type {label}, but '{path}' leads to {kinds}.", f"Write {_id(targets)}.", value.at)
            (codes if label is None else ids).append(value.text)
        return Among(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(codes)))

    def walk(self, at: int, path: str, scope: Scope) -> tuple[list[Step], Found]:
        """The steps of a path, and what its last name means."""
        way: list[Step] = []
        words = path.split(".")
        if len(words) > MOST_STEPS:
            raise self.fail(f"'{path}' has too many steps.", f"At most {MOST_STEPS}.", at)
        for place, word in enumerate(words):
            found = self.find(at, word, scope)
            if way:
                way[-1] = narrowed(way[-1], found.labels)
            elif found.step is not None and scope.labels and found.labels != scope.labels:
                found = replace(found, step=replace(found.step, sources=found.labels))
            if place == len(words) - 1:
                return way, found
            if found.step is None:
                raise self.fail(f"'{word}' is a property and leads nowhere.", None, at)
            way.append(found.step)
            scope = Scope(found.step.targets, found.step.edge)
            at += len(word) + 1
        raise AssertionError("a path has a name")

    def find(self, at: int, word: str, scope: Scope) -> Found:
        kinds = ", ".join(scope.labels) or str(scope.edge)
        try:
            found = find(scope, word)
        except AmbiguousPathError as problem:
            ways = "; ".join(problem.ways[:4])
            raise self.fail(
                f"'{word}' reads several ways from {kinds} ({ways}).", "Name the type before it: school.located_in.", at
            ) from None
        if found is None:
            near = nearest(word, [*names(scope), HAS])
            some = "" if near else f" Known: {', '.join(names(scope)[:40])}."
            text = f"{self.place(at)} {kinds} has nothing called '{word}'.{some}"
            raise UnknownNameError(text, nearest=near, pointer=self.pointer)
        return found


def _all(parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else All(parts)


def _any(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _along(way: list[Step], inner: Condition | None) -> Condition:
    """``inner`` at the end of a way. What a relationship says of itself belongs to the last step."""
    made = inner
    for step in reversed(way):
        made = End(step.forward, made or All(())) if step.name in {START, END} else Linked(step, made)
    assert made is not None
    return made


def _step(found: Found) -> Step:
    assert found.step is not None
    return found.step


def _id(targets: tuple[str, ...]) -> str:
    return " or ".join(f"{NODES[label].prefix}:..." for label in targets[:4])
