"""Members of an alliance, and ties between schools and enterprises; shared by the measures of alliances and of partners.

One definition for all measures and pages of alliances:

member
    a named school or enterprise with a MEMBER_OF relationship (:func:`members`); an unnamed group is not a member;
with ties
    a member with one of :data:`TIES` to another member, whatever its date (:func:`member_ties`);
recent
    within a number of years before the requested day, or before the end of the latest year in the data (:class:`Period`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.measures.components.programs import programs
from graph.measures.definition import Note
from graph.snapshot.columns import SIMULATED, Mask
from graph.snapshot.paths import NONE, Links
from graph.snapshot.view import CLASSES_DEEP, UNITS_DEEP, Places, View

TIES = ("partnership", "graduates", "facility", "people")
"""Ties: PARTNERS_WITH; OFFERS and FEEDS; RUNS and SUPPORTS; people who teach or lecture at one and advise or work for the other."""
EVIDENCE = {
    "partnership": ("PARTNERS_WITH",),
    "graduates": ("FEEDS",),
    "facility": ("RUNS", "SUPPORTS"),
    "people": ("TEACHES_AT", "LECTURES_AT", "CONSULTS_FOR", "WORKS_FOR", "Person"),
}
"""Types whose coverage rows show that ties of each kind were looked for."""


@dataclass(frozen=True)
class Members:
    """Members of an alliance, in ascending order. ``links``: their MEMBER_OF; ``groups``: number of unnamed groups, not counted."""

    alliance: int
    places: Places
    links: Links
    groups: int

    def of(self, view: View, label: str) -> Places:
        """Return the members of a type."""
        span = view.nodes.span(label)
        return self.places[(self.places >= span.start) & (self.places < span.stop)]


def members(view: View, alliance: str) -> Members:
    """Return the members of an alliance that are in the view."""
    place = view.snapshot.at(alliance)
    assert place is not None, alliance
    links = view.drop_simulated_evidence(Links.of(view.edges("MEMBER_OF"), trail=True))
    links = links.where((links.end == place) & view.seen[links.start])
    group = view.is_group[links.start]
    named = links.where(~group).best()
    return Members(place, np.unique(named.start).astype(np.int32), named, len(np.unique(links.start[group])))


def wholes(view: View) -> Links:
    """Return links from each school to itself and its units, so that what a unit does also counts for its school."""
    up = view.upwards(view.places("School"), ("PART_OF",), UNITS_DEEP, trail=True)
    return Links(up.end, up.start, up.origin, up.trail, up.tables)


def ties(view: View, kind: str, among: Mask | None = None, enterprises: Mask | None = None) -> Links:
    """Return all chains of one of :data:`TIES`, from schools (for facilities also from enterprises) to enterprises.

    :param among: only ties that start in one of these.
    :param enterprises: only ties that end in one of these; default: ``among``.
    """
    ends = among if enterprises is None else enterprises
    units = wholes(view)
    units = units if among is None else units.where(among[units.start])
    found = _TIES[kind](view, units, among, ends)
    found = found.where(~view.is_group[found.start] & ~view.is_group[found.end] & (found.start != found.end))
    return view.drop_simulated_evidence(found.where((found.origin != SIMULATED) | (view.nodes.origin[found.end] == SIMULATED)))


def _ending(view: View, kind: str, ends: Mask | None) -> Links:
    links = Links.of(view.edges(kind), trail=True)
    return links if ends is None else links.where(ends[links.end])


def _partnership(view: View, units: Links, _: Mask | None, ends: Mask | None) -> Links:
    return units.join(_ending(view, "PARTNERS_WITH", ends))


def _graduates(view: View, units: Links, _: Mask | None, ends: Mask | None) -> Links:
    offers = units.join(Links.of(view.edges("OFFERS"), trail=True))
    feeds = _ending(view, "FEEDS", ends)
    return offers.join(feeds.where(view.mask(offers.end)[feeds.start]))


def _facility(view: View, units: Links, among: Mask | None, ends: Mask | None) -> Links:
    runs = Links.of(view.edges("RUNS"), trail=True)
    firms = view.mask(view.places("Enterprise"))
    own = runs.where(firms[runs.start] if among is None else firms[runs.start] & among[runs.start])
    return units.join(runs).union(own).join(_ending(view, "SUPPORTS", ends))


def _people(view: View, units: Links, _: Mask | None, ends: Mask | None) -> Links:
    teaches = Links.of(view.edges("TEACHES_AT"), trail=True, back=True).union(Links.of(view.edges("LECTURES_AT"), trail=True, back=True))
    return units.join(teaches).join(_ending(view, "CONSULTS_FOR", ends).union(_ending(view, "WORKS_FOR", ends)))


_TIES = {"partnership": _partnership, "graduates": _graduates, "facility": _facility, "people": _people}


@dataclass(frozen=True)
class When:
    """Masks of chains: ``within`` a period, ``earlier``, or ``undated`` (no relationship states a date). Later chains are in none."""

    within: Mask
    earlier: Mask
    undated: Mask


def when(links: Links, first: int, last: int) -> When:
    """Classify chains by whether they fall between two days, numbers such as 20240630.

    A relationship that began and has not ended still holds. A chain is within the period when at least one of its relationships states a
    date and all that do overlap with the period. OFFERS and PART_OF say since when a program or a unit exists, not when organisations
    worked together: their dates do not count.
    """
    dated, late, ended = (np.zeros(len(links), dtype=bool) for _ in range(3))
    for column, table in enumerate(links.tables):
        if table.type in {"OFFERS", "PART_OF"}:
            continue
        at = links.trail[:, column]
        used = at != NONE
        places = at[used]
        began = np.where(table.year > 0, table.year * 10_000 + 101, table.since)[places]
        over = np.where(table.year > 0, table.year * 10_000 + 1231, table.until)[places]
        dated[used] |= (began > 0) | (over > 0)
        late[used] |= began > last
        ended[used] |= (over > 0) & (over < first)
    return When(dated & ~late & ~ended, ended & ~late, ~dated)


@dataclass(frozen=True)
class Period:
    """A number of years; both days are included and written as numbers such as 20240630."""

    first: int
    last: int

    @classmethod
    def recent(cls, view: View, years: int) -> Period:
        """Return the period that counts as recent."""
        day = latest_day(view)
        return cls(day - 10_000 * years + 1, day)


@dataclass(frozen=True)
class MemberTies:
    """Ties among members, in both directions. Each member with ties is in one of ``within``, ``undated`` and ``earlier``."""

    links: Links
    time: When
    within: Places
    undated: Places
    earlier: Places

    @classmethod
    def of(cls, links: Links, time: When) -> MemberTies:
        """Sort the members by their latest tie."""
        within = np.unique(links.start[time.within])
        undated = np.setdiff1d(links.start[time.undated], within)
        earlier = np.setdiff1d(links.start[time.earlier], np.union1d(within, undated))
        return cls(links, time, within, undated, earlier)

    @property
    def tied(self) -> Places:
        """The members with ties."""
        return np.sort(np.concatenate([self.within, self.undated, self.earlier])).astype(np.int32)

    @property
    def known(self) -> Links:
        """All ties that began no later than the end of the period, once for each pair and chain."""
        kept = self.time.within | self.time.undated | self.time.earlier
        return self.links.where(kept & (self.links.start < self.links.end))


def member_ties(view: View, named: Members, period: Period) -> tuple[MemberTies, dict[str, MemberTies]]:
    """Return the ties among the members of an alliance: of all kinds together, and by kind."""
    there = view.mask(named.places)
    by_kind = {kind: _by_time(ties(history(view), kind, there), period) for kind in TIES}
    listed = list(by_kind.values())
    links = listed[0].links
    for more in listed[1:]:
        links = links.union(more.links)
    parts = {name: np.concatenate([getattr(one.time, name) for one in listed]) for name in ("within", "earlier", "undated")}
    return MemberTies.of(links, When(**parts)), by_kind


def _by_time(links: Links, period: Period) -> MemberTies:
    both = Links(
        np.concatenate([links.start, links.end]),
        np.concatenate([links.end, links.start]),
        np.tile(links.origin, 2),
        np.vstack([links.trail, links.trail]),
        links.tables,
    )
    return MemberTies.of(both, when(both, period.first, period.last))


def history(view: View) -> View:
    """Return a view with the same origins that also contains what ended before the requested date."""
    return view.at(None) if view.day else view


def latest_day(view: View) -> int:
    """Return the requested day, else the last day of the latest year with a dated activity or relationship; 0 without dates."""
    if view.day:
        return view.day
    activities = view.nodes.begun[view.places("Activity")] // 10_000
    found = [int(activities.max(initial=0))]
    for edges in map(view.edges, view.snapshot.edges):
        found += [int(edges.year.max(initial=0)), int(edges.since.max(initial=0)) // 10_000]
    return max(found) * 10_000 + 1231 if max(found) else 0


def day_text(day: int) -> str:
    """Format a day as an ISO date.

    >>> day_text(20240630)
    '2024-06-30'
    """
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"


def as_of_note(view: View, day: int) -> Note:
    """Return a note on the date of the figures."""
    text = day_text(day)
    if view.day:
        return Note(f"As of {text}, the requested date.", f"截至{text}（所要求的日期）。")
    return Note(f"As of {text}, the end of the latest year in the data.", f"截至{text}（数据中最晚年份的年末）。")


def pairs(links: Iterable[Links]) -> Links:
    """Return the strongest chain for each pair that any of the links connects."""
    found: Links | None = None
    for some in links:
        found = some if found is None else found.union(some)
    assert found is not None
    return found.best()


def sectors_of(view: View, places: Places, *, trail: bool = False) -> Links:
    """Return links from schools to the sectors that their active programs serve, and from enterprises to theirs."""
    return fields_of(view, places, trail=trail).ends_in(view.mask(view.places("Sector")))


def fields_of(view: View, places: Places, *, trail: bool = False) -> Links:
    """Return links from schools and enterprises to the industries and sectors of their work, and to what these belong to."""
    fields = np.concatenate([view.places("Industry"), view.places("Sector")])
    upwards = view.upwards(fields, ("PART_OF", "MAPS_TO"), CLASSES_DEEP, trail=trail).ends_in(view.mask(fields))
    there = view.mask(places)
    active = programs(view, {}).active
    offers = wholes(view) if trail else _bare(wholes(view))
    offers = offers.where(there[offers.start]).join(Links.of(view.edges("OFFERS"), trail=trail)).ends_in(active)
    serves = Links.of(view.edges("SERVES"), trail=trail)
    operates = Links.of(view.edges("OPERATES_IN"), trail=trail)
    taught = offers.join(serves.where(active[serves.start])).best()
    return view.drop_simulated_evidence(taught.union(operates.where(there[operates.start])).join(upwards)).best()


def _bare(links: Links) -> Links:
    """Return the links without their trail of relationships."""
    return Links(links.start, links.end, links.origin, np.zeros((len(links), 0), np.int32))


def counties_of(view: View, places: Places, *, trail: bool = False) -> Links:
    """Return links from schools, enterprises and facilities to their counties."""
    return _where(view, places, "County", trail)


def regions_of(view: View, places: Places, *, trail: bool = False) -> Links:
    """Return links from schools, enterprises and facilities to the region of their county, or to their stated region."""
    above = counties_of(view, places, trail=trail).join(Links.of(view.edges("PART_OF"), trail=trail))
    found = above.ends_in(view.mask(view.places("Region"))).union(_where(view, places, "Region", trail))
    return view.drop_simulated_evidence(found).best()


def _where(view: View, places: Places, label: str, trail: bool) -> Links:
    there, wanted = view.mask(places), view.mask(view.places(label))
    found = [view.located(kind, trail=trail).ends_in(wanted) for kind in ("School", "Enterprise", "Facility")]
    first, second, third = (links.where(there[links.start]) for links in found)
    return view.drop_simulated_evidence(first.union(second).union(third)).best()
