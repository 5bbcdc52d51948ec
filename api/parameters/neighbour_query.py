"""Parse ``include`` and ``select`` of the neighbours of an entity."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.parameters.include import BOUNDS
from graph.queries.includes.parser import Root, parse
from graph.queries.includes.request import OTHER, RowShown
from graph.queries.lists.relationship_request import ALWAYS, all_fields
from graph.queries.traversal.neighbours import PLAIN_NEIGHBOURS, NeighbourShown, Wanted
from seed.model import EDGES, NODES

IncludeParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=300,
        description="Comma-separated entities to add: `other` with all properties, paths from it such as `other.county`, which are added "
        f"to it as `included`, or `sources` of the relationship. {BOUNDS}",
        examples=["other"],
    ),
]
SelectParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=500,
        description="Comma-separated properties of the relationship to return; both ends, `direction`, `other` and what identifies the "
        "relationship are always included. A path selects properties of `other` or of an included entity (`sources,other.level`).",
        examples=["sources,other.note"],
    ),
]


def of_neighbours(include: str | None, select: str | None, label: str, wanted: Wanted) -> NeighbourShown:
    """Parse both parameters for the neighbours of an entity of a type.

    :raises UnknownNameError: a name does not exist; carries the nearest names.
    :raises BadValueError: too many names, too long a path, or a selected entity that is not included.
    """
    if include is None and select is None:
        return PLAIN_NEIGHBOURS
    kinds = tuple(kind for kind in wanted.types or tuple(EDGES) if _others(label, kind, wanted))
    names = tuple(dict.fromkeys((*ALWAYS, *all_fields(kinds))))
    selected = parse(
        include, select, Root(f"neighbours of {NODES[label].title.lower()}", names, members={OTHER: other_labels(label, wanted)})
    )
    own = None if selected.select is None else tuple(name for name in selected.select if name not in ALWAYS)
    return NeighbourShown(own, RowShown(tuple(selected.members.items()), selected.includes))


def other_labels(label: str, wanted: Wanted) -> tuple[str, ...]:
    """Return the types of the entities that the selected relationships of an entity can lead to."""
    return tuple(dict.fromkeys(other for kind in wanted.types or tuple(EDGES) for other in _others(label, kind, wanted)))


def _others(label: str, kind: str, wanted: Wanted) -> list[str]:
    pairs = EDGES[kind].pairs
    out = [end for start, end in pairs if start == label and wanted.direction != "in"]
    back = [start for start, end in pairs if end == label and wanted.direction != "out"]
    return [other for other in (*out, *back) if wanted.labels is None or other in wanted.labels]
