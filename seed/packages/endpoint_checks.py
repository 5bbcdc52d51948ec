"""Check the ends of relationships: they exist, have allowed types, and are no weaker than the relationship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from seed.columns import type_name
from seed.model import NODES, Edge, Row, label_of
from seed.packages.cell_checks import check_id
from seed.packages.csv_reader import Table
from seed.packages.key_index import Codes, Hashes, NodeIndex, hashes, where
from seed.problems import Fault, Place

_LABELS = tuple(NODES)
_CODE = {label: code for code, label in enumerate(_LABELS)}
_ORIGIN_NAMES = ("documented", "inferred", "simulated", "?")
_UNKNOWN, _SIMULATED = 3, 2
_SHIFT, _LABEL_BITS = np.uint8(5), np.uint8(31)
"""One byte describes a node: the low five bits are the type, the bits above them the strength of its origin."""
TOUCHABLE = frozenset({"County", "Region", "Industry", "Sector", "Major", "Occupation", "Framework", "Alliance", "Source"})
"""Types whose real nodes a simulated relationship may refer to."""
_REAL = np.array([label not in TOUCHABLE for label in _LABELS])
Mask = npt.NDArray[np.bool_]


class _Strengths(dict[str, int]):
    """The strength of each origin; ``_UNKNOWN`` for an invalid origin, which the check of the column reports."""

    def __missing__(self, origin: str) -> int:
        return _UNKNOWN


_STRENGTH = _Strengths(documented=0, reference=0, inferred=1, simulated=2)


def _strengths(origins: Sequence[str]) -> Codes:
    if origins.count(origins[0]) == len(origins):
        return np.full(len(origins), _STRENGTH[origins[0]], dtype=np.uint8)
    return np.fromiter(map(_STRENGTH.__getitem__, origins), dtype=np.uint8, count=len(origins))


@dataclass(frozen=True)
class EdgeBatch:
    """Relationships of one file. ``ids`` are the hashes of their starts and of their ends; ``numbers`` are their row numbers."""

    cls: type[Edge]
    starts: Sequence[str]
    ends: Sequence[str]
    ids: tuple[Hashes, Hashes]
    origins: Sequence[str]
    numbers: Sequence[int]
    place: Place

    def side(self, name: str) -> Sequence[str]:
        """Return the ids of one side, ``start`` or ``end``."""
        return self.starts if name == "start" else self.ends


class EndpointChecker:
    """Indexes all nodes by hash, and checks relationships against them."""

    def __init__(self) -> None:
        self._index = NodeIndex()
        self._unreadable_types: set[str] = set()
        self._ragged_ids: set[str] = set()

    def add(self, label: str, ids: Hashes, origins: Sequence[str]) -> None:
        """Add the nodes of a batch."""
        self._index.add(ids, (_strengths(origins) << _SHIFT) | np.uint8(_CODE[label]))

    def after(self, cls: type[Row], table: Table, *, fatal: bool) -> None:
        """Record which nodes a file could not provide, so that one damaged file does not make all relationships dangle."""
        if fatal:
            self._unreadable_types.add(type_name(cls))
        if "id" in table.header:
            at = table.header.index("id")
            self._ragged_ids.update(cells[at] for cells in table.ragged if len(cells) > at)

    def freeze(self) -> Hashes:
        """Sort the nodes after all have been added, and return the hashes that occur more than once."""
        return self._index.freeze()

    def unknown(self, ids: Sequence[str]) -> set[str]:
        """Return the ids that no node has."""
        known, _ = self._index.look_up(hashes(ids))
        return {text for at, text in enumerate(ids) if not known[at] and self._fault_of_missing(text, "start") is not None}

    def check(self, batch: EdgeBatch) -> None:
        """Check the ends of a batch, and report problems."""
        known_start, start = self._index.look_up(batch.ids[0])
        known_end, end = self._index.look_up(batch.ids[1])
        self._dangling(batch, ~known_start, "start")
        self._dangling(batch, ~known_end, "end")
        both: Mask = known_start & known_end
        _types(batch, both, start & _LABEL_BITS, end & _LABEL_BITS)
        _self_references(batch, both & (batch.ids[0] == batch.ids[1]))
        own = _strengths(batch.origins)
        for side, codes, known in (("start", start, known_start), ("end", end, known_end)):
            _strength(batch, side, known & (own < codes >> _SHIFT) & (codes >> _SHIFT != _UNKNOWN), codes >> _SHIFT)
            real = _REAL[codes & _LABEL_BITS] & (codes >> _SHIFT < _SIMULATED)
            _simulated(batch, side, known & (own == _SIMULATED) & real, codes & _LABEL_BITS)

    def _dangling(self, batch: EdgeBatch, missing: Mask, side: str) -> None:
        for at in where(missing):
            text = batch.side(side)[at]
            fault = self._fault_of_missing(text, side)
            if fault is not None:
                batch.place.add(fault, batch.numbers[at], side, text)

    def _fault_of_missing(self, text: str, side: str) -> Fault | None:
        if not text:
            return Fault("required", "The cell is empty.", f"{side} is required: the id of a node.")
        if text != text.strip():
            return Fault("white-space", "The cell starts or ends with white space.", f"Write {text.strip()!r}.")
        fault = check_id(text)
        if fault is not None:
            return fault
        label = label_of(text)
        if label in self._unreadable_types or text in self._ragged_ids:
            return None
        return missing_node(text)


def missing_node(text: str) -> Fault:
    """Return the fault for a reference to a node that does not exist."""
    label = label_of(text) or "node"
    return Fault("dangling", f"No package contains a {label} with this id.", f"Add it to nodes/{label.lower()}.csv, or use an existing id.")


def _types(batch: EdgeBatch, both: Mask, start: Codes, end: Codes) -> None:
    pairs = batch.cls.pairs
    for at in where(both & ~_allowed(batch.cls)[start, end]):
        first, second = _LABELS[start[at]], _LABELS[end[at]]
        column = "end" if any(first == pair[0] for pair in pairs) else "start"
        allowed = ", ".join(f"{one} -> {other}" for one, other in pairs)
        fault = Fault("endpoints", f"{batch.cls.type} cannot connect {first} to {second}.", f"Allowed: {allowed}.")
        batch.place.add(fault, batch.numbers[at], column, batch.side(column)[at])


def _self_references(batch: EdgeBatch, same: Mask) -> None:
    for at in where(same):
        fault = Fault("self-reference", "The start and the end are the same node.", "Use two different nodes.")
        batch.place.add(fault, batch.numbers[at], "end", batch.ends[at])


def _strength(batch: EdgeBatch, side: str, stronger: Mask, ends: Codes) -> None:
    for at in where(stronger):
        weak, origin = _ORIGIN_NAMES[ends[at]], batch.origins[at]
        allowed = "simulated" if weak == "simulated" else "inferred or simulated"
        detail = f"The row is {origin}, but its {side} {batch.side(side)[at]} is only {weak}."
        batch.place.add(Fault("strength", detail, f"Set origin to {allowed}."), batch.numbers[at], "origin", origin)


def _simulated(batch: EdgeBatch, side: str, touching: Mask, labels: Codes) -> None:
    for at in where(touching):
        label = _LABELS[labels[at]]
        detail = f"A simulated row refers to a {label} that is not simulated."
        fault = Fault("simulated-touches-real", detail, f"Use a simulated {label}.")
        batch.place.add(fault, batch.numbers[at], side, batch.side(side)[at])


@cache
def _allowed(cls: type[Edge]) -> Mask:
    table = np.zeros((len(_LABELS), len(_LABELS)), dtype=np.bool_)
    for first, second in cls.pairs:
        table[_CODE[first], _CODE[second]] = True
    return table


assert len(NODES) <= int(_LABEL_BITS) + 1
