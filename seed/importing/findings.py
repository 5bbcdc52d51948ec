"""What an import left out or read with a remark, counted by kind, with examples of each kind.

Kinds that leave a value out: ``date``, ``number``, ``boolean``, ``value``, ``pattern``, ``personal-data``, ``lost-digits``, ``too-long``.
Kinds that leave a row out: ``missing-name``, ``missing-value``, ``none``, ``too-many``. Remarks, the value is kept: ``approximate``,
``coarse-date``, ``rest``, ``contradiction``, ``existing``, ``known``, ``header-moved``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

EXAMPLES = 1_000
"""Maximum number of findings of one kind that are kept. All are counted."""
SHOWN = 120
"""Maximum number of characters of a value in a finding."""
TITLES = {
    "date": "dates that cannot be read (left out)",
    "number": "numbers that cannot be read (left out)",
    "boolean": "yes/no values that cannot be read (left out)",
    "value": "values that the value table does not list (left out)",
    "pattern": "values of the wrong form (left out)",
    "personal-data": "phone or identity numbers (left out)",
    "lost-digits": "codes stored as numbers with more digits than a spreadsheet keeps (left out)",
    "too-long": "texts that are too long (left out)",
    "missing-name": "names missing (row left out)",
    "missing-value": "required values missing (row left out)",
    "none": "names with the decision 'none' (row left out)",
    "too-many": "rows with too many combinations (left out)",
    "approximate": "approximate figures",
    "coarse-date": "dates read with less precision",
    "rest": "lists that do not name all items",
    "contradiction": "contradictory values (the first is kept)",
    "existing": "values about entities that exist already (not changed)",
    "known": "relationships that are in the data already (not changed)",
    "header-moved": "headers found in another row than the mapping states",
}
"""All kinds in the order of reports, each with a title."""
KEPT_KINDS = frozenset({"approximate", "coarse-date", "rest", "contradiction", "existing", "known", "header-moved"})
"""Kinds that are remarks only."""


@dataclass(frozen=True)
class Finding:
    """One finding: its kind, its cell (``sheet!H5``), the value found, what is wrong and what is valid."""

    kind: str
    cell: str
    value: str
    detail: str
    hint: str

    def __str__(self) -> str:
        shown = f" [{self.value}]" if self.value else ""
        return f"{self.cell}{shown}: {self.detail} {self.hint}".rstrip()


class Findings:
    """Collects findings. Beyond :data:`EXAMPLES` of a kind, findings are only counted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kept: dict[str, list[Finding]] = {}

    def add(self, kind: str, cell: str, value: object, detail: str, hint: str = "") -> None:
        """Count a finding, and keep it if there are few of its kind."""
        self.counts[kind] += 1
        examples = self.kept.setdefault(kind, [])
        if len(examples) < EXAMPLES:
            text = str(value)
            examples.append(Finding(kind, cell, text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…", detail, hint))

    def summary(self) -> list[tuple[str, str, int]]:
        """Return the kind, title and count of each kind that occurs, in the order of :data:`TITLES`."""
        return [(kind, title, self.counts[kind]) for kind, title in TITLES.items() if self.counts[kind]]

    def all(self) -> Iterable[Finding]:
        """Return the kept findings, by kind."""
        return (finding for kind in TITLES for finding in self.kept.get(kind, ()))

    @property
    def left_out(self) -> int:
        """The number of values and rows that were left out."""
        return sum(count for kind, count in self.counts.items() if kind not in KEPT_KINDS)
