"""Response models of neighbours and paths."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import Meta, Relationship, Shape, Thing
from seed.model import Origin

_UNDATED = Field(default=False, description="With `as_of`: this relationship could have a date and has none, so it stays in at every date.")


class NeighbourCount(Shape):
    """How many relationships of a type the thing has, to how many things."""

    type: str = Field(description="Type of the relationship.")
    direction: Literal["out", "in"]
    node_type: str = Field(description="Type of the things at the other ends.")
    relationships: int = Field(ge=1)
    things: int = Field(ge=1, description="Things at the other ends, each counted once.")
    undated: int = Field(ge=0, description="Relationships among them that could have a date and have none.")
    origins: dict[Origin, int] = Field(description="Relationships by origin.")


class Direct(Relationship):
    """A relationship between the two things."""

    direction: Literal["out", "in"] = Field(description="`out`: from the first to the second.")
    undated: bool = _UNDATED


class Chain(Shape):
    """One chain: things, and between each two of them all relationships that make the step."""

    steps: int = Field(ge=2)
    things: list[Thing]
    origin: Origin = Field(description="As weak as its weakest step; a step is as strong as the strongest of its relationships.")
    evidence: list[list[Relationship]] = Field(description="For each step the relationships between its two things, in either direction.")
    undated: bool = Field(default=False, description="With `as_of`: a step rests on undated relationships alone.")


class ChainsMeta(Meta):
    """What the chains say about themselves."""

    total: int | None = Field(description="All chains of this length; null when the search ended early.")
    limit: int = Field(description="Chains that are given at most.")


class Chains(Shape):
    """The shortest chains, in the order of the ids of their things."""

    meta: ChainsMeta
    results: list[Chain]


class Ends(Shape):
    """The two things."""

    one: Thing = Field(alias="from")
    other: Thing = Field(alias="to")


class RelationsAnswer(Shape):
    """How two things are connected."""

    meta: Meta
    results: list[Direct]
    ends: Ends
    chains: Chains
