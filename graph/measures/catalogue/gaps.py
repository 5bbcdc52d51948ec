"""Prioritised sectors that few or no programs serve, and programs that serve no prioritised sector.

## Formula

There are two kinds of rows. `gap`: one for each prioritised sector. Its programs are the active ones that serve it by the chosen crosswalk,
and its `state` is `none`, `few` (fewer than `few`) or `enough`. `surplus`: programs with data in the crosswalk that serve no prioritised
sector: all of them, those of each other sector, and those that lead to no sector.

`weight` selects what `value` counts for a row:

- `programs`: its programs;
- `graduates`: their graduates with a known enterprise and number (FEEDS), of all years;
- `enterprises`: the named enterprises that operate in its sectors (OPERATES_IN, and what that belongs to);
- `employees`: the employees of these enterprises, where known.

`share` is 100 x value / `whole`, the same count over all programs with data in the crosswalk, or over all named enterprises with a known
sector. A program or an enterprise of several sectors counts in each of them, so rows do not add up. In the audit, rows of role `part` sum
to the value; a flow without a number and an enterprise without employment are `unknown` there.

Where a row has no programs, `absent` gives the reason: `checked, none`, `not collected` or `unknown`. `absent_enterprises` does the same
for enterprises.

## Source

Counts defined by this project. Mismatch of training and industry as surplus and shortage by field: S. McGuinness, K. Pouliakas, P. Redmond,
Journal of Economic Surveys 32 (2018), 985-1015.

## Assumptions

* Crosswalks and active programs are those of `alignment`. A program without data in the crosswalk is neither gap nor surplus; it is left
  out and counted as unknown.
* The priorities of a county count only there: a sector that only counties prioritise has the programs and enterprises of these counties.
* Unnamed groups of enterprises are not counted. Graduates and employment are lower bounds: a row without a number adds nothing.
* `checked, none` requires a coverage row that says so. It is not enough that the graph has no program for a sector.

## When not to use it

`few` is a number of programs, not a shortage of people: one large program may be enough. Do not read surplus as waste: a hospital nurse may
serve a county better than a prioritised sector does. With simulated rows it says nothing about a real region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.coverage import absent
from graph.measures.components.crosswalks import CROSSWALKS, Crosswalk, make_crosswalk
from graph.measures.components.priorities import aligned, honoured_in, inside, of_counties, priorities
from graph.measures.components.programs import FRAMEWORK, LEVEL, Programs, notes_on, programs
from graph.measures.components.statistics import weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, too_few
from graph.snapshot.columns import UNKNOWN, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

WEIGHTS = ("programs", "graduates", "enterprises", "employees")
FEW = 3
NO_SECTOR = "no sector"


@dataclass(frozen=True)
class Amounts:
    """What one weight counts: entities or relationships with their amounts and origins. Ids are generated on demand."""

    ids: Callable[[], Iterable[str]]
    amounts: NDArray[np.int64]
    origins: NDArray[np.int8]

    @property
    def known(self) -> Mask:
        """Mask of the rows with a number."""
        known: Mask = self.amounts != UNKNOWN
        return known

    @property
    def total(self) -> int:
        """Sum of the known numbers."""
        return int(self.amounts[self.known].sum())

    @property
    def unknown(self) -> int:
        """Number of rows without a number."""
        return int((~self.known).sum())


@dataclass(frozen=True)
class Row:
    """Programs and sectors of one figure. ``origins``: the origin of each program's assignment to the row."""

    key: str
    kind: str
    thing: str | None
    programs: Places
    origins: NDArray[np.int8]
    sectors: Mask


