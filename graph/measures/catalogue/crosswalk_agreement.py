"""How well two crosswalks from programs to sectors agree on which programs are aligned, and on which programs they differ.

## Formula

Of the n active programs with data in both crosswalks, `both` are aligned by both, `neither` by none, `first_only` and `second_only` by one.
The observed agreement is (both + neither) / n. The expected agreement, if the crosswalks were independent with their observed shares, is p
q + (1 - p)(1 - q), where p and q are the shares that each calls aligned. `value` is Cohen's kappa: (observed - expected) / (1 - expected),
1 for full agreement, 0 for agreement by chance. `low` and `high` are kappa -/+ 1.96 standard errors (large samples).

In the audit, rows of role `part` are the programs on which the two disagree, and `of` names the crosswalk that calls the program aligned;
`numerator` lists the programs on which they agree, `denominator` all n. Kappa is 1 - sum of `part` / `expected_disagreements`.

## Source

J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46. Standard error: J. L. Fleiss, J. Cohen, B. S. Everitt, Psychological
Bulletin 72 (1969), 323-327.

## Assumptions

* Crosswalks, active programs and prioritised sectors are those of `alignment`.
* A program without data in one of the two crosswalks is left out of the comparison: it is not a disagreement and is counted as unknown.

## When not to use it

Agreement is not truth: two crosswalks may share a mistake, and `catalogue` and `names` both start from the major. Kappa is low when nearly
all programs are aligned, however often the crosswalks agree; look at the counts beside it. The interval is poor for few programs or shares
near 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from math import sqrt
from typing import Any

import numpy as np

from graph.measures.components.crosswalks import CROSSWALKS, FLOW_SHARE, MOST_OF, Crosswalk, make_crosswalk
from graph.measures.components.priorities import aligned, priorities
from graph.measures.components.programs import COUNTY, FRAMEWORK, LEVEL, SCHOOL, notes_on, programs
from graph.measures.components.statistics import Z_95, weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, params, too_few
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import View


@dataclass(frozen=True)
class Table:
    """Numbers of programs by their status in two crosswalks."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def size(self) -> int:
        """Total number of programs."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def expected(self) -> float:
        """The share on which independent crosswalks would agree."""
        first, second = self.both + self.first_only, self.both + self.second_only
        return (first * second + (self.size - first) * (self.size - second)) / self.size**2

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None when chance alone would give full agreement."""
        first, second = self.both + self.first_only, self.both + self.second_only
        if not self.size or first == second == 0 or first == second == self.size:
            return None
        return ((self.both + self.neither) / self.size - self.expected) / (1 - self.expected)

    @property
    def error(self) -> float | None:
        """Standard error of kappa: Fleiss, Cohen, Everitt (1969), formula (13)."""
        kappa = self.kappa
        if kappa is None:
            return None
        cells = np.array([[self.both, self.first_only], [self.second_only, self.neither]]) / self.size
        rows, others = cells.sum(axis=1), cells.sum(axis=0)
        agree = sum(cells[i, i] * (1 - (rows[i] + others[i]) * (1 - kappa)) ** 2 for i in range(2))
        differ = (1 - kappa) ** 2 * sum(cells[i, 1 - i] * (others[i] + rows[1 - i]) ** 2 for i in range(2))
        rest = (kappa - self.expected * (1 - kappa)) ** 2
        return sqrt(max(0.0, float(agree + differ - rest))) / ((1 - self.expected) * sqrt(self.size))


@dataclass(frozen=True)
class Pair:
    """Two crosswalks applied to the same programs."""

    names: tuple[str, str]
    crosswalks: tuple[Crosswalk, Crosswalk]
    active: Mask
    wanted: Links

    @property
    def known(self) -> Mask:
        """Mask of the programs with data in both crosswalks."""
        return self.active & self.crosswalks[0].known & self.crosswalks[1].known

    def says(self, which: int) -> Mask:
        """Return a mask of those programs that one crosswalk calls aligned."""
        return self.known & aligned(self.crosswalks[which], self.wanted)[0]

    def table(self) -> Table:
        """Count the programs by status."""
        first, second, known = self.says(0), self.says(1), self.known
        counts = (first & second, first & ~second, second & ~first, known & ~first & ~second)
        return Table(*(int(mask.sum()) for mask in counts))


