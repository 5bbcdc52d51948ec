"""Turn a sheet into records: find the header, join its rows, fill down, and leave out titles, totals and remarks."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from seed.folding import fold
from seed.importing.mapping import MappingError, Table
from seed.importing.readers import narrow, plain_text
from seed.sheets import Cells, Value, cell_name, column_letters
from seed.suggestions import did_you_mean, nearest

_LONGEST_HEADER = 200
"""Number of characters of a header that count."""
_LONGEST_TOTAL = 40
"""Number of characters above which a text is not a word for a total."""
SEARCHED = 40
"""Number of rows in which a header is searched."""
_LETTERS = re.compile(r"column ([A-Z]{1,3})", re.IGNORECASE)
_REMARK = re.compile(r"^(?:注|备注|说明|填表人|填报人|制表|审核|联系人|note|notes|source|remark)s?\s*[::：]", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:示例|举例|例|example)(?:\s*[:：/]?\s*example)?[:：]?", re.IGNORECASE)
_TRAILING = re.compile(r"[\s::：]*(?:[((].*[))])?[\s::：]*$")


@dataclass(frozen=True)
class Header:
    """The header of a sheet: the name of each column, and the numbers of its rows."""

    names: dict[int, str]
    rows: tuple[int, ...]

    @cached_property
    def _columns(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """The columns by the key of their whole name, and by that of its last part."""
        whole: dict[str, list[int]] = {}
        last: dict[str, list[int]] = {}
        for column, name in self.names.items():
            whole.setdefault(header_key(name), []).append(column)
            last.setdefault(header_key(name.rpartition("/")[2]), []).append(column)
        return whole, last

    def find(self, wanted: str) -> int | None:
        """Return the column of a header: by its whole name, by its last part if that is unique, or by ``column H``."""
        key = header_key(wanted)
        whole, last = self._columns
        for found in (whole.get(key), last.get(key)):
            if found is not None:
                return found[0] if len(found) == 1 else None
        letters = _LETTERS.fullmatch(wanted.strip())
        return next((column for column in self.names if letters and column_letters(column) == letters[1].upper()), None)

    def need(self, wanted: str, where: str) -> int:
        """Return the column of a header.

        :raises MappingError: there is none, or there are several.
        """
        column = self.find(wanted)
        if column is not None:
            return column
        key = header_key(wanted)
        same = [f"column {column_letters(at)}" for at, name in self.names.items() if header_key(name).endswith(key)]
        if len(same) > 1:
            raise MappingError(f"{where}: several columns are named '{wanted}'.", f"Use one of: {', '.join(same)}.")
        known = list(self.names.values())
        hint = did_you_mean(nearest(wanted, known)) or f"Columns: {', '.join(known[:20])}."
        raise MappingError(f"{where}: there is no column '{wanted}'.", hint)


@lru_cache(maxsize=50_000)
def header_key(text: str) -> str:
    """Return the form in which headers are compared: without blanks, case, width, stars and units in brackets."""
    return re.sub(r"[\s*]+|\((?:必填|required)\)", "", fold(narrow(text)))


@dataclass
class Record:
    """One row of a sheet: its number, and its values by column, after filling down. ``rows`` says where a value was filled from."""

    number: int
    cells: Cells
    rows: dict[int, int] = field(default_factory=dict)

    def cell(self, column: int) -> str:
        """Return the name of the cell that holds the value of a column."""
        return cell_name(self.rows.get(column, self.number), column)


@dataclass
class Sheet:
    """The records of a sheet, its header, and the numbers of rows that were left out by reason."""

    label: str
    header: Header
    records: list[Record]
    skipped: Counter[str]
    moved: bool = False
    """Whether the header is in another row than the mapping states."""


def read_sheet(rows: Iterable[tuple[int, Cells]], table: Table, label: str) -> Sheet:
    """Read all records of a sheet.

    :raises MappingError: the sheet is empty, or lacks a column of the mapping.
    """
    stream = iter(rows)
    top = list(itertools.islice(stream, SEARCHED))
    header, moved = _header(top, table, label)
    columns = [header.need(name, label) for name in table.columns_used()]
    fill = [header.need(name, label) for name in table.fill_down]
    sheet = Sheet(label, header, [], Counter(), moved)
    body = [row for row in top if row[0] > header.rows[-1]]
    totals = {fold(word) for word in table.skip}
    above: dict[int, tuple[Value, int]] = {}
    for number, cells in _chain(body, stream):
        reason = _reason(cells, header, totals, columns)
        if reason:
            sheet.skipped[reason] += 1
            continue
        record = Record(number, {column: cells[column] for column in columns if column in cells})
        for column in fill:
            if column in cells and plain_text(cells[column]):
                above[column] = (cells[column], number)
            elif column in above:
                record.cells[column], record.rows[column] = above[column]
        sheet.records.append(record)
    return sheet


def _chain(first: Iterable[tuple[int, Cells]], second: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    yield from first
    yield from second


def _header(top: Sequence[tuple[int, Cells]], table: Table, label: str) -> tuple[Header, bool]:
    """Return the header that the mapping states. If it lacks a column of the mapping, search one that has them all."""
    if not top:
        raise MappingError(f"{label} is empty.", "Choose a sheet with values.")
    wanted = table.columns_used()
    stated = header_at(top, table.header) if table.header else None
    if stated is not None and all(stated.find(name) is not None for name in wanted):
        return stated, False
    best, most = stated, -1
    for header in candidates(top):
        count = sum(header.find(name) is not None for name in wanted)
        if count == len(wanted):
            return header, stated is not None
        if count > most and stated is None:
            best, most = header, count
    if best is None:
        raise MappingError(f"{label}: row {table.header[0]} is empty.", "State the row of the header.")
    return best, False


def candidates(top: Sequence[tuple[int, Cells]]) -> Iterator[Header]:
    """Yield each possible header of the first rows: all of one row, then all of two."""
    numbers = [number for number, _ in top]
    for rows in (*((number,) for number in numbers), *itertools.pairwise(numbers)):
        header = header_at(top, rows)
        if header is not None and header.names:
            yield header


def header_at(top: Sequence[tuple[int, Cells]], numbers: Sequence[int]) -> Header | None:
    """Join the header rows. An empty cell of an upper row takes the name on its left, if a lower row names its column (merged cells)."""
    rows = dict(top)
    if any(number not in rows for number in numbers):
        return None
    lines = [{column: plain_text(value)[:_LONGEST_HEADER] for column, value in rows[number].items()} for number in numbers]
    names: dict[int, list[str]] = {}
    for upper, below in zip(lines, [*lines[1:], {}], strict=True):
        last = ""
        for column in sorted({*upper, *below}):
            last = upper.get(column) or last
            text = upper.get(column) or (last if below.get(column) else "")
            if text and text not in names.setdefault(column, []):
                names[column].append(text)
    return Header({column: "/".join(parts) for column, parts in sorted(names.items()) if parts}, tuple(numbers))


def _reason(cells: Cells, header: Header, totals: set[str], columns: Sequence[int]) -> str:
    """Return why a row is left out, or ""."""
    texts = {column: text for column, value in sorted(cells.items()) if (text := plain_text(value))}
    if not any(column in texts for column in columns):
        return "blank rows" if not texts else "remarks"
    first = next(iter(texts.values()))
    if _EXAMPLE.fullmatch(first):
        return "example rows"
    leading = [text for text in list(texts.values())[:3] if len(text) <= _LONGEST_TOTAL]
    if any(fold(_TRAILING.sub("", narrow(text)).replace(" ", "")) in totals or fold(text) in totals for text in leading):
        return "totals"
    if len(texts) == 1 and _REMARK.match(first):
        return "remarks"
    parts = {column: set(name.split("/")) for column, name in header.names.items()}
    if all(text in parts.get(column, ()) for column, text in texts.items()):
        return "repeated headers"
    return ""
