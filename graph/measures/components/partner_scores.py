"""Reasons for and against partnerships between schools and enterprises, as sparse tables cached for a view."""

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
from graph.measures.components.view_cache import cached
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
"""Default weights of the reasons; counter-reasons have negative weights.

They were chosen on the simulated province, for partnerships that began before those evaluated by ``tests/bench/bench_partners.py``. The
weights of ``members`` and ``inside`` were chosen for other members than those that it evaluates.
"""
COUNTER = ("exclusive", "simulated")
OF_PAIRS = ("alliance", "shared")
"""Reasons only for a school or an enterprise; an alliance has ``members`` and ``inside`` instead."""
ENOUGH = 1000
FAR = 100.0
"""Distance in kilometres from which two counties no longer count as near."""


@dataclass(frozen=True)
class Reasons:
    """Tables of schools by enterprises, and of both by shared attributes. Rows and columns index ``schools`` and ``firms``."""

    view: View
    schools: Places
    firms: Places

    @classmethod
    def of(cls, view: View) -> Reasons:
        """Return the tables of a view; cached."""
        return cached(view, "partner reasons", lambda: cls(view, view.named("School"), view.named("Enterprise")))

    def _between(self, links: Links, weights: Floats | None = None) -> csr_array:
        """Return schools by enterprises: 1 for each linked pair, or the sum of ``weights``."""
        there = self.view.mask(self.schools)[links.start] & self.view.mask(self.firms)[links.end]
        return _table(self.schools, self.firms, links.where(there), None if weights is None else weights[there])

    @cached_property
    def partners(self) -> csr_array:
        """Current partnerships."""
        return self._between(ties(self.view, "partnership").best())

    @cached_property
    def flows(self) -> csr_array:
        """Graduates who went from the school to the enterprise; a flow without a number counts as one."""
        links = ties(self.view, "graduates")
        graduates = links.tables[-1].graduates[links.trail[:, -1]]
        return self._between(links, np.maximum(graduates, 1).astype(np.float64))

    @cached_property
    def people(self) -> csr_array:
        """People who teach or lecture at the school and advise or work for the enterprise."""
        links = ties(self.view, "people")
        return self._between(links, np.ones(len(links)))

    @cached_property
    def facility(self) -> csr_array:
        """Facilities that the school runs and that support the enterprise."""
        links = ties(self.view, "facility")
        return self._between(links, np.ones(len(links)))

    @cached_property
    def strong(self) -> csr_array:
        """Pairs with at least one tie that is not simulated."""
        found = [ties(self.view, kind) for kind in EVIDENCE]
        return self._between(_bare([links.where(links.origin != SIMULATED) for links in found]).best())

    @cached_property
    def taught(self) -> csr_array:
        """Schools by industries and sectors: number of active programs that serve each."""
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
        """Specificity of each industry and sector: the share of enterprises not in it."""
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
        """Counties by counties: 1 at distance 0 between the seats, 0 from :data:`FAR` or where a seat is unknown."""
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
    """Concatenate links without their trails of relationships."""
    trail = np.zeros((sum(map(len, links)), 0), dtype=np.int32)
    parts = [np.concatenate([getattr(one, name) for one in links]) for name in ("start", "end", "origin")]
    return Links(parts[0], parts[1], parts[2], trail)


def _table(rows: Places, columns: Places, links: Links, weights: Floats | None = None) -> csr_array:
    """Sum ``weights`` by start and end; without weights, 1 for each pair."""
    at = np.searchsorted(rows, links.start), np.searchsorted(columns, links.end)
    values = np.ones(len(links)) if weights is None else weights
    found = csr_array(coo_array((values, at), shape=(len(rows), len(columns))))
    if weights is None:
        found.data[:] = 1
    return found


def saturate(count: Floats, half: float = 1.0) -> Floats:
    """Map a count to 0..1 with saturation: count / (count + half), so that ``half`` gives 0.5."""
    return count / (count + half)


