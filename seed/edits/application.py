"""One pass over the packages that finds the rows of all edits and collects the changes of each file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seed.columns import CLASS_BY_FILE, TYPES, path_of
from seed.edits.edit import EDITS_FILE, Edit, in_effect
from seed.edits.edit_sources import source_row
from seed.edits.file_rows import Cells, FileChange, Mention, effective, stored_rows
from seed.edits.moves import MOVES, Moves
from seed.edits.row_group import RowGroup
from seed.edits.row_history import Conflict, RowHistory
from seed.edits.row_keys import SEPARATOR, key_of
from seed.model import Edge, Node, Row, Source
from seed.packages.package_files import UNREADABLE
from seed.problems import Fault, Problem

if TYPE_CHECKING:
    from seed.packages.package import Package

_STRONG = ("documented", "reference")
FilePlace = tuple[int, str]
"""A package, by its position, and a file in it."""
EditPlace = tuple[int, int]
"""A package, by its position, and a row of its edits.csv."""
Stored = dict[str, tuple[int, Cells]]
"""Rows of packages by their key, each with the position of its package."""


@dataclass
class Application:
    """Edits that are applied. ``failed`` are moves of ids that did not fit in an earlier pass, by their position among the edits in effect.

    When a move does not fit, no reference may follow it: the caller makes another pass without it.
    """

    given: Sequence[Package]
    failed: dict[int, Conflict]
    places: dict[int, EditPlace] = field(default_factory=dict)
    """The place of each edit, by its identity."""
    order: dict[int, int] = field(default_factory=dict)
    """The position of each edit in effect, by its identity."""
    changes: dict[FilePlace, FileChange] = field(default_factory=dict)
    weakened: dict[str, str] = field(default_factory=dict)
    moves: Moves = field(default_factory=lambda: Moves(()))
    redirects: dict[int, dict[str, str]] = field(default_factory=dict)
    """The final ids of replaced ids, by the position of the package of the edit."""
    problems: list[tuple[EditPlace, Conflict]] = field(default_factory=list)

    def run(self) -> bool:
        """Find the edited rows, and collect the changes of each file. Return whether all moves fit."""
        for position, package in enumerate(self.given):
            for edit, number in zip(package.edits, package.edit_numbers, strict=True):
                self.places[id(edit)] = position, number
        self._find_unknown_edits()
        edits = self._in_effect()
        applied = self._apply(edits)
        new = {self.order[id(edit)]: conflict for _, conflict in self.problems if (edit := conflict[0]).action in MOVES}
        if new.keys() - self.failed.keys():
            self.failed = {**self.failed, **new}
            return False
        sources: dict[str, list[Edit]] = {}
        for edit in applied:
            sources.setdefault(edit.edit, []).append(edit)
        for group in sources.values():
            self._change(self.places[id(group[0])][0], Source).added.append(source_row(group))
        self._follow_references()
        return True

    def report(self) -> None:
        """Add the conflicts to the problems of the packages."""
        for (position, number), (edit, fault, column) in self.problems:
            package = self.given[position]
            value = getattr(edit, column)[:200]
            package.problems.append(Problem(fault.code, EDITS_FILE, number, column, value, fault.detail, fault.expected, package.name))

    def _in_effect(self) -> list[Edit]:
        """Return the edits in effect, with final ids in their references and without moves that do not fit."""
        edits = in_effect([edit for package in self.given for edit in package.edits])
        self.moves = Moves([edit for number, edit in enumerate(edits) if edit.action in MOVES and number not in self.failed])
        normal = [self.moves.edit(edit) for edit in edits]
        for number, (given, edit) in enumerate(zip(edits, normal, strict=True)):
            self.places[id(edit)], self.order[id(edit)] = self.places[id(given)], number
        for number, conflict in self.failed.items():
            self.problems.append((self.places[id(edits[number])], conflict))
            self.order[id(conflict[0])] = number
        numbers = {id(edit): number for number, edit in enumerate(edits)}
        for edit, fault, column in self.moves.faults:
            self._conflict((normal[numbers[id(edit)]], fault, column))
        for edit in self.moves.edits:
            self.redirects.setdefault(self.places[id(edit)][0], {})[edit.row] = self.moves.final(edit.row)
        return [edit for number, edit in enumerate(normal) if number not in self.failed]

    def _find_unknown_edits(self) -> None:
        ids = {edit.edit for package in self.given for edit in package.edits}
        for package in self.given:
            for edit in package.edits:
                if edit.action == "undo" and edit.row not in ids:
                    fault = Fault("unknown-edit", f"There is no edit {edit.row} to undo.", "Use the id of an edit in these packages.")
                    self._conflict((edit, fault, "row"))

    def _apply(self, edits: Sequence[Edit]) -> list[Edit]:
        by_type: dict[str, dict[str, list[Edit]]] = {}
        for edit in edits:
            by_type.setdefault(edit.type, {}).setdefault(self.moves.key(edit.row), []).append(edit)
        applied: list[Edit] = []
        for name, by_key in by_type.items():
            if not self.moves or issubclass(TYPES[name], Node):
                applied += self._run_type(TYPES[name], by_key, ())
        if self.moves:
            moves = [edit for edit in edits if edit.action in MOVES and edit.row in self.moves.to]
            for name, cls in TYPES.items():
                if issubclass(cls, Edge):
                    applied += self._run_type(cls, by_type.get(name, {}), moves)
        return applied

    def _run_type(self, cls: type[Row], by_key: Mapping[str, list[Edit]], moves: Sequence[Edit]) -> list[Edit]:
        groups = {key: RowGroup(cls) for key in by_key}
        stored: Stored = {}
        # A moved id may stand in any row, under an id that the edits do not name.
        mention = None if self.moves else Mention.of_keys(by_key)
        for position, package in enumerate(self.given):
            for cells in _rows(package, cls, mention):
                key = key_of(cls, cells)
                final = self.moves.key(key)
                if final in by_key or (moves and self._is_moved(final)):
                    own = self.moves.references(cls, cells) if self.moves else cells
                    stored.setdefault(key, (position, own))
                    groups.setdefault(final, RowGroup(cls)).store(key, own)
        applied: list[Edit] = []
        for final, group in groups.items():
            for edit in self._timeline(final, by_key.get(final, []), moves):
                group.apply(edit)
            applied += self._collect(group, stored)
        return applied

    def _is_moved(self, key: str) -> bool:
        """Return whether an end of a relationship was replaced, or took the place of another entity."""
        return not self.moves.finals.isdisjoint(key.split(SEPARATOR)[1:3])

    def _timeline(self, key: str, edits: list[Edit], moves: Sequence[Edit]) -> list[Edit]:
        """Return the edits of a group and the moves of the ends of a relationship, in order."""
        ends = key.split(SEPARATOR)[1:3]
        of_ends = [edit for edit in moves if self.moves.final(edit.row) in ends]
        return sorted([*edits, *of_ends], key=lambda edit: self.order[id(edit)]) if of_ends else edits

    def _collect(self, group: RowGroup, stored: Stored) -> list[Edit]:
        """Collect the changes of a group. Return the edits that took effect."""
        kept = {row.stored: row for row in group.rows.values() if row.cells is not None and not row.added}
        for key in group.stored:
            position, before = stored[key]
            if key not in kept:
                self._change(position, group.cls).replaced[key] = None
            elif kept[key].cells is not before:
                self._change(position, group.cls).replaced[key] = kept[key].cells
        for conflict in group.conflicts:
            self._conflict(conflict)
        applied: list[Edit] = []
        for key, row in group.rows.items():
            for conflict in row.conflicts:
                self._conflict(conflict)
            applied += row.applied
            if row.added and row.cells is not None:
                self._change(self.places[id(row.applied[-1])][0], group.cls).added.append(row.cells)
            self._weaken(group.cls, key, row, [*row.absorbed, *([stored[row.stored][1]] if row.stored else [])])
        return applied

    def _weaken(self, cls: type[Row], key: str, row: RowHistory, before: Sequence[Cells]) -> None:
        if row.cells is None or not before or not issubclass(cls, Node):
            return
        was_strong = any(effective(cls, cells).get("origin") in _STRONG for cells in before)
        if was_strong and effective(cls, row.cells).get("origin") == "inferred":
            edits = ", ".join(dict.fromkeys(edit.edit for edit in row.applied))
            self.weakened[key] = f"An end of the relationship, {key}, is inferred since edit {edits}."

    def _follow_references(self) -> None:
        """Let the other rows of all packages follow the moves, in the files that contain a replaced id."""
        if not self.moves:
            return
        for position, package in enumerate(self.given):
            for path in package.paths:
                if (position, path) in self.changes or self._mentions(package, path):
                    self._change(position, CLASS_BY_FILE[path]).moves = self.moves

    def _mentions(self, package: Package, path: str) -> bool:
        try:
            with package.files.open(path) as stream:
                return any(self.moves.mentions(line) for line in stream)
        except UNREADABLE:  # reported by the check
            return False

    def _change(self, position: int, cls: type[Row]) -> FileChange:
        return self.changes.setdefault((position, path_of(cls)), FileChange())

    def _conflict(self, conflict: Conflict) -> None:
        self.problems.append((self.places[id(conflict[0])], conflict))


def _rows(package: Package, cls: type[Row], mention: Mention | None) -> Iterator[Cells]:
    if path_of(cls) in package.paths:
        try:
            with package.files.open(path_of(cls)) as stream:
                yield from stored_rows(stream, cls, mention)
        except UNREADABLE:  # reported by the check
            return
