"""Compare measures before and after a scenario: the effect of each change, and evidence rows that entered or left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.errors import BadValueError
from graph.measures.definition import Evidence, Figure, Given, Measure, Note
from graph.measures.evidence_rows import origin_of
from graph.scenarios.apply import apply
from graph.scenarios.changes import Change
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View
from seed.model import Origin

MOST_ROWS = 20
"""Maximum number of rows listed as entered, and as left, for a figure."""
MOST_FIGURES = 200


@dataclass(frozen=True)
class Behind:
    """Number of rows behind a figure: real ones, and those that are simulated, belong to a simulated path or were added by the scenario."""

    real: int
    simulated: int


@dataclass(frozen=True)
class Compared:
    """One figure before and after. ``steps`` is the effect of each change, in order; the steps sum to the difference.

    ``before``, ``after``: None if there is no such figure or too little data; the difference is then None. ``entered`` and ``left`` are
    evidence rows that entered and left, at most :data:`MOST_ROWS` of each; ``rows`` counts all of them. ``origin_before`` and
    ``origin_after`` are the weakest origins; ``behind_before`` and ``behind_after`` count the rows behind the figure, real and simulated
    apart.
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
    origin_before: Origin | None
    origin_after: Origin | None
    behind_before: Behind
    behind_after: Behind


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
    origins = OriginCache(views[0]), OriginCache(views[-1])
    stages = [{figure.key: figure for figure in measure.compute(view, given).figures} for view in views]
    for key in dict.fromkeys(key for stage in (stages[0], stages[-1]) for key in stage):
        row = _row(measure.name, key, stages, origins)
        if row.rows or row.difference or row.before != row.after:
            yield row


class OriginCache:
    """Origins of evidence rows by id, looked up once: many figures share their rows."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._origins: dict[str, Origin] = {}

    def is_simulated(self, row: str) -> bool:
        """Return whether an entity or a relationship is simulated."""
        if row not in self._origins:
            self._origins[row] = origin_of(self.view, row)
        return self._origins[row] == "simulated"

    def behind(self, rows: Iterable[Evidence]) -> Behind:
        """Count the rows of a figure; a path belongs to the row that it leads to and is not counted."""
        listed = list(rows)
        weak = {row.of for row in listed if row.of is not None and self.is_simulated(row.id)}
        counted = {row.id for row in listed if row.role != "path"}
        simulated = sum(row in weak or self.is_simulated(row) for row in counted)
        return Behind(len(counted) - simulated, simulated)


def _row(name: str, key: str, stages: Sequence[Mapping[str, Figure]], origins: tuple[OriginCache, OriginCache]) -> Compared:
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
        origin_before=first.origin if first is not None else None,
        origin_after=last.origin if last is not None else None,
        behind_before=origins[0].behind(before.values()),
        behind_after=origins[1].behind(after.values()),
    )


def _rows(figure: Figure | None) -> dict[tuple[str, str, str, float], Evidence]:
    if figure is None:
        return {}
    return {(row.role, row.id, row.of or "", row.amount): row for row in figure.evidence()}
