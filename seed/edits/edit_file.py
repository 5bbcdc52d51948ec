"""Read ``edits.csv``. Each fault is reported with its row and column, as those of other files are."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from seed.bilingual import Bilingual
from seed.columns import TYPES, keys, names
from seed.edits.edit import ACTIONS, COLUMNS, EDITS_FILE, REQUIRED, Edit, row_of
from seed.edits.moves import MOVES
from seed.edits.row_keys import key_fault
from seed.model import PROVENANCE, Node, Row
from seed.packages.package_files import UNREADABLE, Files
from seed.problems import Fault
from seed.suggestions import did_you_mean, nearest

EDIT_BYTES = 64 << 20
"""Maximum size of ``edits.csv``, in bytes."""


@dataclass
class EditFile:
    """The edits of a package, each with its row number. ``faults`` have a row, a column and a value."""

    edits: list[Edit] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    faults: list[tuple[Fault, int | None, str | None, str | None]] = field(default_factory=list)


def read_edits(files: Files) -> EditFile:
    """Read the edits of a package. Rows with faults are left out."""
    found = EditFile()
    try:
        with files.open(EDITS_FILE) as stream:
            raw = stream.read(EDIT_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.faults.append((Fault("encoding", "The file is not UTF-8.", "Save it as UTF-8."), None, None, None))
        return found
    except UNREADABLE as error:
        found.faults.append((Fault("unreadable", f"The file cannot be read: {error}.", "Replace it."), None, None, None))
        return found
    if len(raw) > EDIT_BYTES:
        found.faults.append((Fault("too-long", f"The file has more than {EDIT_BYTES:,} bytes.", "Use a shorter file."), None, None, None))
        return found
    _read_rows(text, found)
    return found


def _read_rows(text: str, found: EditFile) -> None:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    number = 1
    try:
        header = reader.fieldnames or ()
        fault = _header_fault(header)
        if fault is not None:
            found.faults.append((fault, 1, None, None))
            return
        for number, cells in enumerate(reader, 2):
            _read_row(cells, number, found)
    except csv.Error as error:
        found.faults.append((Fault("quotes", f"The row cannot be read: {error}.", "Close each quote."), number + 1, None, None))


def _header_fault(header: object) -> Fault | None:
    given = [str(name) for name in header] if isinstance(header, list | tuple) else []
    unknown = [name for name in given if name not in COLUMNS]
    if unknown:
        return Fault("unknown-column", f"Unknown column {unknown[0]!r}.", f"Columns: {', '.join(COLUMNS)}.")
    missing = [name for name in REQUIRED if name not in given]
    return Fault("missing-column", f"The column {missing[0]!r} is missing.", f"Columns: {', '.join(COLUMNS)}.") if missing else None


def _read_row(cells: dict[str | None, str | list[str] | None], number: int, found: EditFile) -> None:
    if None in cells or None in cells.values():
        found.faults.append(
            (Fault("cells", "The row has another number of cells than the header.", "Correct the row."), number, None, None)
        )
        return
    edit = Edit(**{str(name): str(text) for name, text in cells.items()})
    wrong = edit_fault(edit)
    if wrong is None:
        found.edits.append(edit)
        found.numbers.append(number)
    else:
        found.faults.append((wrong[0], number, wrong[1], getattr(edit, wrong[1])))


def edit_fault(edit: Edit) -> tuple[Fault, str] | None:
    """Return the fault of an edit by itself, with its column; None if there is none."""
    for name in REQUIRED:
        if not getattr(edit, name):
            return Fault("required", "The cell is empty.", f"{name} is required."), name
    if edit.action not in ACTIONS:
        hint = did_you_mean(nearest(edit.action, ACTIONS)) or f"Use one of: {', '.join(ACTIONS)}."
        return Fault("choice", f"Unknown action {edit.action!r}.", hint), "action"
    return None if edit.action == "undo" else _fault_of_change(edit)


def _fault_of_change(edit: Edit) -> tuple[Fault, str] | None:
    cls = TYPES.get(edit.type)
    if cls is None:
        hint = did_you_mean(nearest(edit.type, TYPES)) or f"Use one of: {', '.join(TYPES)}."
        return Fault("unknown-type", f"Unknown type {edit.type!r}.", hint), "type"
    wrong = key_fault(cls, edit.row)
    if wrong is not None:
        return wrong, "row"
    if not edit.source and not edit.reason:
        return Fault("evidence", "The edit has neither a source nor a reason.", "Add one of them."), "source"
    return _content_fault(cls, edit)


def _content_fault(cls: type[Row], edit: Edit) -> tuple[Fault, str] | None:
    if edit.action == "set":
        fault = property_fault(cls, edit.property, sourced=bool(edit.source))
        return None if fault is None else (fault, "property")
    if edit.action in MOVES:
        return _move_fault(cls, edit)
    column = "new" if edit.action == "add" else "old"
    row = row_of(getattr(edit, column))
    if row is None:
        return Fault("bad-json", "The row is not a JSON object of texts.", 'Use an object such as {"name": "..."}.'), column
    unknown = [name for name in row if name not in names(cls)]
    if unknown:
        return Fault("unknown-column", f"{edit.type} has no property {unknown[0]!r}.", _properties(cls, unknown[0])), column
    return None


def _move_fault(cls: type[Row], edit: Edit) -> tuple[Fault, str] | None:
    if not issubclass(cls, Node):
        return Fault("id", "Only an entity can get another id or be merged.", "Use the id of an entity."), "type"
    wrong = key_fault(cls, edit.new)
    if wrong is not None:
        return wrong, "new"
    if edit.action == "same_as" and row_of(edit.old or "{}") is None:
        return Fault("bad-json", "The values are not a JSON object of texts.", 'Use an object such as {"name": "..."}.'), "old"
    return None


def property_fault(cls: type[Row], name: str, *, sourced: bool) -> Fault | None:
    """Return the fault of setting a property; None if it can be set."""
    if name not in names(cls):
        return Fault("unknown-column", Bilingual(f"Unknown property {name!r}.", f"未知属性“{name}”。"), _properties(cls, name))
    if name in keys(cls):
        return Fault(
            "key",
            Bilingual(f"{name} identifies the row and cannot be set.", f"{name} 用于标识该行，不能修改。"),
            Bilingual("Remove the row, and add it with the other value.", "请删除该行，再以新值添加。"),
        )
    if name in PROVENANCE and not sourced:
        return Fault(
            "evidence",
            Bilingual(
                f"{name} says how well a row is supported, and can only be set with a source.",
                f"{name} 表示该行的依据程度，注明来源才能修改。",
            ),
            Bilingual("Add a source.", "请补充来源。"),
        )
    return None


def _properties(cls: type[Row], name: str) -> str:
    settable = [column for column in names(cls) if column not in keys(cls)]
    return f"{did_you_mean(nearest(name, settable))} Properties: {', '.join(settable)}.".strip()
