"""Makes another snapshot of a snapshot and a change. What a change adds is ``simulated``: it did not happen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import BadValueError
from graph.scenarios.changes import Change, Close, Join, Move, Open, Partner, Resize
from graph.snapshot.columns import SIMULATED, UNKNOWN, Edges, Nodes, Snapshot, Words, spans_of


def apply(snapshot: Snapshot, change: Change) -> Snapshot:
    """The graph as it would be. Things are named by their ids.

    :raises BadValueError: the change means nothing here, such as closing what is closed.
    """
    return _APPLY[change.do](snapshot, change)


def _open(snapshot: Snapshot, change: Open) -> Snapshot:
    number = 1 + sum(known.startswith("program:scenario-") for known in snapshot.nodes.ids)
    program = f"program:scenario-{number:03d}"
    made = _with_program(snapshot, program, change)
    made = _with_edge(made, "OFFERS", change.school, program)
    for target in change.serves:
        made = _with_edge(made, "SERVES", program, target, part="simulated")
    return made if change.major is None else _with_edge(made, "OF_MAJOR", program, change.major)


def _close(snapshot: Snapshot, change: Close) -> Snapshot:
    at = _place(snapshot, change.program)
    if snapshot.nodes.status[at] == "closed":
        raise BadValueError(f"{change.program} is closed already.", mend="Leave the change out.")
    return replace(snapshot, nodes=replace(snapshot.nodes, status=_said(snapshot.nodes.status, at, "closed")))


def _move(snapshot: Snapshot, change: Move) -> Snapshot:
    at, offers = _place(snapshot, change.program), snapshot.of("OFFERS")
    kept = replace(snapshot, edges={**snapshot.edges, "OFFERS": offers.take(offers.end != at)})
    return _with_edge(kept, "OFFERS", change.to, change.program)


def _resize(snapshot: Snapshot, change: Resize) -> Snapshot:
    enrolment = snapshot.nodes.enrolment.copy()
    enrolment[_place(snapshot, change.program)] = change.enrolment
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


def _place(snapshot: Snapshot, known: str) -> int:
    at = snapshot.at(known)
    if at is None:
        raise BadValueError(f"There is no '{known}' in the data.", mend="Give the id of a thing.")
    return at


def _said(column: Words, at: int, word: str) -> Words:
    words = column.words if word in column.words else (*column.words, word)
    codes = column.codes.copy()
    codes[at] = words.index(word)
    return Words(codes, words)


def _with_edge(snapshot: Snapshot, kind: str, start: str, end: str, *, part: str | None = None) -> Snapshot:
    edges, first, last = snapshot.of(kind), _place(snapshot, start), _place(snapshot, end)
    at = edges.find(first, last)
    if any(edges.part[place] == part for place in at):
        raise BadValueError(f"{start} and {end} are linked by {kind} already.", mend="Leave the change out.")
    made = _appended(edges, first, last, part)
    return replace(snapshot, edges={**snapshot.edges, kind: made})


def _appended(edges: Edges, start: int, end: int, part: str | None) -> Edges:
    new = {"start": start, "end": end, "origin": SIMULATED, "year": 0, "graduates": UNKNOWN, "since": 0, "until": 0}
    columns: dict[str, Any] = {name: _longer_by(getattr(edges, name), value) for name, value in new.items()}
    parts, certain = (_longer(column, word) for column, word in ((edges.part, part), (edges.certainty, "unverified")))
    made = replace(edges, **columns, part=parts, certainty=certain)
    return made.take(np.lexsort((made.year, made.part.codes, made.end, made.start)))


def _longer_by(column: NDArray[Any], value: int) -> NDArray[Any]:
    return np.append(column, np.array([value], dtype=column.dtype))


def _longer(column: Words, word: str | None) -> Words:
    words = column.words if word in column.words else (*column.words, word)
    return Words(np.append(column.codes, np.int16(words.index(word))), words)


def _with_program(snapshot: Snapshot, program: str, change: Open) -> Snapshot:
    """Another thing stands among the programs, so that all that stand behind it move by one."""
    nodes = snapshot.nodes
    at = bisect_left(nodes.ids, program)
    moved = np.arange(len(nodes), dtype=np.int32)
    moved[at:] += 1
    edges = {kind: replace(one, start=moved[one.start], end=moved[one.end]) for kind, one in snapshot.edges.items()}
    return replace(snapshot, nodes=_inserted(nodes, at, program, change), edges=edges)


def _inserted(nodes: Nodes, at: int, program: str, change: Open) -> Nodes:
    ids = [*nodes.ids[:at], program, *nodes.ids[at:]]
    words = {"kind": None, "level": change.level, "status": "active", "group": None}
    numbers = {"origin": SIMULATED, "begun": 0, "ended": 0, "employees": UNKNOWN}
    numbers["enrolment"] = UNKNOWN if change.enrolment is None else change.enrolment
    columns: dict[str, Any] = {name: _word_at(getattr(nodes, name), at, word) for name, word in words.items()}
    columns |= {name: _number_at(getattr(nodes, name), at, value) for name, value in numbers.items()}
    columns |= {name: _behind(getattr(nodes, name), at) for name in ("code", "name", "name_zh", "proof")}
    columns["name"][at] = f"Scenario program {program.rpartition('-')[2]}"
    return replace(nodes, ids=ids, spans=spans_of(ids), **columns)


def _word_at(column: Words, at: int, word: str | None) -> Words:
    longer = _longer(column, word)
    return Words(np.insert(longer.codes[:-1], at, longer.codes[-1]), longer.words)


def _number_at(column: NDArray[Any], at: int, value: int) -> NDArray[Any]:
    return np.insert(column, at, value)


def _behind(column: dict[int, str], at: int) -> dict[int, str]:
    return {place + (place >= at): value for place, value in column.items()}
