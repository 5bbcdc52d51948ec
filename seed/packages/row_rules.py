"""Rules that concern several columns of a row: provenance, the order of dates, percentages, coverage."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from seed.columns import SEPARATOR, TYPES, Column, columns, names
from seed.model import ID_PATTERN, Claim, Coverage, Observation, Row, Source, bounds, label_of
from seed.packages.cell_checks import check_date, check_id
from seed.problems import Fault
from seed.suggestions import did_you_mean, nearest

Cells = tuple[str, ...]
Faults = list[tuple[Fault, str, str]]
"""Faults, each with its column and value."""
QUOTE_WORDS = 12
"""Maximum number of words of a quote, separated by white space."""
_PERCENT = {"%", "percent", "per cent"}
ORDERED = (("opened", "closed"), ("valid_from", "valid_to"))
"""Pairs of dates of which the second must not be before the first."""
_CACHE_SIZE = 8192


@dataclass
class RowRule:
    """A rule over some columns. Valid combinations of cells are cached."""

    columns: tuple[str, ...]
    check: Callable[[Cells], Faults]
    valid: set[Cells] = field(default_factory=set)

    def faults(self, rows: Collection[Cells]) -> dict[Cells, Faults]:
        """Return the combinations that break the rule, with their faults."""
        unchecked = set(rows).difference(self.valid)
        by_cells: dict[Cells, Faults] = {}
        for cells in unchecked:
            faults = self.check(cells)
            if faults:
                by_cells[cells] = faults
        self.valid.update(unchecked.difference(by_cells))
        if len(self.valid) > _CACHE_SIZE:
            self.valid.clear()
        return by_cells


def rules_of(cls: type[Row], sources: dict[str, str], cited: dict[str, None]) -> list[RowRule]:
    """Return the rules of a type. ``sources`` maps each Source to its origin; ``cited`` collects ids that are looked up later."""
    own = names(cls)
    rules = [RowRule(("sources", "quotes", "locator", "origin", "rule"), _Provenance(cls, sources, cited))]
    rules += [RowRule(pair, _in_order(*pair)) for pair in ORDERED if pair[0] in own]
    rules += [RowRule((column.name,), _references(column, cited)) for column in columns(cls) if column.refers]
    if issubclass(cls, Observation):
        rules.append(RowRule(("value", "value_status"), _value_and_status))
    if issubclass(cls, Claim | Observation):
        rules.append(RowRule(("value", "unit"), _percentage))
    if issubclass(cls, Coverage):
        rules.append(RowRule(("sought",), _known_type))
        rules.append(RowRule(("scope",), _scope(cited)))
    return rules


class _Provenance:
    """The rule for the provenance columns of a row."""

    def __init__(self, cls: type[Row], sources: dict[str, str], cited: dict[str, None]) -> None:
        self._is_source, self._sources, self._cited = issubclass(cls, Source), sources, cited

    def __call__(self, cells: Cells) -> Faults:
        sources, quotes, locator, origin, rule = cells
        faults = self._of_sources(sources, origin)
        for quote in quotes.split(SEPARATOR) if quotes else ():
            if len(quote.split()) > QUOTE_WORDS:
                faults.append(
                    (
                        Fault("quote-length", f"The quote has {len(quote.split())} words.", f"The limit is {QUOTE_WORDS} words."),
                        "quotes",
                        quote,
                    )
                )
        if origin == "documented" and not (quotes or locator or self._is_source):
            fault = Fault("evidence", "A documented row needs evidence.", "Add quotes (at most 12 words each) or a locator.")
            faults.append((fault, "quotes", ""))
        if origin == "inferred" and not rule:
            faults.append(
                (Fault("rule", "An inferred row needs a rule.", "Describe in the column 'rule' how the row was inferred."), "rule", "")
            )
        return faults

    def _of_sources(self, text: str, origin: str) -> Faults:
        if not text:
            fault = Fault("sources", "The row names no source.", "Use the id of a Source row, for example source:deep-news.")
            return [] if self._is_source else [(fault, "sources", "")]
        cited = [part for part in text.split(SEPARATOR) if part]
        if self._is_source:
            self._cited.update(dict.fromkeys(cited))
            return []
        faults: Faults = [(missing_source(part, self._sources), "sources", part) for part in cited if part not in self._sources]
        if not faults and origin != "simulated" and all(self._sources[part] == "simulated" for part in cited):
            fault = Fault(
                "strength", f"The row is {origin or 'documented'}, but all its sources are simulated.", "Set origin to simulated."
            )
            faults.append((fault, "origin", origin))
        return faults


def missing_source(text: str, sources: Collection[str]) -> Fault:
    """Return the fault for a reference to a source that does not exist."""
    hint = did_you_mean(nearest(text, sources)) or "Add it to nodes/source.csv."
    return Fault("sources", "No package contains a Source with this id.", hint)


def _in_order(first: str, last: str) -> Callable[[Cells], Faults]:
    def check(cells: Cells) -> Faults:
        start, stop = cells
        if not start or not stop or check_date(start) or check_date(stop) or bounds(start)[0] <= bounds(stop)[1]:
            return []
        return [(Fault("date-order", f"{first} {start} is after {last} {stop}.", f"{last} must not be before {first}."), last, stop)]

    return check


def _percentage(cells: Cells) -> Faults:
    value, unit = cells
    try:
        number = float(value)
    except ValueError:
        return []
    if unit in _PERCENT and math.isfinite(number) and not 0 <= number <= 100:
        return [
            (
                Fault(
                    "percentage",
                    "The percentage is out of range.",
                    "Use a value between 0 and 100, or another unit (for example 'percentage points').",
                ),
                "value",
                value,
            )
        ]
    return []


def _value_and_status(cells: Cells) -> Faults:
    value, status = cells
    if status == "stated" and not value:
        fault = Fault("value", "The observation has no value.", "Add the value, or set value_status to suppressed or not available.")
        return [(fault, "value", value)]
    if status != "stated" and value:
        return [
            (
                Fault("value", f"The value is {status}, but the row has one.", "Leave value empty, or set value_status to stated."),
                "value",
                value,
            )
        ]
    return []


def _scope(cited: dict[str, None]) -> Callable[[Cells], Faults]:
    """Collect scopes that are ids, for a later look-up. Other scopes are free text."""

    def check(cells: Cells) -> Faults:
        if ID_PATTERN.fullmatch(cells[0]) and label_of(cells[0]):
            cited[cells[0]] = None
        return []

    return check


def _references(column: Column, cited: dict[str, None]) -> Callable[[Cells], Faults]:
    """Check that the ids in a column are of the declared types, and collect them for a later look-up."""

    def check(cells: Cells) -> Faults:
        faults: Faults = []
        for text in cells[0].split(SEPARATOR) if cells[0] else ():
            fault = check_id(text)
            if fault is None and label_of(text) not in column.refers:
                allowed = " or ".join(column.refers)
                fault = Fault("reference", f"{text} is the id of another type.", f"Use the id of a row of type {allowed}.")
            if fault is not None:
                faults.append((fault, column.name, text))
            cited[text] = None
        return faults

    return check


def _known_type(cells: Cells) -> Faults:
    if not cells[0] or cells[0] in TYPES:
        return []
    hint = did_you_mean(nearest(cells[0], TYPES)) or f"Use one of: {', '.join(TYPES)}."
    return [(Fault("unknown-type", "Unknown type.", hint), "sought", cells[0])]
