"""The schools that are most similar to one school, by the programs they offer and the enterprises that take their graduates.

## Formula

value = w x cos(offers) + (1 - w) x cos(feeds), with w = `offer_share` / 100. Each cosine is the sum of a_i x b_i over all i, divided by the
lengths of both schools' vectors. The offers vector holds the numbers of programs by major and by sector or industry served; the feeds
vector holds the numbers of programs by enterprise that takes their graduates.

Audit rows have the role `part`: each major, sector, industry or enterprise that both schools share, with its contribution. They sum to the
value.

## Source

Cosine of counts: G. Salton, A. Wong and C. S. Yang, Communications of the ACM 18 (1975), 613-620.

## Assumptions

* Programs are those of the school and its units that are active now, or at the requested date. Units and unnamed groups of schools are not
  candidates; unnamed groups of enterprises do not count as enterprises.
* A program counts once for each entity that it serves, and once for each enterprise that it feeds, whatever the years and numbers of
  graduates: the numbers are mostly unknown.
* A school with fewer than 10 known ties of programs to majors, sectors and industries, or fewer than 10 to enterprises, is left out (only
  the parts with a weight are checked).
* The origin is the weakest in the data on either school, because every count changes the lengths.

## When not to use it

Similar is not better, and not a reason to merge. Two distant schools can offer the same and feed no enterprise in common: look at both
parts. Where little is known about a school, that little decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from graph.measures.components.coverage import absences
from graph.measures.components.programs import programs
from graph.measures.components.view_cache import cached
from graph.measures.definition import LEAST, Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, required, too_few
from graph.snapshot.columns import BY_STRENGTH, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.model import Origin

OFFER_SHARE = 50.0
WHAT = {
    "offers": ("tie", "条专业点与专业或产业的对应", "of programs to majors, sectors and industries"),
    "feeds": ("tie", "条毕业生去向", "of programs to enterprises"),
}
SOUGHT = {"offers": ("OFFERS", "Program"), "feeds": ("FEEDS",)}
"""Types whose coverage rows show that these ties were looked for."""


@dataclass(frozen=True)
class Profiles:
    """Profiles of schools: unit vectors as rows of a matrix over all nodes.

    ``known``: number of known ties of each school; ``origin``: the weakest origin among them.
    """

    units: Any
    known: NDArray[np.int64]
    origin: NDArray[np.int8]

    def likeness(self, school: int) -> NDArray[np.float64]:
        """Return the cosines with all schools."""
        cosines: NDArray[np.float64] = (self.units @ self.units[school].T).toarray().ravel()
        return cosines

    def shared(self, school: int, other: int) -> tuple[Places, NDArray[np.float64]]:
        """Return the nodes that two schools share, and what each adds to their cosine."""
        both = self.units[school].multiply(self.units[other]).tocoo()
        order = np.argsort(-both.data, kind="stable")
        return both.col[order].astype(np.int32), both.data[order]


def _profiles(view: View, ties: Links) -> Profiles:
    """Build profiles from ``ties``, which lead from schools to other nodes, one for each program."""
    span = view.nodes.span("School")
    row = ties.start - span.start
    counts_known = np.bincount(row, minlength=len(span))
    counts = csr_matrix((np.ones(len(ties)), (row, ties.end)), shape=(len(span), len(view.nodes)))
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    units = csr_matrix(counts.multiply(scale[:, None]))
    origin = np.zeros(len(counts_known), dtype=np.int8)
    np.maximum.at(origin, row, ties.origin)
    return Profiles(units, counts_known, origin)


def profiles(view: View) -> dict[str, Profiles]:
    """Return the offers and feeds of all schools; cached for the view."""
    return cached(view, "school profiles", lambda: _compute_profiles(view))


def _compute_profiles(view: View) -> dict[str, Profiles]:
    active = programs(view, {}).active
    offered = view.drop_simulated_evidence(view.programs_of_schools())
    offered = offered.where(active[offered.start])
    schools = Links(offered.end, offered.start, offered.origin, offered.trail)
    served = Links.of(view.edges("OF_MAJOR")).union(Links.of(view.edges("SERVES")))
    served = view.drop_simulated_evidence(served.where(active[served.start])).best()
    feeds = Links.of(view.edges("FEEDS"))
    feeds = view.drop_simulated_evidence(feeds.where(active[feeds.start] & ~view.is_group[feeds.end])).best()
    return {"offers": _profiles(view, schools.join(served)), "feeds": _profiles(view, schools.join(feeds))}


@dataclass(frozen=True)
class Request:
    """The requested school, the profiles with a weight, and the candidates with enough data."""

    view: View
    school: int
    parts: dict[str, tuple[float, Profiles]]
    candidates: NDArray[np.int64]
    weak: NDArray[np.int8]
    excluded: Counter[str]

    def thing(self, school: int) -> int:
        """Return the place of a school among all nodes."""
        return school + self.view.nodes.span("School").start


def _request(view: View, school: int, share: float) -> Request:
    weights = {"offers": share / 100, "feeds": 1 - share / 100}
    parts = {name: (weights[name], profile) for name, profile in profiles(view).items() if weights[name] > 0}
    span = view.nodes.span("School")
    named = view.mask(view.named("School")) & ~view.nodes.kind.among("unit") & ~_kin(view, school + span.start) & view.lies_there
    enough = np.all([profile.known >= LEAST for _, profile in parts.values()], axis=0)
    there = named[span.start : span.stop]
    weak = np.max([view.nodes.origin[span.start : span.stop], *(profile.origin for _, profile in parts.values())], axis=0)
    few = (np.flatnonzero(there & ~enough) + span.start).astype(np.int32)
    left = absences(view, few, *(SOUGHT[name] for name in parts))
    return Request(view, school, parts, np.flatnonzero(there & enough), weak, left)


def _kin(view: View, school: int) -> Mask:
    """Return a mask of the school itself, its units and the schools that it is a unit of."""
    upwards = view.upwards(view.places("School"), ("PART_OF",), 2)
    kin = np.concatenate([[school], upwards.end[upwards.start == school], upwards.start[upwards.end == school]])
    return view.mask(kin.astype(np.int32))


def compute(view: View, given: Given) -> Outcome:
    """Compute a figure for each other school, the most similar first."""
    place = view.snapshot.at(given["school"])
    if place is None or not view.seen[place]:
        return Outcome([], notes=[Note("The selection does not contain the school.", "所选范围内没有该学校。")])
    share = given.get("offer_share")
    request = _request(view, place - view.nodes.span("School").start, OFFER_SHARE if share is None else float(share))
    refused = next(
        filter(None, (too_few(int(profile.known[request.school]), *WHAT[name]) for name, (_, profile) in request.parts.items())), None
    )
    if refused is not None:
        return Outcome([_refused(request, given["school"], refused)], excluded=request.excluded, notes=[refused])
    likeness = {name: profile.likeness(request.school) for name, (_, profile) in request.parts.items()}
    value = np.sum([weight * likeness[name] for name, (weight, _) in request.parts.items()], axis=0)
    order = request.candidates[np.argsort(-value[request.candidates], kind="stable")]
    figures = [
        _figure(request, int(other), float(value[other]), {name: float(one[other]) for name, one in likeness.items()}) for other in order
    ]
    return Outcome(figures, excluded=request.excluded)


def _refused(request: Request, school: str, refused: Note) -> Figure:
    cells = {"school": school, "offers": None, "feeds": None}
    return Figure(school, None, _origin(request, request.school), cells, tuple, refused)


def _figure(request: Request, other: int, value: float, parts: dict[str, float]) -> Figure:
    node_id = request.view.nodes.ids[request.thing(other)]
    cells = {"school": node_id, "offers": parts.get("offers"), "feeds": parts.get("feeds")}
    return Figure(node_id, value, _origin(request, other), cells, partial(_evidence, request, other))


def _origin(request: Request, other: int) -> Origin:
    return BY_STRENGTH[max(int(request.weak[request.school]), int(request.weak[other]))]


def _evidence(request: Request, other: int) -> Iterator[Evidence]:
    for weight, profile in request.parts.values():
        for place, amount in zip(*profile.shared(request.school, other), strict=True):
            yield Evidence(request.view.nodes.ids[place], "part", weight * float(amount))


MEASURE = Measure(
    name="similar-schools",
    title="Which schools are most similar to this one?",
    title_zh="哪些学校与该校最相似？",
    about=(
        "Schools that offer programs for the same majors and industries and whose graduates go to the same enterprises, by the cosine of "
        "both. The audit of each figure lists what the two schools share."
    ),
    about_zh="按开设专业、服务产业以及毕业生去向企业的余弦相似度，找出与该校最相似的学校；每个数值都可展开为两校的共同之处。",
    group="structure",
    unit="cosine",
    definition=__doc__,
    params=params(
        required("school", "School", "The school to compare with.", "作为比较对象的学校。"),
        param(
            "offer_share",
            "percent",
            "Weight of the programs offered; the rest is the weight of the enterprises fed.",
            "开设专业所占权重，其余为毕业生去向。",
            default=OFFER_SHARE,
        ),
    ),
    returns=columns(school="School", offers="float?", feeds="float?"),
    example={"school": "school:4143012847"},
    compute=compute,
    place=("School",),
    ranked=True,
)
