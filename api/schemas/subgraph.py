"""Response models of subgraphs."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Meta, Shape, Thing
from api.schemas.relationships import Relationship


class DrawnNode(Thing):
    """An entity of the subgraph."""

    depth: int = Field(ge=0, description="Number of relationships from the nearest entity of `start`; 0 for these.")
    excluded: dict[str, int] = Field(description="Number of its relationships that are not in this response, by type.")


class LimitedMeta(Meta):
    """Metadata of nodes or edges."""

    limit: int = Field(description="Maximum number of rows.")


class Edges(Shape):
    """The relationships between the nodes."""

    meta: LimitedMeta
    results: list[Relationship]


class GraphAnswer(Shape):
    """A subgraph; `results` are the nodes."""

    meta: LimitedMeta
    results: list[DrawnNode]
    edges: Edges
