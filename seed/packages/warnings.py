"""Warnings: values that are valid but probably wrong. They do not prevent loading.

Two entities of the same name or code, 合计 as a name, an Excel serial as text, an implausible year, a phone or identity number, a
placeholder such as -99999.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from seed.columns import Column, names
from seed.importing.readers import EPOCH, LONG_NUMBER, SERIALS, personal
from seed.model import Alliance, County, Enterprise, Facility, Organisation, Region, Row, School
from seed.packages.key_index import Hashes, Keys, hashes, where
from seed.problems import Fault, Place

Cells = list[tuple[str, ...]]
Batches = Iterable[tuple[Place, Cells, Sequence[int]]]
NO_NAMES = frozenset(
    {
        "合计",
        "小计",
        "总计",
        "共计",
        "汇总",
        "无",
        "暂无",
        "不详",
        "未知",
        "其他",
        "total",
        "subtotal",
        "none",
        "n/a",
        "na",
        "null",
        "unknown",
        "-",
        "/",
    }
)
SUPPRESSED = re.compile(r"-9{2,}(?:\.0+)?|9{6,}(?:\.0+)?")
FIRST_YEAR, LAST_YEAR = 1800, 2100
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?")
_NO_TEXT = frozenset({"id", "code", "sources", "same_as", "website", "url", "origin", "certainty", "scheme", "programs"})
_COMPARED: tuple[type[Row], ...] = (School, Enterprise, Organisation, Alliance, Facility, County, Region)
"""Types whose names are compared. Programs, majors and activities often share names."""
_CACHE_SIZE = 8192


class ColumnWarning:
    """The warnings of one column. Texts without a warning are cached."""

    def __init__(self, find: Callable[[str], Fault | None], quick: re.Pattern[str] | None) -> None:
        self._find, self._quick = find, quick
        self._quiet: set[str] = {""}

    def run(self, name: str, cells: Sequence[str], numbers: Sequence[int], place: Place) -> None:
        """Warn of the cells of a batch."""
        if self._quick is not None and not self._quick.search("\n".join(cells)):
            return
        unchecked = set(cells).difference(self._quiet)
        faults = {text: fault for text in unchecked if (fault := self._find(text)) is not None}
        self._quiet.update(unchecked.difference(faults))
        if len(self._quiet) > _CACHE_SIZE:
            self._quiet = {""}
        if faults:
            for number, text in zip(numbers, cells, strict=True):
                if text in faults:
                    place.warn(faults[text], number, name, text)


def warning_of(column: Column) -> ColumnWarning | None:
    """Return the warnings of a column, or None if it has none."""
    if column.kind == "date":
        return ColumnWarning(_year, None)
    if column.kind in {"int", "float"}:
        return ColumnWarning(_suppressed, re.compile("99"))
    if column.name in {"name", "name_zh"}:
        return ColumnWarning(_name, None)
    if column.kind in {"str", "words"} and not column.choices and column.name not in _NO_TEXT and not column.refers:
        return ColumnWarning(_period if column.name == "period" else _personal, LONG_NUMBER if column.name != "period" else None)
    return None


def _year(text: str) -> Fault | None:
    if text[:4].isdecimal() and not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return Fault(
            "year",
            f"The year {text[:4]} is not plausible.",
            f"Years are usually {FIRST_YEAR} to {LAST_YEAR}; an Excel date may be misread.",
        )
    return None


def _suppressed(text: str) -> Fault | None:
    if SUPPRESSED.fullmatch(text):
        return Fault("suppressed", "This looks like a placeholder for a value that is not stated.", "Leave the cell empty.")
    return None


def _name(text: str) -> Fault | None:
    if text.strip().casefold() in NO_NAMES:
        return Fault("total-as-name", "This is a word for a total or for nothing, not a name.", "Remove the row, or write the name.")
    return _personal(text)


def _personal(text: str) -> Fault | None:
    what = personal(text)
    return Fault("personal-data", f"The cell contains {what}, and it is public.", "Remove it.") if what else None


def _period(text: str) -> Fault | None:
    if _SERIAL.fullmatch(text) and int(float(text)) in SERIALS:
        day = EPOCH + datetime.timedelta(days=int(float(text)))
        return Fault("serial", "This looks like an Excel date stored as a number.", f"If so, write {day.isoformat()}.")
    return None


class SameValues:
    """The hashes of names and codes of some types, eight bytes each. Simulated rows are left out."""

    def __init__(self) -> None:
        self._keys: dict[type[Row], Keys] = {}

    def add(self, cls: type[Row], cells: Cells) -> None:
        """Add the rows of a batch."""
        if cls in _COMPARED:
            self._keys.setdefault(cls, Keys()).add(hashes([text for text, _ in _texts(cls, cells) if text]))

    def suspects(self) -> Iterator[tuple[type[Row], Hashes]]:
        """Yield each type that has equal names or codes, with their hashes."""
        for cls, kept in self._keys.items():
            found = kept.duplicates()
            if len(found):
                yield cls, found


def _texts(cls: type[Row], cells: Cells) -> Iterator[tuple[str, int]]:
    """Yield the name and the code of each row, marked as such, with the index of the row. Unnamed groups have no name."""
    at = {name: index for index, name in enumerate(names(cls))}
    rows = len(cells[0])
    blank = ("",) * rows
    codes, schemes, kinds = (cells[at[name]] if name in at else blank for name in ("code", "scheme", "kind"))
    for row, (name, name_zh, origin) in enumerate(zip(cells[at["name"]], cells[at["name_zh"]], cells[at["origin"]], strict=True)):
        if origin == "simulated":
            continue
        if kinds[row] != "unnamed group":
            yield f"name\x1f{name_zh or name}", row
        if codes[row]:
            yield f"code\x1f{schemes[row]}\x1f{codes[row]}", row


def report_same(cls: type[Row], suspects: Hashes, batches: Batches) -> None:
    """Warn of each row whose name or code an earlier row has."""
    first: dict[str, str] = {}
    for place, cells, numbers in batches:
        texts = list(_texts(cls, cells))
        for at in where(np.isin(hashes([text for text, _ in texts]), suspects)):
            text, row = texts[at]
            here = f"{place.package}/{place.file}, row {numbers[row]}"
            earlier = first.setdefault(text, here)
            if earlier != here:
                what, _, value = text.partition("\x1f")
                value = value.rpartition("\x1f")[2]
                column = "code" if what == "code" else "name_zh" if cells[names(cls).index("name_zh")][row] else "name"
                hint = (
                    "If it is the same one, keep one row and use its id."
                    if what == "name"
                    else "Codes belong to one entity: correct one of them."
                )
                place.warn(Fault(f"same-{what}", f"The row in {earlier} has the same {what}.", hint), numbers[row], column, value)
