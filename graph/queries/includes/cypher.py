"""The Cypher of included entities. Each is collected in a subquery of the row, so that one query reads a page and all that it includes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.queries.filters.compiler import Compiler, date_properties
from graph.queries.includes.request import MOST_ITEMS, OTHER, Include, RowShown, Shown
from graph.queries.location.conditions import Mode, condition
from seed.model import EDGES

_SHORT = ("id", "name", "name_zh", "gloss_zh", "kind", "origin")


@dataclass(frozen=True)
class Writer:
    """Writes the included entities of one query.

    The query has the parameters of the macro ``visible`` (:mod:`graph.queries.questions.cypher_macros`) and, with a place, ``$place``.
    """

    compiler: Compiler
    place: Mode | None = None

    def entity(self, shown: Shown, node: str) -> str:
        """Return the map of an entity: the properties that its item needs, and what it includes as ``included``."""
        parts = [".*"] if shown.whole and shown.select is None else [f".{name}" for name in _properties(shown)]
        if shown.includes:
            parts.append(f"included: {self.included(shown.includes, node)}")
        return f"{node} {{{', '.join(parts)}}}"

    def column(self, shown: Shown, name: str, *, many: bool) -> str:
        """Return the map of the entity in a column of a question, or the list of the maps of several; null for null."""
        if not many:
            return self.entity(shown, name)
        item = self.compiler.variable("x")
        return f"CASE WHEN {name} IS NULL THEN null ELSE COLLECT {{ UNWIND {name} AS {item} RETURN {self.entity(shown, item)} }} END"

    def included(self, includes: Sequence[Include], node: str) -> str:
        """Return the map of what an entity includes, by name: a list of maps ``{total, row, via}``, sorted by id."""
        return "{" + ", ".join(f"{one.name}: {self._linked(one, node)}" for one in includes) + "}"

    def sources_of(self, ids: str, one: Include) -> str:
        """Return the list of the sources with these ids, like an item of :meth:`included`."""
        new = self.compiler.variable
        name, end, edges = new("s"), new("x"), new("v")
        return self._collected(
            one, f"UNWIND {ids} AS {name} MATCH ({end}:Thing {{id: {name}}}) WITH DISTINCT {end}, [] AS {edges}", end, edges
        )

    def _linked(self, one: Include, node: str) -> str:
        if one.step is None:
            return self.sources_of(f"coalesce({node}.sources, [])", one)
        new, kind = self.compiler.variable, one.step.edge
        edge, end, edges = new("r"), new("x"), new("v")
        seen = self.compiler.visible(edge, kind)
        # Conditions on the end come after a WITH: the planner could otherwise begin at an index of the end instead of at the row.
        conditions = [f"{end}.origin IN $origin"] if self.compiler.origin else []
        if self.place is not None:
            conditions.append(condition([(end, one.labels)], self.place, origin=self.compiler.origin))
        match = f"MATCH {self.compiler.step(one.step, node, edge, end)}" + (f" WHERE {' AND '.join(seen)}" if seen else "")
        order = "".join(f", {edge}.{name}" for name in EDGES[kind].discriminators)
        kept = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        found = f"{match} WITH {end}, {edge} ORDER BY {end}.id{order}{kept} WITH {end}, collect({edge}) AS {edges}"
        return self._collected(one, found, end, edges)

    def _collected(self, one: Include, found: str, end: str, edges: str) -> str:
        """Return the subquery that collects the first entities by id, each with the number of all."""
        new = self.compiler.variable
        every, pair, total = new("c"), new("c"), new("t")
        return (
            f"COLLECT {{ {found} ORDER BY {end}.id WITH collect([{end}, {edges}]) AS {every} UNWIND {every}[..{MOST_ITEMS}] AS {pair} "
            f"WITH size({every}) AS {total}, {pair}[0] AS {end}, {pair}[1] AS {edges} "
            f"RETURN {{total: {total}, row: {self.entity(one.shown, end)}{self._via(one, edges)}}} }}"
        )

    def _via(self, one: Include, edges: str) -> str:
        if one.step is None:
            return ""
        edge, kind = self.compiler.variable("e"), one.step.edge
        names = dict.fromkeys(["origin", "sources", *EDGES[kind].discriminators, *date_properties(kind)])
        row = ", ".join(f".{name}" for name in names)
        shape = f"{{type: '{kind}', start: startNode({edge}).id, end: endNode({edge}).id, row: {edge} {{{row}}}}}"
        return f", via: [{edge} IN {edges}[..{MOST_ITEMS}] | {shape}]"


def neighbour_columns(shown: RowShown, *, origin: bool, as_of: bool) -> str:
    """Return the entry ``other`` of a neighbour, and those of what the relationship ``r`` includes, for ``browse/neighbours``.

    Its parameter ``$origin`` selects relationships. Included entities may also rest on reference rows: their origins are in
    ``$shown_origin``.
    """
    writer = Writer(Compiler(origin=origin, as_of=as_of))
    included = "".join(f", {one.name}: {writer.sources_of('coalesce(r.sources, [])', one)}" for one in shown.includes)
    return f"other: {writer.entity(shown.of(OTHER), OTHER)}{included}".replace("$origin", "$shown_origin")


def entities_text(shown: Shown, *, origin: bool) -> str:
    """Return the Cypher of the entities with the ids ``$ids`` as one record, with what they include."""
    writer = Writer(Compiler(origin=origin))
    return f"CYPHER 5 MATCH (n:Thing) USING INDEX SEEK n:Thing(id) WHERE n.id IN $ids RETURN collect({writer.entity(shown, 'n')}) AS rows"


def _properties(shown: Shown) -> list[str]:
    return [name for name in dict.fromkeys((*_SHORT, *(shown.select or ()))) if name not in {"type", "href"}]