@dataclass(frozen=True)
class Scored:
    """Candidates with an amount from 0 to 1 for each reason. ``known`` marks existing partners or members, which are not candidates.

    ``members``: for an alliance, the number of members behind each reason that is counted by members.
    """

    places: Places
    amounts: dict[str, Floats]
    known: NDArray[np.bool_]
    members: Mapping[str, Floats] = field(default_factory=dict)

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return the weighted sums of the amounts."""
        found: Floats = sum((weights[name] * amount for name, amount in self.amounts.items()), np.zeros(len(self.places)))
        return found

    def best(self, weights: Mapping[str, float], count: int) -> Ints:
        """Return the indices of the best candidates with a reason, best first; of equals, the first by id."""
        scores, at = self.scores(weights), np.flatnonzero(self.some & ~self.known)
        order: Ints = at[np.lexsort((at, -scores[at]))][:count]
        return order

    @property
    def some(self) -> NDArray[np.bool_]:
        """Mask of the candidates with a reason other than capacity and counter-reasons."""
        found: NDArray[np.bool_] = np.zeros(len(self.places), dtype=bool)
        for name, amount in self.amounts.items():
            if name not in {*COUNTER, "capacity"}:
                found |= amount > 0
        return found


def score(view: View, wanted: int, capacity: int = ENOUGH) -> Scored:
    """Compute the reasons for each candidate: enterprises for a school, schools for an enterprise, both for an alliance.

    :param capacity: number of employees or students that gives half of the maximum amount.
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


def _side(reasons: Reasons, own_mask: Floats, school: bool, capacity: int) -> Scored:
    """Score candidates for ``own_mask``: 1 for each school (else enterprise) that looks for partners."""

    def across(table: csr_array) -> Floats:
        return np.asarray(own_mask @ table if school else table @ own_mask, dtype=np.float64)

    known = across(reasons.partners)
    third = reasons.partners @ (reasons.partners.T @ own_mask) if school else reasons.partners.T @ (reasons.partners @ own_mask)
    shared = third @ reasons.partners if school else reasons.partners @ third
    own, other = ("School", "Enterprise") if school else ("Enterprise", "School")
    amounts = {
        "industry": _industry(reasons, own_mask, school),
        "flows": saturate(across(reasons.flows), 3.0),
        "county": _same(reasons.where["County", own], reasons.where["County", other], own_mask),
        "region": _same(reasons.where["Region", own], reasons.where["Region", other], own_mask),
        "distance": _near(reasons, reasons.where["County", own], reasons.where["County", other], own_mask),
        "alliance": _same(*(reasons.members if school else reasons.members[::-1]), own_mask),
        "shared": saturate(np.asarray(shared, dtype=np.float64)),
        "people": saturate(across(reasons.people)),
        "facility": saturate(across(reasons.facility)),
        "capacity": saturate(_people(reasons, school), capacity),
        "exclusive": _exclusive(reasons, school, known),
    }
    places = reasons.firms if school else reasons.schools
    amounts["simulated"] = _simulated(reasons.view, places, amounts, across(reasons.strong))
    return Scored(places, amounts, known > 0)


def _same(own: csr_array, other: csr_array, own_mask: Floats) -> Floats:
    found: Floats = np.minimum(np.asarray(other @ (own.T @ own_mask), dtype=np.float64), 1.0)
    return found


def _near(reasons: Reasons, own: csr_array, other: csr_array, own_mask: Floats) -> Floats:
    """Return the nearness of the nearest requesting organisation."""
    counties = np.flatnonzero(own_mask @ own)
    return _greatest(other, reasons.near[counties].toarray().max(axis=0, initial=0))


def _industry(reasons: Reasons, own_mask: Floats, school: bool) -> Floats:
    """Score the best shared field by the number of programs that serve it and by its specificity."""
    if school:
        worth = saturate(np.asarray(own_mask @ reasons.taught, dtype=np.float64)) * reasons.special
        return _greatest(reasons.worked, worth)
    table = reasons.taught.copy()
    table.data = saturate(table.data)
    has = np.minimum(np.asarray(own_mask @ reasons.worked, dtype=np.float64), 1.0)
    return _greatest(table, has * reasons.special)


