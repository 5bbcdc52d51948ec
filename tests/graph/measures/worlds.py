"""Build snapshots for the tests of measures from small hand-written graphs, without a database.

    snapshot_of('''
    county:a r
    program:x d level=secondary status=active opened=2024
    ''', '''
    SERVES program:x sector:silver d crosswalk=stated
    ''')

A line is an id, the letter of its origin (documented, reference, inferred, simulated) and properties; a link begins with its type and
both ends. The text format is that of :mod:`tests.graph.small_graph`. ``tests/graph/snapshot`` tests that a snapshot read from a server is
the same.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import Any

from graph.measures.definition import LIMIT, Figure, Measure, Outcome
from graph.snapshot.columns import Claimed, Coverage, Edges, Snapshot
from graph.snapshot.reader import nodes_of
from graph.snapshot.view import View
from seed.model import EDGES, bounds, label_of
from tests.graph.small_graph import ORIGINS

_NODE = ("kind", "level", "status", "group", "major_class", "code", "name_zh", "proof")
_SAID = {"Claim": Claimed, "Coverage": Coverage}


def snapshot_of(things: str, links: str = "", version: str = "by hand") -> Snapshot:
    """Return the snapshot of a graph."""
    rows = sorted((_words(line) for line in things.splitlines() if line.strip()), key=lambda row: row[0][0])
    columns: dict[str, list[Any]] = defaultdict(list)
    for (known, origin), values in rows:
        columns["id"].append(known)
        columns["origin"].append(ORIGINS[origin])
        columns["name"].append(values.get("name", known.partition(":")[2]))
        begun = next((values[name] for name in ("opened", "founded", "date") if name in values), None)
        columns["begun"].append(bounds(begun)[0] if begun else None)
        columns["ended"].append(bounds(values["closed"])[1] if "closed" in values else None)
        for name in ("enrolment", "employees"):
            columns[name].append(int(values[name]) if name in values else None)
        columns["seat"].append([values["seat_lon"], values["seat_lat"]] if "seat_lon" in values else None)
        columns["recruited"].append(values["recruited"].split("|") if "recruited" in values else None)
        for name in _NODE:
            columns[name].append(values.get(name))
    place = {known: at for at, known in enumerate(columns["id"])}
    assert len(place) == len(columns["id"]), "duplicate id"
    return Snapshot(version, nodes_of(columns), _edges(links, place), *_statements(rows, links))


def _words(line: str) -> tuple[tuple[str, str], dict[str, str]]:
    known, origin, *rest = shlex.split(line)
    return (known, origin), {key: value for key, _, value in (word.partition("=") for word in rest)}


def _edges(links: str, place: dict[str, int]) -> dict[str, Edges]:
    columns: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for line in filter(str.strip, links.splitlines()):
        kind, start, end, origin, *rest = shlex.split(line)
        assert (label_of(start), label_of(end)) in EDGES[kind].pairs, line
        values = {key: value for key, _, value in (word.partition("=") for word in rest)}
        row = {
            "start": place[start],
            "end": place[end],
            "origin": ORIGINS[origin],
            "year": int(values["year"]) if "year" in values else None,
            "graduates": int(values["graduates"]) if "graduates" in values else None,
            "part": next((values[name] for name in ("crosswalk", "form", "tier", "role") if name in values), None),
            "certainty": values.get("certainty", "seen"),
            "since": bounds(values["valid_from"])[0] if "valid_from" in values else None,
            "until": bounds(values["valid_to"])[1] if "valid_to" in values else None,
        }
        for name, value in row.items():
            columns[kind][name].append(value)
    return {kind: Edges.of(kind, columns[kind]) for kind in sorted(columns)}


def _statements(rows: list[Any], links: str) -> tuple[tuple[Claimed, ...], ...]:
    about = [line.split()[1:3] for line in links.splitlines() if line.strip().startswith("ABOUT")]
    claims, coverage = [], []
    for (known, _), values in rows:
        label = label_of(known)
        if label == "Claim":
            ends = tuple(sorted(end for start, end in about if start == known))
            given = {name: values.get(name, "") for name in ("metric", "qualifier", "unit", "scope", "period")}
            claims.append(Claimed(id=known, value=float(values["value"]), about=ends, **given))
        elif label == "Coverage":
            coverage.append(Coverage(known, values["scope"], values["sought"], values["status"]))
    return tuple(coverage), tuple(claims)  # type: ignore[return-value]


def outcome(measure: Measure, view: View, **given: Any) -> Outcome:
    """Compute a measure; missing parameters have their defaults."""
    values = {name: param.default for name, param in measure.params.items()} | {"limit": LIMIT} | given
    assert set(values) <= set(measure.params), given
    return measure.compute(view, values)


def measure(wanted: Measure, view: View, **given: Any) -> dict[str, Figure]:
    """Compute a measure and return its figures by key."""
    found = outcome(wanted, view, **given).figures
    assert len({figure.key for figure in found}) == len(found), "duplicate key"
    return {figure.key: figure for figure in found}


def recount(figure: Figure) -> dict[str, float]:
    """Return the sums of the evidence amounts of a figure, by role."""
    sums: dict[str, float] = {}
    for row in figure.evidence():
        sums[row.role] = sums.get(row.role, 0.0) + row.amount
    return sums


def rows(figure: Figure, role: str) -> list[str]:
    """Return the sorted ids of the evidence rows with a role."""
    return sorted(row.id for row in figure.evidence() if row.role == role)
