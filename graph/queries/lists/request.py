"""What is requested of a list: conditions, order and properties. :mod:`graph.queries.lists.entities` compiles it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.filters.syntax_tree import Condition

MOST_KEYS = 3
"""Sort keys at most."""


@dataclass(frozen=True)
class SortKey:
    """One property to sort by. Rows that do not have it come last in either direction."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class Sample:
    """``size`` rows drawn by ``seed``: the same draw from the same rows, whatever the order in which a server holds them."""

    size: int
    seed: int = 0


@dataclass(frozen=True)
class ListRequest:
    """A list of one type. Everything in it is checked; texts of a stranger are values in it, never names.

    :param label: a node type of the declaration.
    :param filter: conditions, all of which must hold (see :mod:`graph.queries.filters.parser`).
    :param q: words for the full-text index; without ``sort`` the rows then come best first.
    :param ids: only these, in this order.
    :param origin: origins that count, for rows and for the relationships that conditions go through; None for all.
    :param as_of: a date as stated; concerns the relationships that conditions go through.
    :param sort: keys before the id, which always is the last.
    :param select: properties besides ``id``, ``type``, ``origin`` and ``href``, which are always there; None for all.
    """

    label: str
    filter: tuple[Condition, ...] = ()
    q: str | None = None
    ids: tuple[str, ...] = ()
    origin: tuple[str, ...] | None = None
    as_of: str | None = None
    sort: tuple[SortKey, ...] = ()
    select: tuple[str, ...] | None = None
    sample: Sample | None = None