def _greatest(table: csr_array, worth: Floats) -> Floats:
    found = np.zeros(table.shape[0])
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    np.maximum.at(found, rows, table.data * worth[table.indices])
    return found


def _people(reasons: Reasons, school: bool) -> Floats:
    """Return employees of each enterprise, or students of the active programs of each school; 0 when unknown."""
    nodes = reasons.view.nodes
    if school:
        return np.maximum(nodes.employees[reasons.firms], 0).astype(np.float64)
    offered = Links.of(reasons.view.edges("OFFERS"))
    active = programs(reasons.view, {}).active
    offered = offered.where(active[offered.end])
    students = np.bincount(offered.start, weights=np.maximum(nodes.enrolment[offered.end], 0), minlength=len(nodes))
    return students[reasons.schools].astype(np.float64)


def _exclusive(reasons: Reasons, school: bool, known: Floats) -> Floats:
    """Mark candidates that work with exactly one other organisation."""
    count = np.asarray(reasons.partners.sum(axis=0 if school else 1)).ravel() - (known > 0)
    return np.asarray(count == 1, dtype=np.float64)


def _simulated(view: View, places: Places, amounts: Mapping[str, Floats], strong: Floats) -> Floats:
    """Mark candidates that are simulated, or whose ties to the requester are all simulated."""
    tied = np.any([amounts[name] > 0 for name in ("flows", "people", "facility", "members") if name in amounts], axis=0)
    return np.asarray((view.nodes.origin[places] == SIMULATED) | (tied & (strong == 0)), dtype=np.float64)


def _alliance(reasons: Reasons, alliance: int, capacity: int) -> Scored:
    """Score schools by the member enterprises and enterprises by the member schools; members are not candidates.

    Ties are counted by members on a logarithmic scale: ``saturate`` would give half of the maximum to a tie with one member.
    """
    schools, firms = (np.asarray(table[:, [alliance]].toarray()).ravel() for table in reasons.members)
    parts = _side(reasons, firms, False, capacity), _side(reasons, schools, True, capacity)
    amounts = {name: np.concatenate([part.amounts[name] for part in parts]) for name in parts[0].amounts if name not in OF_PAIRS}
    asked = np.concatenate([np.full(len(schools), firms.sum()), np.full(len(firms), schools.sum())])

    def tied(table: csr_array) -> Floats:
        """Return the number of members with which each candidate has such a tie."""
        pairs = csr_array(table > 0).astype(np.float64)
        return np.concatenate([np.asarray(pairs @ firms), np.asarray(pairs.T @ schools)])

    tables = {"flows": reasons.flows, "people": reasons.people, "facility": reasons.facility, "members": reasons.partners}
    counts = {name: tied(table) for name, table in tables.items()}
    amounts |= {name: _of_members(count, asked) for name, count in counts.items()}
    partners = counts["inside"] = counts["members"]
    all_partners = np.concatenate([np.asarray(reasons.partners.sum(axis=axis)).ravel() for axis in (1, 0)])
    amounts |= {"inside": partners / np.maximum(all_partners, 1), "exclusive": np.asarray(all_partners - partners == 1, dtype=np.float64)}
    places = np.concatenate([part.places for part in parts])
    amounts["simulated"] = _simulated(reasons.view, places, amounts, tied(reasons.strong))
    focus = Links.of(reasons.view.edges("FOCUSES_ON"))
    focused = focus.start == reasons.view.places("Alliance")[alliance]
    wanted = np.isin(reasons.fields, focus.end[focused]).astype(np.float64)
    if wanted.any():
        taught = reasons.taught.copy()
        taught.data = saturate(taught.data)
        amounts["industry"] = np.concatenate([_greatest(taught, wanted), _greatest(reasons.worked, wanted)])
    known = np.concatenate([schools, firms]) > 0
    return Scored(places, amounts, known, counts)


def _of_members(count: Floats, asked: Floats) -> Floats:
    """Map a count of members to 0..1; each further member adds less, and 1 means all."""
    return np.log1p(count) / np.log1p(np.maximum(asked, 1))
