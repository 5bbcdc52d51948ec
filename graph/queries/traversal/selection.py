"""Compile and run the files of ``cypher/browse`` that depend on origins, a date or optional lines.

Like a question, a file may use the macro ``visible(r)`` (:mod:`graph.queries.questions.cypher_macros`) and lines that end in ``//? name``
(kept when the name is given) or ``//? !name`` (kept when it is not). The query then contains only the requested conditions, which helps the
planner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph.database.cypher_files import select_lines, text_of
from graph.database.reader import Store
from graph.queries.questions import cypher_macros
from seed.model import bounds, with_reference


@dataclass(frozen=True)
class Chosen:
    """The relationships to include: their origins (None: all) and a date as stated (None: any)."""

    origin: tuple[str, ...] | None = None
    as_of: str | None = None

    @classmethod
    def of(cls, origin: Iterable[str] | None, as_of: str | None, *, whole: bool = False) -> Chosen:
        """Return a selection. ``whole``: the result is composed of several parts, so ``documented`` includes ``reference``.

        In both cases ``documented`` includes inferred relationships that place an entity; see the macro ``visible``.
        """
        if origin is None:
            return cls(None, as_of)
        return cls(tuple(sorted(with_reference(origin) if whole else set(origin))), as_of)

    def values(self) -> dict[str, Any]:
        """Return the parameters of the macro ``visible``."""
        parameters: dict[str, Any] = {} if self.origin is None else {"origin": list(self.origin)}
        if self.as_of is not None:
            parameters |= {"as_of": bounds(self.as_of)[1], "as_of_year": int(self.as_of[:4])}
        return parameters


@cache
def compiled(name: str, switches: frozenset[str], *, origin: bool, as_of: bool) -> str:
    """Return the Cypher of a file. Each combination of arguments gives one text, so the server plans each only once."""
    text = cypher_macros.expand(select_lines(text_of("browse", name), switches), origin=origin, as_of=as_of)
    return f"CYPHER 5\n{text}"


async def read_value(store: Store, name: str, chosen: Chosen, switches: Iterable[str] = (), **values: Any) -> Any:
    """Run a file that returns one record with one value; return the value. Use it inside :meth:`graph.database.reader.Store.reading`."""
    text = compiled(name, frozenset(switches), origin=chosen.origin is not None, as_of=chosen.as_of is not None)
    records = await store.run(text, {**values, **chosen.values()})
    return next(iter(records[0].values()))
