"""Apply edits to one row. An edit that does not fit the row is a conflict and has no effect."""

from __future__ import annotations

from dataclasses import dataclass, field

from seed.columns import SEPARATOR
from seed.edits.edit import Edit, row_of
from seed.edits.file_rows import Cells, effective
from seed.model import Row, Source
from seed.problems import Fault

Conflict = tuple[Edit, Fault, str]
"""An edit without effect, with its fault and the column of the edit."""


@dataclass
class RowHistory:
    """A row after its edits: ``cells`` is None if the row does not exist (any more).

    ``stored``: the key of the row in the files; empty if no package has it. ``added``: the row is one that an edit added.
    ``applied`` are the edits that took effect.
    """

    cells: Cells | None
    stored: str = ""
    added: bool = False
    applied: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    absorbed: list[Cells] = field(default_factory=list)
    """The rows that were merged into this one."""


def apply_edit(cls: type[Row], history: RowHistory, edit: Edit) -> None:
    """Apply an edit of a row (``set``, ``add``, ``remove``) to it, or add a conflict."""
    conflict = _conflict(cls, history, edit)
    if conflict is not None:
        history.conflicts.append((edit, *conflict))
        return
    history.applied.append(edit)
    if edit.action == "remove":
        history.cells, history.added = None, False
    elif edit.action == "add":
        history.cells, history.added = with_evidence(cls, row_of(edit.new) or {}, edit), True
    else:
        history.cells = with_evidence(cls, {**(history.cells or {}), edit.property: edit.new}, edit)


def _conflict(cls: type[Row], history: RowHistory, edit: Edit) -> tuple[Fault, str] | None:
    if edit.action == "add":
        if history.cells is None:
            return None
        detail = f"Edit {edit.edit} adds {edit.row}, but the row exists already."
        return Fault("edit-conflict", detail, f"Undo it, or set properties instead: alliance undo {edit.edit}."), "row"
    if history.cells is None:
        removed = next((other.edit for other in reversed(history.applied) if other.action == "remove"), None)
        cause = f"edit {removed} removed it" if removed else "no package contains it"
        detail = f"Edit {edit.edit} changes {edit.row}, but {cause}."
        return Fault("edit-conflict", detail, f"Undo the edit: alliance undo {edit.edit}."), "row"
    now = effective(cls, history.cells)
    if edit.action == "set":
        current = now.get(edit.property, "")
        return None if current == edit.old else (_changed_since(edit, edit.property, edit.old, current), "old")
    before = row_of(edit.old) or {}
    different = [name for name in {**before, **now} if before.get(name, "") != now.get(name, "")]
    if not different:
        return None
    return _changed_since(edit, different[0], before.get(different[0], ""), now.get(different[0], "")), "old"


def _changed_since(edit: Edit, name: str, old: str, current: str) -> Fault:
    detail = f"Edit {edit.edit} expects {name} of {edit.row} to be {_quoted(old)}, but it is {_quoted(current)}."
    return Fault("edit-conflict", detail, f"Undo the edit (alliance undo {edit.edit}), and make it again if it is still right.")


def _quoted(text: str) -> str:
    return f"'{text[:80]}'" if text else "empty"


def source_id(edit: str) -> str:
    """Return the id of the Source row that names an edit."""
    return f"source:edit-{edit}"


def with_evidence(cls: type[Row], cells: Cells, edit: Edit) -> Cells:
    """Return the row with the evidence of the edit. Without a source, the row becomes inferred and unverified."""
    new = {**cells, "sources": _joined(cells.get("sources", ""), edit.source, source_id(edit.edit))}
    if edit.source:
        new["quotes"] = _joined(cells.get("quotes", ""), edit.quote)
        new["locator"] = "; ".join(dict.fromkeys(filter(None, [cells.get("locator", ""), edit.locator])))
        return new
    is_evidence = cls is Source and edit.action == "add"
    if is_evidence or cells.get("origin") == "simulated":
        return new
    what = {"set": f"{edit.property} edited", "same_as": f"merged with {edit.row}"}.get(edit.action, "row added")
    rule = f"{what} by {edit.who} on {edit.at[:10]} without a source: {edit.reason}"
    return {**new, "origin": "inferred", "certainty": "unverified", "rule": "; ".join(filter(None, [cells.get("rule", ""), rule]))}


def _joined(items: str, *more: str) -> str:
    return SEPARATOR.join(dict.fromkeys(filter(None, [*items.split(SEPARATOR), *more])))
