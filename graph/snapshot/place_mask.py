"""Which nodes of a snapshot lie in a place: :data:`graph.queries.location.declaration.WAYS` as masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.queries.location.declaration import DIVISIONS_DEEP, PLACES, UNITS_DEEP, WAYS, Way
from graph.queries.location.place import Place
from graph.snapshot.columns import BY_STRENGTH, SIMULATED, Ints, Mask, Snapshot


@dataclass(frozen=True)
class PlaceMask:
    """Masks of all nodes. ``id``: the place.

    ``inside``: what lies in the place, and what is of no place. ``nowhere``: what could lie in a place but has no location. ``above``: the
    regions that contain the place, and the place with its parts. ``free``: what is of no place.
    """

    id: str
    inside: Mask
    nowhere: Mask
    above: Mask
    free: Mask

    def counts(self, snapshot: Snapshot) -> dict[str, dict[str, int]]:
        """Return the number of nodes in the place and of relationships of the place, by type and origin.

        Nodes of no place are counted, and relationships with an end in the place or with both ends of no place.
        """
        nodes, lying = snapshot.nodes, self.inside & ~self.free
        counted = {
            label: _by_origin(nodes.origin[span.start : span.stop][self.inside[span.start : span.stop]])
            for label, span in nodes.spans.items()
        }
        for kind, edges in snapshot.edges.items():
            keep = lying[edges.start] | lying[edges.end] | (self.free[edges.start] & self.free[edges.end])
            counted[kind] = _by_origin(edges.origin[keep])
        return {kind: origins for kind, origins in counted.items() if origins}

    def without_location(self, snapshot: Snapshot) -> dict[str, int]:
        """Return the number of nodes of each type that could lie in a place but have no location."""
        spans = ((label, snapshot.nodes.span(label)) for label in WAYS)
        counted = {label: int(self.nowhere[span.start : span.stop].sum()) for label, span in spans}
        return {label: count for label, count in counted.items() if count}

    def out(self, snapshot: Snapshot, labels: tuple[str, ...]) -> Mask:
        """Return a mask of the nodes of these types that do not lie in the place. Regions that contain the place are kept."""
        out = np.zeros(len(snapshot.nodes), dtype=bool)
        for label in labels:
            span = snapshot.nodes.span(label)
            out[span.start : span.stop] = ~self.inside[span.start : span.stop]
        result: Mask = out & ~self.above
        return result


def place_mask(snapshot: Snapshot, place: Place, *, simulated: bool) -> PlaceMask:
    """Compute the masks of a place. ``simulated``: whether simulated relationships say where an entity lies."""
    chosen = _mask(snapshot, (at for one in place.ids if (at := snapshot.at(one)) is not None))
    everywhere = _mask(snapshot, (at for label in PLACES for at in snapshot.nodes.span(label)))
    inside, located = (_spread(snapshot, seed, simulated=simulated) for seed in (chosen, everywhere))
    able = _mask(snapshot, (at for label in WAYS for at in snapshot.nodes.span(label)))
    free = ~(able | everywhere)
    return PlaceMask(place.id, inside | free, able & ~located, _upwards(snapshot, chosen), free)


def _by_origin(origins: NDArray[np.int8]) -> dict[str, int]:
    numbers = np.bincount(origins, minlength=len(BY_STRENGTH)).tolist()
    return {name: count for name, count in zip(BY_STRENGTH, numbers, strict=True) if count}


def _mask(snapshot: Snapshot, places: Iterator[int]) -> Mask:
    mask = np.zeros(len(snapshot.nodes), dtype=bool)
    mask[np.fromiter(places, dtype=np.int64)] = True
    return mask


def _spread(snapshot: Snapshot, seed: Mask, *, simulated: bool) -> Mask:
    """Return the mask of the seed and of all nodes from which a way leads there.

    A way leads to a type above in the table, or to its own.
    """
    mask = seed.copy()
    for label, ways in WAYS.items():
        for way in ways:
            for _ in range(UNITS_DEEP if label in way.targets else 1):
                mask[_reaching(snapshot, label, way, mask, simulated=simulated)] = True
    return mask


def _reaching(snapshot: Snapshot, label: str, way: Way, mask: Mask, *, simulated: bool) -> Ints:
    """Return the nodes of a type from which a step of a way leads into the mask."""
    spans = [snapshot.nodes.span(target) for target in way.targets]
    own = snapshot.nodes.span(label)
    found: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for kind in way.kinds:
        edges = snapshot.of(kind)
        near, far = (edges.start, edges.end) if way.forward else (edges.end, edges.start)
        keep = mask[far] & (near >= own.start) & (near < own.stop)
        keep &= np.any([(far >= span.start) & (far < span.stop) for span in spans], axis=0)
        if not simulated:
            keep &= edges.origin != SIMULATED
        found.append(near[keep])
    return np.concatenate(found)


def _upwards(snapshot: Snapshot, chosen: Mask) -> Mask:
    part_of, mask = snapshot.of("PART_OF"), chosen.copy()
    for _ in range(DIVISIONS_DEEP):
        mask[part_of.end[mask[part_of.start]]] = True
    return mask
