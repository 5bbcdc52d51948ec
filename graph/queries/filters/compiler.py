"""Conditions as Cypher. Names come from the declaration, values are parameters, and nothing else enters the text.

Every condition is compiled so that Cypher's null cannot leak out of a negation: ``NOT coalesce(..., false)``. Without one, null and false
are the same to a WHERE, so properties stand there bare and their indexes stay in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any as Anything

from graph.queries.filters.syntax_tree import All, Among, Any, Condition, End, Known, Linked, Not, Step, Test
from graph.queries.questions.cypher_macros import expand
from seed.columns import Column
from seed.model import EDGES, NODES, Dated, bounds

ORIGINS = "origin"
"""The parameter that ``visible`` compares with; rows are compared with ``origins``."""


@dataclass
class Compiler:
    """Compiles the conditions of one text, and gathers its parameters and the names of its variables.

    ``dated_only``: relationships without a date do not count, which tells the rows that rest on such a one.
    """

    origin: bool = False
    as_of: bool = False
    dated_only: bool = False
    parameters: dict[str, Anything] = field(default_factory=dict)
    variables: int = 0

    def value(self, value: Anything) -> str:
        """A parameter that holds a value."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def variable(self, kind: str) -> str:
        """A new variable's name."""
        self.variables += 1
        return f"{kind}{self.variables}"

    def visible(self, edge: str, kind: str) -> list[str]:
        """Conditions under which a relationship counts, by the request's origin and date."""
        parts = [expand(f"visible({edge})", origin=self.origin, as_of=self.as_of)] if self.origin or self.as_of else []
        if self.dated_only and (dates := date_properties(kind)):
            parts.append("(" + " OR ".join(f"{edge}.{name} IS NOT NULL" for name in dates) + ")")
        return parts

    def every(self, parts: Sequence[Condition], node: str) -> list[str]:
        """Each condition on a node, to be joined with AND."""
        return [self.condition(part, node, None) for part in parts]

    def condition(self, part: Condition, node: str, edge: str | None) -> str:
        """A condition on a node, which was reached along ``edge``."""
        if isinstance(part, All | Any | Not | End):
            return self._compound(part, node, edge)
        if isinstance(part, Linked):
            return self._linked(part, node)
        if isinstance(part, Among):
            return self.among(part, node)
        owner = edge if part.on_edge else node
        assert owner is not None
        return self._known(part, owner) if isinstance(part, Known) else self._test(part, owner)

    def _compound(self, part: All | Any | Not | End, node: str, edge: str | None) -> str:
        if isinstance(part, Not):
            return f"NOT coalesce({self.condition(part.part, node, edge)}, false)"
        if isinstance(part, End):
            return self.condition(part.inner, "b" if part.forward else "a", edge)
        glue = " AND " if isinstance(part, All) else " OR "
        return "(" + glue.join(self.condition(one, node, edge) for one in part.parts) + ")" if part.parts else "true"

    def among(self, part: Among, node: str) -> str:
        """The node is one of these."""
        ways = [f"{node}.{name} {self._one_of(values)}" for name, values in (("id", part.ids), ("code", part.codes)) if values]
        return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"

    def step(self, step: Step, node: str, edge: str, end: str) -> str:
        """The pattern of a step from a bound node."""
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

    def _known(self, part: Known, owner: str) -> str:
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
    """A node type, which the declaration knows."""
    if name not in NODES:
        raise KeyError(name)
    return name


def kind_of(name: str) -> str:
    """A relationship type, which the declaration knows."""
    if name not in EDGES:
        raise KeyError(name)
    return name


def property_of(owner: str, column: Column) -> str:
    """A property, which the declaration knows."""
    return f"{owner}.{column.name}"


def date_properties(kind: str) -> tuple[str, ...]:
    """The properties that date a relationship of a type; none when it cannot have a date."""
    cls = EDGES[kind]
    if "year" in cls.model_fields:
        return ("year",)
    return ("valid_from", "valid_to") if issubclass(cls, Dated) else ()