class Request:
    """The parameters of a request, and the data shared by all its rows."""

    def __init__(self, view: View, given: Given) -> None:
        self.view, self.given = view, given
        self.counted: Programs = programs(view, given)
        self.wanted: Links = honoured_in(view, priorities(view, given.get("framework")), given.get("county"))
        self.crosswalk: Crosswalk = make_crosswalk(view, given.get("crosswalk") or "declared")
        self.known: Mask = self.counted.active & self.crosswalk.known
        self.unknown = int((self.counted.active & ~self.crosswalk.known).sum())

    @cached_property
    def enterprises(self) -> Links:
        """Links from named enterprises (in the requested county) to the sectors in which they operate."""
        view = self.view
        there = view.mask(view.named("Enterprise"))
        if self.given.get("county"):
            located = view.located("Enterprise")
            there &= view.mask(located.start[located.end == view.snapshot.at(self.given["county"])])
        operates = Links.of(view.edges("OPERATES_IN"))
        return view.drop_simulated_evidence(operates.where(there[operates.start]).join(view.to_sectors())).best()

    @cached_property
    def feeds(self) -> Links:
        """Flows of graduates, without simulated flows of real programs."""
        return self.view.drop_simulated_evidence(Links.of(self.view.edges("FEEDS"), trail=True))

    def rows(self) -> Iterator[Row]:
        """Yield the prioritised sectors, then the surplus."""
        for sector in np.unique(self.wanted.end):
            yield self._row("gap", int(sector), self.known)
        everywhere = self.view.mask(self.wanted.end[~of_counties(self.view, self.wanted)])
        spare = self.known & ~aligned(self.crosswalk, self.wanted)[0]
        if not spare.any():
            return
        others = self.view.places("Sector")
        others = others[~everywhere[others]]
        yield self._surplus("surplus", spare, self.view.mask(others))
        led = np.zeros(len(spare), dtype=bool)
        for sector in others:
            row = self._row("surplus", int(sector), spare)
            led[row.programs] = True
            if len(row.programs):
                yield row
        if (spare & ~led).any():
            yield self._surplus(f"surplus|{NO_SECTOR}", spare & ~led, np.zeros(len(spare), dtype=bool))

    def _row(self, kind: str, sector: int, among: Mask) -> Row:
        mask, node_id = self.view.mask(np.array([sector])), self.view.nodes.ids[sector]
        wanted = self.wanted.ends_in(mask)
        serves, origins = aligned(self.crosswalk, wanted) if kind == "gap" else self.crosswalk.serving(mask)
        found = np.flatnonzero(serves & among).astype(np.int32)
        return Row(f"{kind}|{node_id}", kind, node_id, found, origins[found], mask)

    def _surplus(self, key: str, spare: Mask, sectors: Mask) -> Row:
        found = np.flatnonzero(spare).astype(np.int32)
        return Row(key, "surplus", None, found, self.crosswalk.known_origin[found], sectors)

    def amounts(self, row: Row) -> dict[str, Amounts]:
        """Return what each weight counts for a row."""
        view, nodes = self.view, self.view.nodes
        weak = np.zeros(len(nodes), dtype=np.int8)
        weak[row.programs] = row.origins
        flows = self.feeds.where(view.mask(row.programs)[self.feeds.start])
        table = view.edges("FEEDS").take(flows.trail[:, 0])
        there = self.enterprises.ends_in(row.sectors)
        local = inside(view, self.wanted.ends_in(row.sectors), "Enterprise") if row.kind == "gap" else None
        if local is not None:
            there = there.where(local[there.start])
        firms = np.unique(there.start)
        firm_origins = Links(there.end, there.start, there.origin, there.trail, there.tables).strongest()
        return {
            "programs": Amounts(partial(_ids, view, row.programs), np.ones(len(row.programs), np.int64), row.origins),
            "graduates": Amounts(partial(table.ids, nodes), table.graduates, np.maximum(flows.origin, weak[flows.start])),
            "enterprises": Amounts(partial(_ids, view, firms), np.ones(len(firms), np.int64), firm_origins),
            "employees": Amounts(partial(_ids, view, firms), nodes.employees[firms], firm_origins),
        }


def _ids(view: View, places: Places) -> list[str]:
    return [view.nodes.ids[place] for place in places]


def _whole(request: Request) -> dict[str, Amounts]:
    """Return what each weight counts over all programs with data and all named enterprises of any sector."""
    there = np.flatnonzero(request.known).astype(np.int32)
    everything = request.view.mask(request.view.places("Sector"))
    return request.amounts(Row("", "", None, there, request.crosswalk.known_origin[there], everything))


def _state(count: int, few: int) -> str:
    return "none" if count == 0 else "few" if count < few else "enough"


def _absent(request: Request, row: Row, found: dict[str, Amounts], weight: str, sought: tuple[str, ...]) -> str | None:
    if found[weight].total or row.kind != "gap" or row.thing is None:
        return None
    return absent(request.view, row.thing, request.given.get("county"), sought, all_known=not request.unknown)


