"""The ends of relationships: they exist, are of the right types, and are no weaker than the relationship."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from seed.cells import check_id
from seed.columns import type_name
from seed.model import LABEL_BY_PREFIX, NODES, Edge, Row, label_of
from seed.plan import Columns
from seed.problems import Fault, Place
from seed.reader import Table
from seed.registry import Codes, Hashes, NodeIndex, where

_LABELS = tuple(NODES)
_CODE = {label: code for code, label in enumerate(_LABELS)}
_STRENGTH = {"documented": 0, "reference": 0, "inferred": 1, "simulated": 2}
_WORDS = ("documented", "inferred", "simulated", "?")
_UNKNOWN, _SIMULATED, _SHIFT, _MASK = 3, 2, 5, 31
TOUCHABLE = frozenset({"County", "Region", "Industry", "Sector", "Major", "Framework", "Alliance", "Source"})
"""What a simulated relationship may touch although it is real."""
_REAL = np.array([label not in TOUCHABLE for label in _LABELS])
Mask = npt.NDArray[np.bool_]


def _strengths(origins: Sequence[str]) -> Codes:
    return np.fromiter((_STRENGTH.get(origin, _UNKNOWN) for origin in origins), dtype=np.uint8, count=len(origins))


class Ends:
    """All nodes by hash, and the checks of relationships against them."""

    def __init__(self) -> None:
        self._index = NodeIndex()
        self._blind: set[str] = set()
        self._ragged: set[str] = set()

    def add(self, label: str, ids: Hashes, origins: Sequence[str]) -> None:
        """Add the nodes of a batch."""
        self._index.add(ids, _strengths(origins) << _SHIFT | np.uint8(_CODE[label]))

    def after(self, cls: type[Row], table: Table, *, fatal: bool) -> None:
        """Note what a file of nodes could not give, so that one broken file does not make every relationship dangle."""
        if fatal:
            self._blind.add(type_name(cls))
        if "id" in table.header:
            at = table.header.index("id")
            self._ragged.update(cells[at] for _, cells in table.ragged if len(cells) > at)

    def freeze(self) -> Hashes:
        """All nodes were added: sort them. Returns the hashes that stand there more than once."""
        return self._index.freeze()

    def check(
        self, cls: type[Edge], cells: Columns, ids: Sequence[Hashes], origins: Sequence[str], numbers: Sequence[int], place: Place
    ) -> None:
        """Add the problems of the ends of a batch; ``ids`` are the hashes of the columns start and end."""
        batch = _Batch(cls, cells[0], cells[1], numbers, place)
        known_start, start = self._index.look_up(ids[0])
        known_end, end = self._index.look_up(ids[1])
        self._dangling(batch, ~known_start, "start")
        self._dangling(batch, ~known_end, "end")
        both: Mask = known_start & known_end
        batch.types(both, start & _MASK, end & _MASK)
        batch.itself(both & (ids[0] == ids[1]))
        own = _strengths(origins)
        for side, codes, known in (("start", start, known_start), ("end", end, known_end)):
            batch.strength(side, known, codes >> _SHIFT, own)
            batch.simulated(side, known, codes, own)

    def _dangling(self, batch: _Batch, missing: Mask, side: str) -> None:
        for at in where(missing):
            text = batch.side(side)[at]
            fault = self._missing(text, side)
            if fault is not None:
                batch.place.add(fault, batch.numbers[at], side, text)

    def _missing(self, text: str, side: str) -> Fault | None:
        if not text:
            return Fault("required", "The cell is empty.", f"Every row needs {side}: the id of a node.")
        if text != text.strip():
            return Fault("white-space", "The cell starts or ends with white space.", f"Write {text.strip()!r}.")
        fault = check_id(text)
        if fault is not None:
            return fault
        label = label_of(text)
        if label in self._blind or text in self._ragged:
            return None
        return Fault(
            "dangling", f"No package has a {label} with this id.", f"Add it to nodes/{str(label).lower()}.csv, or name one that is there."
        )


class _Batch:
    """One batch of relationships and where its problems go."""

    def __init__(self, cls: type[Edge], starts: Sequence[str], ends: Sequence[str], numbers: Sequence[int], place: Place) -> None:
        self._cls, self._starts, self._ends, self.numbers, self.place = cls, starts, ends, numbers, place

    def side(self, name: str) -> Sequence[str]:
        """The ids of one side."""
        return self._starts if name == "start" else self._ends

    def types(self, both: Mask, start: Codes, end: Codes) -> None:
        """The types of the two ends go together."""
        allowed = _allowed(self._cls)
        for at in where(both & ~allowed[start, end]):
            first, second = _LABELS[start[at]], _LABELS[end[at]]
            column = "end" if any(first == pair[0] for pair in self._cls.pairs) else "start"
            pairs = ", ".join(f"{a} -> {b}" for a, b in self._cls.pairs)
            fault = Fault("endpoints", f"{self._cls.type} does not lead from {first} to {second}.", f"It leads: {pairs}.")
            self.place.add(fault, self.numbers[at], column, self.side(column)[at])

    def itself(self, same: Mask) -> None:
        """Nothing is related to itself."""
        for at in where(same):
            self.place.add(
                Fault("self-reference", "It leads to where it starts.", "Name another node."), self.numbers[at], "end", self._ends[at]
            )

    def strength(self, side: str, known: Mask, ends: Codes, own: Codes) -> None:
        """A relationship is never stronger than its ends."""
        for at in where(known & (own < ends) & (ends != _UNKNOWN)):
            weak = _WORDS[ends[at]]
            right = "simulated" if weak == "simulated" else "inferred or simulated"
            detail = f"The row is {_WORDS[own[at]]}, stronger than its {side} {self.side(side)[at]}, which is {weak}."
            self.place.add(Fault("strength", detail, f"Its origin is {right}."), self.numbers[at], "origin", _WORDS[own[at]])

    def simulated(self, side: str, known: Mask, codes: Codes, own: Codes) -> None:
        """Nothing simulated is said of a real school, enterprise or person."""
        real = _REAL[codes & _MASK] & (codes >> _SHIFT < _SIMULATED)
        for at in where(known & (own == _SIMULATED) & real):
            label = _LABELS[codes[at] & _MASK]
            fault = Fault(
                "simulated-touches-real", f"A simulated row touches a {label} that is not simulated.", f"Make a simulated {label} for it."
            )
            self.place.add(fault, self.numbers[at], side, self.side(side)[at])


@cache
def _allowed(cls: type[Edge]) -> Mask:
    table = np.zeros((len(_LABELS), len(_LABELS)), dtype=np.bool_)
    for first, second in cls.pairs:
        table[_CODE[first], _CODE[second]] = True
    return table


assert len(LABEL_BY_PREFIX) <= _MASK
