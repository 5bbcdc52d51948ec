"""Response models of subgraphs."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Meta, Relationship, Shape, Thing


class DrawnNode(Thing):
    """A thing to draw."""

    depth: int = Field(ge=0, description="Relationships from the nearest seed; 0 for a seed.")
    left_out: dict[str, int] = Field(description="Its relationships that are not among the edges of this answer, by type.")


class DrawnEdge(Relationship):
    """A relationship to draw, with its evidence."""

    undated: bool = Field(default=False, description="With `as_of`: it could have a date and has none.")


class LimitedMeta(Meta):
    """What nodes or edges say about themselves."""

    limit: int = Field(description="Rows that are given at most.")


class Edges(Shape):
    """The relationships among the nodes."""

    meta: LimitedMeta
    results: list[DrawnEdge]


class GraphAnswer(Shape):
    """A part of the graph: `results` are the nodes."""

    meta: LimitedMeta
    results: list[DrawnNode]
    edges: Edges
