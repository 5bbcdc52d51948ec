"""Reasons for and against each school and enterprise working together, as sparse tables that one view keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from graph.measures.components.alliances import EVIDENCE, counties_of, fields_of, regions_of, ties, wholes
from graph.measures.components.programs import programs
from graph.measures.components.statistics import kilometres
from graph.measures.components.view_cache import kept
from graph.snapshot.columns import SIMULATED, Ints
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

Floats = NDArray[np.float64]
WEIGHTS: Mapping[str, float] = {
    "industry": 1.0,
    "flows": 0.5,
    "county": 1.0,
    "region": 1.0,
    "distance": 0.5,
    "alliance": 3.0,
    "members": 20.0,
    "inside": 3.0,
    "shared": 0.1,
    "people": 8.0,
    "facility": 0.7,
    "capacity": 1.5,
    "exclusive": -0.1,
    "simulated": -0.5,
}
"""Weights that hold when a request sets none: reasons, and with a weight below zero counter-reasons.

They were chosen on the simulated province, for partnerships that began before those on which ``tests/bench/bench_partners.py`` reports,
and those of ``members`` and ``inside`` for other members than those on which it reports.
"""
COUNTER = ("exclusive", "simulated")
OF_PAIRS = ("alliance", "shared")
"""Reasons that only a school or an enterprise has: an alliance has ``members`` and ``inside`` in their place."""
ENOUGH = 1000
FAR = 100.0
"""Kilometres from which on two counties are not near."""


@dataclass(frozen=True)
class Reasons:
    """Tables of schools by enterprises and of both by what they have in common; rows and columns are places in ``schools``, ``firms``."""

    view: View
    schools: Places
    firms: Places

    @classmethod
    def of(cls, view: View) -> Reasons:
        """Those of a view, made once."""
        return kept(view, "partner reasons", lambda: cls(view, view.named("School"), view.named("Enterprise")))

    def _between(self, links: Links, weights: Floats | None = None) -> csr_array:
        """Schools by enterprises: 1 for each pair that is linked, or the sum of ``weights``."""
        there = self.view.mask(self.schools)[links.start] & self.view.mask(self.firms)[links.end]
        return _table(self.schools, self.firms, links.where(there), None if weights is None else weights[there])

    @cached_property
    def partners(self) -> csr_array:
        """Who works together now."""
        return self._between(ties(self.view, "partnership").best())

    @cached_property
    def flows(self) -> csr_array:
        """Graduates who went from the one to the other; a flow without a number counts as one."""
        links = ties(self.view, "graduates")
        graduates = links.tables[-1].graduates[links.trail[:, -1]]
        return self._between(links, np.maximum(graduates, 1).astype(np.float64))

    @cached_property
    def people(self) -> csr_array:
        """People who teach or lecture at the one and advise or work for the other."""
        links = ties(self.view, "people")
        return self._between(links, np.ones(len(links)))

    @cached_property
    def facility(self) -> csr_array:
        """Facilities that the one runs and that support the other."""
        links = ties(self.view, "facility")
        return self._between(links, np.ones(len(links)))

    @cached_property
    def strong(self) -> csr_array:
        """Pairs with anything between them that is not simulated."""
        found = [ties(self.view, kind) for kind in EVIDENCE]
        return self._between(_bare([links.where(links.origin != SIMULATED) for links in found]).best())

    @cached_property
    def taught(self) -> csr_array:
        """Schools by industries and sectors: active programs that serve each."""
        active = programs(self.view, {}).active
        offers = wholes(self.view).join(Links.of(self.view.edges("OFFERS"))).ends_in(active)
        both = _bare([offers]).best()
        serves = Links.of(self.view.edges("SERVES"))
        serves = serves.where(active[serves.start])
        fields = Links.same(self.fields, self.view.nodes.origin).union(_bare([self._upwards]))
        links = both.join(serves.join(_bare([fields])).best())
        links = links.where(self.view.mask(self.schools)[links.start])
        links = self.view.drop_simulated_evidence(links)
        return _table(self.schools, self.fields, links, np.ones(len(links)))

    @cached_property
    def fields(self) -> Places:
        """Industries and sectors."""
        return np.concatenate([self.view.places("Industry"), self.view.places("Sector")])

    @cached_property
    def _upwards(self) -> Links:
        both = self.view.mask(self.fields)
        return self.view.upwards(self.fields, ("PART_OF", "MAPS_TO"), 4).ends_in(both)

    @cached_property
    def worked(self) -> csr_array:
        """Enterprises by industries and sectors."""
        return _table(self.firms, self.fields, fields_of(self.view, self.firms))

    @cached_property
    def special(self) -> Floats:
        """How special each industry and sector is: the share of enterprises that have another."""
        return 1 - np.asarray(self.worked.sum(axis=0)).ravel() / max(len(self.firms), 1)

    @cached_property
    def where(self) -> dict[tuple[str, str], csr_array]:
        """Schools, and enterprises, by counties and by regions."""
        both = {"School": self.schools, "Enterprise": self.firms}
        find = {"County": counties_of, "Region": regions_of}
        tables = ((label, kind, links_of(self.view, of)) for label, links_of in find.items() for kind, of in both.items())
        return {(label, kind): _table(both[kind], self.view.places(label), links) for label, kind, links in tables}

    @cached_property
    def near(self) -> csr_array:
        """Counties by counties: 1 where there is no distance between their seats, 0 from :data:`FAR` on or where a seat is not known."""
        unknown = (np.nan, np.nan)
        seats = np.array([self.view.nodes.seat.get(int(at), unknown) for at in self.view.places("County")]).reshape(-1, 2)
        return csr_array(np.nan_to_num(np.maximum(1 - kilometres(seats) / FAR, 0)))

    @cached_property
    def members(self) -> tuple[csr_array, csr_array]:
        """Schools, and enterprises, by alliances."""
        links = self.view.drop_simulated_evidence(Links.of(self.view.edges("MEMBER_OF"))).best()
        alliances = self.view.places("Alliance")
        parts = (links.where(self.view.mask(of)[links.start]) for of in (self.schools, self.firms))
        first, second = (_table(of, alliances, part) for of, part in zip((self.schools, self.firms), parts, strict=True))
        return first, second


def _bare(links: list[Links]) -> Links:
    """All of them without the relationships."""
    trail = np.zeros((sum(map(len, links)), 0), dtype=np.int32)
    parts = [np.concatenate([getattr(one, name) for one in links]) for name in ("start", "end", "origin")]
    return Links(parts[0], parts[1], parts[2], trail)


def _table(rows: Places, columns: Places, links: Links, weights: Floats | None = None) -> csr_array:
    """``weights`` by start and end, summed; without them 1 for each pair."""
    at = np.searchsorted(rows, links.start), np.searchsorted(columns, links.end)
    values = np.ones(len(links)) if weights is None else weights
    found = csr_array(coo_array((values, at), shape=(len(rows), len(columns))))
    if weights is None:
        found.data[:] = 1
    return found


def enough(count: Floats, half: float = 1.0) -> Floats:
    """From 0 to 1: much is more than little, but never without limit; ``half`` gives 0.5."""
    return count / (count + half)


@dataclass(frozen=True)
class Scored:
    """Candidates, and for each reason its amount from 0 to 1; ``known`` are partners or members already, and no candidates.

    ``members``: for an alliance and a reason that is counted by members, how many they are.
    """

    places: Places
    amounts: dict[str, Floats]
    known: NDArray[np.bool_]
    members: Mapping[str, Floats] = field(default_factory=dict)

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Weighted sums."""
        found: Floats = sum((weights[name] * amount for name, amount in self.amounts.items()), np.zeros(len(self.places)))
        return found

    def best(self, weights: Mapping[str, float], count: int) -> Ints:
        """Numbers of the best candidates, the best first; of equals the first in the order of ids. Only those with a reason."""
        scores, at = self.scores(weights), np.flatnonzero(self.some & ~self.known)
        order: Ints = at[np.lexsort((at, -scores[at]))][:count]
        return order

    @property
    def some(self) -> NDArray[np.bool_]:
        """Which candidates have a reason that is about both, not only capacity."""
        found: NDArray[np.bool_] = np.zeros(len(self.places), dtype=bool)
        for name, amount in self.amounts.items():
            if name not in {*COUNTER, "capacity"}:
                found |= amount > 0
        return found


