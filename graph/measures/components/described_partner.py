"""A school, an enterprise or an alliance that is not in the graph, by a description: its partners are found as if it were.

What is described is taken as given, as a parameter is. It has the strongest origin that a request counts, so that it weakens no row and no
filter leaves it out; what is known of the candidates is what decides the origin of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from graph.errors import BadValueError, UnknownNameError
from graph.measures.catalogue.partners import MEASURE as PARTNERS
from graph.measures.components.partner_scores import WEIGHTS
from graph.measures.definition import LIMIT, MOST
from graph.snapshot.columns import BY_STRENGTH, Snapshot
from graph.snapshot.editing import place_of, with_edges, with_things
from graph.snapshot.view import View
from seed.model import with_reference
from seed.suggestions import nearest

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Field(max_length=100)]


class _Strict(BaseModel):
    """Refuses a field that it does not know, and names the nearest."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pointer: ClassVar[str] = "/body"

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        for name in given if isinstance(given, Mapping) else ():
            if name not in cls.model_fields:
                near = nearest(str(name), cls.model_fields) or tuple(cls.model_fields)
                raise UnknownNameError(f"There is no field '{name}'.", nearest=near, pointer=f"{cls.pointer}/{name}")
        return given


class _Weights(_Strict):
    """How much each reason counts; those that are not named keep their weight."""

    pointer: ClassVar[str] = "/body/weights"


_EACH: dict[str, Any] = {name: (float, Field(default=weight, allow_inf_nan=False)) for name, weight in WEIGHTS.items()}
Weights = create_model("Weights", __base__=_Weights, __doc__=_Weights.__doc__, **_EACH)


def _whole(name: str) -> Any:
    """A number, as the measure takes it."""
    param = PARTNERS.params[name]
    return Field(default=param.default, ge=param.minimum, le=param.maximum, description=f"{param.help} {param.help_zh}")


class Described(_Strict):
    """Who looks for partners, and how candidates are weighed."""

    type: Literal["school", "enterprise", "alliance"]
    name: Name | None = Field(default=None, description="What you call it; nothing is looked up by it.")
    county: Name | None = Field(default=None, description="Where it is: a county, by id, code or name. Not of an alliance.")
    sectors: Names = Field(default=(), description="Sectors or industries of its work, by id, code or name; of an alliance, sectors.")
    majors: Names = Field(
        default=(), description="Majors that it teaches or looks for; they stand for the sectors and industries that they serve."
    )
    members: Names = Field(default=(), description="Of an alliance: schools and enterprises that are members already.")
    places: int = _whole("places")
    weights: Weights = Field(default_factory=Weights, description="How much each reason counts.")  # type: ignore[valid-type]
    in_county: Name | None = Field(
        default=None, description="Only candidates located there, by id, code or name; a rank is that among all."
    )
    kind: Literal["both", "school", "enterprise"] = Field(default="both", description="Only candidates of this type.")
    top: int = _whole("top")
    draws: int = _whole("draws")
    seed: int = _whole("seed")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="At most this many rows.")
    origin: str | None = Field(default=None, description="As in the address of a measure: documented,reference.")
    as_of: str | None = Field(default=None, description="A year, a month or a day.")

    @model_validator(mode="after")
    def _fits(self) -> Described:
        odd = ("county", "majors") if self.type == "alliance" else ("members",)
        for name in odd:
            if getattr(self, name):
                raise BadValueError(f"'{name}' says nothing of type {self.type} here.", pointer=f"/body/{name}", hint="Leave it out.")
        return self

    @property
    def naming(self) -> dict[str, tuple[str, ...]]:
        """Which fields name things of the graph, and of which types."""
        fields = ("Sector",) if self.type == "alliance" else ("Sector", "Industry")
        return {
            "county": ("County",),
            "in_county": ("County",),
            "sectors": fields,
            "majors": ("Major",),
            "members": ("School", "Enterprise"),
        }

    @property
    def given(self) -> dict[str, Any]:
        """Parameters of the measure but for who asks."""
        weights = ",".join(f"{name}={value!r}" for name, value in self.weights.model_dump().items())  # type: ignore[attr-defined]
        return {name: getattr(self, name) for name in ("places", "in_county", "kind", "top", "draws", "seed", "limit")} | {
            "weights": weights
        }


EXAMPLE: dict[str, Any] = {
    "type": "enterprise",
    "name": "An enterprise in lithium batteries in Linwu",
    "county": "临武县",
    "sectors": ["sector:lithium-battery"],
    "places": 200,
}
"""A description on the documented data."""


@dataclass(frozen=True)
class Made:
    """A view on a graph in which ``known`` is, with all the ``ids`` that were made up for it."""

    view: View
    known: str
    ids: frozenset[str]

    def is_made_up(self, row: str) -> bool:
        """Whether a thing or a relationship stands in no data."""
        return not self.ids.isdisjoint(row.split("~"))


def made(snapshot: Snapshot, it: Described, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> Made:
    """The graph with what is described in it; things are named by their ids."""
    counted = BY_STRENGTH if origin is None else with_reference(origin)
    strongest = next(number for number, name in enumerate(BY_STRENGTH) if name in counted)
    fields = dict.fromkeys((*it.sectors, *_served(snapshot, it.majors)))
    own = next(_free(snapshot, it.type))
    programs = dict(zip(fields, _free(snapshot, "program"), strict=False)) if it.type == "school" else {}
    things: dict[str, dict[str, Any]] = {own: {"kind": "named"}} | {one: {"status": "active"} for one in programs.values()}
    found = with_things(snapshot, things, strongest)
    for kind, ends in _edges(it, own, fields, programs).items():
        part = "stated" if kind == "SERVES" else None
        found = with_edges(found, kind, [(place_of(found, start), place_of(found, end)) for start, end in ends], strongest, part)
    return Made(View(found, origin, as_of), own, frozenset(things))


def _edges(it: Described, own: str, fields: Iterable[str], programs: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """The relationships that a description states, by their type."""
    work = {"enterprise": "OPERATES_IN", "alliance": "FOCUSES_ON"}.get(it.type)
    found = {
        "LOCATED_IN": [(own, it.county)] if it.county else [],
        "MEMBER_OF": [(member, own) for member in it.members],
        "OFFERS": [(own, program) for program in programs.values()],
        "SERVES": [(program, field) for field, program in programs.items()],
    }
    return found | ({work: [(own, field) for field in fields]} if work else {})


def _served(snapshot: Snapshot, majors: Iterable[str]) -> Iterator[str]:
    """Sectors and industries that majors serve."""
    serves = snapshot.of("SERVES")
    wanted = [place_of(snapshot, major) for major in majors]
    yield from (snapshot.nodes.ids[end] for end in serves.end[np.isin(serves.start, wanted)])


def _free(snapshot: Snapshot, prefix: str) -> Iterator[str]:
    """Ids that nothing has."""
    names = (f"{prefix}:described-{number:03d}" for number in count(1))
    return (known for known in names if snapshot.at(known) is None)
