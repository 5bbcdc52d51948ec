"""Choose where a query starts: at the node that a condition identifies by an id or an indexed property.

Few rows lead to that node. The planner sees only an EXISTS and would check every row of the type.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.queries.filters.compiler import Compiler, label
from graph.queries.filters.name_resolution import end_labels, fields
from graph.queries.filters.syntax_tree import Condition, End, Linked, NodeIn, Step, Test


def anchor_of(conditions: Sequence[Condition]) -> Linked | None:
    """Return the first condition whose far end is a key; None when there is none, or when a condition identifies the rows themselves."""
    if any(isinstance(part, NodeIn) or (isinstance(part, Test) and part.column.name == "code") for part in conditions):
        return None
    return next((part for part in conditions if isinstance(part, Linked) and _leads_to_key(part)), None)


def end_anchor_of(conditions: Sequence[Condition], kinds: tuple[str, ...]) -> End | None:
    """Return the first condition that identifies an end of relationships of some types by a key; None when there is none."""
    return next((part for part in conditions if isinstance(part, End) and _is_end_key(part, kinds)), None)


def _is_end_key(part: End, kinds: tuple[str, ...]) -> bool:
    if isinstance(part.inner, Linked):
        return _leads_to_key(part.inner)
    return _is_key(end_labels(kinds, forward=part.forward), part.inner)


def _leads_to_key(part: Linked) -> bool:
    inner: Condition | None = part
    step = part.step
    while isinstance(inner, Linked):
        step, inner = inner.step, inner.inner
    return _is_key(step.targets, inner)


def _is_key(targets: tuple[str, ...], inner: Condition | None) -> bool:
    alone = len(targets) == 1
    if isinstance(inner, NodeIn):
        return not inner.codes or (not inner.ids and alone)
    if not isinstance(inner, Test) or inner.on_edge or inner.comparison != "=":
        return False
    return alone and fields(targets[0])[inner.column.name].index


def matched(anchor: Condition, name: str, labels: tuple[str, ...], compiler: Compiler) -> str:
    """Return the Cypher that binds ``name`` to the nodes for which an anchor holds, each once.

    Each step is a MATCH of its own: within one pattern a relationship cannot be used twice.

    :param labels: the types that ``name`` can have; the label is part of the pattern when there is only one.
    """
    way: list[Step] = []
    inner: Condition | None = anchor
    while isinstance(inner, Linked):
        way.append(inner.step)
        inner = inner.inner
    assert inner is not None
    first = f"{name}:{label(labels[0])}" if len(labels) == 1 else name
    nodes = [first, *(compiler.variable("x") for _ in way)]
    at = nodes[-1].partition(":")[0]
    targets = way[-1].targets if way else labels
    end = "Thing" if isinstance(inner, NodeIn) and inner.ids else label(targets[0])
    parts = [f"MATCH ({at}:{end}) WHERE {compiler.condition(inner, at, None)}"]
    for place in range(len(way) - 1, -1, -1):
        edge = compiler.variable("r")
        conditions = compiler.visible(edge, way[place].edge)
        parts.append(f"MATCH {compiler.step(way[place], nodes[place], edge, nodes[place + 1])}")
        parts += [f"WHERE {' AND '.join(conditions)}"] if conditions else []
    return " ".join([*parts, f"WITH DISTINCT {name}"])
