"""A request for a list: conditions, order and properties. :mod:`graph.queries.lists.entities` compiles it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.filters.syntax_tree import Condition
from graph.queries.includes.request import Include
from graph.queries.location.place import Place

MOST_KEYS = 3
"""Maximum number of sort keys."""


@dataclass(frozen=True)
class SortKey:
    """A property to sort by. Rows without a value come last in both directions."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class Sample:
    """A random sample of ``size`` rows. The same rows and ``seed`` give the same sample on any server."""

    size: int
    seed: int = 0


@dataclass(frozen=True)
class ListRequest:
    """A list of one type. All fields are validated; user input occurs only as values, never as names.

    :param label: a declared node type.
    :param filter: conditions, all of which must hold (see :mod:`graph.queries.filters.parser`).
    :param q: words for the full-text index; without ``sort`` the best rows come first.
    :param ids: only these ids and codes, in this order.
    :param origin: accepted origins of rows and of the relationships in conditions; None: all.
    :param as_of: a date as stated; applies to the relationships in conditions.
    :param place: only rows that lie there or are of no place; in its mode ``nowhere`` the rows without a location.
    :param sort: sort keys; the id is always the last key.
    :param select: properties besides ``id``, ``type``, ``origin`` and ``href``, which are always included; None: all.
    :param includes: further entities of each row.
    """

    label: str
    filter: tuple[Condition, ...] = ()
    q: str | None = None
    ids: tuple[str, ...] = ()
    origin: tuple[str, ...] | None = None
    as_of: str | None = None
    place: Place | None = None
    sort: tuple[SortKey, ...] = ()
    select: tuple[str, ...] | None = None
    sample: Sample | None = None
    includes: tuple[Include, ...] = ()
