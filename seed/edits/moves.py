"""Moves of ids: ``rename`` gives an entity another id, ``same_as`` merges it into another entity. References follow.

The *final* id of an entity is its id after all moves. References in columns (sources, scopes, declared references) become final ids before
edits are applied, so that an edit and the value that it replaces can be compared whichever of them was written before the move.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seed.columns import SEPARATOR, TYPES, columns, keys
from seed.edits.edit import Edit, row_of
from seed.edits.row_keys import SEPARATOR as KEY_SEPARATOR
from seed.edits.row_keys import type_of_key
from seed.model import Row
from seed.problems import Fault

MOVES = ("rename", "same_as")
"""The actions that replace an id. ``row`` is the id that goes, ``new`` the id that takes its place."""


def reference_columns(cls: type[Row]) -> tuple[str, ...]:
    """Return the columns with ids of other entities, without the ends of a relationship."""
    return tuple(column.name for column in columns(cls) if (column.refers or column.name in {"scope", "sources"}) and column.name != "id")


class Moves:
    """The moves in effect, in order. ``faults`` are moves that contradict earlier ones; they have no effect."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.to: dict[str, str] = {}
        self.edits: list[Edit] = []
        self.faults: list[tuple[Edit, Fault, str]] = []
        for edit in edits:
            fault = self.fault_of(edit)
            if fault is None:
                self.to[edit.row] = edit.new
                self.edits.append(edit)
            else:
                self.faults.append((edit, *fault))
        self.finals = {self.final(old) for old in self.to}
        self._pattern = re.compile("|".join(re.escape(old) for old in self.to).encode()) if self.to else None

    def __bool__(self) -> bool:
        """Return whether there are moves."""
        return bool(self.to)

    def fault_of(self, edit: Edit) -> tuple[Fault, str] | None:
        """Return why a further move is not possible: its ids were moved already. A cycle is one of these cases."""
        for column in ("row", "new"):
            name = getattr(edit, column)
            if name in self.to:
                detail = f"Edit {edit.edit} cannot use {name}: it was replaced by {self.to[name]}."
                return Fault("edit-conflict", detail, f"Undo one of the edits: alliance undo {edit.edit}."), column
        if edit.row == edit.new:
            return Fault("edit-conflict", f"Edit {edit.edit} replaces {edit.row} by itself.", "Use two different ids."), "new"
        return None

    def final(self, name: str) -> str:
        """Return the id of an entity after all moves."""
        while name in self.to:  # ends: a move never leads to an id that was replaced before it
            name = self.to[name]
        return name

    def key(self, key: str) -> str:
        """Return the key of a row after all moves."""
        if type_of_key(key) is None:
            return self.final(key)
        kind, start, end, *more = key.split(KEY_SEPARATOR)
        return KEY_SEPARATOR.join([kind, self.final(start), self.final(end), *more])

    def redirects(self) -> dict[str, str]:
        """Return the final id of each id that was replaced."""
        return {old: self.final(old) for old in self.to}

    def mentions(self, line: bytes) -> bool:
        """Return whether a line contains a replaced id, or a text that contains one."""
        return self._pattern is not None and self._pattern.search(line) is not None

    def references(self, cls: type[Row], cells: Mapping[str, str]) -> dict[str, str]:
        """Return the cells with final ids in the columns that refer to other entities."""
        return {**cells, **{name: self._list(cells[name]) for name in reference_columns(cls) if cells.get(name)}}

    def row(self, cls: type[Row], cells: Mapping[str, str]) -> dict[str, str]:
        """Return the cells with final ids, also in the id or the ends."""
        ends = {name: self.final(cells[name]) for name in keys(cls)[:2] if cells.get(name)}
        return {**self.references(cls, cells), **ends}

    def edit(self, edit: Edit) -> Edit:
        """Return an edit with final ids in the values that refer to other entities. Its row keeps the id of its time."""
        cls = TYPES.get(edit.type)
        source = self.final(edit.source)
        if cls is None or not self:
            return edit
        if edit.action == "set" and edit.property in reference_columns(cls):
            return replace(edit, source=source, old=self._list(edit.old), new=self._list(edit.new))
        if edit.action in {"add", "remove"}:
            return replace(edit, source=source, old=self._json(cls, edit.old), new=self._json(cls, edit.new))
        return replace(edit, source=source)

    def _json(self, cls: type[Row], text: str) -> str:
        row = row_of(text) if text else None
        return text if row is None else json.dumps(self.references(cls, row), ensure_ascii=False)

    def _list(self, text: str) -> str:
        return SEPARATOR.join(dict.fromkeys(self.final(item) for item in text.split(SEPARATOR)))
