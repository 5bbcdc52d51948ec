"""The columns of a snapshot. Nodes are sorted by id, so that nodes of a type are contiguous."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from seed.model import EDGES, Origin, edge_id, label_of

Ints = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
BY_STRENGTH: tuple[Origin, ...] = ("reference", "documented", "inferred", "simulated")
"""Origins by number, strongest first: the weakest of several is the greatest number (see :func:`seed.model.weakest`)."""
REFERENCE, DOCUMENTED, INFERRED, SIMULATED = range(4)
Value = TypeVar("Value")
UNKNOWN = -1
"""Marks an unknown number; an unknown day is 0."""


@dataclass(frozen=True)
class Words:
    """A column with few distinct words: ``codes`` index ``words``; index 0 is None (unknown)."""

    codes: NDArray[np.int16]
    words: tuple[str | None, ...]

    @classmethod
    def of(cls, values: Iterable[str | None]) -> Words:
        """Number the words alphabetically, so that the column does not depend on the reading order."""
        listed = list(values)
        words: tuple[str | None, ...] = (None, *sorted({value for value in listed if value is not None}))
        place = {word: number for number, word in enumerate(words)}
        return cls(np.fromiter((place[value] for value in listed), dtype=np.int16, count=len(listed)), words)

    def __getitem__(self, at: int | np.integer[Any]) -> str | None:
        return self.words[int(self.codes[at])]

    def among(self, *wanted: str | None) -> Mask:
        """Return a mask of the rows with one of the words."""
        codes = [number for number, word in enumerate(self.words) if word in wanted]
        return np.isin(self.codes, codes)

    def take(self, at: Any) -> Words:
        """Return the selected rows of the column."""
        return Words(self.codes[at], self.words)

    def inserted(self, at: Ints, values: Sequence[str | None]) -> Words:
        """Insert entries, each before its place. A new word gets the next number."""
        words = tuple(dict.fromkeys((*self.words, *values)))
        number = {word: code for code, word in enumerate(words)}
        return Words(np.insert(self.codes, at, [number[value] for value in values]), words)


@dataclass(frozen=True)
class Nodes:
    """All nodes. Arrays have one value per id; ``spans`` are the places of each type; days are numbers such as 20240630."""

    ids: Sequence[str]
    spans: dict[str, range]
    origin: NDArray[np.int8]
    kind: Words
    level: Words
    status: Words
    group: Words
    major_class: Words
    begun: NDArray[np.int32]
    """First possible day of a program's opening, an alliance's founding or an activity's date."""
    ended: NDArray[np.int32]
    """Last possible day of a program's closing."""
    enrolment: NDArray[np.int64]
    employees: NDArray[np.int64]
    code: dict[int, str]
    name: dict[int, str]
    """Names of programs, majors, sectors and industries, which some measures compare. Other names are looked up for display."""
    name_zh: dict[int, str]
    proof: dict[int, str]
    recruited: dict[int, tuple[str, ...]]
    """Years in which a school was seen recruiting for a program."""
    seat: dict[int, tuple[float, float]]
    """Longitude and latitude of a county's seat of government."""

    def __len__(self) -> int:
        return len(self.ids)

    def span(self, label: str) -> range:
        """Return the places of a type; empty when there are none."""
        return self.spans.get(label, range(0))


