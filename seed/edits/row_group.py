"""Replay the edits of the rows that become one row: those with the same key after all moves (:mod:`seed.edits.moves`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from seed.columns import SEPARATOR
from seed.edits.edit import Edit, row_of
from seed.edits.file_rows import Cells
from seed.edits.merging import contradictions, is_mixed, merged
from seed.edits.moves import MOVES
from seed.edits.row_history import Conflict, RowHistory, apply_edit, source_id, with_evidence
from seed.edits.row_keys import key_of
from seed.model import Node, Row
from seed.problems import Fault


@dataclass
class RowGroup:
    """The rows of a group by their present key. ``conflicts`` are those of moves and of merged rows."""

    cls: type[Row]
    rows: dict[str, RowHistory] = field(default_factory=dict)
    moved: dict[str, Edit] = field(default_factory=dict)
    """The move of each key that was replaced."""
    conflicts: list[Conflict] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    """The keys of the rows of packages."""

    def store(self, key: str, cells: Cells) -> None:
        """Add a row of a package."""
        if key not in self.rows:
            self.rows[key] = RowHistory(cells, stored=key)
            self.stored.append(key)

    def apply(self, edit: Edit) -> None:
        """Apply the next edit."""
        if edit.action not in MOVES:
            self._edit(edit)
        elif issubclass(self.cls, Node):
            self._move_entity(edit)
        else:
            self._move_relationships(edit)

    def _edit(self, edit: Edit) -> None:
        move = self.moved.get(edit.row)
        if move is not None:
            detail = f"Edit {edit.edit} names {edit.row}, which edit {move.edit} replaced."
            self.conflicts.append((edit, Fault("edit-conflict", detail, f"Undo the edit: alliance undo {edit.edit}."), "row"))
            return
        apply_edit(self.cls, self.rows.setdefault(edit.row, RowHistory(None)), edit)

    def _move_entity(self, edit: Edit) -> None:
        old, kept = self.rows.get(edit.row), self.rows.get(edit.new)
        fault = self._fault(edit, old, kept)
        if fault is not None or old is None or old.cells is None:
            self.conflicts.append((edit, *(fault or _absent(edit, edit.row))))
            return
        self._replace(edit.row, edit)
        if edit.action == "rename":
            target = replace(old, cells=_named({**old.cells, "id": edit.new}, edit))
            self.conflicts += kept.conflicts if kept is not None else []
        else:
            assert kept is not None
            target = self._united(kept, old, row_of(edit.old) or {})
            target.cells = with_evidence(self.cls, target.cells or {}, edit)
        target.applied.append(edit)
        self.rows[edit.new] = target

    def _fault(self, edit: Edit, old: RowHistory | None, kept: RowHistory | None) -> tuple[Fault, str] | None:
        if old is None or old.cells is None:
            return _absent(edit, edit.row)
        exists = kept is not None and kept.cells is not None
        if edit.action == "rename":
            detail = f"Edit {edit.edit} gives {edit.row} the id {edit.new}, but it exists already."
            return (Fault("edit-conflict", detail, f"Undo the edit: alliance undo {edit.edit}."), "new") if exists else None
        if kept is None or kept.cells is None:
            return _absent(edit, edit.new)
        return self._undecided(edit, kept.cells, old.cells, "", row_of(edit.old) or {})

    def _undecided(self, edit: Edit, kept: Cells, other: Cells, key: str, dropped: Mapping[str, str]) -> tuple[Fault, str] | None:
        """Return the fault of two rows that the edit does not say how to merge."""
        what = f"{edit.row} into {edit.new}" if not key else f"the relationships {key}"
        hint = f"Undo the edit (alliance undo {edit.edit}), and merge them again."
        if is_mixed(kept, other):
            return Fault("edit-conflict", f"Edit {edit.edit} merges {what}, but only one of them is simulated.", hint), "row"
        for name, values in contradictions(self.cls, kept, other).items():
            if dropped.get(name) not in values:
                detail = f"Edit {edit.edit} merges {what}, but {name} is '{values[0][:80]}' and '{values[1][:80]}'."
                return Fault("edit-conflict", detail, hint), "old"
        return None

    def _move_relationships(self, edit: Edit) -> None:
        for key, history in list(self.rows.items()):
            cells = history.cells
            if cells is None or edit.row not in (cells.get("start"), cells.get("end")):
                continue
            ends = {side: edit.new if cells.get(side) == edit.row else cells.get(side, "") for side in ("start", "end")}
            new = {**cells, **ends}
            if ends["start"] == ends["end"]:
                detail = f"Edit {edit.edit} merges {edit.row} and {edit.new}, which {key} connects."
                self.conflicts.append((edit, Fault("edit-conflict", detail, "Remove the relationship first."), "row"))
                continue
            self._replace(key, edit)
            moved = replace(history, cells=new if edit.action == "rename" else _named(new, edit))
            self._arrive(edit, key_of(self.cls, new), moved)

    def _arrive(self, edit: Edit, key: str, moved: RowHistory) -> None:
        present = self.rows.get(key)
        if present is None or present.cells is None or moved.cells is None:
            moved.conflicts += present.conflicts if present is not None else []
            self.rows[key] = moved
            return
        dropped = relationship_values(row_of(edit.old) or {}, key)
        fault = self._undecided(edit, present.cells, moved.cells, key, dropped)
        if fault is not None:
            self.conflicts.append((edit, *fault))
        self.rows[key] = self._united(present, moved, dropped)

    def _united(self, kept: RowHistory, other: RowHistory, dropped: Mapping[str, str]) -> RowHistory:
        return replace(
            kept,
            cells=merged(self.cls, kept.cells or {}, other.cells or {}, dropped),
            applied=[*kept.applied, *other.applied],
            conflicts=[*kept.conflicts, *other.conflicts],
            absorbed=[*kept.absorbed, *other.absorbed, other.cells or {}],
        )

    def _replace(self, key: str, edit: Edit) -> None:
        del self.rows[key]
        self.moved[key] = edit


def relationship_values(dropped: Mapping[str, str], key: str) -> dict[str, str]:
    """Return the values of one relationship among those that a merge drops. They are stored as ``KEY.property``."""
    return {name.removeprefix(f"{key}."): text for name, text in dropped.items() if name.startswith(f"{key}.")}


def _named(cells: Cells, edit: Edit) -> Cells:
    """Return the row with the edit and its source among its sources. A move leaves its strength as it is."""
    return {
        **cells,
        "sources": SEPARATOR.join(
            dict.fromkeys(filter(None, [*cells.get("sources", "").split(SEPARATOR), edit.source, source_id(edit.edit)]))
        ),
    }


def _absent(edit: Edit, key: str) -> tuple[Fault, str]:
    detail = f"Edit {edit.edit} replaces {edit.row} by {edit.new}, but there is no row {key}."
    return Fault("edit-conflict", detail, f"Undo the edit: alliance undo {edit.edit}."), "row" if key == edit.row else "new"
