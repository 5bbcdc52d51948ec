"""What a response shows of an entity. :mod:`graph.queries.includes.cypher` compiles it, :mod:`graph.queries.includes.items` shapes it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.filters.syntax_tree import Step

MOST_INCLUDES = 4
"""Maximum number of included names in a request. The names on the way to an included one count."""
MOST_STEPS = 2
"""Maximum number of steps from the entity of a row to an included one."""
MOST_ITEMS = 10
"""Maximum number of included entities per name and entity, and of relationships that lead to one of them."""
INCLUDED = "included"
"""The member of a row with the entities that it includes."""
OTHER = "other"
"""The member of a neighbour with the entity at the other end."""
SOURCES = "sources"
"""The name that leads to the sources of a row. It is a property with ids, not a relationship."""


@dataclass(frozen=True)
class Shown:
    """What is shown of an entity.

    ``select``: properties besides those that every item has; None: all if ``whole``, else the short form.
    """

    select: tuple[str, ...] | None = None
    whole: bool = False
    includes: tuple[Include, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether this is the short form without further entities."""
        return self.select is None and not self.whole and not self.includes


@dataclass(frozen=True)
class Include:
    """Entities that an entity includes: those at the end of ``step`` (None: its sources), which are of types ``labels``."""

    name: str
    step: Step | None
    labels: tuple[str, ...]
    shown: Shown = Shown()


@dataclass(frozen=True)
class RowShown:
    """What is shown of the entities in the columns of a row, by column, and the entities that the row itself includes."""

    members: tuple[tuple[str, Shown], ...] = ()
    includes: tuple[Include, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether all entities are in short form and nothing is included."""
        return not self.includes and all(shown.is_short for _, shown in self.members)

    def of(self, column: str) -> Shown:
        """Return what is shown of the entities in a column."""
        return dict(self.members).get(column, SHORT)


SHORT = Shown()
PLAIN = RowShown()