@dataclass(frozen=True)
class Edges:
    """The relationships of one type, ordered by start, end, part and year. ``part``: crosswalk, form, tier or role."""

    type: str
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    origin: NDArray[np.int8]
    year: NDArray[np.int32]
    graduates: NDArray[np.int64]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    part: Words
    certainty: Words

    def __len__(self) -> int:
        return len(self.start)

    def take(self, at: Any) -> Edges:
        """Return the relationships that a mask or places select."""
        columns = {name: getattr(self, name)[at] for name in ("start", "end", "origin", "year", "graduates", "since", "until")}
        return replace(self, **columns, part=self.part.take(at), certainty=self.certainty.take(at))

    def ids(self, nodes: Nodes) -> Iterator[str]:
        """Yield the ids of the relationships."""
        discriminators = EDGES[self.type].discriminators
        for at in range(len(self)):
            year = int(self.year[at])
            values = {name: self.part[at] if name != "year" else (year if year else None) for name in discriminators}
            yield edge_id(self.type, nodes.ids[self.start[at]], nodes.ids[self.end[at]], values)

    def find(self, start: int, end: int) -> Ints:
        """Return the places of the relationships between two nodes."""
        first, last = np.searchsorted(self.start, [start, start + 1])
        places: Ints = first + np.flatnonzero(self.end[first:last] == end)
        return places

    @classmethod
    def empty(cls, kind: str) -> Edges:
        """Return an empty table of a type."""
        return cls.of(kind, {name: [] for name in ("start", "end", *_GIVEN)})

    @classmethod
    def of(cls, kind: str, columns: Mapping[str, Sequence[Any]]) -> Edges:
        """Build from columns of plain values: ends are places of nodes, days are ISO texts, unknown values are None."""
        size = len(columns["start"])
        edges = cls(
            type=kind,
            start=np.asarray(columns["start"], dtype=np.int32),
            end=np.asarray(columns["end"], dtype=np.int32),
            origin=origins(columns["origin"]),
            year=numbers(columns["year"], 0, np.int32),
            graduates=numbers(columns["graduates"], UNKNOWN, np.int64),
            since=days(columns["since"]),
            until=days(columns["until"]),
            part=Words.of(columns["part"]),
            certainty=Words.of(columns["certainty"]),
        )
        order = np.lexsort((edges.year, edges.part.codes, edges.end, edges.start)) if size else np.zeros(0, dtype=np.int64)
        return edges.take(order)


_GIVEN = tuple(field.name for field in fields(Edges) if field.name not in {"type", "start", "end"})


@dataclass(frozen=True)
class Coverage:
    """A coverage row: what was looked for, and with what result. ``scope`` is an id or a text."""

    id: str
    scope: str
    sought: str
    status: str


@dataclass(frozen=True)
class Claimed:
    """A reported figure: its id, metric, value, unit and scope as stated, and the ids of the entities that it is about."""

    id: str
    metric: str
    value: float
    qualifier: str
    unit: str
    scope: str
    period: str
    about: tuple[str, ...]
    scope_zh: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """The graph of one data version. Immutable; a scenario creates another snapshot."""

    version: str
    nodes: Nodes
    edges: dict[str, Edges]
    coverage: tuple[Coverage, ...] = ()
    claims: tuple[Claimed, ...] = ()

    def of(self, kind: str) -> Edges:
        """Return the relationships of a type."""
        return self.edges.get(kind) or Edges.empty(kind)

    def at(self, node_id: str) -> int | None:
        """Return the place of a node by bisection in the span of its type; None when it does not exist."""
        span = self.nodes.span(label_of(node_id) or "")
        at = bisect_left(self.nodes.ids, node_id, span.start, span.stop)
        return at if at < span.stop and self.nodes.ids[at] == node_id else None

    @property
    def size(self) -> tuple[int, int]:
        """Number of nodes and relationships."""
        return len(self.nodes), sum(map(len, self.edges.values()))


def spans_of(ids: Sequence[str]) -> dict[str, range]:
    """Return the places of each type among sorted ids.

    :raises ValueError: the ids are not grouped by type, or a prefix belongs to no type.
    """
    spans: dict[str, range] = {}
    place = 0
    for prefix, group in groupby(ids, key=lambda node_id: node_id.partition(":")[0]):
        size = sum(1 for _ in group)
        label = label_of(f"{prefix}:x")
        if label is None or label in spans:
            raise ValueError(f"Ids with the prefix '{prefix}' have no type, or are not contiguous.")
        spans[label] = range(place, place + size)
        place += size
    return spans


def origins(values: Sequence[str]) -> NDArray[np.int8]:
    """Convert origins to numbers."""
    place = {name: number for number, name in enumerate(BY_STRENGTH)}
    return np.fromiter((place[value] for value in values), dtype=np.int8, count=len(values))  # type: ignore[index]


def numbers(values: Sequence[int | None], unknown: int, kind: type[Any]) -> NDArray[Any]:
    """Convert integers to an array; ``unknown`` stands for None."""
    return np.fromiter((unknown if value is None else value for value in values), dtype=kind, count=len(values))


def days(values: Sequence[str | None]) -> NDArray[np.int32]:
    """Convert ISO days to numbers: 2024-06-30 is 20240630, None is 0."""
    number_of: dict[str | None, int] = {None: 0}
    for value in set(values) - {None}:
        number_of[value] = int(str(value).replace("-", ""))
    return np.fromiter((number_of[value] for value in values), dtype=np.int32, count=len(values))


def sparse(values: Sequence[Value | None], start: int = 0) -> dict[int, Value]:
    """Return the known values by place."""
    return {start + place: value for place, value in enumerate(values) if value is not None}
