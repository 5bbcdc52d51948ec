"""With ``as_of``: the rows behind figures that have no date. They are kept at every date, so they are counted apart."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph.measures.definition import Evidence, Figure
from graph.queries.traversal.neighbours import can_be_dated
from graph.snapshot.view import View
from seed.model import label_of

_DATED_TYPES = frozenset({"Program", "Alliance", "Activity"})
"""Types of entities whose beginning or end a measure compares with the date."""


def undated_behind(view: View, figures: Iterable[Figure]) -> int | None:
    """Return the number of distinct undated rows behind some figures; None for a view without a date."""
    if not view.day:
        return None
    return len({known for figure in figures for known in undated_rows(view, figure.evidence())})


def undated_rows(view: View, rows: Iterable[Evidence]) -> set[str]:
    """Return the ids of the rows that can have a date and have none. The paths between the other rows do not count."""
    ids = {row.id for row in rows if row.role != "path"}
    return {known for known in ids if (_is_undated_edge(view, known) if "~" in known else _is_undated_node(view, known))}


def _is_undated_node(view: View, node_id: str) -> bool:
    at = view.snapshot.at(node_id)
    if at is None or label_of(node_id) not in _DATED_TYPES:
        return False
    return not (view.nodes.begun[at] or view.nodes.ended[at] or _is_dated_by_offer(view, at))


def _is_dated_by_offer(view: View, program: int) -> bool:
    offers = view.edges("OFFERS")
    own = offers.end == program
    return bool(np.any(own & ((offers.since != 0) | (offers.until != 0))))


def _is_undated_edge(view: View, relationship: str) -> bool:
    kind, start, end, *_ = relationship.split("~")
    first, last = view.snapshot.at(start), view.snapshot.at(end)
    if not can_be_dated(kind) or first is None or last is None:
        return False
    edges = view.snapshot.of(kind)
    found = edges.take(edges.find(first, last))
    for place, known in enumerate(found.ids(view.nodes)):
        if known == relationship:
            return not (found.since[place] or found.until[place] or found.year[place])
    return False