def score(view: View, wanted: int, capacity: int = ENOUGH) -> Scored:
    """Reasons for each candidate: enterprises for a school, schools for an enterprise, both for an alliance.

    :param capacity: employees or students of whom half of the greatest amount is given.
    """
    reasons = Reasons.of(view)
    label = view.nodes.ids[wanted].partition(":")[0]
    if label == "school":
        return _side(reasons, _only(reasons.schools, wanted), True, capacity)
    if label == "enterprise":
        return _side(reasons, _only(reasons.firms, wanted), False, capacity)
    return _alliance(reasons, int(np.searchsorted(view.places("Alliance"), wanted)), capacity)


def _only(places: Places, wanted: int) -> Floats:
    return np.asarray(places == wanted, dtype=np.float64)


def _side(reasons: Reasons, mine: Floats, school: bool, capacity: int) -> Scored:
    """Candidates on the other side of ``mine``, ones where a school (else an enterprise) is among those that look for partners."""

    def across(table: csr_array) -> Floats:
        return np.asarray(mine @ table if school else table @ mine, dtype=np.float64)

    known = across(reasons.partners)
    third = reasons.partners @ (reasons.partners.T @ mine) if school else reasons.partners.T @ (reasons.partners @ mine)
    shared = third @ reasons.partners if school else reasons.partners @ third
    own, other = ("School", "Enterprise") if school else ("Enterprise", "School")
    amounts = {
        "industry": _industry(reasons, mine, school),
        "flows": enough(across(reasons.flows), 3.0),
        "county": _same(reasons.where["County", own], reasons.where["County", other], mine),
        "region": _same(reasons.where["Region", own], reasons.where["Region", other], mine),
        "distance": _near(reasons, reasons.where["County", own], reasons.where["County", other], mine),
        "alliance": _same(*(reasons.members if school else reasons.members[::-1]), mine),
        "shared": enough(np.asarray(shared, dtype=np.float64)),
        "people": enough(across(reasons.people)),
        "facility": enough(across(reasons.facility)),
        "capacity": enough(_people(reasons, school), capacity),
        "exclusive": _exclusive(reasons, school, known),
    }
    places = reasons.firms if school else reasons.schools
    amounts["simulated"] = _simulated(reasons.view, places, amounts, across(reasons.strong))
    return Scored(places, amounts, known > 0)


