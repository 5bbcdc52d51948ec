"""Response models of neighbours and paths."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import Meta, Shape, Thing
from api.schemas.relationships import Neighbour, Relationship
from seed.model import Origin


class NeighbourCount(Shape):
    """Number of relationships of one type that the entity has, and of the entities at their other ends."""

    type: str = Field(description="Relationship type.")
    direction: Literal["out", "in"]
    node_type: str = Field(description="Type of the entities at the other ends.")
    relationships: int = Field(ge=1)
    things: int = Field(ge=1, description="Number of distinct entities at the other ends.")
    undated: int = Field(ge=0, description="Number of these relationships that can have a date but have none.")
    origins: dict[Origin, int] = Field(description="Relationships by origin.")


class Chain(Shape):
    """A chain of entities, with all relationships between each two adjacent entities."""

    steps: int = Field(ge=2)
    things: list[Thing]
    origin: Origin = Field(description="Origin of the weakest step. The origin of a step is that of its strongest relationship.")
    evidence: list[list[Relationship]] = Field(
        description="For each step, the relationships between its two entities, in either direction."
    )
    undated: bool = Field(default=False, description="With `as_of`: whether a step rests on undated relationships only.")


class ChainsMeta(Meta):
    """Metadata of the chains."""

    total: int | None = Field(description="Number of all chains of this length; null if the search stopped early.")
    limit: int = Field(description="Maximum number of chains.")


class Chains(Shape):
    """The shortest chains, sorted by the ids of their entities."""

    meta: ChainsMeta
    results: list[Chain]


class Ends(Shape):
    """The two entities."""

    one: Thing = Field(alias="from")
    other: Thing = Field(alias="to")


class RelationsAnswer(Shape):
    """The connections between two entities."""

    meta: Meta
    results: list[Neighbour] = Field(description="The direct relationships, as neighbours of the first entity.")
    ends: Ends
    chains: Chains
