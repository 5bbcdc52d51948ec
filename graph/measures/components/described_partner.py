"""Find partners for a school, an enterprise or an alliance that is not in the graph, from a description of it.

The description is taken as given, like a parameter. It has the strongest origin that the request counts, so that it weakens no row and no
filter drops it; the data on the candidates decide the origin of a row.
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
from graph.snapshot.editing import place_of, with_edges, with_nodes
from graph.snapshot.view import View
from seed.bilingual import Bilingual
from seed.model import with_reference
from seed.suggestions import nearest

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Field(max_length=100)]


class _Strict(BaseModel):
    """Reject unknown fields, with the nearest valid names."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pointer: ClassVar[str] = "/body"

    @model_validator(mode="before")
    @classmethod
    def _reject_unknown(cls, given: Any) -> Any:
        for name in given if isinstance(given, Mapping) else ():
            if name not in cls.model_fields:
                near = nearest(str(name), cls.model_fields) or tuple(cls.model_fields)
                raise UnknownNameError(
                    Bilingual(f"Unknown field: '{name}'.", f"未知字段：“{name}”。"), nearest=near, pointer=f"{cls.pointer}/{name}"
                )
        return given


class _Weights(_Strict):
    """Weight of each reason. Reasons that are not given keep their default weight."""

    pointer: ClassVar[str] = "/body/weights"


_EACH: dict[str, Any] = {name: (float, Field(default=weight, allow_inf_nan=False)) for name, weight in WEIGHTS.items()}
Weights = create_model("Weights", __base__=_Weights, __doc__=_Weights.__doc__, **_EACH)


def _whole(name: str) -> Any:
    """Declare an integer field like the parameter of the measure."""
    param = PARTNERS.params[name]
    return Field(default=param.default, ge=param.minimum, le=param.maximum, description=f"{param.help} {param.help_zh}")


class Described(_Strict):
    """The organisation that looks for partners, and the weights of the candidates."""

    type: Literal["school", "enterprise", "alliance"]
    name: Name | None = Field(default=None, description="Your name for it. It is not looked up.")
    county: Name | None = Field(default=None, description="Its county, by id, code or name. Not for an alliance.")
    sectors: Names = Field(
        default=(), description="Sectors or industries in which it works, by id, code or name. For an alliance: sectors only."
    )
    majors: Names = Field(
        default=(), description="Majors that it teaches or looks for. They stand for the sectors and industries that they serve."
    )
    members: Names = Field(default=(), description="For an alliance: schools and enterprises that are already members.")
    places: int = _whole("places")
    weights: Weights = Field(default_factory=Weights, description="Weight of each reason.")  # type: ignore[valid-type]
    in_county: Name | None = Field(
        default=None, description="Only candidates in this county, by id, code or name. Ranks are among all candidates."
    )
    kind: Literal["both", "school", "enterprise"] = Field(default="both", description="Only candidates of this type.")
    top: int = _whole("top")
    draws: int = _whole("draws")
    random_seed: int = _whole("random_seed")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Maximum number of rows.")
    origin: str | None = Field(
        default=None, description="Origins to count, comma-separated, as in the URL of a measure: documented,reference."
    )
    as_of: str | None = Field(default=None, description="Date of the data: a year, a month or a day.")

    @model_validator(mode="after")
    def _fits(self) -> Described:
        unsupported = ("county", "majors") if self.type == "alliance" else ("members",)
        for name in unsupported:
            if getattr(self, name):
                raise BadValueError(
                    Bilingual(f"'{name}' does not apply to type '{self.type}'.", f"“{name}”不适用于类型“{self.type}”。"),
                    pointer=f"/body/{name}",
                    hint=Bilingual("Remove the field.", "请去掉该字段。"),
                )
        return self

    @property
    def naming(self) -> dict[str, tuple[str, ...]]:
        """Fields that name entities of the graph, with the allowed types."""
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
        """Parameters of the measure except the requesting organisation."""
        weights = ",".join(f"{name}={value!r}" for name, value in self.weights.model_dump().items())  # type: ignore[attr-defined]
        return {name: getattr(self, name) for name in ("places", "in_county", "kind", "top", "draws", "random_seed", "limit")} | {
            "weights": weights
        }


EXAMPLE: dict[str, Any] = {
    "type": "enterprise",
    "name": "An enterprise in lithium batteries in Linwu",
    "county": "临武县",
    "sectors": ["sector:lithium-battery"],
    "places": 200,
}
"""An example description for the documented data."""


@dataclass(frozen=True)
class DescribedView:
    """A view of a graph to which the described organisation was added under ``id``; ``ids`` are all added entities."""

    view: View
    id: str
    ids: frozenset[str]

    def is_added(self, row: str) -> bool:
        """Return whether an entity or a relationship, by its id, was added."""
        return not self.ids.isdisjoint(row.split("~"))


def add_description(snapshot: Snapshot, it: Described, origin: tuple[str, ...] | None = None, as_of: str | None = None) -> DescribedView:
    """Add the described organisation to the graph. Its fields name entities by id."""
    counted = BY_STRENGTH if origin is None else with_reference(origin)
    strongest = next(number for number, name in enumerate(BY_STRENGTH) if name in counted)
    fields = dict.fromkeys((*it.sectors, *_served(snapshot, it.majors)))
    own = next(_free(snapshot, it.type))
    programs = dict(zip(fields, _free(snapshot, "program"), strict=False)) if it.type == "school" else {}
    entities: dict[str, dict[str, Any]] = {own: {"kind": "named"}} | {one: {"status": "active"} for one in programs.values()}
    extended = with_nodes(snapshot, entities, strongest)
    for kind, ends in _edges(it, own, fields, programs).items():
        part = "stated" if kind == "SERVES" else None
        places = [(place_of(extended, start), place_of(extended, end)) for start, end in ends]
        extended = with_edges(extended, kind, places, strongest, part)
    return DescribedView(View(extended, origin, as_of), own, frozenset(entities))


def _edges(it: Described, own: str, fields: Iterable[str], programs: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the relationships that a description states, by type."""
    work = {"enterprise": "OPERATES_IN", "alliance": "FOCUSES_ON"}.get(it.type)
    edges = {
        "LOCATED_IN": [(own, it.county)] if it.county else [],
        "MEMBER_OF": [(member, own) for member in it.members],
        "OFFERS": [(own, program) for program in programs.values()],
        "SERVES": [(program, field) for field, program in programs.items()],
    }
    return edges | ({work: [(own, field) for field in fields]} if work else {})


def _served(snapshot: Snapshot, majors: Iterable[str]) -> Iterator[str]:
    """Yield the sectors and industries that the majors serve."""
    serves = snapshot.of("SERVES")
    wanted = [place_of(snapshot, major) for major in majors]
    yield from (snapshot.nodes.ids[end] for end in serves.end[np.isin(serves.start, wanted)])


def _free(snapshot: Snapshot, prefix: str) -> Iterator[str]:
    """Yield unused ids."""
    names = (f"{prefix}:described-{number:03d}" for number in count(1))
    return (name for name in names if snapshot.at(name) is None)
