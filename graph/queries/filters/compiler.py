"""Compile conditions to Cypher. The text contains only names of the declared model; values are passed as parameters.

A negation is compiled to ``NOT coalesce(..., false)``, so that null does not propagate through it. Elsewhere WHERE treats null as false, so
properties are compared directly and their indexes remain usable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any as Anything

from graph.queries.filters.syntax_tree import All, Any, Condition, End, HasValue, Linked, NodeIn, Not, Step, Test
from graph.queries.questions.cypher_macros import expand
from seed.columns import Column
from seed.model import EDGES, NODES, Dated, bounds

ORIGINS = "origin"
"""The parameter of ``visible``; the origins of rows are in the parameter ``origins``."""


@dataclass
class Compiler:
    """Compiles the conditions of one query and collects its parameters and variable names.

    ``dated_only``: ignore relationships without a date; used to find the rows that depend on an undated relationship.
    """

    origin: bool = False
    as_of: bool = False
    dated_only: bool = False
    parameters: dict[str, Anything] = field(default_factory=dict)
    variables: int = 0

    def value(self, value: Anything) -> str:
        """Add a parameter and return its reference."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def variable(self, kind: str) -> str:
        """Return the name of a new variable."""
        self.variables += 1
        return f"{kind}{self.variables}"

    def visible(self, edge: str, kind: str) -> list[str]:
        """Return the conditions on a relationship from the origin and the date of the request."""
        parts = [expand(f"visible({edge})", origin=self.origin, as_of=self.as_of, types=(kind,))] if self.origin or self.as_of else []
        if self.dated_only and (dates := date_properties(kind)):
            parts.append("(" + " OR ".join(f"{edge}.{name} IS NOT NULL" for name in dates) + ")")
        return parts

    def every(self, parts: Sequence[Condition], node: str) -> list[str]:
        """Compile conditions on a node, to be joined with AND."""
        return [self.condition(part, node, None) for part in parts]

    def condition(self, part: Condition, node: str, edge: str | None) -> str:
        """Compile a condition on a node that was reached along ``edge``."""
        if isinstance(part, All | Any | Not | End):
            return self._compound(part, node, edge)
        if isinstance(part, Linked):
            return self._linked(part, node)
        if isinstance(part, NodeIn):
            return self.among(part, node)
        owner = edge if part.on_edge else node
        assert owner is not None
        return self._known(part, owner) if isinstance(part, HasValue) else self._test(part, owner)

    def _compound(self, part: All | Any | Not | End, node: str, edge: str | None) -> str:
        if isinstance(part, Not):
            return f"NOT coalesce({self.condition(part.part, node, edge)}, false)"
        if isinstance(part, End):
            return self.condition(part.inner, "b" if part.forward else "a", edge)
        glue = " AND " if isinstance(part, All) else " OR "
        return "(" + glue.join(self.condition(one, node, edge) for one in part.parts) + ")" if part.parts else "true"

    def among(self, part: NodeIn, node: str) -> str:
        """Compile the test of the ids and codes of a node."""
        ways = [f"{node}.{name} {self._one_of(values)}" for name, values in (("id", part.ids), ("code", part.codes)) if values]
        return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"

    def step(self, step: Step, node: str, edge: str, end: str) -> str:
        """Return the pattern of a step from a bound node."""
        start = node + (f":{'|'.join(map(label, step.sources))}" if step.sources else "")
        target = end if step.every else f"{end}:{'|'.join(map(label, step.targets))}"
        left, right = ("-", "->") if step.forward else ("<-", "-")
        return f"({start}){left}[{edge}:{kind_of(step.edge)}]{right}({target})"

    def _linked(self, part: Linked, node: str) -> str:
        edge, end = self.variable("r"), self.variable("x")
        conditions = self.visible(edge, part.step.edge)
        if part.inner is not None:
            conditions.append(self.condition(part.inner, end, edge))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"EXISTS {{ MATCH {self.step(part.step, node, edge, end)}{where} }}"

    def _known(self, part: HasValue, owner: str) -> str:
        name = property_of(owner, part.column)
        return f"size(coalesce({name}, [])) > 0" if part.column.kind == "words" else f"{name} IS NOT NULL"

    def _test(self, part: Test, owner: str) -> str:
        column, name = part.column, property_of(owner, part.column)
        if column.kind == "date":
            ways = [self._date(name, part.comparison, str(value)) for value in part.values]
            return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"
        if part.comparison != "=":
            ways = [f"{name} {part.comparison} {self.value(value)}" for value in part.values]
            return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"
        if column.kind == "words":
            return f"any(word IN {name} WHERE word {self._one_of(part.values)})"
        return f"{name} {self._one_of(part.values)}"

    def _date(self, name: str, comparison: str, stated: str) -> str:
        low, high = bounds(stated)
        if comparison == "=":
            return f"({name}_lo >= {self.value(low)} AND {name}_hi <= {self.value(high)})"
        end, limit = {">": ("lo", high), ">=": ("lo", low), "<": ("hi", low), "<=": ("hi", high)}[comparison]
        return f"{name}_{end} {comparison} {self.value(limit)}"

    def _one_of(self, values: Sequence[Anything]) -> str:
        return f"= {self.value(values[0])}" if len(values) == 1 else f"IN {self.value(list(values))}"


def label(name: str) -> str:
    """Return ``name`` after a check that it is a declared node type."""
    if name not in NODES:
        raise KeyError(name)
    return name


def kind_of(name: str) -> str:
    """Return ``name`` after a check that it is a declared relationship type."""
    if name not in EDGES:
        raise KeyError(name)
    return name


def property_of(owner: str, column: Column) -> str:
    """Return the reference to a declared property."""
    return f"{owner}.{column.name}"


def date_properties(kind: str) -> tuple[str, ...]:
    """Return the date properties of a relationship type; empty when it cannot have a date."""
    cls = EDGES[kind]
    if "year" in cls.model_fields:
        return ("year",)
    return ("valid_from", "valid_to") if issubclass(cls, Dated) else ()