def _same(own: csr_array, other: csr_array, mine: Floats) -> Floats:
    found: Floats = np.minimum(np.asarray(other @ (own.T @ mine), dtype=np.float64), 1.0)
    return found


def _near(reasons: Reasons, own: csr_array, other: csr_array, mine: Floats) -> Floats:
    """How near the nearest of ``mine`` is."""
    counties = np.flatnonzero(mine @ own)
    return _greatest(other, reasons.near[counties].toarray().max(axis=0, initial=0))


def _industry(reasons: Reasons, mine: Floats, school: bool) -> Floats:
    """The best field that both have: how many programs serve it, and how special it is."""
    if school:
        worth = enough(np.asarray(mine @ reasons.taught, dtype=np.float64)) * reasons.special
        return _greatest(reasons.worked, worth)
    table = reasons.taught.copy()
    table.data = enough(table.data)
    has = np.minimum(np.asarray(mine @ reasons.worked, dtype=np.float64), 1.0)
    return _greatest(table, has * reasons.special)


def _greatest(table: csr_array, worth: Floats) -> Floats:
    found = np.zeros(table.shape[0])
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    np.maximum.at(found, rows, table.data * worth[table.indices])
    return found


def _people(reasons: Reasons, school: bool) -> Floats:
    """Employees of each enterprise, or students of the active programs of each school; 0 when not known."""
    nodes = reasons.view.nodes
    if school:
        return np.maximum(nodes.employees[reasons.firms], 0).astype(np.float64)
    offered = Links.of(reasons.view.edges("OFFERS"))
    active = programs(reasons.view, {}).active
    offered = offered.where(active[offered.end])
    students = np.bincount(offered.start, weights=np.maximum(nodes.enrolment[offered.end], 0), minlength=len(nodes))
    return students[reasons.schools].astype(np.float64)


