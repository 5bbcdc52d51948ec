"""Compare measures before and after a scenario: the effect of each change, and evidence rows that entered or left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.errors import BadValueError
from graph.measures.definition import Evidence, Figure, Given, Measure, Note
from graph.scenarios.apply import apply
from graph.scenarios.changes import Change
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View

MOST_ROWS = 20
"""Maximum number of rows listed as entered, and as left, for a figure."""
MOST_FIGURES = 200


@dataclass(frozen=True)
class Compared:
    """One figure before and after. ``steps`` is the effect of each change, in order; the steps sum to the difference.

    ``before``, ``after``: None if there is no such figure or too little data; the difference is then None. ``entered`` and ``left`` are
    evidence rows that entered and left, at most :data:`MOST_ROWS` of each; ``rows`` counts all of them.
    """

    measure: str
    key: str
    before: float | None
    after: float | None
    difference: float | None
    steps: tuple[float, ...] | None
    entered: tuple[Evidence, ...]
    left: tuple[Evidence, ...]
    rows: int
    refused: Note | None


def run(
    snapshot: Snapshot,
    changes: Sequence[Change],
    measures: Iterable[tuple[Measure, Given]],
    *,
    origin: tuple[str, ...] | None = None,
    as_of: str | None = None,
) -> tuple[list[Compared], bool]:
    """Return the figures that the changes affect, and whether the list was cut off.

    :raises BadValueError: a change has no effect or is impossible; the pointer says which change.
    """
    snapshots = [snapshot]
    for number, change in enumerate(changes):
        try:
            snapshots.append(apply(snapshots[-1], change))
        except BadValueError as problem:
            problem.pointer = f"/body/changes/{number}"
            raise
    views = [View(one, origin, as_of) for one in snapshots]
    rows = [row for measure, given in measures for row in _compared(measure, given, views)]
    return rows[:MOST_FIGURES], len(rows) > MOST_FIGURES


def _compared(measure: Measure, given: Given, views: Sequence[View]) -> Iterable[Compared]:
    stages = [{figure.key: figure for figure in measure.compute(view, given).figures} for view in views]
    for key in dict.fromkeys(key for stage in (stages[0], stages[-1]) for key in stage):
        row = _row(measure.name, key, stages)
        if row.rows or row.difference or row.before != row.after:
            yield row


def _row(name: str, key: str, stages: Sequence[Mapping[str, Figure]]) -> Compared:
    first, last = stages[0].get(key), stages[-1].get(key)
    values = [stage[key].value if key in stage else None for stage in stages]
    numbers = [value for value in values if value is not None]
    complete = len(numbers) == len(values)
    steps = tuple(after - before for before, after in pairwise(numbers)) if complete else None
    before, after = _rows(first), _rows(last)
    entered, left = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return Compared(
        measure=name,
        key=key,
        before=values[0],
        after=values[-1],
        difference=None if values[0] is None or values[-1] is None else values[-1] - values[0],
        steps=steps,
        entered=tuple(after[one] for one in entered[:MOST_ROWS]),
        left=tuple(before[one] for one in left[:MOST_ROWS]),
        rows=len(entered) + len(left),
        refused=last.refused if last is not None else None,
    )


def _rows(figure: Figure | None) -> dict[tuple[str, str, str, float], Evidence]:
    if figure is None:
        return {}
    return {(row.role, row.id, row.of or "", row.amount): row for row in figure.evidence()}
