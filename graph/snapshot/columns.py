"""The columns of a snapshot. Things stand in the order of their ids, so that those of a type stand side by side."""

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
"""Origins by their number, strongest first: the weakest of several is the greatest number (see :func:`seed.model.weakest`)."""
REFERENCE, DOCUMENTED, INFERRED, SIMULATED = range(4)
Value = TypeVar("Value")
UNKNOWN = -1
"""A number that is not known; an unknown day is 0."""


@dataclass(frozen=True)
class Words:
    """A column of few different words: ``codes`` are places in ``words``; place 0 is None, the unknown."""

    codes: NDArray[np.int16]
    words: tuple[str | None, ...]

    @classmethod
    def of(cls, values: Iterable[str | None]) -> Words:
        """Number the words in the order of the alphabet, so that the column does not depend on the order of reading."""
        listed = list(values)
        words: tuple[str | None, ...] = (None, *sorted({value for value in listed if value is not None}))
        place = {word: number for number, word in enumerate(words)}
        return cls(np.fromiter((place[value] for value in listed), dtype=np.int16, count=len(listed)), words)

    def __getitem__(self, at: int | np.integer[Any]) -> str | None:
        return self.words[int(self.codes[at])]

    def among(self, *wanted: str | None) -> Mask:
        """Where one of the words stands."""
        codes = [number for number, word in enumerate(self.words) if word in wanted]
        return np.isin(self.codes, codes)

    def take(self, at: Any) -> Words:
        """The column at some places."""
        return Words(self.codes[at], self.words)

    def inserted(self, at: Ints, values: Sequence[str | None]) -> Words:
        """The column with more entries, each before its place; a word that is new gets the next number."""
        words = tuple(dict.fromkeys((*self.words, *values)))
        number = {word: code for code, word in enumerate(words)}
        return Words(np.insert(self.codes, at, [number[value] for value in values]), words)


@dataclass(frozen=True)
class Nodes:
    """All things. Arrays are as long as ``ids``; ``spans`` are the places of each type; days are numbers such as 20240630."""

    ids: Sequence[str]
    spans: dict[str, range]
    origin: NDArray[np.int8]
    kind: Words
    level: Words
    status: Words
    group: Words
    begun: NDArray[np.int32]
    """First day that a program's opening, an alliance's founding, an activity's date may mean."""
    ended: NDArray[np.int32]
    """Last day that a program's closing may mean."""
    enrolment: NDArray[np.int64]
    employees: NDArray[np.int64]
    code: dict[int, str]
    name: dict[int, str]
    """Names of programs, majors, sectors and industries, which some measures compare; other names are looked up when they are shown."""
    name_zh: dict[int, str]
    proof: dict[int, str]
    seat: dict[int, tuple[float, float]]
    """Longitude and latitude of a county's seat of government."""

    def __len__(self) -> int:
        return len(self.ids)

    def span(self, label: str) -> range:
        """Places of a type, empty when there is none."""
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
        """Some of them: ``at`` is a mask or places."""
        columns = {name: getattr(self, name)[at] for name in ("start", "end", "origin", "year", "graduates", "since", "until")}
        return replace(self, **columns, part=self.part.take(at), certainty=self.certainty.take(at))

    def ids(self, nodes: Nodes) -> Iterator[str]:
        """Ids of the relationships."""
        discriminators = EDGES[self.type].discriminators
        for at in range(len(self)):
            year = int(self.year[at])
            values = {name: self.part[at] if name != "year" else (year if year else None) for name in discriminators}
            yield edge_id(self.type, nodes.ids[self.start[at]], nodes.ids[self.end[at]], values)

    def find(self, start: int, end: int) -> Ints:
        """Places of the relationships between two things."""
        first, last = np.searchsorted(self.start, [start, start + 1])
        found: Ints = first + np.flatnonzero(self.end[first:last] == end)
        return found

    @classmethod
    def empty(cls, kind: str) -> Edges:
        """None of a type."""
        return cls.of(kind, {name: [] for name in ("start", "end", *_GIVEN)})

    @classmethod
    def of(cls, kind: str, columns: Mapping[str, Sequence[Any]]) -> Edges:
        """From columns of plain values: ends are places among the nodes, days are texts, what is not known is None."""
        size = len(columns["start"])
        made = cls(
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
        order = np.lexsort((made.year, made.part.codes, made.end, made.start)) if size else np.zeros(0, dtype=np.int64)
        return made.take(order)


_GIVEN = tuple(field.name for field in fields(Edges) if field.name not in {"type", "start", "end"})


@dataclass(frozen=True)
class Coverage:
    """What was looked for, and what came of it; ``scope`` is an id, or words."""

    id: str
    scope: str
    sought: str
    status: str


@dataclass(frozen=True)
class Claimed:
    """A reported figure: its id, metric, value, unit and scope as stated, and the ids of the things that it is about."""

    id: str
    metric: str
    value: float
    qualifier: str
    unit: str
    scope: str
    period: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """The graph of one data version. It never changes; a scenario makes another."""

    version: str
    nodes: Nodes
    edges: dict[str, Edges]
    coverage: tuple[Coverage, ...] = ()
    claims: tuple[Claimed, ...] = ()

    def of(self, kind: str) -> Edges:
        """The relationships of a type."""
        return self.edges.get(kind) or Edges.empty(kind)

    def at(self, node_id: str) -> int | None:
        """Place of a thing, by bisection in its type's span; None when there is no such thing."""
        span = self.nodes.span(label_of(node_id) or "")
        at = bisect_left(self.nodes.ids, node_id, span.start, span.stop)
        return at if at < span.stop and self.nodes.ids[at] == node_id else None

    @property
    def size(self) -> tuple[int, int]:
        """Things and relationships."""
        return len(self.nodes), sum(map(len, self.edges.values()))


def spans_of(ids: Sequence[str]) -> dict[str, range]:
    """Places of each type among ordered ids.

    ValueError when the ids are out of order or a type has no prefix of its own.
    """
    found: dict[str, range] = {}
    place = 0
    for prefix, group in groupby(ids, key=lambda known: known.partition(":")[0]):
        size = sum(1 for _ in group)
        label = label_of(f"{prefix}:x")
        if label is None or label in found:
            raise ValueError(f"Ids with the prefix '{prefix}' are of no type, or stand in two places.")
        found[label] = range(place, place + size)
        place += size
    return found


def origins(values: Sequence[str]) -> NDArray[np.int8]:
    """Origins as numbers."""
    place = {name: number for number, name in enumerate(BY_STRENGTH)}
    return np.fromiter((place[value] for value in values), dtype=np.int8, count=len(values))  # type: ignore[index]


def numbers(values: Sequence[int | None], unknown: int, kind: type[Any]) -> NDArray[Any]:
    """Whole numbers; ``unknown`` stands for None."""
    return np.fromiter((unknown if value is None else value for value in values), dtype=kind, count=len(values))


def days(values: Sequence[str | None]) -> NDArray[np.int32]:
    """ISO days as numbers: 2024-06-30 is 20240630, None is 0."""
    known: dict[str | None, int] = {None: 0}
    for value in set(values) - {None}:
        known[value] = int(str(value).replace("-", ""))
    return np.fromiter((known[value] for value in values), dtype=np.int32, count=len(values))


def sparse(values: Sequence[Value | None], start: int = 0) -> dict[int, Value]:
    """What is known, by place."""
    return {start + place: value for place, value in enumerate(values) if value is not None}
