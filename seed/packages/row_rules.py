"""Rules that a row must keep as a whole: provenance, the order of dates, percentages, what a coverage row names."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from seed.columns import SEPARATOR, TYPES, names
from seed.model import ID_PATTERN, Claim, Coverage, Row, Source, bounds, label_of
from seed.packages.cell_checks import check_date
from seed.problems import Fault
from seed.suggestions import nearest

Cells = tuple[str, ...]
Found = list[tuple[Fault, str, str]]
"""Faults, each with its column and its value."""
QUOTE_WORDS = 12
"""White-space-separated words of a quote, at most."""
_PERCENT = {"%", "percent", "per cent"}
_ORDERED = (("opened", "closed"), ("valid_from", "valid_to"))
_KEPT = 8192


@dataclass
class RowRule:
    """A rule over some columns. What it said of a combination of cells is remembered, so a repeated one costs a look-up."""

    columns: tuple[str, ...]
    check: Callable[[Cells], Found]
    right: set[Cells] = field(default_factory=set)

    def wrong(self, rows: Collection[Cells]) -> dict[Cells, Found]:
        """The combinations that break the rule, with what is wrong."""
        fresh = set(rows).difference(self.right)
        wrong: dict[Cells, Found] = {}
        for cells in fresh:
            found = self.check(cells)
            if found:
                wrong[cells] = found
        self.right.update(fresh.difference(wrong))
        if len(self.right) > _KEPT:
            self.right.clear()
        return wrong


def rules_of(cls: type[Row], sources: dict[str, str], named: dict[str, None]) -> list[RowRule]:
    """The rules of a type. ``sources``: the origin of each Source; ``named`` collects ids that can be looked up only later."""
    own = names(cls)
    rules = [RowRule(("sources", "quotes", "locator", "origin", "rule"), _Provenance(cls, sources, named))]
    rules += [RowRule(pair, _in_order(*pair)) for pair in _ORDERED if pair[0] in own]
    if issubclass(cls, Claim):
        rules.append(RowRule(("value", "unit"), _percentage))
    if issubclass(cls, Coverage):
        rules.append(RowRule(("sought",), _known_type))
        rules.append(RowRule(("scope",), _scope(named)))
    return rules


class _Provenance:
    """The rules of provenance for one row."""

    def __init__(self, cls: type[Row], sources: dict[str, str], cited: dict[str, None]) -> None:
        self._is_source, self._sources, self._cited = issubclass(cls, Source), sources, cited

    def __call__(self, cells: Cells) -> Found:
        sources, quotes, locator, origin, rule = cells
        found = self._of_sources(sources, origin)
        for quote in quotes.split(SEPARATOR) if quotes else ():
            if len(quote.split()) > QUOTE_WORDS:
                found.append(
                    (Fault("quote-length", f"The quote has {len(quote.split())} words.", f"At most {QUOTE_WORDS} words."), "quotes", quote)
                )
        if origin == "documented" and not (quotes or locator or self._is_source):
            fault = Fault(
                "evidence", "A documented row says where the source says it.", "Give quotes (at most 12 words each) or a locator."
            )
            found.append((fault, "quotes", ""))
        if origin == "inferred" and not rule:
            found.append((Fault("rule", "An inferred row names no rule.", "Write in column rule how it was inferred."), "rule", ""))
        return found

    def _of_sources(self, text: str, origin: str) -> Found:
        if not text:
            fault = Fault("sources", "The row names no source.", "Write the id of a Source row, such as source:deep-news.")
            return [] if self._is_source else [(fault, "sources", "")]
        given = [part for part in text.split(SEPARATOR) if part]
        if self._is_source:
            self._cited.update(dict.fromkeys(given))
            return []
        found: Found = [(missing_source(part, self._sources), "sources", part) for part in given if part not in self._sources]
        if not found and origin != "simulated" and all(self._sources[part] == "simulated" for part in given):
            fault = Fault(
                "strength", f"The row is {origin or 'documented'}, and all its sources are simulated.", "Its origin is simulated."
            )
            found.append((fault, "origin", origin))
        return found


def missing_source(text: str, sources: Collection[str]) -> Fault:
    """The fault of naming a source that is not there."""
    near = nearest(text, sources)
    hint = f"Nearest: {', '.join(near)}." if near else "Add it to nodes/source.csv."
    return Fault("sources", "No package has a Source with this id.", hint)


def _in_order(first: str, last: str) -> Callable[[Cells], Found]:
    def check(cells: Cells) -> Found:
        start, stop = cells
        if not start or not stop or check_date(start) or check_date(stop) or bounds(start)[0] <= bounds(stop)[1]:
            return []
        return [(Fault("date-order", f"{first} {start} is after {last} {stop}.", f"{last} is the same or later."), last, stop)]

    return check


def _percentage(cells: Cells) -> Found:
    value, unit = cells
    try:
        number = float(value)
    except ValueError:
        return []
    if unit in _PERCENT and math.isfinite(number) and not 0 <= number <= 100:
        return [
            (
                Fault(
                    "percentage", "A share of 100 % cannot be that.", "Between 0 and 100, or another unit (such as 'percentage points')."
                ),
                "value",
                value,
            )
        ]
    return []


def _scope(named: dict[str, None]) -> Callable[[Cells], Found]:
    """A scope is an id, which is looked up later, or words."""

    def check(cells: Cells) -> Found:
        if ID_PATTERN.fullmatch(cells[0]) and label_of(cells[0]):
            named[cells[0]] = None
        return []

    return check


def _known_type(cells: Cells) -> Found:
    if not cells[0] or cells[0] in TYPES:
        return []
    near = nearest(cells[0], TYPES) or tuple(TYPES)
    return [(Fault("unknown-type", "The model has no such type.", f"Nearest: {', '.join(near)}."), "sought", cells[0])]
