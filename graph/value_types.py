"""Types of a question's parameters and columns, such as ``County?``, ``[Thing]``, ``FEEDS`` or ``int``, and their Cypher projections."""

from __future__ import annotations

from dataclasses import dataclass

from seed.model import EDGES, NODES

SCALARS = frozenset({"str", "int", "float", "bool", "date", "year", "percent", "Origin"})


@dataclass(frozen=True)
class ParamType:
    """Type of a parameter. ``name`` is a scalar, a node type, or ``Thing`` for any node."""

    name: str
    optional: bool = False

    @property
    def is_node(self) -> bool:
        """Whether values are nodes, given by id, code or name."""
        return self.name == "Thing" or self.name in NODES


@dataclass(frozen=True)
class ReturnType:
    """Type of a column. ``name`` is a scalar, a node type, ``Thing``, a relationship type or ``Relationship``."""

    name: str
    optional: bool = False
    many: bool = False

    @property
    def is_node(self) -> bool:
        """Whether values are nodes."""
        return self.name == "Thing" or self.name in NODES

    @property
    def is_edge(self) -> bool:
        """Whether values are relationships, which responses contain as evidence."""
        return self.name == "Relationship" or self.name in EDGES

    def project(self, variable: str) -> str:
        """Return the Cypher expression that converts a variable of this type to maps, lists and scalars."""
        if self.many and (self.is_node or self.is_edge):
            return f"[item IN {variable} | {self._one('item')}]"
        return self._one(variable)

    def _one(self, variable: str) -> str:
        if self.is_node:
            return f"{variable} {{.id, .name, .name_zh, .kind, .origin}}"
        if self.is_edge:
            shape = f"{{type: type({variable}), start: startNode({variable}).id, end: endNode({variable}).id, row: properties({variable})}}"
            return f"CASE WHEN {variable} IS NULL THEN null ELSE {shape} END"
        return variable


def parse_param(spec: str) -> ParamType | None:
    """Parse ``County?`` into a ParamType; return None for an unknown type."""
    name, optional = spec.removesuffix("?"), spec.endswith("?")
    kind = ParamType(name, optional)
    return kind if name in SCALARS or kind.is_node else None


def parse_return(spec: object) -> ReturnType | None:
    """Parse ``Enterprise``, ``int?`` or ``[Thing]`` (YAML reads the last as a list); return None for an unknown type."""
    many = isinstance(spec, list) and len(spec) == 1
    if isinstance(spec, list) and not many:
        return None
    text = str(spec[0] if isinstance(spec, list) else spec)
    kind = ReturnType(text.removesuffix("?"), text.endswith("?"), many)
    return kind if kind.name in SCALARS or kind.is_node or kind.is_edge else None
