"""Apply a change to a snapshot and return a new snapshot. What a change adds has the origin ``simulated``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graph.errors import BadValueError
from graph.scenarios.changes import Change, Close, Join, Move, Open, Partner, Resize
from graph.snapshot.columns import SIMULATED, UNKNOWN, Snapshot, Words
from graph.snapshot.editing import place_of, with_edges, with_nodes
from seed.bilingual import Bilingual


def apply(snapshot: Snapshot, change: Change) -> Snapshot:
    """Return the graph after a change that names entities by id.

    :raises BadValueError: the change has no effect or is impossible, such as closing a closed program.
    """
    return _APPLY[change.do](snapshot, change)


def _open(snapshot: Snapshot, change: Open) -> Snapshot:
    number = 1 + sum(node_id.startswith("program:scenario-") for node_id in snapshot.nodes.ids)
    program = f"program:scenario-{number:03d}"
    enrolment = UNKNOWN if change.enrolment is None else change.enrolment
    values = {"level": change.level, "status": "active", "enrolment": enrolment, "name": f"Scenario program {number:03d}"}
    after = with_nodes(snapshot, {program: values}, SIMULATED)
    after = _with_edge(after, "OFFERS", change.school, program)
    for target in change.serves:
        after = _with_edge(after, "SERVES", program, target, part="simulated")
    return after if change.major is None else _with_edge(after, "OF_MAJOR", program, change.major)


def _close(snapshot: Snapshot, change: Close) -> Snapshot:
    at = place_of(snapshot, change.program)
    if snapshot.nodes.status[at] == "closed":
        raise BadValueError(
            Bilingual(f"{change.program} is already closed.", f"{change.program} 已停办。"),
            hint=Bilingual("Remove the change.", "请去掉该变动。"),
        )
    return replace(snapshot, nodes=replace(snapshot.nodes, status=_with_word(snapshot.nodes.status, at, "closed")))


def _move(snapshot: Snapshot, change: Move) -> Snapshot:
    at, offers = place_of(snapshot, change.program), snapshot.of("OFFERS")
    without = replace(snapshot, edges={**snapshot.edges, "OFFERS": offers.take(offers.end != at)})
    return _with_edge(without, "OFFERS", change.to, change.program)


def _resize(snapshot: Snapshot, change: Resize) -> Snapshot:
    enrolment = snapshot.nodes.enrolment.copy()
    enrolment[place_of(snapshot, change.program)] = change.enrolment
    return replace(snapshot, nodes=replace(snapshot.nodes, enrolment=enrolment))


def _partner(snapshot: Snapshot, change: Partner) -> Snapshot:
    return _with_edge(snapshot, "PARTNERS_WITH", change.school, change.enterprise, part=change.form)


def _join(snapshot: Snapshot, change: Join) -> Snapshot:
    return _with_edge(snapshot, "MEMBER_OF", change.member, change.alliance)


_APPLY: Mapping[str, Callable[[Snapshot, Any], Snapshot]] = {
    "open": _open,
    "close": _close,
    "move": _move,
    "resize": _resize,
    "partner": _partner,
    "join": _join,
}


def _with_word(column: Words, at: int, word: str) -> Words:
    words = column.words if word in column.words else (*column.words, word)
    codes = column.codes.copy()
    codes[at] = words.index(word)
    return Words(codes, words)


def _with_edge(snapshot: Snapshot, kind: str, start: str, end: str, *, part: str | None = None) -> Snapshot:
    edges, first, last = snapshot.of(kind), place_of(snapshot, start), place_of(snapshot, end)
    if any(edges.part[place] == part for place in edges.find(first, last)):
        raise BadValueError(
            Bilingual(f"{start} and {end} are already linked by {kind}.", f"{start} 与 {end} 之间已有 {kind} 关系。"),
            hint=Bilingual("Remove the change.", "请去掉该变动。"),
        )
    return with_edges(snapshot, kind, [(first, last)], SIMULATED, part)
