"""One edit, and the text of ``edits.csv``.

An edit states what it replaces (``old``), so that it is never applied to a row that has changed since. The row that it changes is named by
``type`` and ``row``: the id of an entity, or ``TYPE~start~end~discriminators`` of a relationship. Edits with the same id belong together:
they were made by one command and are undone together. Rows of the file are never removed: an edit is undone by a later row with the action
``undo``, whose ``row`` is the id of the edit.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, get_args

Action = Literal["set", "add", "remove", "rename", "same_as", "undo"]
ACTIONS: tuple[Action, ...] = get_args(Action)
EDITS_FILE = "edits.csv"
"""File of a package with its edits."""


@dataclass(frozen=True)
class Edit:
    """One row of ``edits.csv``. All values are texts, as in the CSV files of a package."""

    edit: str
    """Id of the edit."""
    action: str
    """One of :data:`ACTIONS`."""
    type: str = ""
    row: str = ""
    property: str = ""
    old: str = ""
    """set: the value that is replaced. remove: the row that is removed, as JSON. same_as: the values that contradictions lose, as JSON."""
    new: str = ""
    """set: the new value. add: the new row, as JSON. rename, same_as: the id that takes the place of ``row``."""
    source: str = ""
    """Id of the Source that supports the edit."""
    quote: str = ""
    locator: str = ""
    reason: str = ""
    who: str = ""
    at: str = ""
    """Time of the edit, ISO 8601 in UTC."""


COLUMNS: tuple[str, ...] = tuple(item.name for item in fields(Edit))
ABOUT: dict[str, str] = {
    "edit": "Id of the edit. Rows with the same id belong together.",
    "action": "set, add, remove, rename, same_as or undo.",
    "type": "Type of the entity or relationship.",
    "row": "Id of the entity or relationship; for undo, the id of the edit.",
    "property": "The property that is set.",
    "old": "The value that is replaced; for remove, the row as JSON; for same_as, the values that contradictions lose, as JSON.",
    "new": "The new value; for add, the row as JSON; for rename and same_as, the id that takes the place of row.",
    "source": "Id of the source that supports the edit.",
    "quote": "Verbatim quote from the source, at most 12 words.",
    "locator": "Position in the source.",
    "reason": "Why the edit was made.",
    "who": "Name of the editor.",
    "at": "Time of the edit, ISO 8601 in UTC.",
}
"""The meaning of each column."""
REQUIRED = ("edit", "action", "row", "who", "at")


def edits_text(edits: Iterable[Edit]) -> str:
    """Return the content of ``edits.csv``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(edit, name) for name in COLUMNS] for edit in edits)
    return text.getvalue()


def row_text(cells: Mapping[str, str]) -> str:
    """Return a row as JSON, without empty cells."""
    return json.dumps({name: text for name, text in cells.items() if text}, ensure_ascii=False)


def row_of(text: str) -> dict[str, str] | None:
    """Return the cells of a row in JSON; None if the text is no object of texts."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not all(isinstance(cell, str) for cell in value.values()):
        return None
    return value


def in_effect(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that are not undone, in order. An undo can be undone too."""
    undone: set[str] = set()
    for edit in reversed(edits):
        if edit.action == "undo" and edit.edit not in undone:
            undone.add(edit.row)
    return [edit for edit in edits if edit.action != "undo" and edit.edit not in undone]
