"""The compiled check of one type: its columns' cells, its rules, and how a file's columns are laid out in the declared order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from seed.columns import Column, columns, keys, names, type_name
from seed.model import KEY_BYTES, Edge, Row
from seed.packages.cell_checks import TEXT_LIMIT, Verdict, check_id, verdict
from seed.packages.row_rules import RowRule, rules_of
from seed.problems import Fault, Place

Columns = list[tuple[str, ...]]
"""The cells of a batch by column, in the declared order."""
_KEPT = 8192


@dataclass
class ColumnCheck:
    """The check of one column. Texts that were right once are remembered; free text is looked at as a whole."""

    column: Column
    verdict: Verdict
    free: bool
    right: set[str] = field(default_factory=set)

    def wrong(self, cells: tuple[str, ...]) -> dict[str, Fault]:
        """The texts that are wrong, with what is wrong."""
        if self.free and self._plain(cells):
            return {}
        fresh = set(cells).difference(self.right)
        wrong = {text: fault for text in fresh if (fault := self.verdict(text)) is not None}
        if not self.free:
            self.right.update(fresh.difference(wrong))
            if len(self.right) > _KEPT:
                self.right.clear()
        return wrong

    def _plain(self, cells: tuple[str, ...]) -> bool:
        if self.column.required and "" in cells:
            return False
        return tuple(map(str.strip, cells)) == cells and max(map(len, cells)) <= (KEY_BYTES // 4 if self.column.index else TEXT_LIMIT)


class Plan:
    """How the rows of one type are checked."""

    def __init__(self, cls: type[Row], sources: dict[str, str], named: dict[str, None]) -> None:
        self.cls, self.names = cls, names(cls)
        self.at = {name: index for index, name in enumerate(self.names)}
        self.keys = tuple(self.at[name] for name in keys(cls))
        self.rules: list[RowRule] = rules_of(cls, sources, named)
        # The ends of a relationship are looked up among the nodes; only what is not found there is looked at as a text.
        skipped = {"start", "end"} if issubclass(cls, Edge) else set()
        self.checks = [(self.at[c.name], self._column(c)) for c in columns(cls) if c.name not in skipped]

    def _column(self, column: Column) -> ColumnCheck:
        if column.name == "id":
            basic, label = verdict(column), type_name(self.cls)
            return ColumnCheck(column, lambda text: basic(text) or check_id(text, label), free=False)
        return ColumnCheck(column, verdict(column), column.kind == "str" and not column.choices and not column.pattern)

    def check(self, cells: Columns, numbers: Sequence[int], place: Place, absent: frozenset[str]) -> None:
        """Add the problems of a batch's cells and rules; ``absent`` are the columns that the file does not have."""
        for index, check in self.checks:
            name = check.column.name
            if name in absent:
                continue
            wrong = check.wrong(cells[index])
            if wrong:
                for number, text in zip(numbers, cells[index], strict=True):
                    if text in wrong:
                        place.add(wrong[text], number, name, text)
        for rule in self.rules:
            self._rule(rule, cells, numbers, place)

    def _rule(self, rule: RowRule, cells: Columns, numbers: Sequence[int], place: Place) -> None:
        rows = list(zip(*(cells[self.at[name]] for name in rule.columns), strict=True))
        wrong = rule.wrong(rows)
        if wrong:
            for number, row in zip(numbers, rows, strict=True):
                for fault, column, value in wrong.get(row, ()):
                    place.add(fault, number, column, value)


class Layout:
    """Where a file's columns go in the declared order; empty cells get the default that the declaration states."""

    def __init__(self, cls: type[Row], header: list[str], place: Place) -> None:
        declared = columns(cls)
        self._positions = [header.index(column.name) if column.name in header else None for column in declared]
        self._defaults = [(index, column.default) for index, column in enumerate(declared) if column.default]
        self._as_is = header == [column.name for column in declared]
        self.absent = frozenset(column.name for column in declared if column.name not in header)
        for name in dict.fromkeys(header):
            if name and header.count(name) > 1:
                place.add(Fault("duplicate-column", "The column stands there twice.", "Keep one of them."), 1, name, name)
        for column in declared:
            if column.required and column.name in self.absent:
                place.add(
                    Fault("missing-column", "A column that every row needs is missing.", f"Add {column.name}: {column.about}"),
                    1,
                    column.name,
                )
                if column.name in keys(cls):
                    place.fatal = True

    def columns(self, rows: list[list[str]]) -> tuple[Columns, list[list[str]]]:
        """The cells by column, and the same by row, both in the declared order."""
        count = len(rows)
        given = list(zip(*rows, strict=True))
        blank = ("",) * count
        cells: Columns = [blank if position is None else given[position] for position in self._positions]
        as_is = self._as_is
        for index, default in self._defaults:
            if "" in cells[index]:
                as_is = False
                cells[index] = tuple(text or default for text in cells[index])
        return cells, rows if as_is else list(map(list, zip(*cells, strict=True)))