def _exclusive(reasons: Reasons, school: bool, known: Floats) -> Floats:
    """Works with exactly one other."""
    count = np.asarray(reasons.partners.sum(axis=0 if school else 1)).ravel() - (known > 0)
    return np.asarray(count == 1, dtype=np.float64)


def _simulated(view: View, places: Places, amounts: Mapping[str, Floats], strong: Floats) -> Floats:
    """The candidate, or all that ties it to the one that looks, is simulated."""
    tied = np.any([amounts[name] > 0 for name in ("flows", "people", "facility", "members") if name in amounts], axis=0)
    return np.asarray((view.nodes.origin[places] == SIMULATED) | (tied & (strong == 0)), dtype=np.float64)


def _alliance(reasons: Reasons, alliance: int, capacity: int) -> Scored:
    """Schools by the member enterprises, enterprises by the member schools; neither when members.

    What ties two is counted by members, on a scale that goes on growing: ``enough`` would give half of everything to a tie with one.
    """
    schools, firms = (np.asarray(table[:, [alliance]].toarray()).ravel() for table in reasons.members)
    parts = _side(reasons, firms, False, capacity), _side(reasons, schools, True, capacity)
    amounts = {name: np.concatenate([part.amounts[name] for part in parts]) for name in parts[0].amounts if name not in OF_PAIRS}
    asked = np.concatenate([np.full(len(schools), firms.sum()), np.full(len(firms), schools.sum())])

    def tied(table: csr_array) -> Floats:
        """How many members each candidate has such a tie with."""
        pairs = csr_array(table > 0).astype(np.float64)
        return np.concatenate([np.asarray(pairs @ firms), np.asarray(pairs.T @ schools)])

    tables = {"flows": reasons.flows, "people": reasons.people, "facility": reasons.facility, "members": reasons.partners}
    counts = {name: tied(table) for name, table in tables.items()}
    amounts |= {name: _of_members(count, asked) for name, count in counts.items()}
    partners = counts["inside"] = counts["members"]
    every = np.concatenate([np.asarray(reasons.partners.sum(axis=axis)).ravel() for axis in (1, 0)])
    amounts |= {"inside": partners / np.maximum(every, 1), "exclusive": np.asarray(every - partners == 1, dtype=np.float64)}
    places = np.concatenate([part.places for part in parts])
    amounts["simulated"] = _simulated(reasons.view, places, amounts, tied(reasons.strong))
    focus = Links.of(reasons.view.edges("FOCUSES_ON"))
    focused = focus.start == reasons.view.places("Alliance")[alliance]
    wanted = np.isin(reasons.fields, focus.end[focused]).astype(np.float64)
    if wanted.any():
        taught = reasons.taught.copy()
        taught.data = enough(taught.data)
        amounts["industry"] = np.concatenate([_greatest(taught, wanted), _greatest(reasons.worked, wanted)])
    known = np.concatenate([schools, firms]) > 0
    return Scored(places, amounts, known, counts)


def _of_members(count: Floats, asked: Floats) -> Floats:
    """From 0 to 1, when all that were asked have it: each member more counts, though less than the one before."""
    return np.log1p(count) / np.log1p(np.maximum(asked, 1))
