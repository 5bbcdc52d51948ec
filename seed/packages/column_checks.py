"""Check the columns and rules of one type, and map the columns of a file to the declared order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from seed.characters import unusual_character
from seed.columns import SEPARATOR, Column, columns, keys, names, type_name
from seed.model import KEY_BYTES, Edge, Row
from seed.packages.cell_checks import BIDIRECTIONAL, TEXT_LIMIT, Verdict, check_id, verdict
from seed.packages.choices import Choices, extended
from seed.packages.row_rules import RowRule, rules_of
from seed.packages.warnings import warning_of
from seed.problems import Fault, Place

Columns = list[tuple[str, ...]]
"""The cells of a batch by column, in the declared order."""
_CACHE_SIZE = 8192
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_NAMES = frozenset({"name", "name_zh", "aliases", "gloss_zh", "search_words"})


@dataclass
class ColumnCheck:
    """The check of one column. Valid texts are cached. A column of free text (``free``) is checked as a whole."""

    column: Column
    verdict: Verdict
    free: bool
    valid: set[str] = field(default_factory=set)

    def faults(self, cells: tuple[str, ...]) -> dict[str, Fault]:
        """Return the invalid texts, each with its fault."""
        if self.free and self._all_valid(cells):
            return {}
        unchecked = set(cells).difference(self.valid)
        faults = {text: fault for text in unchecked if (fault := self.verdict(text)) is not None}
        if not self.free:
            self.valid.update(unchecked.difference(faults))
            if len(self.valid) > _CACHE_SIZE:
                self.valid.clear()
        return faults

    def _all_valid(self, cells: tuple[str, ...]) -> bool:
        if self.column.required and "" in cells:
            return False
        if BIDIRECTIONAL.search("".join(cells)):
            return False
        return tuple(map(str.strip, cells)) == cells and max(map(len, cells)) <= (KEY_BYTES // 4 if self.column.index else TEXT_LIMIT)


class Plan:
    """The checks of the rows of one type."""

    def __init__(self, cls: type[Row], sources: dict[str, str], named: dict[str, None], choices: Choices) -> None:
        self.cls, self.names = cls, names(cls)
        self.at = {name: index for index, name in enumerate(self.names)}
        self.keys = tuple(self.at[name] for name in keys(cls))
        self.rules: list[RowRule] = rules_of(cls, sources, named)
        self.searched = _NAMES if not issubclass(cls, Edge) else frozenset()
        # The ends of a relationship are looked up among the nodes. Only ends that are not found are checked as texts.
        skipped = {"start", "end"} if issubclass(cls, Edge) else set()
        self.checks = [
            (self.at[c.name], self._column(extended(c, type_name(cls), choices)), warning_of(c))
            for c in columns(cls)
            if c.name not in skipped
        ]

    def _column(self, column: Column) -> ColumnCheck:
        if column.name == "id":
            basic, label = verdict(column), type_name(self.cls)
            return ColumnCheck(column, lambda text: basic(text) or check_id(text, label), free=False)
        if column.fallback:  # empty only if the other column is empty too
            column = replace(column, required=True)
        return ColumnCheck(column, verdict(column), column.kind == "str" and not column.choices and not column.pattern)

    def check(self, cells: Columns, numbers: Sequence[int], place: Place, absent: frozenset[str]) -> None:
        """Check the cells and rules of a batch, and report problems. ``absent`` are the columns that the file does not have."""
        for index, check, warning in self.checks:
            name = check.column.name
            if name in absent:
                continue
            faults = check.faults(cells[index])
            if faults:
                for number, text in zip(numbers, cells[index], strict=True):
                    if text in faults:
                        place.add(faults[text], number, name, text)
            if name in self.searched:
                _warn_of_characters(name, cells[index], numbers, place)
            if warning is not None and name not in absent:
                warning.run(name, cells[index], numbers, place)
        for rule in self.rules:
            self._check_rule(rule, cells, numbers, place)
        if self.searched and "gloss_zh" not in absent:
            _warn_of_glosses(cells[self.at["name_zh"]], cells[self.at["gloss_zh"]], numbers, place)

    def _check_rule(self, rule: RowRule, cells: Columns, numbers: Sequence[int], place: Place) -> None:
        rows = list(zip(*(cells[self.at[name]] for name in rule.columns), strict=True))
        faults = rule.faults(rows)
        if faults:
            for number, row in zip(numbers, rows, strict=True):
                for fault, column, value in faults.get(row, ()):
                    place.add(fault, number, column, value)


def _warn_of_characters(column: str, cells: tuple[str, ...], numbers: Sequence[int], place: Place) -> None:
    """Warn of names with characters that are invisible or look like others."""
    if "".join(cells).isascii():
        return
    for number, cell in zip(numbers, cells, strict=True):
        if not cell.isascii():
            for text in cell.split(SEPARATOR):
                if (unusual := unusual_character(text)) is not None:
                    place.warn(Fault("unusual-character", *unusual), number, column, text)


def _warn_of_glosses(names: tuple[str, ...], glosses: tuple[str, ...], numbers: Sequence[int], place: Place) -> None:
    """Warn of working translations that are not in Chinese, and of those that a Chinese name hides."""
    for number, name, gloss in zip(numbers, names, glosses, strict=True):
        if gloss and not _HAN.search(gloss):
            fault = Fault(
                "gloss", "The working translation contains no Chinese character.", "Translate the name into Chinese, or leave it empty."
            )
            place.warn(fault, number, "gloss_zh", gloss)
        elif gloss and name:
            fault = Fault("gloss", "The row has a Chinese name, so its working translation is never shown.", "Leave gloss_zh empty.")
            place.warn(fault, number, "gloss_zh", gloss)


class Layout:
    """Maps the columns of a file to the declared order, and fills empty cells with the declared fallbacks and defaults."""

    def __init__(self, cls: type[Row], header: list[str], place: Place) -> None:
        declared = columns(cls)
        self._positions = [header.index(column.name) if column.name in header else None for column in declared]
        self._defaults = [(index, column.default) for index, column in enumerate(declared) if column.default]
        at = {column.name: index for index, column in enumerate(declared)}
        self._fallbacks = [(index, at[column.fallback]) for index, column in enumerate(declared) if column.fallback]
        self._as_is = header == [column.name for column in declared]
        missing = {column.name for column in declared if column.name not in header}
        self.absent = frozenset(missing - {column.name for column in declared if column.fallback and column.fallback not in missing})
        for name in dict.fromkeys(header):
            if name and header.count(name) > 1:
                place.add(Fault("duplicate-column", "The column occurs twice.", "Keep one of them."), 1, name, name)
        for column in declared:
            if (column.required or column.fallback) and column.name in self.absent:
                place.add(
                    Fault("missing-column", "A required column is missing.", f"Add {column.name}: {column.about}"),
                    1,
                    column.name,
                )
                if column.name in keys(cls):
                    place.fatal = True

    def columns(self, rows: list[list[str]]) -> tuple[Columns, list[list[str]]]:
        """Return the cells by column and by row, both in the declared order."""
        count = len(rows)
        file_columns = list(zip(*rows, strict=True))
        blank = ("",) * count
        cells: Columns = [blank if position is None else file_columns[position] for position in self._positions]
        as_is = self._as_is
        for index, other in self._fallbacks:
            if "" in cells[index]:
                as_is = False
                cells[index] = tuple(text or instead for text, instead in zip(cells[index], cells[other], strict=True))
        for index, default in self._defaults:
            if "" in cells[index]:
                as_is = False
                cells[index] = tuple(text or default for text in cells[index])
        return cells, rows if as_is else list(map(list, zip(*cells, strict=True)))