def _figure(request: Request, whole: dict[str, int], refused: Note | None, row: Row) -> Figure:
    weight = request.given.get("weight") or WEIGHTS[0]
    found = request.amounts(row)
    amount, of = found[weight].total, whole[weight]
    ours = request.wanted.ends_in(row.sectors) if row.kind == "gap" else request.wanted
    held = np.zeros(0, np.int8) if found[weight].known.any() else request.crosswalk.known_origin[request.known]
    cells: dict[str, Any] = {
        "kind": row.kind,
        "sector": row.thing,
        "state": _state(found["programs"].total, int(request.given.get("few") or FEW)) if row.kind == "gap" else "surplus",
        **{name: found[name].total for name in WEIGHTS},
        "graduates_unknown": found["graduates"].unknown,
        "employees_unknown": found["employees"].unknown,
        "weight": weight,
        "whole": of,
        "share": 100 * amount / of if of else None,
        "absent": _absent(request, row, found, "programs", ("Program", "SERVES", "OFFERS")),
        "absent_enterprises": _absent(request, row, found, "enterprises", ("Enterprise", "OPERATES_IN")),
    }
    value = None if refused else float(amount)
    origin = weakest_of(found[weight].origins[found[weight].known], ours.strongest(), held)
    return Figure(row.key, value, origin, cells, partial(_evidence, request, row, weight), refused)


def _evidence(request: Request, row: Row, weight: str) -> Iterator[Evidence]:
    found = request.amounts(row)[weight]
    for row_id, amount in zip(found.ids(), found.amounts, strict=True):
        yield Evidence(row_id, "unknown") if amount == UNKNOWN else Evidence(row_id, "part", float(amount))
    links = [request.wanted.ends_in(row.sectors)]
    if weight in ("programs", "graduates"):
        links.append(request.crosswalk.chains(request.view.mask(row.programs), row.sectors))
    yield from (Evidence(relationship, "path") for one in links for relationship in one.relationships(request.view.nodes))


def _order(figure: Figure) -> tuple[Any, ...]:
    """Sort gaps first, by fewest programs, then most employment and enterprises; then the surplus by most programs."""
    cells = figure.cells
    if cells["kind"] == "gap":
        return (0, cells["programs"], -cells["employees"], -cells["enterprises"], figure.key)
    return (1, -cells["programs"], 0, 0, figure.key)


def compute(view: View, given: Given) -> Outcome:
    """Compute the gaps, then the surplus."""
    request = Request(view, given)
    refused = too_few(int(request.known.sum()), "program", "个有依据可判断的专业点", "with data in this crosswalk")
    whole = {name: amounts.total for name, amounts in _whole(request).items()}
    figures = sorted((_figure(request, whole, refused, row) for row in request.rows()), key=_order)
    answers = [figure.cells["absent"] for figure in figures]
    excluded = {
        "unknown": request.unknown + int(request.counted.unknown.sum()),
        "not collected": answers.count("not collected"),
        "checked, none": answers.count("checked, none"),
    }
    return Outcome(figures, excluded=excluded, notes=list(_notes(request)))


def _notes(request: Request) -> Iterator[Note]:
    yield from notes_on(request.counted)
    if not len(request.wanted):
        yield Note("The selection has no prioritised sectors.", "所选范围内没有优先发展的产业领域。")
    yield Note(
        "Left-out counts: 'unknown' counts programs; 'not collected' and 'checked, none' count prioritised sectors without a program.",
        "未计入项中，“未知”按专业点计，“未收集”和“查过，没有”按没有专业点的优先产业领域计。",
    )


MEASURE = Measure(
    name="gaps",
    title="Which prioritised sectors have few or no programs, and which programs serve none of them?",
    title_zh="哪些优先产业领域缺少专业点？哪些专业点不服务于优先产业领域？",
    about=(
        "Prioritised sectors with few or no programs, and programs that serve no prioritised sector, counted in programs, graduates, "
        "enterprises or employment. Where there are none, the row says whether they were looked for."
    ),
    about_zh="列出没有或少有专业点的优先产业领域，以及不服务于任何优先产业领域的专业点，可按专业点数、毕业生数、企业数或从业人数衡量。没有时说明是否已核查。",
    group="training",
    unit="count",
    definition=__doc__,
    params=params(
        param("crosswalk", "str", "Crosswalk from programs to sectors.", "采用的对应方式。", default="declared", choices=CROSSWALKS),
        param("weight", "str", "What the value counts.", "数值所统计的对象。", default="programs", choices=WEIGHTS),
        param("few", "int", "Fewer programs than this count as few.", "少于此数的专业点视为“少”。", default=FEW, low=1, high=1000),
        FRAMEWORK,
        param("county", "County?", "Only programs and enterprises in this county.", "只看该区县的专业点和企业。"),
        LEVEL,
    ),
    returns=columns(
        kind="str",
        sector="Sector?",
        state="str",
        programs="int",
        graduates="int",
        enterprises="int",
        employees="int",
        graduates_unknown="int",
        employees_unknown="int",
        weight="str",
        whole="int",
        share="float?",
        absent="str?",
        absent_enterprises="str?",
    ),
    example={"weight": "programs"},
    compute=compute,
    place=("Program", "Enterprise", "County", "Region"),
)
