"""The Source row of an edit, with its editor, day and reason."""

from __future__ import annotations

from collections.abc import Sequence

from seed.edits.edit import Edit
from seed.edits.file_rows import Cells
from seed.edits.row_history import source_id

SOURCE_KIND = "edit"
"""Kind of the Source rows of edits. A package with edits adds it to the kinds of sources (:mod:`seed.packages.choices`)."""
_NOTE = 500
"""Maximum number of characters of the note about an edit."""


def source_row(edits: Sequence[Edit]) -> Cells:
    """Return the Source row that names an edit, with its editor, day and reason."""
    edit = edits[-1]  # those before it add the source that it cites, or remove what hangs on its row
    changes = "; ".join(_described(each) for each in edits)
    return {
        "id": source_id(edit.edit),
        "name": f"Edit {edit.edit}: {_line(edit.reason) or _described(edit)}"[:_NOTE],
        "kind": SOURCE_KIND,
        "publisher": _line(edit.who),
        "published": edit.at[:10],
        "note": _line(changes)[:_NOTE].strip(),
        "certainty": "unverified",
        "origin": "inferred",
        "rule": "An edit of the data, not a publication.",
    }


_MOVED = {"rename": "renamed to", "same_as": "merged into"}


def _described(edit: Edit) -> str:
    if edit.action == "set":
        return _line(f"{edit.property} of {edit.row}: '{edit.old[:80]}' replaced by '{edit.new[:80]}'")
    if edit.action in _MOVED:
        return _line(f"{edit.row} {_MOVED[edit.action]} {edit.new}")
    return _line(f"{edit.row} {'added' if edit.action == 'add' else 'removed'}")


def _line(text: str) -> str:
    return " ".join(text.split())
