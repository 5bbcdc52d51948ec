"""A request for a list of relationships, and its sort order. :mod:`graph.queries.lists.relationship_cypher` compiles it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.filters.name_resolution import common_fields, edge_fields
from graph.queries.filters.syntax_tree import Condition
from graph.queries.includes.request import SHORT, Include, Shown
from graph.queries.lists.keyset_order import Order
from graph.queries.lists.request import SortKey
from graph.queries.location.place import Place
from seed.columns import Column
from seed.model import EDGES

ALWAYS = ("id", "type", "start", "end", "origin", "href")
"""Fields that every row has, besides the discriminators of its type, which are part of its id."""
SENTENCES = ("sentence", "sentence_zh")
_ENDS = {"start": Order("a.id", "start", "str", nullable=False), "end": Order("b.id", "end", "str", nullable=False)}
_TYPE = Order("type(r)", "type", "str", nullable=False)


@dataclass(frozen=True)
class EdgeRequest:
    """Relationships of some types, with conditions (:mod:`graph.queries.filters.parser`), origins (None: all), a date and a place.

    A relationship lies in a place when one of its ends does, and it is of no place when both ends are.

    :param q: words for the full-text index, of which one end must have some.
    :param sort: sort keys: properties that all types have, ``start`` and ``end``. The parts of the id are always the last keys.
    :param select: fields besides :data:`ALWAYS`; None: all.
    :param start: what is shown of the entity at the start; ``end``: of that at the end.
    :param includes: the sources of each relationship, if requested.
    """

    kinds: tuple[str, ...]
    filter: tuple[Condition, ...] = ()
    origin: tuple[str, ...] | None = None
    as_of: str | None = None
    place: Place | None = None
    q: str | None = None
    sort: tuple[SortKey, ...] = ()
    select: tuple[str, ...] | None = None
    start: Shown = SHORT
    end: Shown = SHORT
    includes: tuple[Include, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether these are all relationships of the types; the database stores their number."""
        return not self.filter and self.origin is None and self.as_of is None and self.place is None and self.q is None


def all_fields(kinds: tuple[str, ...]) -> dict[str, Column]:
    """Return the properties that any of the types has, without the ends, by name."""
    return {name: column for kind in reversed(kinds) for name, column in edge_fields(kind).items()}


def identity_of(kinds: tuple[str, ...]) -> tuple[Order, ...]:
    """Return the order by what identifies a relationship: its ends, its type if there are several, and the discriminators."""
    names = dict.fromkeys(name for kind in kinds for name in EDGES[kind].discriminators)
    properties = all_fields(kinds)
    parts = (Order(f"r.{properties[name].name}", name, properties[name].kind) for name in names)
    return (*_ENDS.values(), *((_TYPE,) if len(kinds) > 1 else ()), *parts)


def orders_of(request: EdgeRequest) -> tuple[Order, ...]:
    """Return the sort order of a list of relationships: the requested keys, then the identity."""
    return (*(_order(key, request.kinds) for key in request.sort), *identity_of(request.kinds))


def _order(key: SortKey, kinds: tuple[str, ...]) -> Order:
    if key.name in _ENDS:
        return Order(_ENDS[key.name].text, key.name, "str", key.descending, nullable=False)
    column = common_fields(kinds)[key.name]
    text = f"r.{column.name}_lo" if column.kind == "date" else f"r.{column.name}"
    if column.kind == "str" and not column.choices:  # see graph.queries.lists.keyset_order
        text += " + ''"
    return Order(text, column.name, column.kind, key.descending)
