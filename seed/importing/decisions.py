"""``decisions.csv``: one row for each distinct name and type, with the entity that it means."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from seed.importing.readers import plain_text
from seed.model import ID_PATTERN, LABEL_BY_PREFIX, NODES, label_of
from seed.sheets import SheetError, open_table
from seed.suggestions import did_you_mean, nearest

COLUMNS = ("type", "name", "decision", "decided_by", "date", "note", "result", "candidates", "cell")
NEW, NONE = "new", "none"
RULE = "rule"
"""Value of ``decided_by`` for a decision that follows from a rule of this program."""
Key = tuple[str, str]
"""A type and a name."""


@dataclass(frozen=True)
class Decision:
    """The decision on one name. ``decision`` is an id, ``new``, ``none``, or "" while it is open.

    ``result``, ``candidates`` and ``cell`` are written for the reader. They are not read back.
    """

    type: str
    name: str
    decision: str = ""
    decided_by: str = ""
    date: str = ""
    note: str = ""
    result: str = ""
    candidates: str = ""
    cell: str = ""

    @property
    def key(self) -> Key:
        """The type and the name."""
        return self.type, self.name

    @property
    def by_person(self) -> bool:
        """Whether a person decided."""
        return bool(self.decision) and self.decided_by != RULE


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a cell of a CSV file that a spreadsheet program does not take for a formula: with an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _without_mark(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


class DecisionsError(ValueError):
    """A file of decisions that cannot be used."""

    def __init__(self, detail: str, hint: str) -> None:
        super().__init__(f"{detail} {hint}")
        self.detail, self.hint = detail, hint


def read_decisions(path: Path) -> dict[Key, Decision]:
    """Read ``decisions.csv``, or the review sheet that ``alliance match`` writes.

    :raises DecisionsError: the file is unreadable, lacks a column, or has an invalid decision.
    """
    try:
        with open_table(path) as opened:
            lines = [(number, {at: plain_text(value) for at, value in cells.items()}) for number, cells in opened.rows]
            sheets = opened.sheets
        kind = _type_of_review(path) if "about" in sheets else ""
    except SheetError as error:
        raise DecisionsError(f"{path.name}: {error.place}{error.fault.detail}", error.fault.expected) from error
    if not lines:
        raise DecisionsError(f"{path.name} is empty.", f"Its first row is {','.join(COLUMNS)}.")
    header = {text.lower(): at for at, text in lines[0][1].items()}
    review = {"input", "decision", "id"} <= set(header)
    if not review and not {"type", "name", "decision"} <= set(header):
        raise DecisionsError(f"{path.name} lacks the column type, name or decision.", f"Its first row is {','.join(COLUMNS)}.")
    found: dict[Key, Decision] = {}
    for number, cells in lines[1:]:
        row = {name: cells.get(at, "") for name, at in header.items()}
        decision = _of_review(row, kind) if review else _of_row(row)
        if decision.name:
            _check(decision, f"{path.name}, row {number}")
            found.setdefault(decision.key, decision)
    return found


def _of_row(row: dict[str, str]) -> Decision:
    return Decision(**{name: _without_mark(row.get(name, "")) for name in COLUMNS[:6]})


def _of_review(row: dict[str, str], kind: str) -> Decision:
    """Read a row of the review sheet of ``alliance match``: ``match`` is the id of its row."""
    word = row["decision"]
    decision = row["id"] if word == "match" else word
    return Decision(kind or label_of(row["id"]) or "", row["input"], decision, "match" if decision else "", note=row.get("why", ""))


def _type_of_review(path: Path) -> str:
    with open_table(path, "about") as opened:
        facts = {plain_text(cells.get(0, "")): plain_text(cells.get(1, "")) for _, cells in opened.rows}
    return facts["type"] if facts.get("type") in NODES else ""


def _check(decision: Decision, where: str) -> None:
    if decision.type not in NODES:
        hint = did_you_mean(nearest(decision.type, NODES)) or f"Use one of: {', '.join(NODES)}."
        raise DecisionsError(f"{where}: '{decision.type}' is not a type.", hint)
    text = decision.decision
    if text in {"", NEW, NONE}:
        return
    prefix = NODES[decision.type].prefix
    if not ID_PATTERN.fullmatch(text) or text.partition(":")[0] not in LABEL_BY_PREFIX:
        raise DecisionsError(f"{where}: '{text}' is not a decision.", f"Write new, none, or an id such as {prefix}:a.")
    if label_of(text) != decision.type:
        raise DecisionsError(f"{where}: {text} is not the id of a {decision.type}.", f"Ids of this type start with '{prefix}:'.")


def decisions_text(decisions: Iterable[Decision]) -> str:
    """Return ``decisions.csv``: open decisions first, then by type and name. The same decisions give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    order = {name: at for at, name in enumerate(NODES)}
    for decision in sorted(decisions, key=lambda one: (bool(one.decision), order[one.type], one.name)):
        writer.writerow([harmless(getattr(decision, name)) for name in COLUMNS])
    return text.getvalue()


def merged(given: dict[Key, Decision], made: Iterable[Decision]) -> list[Decision]:
    """Return the decisions of this file, and the earlier ones on names that do not occur in it."""
    own = {decision.key: decision for decision in made}
    earlier = [replace(decision, result="", candidates="", cell="") for key, decision in given.items() if key not in own]
    return [*own.values(), *earlier]
