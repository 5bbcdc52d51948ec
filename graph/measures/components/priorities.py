"""Prioritised sectors, and where each priority counts.

The priority of a framework or a region counts for all programs. The priority of a county counts only for the programs of its schools and
for its enterprises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.crosswalks import Crosswalk
from graph.measures.components.statistics import grouped
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import View


def priorities(view: View, framework: str | None = None) -> Links:
    """Return the PRIORITISES links to sectors of a framework; without one, of all frameworks, regions and counties."""
    sectors = view.mask(view.places("Sector"))
    found = view.drop_simulated_evidence(Links.of(view.edges("PRIORITISES"), trail=True)).ends_in(sectors)
    found = found.where(view.seen[found.start])
    return found if framework is None else found.where(found.start == view.snapshot.at(framework))


def prioritised(view: View, framework: str | None = None) -> Mask:
    """Return a mask of the sectors that a framework prioritises; without one, that any framework, region or county does."""
    return view.mask(priorities(view, framework).end)


def of_counties(view: View, wanted: Links) -> Mask:
    """Return a mask of the priorities that counties set."""
    span = view.nodes.span("County")
    return (wanted.start >= span.start) & (wanted.start < span.stop)


def honoured_in(view: View, wanted: Links, county: str | None) -> Links:
    """Return the priorities that count in a county: all but those of other counties. Without a county: all."""
    return wanted if county is None else wanted.where(~of_counties(view, wanted) | (wanted.start == view.snapshot.at(county)))


def inside(view: View, wanted: Links, label: str) -> Mask | None:
    """Return a mask of the entities of a type for which at least one of the priorities counts; None: all of them."""
    counties = of_counties(view, wanted)
    if not len(wanted) or not counties.all():
        return None
    located = view.located(label)
    return view.mask(located.start[np.isin(located.end, wanted.start)])


@dataclass(frozen=True)
class Reach:
    """Priorities with the programs for which they count, and all ``sectors`` that are prioritised for these programs."""

    wanted: Links
    programs: Mask
    sectors: Mask


def reaches(view: View, wanted: Links) -> list[Reach]:
    """Return the priorities that count for all programs, then those of each county."""
    counties = of_counties(view, wanted)
    general = wanted.where(~counties)
    found = [Reach(general, np.ones(len(view.nodes), dtype=bool), view.mask(general.end))]
    if counties.any():
        own, located = wanted.where(counties), view.located("Program")
        for place, at in grouped(own.start):
            programs = view.mask(located.start[located.end == place])
            found.append(Reach(own.where(at), programs, found[0].sectors | view.mask(own.end[at])))
    return found


def aligned(crosswalk: Crosswalk, wanted: Links) -> tuple[Mask, NDArray[np.int8]]:
    """Return a mask of the programs that serve a sector prioritised for them, and the origins of these links (else of the nodes)."""
    first, *counties = reaches(crosswalk.view, wanted)
    serves, origin = crosswalk.serving(first.sectors)
    if counties:
        serves, origin = serves.copy(), origin.copy()
    for reach in counties:
        more, theirs = crosswalk.serving(reach.sectors)
        more = more & reach.programs
        origin[more] = np.where(serves[more], np.minimum(origin[more], theirs[more]), theirs[more])
        serves |= more
    return serves, origin


def relationships(crosswalk: Crosswalk, programs: Mask, wanted: Links) -> Iterator[str]:
    """Yield the ids of the relationships that align some programs, each once: their chains to the sectors, and the priorities."""
    view = crosswalk.view
    seen: set[str] = set()
    for reach in reaches(view, wanted):
        chains = crosswalk.chains(programs & reach.programs, reach.sectors)
        for links in (chains, reach.wanted.ends_in(view.mask(chains.end))):
            for relationship in links.relationships(view.nodes):
                if relationship not in seen:
                    seen.add(relationship)
                    yield relationship
