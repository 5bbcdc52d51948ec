"""Types of a question's parameters and columns, such as ``County?``, ``[Thing]``, ``FEEDS`` or ``int``, and their Cypher projections."""

from __future__ import annotations

from dataclasses import dataclass

from seed.model import EDGES, NODES

_BRIEF = sorted({"origin", "sources", "year", "valid_from", "valid_to"}.union(*(cls.discriminators for cls in EDGES.values())))
"""Properties of a relationship that its id, its date and its sources need."""
_SHORT = "{.id, .name, .name_zh, .gloss_zh, .kind, .origin}"
"""Properties of an entity in short form."""
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

    def project(self, variable: str, *, brief: bool = False) -> str:
        """Return the Cypher expression that converts a variable of this type to maps, lists and scalars.

        :param brief: of a relationship, only what its id, its date and its sources need, with the ids of its ends.
        """
        if self.many and (self.is_node or self.is_edge):
            return f"[item IN {variable} | {self._one('item', brief=brief)}]"
        return self._one(variable, brief=brief)

    def _one(self, variable: str, *, brief: bool) -> str:
        if self.is_node:
            return f"{variable} {_SHORT}"
        if self.is_edge:
            row = f"{variable} {{{', '.join(f'.{name}' for name in _BRIEF)}}}" if brief else f"properties({variable})"
            start, end = (_end(f"{name}({variable})", brief=brief) for name in ("startNode", "endNode"))
            shape = f"{{type: type({variable}), start: {start}, end: {end}, row: {row}}}"
            return f"CASE WHEN {variable} IS NULL THEN null ELSE {shape} END"
        return variable


def _end(node: str, *, brief: bool) -> str:
    """Return the expression for an end of a relationship: its id, or its short form. Cypher projects maps from variables only."""
    return f"{node}.id" if brief else f"head([at_end IN [{node}] | at_end {_SHORT}])"


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