_SAME = Note(
    "Both crosswalks call all of these programs aligned, or none: chance alone would make them agree.",
    "两种方式对这些专业点的判断全部相同且无差异，无法与偶然一致相区分。",
)


def _figure(pair: Pair) -> Figure:
    table, known = pair.table(), pair.known
    kappa, error = table.kappa, table.error
    refused = too_few(table.size, "program", "个两种方式均有依据可判断的专业点", "with data in both crosswalks")
    if refused is None and kappa is None:
        refused = _SAME
    reach = None if refused or error is None else Z_95 * error
    cells: dict[str, Any] = {
        "first": pair.names[0],
        "second": pair.names[1],
        "known": table.size,
        "agree": table.both + table.neither,
        "disagree": table.first_only + table.second_only,
        "both": table.both,
        "first_only": table.first_only,
        "second_only": table.second_only,
        "neither": table.neither,
        "agreement": 100 * (table.both + table.neither) / table.size if table.size else None,
        "expected_disagreements": table.size * (1 - table.expected) if table.size else None,
        "low": None if reach is None or kappa is None else kappa - reach,
        "high": None if reach is None or kappa is None else kappa + reach,
        "unknown": int((pair.active & ~known).sum()),
    }
    origins = [part for which, one in enumerate(pair.crosswalks) for part in _origins(pair, which, one)]
    origin = weakest_of(*origins, pair.wanted.strongest())
    return Figure("|".join(pair.names), None if refused else kappa, origin, cells, partial(_evidence, pair), refused)


def _origins(pair: Pair, which: int, crosswalk: Crosswalk) -> tuple[Any, Any]:
    return crosswalk.known_origin[pair.known], aligned(crosswalk, pair.wanted)[1][pair.says(which)]


def _evidence(pair: Pair) -> Iterator[Evidence]:
    ids = pair.crosswalks[0].view.nodes.ids
    first, second, known = pair.says(0), pair.says(1), pair.known
    for place in np.flatnonzero(first != second).tolist():
        yield Evidence(ids[place], "part", of=pair.names[0] if first[place] else pair.names[1])
    yield from (Evidence(ids[place], "numerator") for place in np.flatnonzero(known & (first == second)).tolist())
    yield from (Evidence(ids[place], "denominator") for place in np.flatnonzero(known).tolist())
    yield from (Evidence(ids[place], "unknown") for place in np.flatnonzero(pair.active & ~known).tolist())


def compute(view: View, given: Given) -> Outcome:
    """Compute one figure for each pair of crosswalks."""
    counted = programs(view, given)
    wanted = priorities(view, given.get("framework"))
    share = float(given.get("flow_share") or MOST_OF)
    crosswalks = {name: make_crosswalk(view, name, share) for name in CROSSWALKS}
    pairs = [
        Pair((first, second), (crosswalks[first], crosswalks[second]), counted.active, wanted)
        for first, second in combinations(CROSSWALKS, 2)
    ]
    known_to = np.sum([crosswalk.known for crosswalk in crosswalks.values()], axis=0)
    alone = int((counted.active & (known_to < 2)).sum())
    return Outcome(
        [_figure(pair) for pair in pairs], excluded={"unknown": int(counted.unknown.sum()) + alone}, notes=list(notes_on(counted))
    )


MEASURE = Measure(
    name="crosswalk-agreement",
    title="Do the crosswalks from programs to sectors agree?",
    title_zh="不同对应方式的判断是否一致？",
    about=(
        "For each pair of crosswalks: how many programs have data in both, on how many they agree, the agreement beyond chance (Cohen's "
        "kappa), and the programs on which they disagree."
    ),
    about_zh="对每两种对应方式：两者均可判断的专业点数、判断一致的数量、超出偶然的一致程度（科恩卡帕系数），以及判断不一致的专业点。",
    group="training",
    unit="kappa",
    definition=__doc__,
    params=params(
        FRAMEWORK,
        COUNTY,
        SCHOOL,
        LEVEL,
        FLOW_SHARE,
    ),
    returns=columns(
        first="str",
        second="str",
        known="int",
        agree="int",
        disagree="int",
        both="int",
        first_only="int",
        second_only="int",
        neither="int",
        agreement="float?",
        expected_disagreements="float?",
        low="float?",
        high="float?",
        unknown="int",
    ),
    example={},
    compute=compute,
    place=("Program", "County", "Region"),
)
