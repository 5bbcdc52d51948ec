"""Which relationships say where an entity lies. The conditions of queries and the masks of snapshots are both derived from :data:`WAYS`.

An entity lies in a place (a county or a region) when a way of its type leads to the place or to a part of it: a county lies in its region,
and a region in the region above it. A type without a way and that is no place (majors, industries, sectors, frameworks, sources) is of no
place. Such entities are never left out because of a place.

Where an entity lies depends neither on the origins nor on the date of a request, with one exception: a simulated relationship counts only
if the request includes simulated data. Otherwise ``origin=documented`` would move a school out of its county when its location is inferred.
"""

from __future__ import annotations

from dataclasses import dataclass

from seed.model import NODES

PLACES = ("County", "Region")
DIVISIONS_DEEP = 4
"""Maximum number of levels from a county to the region above all others."""
UNITS_DEEP = 2
"""Maximum number of levels from a unit to its school."""


@dataclass(frozen=True)
class Way:
    """A step from an entity to another one that says where it lies.

    ``kinds`` are types of relationships, ``forward`` whether they start at the entity, ``targets`` the types at the other end.
    """

    kinds: tuple[str, ...]
    targets: tuple[str, ...]
    forward: bool = True


_AT = Way(("LOCATED_IN",), PLACES)
_ABOUT = Way(
    ("ABOUT",), (*PLACES, "School", "Program", "Enterprise", "Organisation", "Facility", "Initiative", "Alliance", "Activity", "Person")
)
WAYS: dict[str, tuple[Way, ...]] = {
    "School": (_AT, Way(("PART_OF",), ("School",))),
    "Program": (Way(("OFFERS",), ("School",), forward=False),),
    "Enterprise": (Way(("LOCATED_IN", "OPERATES_IN"), PLACES),),
    "Facility": (_AT, Way(("RUNS",), ("School", "Enterprise"), forward=False)),
    "Initiative": (_AT, Way(("RUNS",), PLACES, forward=False)),
    "Alliance": (_AT,),
    "Organisation": (_AT,),
    "Activity": (Way(("OF",), ("Alliance",)),),
    "Person": (
        Way(("TEACHES_AT", "LECTURES_AT"), ("School",)),
        Way(("CONSULTS_FOR", "WORKS_FOR"), ("Enterprise",)),
        Way(("WORKS_IN",), ("Facility",)),
    ),
    "Claim": (_ABOUT,),
    "Observation": (_ABOUT,),
}
"""The ways of each type. A way leads to places, to a type above it in this table or, for the units of a school, to the type itself."""


def has_location(label: str) -> bool:
    """Return whether entities of a type can lie in a place."""
    return label in WAYS or label in PLACES


OF_NO_PLACE = tuple(label for label in NODES if not has_location(label))
"""The types that are of no place."""
