"""Response models of subgraphs."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Meta, Relationship, Shape, Thing


class DrawnNode(Thing):
    """An entity of the subgraph."""

    depth: int = Field(ge=0, description="Number of relationships from the nearest seed; 0 for a seed.")
    left_out: dict[str, int] = Field(description="Number of its relationships that are not in this response, by type.")


class DrawnEdge(Relationship):
    """A relationship of the subgraph, with its evidence."""

    undated: bool = Field(default=False, description="With `as_of`: whether the relationship can have a date but has none.")


class LimitedMeta(Meta):
    """Metadata of nodes or edges."""

    limit: int = Field(description="Maximum number of rows.")


class Edges(Shape):
    """The relationships between the nodes."""

    meta: LimitedMeta
    results: list[DrawnEdge]


class GraphAnswer(Shape):
    """A subgraph; `results` are the nodes."""

    meta: LimitedMeta
    results: list[DrawnNode]
    edges: Edges
